"""Columns of text as columns of values: dates, numbers, words, lists, attributes. Alike in every loader.

Each reader takes a text column (null = nothing written) and gives the values and a function of what is wrong: the values are
null exactly where nothing was written or the text is wrong, and the wrong positions come with what was expected.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from graph_model.dates import parse_day
from graph_model.errors import nearest
from graph_model.records import Field
from graph_model.scheme import AttributeType
from graph_model.validation.fields import credit_code_is_right
from loaders.words import Words

__all__ = ["SEPARATORS", "Wrong", "plain_day", "read_attribute", "read_column", "read_days", "read_words"]

_SERIAL_START = date(1899, 12, 30)
SEPARATORS = ";；、"
"""What may stand between the items of a list; the first is written."""

_FLAGS = {"true": True, "false": False, "是": True, "否": False, "有": True, "无": False, "1": True, "0": False}
_LISTED = 20
"""How many words of a closed list are told to whoever wrote another; the nearest one is told besides."""
_WHOLE, _NUMBER = r"[+-]?\d+", r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A text that cannot be read: its position in the column, what was expected, a hint."""

    position: int
    found: str
    message: str
    expected: str
    hint: str | None = None


Read = tuple[pl.Series, list[Wrong]]


def read_column(texts: pl.Series, field: Field, words: Words | None) -> Read:
    """A column of a table's field, but for dates' headings and attributes, which have their own readers."""
    if field.type is date:
        return read_days(texts, end=field.name == "valid_to")
    if field.type is tuple:
        return _read_lists(texts, words)
    if words is not None:
        return read_words(texts, words)
    if field.type is str and field.name == "credit_code":
        return _credit_codes(texts), []
    if field.type is int:
        return _read_numbers(texts, _WHOLE, pl.Int64(), "a whole number like 120")
    if field.type is float:
        return _read_numbers(texts, _NUMBER, pl.Float64(), "a number like 98 or 0.5")
    if field.column.refers_to or field.name == "code":
        return _filled(texts), []
    return texts, []


def read_days(texts: pl.Series, *, end: bool, last: bool = False) -> Read:
    """Dates, partial ones too. `end`: an exclusive end; `last`: the last day, so that the end is the day after it."""

    def day(text: str) -> date:
        plain = plain_day(text)
        read = parse_day(plain, end=end)
        return read + timedelta(days=1) if last and plain.count("-") == 2 else read

    return _by_text(_narrow(texts), day, pl.Date(), "not a date", "a date like 2024-05-01, 2024-05 or 2024")


def plain_day(text: str) -> str:
    """A day as `2024-05-01`, from what spreadsheets and people write for it.

    >>> [plain_day(text) for text in ("2024年5月1号", "２０２４．５．１", "20240501", "45413", "2024-05-01 00:00:00")]
    ['2024-5-1', '2024-5-1', '2024-05-01', '2024-05-01', '2024-05-01']
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"[1-9]\d{4}", text):  # days since 1899-12-30, as a spreadsheet keeps a date
        return (_SERIAL_START + timedelta(days=int(text))).isoformat()
    if re.fullmatch(r"(19|20)\d{6}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return re.sub(r"[年月/.]", "-", text.removesuffix(" 00:00:00")).rstrip("日号").removesuffix("-")


def read_words(texts: pl.Series, words: Words) -> Read:
    """Keys of a closed list, from keys or labels."""
    filled = _filled(texts)
    if filled.null_count() == len(filled):
        return filled, []
    values = filled.replace_strict(words.keys_by_text, default=None, return_dtype=pl.String())
    return values, [_unknown_word(position, text, words) for position, text in _left_over(filled, values)]


def read_attribute(texts: pl.Series, kind: AttributeType, choices: Words | None) -> Read:
    """A column of an attribute as JSON texts of its type, null where nothing is written."""
    if kind.type == "text":
        return _by_text(texts, str, pl.String(), "not a text", "a text", write=_json)
    if kind.type == "choice" and choices is not None:
        values, wrong = read_words(texts, choices)
        return pl.Series(values.name, ['"' + value + '"' if value else None for value in values], pl.String), wrong
    readers: dict[str, tuple[Callable[[str], Any], str]] = {
        "integer": (_whole, "a whole number like 120"),
        "number": (_number, "a number like 98 or 0.5"),
        "boolean": (lambda text: _FLAGS[text.lower()], "是 or 否 (true or false)"),
        "date": (_whole_day, "a whole date like 2024-05-01"),
    }
    read, expected = readers[kind.type]
    return _by_text(
        _narrow(texts), read, pl.String(), f"not of this attribute's type ({kind.type})", expected, write=_json
    )


def _filled(texts: pl.Series) -> pl.Series:
    """The texts without blanks around them; nothing but blanks is nothing."""
    stripped = texts.str.strip_chars()
    return stripped.set(stripped == "", None) if (stripped == "").any() else stripped


def _narrow(texts: pl.Series) -> pl.Series:
    """The texts without blanks around them and with full-width digits, letters and signs as plain ones."""
    return _filled(texts.str.normalize("NFKC"))


def _credit_codes(texts: pl.Series) -> pl.Series:
    """The texts, and those that are right once full-width signs are plain and letters large, so written."""
    plain = _narrow(texts).str.to_uppercase()
    right = [code for code in plain.drop_nulls().unique() if credit_code_is_right(code)]
    return pl.select(pl.when(plain.is_in(right)).then(plain).otherwise(texts)).to_series().alias(texts.name)


def _left_over(texts: pl.Series, values: pl.Series) -> Iterator[tuple[int, str]]:
    """Positions and texts where something is written but no value was read."""
    for position in (texts.is_not_null() & values.is_null()).arg_true():
        yield position, texts[position]


def _unknown_word(position: int, text: str, words: Words) -> Wrong:
    expected = "one of " + ", ".join([*words.keys[:_LISTED], *(["…"] if len(words.keys) > _LISTED else [])])
    return Wrong(position, text, "unknown word", expected, nearest(text, words.keys_by_text))


def _read_lists(texts: pl.Series, words: Words | None) -> Read:
    empty = pl.Series(texts.name, [[]] * 0, pl.List(pl.String))
    if not len(texts):
        return empty, []
    unified = texts.fill_null("")
    for separator in SEPARATORS[1:]:
        unified = unified.str.replace_all(separator, SEPARATORS[0], literal=True)
    items = (
        pl.DataFrame({"text": unified}).with_row_index("position").with_columns(pl.col("text").str.split(SEPARATORS[0]))
    )
    long = items.explode("text").with_columns(pl.col("text").str.strip_chars()).filter(pl.col("text") != "")
    wrong: list[Wrong] = []
    if words is not None:
        values, unknown = read_words(long["text"], words)
        positions = long["position"]
        wrong = [Wrong(positions[one.position], one.found, one.message, one.expected, one.hint) for one in unknown]
        long = long.with_columns(values.alias("text")).drop_nulls("text")
    lists = long.group_by("position", maintain_order=True).agg("text")
    joined = items.select("position").join(lists, on="position", how="left", maintain_order="left")["text"]
    return joined.fill_null(pl.Series([[]], dtype=pl.List(pl.String))).alias(texts.name), wrong


def _read_numbers(texts: pl.Series, shape: str, dtype: pl.DataType, expected: str) -> Read:
    filled = _narrow(texts)
    grouped = filled.str.contains(r"^\d{1,3}(,\d{3})+(\.\d+)?$")
    filled = pl.select(pl.when(grouped).then(filled.str.replace_all(",", "")).otherwise(filled)).to_series()
    fitting = filled.str.contains(f"^{shape}$")
    values = pl.select(pl.when(fitting).then(filled)).to_series().cast(dtype, strict=False).alias(texts.name)
    if dtype == pl.Float64():
        values = pl.select(pl.when(values.is_finite()).then(values)).to_series().alias(texts.name)
    return values, [Wrong(position, text, "not a number", expected) for position, text in _left_over(filled, values)]


def _by_text(
    texts: pl.Series,
    read: Callable[[str], Any],
    dtype: pl.DataType,
    message: str,
    expected: str,
    write: Callable[[Any], Any] = lambda value: value,
) -> Read:
    """Each different text read once by a plain function; one that raises is wrong."""
    known: dict[str, Any] = {}
    for text in texts.drop_nulls().unique():
        try:
            known[text] = write(read(text))
        except (ValueError, KeyError, OverflowError):
            continue
    if not known:
        values = pl.Series(texts.name, [None] * len(texts), dtype)
    else:
        values = texts.replace_strict(
            pl.Series(list(known), dtype=pl.String),
            pl.Series(list(known.values()), dtype=dtype),
            default=None,
            return_dtype=dtype,
        )
    return values, [Wrong(position, text, message, expected) for position, text in _left_over(texts, values)]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _whole_day(text: str) -> str:
    plain = plain_day(text)
    if plain.count("-") != 2:
        raise ValueError(text)
    return parse_day(plain).isoformat()


def _whole(text: str) -> int:
    if not re.fullmatch(_WHOLE, text):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> int | float:
    """A number as JSON has it: whole if it is written without point and exponent."""
    if re.fullmatch(_WHOLE, text):
        return int(text)
    if not re.fullmatch(_NUMBER, text) or not math.isfinite(float(text)):
        raise ValueError(text)
    return float(text)
