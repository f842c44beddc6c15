"""Rows about one record from several sheets as one row; what they say differently is wrong."""

from __future__ import annotations

import json

import polars as pl

from graph_model.changes import KEY
from graph_model.errors import Problem
from graph_model.records import TABLES, Field, attributes_text

__all__ = ["put_together"]


def put_together(table: str, frames: list[pl.DataFrame]) -> tuple[pl.DataFrame, list[Problem]]:
    """All rows, one for each code and day that different sheets name; rows that one sheet has twice are told."""
    rows = pl.concat(frames)
    again = rows.filter(pl.col("code").is_not_null() & (pl.len().over(KEY) > 1))
    if not again.height:
        return rows, []
    problems = _two_names(table, again)
    per_sheet = pl.struct(*KEY, pl.col("place").str.split("/").list.head(2))
    again = again.filter(~per_sheet.is_duplicated() & (pl.len().over(KEY) > 1))
    again = again.filter(pl.len().over(KEY) > 1)
    rest = rows.join(again.select(KEY).unique(), on=KEY, how="anti", nulls_equal=True)
    one, different = _merged(table, again)
    return pl.concat([rest, one.select(rows.columns)]), [*problems, *different]


def _two_names(table: str, again: pl.DataFrame) -> list[Problem]:
    if "name" not in again.columns:
        return []
    first = again.drop_nulls("name").unique(KEY, keep="first", maintain_order=True)
    both = again.join(
        first.select(*KEY, first="name", at="row", there="place"), on=KEY, nulls_equal=True, maintain_order="left"
    )
    both = both.filter(pl.col("name") != pl.col("first"))
    return [
        Problem(
            f"{place} row {row} column {TABLES[table].field('name').column.label}",
            "two names for one code",
            f'{code} "{name}"',
            f'"{other}", as in {there} row {at}, or another code',
        )
        for place, row, code, name, other, there, at in both.select(
            "place", "row", "code", "name", "first", "there", "at"
        ).iter_rows()
    ]


def _merged(table: str, again: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
    def said(item: Field) -> pl.Expr:
        column = pl.col(item.name)
        return column.filter(column.list.len() > 0) if item.type is tuple else column.drop_nulls()

    fields = [item for item in TABLES[table].fields if item.name not in KEY]
    grouped = again.group_by(KEY, maintain_order=True).agg(
        pl.first("place", "row"),
        *(said(item).first().alias(item.name) for item in fields if item.type is not dict),
        *(said(item).n_unique().alias(f"{item.name}:different") for item in fields if item.type is not dict),
        *(said(item).alias(item.name) for item in fields if item.type is dict),
        places=pl.concat_str("place", pl.lit(" row "), "row").unique(maintain_order=True),
    )
    problems = []
    for item in fields:
        if item.type is dict or item.name == "name":
            continue
        for place, row, code, places in (
            grouped.filter(pl.col(f"{item.name}:different") > 1).select("place", "row", "code", "places").iter_rows()
        ):
            where, found = f"{place} row {row} column {item.name}", f"{code}: {'; '.join(places)}"
            problems.append(
                Problem(where, "told differently in two places", found, "the same in both, or in one alone")
            )
    if "attributes" in grouped.columns:
        joined = [
            attributes_text({key: value for text in texts for key, value in json.loads(text).items()})
            for texts in grouped["attributes"]
        ]
        grouped = grouped.with_columns(pl.Series("attributes", joined, dtype=pl.String))
    lists = [item.name for item in fields if item.type is tuple]
    empty = pl.lit([], dtype=pl.List(pl.String))
    return grouped.with_columns(pl.col(name).fill_null(empty) for name in lists), problems
