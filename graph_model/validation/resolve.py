"""From what a change set says to the rows that go and come."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

import polars as pl

from graph_model.changes import KEY, ChangeSet, Delta
from graph_model.errors import Problem
from graph_model.lookup import Lookup
from graph_model.records import TABLES
from graph_model.validation.state import State, place

__all__ = ["resolve"]


def resolve(before: Lookup, change: ChangeSet) -> tuple[State, list[Problem]]:
    """The rows `change` removes and adds. What it names wrongly is reported and left out."""
    problems: list[Problem] = []
    removed, added, fresh = {}, {}, {}
    for table in TABLES:
        puts, withdrawals, ends = change.puts[table], change.withdrawals[table], change.ends[table]
        nothing = TABLES[table].empty()
        removed[table] = added[table] = fresh[table] = nothing
        if not (puts.height or withdrawals.height or ends.height):
            continue
        named = pl.concat([frame["code"] for frame in (puts, withdrawals, ends)]).drop_nulls().unique()
        here = before.rows(table, "code", named.to_frame())
        puts = puts.drop_nulls(KEY).sort(KEY)
        problems += _named_twice(table, puts, withdrawals)
        problems += _not_there(table, here, withdrawals)
        ended, wrong = _ended(table, here, withdrawals, ends, puts)
        puts = _changed_rows(here, puts.filter(~_repeats(puts)))
        problems += wrong
        fresh[table] = puts
        added[table] = pl.concat([puts, ended]).sort(KEY) if ended.height else puts
        if here.height:
            gone = pl.concat([withdrawals, puts.select(KEY), ended.select(KEY)])
            removed[table] = here.join(gone, on=KEY, how="semi").sort(KEY)
    return State(before, Delta(removed, added), fresh), problems


def _repeats(rows: pl.DataFrame) -> pl.Series:
    """Which of the rows (sorted) have the key of the row before."""
    same = [(rows[name] == rows[name].shift(1)).fill_null(value=False) for name in KEY]
    return same[0] & same[1]


def _named_twice(table: str, puts: pl.DataFrame, withdrawals: pl.DataFrame) -> Iterator[Problem]:
    for code, day in puts.filter(_repeats(puts)).select(KEY).unique(maintain_order=True).iter_rows():
        yield Problem(
            place(table, code, day), "put twice in one change set", expected="one row for each code and valid_from"
        )
    if withdrawals.height:
        for code, day in puts.select(KEY).unique(maintain_order=True).join(withdrawals, on=KEY, how="semi").iter_rows():
            yield Problem(
                place(table, code, day), "both put and withdrawn in one change set", expected="one of the two"
            )


def _not_there(table: str, here: pl.DataFrame, withdrawals: pl.DataFrame) -> Iterator[Problem]:
    for code, day in withdrawals.join(here, on=KEY, how="anti").unique(maintain_order=True).iter_rows():
        starts = here.filter(pl.col("code") == code)["valid_from"].sort().to_list()
        known = "versions from " + ", ".join(map(str, starts)) if starts else "no record of this code"
        yield Problem(place(table, code, day), "nothing to withdraw: there is no such version", found=known)


def _changed_rows(here: pl.DataFrame, puts: pl.DataFrame) -> pl.DataFrame:
    """The rows put that differ from what stands."""
    if not here.height or not puts.height:
        return puts
    others = [column for column in puts.columns if column not in KEY]
    pairs = puts.join(here, on=KEY, how="inner", suffix=":here")
    differs = reduce(or_, (pl.col(column).ne_missing(pl.col(f"{column}:here")) for column in others))
    same = pairs.filter(~differs)
    return puts.join(same.select(KEY), on=KEY, how="anti") if same.height else puts


def _ended(
    table: str, here: pl.DataFrame, withdrawals: pl.DataFrame, ends: pl.DataFrame, puts: pl.DataFrame
) -> tuple[pl.DataFrame, list[Problem]]:
    """The versions that are ended, with their new `valid_to`, and the ends that cannot be."""
    if not ends.height:
        return here.clear(), []
    problems = [
        Problem(place(table, code, None), "an end needs a code and a day", found=f"code {code}, on {on}")
        for code, on in ends.filter(pl.any_horizontal(pl.all().is_null())).iter_rows()
    ]
    ends = ends.drop_nulls().unique(maintain_order=True)
    if ends["code"].is_duplicated().any():
        problems += [
            Problem(f"{table} {code}", "ended twice in one change set", expected="one day")
            for code in ends.filter(ends["code"].is_duplicated())["code"].unique(maintain_order=True).to_list()
        ]
        ends = ends.unique("code", keep="first", maintain_order=True)
    standing = here.join(ends, on="code", how="inner").join(withdrawals, on=KEY, how="anti")
    later = standing.filter(pl.col("valid_from") >= pl.col("on"))
    for code, on, start in later.select("code", "on", "valid_from").sort("code", "valid_from").iter_rows():
        problems.append(
            Problem(
                f"{table} {code} {on}",
                "cannot end here: a later version stands",
                found=f"a version from {start}",
                expected="the last version to hold the day before; withdraw the later one first",
            )
        )
    holds = standing.filter(
        (pl.col("valid_from") < pl.col("on")) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= pl.col("on")))
    )
    for code, on in ends.join(holds, on="code", how="anti").join(later, on="code", how="anti").iter_rows():
        stood = here.filter(pl.col("code") == code)
        last = stood.sort("valid_from").tail(1).to_dicts()
        found = (
            f"its last version is {last[0]['valid_from']} to {last[0]['valid_to'] or 'now'}"
            if last
            else "no record of this code"
        )
        problems.append(Problem(f"{table} {code} {on}", "nothing to end: no version holds the day before", found=found))
    twice = holds.join(puts, on=KEY, how="semi")
    for code, start in twice.select(KEY).iter_rows():
        problems.append(
            Problem(place(table, code, start), "both put and ended in one change set", expected="one of the two")
        )
    change = holds.join(puts, on=KEY, how="anti").filter(pl.col("valid_to").ne_missing(pl.col("on")))
    return change.with_columns(valid_to=pl.col("on")).select(here.columns), problems
