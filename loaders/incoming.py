"""What a file says, whatever its type: rows by table, each with the place where it stands.

A reader (CSV folder, workbook, division list) makes an `Incoming`; `loaders.load` plans the change set from it. A frame has
the columns of its table, plus `place` (the file, or `file/sheet`, or `file/sheet/heading` where one cell gave the record) and
`row` (as a spreadsheet counts). Two
things may be null that no stored record lacks: `code` (then it is derived) and `valid_from` (then the row says what holds
on the report date).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from graph_model.changes import Tables
from graph_model.errors import Problem
from graph_model.records import TABLES

__all__ = ["PLACE", "Incoming", "Said", "incoming_schema"]

PLACE = pl.Schema({"place": pl.String(), "row": pl.Int64()})
"""The two columns that say where a row stands."""


def incoming_schema(table: str) -> pl.Schema:
    """The columns of an incoming frame of `table`."""
    return pl.Schema({**TABLES[table].schema, **PLACE})


@dataclass(frozen=True, slots=True)
class Said:
    """Which fields and which attributes a file has a column for; it says nothing about any other.

    In a workbook (`filled_only`) an empty cell says nothing either: null is not "none" but "not said".
    """

    fields: frozenset[str]
    attributes: frozenset[str] = frozenset()
    filled_only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Incoming:
    """Everything a file says.

    A table it does not have is not among `tables`. `problems` lists what could not be read; the rows they are about are
    not among the rows, and `withheld` has their codes, so that a reference to one is not called dangling as well; nor is one into
    a table of `unread`, whose file could not be read at all.

    `ends` names what holds on the report date and what the file, complete for some post or body, no longer names. A load that
    `questions` are what only a person can answer. A load that is complete for an area ends only what is of `complete`, a choice of rows by table; without it, all of the file's tables.
    """

    name: str
    tables: Mapping[str, pl.DataFrame]
    said: Mapping[str, Said]
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    withheld: frozenset[str] = field(default_factory=frozenset)
    unread: frozenset[str] = field(default_factory=frozenset)
    ends: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    complete: Mapping[str, pl.Expr] | None = None
    questions: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, tables: Tables, name: str) -> Incoming:
        """Whole tables from elsewhere (a case, a synthetic city): every field is said, a row's place is its table."""
        frames, said = {}, {}
        for table in TABLES:
            frame = tables[table]
            place = pl.lit(f"{name}: {table}").alias("place")
            frames[table] = frame.with_columns(place, pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"))
            said[table] = Said(frozenset(TABLES[table].schema), _every_key(frame))
        return cls(name, frames, said)


def _every_key(frame: pl.DataFrame) -> frozenset[str]:
    """The attribute keys that occur in a frame."""
    if "attributes" not in frame.columns:
        return frozenset()
    texts = frame["attributes"].drop_nulls().unique()
    return frozenset(key for text in texts for key in json.loads(text))
