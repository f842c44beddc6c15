"""Answers and records as a workbook: Chinese headings, real numbers and days, texts that no spreadsheet runs as formulas."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from graph_model.changes import KEY, Tables
from graph_model.errors import BadQuestion
from graph_model.records import TABLES, Field, Table
from graph_model.scheme import DEFAULT, Schemes
from loaders.csv_folder import split_attributes
from loaders.rows import NO_LIMIT, attributes_of
from loaders.words import words_of
from loaders.workbook.layout import sheet_title
from loaders.workbook.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter import Workbook

__all__ = ["Formula", "Sheet", "write_records", "write_rows", "write_sheets"]

_MOST = 2**20 - 1
"""Rows that fit under the headings of a sheet."""
_WIDEST = 40
_MEASURED = 200
"""How many rows the width of a column is taken from."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed from others, with the value it comes to, which a reader without a calculator shows."""

    text: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under headings; the columns named in `rates` are shown as percentages, `note` stands in the page footer."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    rates: Sequence[str] = ()
    note: str | None = None


def write_rows(
    path: Path,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    rates: Sequence[str] = (),
    note: str | None = None,
) -> None:
    """One sheet of rows; see `Sheet`.

    Raises:
        BadQuestion: there are more rows than a sheet has.
    """
    write_sheets(path, [Sheet(title, headings, list(rows), rates, note)])


def write_sheets(path: Path, sheets: Iterable[Sheet]) -> None:
    """A workbook of these sheets, whole or not at all.

    Raises:
        BadQuestion: one has more rows than a sheet has.
    """

    def write(book: Workbook, styles: Styles) -> None:
        for sheet in sheets:
            _sheet(book, styles, sheet)

    _written(path, write)


def write_records(tables: Tables, path: Path, schemes: Schemes) -> None:
    """All eleven tables, a sheet each with every version; the workbook can be loaded as it is. Attributes of schemes that are
    in force nowhere have a column only where there is a value.

    Raises:
        BadQuestion: a table has more rows than a sheet.
    """
    used = {DEFAULT, *tables["areas"]["scheme"].drop_nulls()}

    def write(book: Workbook, styles: Styles) -> None:
        for name, table in TABLES.items():
            frame = _labelled(table, tables[name].sort(KEY), schemes, used)
            _sheet(book, styles, Sheet(sheet_title(name), frame.columns, list(frame.iter_rows())))

    _written(path, write)


def _written(path: Path, write: Any) -> None:
    from xlsxwriter import Workbook

    beside = path.with_name(f".{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook(str(beside), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    try:
        write(book, Styles(book))
        book.close()
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _sheet(book: Workbook, styles: Styles, made: Sheet) -> None:
    title, headings, rows = made.title, made.headings, made.rows
    if len(rows) > _MOST:
        raise BadQuestion(f"{title}: {len(rows):,} rows do not fit a sheet ({_MOST:,}); write CSV instead (请导出CSV)")
    sheet = book.add_worksheet(title[:31])
    for position, heading in enumerate(headings):
        sheet.set_column(position, position, _width(heading, (row[position] for row in rows[:_MEASURED])))
    sheet.set_row(0, 26)
    for position, heading in enumerate(headings):
        sheet.write_string(0, position, heading, styles.heading)
    shapes = [styles.percent if heading in made.rates else None for heading in headings]
    for number, row in enumerate(rows, start=1):
        for position, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(number, position, value, styles.quoted if value[0] in "=+-@" else styles.plain)
            elif isinstance(value, Formula):
                sheet.write_formula(number, position, value.text, shapes[position] or styles.plain, value.value)
            elif isinstance(value, date):
                sheet.write_datetime(number, position, value, styles.day)
            else:
                sheet.write(number, position, value, shapes[position] or styles.plain)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{made.note or title}&R第&P页，共&N页")


def _width(heading: str, values: Iterable[Any]) -> int:
    """A Chinese sign is as wide as two others."""
    texts = [heading + "　", *(str(value) for value in values if not isinstance(value, Formula | None))]
    return min(_WIDEST, 2 + max(len(text) + sum(sign > "⺀" for sign in text) for text in texts))


def _labelled(table: Table, frame: pl.DataFrame, schemes: Schemes, used: Collection[str]) -> pl.DataFrame:
    """A table's columns under their labels, words as their labels, attributes (of the schemes `used`, and those with a value)
    as columns of their own."""
    columns = [
        _values(frame[item.name], item, table.name, schemes).alias(item.column.label)
        for item in table.fields
        if item.type is not dict
    ]
    if "attributes" not in frame.columns:
        return pl.DataFrame(columns)
    declared = attributes_of(table.name, schemes)
    empty = {
        key for one in used if one in schemes for key, kind in schemes[one].attributes.items() if table.name in kind.of
    }
    for series in split_attributes(frame["attributes"], sorted(empty)):
        kind = declared[series.name][0] if series.name in declared else None
        labels: Mapping[str, str] = {"true": "是", "false": "否"} if kind and kind.type == "boolean" else {}
        columns.append(series.replace(labels).alias(kind.label if kind else series.name))
    return pl.DataFrame(columns)


def _values(values: pl.Series, item: Field, table: str, schemes: Schemes) -> pl.Series:
    words = words_of(table, item, schemes)
    labels = (
        {} if words is None else {key: text for text, key in reversed(list(words.keys_by_text.items())) if text != key}
    )
    if item.type is tuple:
        lists = values.list.eval(pl.element().replace(labels)).list.join("、")
        return lists.set(lists == "", None)
    if item.name == "seats":
        return values.cast(pl.String).fill_null(NO_LIMIT)
    if values.dtype == pl.String and labels:
        return values.replace(labels)
    return values
