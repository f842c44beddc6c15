"""One table of a file against the same table of the store: which versions to put so that the store says what the file says.

A row *with* `valid_from` is that version; if it begins inside a stored version that the file does not name, it closes it. A
row *without* says what holds on the report date: equal to the version of that day it changes nothing, else it closes that
version and opens one. A field the file has no column for stays as it is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import polars as pl

from graph_model.changes import KEY
from graph_model.errors import Problem
from graph_model.records import TABLES, attributes_text
from loaders.incoming import Said

__all__ = ["Merged", "merge"]

_FOREVER = date(9999, 12, 31)
"""Stands for a null `valid_to` where days are compared."""


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """What one table comes to.

    `puts` has the table's columns. `origin` says for each version of the file (`code, valid_from`) where it stands
    (`place, row`). `added`, `changed`, `ended` and `unchanged` count rows of the file: of a code the store did not have;
    that make a difference; whose only difference is their end; that make none.
    """

    puts: pl.DataFrame
    origin: pl.DataFrame
    problems: list[Problem]
    added: int
    changed: int
    ended: int
    unchanged: int


def merge(table: str, rows: pl.DataFrame, said: Said, known: pl.DataFrame, on: date) -> Merged:
    """Compare coded `rows` with the stored versions `known`; `on` is the report date."""
    schema = TABLES[table].schema
    rows = rows.with_columns(
        pl.col("valid_from").is_not_null().alias("dated"), pl.col("valid_from").fill_null(on).alias("valid_from")
    )
    problems, rows = _repeated(rows)
    compared = _with_base(rows, known)
    compared = _completed(table, compared, said)
    compared = _ends(compared, known, said)
    content = [name for name in schema if name not in (*KEY, "valid_to")]
    same = pl.all_horizontal(
        pl.col("base_from").is_not_null(), *(pl.col(name).eq_missing(pl.col(f"base_{name}")) for name in content)
    )
    compared = compared.with_columns(same.alias("same"), (pl.col("base_from") == pl.col("valid_from")).alias("exact"))
    same_end = pl.col("valid_to").eq_missing(pl.col("base_valid_to"))
    # A stored version that the file itself puts anew is not there to say the same.
    still_there = ~pl.col("dated") | pl.col("exact") | ~pl.col("base_named")
    compared = compared.with_columns(
        (pl.col("same") & same_end & still_there).alias("equal"),
        (pl.col("same") & ~same_end & (~pl.col("dated") | pl.col("exact"))).alias("only_end"),
    )
    different = compared.filter(~pl.col("equal"))
    # A row of the day that only names an end, ends the version that holds: it is put again as of its own first day.
    put = different.with_columns(
        pl.when(pl.col("only_end")).then(pl.col("base_from")).otherwise(pl.col("valid_from")).alias("valid_from")
    ).select(schema.names())
    closed = _closed(different.filter(~pl.col("only_end")), known)
    fresh = compared.join(known.select("code").unique(), on="code", how="anti").height
    ended = different.filter(pl.col("only_end")).height
    origin = compared.select("code", "valid_from", "place", "row")
    return Merged(
        puts=pl.concat([put, closed]),
        origin=origin,
        problems=problems,
        added=fresh,
        changed=different.height - fresh - ended,
        ended=ended,
        unchanged=compared.height - different.height,
    )


def _repeated(rows: pl.DataFrame) -> tuple[list[Problem], pl.DataFrame]:
    """Rows of one key, and codes with rows of both sorts, are problems; the first row of each key stays."""
    problems = []
    key = pl.struct(KEY)
    again = rows.filter(~key.is_first_distinct())
    if again.height:
        first = rows.filter(key.is_first_distinct()).select(
            *KEY, pl.col("place").alias("first_place"), pl.col("row").alias("first_row")
        )
        told = again.join(first, on=KEY).select("place", "row", *KEY, "first_place", "first_row")
        problems += [
            Problem(
                f"{place} row {row}",
                "the same code and valid_from twice",
                found=f'"{code}" {day}, already in {first_place} row {first_row}',
                expected="one row for each version",
            )
            for place, row, code, day, first_place, first_row in told.iter_rows()
        ]
        rows = rows.filter(key.is_first_distinct())
    if not rows["dated"].all() and rows["dated"].any():
        mixed = pl.col("dated").any().over("code") & ~pl.col("dated")
        problems += [
            Problem(
                f"{place} row {row}",
                "a code with versions in the file and a row without valid_from",
                found=f'"{code}"',
                expected="valid_from in all its rows, or one row without",
            )
            for place, row, code in rows.filter(mixed).select("place", "row", "code").iter_rows()
        ]
        rows = rows.filter(~mixed)
    return problems, rows


def _with_base(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Each row with the stored version of its day beside it: `base_from`, `base_valid_to` and `base_<field>`, else null."""
    base = known.with_columns(pl.col("valid_from").alias("base_from")).rename(
        {name: f"base_{name}" for name in known.columns if name not in KEY}
    )
    keys = rows.select(KEY).with_row_index("at").sort("valid_from")
    found = keys.join_asof(
        base.sort("valid_from"), on="valid_from", by="code", strategy="backward", check_sortedness=False
    ).sort("at")
    beside = [name for name in found.columns if name.startswith("base_")]
    holds = pl.col("base_valid_to").is_null() | (pl.col("base_valid_to") > pl.col("valid_from"))
    holds = holds & pl.col("base_from").is_not_null()
    found = found.select([pl.when(holds).then(pl.col(name)).alias(name) for name in beside])
    named = rows.select("code", pl.col("valid_from").alias("base_from"), pl.lit(value=True).alias("base_named"))
    together = pl.concat([rows, found], how="horizontal")
    together = together.join(named, on=["code", "base_from"], how="left", maintain_order="left")
    return together.with_columns(pl.col("base_named").fill_null(value=False))


def _completed(table: str, rows: pl.DataFrame, said: Said) -> pl.DataFrame:
    """Fields the file says nothing about, as the version of the day has them."""
    has_base = pl.col("base_from").is_not_null()
    untold = [name for name in TABLES[table].schema if name not in (*KEY, "valid_to", "attributes", *said.fields)]
    rows = rows.with_columns(
        [pl.when(has_base).then(pl.col(f"base_{name}")).otherwise(pl.col(name)).alias(name) for name in untold]
    )
    if said.filled_only:
        rows = rows.with_columns(_kept_where_empty(table, has_base))
    if "attributes" not in rows.columns:
        return rows
    pairs = rows.select("attributes", "base_attributes").filter(pl.col("base_attributes").is_not_null()).unique()
    told = frozenset[str]() if said.filled_only else said.attributes
    together = [_together(own, base, told) for own, base in pairs.iter_rows()]
    pairs = pairs.with_columns(pl.Series("together", together, dtype=pl.String), pl.lit(value=True).alias("joined"))
    rows = rows.join(pairs, on=["attributes", "base_attributes"], how="left", nulls_equal=True, maintain_order="left")
    return rows.with_columns(pl.when("joined").then("together").otherwise("attributes").alias("attributes"))


def _kept_where_empty(table: str, has_base: pl.Expr) -> list[pl.Expr]:
    """Fields left empty as the version of the day has them, else as a new record has them."""
    kept = []
    for field in TABLES[table].fields:
        if field.name in (*KEY, "valid_to", "attributes"):
            continue
        empty = pl.col(field.name).list.len() == 0 if field.type is tuple else pl.col(field.name).is_null()
        default = pl.lit([] if field.type is tuple else field.default, dtype=field.dtype)
        otherwise = pl.when(has_base).then(pl.col(f"base_{field.name}")).otherwise(default)
        if field.name == "seats":
            kept.append(pl.when(empty).then(otherwise).when(pl.col("seats") != 0).then("seats").alias("seats"))
            continue
        kept.append(pl.when(empty.fill_null(value=True)).then(otherwise).otherwise(field.name).alias(field.name))
    return kept


def _together(own: str | None, base: str, said: frozenset[str]) -> str | None:
    kept = {key: value for key, value in json.loads(base).items() if key not in said}
    return attributes_text({**kept, **json.loads(own)}) if kept and own else attributes_text(kept) or own


def _ends(rows: pl.DataFrame, known: pl.DataFrame, said: Said) -> pl.DataFrame:
    """Where each row ends, if it does not say: a row of the day where the stored version of that day, or the gap it fills, ends.

    A version of a file without a column for ends lasts until the next version of its code.
    """
    silent = ~pl.col("dated") if "valid_to" in said.fields else pl.lit(value=True)
    starts = pl.concat([known.select(KEY), rows.filter("dated").select(KEY)]).unique()
    starts = starts.select("code", pl.col("valid_from").alias("next")).sort("next")
    keys = rows.select("code", pl.col("valid_from").dt.offset_by("1d").alias("next")).with_row_index("at").sort("next")
    following = keys.with_columns(pl.col("next").alias("after")).join_asof(
        starts.with_columns(pl.col("next").alias("start")),
        on="next",
        by="code",
        strategy="forward",
        check_sortedness=False,
    )
    rows = rows.with_columns(following.sort("at")["start"].alias("next_start"))
    until = pl.min_horizontal(pl.col("base_valid_to"), pl.col("next_start"))
    return rows.with_columns(
        pl.when(silent & pl.col("valid_to").is_null()).then(until).otherwise("valid_to").alias("valid_to")
    )


def _closed(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The stored versions that rows of the file begin in, ended on the first of those days.

    One that would lose days the file says nothing about (the rows end earlier) is left, and so found to overlap.
    """
    inside = rows.filter(pl.col("base_from").is_not_null() & ~pl.col("exact") & ~pl.col("base_named"))
    ends = inside.group_by("code", "base_from").agg(
        pl.col("valid_from").min().alias("first"), pl.col("valid_to").fill_null(_FOREVER).max().alias("until")
    )
    joined = known.join(ends, left_on=KEY, right_on=("code", "base_from"))
    joined = joined.filter(pl.col("until") >= pl.col("valid_to").fill_null(_FOREVER))
    return joined.with_columns(pl.col("first").alias("valid_to")).select(known.columns)
