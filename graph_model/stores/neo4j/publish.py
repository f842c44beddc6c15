"""Gaps on the nodes of the graph, for Bloom to show: `gap_count`, `gaps` (indicator keys), `gap_titles`, `gaps_on` (the day).

They are no part of any record: reading, comparing and changing records neither sees nor touches them. What an appointment lacks
stands on its HOLDS relationship. Publishing writes what is new and takes off what is so no longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from graph_model.published import Lacking
from graph_model.stores.neo4j.rows import CHUNK
from graph_model.stores.neo4j.shape import PUBLISHED, SHAPE, NodeShape

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

__all__ = ["Publication", "publish"]

_TABLES = ("areas", "organizations", "posts", "persons", "appointments")
"""What can be a subject."""

Key = tuple[str, date | None]
"""Code, and of a relationship the start of its version."""


@dataclass(frozen=True, slots=True)
class Publication:
    """How many subjects carry gaps now, how many of them are new or changed, and from how many the gaps were taken off."""

    carrying: int
    changed: int
    taken_off: int


def publish(session: Session, gaps: Iterable[Lacking], on: date) -> Publication:
    """Make the graph say these gaps of the day `on`, and no others."""
    wanted: dict[str, dict[Key, dict[str, Any]]] = {table: {} for table in _TABLES}
    for one in gaps:
        wanted[one.table][one.code, one.since if _is_link(one.table) else None] = {
            "gap_count": len(one.indicators),
            "gaps": list(one.indicators),
            "gap_titles": list(one.titles),
            "gaps_on": on,
        }
    changed = taken_off = 0
    for table in _TABLES:
        stands = _published(session, table)
        fresh = {key: told for key, told in wanted[table].items() if stands.get(key) != told}
        stale = [key for key in stands if key not in wanted[table]]
        _run(session, f"{_found(table)} SET n += row.told", [_row(key, told) for key, told in fresh.items()])
        removed = ", ".join(f"n.{name}" for name in PUBLISHED)
        _run(session, f"{_found(table)} REMOVE {removed}", [_row(key, {}) for key in stale])
        changed, taken_off = changed + len(fresh), taken_off + len(stale)
    return Publication(sum(map(len, wanted.values())), changed, taken_off)


def _is_link(table: str) -> bool:
    return not isinstance(SHAPE[table], NodeShape)


def _row(key: Key, told: Mapping[str, Any]) -> dict[str, Any]:
    return {"code": key[0], "since": key[1], "told": told}


def _pattern(table: str, properties: str = "") -> str:
    shape = SHAPE[table]
    if isinstance(shape, NodeShape):
        return f"(n:{shape.label}{properties})"
    return f"()-[n:{shape.type}{properties}]->()"


def _found(table: str) -> str:
    """Statement's beginning that finds the subjects of `$rows`."""
    properties = " {code: row.code, since: row.since}" if _is_link(table) else " {code: row.code}"
    return f"UNWIND $rows AS row MATCH {_pattern(table, properties)}"


def _published(session: Session, table: str) -> dict[Key, dict[str, Any]]:
    """What subjects of a table carry now."""
    names = ", ".join(f"n.{name} AS {name}" for name in PUBLISHED)
    query = f"MATCH {_pattern(table)} WHERE n.gap_count IS NOT NULL RETURN n.code AS code, n.since AS since, {names}"
    found: dict[Key, dict[str, Any]] = {}
    for row in session.run(query):
        told = {name: row[name] for name in PUBLISHED}
        told["gaps_on"] = told["gaps_on"].to_native() if told["gaps_on"] is not None else None
        found[row["code"], row["since"].to_native() if _is_link(table) else None] = told
    return found


def _run(session: Session, statement: str, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), CHUNK):
        session.execute_write(_take, statement, rows[start : start + CHUNK])


def _take(transaction: ManagedTransaction, statement: str, rows: Sequence[dict[str, Any]]) -> None:
    transaction.run(statement, rows=rows).consume()
