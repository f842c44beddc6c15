"""Checks between the versions of one record: they do not overlap, and they are one and the same record."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from graph_model.changes import KEY
from graph_model.errors import Problem
from graph_model.records import TABLES
from graph_model.validation.state import State, place, problems_at

__all__ = ["version_problems"]


def version_problems(state: State, table: str) -> Iterator[Problem]:
    """Overlapping versions and changed identity fields among the codes that were put."""
    touched = state.fresh[table]["code"]
    if not len(touched):
        return
    rows = state.fresh[table] if not state.before.height(table) else state.rows(table, "code", touched)
    several = rows.filter(rows["code"].is_duplicated()).sort(KEY)
    if not several.height:
        return
    again = pl.col("code") == pl.col("code").shift(1)
    until = pl.col("valid_to").shift(1)
    overlapping = several.with_columns(other=pl.col("valid_from").shift(1), until=until).filter(
        again & (pl.col("until").is_null() | (pl.col("until") > pl.col("valid_from")))
    )
    for code, start, other, end in overlapping.select(*KEY, "other", "until").iter_rows():
        yield Problem(
            place(table, code, start),
            "overlaps another version of this code",
            found=f"{other} to {end or 'now'}",
            expected=f"the earlier one to end by {start}",
        )
    for item in TABLES[table].fields:
        if not item.column.identity:
            continue
        changed = several.with_columns(earlier=pl.col(item.name).shift(1)).filter(
            again & pl.col(item.name).ne_missing(pl.col("earlier"))
        )
        for (earlier,), some in changed.group_by("earlier", maintain_order=True):
            yield from problems_at(
                table,
                item.name,
                some,
                "is the same in all versions of a record",
                found=item.name,
                expected=f"{'nothing' if earlier is None else earlier}, as in the version before, or another code",
            )
