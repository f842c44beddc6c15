"""The views `bipartite` and `interlock`: who holds posts where, and which bodies that ties together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_model.tree import Ints
from graph_model.views.arrays import Arrays, EdgeData
from graph_model.views.nodes import Part, Records
from graph_model.views.projection import Weights, tied
from graph_model.views.scope import Scope

__all__ = ["bipartite", "interlock"]


@dataclass(frozen=True, eq=False)
class _Held:
    """The appointments to the posts inside, one entry each: the person, the post, and the organization (−1: none) or the
    area (−1: none) it is in."""

    person: Ints
    post: Ints
    organization: Ints
    area: Ints


def _held(scope: Scope, posts: Ints) -> _Held:
    tables = scope.day.network.tables
    inside = np.zeros(len(tables["posts"]), bool)
    inside[posts] = True
    rows, refers = scope.day.rows("appointments"), tables["appointments"].refers
    rows = rows[inside[refers["post"][rows]]]
    post = refers["post"][rows]
    place = {
        column: tables["posts"].refers[column][scope.day.row_of("posts")[post]] for column in ("organization", "area")
    }
    return _Held(refers["person"][rows], post, **place)


class _Posts(EdgeData):
    """What a person holds in one place: `weight` posts, with their `roles`. Edge k is `post[first[k] : first[k + 1]]`."""

    def __init__(self, scope: Scope, post: Ints, first: NDArray[np.int64]) -> None:
        self._post, self._first = scope.day.row_of("posts")[post], first
        self._role = scope.day.network.tables["posts"].frame["role"]

    def of(self, edge: int) -> dict[str, Any]:
        """The attributes of one edge."""
        rows = self._post[self._first[edge] : self._first[edge + 1]]
        return {"weight": len(rows), "roles": ",".join(sorted({self._role[row] for row in rows.tolist()}))}


def bipartite(scope: Scope) -> Arrays:
    """Persons (`bipartite` 0) and where they hold posts (`bipartite` 1): organizations, and areas for area posts.

    Every organization with its seat inside, every area inside that has a post, and whoever holds a post of these.
    One edge a person and place, however many posts: their number is `weight`, their roles are `roles`.
    """
    posts = scope.standing("posts")
    held = _held(scope, posts)
    of_area = scope.day.network.tables["posts"].refers["area"][scope.day.row_of("posts")[posts]]
    parts = [
        Part("organizations", scope.standing("organizations"), {"bipartite": 1}),
        Part("areas", np.unique(of_area[of_area >= 0]), {"bipartite": 1}),
        Part("persons", np.unique(held.person), {"bipartite": 0}),
    ]
    nodes = Records(scope.day, parts, typed=True)
    seat = held.organization >= 0
    place = np.empty(len(held.post), np.int32)
    place[seat] = nodes.at("organizations")[held.organization[seat]]
    place[~seat] = nodes.at("areas")[held.area[~seat]]
    pairs = _pairs(nodes.at("persons")[held.person], place, len(nodes))
    order = np.argsort(pairs, kind="stable")
    _, first = np.unique(pairs[order], return_index=True)
    person, place = np.divmod(pairs[order][first], max(len(nodes), 1))
    edges = _Posts(scope, held.post[order], np.append(first, len(order)))
    return Arrays(
        nodes, place.astype(np.int32), person.astype(np.int32), edges=edges, graph=scope.told, narrower=scope.narrower
    )


def interlock(scope: Scope) -> Arrays:
    """Organizations with their seat inside; two are tied when somebody holds posts in both: `weight` persons.

    Raises:
        BadQuestion: the pairs would not fit into memory.
    """
    nodes = Records(scope.day, [Part("organizations", scope.standing("organizations"))], typed=False)
    held = _held(scope, scope.standing("posts"))
    seat = held.organization >= 0
    pairs = _pairs(held.person[seat], nodes.at("organizations")[held.organization[seat]], len(nodes))
    person, body = np.divmod(np.unique(pairs), max(len(nodes), 1))
    low, high, weight = tied(
        body.astype(np.int32), person.astype(np.int32), len(nodes), "the view interlock", scope.narrower
    )
    return Arrays(nodes, low, high, edges=Weights(weight), graph=scope.told, narrower=scope.narrower)


def _pairs(person: Ints, place: Ints, size: int) -> NDArray[np.int64]:
    """Person and place as one number."""
    return person.astype(np.int64) * max(size, 1) + place
