"""The log: every change set as one `_ChangeSet`, with the rows it took out and put in as `_Rows` beside it.

A `_Rows` holds up to `ROWS` rows of one table as an Arrow stream, compressed: `part` is `before`, `after`, or `stays` (only
while the change set is pending: the other versions of the records it touches). The log alone tells every state there was.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import polars as pl

from graph_model.changes import KEY, Applied, Tables, empty_tables
from graph_model.errors import StoreUnavailable
from graph_model.records import TABLES

__all__ = ["AFTER", "BEFORE", "STAYS", "Asked", "entries", "forget_stays", "keep", "logged", "replayed", "rows_of"]

BEFORE, AFTER, STAYS = "before", "after", "stays"
ROWS = 100_000


class Asked(Protocol):
    """A transaction or a session: what a query is given to."""

    def run(self, query: Any, parameters: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """Run a query with parameters."""


def keep(asked: Asked, applied: Applied, *, token: str, stays: Tables | None = None, size: int | None = None) -> None:
    """Write a change set down. With `stays` it is pending: not yet (wholly) in the graph, `batch` counts what is, in batches
    of `size`."""
    asked.run(
        "CREATE (c:_ChangeSet {revision: $revision, at: $at, actor: $actor, summary: $summary, token: $token}) "
        "SET c.batch = CASE WHEN $pending THEN 0 END, c.size = $size",
        revision=applied.revision,
        at=applied.at,
        actor=applied.actor,
        summary=applied.summary,
        token=token,
        pending=stays is not None,
        size=size,
    ).consume()
    for entry in entries(applied, stays):
        asked.run(
            "MATCH (c:_ChangeSet {revision: $revision}) CREATE (c)-[:_HAS]->"
            "(:_Rows {part: $part, table: $table, number: $number, rows: $rows, data: $data})",
            revision=applied.revision,
            **entry,
        ).consume()


def entries(applied: Applied, stays: Tables | None = None) -> Iterator[dict[str, Any]]:
    """The properties of each `_Rows` of a change set: `part, table, number, rows, data`."""
    parts = {BEFORE: applied.before, AFTER: applied.after, STAYS: stays or {}}
    for part, tables in parts.items():
        for table, frame in tables.items():
            for number, rows in enumerate(frame.iter_slices(ROWS) if frame.height else ()):
                yield {"part": part, "table": table, "number": number, "rows": rows.height, "data": _packed(rows)}


def forget_stays(asked: Asked, revision: int) -> None:
    """A change set that was pending is in the graph."""
    asked.run(
        "MATCH (c:_ChangeSet {revision: $revision}) REMOVE c.batch, c.size "
        "WITH c MATCH (c)-[:_HAS]->(s:_Rows {part: $part}) DETACH DELETE s",
        revision=revision,
        part=STAYS,
    ).consume()


def logged(asked: Asked, revision: int) -> Applied:
    """The change set that made a revision.

    Raises:
        StoreUnavailable: the log does not have it.
    """
    row = asked.run(
        "MATCH (c:_ChangeSet {revision: $revision}) RETURN c.at AS at, c.actor AS actor, c.summary AS summary",
        revision=revision,
    ).single()
    if row is None:
        raise StoreUnavailable(f"the log has no revision {revision}: restore a backup")
    before, after = (rows_of(asked, revision, part) for part in (BEFORE, AFTER))
    return Applied(revision, row["at"].to_native(), row["actor"], row["summary"], before, after)


def rows_of(asked: Asked, revision: int, part: str) -> dict[str, pl.DataFrame]:
    """The rows of one part of a change set, sorted, a frame for every table."""
    found = asked.run(
        "MATCH (:_ChangeSet {revision: $revision})-[:_HAS]->(s:_Rows {part: $part}) "
        "RETURN s.table AS table, s.data AS data",
        revision=revision,
        part=part,
    )
    return _together((row["table"], _unpacked(row["table"], row["data"])) for row in found)


def replayed(asked: Asked, revision: int) -> dict[str, pl.DataFrame]:
    """All records right after a revision, from the log alone: what was put last and not taken out since."""
    found = asked.run(
        "MATCH (c:_ChangeSet)-[:_HAS]->(s:_Rows) WHERE c.revision <= $revision AND s.part IN $parts "
        "RETURN c.revision AS revision, s.part AS part, s.table AS table, s.data AS data",
        revision=revision,
        parts=[BEFORE, AFTER],
    )
    put: dict[str, list[pl.DataFrame]] = {}
    taken: dict[str, list[pl.DataFrame]] = {}
    for row in found:
        rows = _unpacked(row["table"], row["data"]).with_columns(at=pl.lit(row["revision"], pl.Int64))
        if row["part"] == AFTER:
            put.setdefault(row["table"], []).append(rows)
        else:
            taken.setdefault(row["table"], []).append(rows.select(*KEY, "at"))
    return {table: _last(declared.empty(), put.get(table), taken.get(table)) for table, declared in TABLES.items()}


def _last(empty: pl.DataFrame, put: list[pl.DataFrame] | None, taken: list[pl.DataFrame] | None) -> pl.DataFrame:
    if not put:
        return empty
    rows = pl.concat(put)
    if taken:
        rows = rows.sort("at").unique(KEY, keep="last", maintain_order=True)
        gone = pl.concat(taken).group_by(KEY).agg(gone=pl.max("at"))
        rows = rows.join(gone, on=KEY, how="left").filter(pl.col("gone").is_null() | (pl.col("gone") <= pl.col("at")))
    return rows.select(empty.columns).sort(KEY)


def _together(parts: Iterable[tuple[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    frames: dict[str, list[pl.DataFrame]] = {}
    for table, rows in parts:
        frames.setdefault(table, []).append(rows)
    return {**empty_tables(), **{table: pl.concat(rows).sort(KEY) for table, rows in frames.items()}}


def _packed(rows: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    rows.write_ipc_stream(stream, compression="zstd")
    return stream.getvalue()


def _unpacked(table: str, data: bytes) -> pl.DataFrame:
    rows = pl.read_ipc_stream(io.BytesIO(data))
    missing = [
        pl.lit(None, dtype).alias(name) for name, dtype in TABLES[table].schema.items() if name not in rows.columns
    ]
    return rows.with_columns(missing).select(TABLES[table].schema.names()).cast(TABLES[table].schema)
