"""Views: networkx graphs, real and read-only, whose nodes, neighbours and attributes are read from arrays.

`type(view)()` is an ordinary empty networkx graph, as functions that build a result expect; so `view.copy()` and
`view.subgraph(…).copy()` are ordinary graphs that can be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import networkx as nx
from networkx.classes.reportviews import DiDegreeView

from graph_model.tree import Ints
from graph_model.views.arrays import Arrays
from graph_model.views.mappings import Adjacency, NodeAttributes
from graph_model.views.size import require

__all__ = ["BACKEND", "DiGraphView", "GraphView", "MultiDiGraphView", "MultiGraphView", "View", "view_of"]

BACKEND = "liandong"
"""The name of the dispatch backend, as in pyproject.toml."""
_NODE, _EDGE = 900, 600
"""About how many bytes a node and an edge with their attributes take in an ordinary networkx graph."""


class View:
    """What the four kinds of view have in common."""

    __networkx_backend__ = BACKEND
    _ordinary: type[Any]
    arrays: Arrays

    def __new__(cls, *given: Any, **attr: Any) -> Any:
        """A view of arrays; without them, the ordinary graph that networkx would make."""
        if given and isinstance(given[0], Arrays):
            return object.__new__(cls)
        return cls._ordinary(*given, **attr)

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.graph = dict(arrays.graph)
        self.__networkx_cache__ = None  # nothing can change, and what is converted is kept in `plain`
        self._node = NodeAttributes(arrays.nodes)
        self._adj = Adjacency(arrays)
        if arrays.directed:
            self._pred = Adjacency(arrays, into=True)
        nx.freeze(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return self._ordinary, (self.plain.copy(),)

    @cached_property
    def plain(self) -> Any:
        """An ordinary networkx graph equal to this one, frozen, made once.

        Raises:
            BadQuestion: it would not fit into memory; says how to ask for less.
        """
        arrays = self.arrays
        if arrays.plain is not None:
            return arrays.plain
        size = f"{len(arrays):,} nodes and {len(arrays.source):,} edges as an ordinary networkx graph"
        require(_NODE * len(arrays) + _EDGE * len(arrays.source), size, arrays.narrower)
        return nx.freeze(_ordinary_graph(self._ordinary, arrays))

    def size(self, weight: str | None = None) -> Any:
        """The number of edges, or the sum of their weights."""
        if weight is None:
            return len(self.arrays.source)
        return self._ordinary.size(self, weight)

    @property
    def degree(self) -> Any:
        """How many edges each node has."""
        return _Degrees(self, self._ordinary.degree.func(self), self.arrays.degrees["all"])

    @property
    def in_degree(self) -> Any:
        """How many edges lead to each node; directed graphs only."""
        return _Degrees(self, self._ordinary.in_degree.func(self), self.arrays.degrees["in"])

    @property
    def out_degree(self) -> Any:
        """How many edges lead away from each node; directed graphs only."""
        return _Degrees(self, self._ordinary.out_degree.func(self), self.arrays.degrees["out"])


class _Degrees(DiDegreeView):  # type: ignore[misc]  # networkx ships no types
    """A degree view that counts on the columns; anything weighed, or for some nodes only, is left to networkx's own."""

    def __init__(self, view: Any, general: Any, counts: Ints) -> None:
        self._view, self._general, self._counts = view, general, counts

    def __call__(self, nbunch: Any = None, weight: Any = None) -> Any:
        return self if nbunch is None and weight is None else self._general(nbunch, weight)

    def __getitem__(self, node: Any) -> int:
        position = self._view.arrays.nodes.position(node)
        if position < 0:
            raise KeyError(node)
        return int(self._counts[position])

    def __iter__(self) -> Iterator[tuple[Any, int]]:
        return zip(self._view, self._counts.tolist(), strict=True)

    def __len__(self) -> int:
        return len(self._counts)


class GraphView(View, nx.Graph):  # type: ignore[misc]  # networkx ships no types
    """An undirected view."""

    _ordinary = nx.Graph


class DiGraphView(View, nx.DiGraph):  # type: ignore[misc]  # networkx ships no types
    """A directed view."""

    _ordinary = nx.DiGraph


class MultiGraphView(View, nx.MultiGraph):  # type: ignore[misc]  # networkx ships no types
    """An undirected view with parallel edges."""

    _ordinary = nx.MultiGraph


class MultiDiGraphView(View, nx.MultiDiGraph):  # type: ignore[misc]  # networkx ships no types
    """A directed view with parallel edges."""

    _ordinary = nx.MultiDiGraph


_KINDS: Mapping[tuple[bool, bool], type[View]] = {
    (False, False): GraphView,
    (True, False): DiGraphView,
    (False, True): MultiGraphView,
    (True, True): MultiDiGraphView,
}


def view_of(arrays: Arrays) -> Any:
    """The arrays as a networkx graph."""
    return _KINDS[arrays.directed, arrays.parallel](arrays)


def _ordinary_graph(kind: Any, arrays: Arrays) -> Any:
    """An ordinary graph of this kind with the same nodes, edges and attributes in the same order."""
    names = arrays.nodes.names(slice(None))
    made = kind(**arrays.graph)
    made.add_nodes_from(zip(names, arrays.nodes.all_attributes(), strict=True))
    source, target = ([names[position] for position in side.tolist()] for side in (arrays.source, arrays.target))
    told = arrays.edges.all(len(arrays.source))
    if not arrays.parallel:
        made.add_edges_from(zip(source, target, told, strict=True))
    else:
        made.add_edges_from(zip(source, target, map(arrays.edges.key, range(len(source))), told, strict=True))
    return made
