"""Tables asked for no more than is needed: the rows of some codes without reading the rest.

A store that can look rows up subclasses `Lookup`; `Frames` answers from tables that are in memory anyway.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping

import polars as pl

from graph_model.changes import KEY, Tables
from graph_model.errors import nearest
from graph_model.records import TABLES

__all__ = ["WHOLE", "Frames", "Lookup", "having", "nearest_code"]

WHOLE = 0.1
"""The share of a table from which on it is cheaper to take all of it than to look its rows up."""


class Lookup(Mapping[str, pl.DataFrame]):
    """The eleven tables; a table taken by name is read whole."""

    @abstractmethod
    def rows(self, table: str, column: str, wanted: pl.DataFrame) -> pl.DataFrame:
        """The rows whose `column` (a text, or a list of texts) has one of the distinct values of `wanted`'s only column."""

    @abstractmethod
    def height(self, table: str) -> int:
        """How many rows the table has."""

    @abstractmethod
    def schemes(self) -> pl.DataFrame:
        """Which `scheme` areas name, and whether some area that does is a `root`: distinct pairs."""

    @abstractmethod
    def codes_like(self, table: str, start: str, limit: int) -> list[str]:
        """At most `limit` codes that start with `start`."""

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


class Frames(Lookup):
    """Tables in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self._tables[table]

    def rows(self, table: str, column: str, wanted: pl.DataFrame) -> pl.DataFrame:
        """The rows whose `column` has one of `wanted`."""
        return having(self._tables[table], column, wanted)

    def height(self, table: str) -> int:
        """How many rows the table has."""
        return self._tables[table].height

    def schemes(self) -> pl.DataFrame:
        """Distinct `scheme`, `root` of the areas."""
        return self._tables["areas"].select("scheme", root=pl.col("parent").is_null()).unique()

    def codes_like(self, table: str, start: str, limit: int) -> list[str]:
        """At most `limit` codes that start with `start`."""
        codes = self._tables[table]["code"].drop_nulls()
        found: list[str] = codes.filter(codes.str.starts_with(start)).head(limit).to_list()
        return found


def nearest_code(code: str, table: str, *lookups: Lookup) -> str | None:
    """A hint naming the code of `table` closest to `code`, among some that begin alike: a table may have a million."""
    start, limit = code[: max(1, len(code) // 2)], 300
    return nearest(code, dict.fromkeys(near for one in lookups for near in one.codes_like(table, start, limit)))


def having(frame: pl.DataFrame, column: str, wanted: pl.DataFrame) -> pl.DataFrame:
    """The rows of `frame` whose `column` (a text, or a list of texts) has one of the values of `wanted`'s only column."""
    if not frame.height or not wanted.height:
        return frame.clear()
    values = wanted.columns[0]
    if frame.schema[column] != pl.List(pl.String):
        return frame.join(wanted, left_on=column, right_on=values, how="semi")
    some = frame.filter(pl.col(column).list.len() > 0)
    keys = some.select(*KEY, column).explode(column).join(wanted, left_on=column, right_on=values, how="semi")
    return some.join(keys, on=KEY, how="semi")
