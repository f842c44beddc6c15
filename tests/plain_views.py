"""The four views once more, as ordinary networkx graphs built by plain loops over records: what the columns must equal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any

import networkx as nx

__all__ = ["plain_view"]


class _On:
    """The records that hold on a day, and whether they stand in an area."""

    def __init__(self, records: Mapping[str, list[Any]], day: date, within: str | None) -> None:
        self.rows = {table: {row.code: row for row in rows if row.holds_on(day)} for table, rows in records.items()}
        self.within = within

    def inside(self, area: str | None) -> bool:
        """Whether an area lies in the one looked at."""
        while area is not None and self.within not in (None, area):
            area = self.rows["areas"][area].parent
        return area is not None

    def seat(self, post: Any) -> str:
        """The area a post stands at."""
        return post.area or self.rows["organizations"][post.organization].area

    def standing(self) -> Iterator[tuple[str, Any]]:
        """The type and the record of everything that stands inside, persons apart."""
        for row in self.rows["areas"].values():
            if self.inside(row.code):
                yield "Area", row
        for row in self.rows["organizations"].values():
            if self.inside(row.area):
                yield "Organization", row
        for row in self.rows["posts"].values():
            if self.inside(self.seat(row)):
                yield "Post", row

    def held(self) -> Iterator[tuple[str, Any]]:
        """Who holds which post inside."""
        for row in self.rows["appointments"].values():
            post = self.rows["posts"][row.post]
            if self.inside(self.seat(post)):
                yield row.person, post


def plain_view(records: Mapping[str, list[Any]], name: str, day: date, within: str | None) -> Any:
    """The view of that name, without attributes of nodes."""
    return {"tree": _tree, "bipartite": _bipartite, "interlock": _interlock, "full": _full}[name](
        _On(records, day, within)
    )


def _tree(on: _On) -> Any:
    graph = nx.DiGraph()
    areas = {row.code: row for kind, row in on.standing() if kind == "Area"}
    graph.add_nodes_from(areas)
    graph.add_edges_from((row.parent, row.code) for row in areas.values() if row.parent in areas)
    return graph


def _bipartite(on: _On) -> Any:
    graph = nx.Graph()
    graph.add_nodes_from(f"Organization:{row.code}" for kind, row in on.standing() if kind == "Organization")
    graph.add_nodes_from(f"Area:{row.area}" for kind, row in on.standing() if kind == "Post" and row.area)
    posts = defaultdict(list)
    for person, post in on.held():
        place = f"Area:{post.area}" if post.area else f"Organization:{post.organization}"
        posts[f"Person:{person}", place].append(post.role)
    for (person, place), roles in posts.items():
        graph.add_edge(person, place, weight=len(roles), roles=",".join(sorted(set(roles))))
    return graph


def _interlock(on: _On) -> Any:
    graph = nx.Graph()
    graph.add_nodes_from(row.code for kind, row in on.standing() if kind == "Organization")
    bodies = defaultdict(set)
    for person, post in on.held():
        bodies[person] |= {post.organization} - {None}
    for several in bodies.values():
        for one, other in combinations(sorted(several), 2):
            graph.add_edge(one, other, weight=graph.get_edge_data(one, other, {"weight": 0})["weight"] + 1)
    return graph


def _full(on: _On) -> Any:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(f"{kind}:{row.code}" for kind, row in on.standing())
    ties = [(f"{start}:{one}", f"{end}:{other}", tie) for start, one, tie, end, other in _said(on) if other is not None]
    for one, other, _ in ties:
        if one.startswith("Person:") and other in graph:
            graph.add_node(one)
    for one, other, tie in ties:
        if one in graph and other in graph:
            graph.add_edge(one, other, type=tie)
    return graph


def _said(on: _On) -> Iterator[tuple[str, str, str, str, str | None]]:
    for row in on.rows["areas"].values():
        yield "Area", row.code, "PART_OF", "Area", row.parent
    for row in on.rows["organizations"].values():
        yield "Organization", row.code, "SUBORDINATE_TO", "Organization", row.parent
        yield "Organization", row.code, "HOSTED_BY", "Organization", row.host
        yield "Organization", row.code, "LOCATED_IN", "Area", row.area
    for row in on.rows["covers"].values():
        yield "Organization", row.organization, "COVERS", "Area", row.area
        yield "Organization", row.organization, "COVERS", "Organization", row.target_organization
    for row in on.rows["affiliations"].values():
        yield "Organization", row.organization, "AFFILIATED_WITH", "Organization", row.other_organization
        yield "Organization", row.organization, "AFFILIATED_WITH", "Area", row.area
    for row in on.rows["memberships"].values():
        yield "Person", row.person, "MEMBER_OF", "Organization", row.organization
    for row in on.rows["persons"].values():
        yield "Person", row.code, "LIVES_IN", "Area", row.residence
    for row in on.rows["appointments"].values():
        yield "Person", row.person, "HOLDS", "Post", row.post
    for row in on.rows["posts"].values():
        yield "Post", row.code, "OF", "Area", row.area
        yield "Post", row.code, "OF", "Organization", row.organization
