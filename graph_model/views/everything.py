"""The view `full`: areas, organizations, persons and posts, and everything that ties one to another, as in Neo4j."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_model.day import Day
from graph_model.records import TABLES
from graph_model.tree import Ints
from graph_model.views.arrays import Arrays, EdgeData
from graph_model.views.nodes import Part, Records, attributes_of, told_fields
from graph_model.views.scope import Scope
from graph_model.views.size import require

__all__ = ["full"]


@dataclass(frozen=True, slots=True)
class _Tie:
    """A kind of edge: the rows of `table`, from what `source` refers to (None: the record itself) to what `target` does."""

    type: str
    table: str
    source: str | None
    target: str

    @property
    def source_table(self) -> str:
        """Where the records live that the edge starts from."""
        return self.table if self.source is None else str(TABLES[self.table].field(self.source).column.refers_to)

    @property
    def target_table(self) -> str:
        """Where the records live that the edge ends at."""
        return str(TABLES[self.table].field(self.target).column.refers_to)


_TIES = (
    _Tie("PART_OF", "areas", None, "parent"),
    _Tie("SUBORDINATE_TO", "organizations", None, "parent"),
    _Tie("HOSTED_BY", "organizations", None, "host"),
    _Tie("LOCATED_IN", "organizations", None, "area"),
    _Tie("COVERS", "covers", "organization", "area"),
    _Tie("COVERS", "covers", "organization", "target_organization"),
    _Tie("AFFILIATED_WITH", "affiliations", "organization", "other_organization"),
    _Tie("AFFILIATED_WITH", "affiliations", "organization", "area"),
    _Tie("MEMBER_OF", "memberships", "person", "organization"),
    _Tie("LIVES_IN", "persons", None, "residence"),
    _Tie("HOLDS", "appointments", "person", "post"),
    _Tie("OF", "posts", None, "area"),
    _Tie("OF", "posts", None, "organization"),
)
_EDGE = 80
"""About how many bytes the arrays of an edge take, links both ways included."""


class _Ties(EdgeData):
    """Edges tie by tie: edge `first[t] + n` comes from row `rows[t][n]`. `pair` tells apart the nodes an edge joins."""

    def __init__(self, scope: Scope, rows: list[Ints], pair: NDArray[np.int64]) -> None:
        self._rows, self._pair, self._first = rows, pair, np.cumsum([0, *map(len, rows)])
        self._frames = [scope.day.network.tables[tie.table].frame.select(_told(tie)) for tie in _TIES]

    @cached_property
    def _keys(self) -> list[str]:
        """The type of each edge; numbered from the second on where two nodes are tied more than once in the same way."""
        types = [tie.type for tie in _TIES]
        kind = np.repeat([types.index(type_) for type_ in types], np.diff(self._first))
        order = np.lexsort((kind, self._pair))
        opens = np.ones(len(order), bool)
        opens[1:] = (np.diff(self._pair[order]) != 0) | (np.diff(kind[order]) != 0)
        number = np.empty(len(order), np.int64)
        number[order] = np.arange(len(order)) - np.maximum.accumulate(np.where(opens, np.arange(len(order)), 0)) + 1
        return [
            types[at] if nth == 1 else f"{types[at]} {nth}"
            for at, nth in zip(kind.tolist(), number.tolist(), strict=True)
        ]

    def key(self, edge: int) -> str:
        """The type of the tie, by which networkx tells parallel edges apart."""
        return self._keys[edge]

    def of(self, edge: int) -> dict[str, Any]:
        """The type of the tie and what its record tells."""
        number = int(np.searchsorted(self._first, edge, side="right")) - 1
        tie, told = _TIES[number], {"type": _TIES[number].type}
        if tie.source is None:
            return told
        row = int(self._rows[number][edge - self._first[number]])
        return told | attributes_of(self._frames[number].row(row, named=True))

    def all(self, _count: int) -> Iterator[dict[str, Any]]:
        """What `of` tells, of every edge."""
        for tie, frame, rows in zip(_TIES, self._frames, self._rows, strict=True):
            if tie.source is None:
                yield from ({"type": tie.type} for _ in rows)
            else:
                yield from ({"type": tie.type} | attributes_of(cells) for cells in frame[rows].iter_rows(named=True))


def _told(tie: _Tie) -> list[str]:
    """The fields of a tie's record that are attributes of the edge; a mere reference has none."""
    ends = [item.name for item in TABLES[tie.table].references if item.column.identity]
    return told_fields(tie.table, ends) if tie.source else []


def _ends(day: Day, tie: _Tie) -> tuple[Ints, Ints, Ints]:
    """The rows that hold and make this tie, and the records at both ends."""
    table, rows = day.network.tables[tie.table], day.rows(tie.table)
    rows = rows[table.refers[tie.target][rows] >= 0]
    source = table.index if tie.source is None else table.refers[tie.source]
    return rows, source[rows], table.refers[tie.target][rows]


def _persons(day: Day, inside: Mapping[str, Ints]) -> Ints:
    """Who lives, belongs or holds a post inside."""
    found = [np.empty(0, np.int32)]
    for tie in _TIES:
        if tie.source_table == "persons":
            _, person, place = _ends(day, tie)
            found.append(person[np.isin(place, inside[tie.target_table])])
    return np.unique(np.concatenate(found))


def full(scope: Scope) -> Arrays:
    """Every area, organization and post inside, and whoever lives, belongs or holds a post there; every tie among them.

    Edges are keyed by the type of the tie, in the direction in which it is said (`Area PART_OF Area`, `Person HOLDS Post`).

    Raises:
        BadQuestion: it would not fit into memory.
    """
    day = scope.day
    rows = sum(len(day.rows(tie.table)) for tie in _TIES)
    require(_EDGE * rows, f"the view full, {rows:,} edges at most,", scope.narrower)
    inside = {table: scope.standing(table) for table in ("areas", "organizations", "posts")}
    parts = {**inside, "persons": _persons(day, inside)}
    nodes = Records(day, [Part(table, index) for table, index in parts.items()], typed=True)
    found: list[tuple[Ints, Ints, Ints]] = []
    for tie in _TIES:
        row, source, target = _ends(day, tie)
        source, target = nodes.at(tie.source_table)[source], nodes.at(tie.target_table)[target]
        known = (source >= 0) & (target >= 0)
        found.append((row[known], source[known], target[known]))
    source, target = (np.concatenate([one[end] for one in found]) for end in (1, 2))
    pair = source.astype(np.int64) * max(len(nodes), 1) + target
    return Arrays(
        nodes,
        source,
        target,
        directed=True,
        parallel=True,
        edges=_Ties(scope, [one[0] for one in found], pair),
        graph=scope.told,
        narrower=scope.narrower,
    )
