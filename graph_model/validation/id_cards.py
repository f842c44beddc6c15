"""Refuses ID-card numbers: they have no place in the store, in whatever column somebody writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from graph_model.errors import Problem
from graph_model.records import TABLES
from graph_model.validation.state import problems_at

__all__ = ["id_card_problems", "is_id_card"]

_SHAPE = r"(?:^|[^0-9])([1-8][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx])(?:[^0-9A-Za-z]|$)"
_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECK = "10X98765432"
_CODED = ("credit_code",)
"""Columns of eighteen signs that follow another standard."""
_NAMED = ("areas", "organizations", "persons", "posts")
"""The tables whose codes somebody makes up; those of the others are made of these."""


def is_id_card(text: str) -> bool:
    """Whether eighteen signs are a citizen identification number (GB 11643-1999): a date of birth in the middle, and the
    last sign the ISO 7064 MOD 11-2 check of the others.

    >>> is_id_card("110101190001010006"), is_id_card("110101190001010008"), is_id_card("110101190013010005")
    (True, False, False)
    """
    try:
        date.fromisoformat(f"{text[6:10]}-{text[10:12]}-{text[12:14]}")
    except ValueError:
        return False
    total = sum(int(sign) * weight for sign, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == text[17].upper()


def id_card_problems(table: str, rows: pl.DataFrame) -> Iterator[Problem]:
    """The cells of `rows` in which an ID-card number stands; the number itself is not repeated."""
    for item in TABLES[table].fields:
        said_elsewhere = item.column.refers_to or (item.name == "code" and table not in _NAMED)
        if item.dtype != pl.String or item.name in _CODED or said_elsewhere or not rows.height:
            continue
        found = rows[item.name].str.extract(_SHAPE, 1)
        numbers = [text for text in found.drop_nulls().unique().to_list() if is_id_card(text)]
        if numbers:
            yield from problems_at(
                table,
                item.name,
                rows.filter(found.is_in(numbers)),
                "an ID-card number is never kept",
                expected="a name, a telephone number or nothing",
            )
