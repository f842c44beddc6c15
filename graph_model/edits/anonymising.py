"""Anonymising a person: who it was is taken out of every version; that somebody held a post, and when, stays."""

from __future__ import annotations

import polars as pl

from graph_model.changes import ChangeSet, Tables
from graph_model.errors import NotFound
from graph_model.records import TABLES

__all__ = ["BLANKED", "anonymized", "are_anonymous"]

BLANKED = ("name", "contact", "attributes", "source")
"""What is taken out. The source may be a list of names; the residence stays: coverage is counted by it."""


def anonymized(tables: Tables, person: str, actor: str = "liandong") -> ChangeSet:
    """The change set that blanks all versions of a person. The log keeps the rows as they were: see docs/operations.md.

    Raises:
        NotFound: there is no such person.
    """
    rows = tables["persons"].filter(pl.col("code") == person)
    if not rows.height:
        raise NotFound(f"no persons record '{person}' on any day")
    schema = TABLES["persons"].schema
    blank = rows.with_columns(pl.lit(None, schema[column]).alias(column) for column in BLANKED)
    return ChangeSet({"persons": blank}, {}, {}, f"匿名：{person}", actor)


def are_anonymous(persons: pl.DataFrame, codes: pl.Series) -> list[str]:
    """Those of the codes whose versions have no name; one that was merged into another has no version that holds on a day."""
    lived = pl.col("valid_to").is_null() | (pl.col("valid_to") > pl.col("valid_from"))
    found = persons.filter(pl.col("code").is_in(codes.implode()) & lived).group_by("code")
    return found.agg(pl.col("name").is_null().all()).filter("name")["code"].sort().to_list()
