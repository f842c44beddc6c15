"""Projection: the nodes of one side of a bipartite graph, tied by what they have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_model.columns import Bools
from graph_model.tree import Ints
from graph_model.views.arrays import Arrays, EdgeData
from graph_model.views.links import count_pairs, shared
from graph_model.views.nodes import Nodes
from graph_model.views.size import require

__all__ = ["Weights", "project", "tied"]

_PAIR = 60
"""About how many bytes a pair takes while pairs are counted."""


class Weights(EdgeData):
    """Edges with an attribute `weight`."""

    def __init__(self, weight: NDArray[Any]) -> None:
        self._weight = weight

    def of(self, edge: int) -> dict[str, Any]:
        """The weight of one edge."""
        return {"weight": self._weight[edge].item()}

    def all(self, count: int) -> Iterator[dict[str, Any]]:
        """The weights of all edges."""
        return ({"weight": weight} for weight in self._weight[:count].tolist())


class _Chosen:
    """Some nodes of a graph, in an order of their own."""

    def __init__(self, nodes: Nodes, chosen: Ints, size: int) -> None:
        self._nodes, self._chosen = nodes, chosen
        self._at = np.full(size, -1, np.int32)
        self._at[chosen] = np.arange(len(chosen), dtype=np.int32)

    def __len__(self) -> int:
        return len(self._chosen)

    def position(self, name: object) -> int:
        """Where a node stands, −1 when it is none."""
        position = self._nodes.position(name)
        return int(self._at[position]) if position >= 0 else -1

    def positions(self, names: Sequence[Any]) -> Ints:
        """Where many nodes stand, in the order of their names; −1 for what is none."""
        return np.append(self._at, np.int32(-1))[self._nodes.positions(names)]

    def names(self, positions: Ints | slice) -> list[Any]:
        """The names at some positions, in their order."""
        return self._nodes.names(self._chosen[positions])

    def attributes(self, position: int) -> dict[str, Any]:
        """The attributes of one node."""
        return self._nodes.attributes(int(self._chosen[position]))

    def all_attributes(self) -> Iterator[dict[str, Any]]:
        """The attributes of every node, in order."""
        return map(self._nodes.attributes, self._chosen.tolist())


def tied(member: Ints, group: Ints, size: int, what: str, narrower: str) -> tuple[Ints, Ints, Ints]:
    """`shared`, after a look at how much it will take.

    Raises:
        BadQuestion: the pairs would not fit into memory.
    """
    pairs = count_pairs(group)
    require(_PAIR * pairs, f"{what}, {pairs:,} pairs to count,", narrower)
    return shared(member, group, size)


def project(bipartite: Arrays, nodes: Sequence[Any], *, ratio: bool) -> Arrays | None:
    """The projection onto `nodes`, each edge with the number (or the share) of common neighbours as its `weight`.

    None where networkx has to look edge by edge, or has something to complain of: a directed graph, one in which a node and
    its neighbour are both among `nodes`, or in which what they have in common reaches beyond them; nodes named twice, or
    unknown, or all there are.

    Raises:
        BadQuestion: it would not fit into memory.
    """
    chosen = bipartite.nodes.positions(nodes)
    inside = np.zeros(len(bipartite) + 1, bool)  # one more, for the −1 of a name that is no node
    inside[chosen] = True
    one_side = inside[bipartite.source] != inside[bipartite.target]
    distinct = not inside[-1] and inside.sum() == len(nodes)
    others = len(bipartite) - len(nodes)
    if (
        bipartite.directed
        or bipartite.parallel
        or others < 1
        or not distinct
        or not _closed(bipartite, inside, one_side)
    ):
        return None
    here = _Chosen(bipartite.nodes, chosen, len(bipartite))
    source, target = bipartite.source[one_side], bipartite.target[one_side]
    member = np.where(inside[source], source, target)
    group = np.where(inside[source], target, source)
    at = np.zeros(len(bipartite), np.int32)
    at[chosen] = np.arange(len(chosen), dtype=np.int32)
    low, high, weight = tied(at[member], group, len(chosen), "the projection", bipartite.narrower)
    weights = Weights(weight / others if ratio else weight)
    return Arrays(here, low, high, edges=weights, graph=bipartite.graph, narrower=bipartite.narrower)


def _closed(bipartite: Arrays, inside: Bools, one_side: Bools) -> bool:
    """Whether no edge runs among the nodes inside, and none from one of their neighbours to a node outside."""
    touched = np.zeros(len(bipartite), bool)
    touched[bipartite.source[one_side]] = True
    touched[bipartite.target[one_side]] = True
    source, target = bipartite.source[~one_side], bipartite.target[~one_side]
    return not (inside[source] | touched[source] | touched[target]).any()
