"""One table as columns: all versions of all records, sorted by code and start, with references as indices.

A *record index* counts the distinct codes of a table in code order; a *row* is one version. Texts stay in the frame and are
read only when an answer shows them; everything an answer is computed from is an int32 or boolean array.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph_model.changes import in_order
from graph_model.dates import OPEN
from graph_model.records import TABLES, Field
from graph_model.tree import Ints

__all__ = ["Bools", "Groups", "Versions", "compile_table", "indices_of", "keys_of", "link", "of_keys"]

Bools = NDArray[np.bool_]
T = TypeVar("T")


@dataclass(frozen=True)
class Groups:
    """Rows grouped by what one of their columns refers to: the rows of record i are `rows[first[i] : first[i + 1]]`."""

    rows: Ints
    first: Ints

    def of(self, index: int) -> Ints:
        """The rows that refer to record `index`."""
        if index + 1 >= len(self.first):
            return self.rows[:0]
        return self.rows[self.first[index] : self.first[index + 1]]


@dataclass(frozen=True)
class Versions:
    """All versions of one table.

    `index[row]` is the row's record; the rows of record i are `first[i] : first[i + 1]`; `start`/`end` are day numbers,
    `end` exclusive; `refers[column][row]` is a record index of the table referred to, −1 for null.
    """

    table: str
    frame: pl.DataFrame
    codes: pl.Series
    index: Ints
    first: Ints
    start: Ints
    end: Ints
    refers: Mapping[str, Ints] = field(default_factory=dict)
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """The number of records (not of versions)."""
        return len(self.codes)

    def find(self, code: str) -> int:
        """The index of the record with this code, −1 when there is none."""
        at = self.after(code)
        return at if at < len(self.codes) and self.codes[at] == code else -1

    def after(self, code: str) -> int:
        """The index of the first record whose code is not before `code`; the number of records when all are."""
        return bisect.bisect_left(self.codes, code)

    def code(self, index: int) -> str:
        """The code of record `index`."""
        return str(self.codes[int(index)])

    def codes_of(self, index: Ints) -> list[str]:
        """The codes of many records, in the order asked."""
        found: list[str] = self.codes[index].to_list()
        return found

    def rows_on(self, day: int) -> Ints:
        """The rows that hold on `day`, in order."""
        return np.flatnonzero((self.start <= day) & (day < self.end)).astype(np.int32)

    def rows_at(self, index: Ints, day: Ints) -> Ints:
        """The row of each record that holds on the day beside it, −1 where none does."""
        keys = self.keep("keys", lambda: keys_of(self.index, self.start))
        row = (np.searchsorted(keys, keys_of(index, day), side="right") - 1).astype(np.int32)
        holds = (row >= 0) & (self.index[row] == index) & (day < self.end[row]) if len(keys) else row >= 0
        return np.where(holds, row, np.int32(-1))

    def keep(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives, made once: the columns derived from a table live as long as the table."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def is_one_of(self, column: str, words: Iterable[str]) -> Bools:
        """Which rows have one of `words` in a text column, or among the entries of a list column."""
        wanted = frozenset(words)
        return self.keep((column, wanted), functools.partial(self._is_one_of, column, wanted))

    def _is_one_of(self, column: str, wanted: frozenset[str]) -> Bools:
        values = self.frame[column]
        if values.dtype != pl.List:
            return values.is_in(list(wanted)).fill_null(value=False).to_numpy()
        lengths = values.list.len().fill_null(0).to_numpy()
        rows = np.repeat(np.arange(len(values)), lengths)
        entries = values.filter(values.list.len() > 0).explode()
        hits = rows[entries.is_in(list(wanted)).to_numpy()] if len(entries) else rows
        found = np.zeros(len(values), bool)
        found[hits] = True
        return found

    def values(self, key: str, dtype: pl.DataType) -> pl.Series:
        """A field or an attribute of every row as `dtype`; null where it is not set."""
        return self.keep((key, dtype), lambda: self._values(key, dtype))

    def _values(self, key: str, dtype: pl.DataType) -> pl.Series:
        if key in self.frame.columns:
            return self.frame[key].cast(dtype)
        texts = self.frame["attributes"].str.json_path_match(f"$['{key}']")
        if dtype == pl.Boolean:
            return texts.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
        return texts.str.to_date() if dtype == pl.Date else texts.cast(dtype)

    def groups(self, column: str) -> Groups:
        """The rows grouped by the record that `column` refers to."""
        return self.keep(("groups", column), lambda: self._groups(column))

    def _groups(self, column: str) -> Groups:
        target = self.refers[column]
        rows = np.argsort(target, kind="stable").astype(np.int32)
        rows = rows[np.searchsorted(target[rows], 0) :]
        size = int(target.max(initial=-1)) + 1
        return Groups(rows, np.searchsorted(target[rows], np.arange(size + 1)).astype(np.int32))


def keys_of(index: Ints, day: Ints) -> NDArray[np.int64]:
    """Record and day as one number each, in the order of the rows."""
    return (index.astype(np.int64) << 32) + day.astype(np.int64)


def of_keys(keys: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """The records and days of such numbers.

    >>> [part.tolist() for part in of_keys(keys_of(np.array([0, 7], np.int32), np.array([-1, 19000], np.int32)))]
    [[0, 7], [-1, 19000]]
    """
    day = keys.astype(np.int32)  # the lower half, with its sign
    return ((keys - day) >> 32).astype(np.int32), day


def compile_table(table: str, frame: pl.DataFrame) -> Versions:
    """The frame of a table as columns; references are linked afterwards, when all tables are there."""
    frame = in_order(frame)
    code = frame["code"]
    opens = np.ones(len(frame), bool)
    if len(frame) > 1:
        opens[1:] = (code != code.shift(1)).to_numpy()[1:]
    index = (np.cumsum(opens) - 1).astype(np.int32)
    at = np.flatnonzero(opens)
    return Versions(
        table=table,
        frame=frame,
        codes=(code if len(at) == len(frame) else code.filter(pl.Series(opens))).rechunk(),
        index=index,
        first=np.append(at, len(frame)).astype(np.int32),
        start=frame["valid_from"].to_physical().to_numpy().astype(np.int32),
        end=frame["valid_to"].to_physical().fill_null(OPEN).to_numpy().astype(np.int32),
    )


def link(tables: Mapping[str, Versions]) -> dict[str, Versions]:
    """The same tables with their references as record indices of the tables they refer to."""
    columns = [(table, item) for table in tables for item in TABLES[table].references if item.type is not tuple]

    def linked(table: str, item: Field) -> Ints:
        return indices_of(tables[table].frame[item.name], tables[str(item.column.refers_to)].codes)

    with ThreadPoolExecutor() as pool:  # Polars searches outside the interpreter's lock
        found = list(pool.map(linked, *zip(*columns, strict=True)))
    refers: dict[str, dict[str, Ints]] = {table: {} for table in tables}
    for (table, item), indices in zip(columns, found, strict=True):
        refers[table][item.name] = indices
    return {table: replace(versions, refers=refers[table]) for table, versions in tables.items()}


def indices_of(codes: pl.Series, target: pl.Series) -> Ints:
    """For each code its place in `target` (sorted, distinct), −1 for null or a code that is not there.

    A binary search: codes mostly come in the order of what they refer to, and then it is twice as quick as a join.
    """
    if codes.null_count() == len(codes) or not len(target):
        return np.full(len(codes), -1, np.int32)
    at = np.minimum(target.search_sorted(codes).to_numpy(), len(target) - 1).astype(np.int32)
    found = (target.gather(at) == codes).fill_null(value=False)
    return np.where(found.to_numpy(), at, np.int32(-1))
