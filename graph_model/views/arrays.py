"""A graph as arrays: its nodes, its edges by number, and the links both ways, made when they are first followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from graph_model.tree import Ints
from graph_model.views.links import Forest, Links, component_of, forest_of, link
from graph_model.views.nodes import Nodes

__all__ = ["Arrays", "EdgeData"]


class EdgeData:
    """The attributes of the edges by number, and the key each has among the edges of the same two nodes. Here: none."""

    def key(self, _edge: int) -> Any:
        """What tells parallel edges apart, in a graph that has them."""
        return 0

    def of(self, _edge: int) -> dict[str, Any]:
        """The attributes of one edge."""
        return {}

    def all(self, count: int) -> Iterator[dict[str, Any]]:
        """The attributes of edges 0 to `count`, in order."""
        return (self.of(edge) for edge in range(count))


@dataclass(frozen=True, eq=False)
class Arrays:
    """Edge k runs from position `source[k]` to `target[k]`; an undirected one is listed once.

    `tree` is given for graphs known to be a forest. `plain` is the networkx graph this one was made from, if any.
    `narrower` tells how to ask for less of it.
    """

    nodes: Nodes
    source: Ints
    target: Ints
    directed: bool = False
    parallel: bool = False
    edges: EdgeData = field(default_factory=EdgeData)
    graph: Mapping[str, Any] = field(default_factory=dict)
    tree: Forest | None = None
    plain: Any = None
    narrower: str = ""

    def __len__(self) -> int:
        """The number of nodes."""
        return len(self.nodes)

    @cached_property
    def out(self) -> Links:
        """The links out of every node; in an undirected graph each edge is a link both ways."""
        if self.directed:
            return link(self.source, self.target, len(self))
        both_ways = np.ones(2 * len(self.source), bool)
        both_ways[1::2] = self.source != self.target
        source, target = (
            np.column_stack(ends).ravel()[both_ways]
            for ends in ((self.source, self.target), (self.target, self.source))
        )
        number = np.repeat(np.arange(len(self.source), dtype=np.int32), 2)[both_ways]
        links = link(source, target, len(self))
        return Links(links.first, links.to, number[links.edge])

    @cached_property
    def into(self) -> Links:
        """The links into every node, told from their end."""
        return link(self.target, self.source, len(self)) if self.directed else self.out

    @cached_property
    def forest(self) -> Forest | None:
        """This directed graph as a forest, None when it is none."""
        return self.tree or (forest_of(self.out, self.into) if self.directed else None)

    @cached_property
    def components(self) -> Ints:
        """For each node the first node it hangs together with, edges taken both ways."""
        return component_of(self.source, self.target, len(self))

    @cached_property
    def degrees(self) -> Mapping[str, Ints]:
        """How many edges each node has: `all`, `out` and `in` of it. A loop counts twice in `all`."""
        out = self.out.counts()
        if self.directed:
            into = self.into.counts()
            return {"all": out + into, "out": out, "in": into}
        return {"all": out + self.out.loops()}
