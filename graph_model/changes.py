"""Change sets: the only way into a store, and what one did.

A `ChangeSet` says what to put, what to withdraw and what to end. The validator turns it into a `Delta`, the rows it takes
out and the rows it adds; a store writes that whole or not at all and answers with an `Applied`. All of them hold frames
by table with the columns of `TABLES`; every one of the eleven tables is a key, an untouched one has an empty frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

import polars as pl

from graph_model.errors import Conflict, InvalidInput, Problem, nearest
from graph_model.records import TABLES, Record, frame_of

__all__ = [
    "END",
    "KEY",
    "WITHDRAWAL",
    "Applied",
    "ChangeSet",
    "Delta",
    "Tables",
    "apply",
    "check_next",
    "empty_tables",
    "in_order",
    "is_constant",
    "row_order",
]

Tables: TypeAlias = Mapping[str, pl.DataFrame]
"""All records: a frame for each of the eleven tables, sorted by `code`, `valid_from`."""

KEY = ("code", "valid_from")
"""What makes a row one version."""

WITHDRAWAL = pl.Schema({"code": pl.String(), "valid_from": pl.Date()})
END = pl.Schema({"code": pl.String(), "on": pl.Date()})

_FEW = 1000
_TREE = ("code", "valid_from", "valid_to", "level", "parent", "scheme")


def empty_tables() -> dict[str, pl.DataFrame]:
    """The eleven tables without rows: what a new store holds."""
    return {name: table.empty() for name, table in TABLES.items()}


def row_order(code: pl.Series, valid_from: pl.Series) -> pl.Series | None:
    """Where the rows with these keys stand once sorted by `KEY`; None when they are sorted already."""
    before, earlier = code.shift(1), valid_from.shift(1)
    if ((before < code) | ((before == code) & (earlier < valid_from)))[1:].all():
        return None
    return pl.DataFrame([code, valid_from]).select(pl.arg_sort_by(KEY)).to_series()


def is_constant(values: pl.Series) -> bool:
    """Whether a column of several rows says the same in all of them; of a list this is not asked."""
    if values.dtype == pl.List or len(values) < 2:
        return False
    few = values.head(_FEW)  # most columns that differ differ soon
    if not few.eq_missing(few.shift(1))[1:].all():
        return False
    return bool(values.eq_missing(values.shift(1))[1:].all())


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows sorted by `KEY`; the frame itself when they are, which costs no copy of it."""
    order = row_order(frame["code"], frame["valid_from"])
    return frame if order is None else frame[order]


@dataclass(frozen=True, slots=True, eq=False)
class ChangeSet:
    """What somebody wants changed, applied as one.

    Withdrawals are taken out first (what never was so), then ends close versions (`valid_to = on`) of what stood before,
    then puts replace the version of the same `(code, valid_from)` or add one. A change of a record is therefore an end and
    a put from the same day; a correction is a put alone. No row may be named twice by these three. A missing list is an
    empty one.

    Raises:
        InvalidInput: a table or column is not one of ours, or a column is of another type.
    """

    puts: Mapping[str, pl.DataFrame]
    withdrawals: Mapping[str, pl.DataFrame]
    ends: Mapping[str, pl.DataFrame]
    summary: str
    actor: str = "liandong"

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        schemas = {name: table.schema for name, table in TABLES.items()}
        for part, wanted in (
            ("puts", schemas),
            ("withdrawals", dict.fromkeys(TABLES, WITHDRAWAL)),
            ("ends", dict.fromkeys(TABLES, END)),
        ):
            object.__setattr__(self, part, _shaped(part, getattr(self, part), wanted, problems))
        if problems:
            raise InvalidInput(problems)

    @classmethod
    def of(
        cls,
        puts: Iterable[Record] = (),
        withdraw: Iterable[tuple[str, str, date]] = (),
        end: Iterable[tuple[str, str, date]] = (),
        *,
        summary: str,
        actor: str = "liandong",
    ) -> ChangeSet:
        """A change set from records, and from `(table, code, day)`: the `valid_from` to withdraw, the day of the end.

        Raises:
            InvalidInput: a table is unknown.
        """
        records: dict[str, list[Record]] = {}
        for record in puts:
            records.setdefault(record.table, []).append(record)
        return cls(
            {table: frame_of(table, rows) for table, rows in records.items()},
            _by_table(withdraw, WITHDRAWAL),
            _by_table(end, END),
            summary,
            actor,
        )

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing at all."""
        return not any(frame.height for part in (self.puts, self.withdrawals, self.ends) for frame in part.values())


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """What a change set comes to: the rows that no longer hold and the rows that do instead, sorted by `KEY`.

    A row that would be put just as it stands is in neither.
    """

    removed: Tables
    added: Tables

    @property
    def is_empty(self) -> bool:
        """Whether the tables stay as they are."""
        return not any(frame.height for part in (self.removed, self.added) for frame in part.values())

    @property
    def tables(self) -> list[str]:
        """The tables that change."""
        return [name for name in TABLES if self.removed[name].height or self.added[name].height]

    @property
    def changes_tree(self) -> bool:
        """Whether a place, its level, parent, scheme or interval changes (not only its name or numbers)."""
        removed, added = (part["areas"].select(_TREE) for part in (self.removed, self.added))
        return not removed.equals(added)

    def codes(self, table: str) -> pl.Series:
        """The codes of `table` of which some version changes, each once, sorted."""
        both = pl.concat([self.removed[table]["code"], self.added[table]["code"]])
        return both.unique().sort()


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """A change set as the store took it in: its revision, when (UTC), by whom, and the rows replaced and put."""

    revision: int
    at: datetime
    actor: str
    summary: str
    before: Tables
    after: Tables

    @property
    def delta(self) -> Delta:
        """The rows alone, for whoever follows the store."""
        return Delta(self.before, self.after)

    @property
    def rows(self) -> int:
        """How many rows it replaced and put."""
        return sum(frame.height for part in (self.before, self.after) for frame in part.values())

    def then(self, later: Applied) -> Applied:
        """This change and the one taken in after it, as one: a row that this puts and that one takes out is in neither."""
        before, after = {}, {}
        for name in TABLES:
            mine = self.after[name]
            before[name] = _with(self.before[name], _without(later.before[name], mine))
            after[name] = _with(_without(mine, later.before[name]), later.after[name])
        return Applied(later.revision, later.at, later.actor, later.summary, before, after)


def apply(tables: Tables, delta: Delta) -> dict[str, pl.DataFrame]:
    """The tables as they are after `delta`; frames of untouched tables are passed on as they are."""
    after = {}
    for name in TABLES:
        frame, removed, added = tables[name], delta.removed[name], delta.added[name]
        after[name] = _with(_without(frame, removed), added) if removed.height or added.height else frame
    return after


def check_next(applied: Applied, revision: int) -> None:
    """Whether a change set that another store took in is the next one of a store at `revision`.

    Raises:
        Conflict: it is not.
    """
    if applied.revision != revision + 1:
        raise Conflict(
            f"the store is at revision {revision}, revision {applied.revision} cannot follow: "
            f"expected revision {revision + 1} of the same history"
        )


def _without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The rows whose key is not among `others`."""
    return rows.join(others.select(KEY), on=KEY, how="anti") if rows.height and others.height else rows


def _with(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Both, sorted."""
    return in_order(pl.concat([rows, others])) if others.height else rows


def _by_table(rows: Iterable[tuple[str, str, date]], schema: pl.Schema) -> dict[str, pl.DataFrame]:
    grouped: dict[str, list[tuple[str, date]]] = {}
    for table, code, day in rows:
        grouped.setdefault(table, []).append((code, day))
    return {table: pl.DataFrame(pairs, schema=schema, orient="row") for table, pairs in grouped.items()}


def _shaped(
    part: str, frames: Mapping[str, pl.DataFrame], wanted: Mapping[str, pl.Schema], problems: list[Problem]
) -> dict[str, pl.DataFrame]:
    """The frames of one part with exactly the columns wanted, a frame for every table."""
    problems += [
        Problem(f"{part} {name}", "unknown table", found=name, hint=nearest(name, wanted))
        for name in frames
        if name not in wanted
    ]
    shaped = {}
    for name, schema in wanted.items():
        frame = frames.get(name)
        if frame is None:
            shaped[name] = pl.DataFrame(schema=schema)
            continue
        missing = [column for column in schema if column not in frame.columns]
        unknown = [column for column in frame.columns if column not in schema]
        problems += [Problem(f"{part} {name}", "missing column", expected=column) for column in missing]
        problems += [
            Problem(f"{part} {name}", "unknown column", found=column, hint=nearest(column, schema))
            for column in unknown
        ]
        if not missing and not unknown:
            cast = _cast(f"{part} {name}", frame.select(schema.names()), schema, problems)
            shaped[name] = cast.with_columns(pl.col(pl.List(pl.String)).fill_null([]))
    return shaped


def _cast(where: str, frame: pl.DataFrame, schema: pl.Schema, problems: list[Problem]) -> pl.DataFrame:
    """The frame with the types wanted; only a cast that loses nothing is made."""
    if frame.schema == schema:
        return frame
    columns = []
    for name, dtype in schema.items():
        column = frame[name]
        harmless = (
            column.dtype in (dtype, pl.Null)
            or (dtype == pl.String and isinstance(column.dtype, pl.Categorical | pl.Enum))
            or (dtype in (pl.Int64, pl.Float64) and column.dtype.is_integer())
            or (dtype == pl.List(pl.String) and column.dtype == pl.List(pl.Null))
        )
        if not harmless:
            problems.append(
                Problem(f"{where} {name}", "wrong type of column", found=str(column.dtype), expected=str(dtype))
            )
            continue
        columns.append(column.cast(dtype))
    return pl.DataFrame(columns) if len(columns) == len(schema) else pl.DataFrame(schema=schema)
