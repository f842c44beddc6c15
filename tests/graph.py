"""A graph for the tests of queries: tables written as the store writes them, without validation, log or revision."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph_model.answers import State, Tally
from graph_model.changes import Tables, empty_tables
from graph_model.indicators.cypher import CypherQuery
from graph_model.records import TABLES, Record
from graph_model.stores.neo4j.plan import steps_of
from graph_model.stores.neo4j.rows import CHUNK
from graph_model.stores.neo4j.shape import schema_statements
from tests.neo4j_server import Running

__all__ = ["SMALL", "States", "prefixed", "states_of", "tally_of", "write"]

SMALL = 500
"""Up to so many rows records are found without an index."""
States = set[tuple[str, str | None, State, str | None]]
"""Subject, place, state and tier of each row."""


def write(running: Running, tables: Tables) -> None:
    """Make the database hold these records and nothing else."""
    with running.driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
        if sum(frame.height for frame in tables.values()) > SMALL:
            for _, statement in schema_statements():
                session.run(statement).consume()
        for step in steps_of(empty_tables(), tables, empty_tables()):
            for rows in step.batches(CHUNK):
                session.run(step.statement, rows).consume()


def states_of(running: Running, query: CypherQuery, day: date, within: str | None = None) -> States:
    """The rows of a states query."""
    rows = running.run(query.text, **query.parameters(day, within))
    return {(row["subject"], row["place"], State(row["state"]), row["tier"]) for row in rows}


def tally_of(running: Running, query: CypherQuery, day: date, within: str | None = None) -> Tally:
    """The one row of a counts query."""
    (row,) = running.run(query.text, **query.parameters(day, within))
    names = ("numerator", "unknown", "denominator", "exempt", "unweighted")
    tally = Tally(*(row[name] for name in names), tiers=tuple(row["tiers"]))
    assert (row["rate"], row["rateAtMost"]) == (tally.rate, tally.rate_at_most)
    return tally


def prefixed(records: Mapping[str, Sequence[Record]], prefix: str) -> dict[str, list[Record]]:
    """The same network under other codes, so that several can stand in one database."""

    def renamed(row: Any) -> Any:
        told = {field.name: getattr(row, field.name) for field in TABLES[row.table].references}
        codes = {
            name: tuple(prefix + one for one in code) if isinstance(code, tuple) else prefix + code
            for name, code in told.items()
            if code
        }
        return dataclasses.replace(row, code=prefix + row.code, **codes)

    return {table: [renamed(row) for row in rows] for table, rows in records.items()}
