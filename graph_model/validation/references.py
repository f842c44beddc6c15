"""Checks of references: what is named exists, and for as long as it must."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from graph_model.changes import KEY
from graph_model.dates import date_of
from graph_model.errors import Problem
from graph_model.records import TABLES, Field
from graph_model.validation.state import State, interval, place

__all__ = ["lives", "reference_problems"]


def lives(versions: pl.DataFrame) -> pl.DataFrame:
    """The stretches `code, start, end` (day numbers) in which each code is alive: versions that touch are one stretch."""
    spans = versions.select("code", *interval())
    twice = spans["code"].is_duplicated()
    if not twice.any():
        return spans
    several = spans.filter(twice).sort("code", "start")
    reached = pl.col("end").cum_max().over("code").shift(1)
    opens = (pl.col("code") != pl.col("code").shift(1)) | (pl.col("start") > reached)
    merged = several.with_columns(stretch=opens.fill_null(value=True).cum_sum()).group_by(
        "stretch", maintain_order=True
    )
    return pl.concat(
        [spans.filter(~twice), merged.agg(pl.first("code"), pl.min("start"), pl.max("end")).drop("stretch")]
    )


def reference_problems(state: State) -> Iterator[Problem]:
    """Dangling codes and ends that are not alive: in the rows put, and in rows whose referent's life shrank."""
    for table, declared in TABLES.items():
        for item in declared.references:
            yield from _unmet(state, table, item, state.fresh[table])
    shrunk = {table: _shrunk(state, table) for table in TABLES}
    for table, declared in TABLES.items():
        for item in declared.references:
            lost = shrunk[str(item.column.refers_to)]
            if len(lost):
                rows = state.rows(table, item.name, lost)
                yield from _unmet(state, table, item, rows.join(state.fresh[table], on=KEY, how="anti").sort(KEY))


def _shrunk(state: State, table: str) -> pl.Series:
    """The codes that were alive on some day on which they no longer are."""
    touched = state.delta.removed[table]["code"].unique()
    if not len(touched):
        return touched
    before = lives(state.rows_before(table, "code", touched))
    after = lives(state.rows(table, "code", touched))
    kept = before.join(after, on="code", suffix=":after").filter(
        (pl.col("start:after") <= pl.col("start")) & (pl.col("end") <= pl.col("end:after"))
    )
    return before.join(kept, on=["code", "start"], how="anti")["code"].unique()


def _unmet(state: State, table: str, item: Field, rows: pl.DataFrame) -> Iterator[Problem]:
    """The references of `item` in `rows` that find nothing, or nothing that lives as long as the row."""
    if not rows.height:
        return
    named = rows.select(*KEY, *interval(), ref=item.name)
    if item.type is tuple:
        named = named.explode("ref")
    named = named.filter(pl.col("ref").is_not_null() & (pl.col("ref") != ""))
    if not named.height:
        return
    target = str(item.column.refers_to)
    alive = lives(state.rows(target, "code", named["ref"]).select("code", "valid_from", "valid_to"))
    dangling = named.join(alive, left_on="ref", right_on="code", how="anti")
    if dangling.height:
        hints = state.hints(target, dangling["ref"])
        for code, start, ref in dangling.select(*KEY, "ref").iter_rows():
            yield Problem(
                place(table, code, start, item.name),
                "unknown code",
                found=ref,
                expected=f"a code of {target}",
                hint=hints.get(ref),
            )
    if not item.column.during:
        return
    if table == "filings":  # a filing is of one day
        named = named.with_columns(end=pl.col("start") + 1)
    named = named.filter(pl.col("start") < pl.col("end")).with_row_index("row")
    spans = named.join(alive, left_on="ref", right_on="code", suffix=":alive")
    met = spans.filter((pl.col("start:alive") <= pl.col("start")) & (pl.col("end") <= pl.col("end:alive")))
    if met.height == named.height:
        return
    unmet = spans.join(met.select("row"), on="row", how="anti").sort("row", "start:alive")
    for _, some in unmet.group_by("row", maintain_order=True):
        code, day, start, end, ref = some.select(*KEY, "start", "end", "ref").row(0)
        stretches = ", ".join(_span(*row) for row in some.select("start:alive", "end:alive").iter_rows())
        yield Problem(
            place(table, code, day, item.name),
            f"{ref} of {target} is not there for the whole time",
            found=f"{ref} {stretches}",
            expected=_span(start, end),
        )


def _span(start: int, end: int) -> str:
    return f"{date_of(start)} to {date_of(end) or 'now'}"
