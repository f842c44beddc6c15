"""Ways through a view, found by position and told by name, with the errors networkx raises."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from graph_model.views.arrays import Arrays
from graph_model.views.links import Links, Search, search
from graph_model.views.mappings import NodeSet

__all__ = ["from_one", "known", "path", "paths", "reached"]


def known(graph: Any, node: Any, error: type[Exception] = nx.NetworkXError) -> int:
    """The position of a node.

    Raises:
        error: the graph has none of that name.
    """
    position = int(graph.arrays.nodes.position(node))
    if position < 0:
        raise error(f"The node {node} is not in the graph.")
    return position


def reached(arrays: Arrays, links: Links, start: int) -> NodeSet:
    """The nodes that links lead to from `start`, without it."""
    return NodeSet(arrays.nodes, np.sort(search(links, start).found[1:]))


def path(graph: Any, source: Any, target: Any) -> list[int]:
    """The positions of a shortest path.

    Raises:
        NodeNotFound: an end is no node.
        NetworkXNoPath: there is no way.
    """
    arrays = graph.arrays
    start, end = (known(graph, node, nx.NodeNotFound) for node in (source, target))
    if arrays.tree is not None:
        found: list[int] | None = arrays.tree.path(start, end)
    else:
        walked = search(arrays.out, start, end)
        found = walked.path(end) if walked.distance[end] >= 0 else None
    if found is None:
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    return found


def from_one(graph: Any, source: Any, target: Any) -> Search:
    """A search from the source, or back from the target, whichever is given.

    Raises:
        NodeNotFound: it is no node.
    """
    if source is None:
        return search(graph.arrays.into, known(graph, target, nx.NodeNotFound))
    return search(graph.arrays.out, known(graph, source, nx.NodeNotFound))


def paths(graph: Any, source: Any, target: Any) -> dict[Any, list[Any]]:
    """A shortest path to every node from the source, or from every node to the target."""
    walked = from_one(graph, source, target)
    names = graph.arrays.nodes.names(walked.found)
    found: dict[int, list[Any]] = {-1: []}
    for position, name, before in zip(walked.found.tolist(), names, walked.before[walked.found].tolist(), strict=True):
        found[position] = [*found[before], name] if source is not None else [name, *found[before]]
    del found[-1]
    return dict(zip(names, found.values(), strict=True))
