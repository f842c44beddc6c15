"""The tables before and after a change, asked for no more than a check needs."""

from __future__ import annotations

from datetime import date

import polars as pl

from graph_model.changes import KEY, Delta, Tables
from graph_model.dates import OPEN
from graph_model.errors import Problem
from graph_model.lookup import WHOLE, Frames, Lookup, having, nearest_code
from graph_model.records import TABLES

__all__ = ["State", "interval", "place", "problems_at"]

_HINTS = 50
"""How many problems of one check get a nearest code: looking one up reads many."""


class State:
    """What stands before a change, the rows that go and come, and so what stands after it.

    `fresh` holds the rows put (those that differ from what stood); `delta.added` also has the versions that were ended.
    """

    def __init__(self, before: Lookup, delta: Delta, fresh: Tables) -> None:
        self.before = before
        self.delta = delta
        self.fresh = fresh
        self._after: dict[str, pl.DataFrame] = {}

    def after(self, table: str) -> pl.DataFrame:
        """The whole table after the change, in no particular order."""
        if table not in self._after:
            self._after[table] = self._changed(table, self.before[table], self.delta.added[table])
        return self._after[table]

    def rows(self, table: str, column: str, values: pl.Series) -> pl.DataFrame:
        """The rows after the change whose `column` (a text, or a list of texts) has one of `values`."""
        if not len(values):
            return TABLES[table].empty()
        wanted = values.to_frame("wanted").unique()
        before = self.before.rows(table, column, wanted)
        return self._changed(table, before, having(self.delta.added[table], column, wanted))

    def rows_before(self, table: str, column: str, values: pl.Series) -> pl.DataFrame:
        """The rows before the change whose `column` has one of `values`."""
        return self.before.rows(table, column, values.to_frame("wanted").unique())

    def is_large(self, table: str, codes: pl.Series) -> bool:
        """Whether `codes` are so many that the whole table is cheaper to take than their rows."""
        return len(codes) > WHOLE * self.before.height(table)

    def hints(self, table: str, codes: pl.Series) -> dict[str, str | None]:
        """Nearest codes for the first few of `codes`."""
        few = codes.unique(maintain_order=True).head(_HINTS).to_list()
        return {code: nearest_code(code, table, Frames(self.delta.added), self.before) for code in few}

    def _changed(self, table: str, before: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
        removed = self.delta.removed[table]
        if removed.height and before.height:
            before = before.join(removed.select(KEY), on=KEY, how="anti")
        if not before.height:
            return added
        return pl.concat([before, added]) if added.height else before


def interval(start: str = "valid_from", end: str = "valid_to") -> list[pl.Expr]:
    """Two day-number columns, `start` and `end`, of the interval in which a row holds."""
    return [
        pl.col(start).to_physical().alias("start"),
        pl.col(end).to_physical().fill_null(OPEN).alias("end"),
    ]


def place(table: str, code: str | None, valid_from: date | None, field: str | None = None) -> str:
    """Where a problem is: `areas 4101 2020-01-01 parent`."""
    words = [table, "(no code)" if code is None else code, "(no valid_from)" if valid_from is None else str(valid_from)]
    return " ".join([*words, field] if field else words)


def problems_at(
    table: str,
    field: str | None,
    rows: pl.DataFrame,
    message: str,
    *,
    found: str | None = None,
    expected: str | None = None,
    hint: str | None = None,
) -> list[Problem]:
    """One problem for each row (with `code`, `valid_from`); `found` names the column whose value is quoted."""
    values = rows[found].to_list() if found else [None] * rows.height
    return [
        Problem(
            place(table, code, day, field),
            message,
            found=None if found is None else "nothing" if value is None else str(value),
            expected=expected,
            hint=hint,
        )
        for code, day, value in zip(rows["code"].to_list(), rows["valid_from"].to_list(), values, strict=True)
    ]
