"""What records are called, for tables that people read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph_model.errors import NotFound

if TYPE_CHECKING:
    from graph_model.day import Day

__all__ = ["areas_called", "called", "holders_called"]


def called(day: Day, table: str, code: str) -> str:
    """What a record is called: its name, a post's label, else its code; what has ended is only its code."""
    column = _CALLED.get(table)
    try:
        index = day.index(table, code)
    except NotFound:
        return code
    versions = day.network.tables[table]
    name = column and versions.frame[column][int(day.row_of(table)[index])]
    return name or versions.code(index)


_CALLED = {"areas": "name", "organizations": "name", "persons": "name", "posts": "label"}
"""The column that holds what a record is called; the others are called by their code."""


def areas_called(day: Day, codes: Iterable[str], between: str = "/") -> str:
    """The names of areas, one after the other: of a path, or of several."""
    return between.join(called(day, "areas", code) for code in codes)


def holders_called(day: Day, post: str | None) -> str:
    """Who holds a post, "" when nobody does."""
    return "" if post is None else "、".join(called(day, "persons", one.person) for one in day.holders(post))
