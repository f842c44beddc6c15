"""Batch: records that an answer shows together, found and read in one go when the first of them is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from graph_model.day import Day
from graph_model.records import Record, record_at, records_of
from graph_model.tree import Ints

__all__ = ["Batch"]

FEW = 12
"""Up to so many rows are read one by one, which costs 5 µs a row; a frame costs 100 µs to begin with."""


class Batch:
    """Records of one table by position in `codes`, each in its version of the day.

    A code that has ended shows its last version before the day: a cohort's member is shown as it last was.
    """

    def __init__(self, day: Day, table: str, codes: Sequence[str]) -> None:
        self._day, self._table, self._codes = day, table, codes
        self._rows: Ints | None = None
        self._names: list[str | None] | None = None
        self._records: list[Any] | None = None

    def record(self, at: int) -> Any:
        """The record at a position: an instance of the table's record class."""
        if self._records is None:
            self._records = self._read()
        return self._records[at]

    def name(self, at: int) -> str | None:
        """The name of the record at a position."""
        if self._names is None:
            names, rows = self._frame()["name"], self._found()
            few = len(rows) <= FEW
            self._names = [names[int(row)] for row in rows] if few else names[rows].to_list()
        return self._names[at]

    def _frame(self) -> pl.DataFrame:
        return self._day.network.tables[self._table].frame

    def _read(self) -> list[Record]:
        frame, rows = self._frame(), self._found()
        if len(rows) > FEW:
            return records_of(self._table, frame[rows])
        return [record_at(self._table, frame, int(row)) for row in rows]

    def _indices(self) -> Ints:
        versions = self._day.network.tables[self._table]
        if len(self._codes) <= FEW:
            return np.array([versions.find(code) for code in self._codes], np.int32)
        return versions.codes.search_sorted(pl.Series(self._codes, dtype=pl.String)).to_numpy().astype(np.int32)

    def _found(self) -> Ints:
        """The rows of the codes."""
        if self._rows is None:
            versions = self._day.network.tables[self._table]
            index = self._indices()
            rows = self._day.row_of(self._table)[index]
            for at in np.flatnonzero(rows < 0):
                first, last = int(versions.first[index[at]]), int(versions.first[index[at] + 1])
                begun = int(np.count_nonzero(versions.start[first:last] <= self._day.number))
                rows[at] = first + max(begun - 1, 0)
            self._rows = rows
        return self._rows
