"""Checks of single rows: what each field may hold, whatever else the store says."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import cast

import polars as pl

from graph_model.errors import Problem, nearest
from graph_model.records import TABLES, Field
from graph_model.validation.state import problems_at

__all__ = ["ONE_OF", "credit_code_is_right", "field_problems"]

ONE_OF: dict[str, tuple[str, ...]] = {
    "covers": ("area", "target_organization"),
    "affiliations": ("other_organization", "area"),
    "posts": ("area", "organization"),
    "figures": ("area", "organization", "person"),
    "exemptions": ("area", "organization"),
}
"""The tables whose rows name exactly one of several ends."""

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {sign: value for value, sign in enumerate(_SIGNS)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def credit_code_is_right(code: str) -> bool:
    """Whether a unified social credit code (GB 32100-2015) is well formed and its check character right.

    18 signs of 31 (no I, O, S, V, Z); the last makes the sum of values times 3^place, modulo 31, come out at 0.

    >>> credit_code_is_right("91350100M000100Y43"), credit_code_is_right("91350100M000100Y34")
    (True, False)
    """
    if len(code) != 18 or any(sign not in _VALUE for sign in code):
        return False
    total = sum(_VALUE[sign] * weight for sign, weight in zip(code, _WEIGHTS, strict=False))
    return _VALUE[code[17]] == -total % 31


def _is_only_a_code(table: str) -> pl.Expr:
    """Whether a row is what a merged person leaves behind: a code that holds on no day and says nothing (see `merging`)."""
    if table != "persons":
        return pl.lit(value=False)
    nothing = [pl.col(name).is_null() for name in ("name", "residence", "ledger", "contact")]
    return pl.all_horizontal(pl.col("valid_to") == pl.col("valid_from"), *nothing)


def field_problems(table: str, rows: pl.DataFrame) -> Iterator[Problem]:
    """What is wrong with rows of `table` taken one by one."""
    if not rows.height:
        return
    for item in TABLES[table].fields:
        yield from _of_field(table, item, rows)
    backwards = rows.filter((pl.col("valid_to") <= pl.col("valid_from")) & ~_is_only_a_code(table))
    yield from problems_at(
        table,
        "valid_to",
        backwards,
        "ends before or on its start",
        found="valid_to",
        expected="a later day than valid_from, or nothing",
    )
    if table in ONE_OF:
        yield from _one_of(table, rows)
    if table == "organizations":
        yield from _credit_codes(rows)


def _of_field(table: str, item: Field, rows: pl.DataFrame) -> Iterator[Problem]:
    name, column = item.name, pl.col(item.name)
    if item.type is tuple:
        if item.column.required:
            yield from problems_at(
                table, name, rows.filter(column.list.len().fill_null(0) == 0), "required, but not given"
            )
        if rows.select(column.list.contains(pl.lit(None, pl.String)).any() | column.list.contains("").any()).item():
            empty = rows.filter(column.list.contains(pl.lit(None, pl.String)) | column.list.contains(""))
            yield from problems_at(table, name, empty, "has an empty entry", found=name)
        return
    is_enum = issubclass(item.type, StrEnum)
    if item.column.required or (is_enum and item.default is not None):
        missing = (
            rows.filter(column.is_null() | (column.str.strip_chars() == ""))
            if item.dtype == pl.String
            else rows.filter(column.is_null())
        )
        yield from problems_at(table, name, missing, "required, but not given")
    elif item.dtype == pl.String and not is_enum:
        yield from problems_at(
            table, name, rows.filter(column == ""), "empty text", expected="a text, or null for nothing"
        )
    if item.dtype == pl.String and not is_enum:
        padded = rows.filter((column.str.strip_chars() != column) & (column.str.strip_chars() != ""))
        yield from problems_at(
            table, name, padded, "blanks around the text", found=name, expected="the text without them"
        )
    if is_enum:
        yield from _words(table, item, rows)
    if item.column.minimum is not None:
        least = f"at least {item.column.minimum:g}"
        yield from problems_at(
            table, name, rows.filter(column < item.column.minimum), "too small", found=name, expected=least
        )
    if item.type is float:
        yield from problems_at(
            table, name, rows.filter(~column.is_finite()), "not a number", found=name, expected="a finite number"
        )


def _words(table: str, item: Field, rows: pl.DataFrame) -> Iterator[Problem]:
    words = [member.value for member in cast("type[StrEnum]", item.type)]
    wrong = rows.filter(pl.col(item.name).is_not_null() & (pl.col(item.name) != "") & ~pl.col(item.name).is_in(words))
    for (word,), some in wrong.group_by(item.name, maintain_order=True):
        yield from problems_at(
            table,
            item.name,
            some,
            "unknown word",
            found=item.name,
            expected="one of " + ", ".join(words),
            hint=nearest(str(word), words),
        )


def _one_of(table: str, rows: pl.DataFrame) -> Iterator[Problem]:
    names = ONE_OF[table]
    given = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int8) for name in names)
    expected = "exactly one of " + ", ".join(names)
    yield from problems_at(table, None, rows.filter(given == 0), "names no end", expected=expected)
    many = rows.filter(given > 1)
    if many.height:
        both = pl.concat_str([pl.col(name) for name in names], separator=" and ", ignore_nulls=True)
        yield from problems_at(
            table, None, many.with_columns(both=both), "names several ends", found="both", expected=expected
        )


def _credit_codes(rows: pl.DataFrame) -> Iterator[Problem]:
    given = rows["credit_code"].drop_nulls().unique()
    wrong = [code for code in given.to_list() if code and not credit_code_is_right(code)]
    if wrong:
        yield from problems_at(
            "organizations",
            "credit_code",
            rows.filter(pl.col("credit_code").is_in(wrong)),
            "not a unified social credit code, or its check character is wrong",
            found="credit_code",
            expected="18 signs of 0-9 and A-Z without I, O, S, V, Z, the last a check character (GB 32100-2015)",
        )
