"""The dispatch backend `liandong`: what networkx calls when it is given a view.

Functions defined here run on the columns. Every other function of networkx is answered too: its views are converted to
ordinary graphs (once) and the original runs on those, so there is nothing to configure and nothing an analyst has to know.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx
import numpy as np
from networkx.utils.backends import _registered_algorithms

from graph_model.views.arrays import Arrays, EdgeData
from graph_model.views.graphs import View, view_of
from graph_model.views.mappings import NodeSet
from graph_model.views.nodes import PlainNodes
from graph_model.views.paths import from_one, known, path, paths, reached
from graph_model.views.projection import project

__all__ = ["BackendInterface", "backend"]


class BackendInterface:
    """See the module. networkx looks a function up by its dispatch name."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A function of networkx that does not run on the columns."""
        known = _registered_algorithms.get(name)
        if known is None or not known.graphs or "networkx" not in known.backends or name.endswith("__new__"):
            raise AttributeError(name)

        @functools.wraps(known.orig_func)
        def converted(*args: Any, **kwargs: Any) -> Any:
            if known.__wrapped__._will_call_mutate_input(args, kwargs):  # noqa: SLF001  # only networkx knows
                raise NotImplementedError(f"{name} would change a read-only view")
            return known.orig_func(*map(_ordinary, args), **{key: _ordinary(value) for key, value in kwargs.items()})

        return converted

    # ── To and fro ───────────────────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def convert_from_nx(graph: Any, **_: Any) -> Any:
        """A networkx graph as a view, for whoever asks for this backend by name."""
        if isinstance(graph, View):
            return graph
        nodes = PlainNodes(graph._node)  # noqa: SLF001  # as `nodes`, but without a view object for every node
        edges = _PlainEdges(graph)
        ends = [[nodes.position(edge[end]) for edge in edges.listed] for end in (0, 1)]
        source, target = (np.array(end, np.int32) for end in ends)
        return view_of(
            Arrays(nodes, source, target, graph.is_directed(), graph.is_multigraph(), edges, graph.graph, plain=graph)
        )

    @staticmethod
    def convert_to_nx(graph: Any, **_: Any) -> Any:
        """A view as an ordinary networkx graph."""
        return _ordinary(graph)

    # ── Up and down ──────────────────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def descendants(G: Any, source: Any) -> NodeSet:
        """See `networkx.descendants`."""
        arrays, start = G.arrays, known(G, source)
        if arrays.tree is not None and arrays.tree.stop is not None:
            return NodeSet(arrays.nodes, slice(start + 1, int(arrays.tree.stop[start])))
        return reached(arrays, arrays.out, start)

    @staticmethod
    def ancestors(G: Any, source: Any) -> NodeSet:
        """See `networkx.ancestors`."""
        arrays, start = G.arrays, known(G, source)
        if arrays.tree is not None:
            return NodeSet(arrays.nodes, np.array(arrays.tree.up(start)[:0:-1], np.int32))
        return reached(arrays, arrays.into, start)

    def lowest_common_ancestor(self, G: Any, node1: Any, node2: Any, default: Any = None) -> Any:
        """See `networkx.lowest_common_ancestor`; where a node can have two parents, networkx's own answers."""
        arrays = G.arrays
        one, other = (arrays.nodes.position(node) for node in (node1, node2))
        if min(one, other) < 0 or arrays.forest is None:
            return self._original("lowest_common_ancestor", G, node1, node2, default)
        common = arrays.forest.common(one, other)
        return arrays.nodes.names(np.array([common]))[0] if common >= 0 else default

    # ── Paths ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def shortest_path(
        self,
        G: Any,
        source: Any = None,
        target: Any = None,
        weight: Any = None,
        method: str = "dijkstra",
    ) -> Any:
        """See `networkx.shortest_path`; weighed paths are networkx's own."""
        if weight is not None or method != "dijkstra":
            return self._original("shortest_path", G, source, target, weight, method)
        if source is None and target is None:
            return ((node, self.shortest_path(G, node)) for node in G)
        if source is not None and target is not None:
            return G.arrays.nodes.names(np.array(path(G, source, target), np.int32))
        return paths(G, source, target)

    def shortest_path_length(
        self,
        G: Any,
        source: Any = None,
        target: Any = None,
        weight: Any = None,
        method: str = "dijkstra",
    ) -> Any:
        """See `networkx.shortest_path_length`; weighed lengths are networkx's own."""
        if weight is not None or method != "dijkstra":
            return self._original("shortest_path_length", G, source, target, weight, method)
        if source is None and target is None:
            return ((node, self.shortest_path_length(G, node)) for node in G)
        if source is not None and target is not None:
            return len(path(G, source, target)) - 1
        found = from_one(G, source, target)
        return dict(zip(G.arrays.nodes.names(found.found), found.distance[found.found].tolist(), strict=True))

    # ── What hangs together ──────────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def connected_components(G: Any) -> Iterator[NodeSet]:
        """See `networkx.connected_components`."""
        arrays = G.arrays
        order = np.argsort(arrays.components, kind="stable").astype(np.int32)
        opens = np.flatnonzero(np.diff(arrays.components[order])) + 1
        return (NodeSet(arrays.nodes, part) for part in np.split(order, opens) if len(part))

    @staticmethod
    def number_connected_components(G: Any) -> int:
        """See `networkx.number_connected_components`."""
        return int((G.arrays.components == np.arange(len(G))).sum())

    @staticmethod
    def is_connected(G: Any) -> bool:
        """See `networkx.is_connected`."""
        if not len(G):
            raise nx.NetworkXPointlessConcept("Connectivity is undefined for the null graph.")
        return not G.arrays.components.any()

    @staticmethod
    def node_connected_component(G: Any, n: Any) -> NodeSet:
        """See `networkx.node_connected_component`."""
        arrays = G.arrays
        position = arrays.nodes.position(n)
        if position < 0:
            raise KeyError(n)
        return NodeSet(arrays.nodes, np.flatnonzero(arrays.components == arrays.components[position]).astype(np.int32))

    weakly_connected_components = connected_components
    number_weakly_connected_components = number_connected_components
    is_weakly_connected = is_connected

    # ── Projection ───────────────────────────────────────────────────────────────────────────────────────────────────

    def weighted_projected_graph(self, B: Any, nodes: Any, ratio: bool = False) -> Any:  # noqa: FBT001, FBT002
        """See `networkx.algorithms.bipartite.weighted_projected_graph`; what it gives is a view again."""
        listed = list(nodes)
        found = project(B.arrays, listed, ratio=ratio)
        return self._original("weighted_projected_graph", B, listed, ratio) if found is None else view_of(found)

    def _original(self, name: str, *args: Any) -> Any:
        return _registered_algorithms[name].orig_func(*map(_ordinary, args))


class _PlainEdges(EdgeData):
    """The edges of a networkx graph."""

    def __init__(self, graph: Any) -> None:
        self.listed = list(graph.edges(keys=True, data=True) if graph.is_multigraph() else graph.edges(data=True))

    def key(self, edge: int) -> Any:
        """What tells parallel edges apart."""
        return self.listed[edge][2]

    def of(self, edge: int) -> dict[str, Any]:
        """The attributes of one edge."""
        data: dict[str, Any] = self.listed[edge][-1]
        return data


def _ordinary(value: Any) -> Any:
    """A view, or a list of them, as ordinary graphs; anything else as it is."""
    if isinstance(value, View):
        return value.plain
    if isinstance(value, list) and any(isinstance(one, View) for one in value):
        return [_ordinary(one) for one in value]
    return value


backend = BackendInterface()
