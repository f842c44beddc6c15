"""A sheet of text cells under headings as incoming rows of one table. Alike in every loader.

Headings are the fields' names or their Chinese labels, then attribute keys or labels; words are keys or labels. Everything
wrong is told with place, row and column, and the rows concerned are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from graph_model.changes import KEY
from graph_model.errors import Problem
from graph_model.records import Field, Table
from graph_model.scheme import AttributeType, Schemes
from graph_model.validation.fields import ONE_OF
from loaders.cells import Wrong, read_attribute, read_column, read_days
from loaders.csv_text import TextTable
from loaders.headings import match_headings
from loaders.incoming import Said, incoming_schema
from loaders.words import Words, words_of

__all__ = ["MISSING", "NO_LIMIT", "Heading", "RowReader", "attributes_of", "headings_of", "joined_attributes"]

_LAST_DAY = ("截止日期", "至")
"""Headings of `valid_to` under which the last day is written, not the first day after."""

_OTHER_LABELS = {"止（不含）": "valid_to", "止": "valid_to"}
MISSING = "missing heading"
NO_LIMIT = "不限"
"""What a workbook has under 职数 for a post with any number of seats."""
_CELLS_TOLD = 1000
"""How many wrong cells of one column are named one by one; beyond, they are counted."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a file: what is written above it, and the field or the attribute it is."""

    written: str
    field: Field | None = None
    attribute: str | None = None
    last_day: bool = False

    @property
    def name(self) -> str:
        """The field's or the attribute's name."""
        return self.field.name if self.field else str(self.attribute)


class RowReader:
    """One file or sheet being read into a table: its headings, its columns, and what is wrong with it (`problems`).

    With `filled_only`, as in a workbook, an empty cell and a column that is not there are null, not the field's default.
    """

    def __init__(self, table: Table, schemes: Schemes, place: str, *, filled_only: bool = False) -> None:
        self.table, self.schemes, self.place, self.filled_only = table, schemes, place, filled_only
        self.heading_row = 1
        self.attributes = attributes_of(table.name, schemes)
        self.problems: list[Problem] = []
        self.said = Said(frozenset())
        self.withheld: frozenset[str] = frozenset()

    def read(self, text: TextTable) -> pl.DataFrame | None:
        """The rows that could be read; None when the file is no table or lacks a heading."""
        self.problems += text.problems
        if not text.headings:
            return None
        self.heading_row = text.heading_row
        headings = self._headings(text.headings)
        if any(problem.message == MISSING for problem in self.problems):
            return None
        self.said = Said(
            frozenset(heading.field.name for heading in headings.values() if heading.field),
            frozenset(heading.attribute for heading in headings.values() if heading.attribute),
            self.filled_only,
        )
        broken = pl.Series("broken", [False] * text.cells.height, pl.Boolean)
        columns: dict[str, pl.Series] = {}
        attributes: dict[str, pl.Series] = {}
        for position, heading in headings.items():
            values, wrong = self._column(text.cells[str(position)], heading)
            (columns if heading.field else attributes)[heading.name] = values
            broken = self._tell(wrong, heading, text.rows, broken)
        frame = self._assembled(columns, attributes, text)
        broken = broken | self._missing(frame, headings)
        self.problems.sort(key=_row_told)
        if broken.any():
            self.withheld = frozenset(frame.filter(broken)["code"].drop_nulls())
            frame = frame.filter(~broken)
        return frame

    def _headings(self, written: tuple[str, ...]) -> dict[int, Heading]:
        """The columns by position; unknown, repeated and missing headings are problems."""
        known = headings_of(self.table, self.schemes)
        where = f"{self.place} row {self.heading_row}"
        found, problems = match_headings(where, written, known, lambda column: column.name, self._names())
        self.problems += [*problems, *self._missing_headings({column.name for column in found.values()})]
        return {position: replace(column, written=written[position].strip()) for position, column in found.items()}

    def _names(self) -> list[str]:
        return [*(field.name for field in self.table.fields if field.type is not dict), *sorted(self.attributes)]

    def _missing_headings(self, there: set[str]) -> Iterator[Problem]:
        for field in self._required():
            if field.name not in there:
                yield Problem(
                    f"{self.place} row {self.heading_row}", MISSING, expected=f"{field.name} ({field.column.label})"
                )
        choice = ONE_OF.get(self.table.name, ())
        if choice and not there & set(choice):
            yield Problem(f"{self.place} row {self.heading_row}", MISSING, expected=" or ".join(choice))
        if self.table.name == "persons" and not there & {"code", "name"}:
            yield Problem(f"{self.place} row {self.heading_row}", MISSING, expected="code or name")

    def _required(self) -> list[Field]:
        """What every row needs: not the day (then the report date holds), nor a code that can be derived."""
        optional = {"valid_from"} if self.table.name == "areas" else set(KEY)
        return [field for field in self.table.fields if field.column.required and field.name not in optional]

    def _column(self, texts: pl.Series, heading: Heading) -> tuple[pl.Series, list[Wrong]]:
        if heading.attribute is not None:
            kind, choices = self.attributes[heading.attribute]
            return read_attribute(texts, kind, choices)
        if heading.field is None or heading.last_day:
            return read_days(texts, end=True, last=True)
        if heading.field.name == "seats" and self.filled_only:
            # A cell left empty says nothing; 0 stands for "no limit" until the row meets the stored one.
            texts = texts.replace(NO_LIMIT, "0")
        return read_column(texts, heading.field, words_of(self.table.name, heading.field, self.schemes))

    def _tell(self, wrong: list[Wrong], heading: Heading, rows: pl.Series, broken: pl.Series) -> pl.Series:
        if not wrong:
            return broken
        for one in wrong[:_CELLS_TOLD]:
            where = f"{self.place} row {rows[one.position]} column {heading.written}"
            self.problems.append(Problem(where, one.message, f'"{one.found}"', one.expected, one.hint))
        if len(wrong) > _CELLS_TOLD:
            more = f"{len(wrong) - _CELLS_TOLD} more wrong cells"
            self.problems.append(Problem(f"{self.place} column {heading.written}", more))
        return broken | pl.Series(range(len(broken))).is_in(sorted({one.position for one in wrong}))

    def _assembled(
        self, columns: dict[str, pl.Series], attributes: dict[str, pl.Series], text: TextTable
    ) -> pl.DataFrame:
        """All columns of an incoming frame; those the file does not have hold their default."""
        height = text.cells.height
        place: dict[str, Any] = {"place": pl.lit(self.place), "row": text.rows}
        made: list[Any] = []
        for name, dtype in incoming_schema(self.table.name).items():
            if name == "attributes":
                made.append(joined_attributes(attributes, height))
            elif name in columns:
                values = columns[name] if self.filled_only else _with_default(columns[name], self.table.field(name))
                made.append(values.alias(name))
            elif name in place:
                made.append(place[name].alias(name))
            else:
                default = self.table.field(name).default
                default = None if self.filled_only and default != () else default
                made.append(pl.lit([] if default == () else default, dtype=dtype).alias(name))
        return pl.select(pl.int_range(height).alias("position")).select(made)

    def _missing(self, frame: pl.DataFrame, headings: dict[int, Heading]) -> pl.Series:
        """Where a row has not what its table needs; told for the columns the file has."""
        there = {heading.field.name: heading.written for heading in headings.values() if heading.field}
        broken = pl.Series("broken", [False] * frame.height, pl.Boolean)
        for field in self._required():
            if field.name in there:
                empty = frame[field.name].list.len() == 0 if field.type is tuple else frame[field.name].is_null()
                self._tell_rows(
                    frame, empty & ~self._told(frame), there[field.name], "nothing written", field.column.label
                )
                broken = broken | empty
        choice = ONE_OF.get(self.table.name, ())
        given = [name for name in choice if name in there]
        if given:
            count = frame.select(pl.sum_horizontal(pl.col(given).is_not_null()).alias("broken")).to_series()
            expected = "exactly one of " + ", ".join(choice)
            self._tell_rows(frame, count == 0, "/".join(given), "nothing written", expected)
            self._tell_rows(frame, count > 1, "/".join(given), "more than one written", expected)
            broken = broken | (count != 1)
        return broken

    def _told(self, frame: pl.DataFrame) -> pl.Series:
        """Rows already told to be wrong in some cell: an unreadable required cell is not called empty as well."""
        rows = {
            problem.where.split(" column ")[0].rsplit(" ", 1)[1]
            for problem in self.problems
            if " column " in problem.where
        }
        return (
            frame["row"].cast(pl.String).is_in(sorted(rows))
            if rows
            else pl.Series([False] * frame.height, dtype=pl.Boolean)
        )

    def _tell_rows(self, frame: pl.DataFrame, where: pl.Series, column: str, message: str, expected: str) -> None:
        rows = frame["row"].filter(where)
        for row in rows.head(_CELLS_TOLD):
            self.problems.append(Problem(f"{self.place} row {row} column {column}", message, expected=expected))
        if len(rows) > _CELLS_TOLD:
            self.problems.append(Problem(f"{self.place} column {column}", f"{len(rows) - _CELLS_TOLD} more: {message}"))


def _row_told(problem: Problem) -> int:
    """The row a problem is about; the file as a whole comes first."""
    found = re.search(r" row (\d+)", problem.where)
    return int(found[1]) if found else 0


def _with_default(values: pl.Series, field: Field) -> pl.Series:
    """An empty cell of a word that is never null means its default (`exact`, `full`)."""
    always_there = field.default is not None and field.type not in (tuple, dict, int)
    return values.fill_null(str(field.default)) if always_there else values


def headings_of(table: Table, schemes: Schemes) -> dict[str, Heading]:
    """Every text that may head a column of a table, and the field or attribute it means."""
    attributes = attributes_of(table.name, schemes)
    known = {label: Heading(label, table.field(name)) for label, name in _OTHER_LABELS.items()}
    known |= {key: Heading(key, attribute=key) for key in attributes}
    known |= {kind.label: Heading(key, attribute=key) for key, (kind, _) in attributes.items()}
    for field in table.fields:
        if field.type is not dict:
            known |= {text: Heading(text, field) for text in (field.column.label, field.name)}
    return known | {label: Heading(label, table.field("valid_to"), last_day=True) for label in _LAST_DAY}


def attributes_of(table: str, schemes: Schemes) -> dict[str, tuple[AttributeType, Words | None]]:
    """The attributes a table has in any scheme, each with its choices over all schemes."""
    found: dict[str, tuple[AttributeType, Words | None]] = {}
    choices: dict[str, list[tuple[str, str]]] = {}
    for scheme in schemes.values():
        for key, kind in scheme.attributes.items():
            if table in kind.of:
                choices.setdefault(key, []).extend(kind.choices.items())
                found.setdefault(key, (kind, None))
    return {key: (kind, Words.of(choices[key]) if kind.choices else None) for key, (kind, _) in found.items()}


def joined_attributes(attributes: Mapping[str, pl.Series], height: int) -> pl.Expr | pl.Series:
    """Columns of JSON texts as one column of JSON objects with sorted keys; null where none is given."""
    if not attributes or not height:
        return pl.lit(None, dtype=pl.String).alias("attributes")
    parts = pl.DataFrame({key: attributes[key] for key in sorted(attributes)})
    pairs = [pl.lit(json.dumps(key, ensure_ascii=False) + ":") + pl.col(key) for key in parts.columns]
    inside = pl.concat_str(pairs, separator=",", ignore_nulls=True)
    return parts.select(pl.when(inside != "").then("{" + inside + "}").alias("attributes")).to_series()
