"""The empty workbook: 填表说明, the two ledgers, a sheet for each table, and the lists behind the drop-downs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_model.records import TABLES, Field
from graph_model.scheme import Scheme, Schemes
from loaders.rows import attributes_of
from loaders.words import LABELS
from loaders.workbook.guide import write_guide
from loaders.workbook.layout import (
    BUILDINGS,
    COMPOUNDS,
    EXAMPLE,
    NUMBER,
    OPTIONS,
    REMARK,
    Column,
    ledger_columns,
    sheet_title,
)
from loaders.workbook.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_template"]

_A4 = 9
_ROWS = 2000
"""How many rows get drop-down lists and formats."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's columns as they are written: heading, note, example, width, required, the words of a drop-down, the format."""

    heading: str
    note: str = ""
    example: str | int = ""
    width: int = 12
    required: bool = False
    words: Sequence[str] = ()
    shape: str = "text"


def write_template(path: Path, scheme: Scheme, schemes: Schemes) -> None:
    """Write the template for a scheme; the file is whole or not there."""
    from xlsxwriter import Workbook

    beside = path.with_name(f".{path.name}.new")
    book = Workbook(str(beside))
    try:
        styles = Styles(book)
        lists = _Lists(book)
        write_guide(book, styles, scheme)
        for kind in (COMPOUNDS, BUILDINGS):
            _write(book, styles, lists, sheet_title(kind), _of_ledger(kind, scheme), ledger=True)
        for table in TABLES:
            _write(book, styles, lists, sheet_title(table), _of_table(table, scheme, schemes), ledger=False)
        lists.write(styles)
        book.set_properties({"title": "联动填报工作簿", "subject": scheme.label.zh})
    finally:
        book.close()
    beside.replace(path)


class _Lists:
    """The words of all drop-down lists, a column each on a sheet at the end."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._columns: list[tuple[str, ...]] = []

    def reference(self, words: Sequence[str]) -> str:
        """The range that holds these words."""
        column = tuple(words)
        if column not in self._columns:
            self._columns.append(column)
        letter = _letters(self._columns.index(column))
        return f"={OPTIONS}!${letter}$1:${letter}${len(column)}"

    def write(self, styles: Styles) -> None:
        sheet = self._book.add_worksheet(OPTIONS)
        for number, words in enumerate(self._columns):
            sheet.write_column(0, number, words, styles.plain)
        sheet.hide()


def _letters(column: int) -> str:
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


def _write(book: Workbook, styles: Styles, lists: _Lists, title: str, columns: list[_Sheet], *, ledger: bool) -> None:
    sheet: Worksheet = book.add_worksheet(title)
    written = [_Sheet(NUMBER, width=6), *columns, _Sheet(REMARK, width=18)]
    sheet.set_row(0, 32)
    for position, column in enumerate(written):
        sheet.set_column(position, position, column.width, styles.shapes[column.shape])
        sheet.write_string(0, position, column.heading, styles.required if column.required else styles.heading)
        if column.note:
            sheet.write_comment(0, position, column.note, {"x_scale": 1.6, "y_scale": 0.9, "font_size": 10})
        if column.words:
            _choice(sheet, position, column, lists)
    if ledger or any(column.example != "" for column in columns):
        _example(sheet, written, styles)
    sheet.freeze_panes(1, 4 if ledger else 1)
    sheet.autofilter(0, 0, _ROWS, len(written) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    wide = len(written) > 14
    sheet.fit_to_pages(2 if wide else 1, 0)
    if wide:
        sheet.repeat_columns(0, 3)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&C第&P页，共&N页&R联动")
    sheet.set_tab_color(styles.accent if ledger else styles.quiet)


def _choice(sheet: Worksheet, position: int, column: _Sheet, lists: _Lists) -> None:
    sheet.data_validation(
        1,
        position,
        _ROWS,
        position,
        {
            "validate": "list",
            "source": lists.reference(column.words),
            "error_title": column.heading[:32],
            "error_message": "请从下拉列表中选择。",
            "error_type": "warning",
        },
    )


def _example(sheet: Worksheet, columns: list[_Sheet], styles: Styles) -> None:
    for position, column in enumerate(columns):
        value: Any = EXAMPLE[0] if position == 0 else column.example
        if column.heading == REMARK:
            value = "示例行，不会导入；可删除"
        if column.shape == "day" and value:
            sheet.write_datetime(1, position, date.fromisoformat(str(value)), styles.example_day)
        else:
            sheet.write(1, position, value, styles.example)


def _of_ledger(kind: str, scheme: Scheme) -> list[_Sheet]:
    return [_ledger_column(column, scheme) for column in ledger_columns(kind, scheme)]


def _ledger_column(column: Column, scheme: Scheme) -> _Sheet:
    words: Sequence[str] = ()
    shape = {"count": "count", "code": "text", "contact": "text", "credit": "text"}.get(column.sort, "text")
    match column.key:
        case "party_kind":
            words = _kinds(scheme, "party_organization")
        case "council_kind":
            words = _kinds(scheme, "self_governing_body")
        case "mode":
            words = _first(LABELS[_type_of("covers", "mode")])
    if column.sort == "attribute" and column.key in scheme.attributes:
        kind = scheme.attributes[column.key]
        words = _attribute_words(kind.type, list(kind.choices.values()))
        shape = _SHAPES.get(kind.type, "text")
    return _Sheet(column.heading, column.note, column.example, column.width, column.required, words, shape)


_SHAPES = {"date": "day", "integer": "count", "number": "number"}


def _kinds(scheme: Scheme, group: str) -> list[str]:
    return [scheme.kinds[kind].label for kind in scheme.groups[group].kinds] if group in scheme.groups else []


def _first(labels: Any) -> list[str]:
    return [texts[0] for texts in labels.values()]


def _type_of(table: str, name: str) -> Any:
    return TABLES[table].field(name).type


def _attribute_words(kind: str, choices: list[str]) -> list[str]:
    return ["是", "否"] if kind == "boolean" else choices


def _of_table(table: str, scheme: Scheme, schemes: Schemes) -> list[_Sheet]:
    columns = [_table_column(table, item, scheme, schemes) for item in TABLES[table].fields if item.type is not dict]
    declared = attributes_of(table, schemes)
    for key in (key for key in declared if key in scheme.attributes):
        kind = scheme.attributes[key]
        words = _attribute_words(kind.type, list(kind.choices.values()))
        columns.append(
            _Sheet(
                kind.label, "", "", max(10, 2 * len(kind.label) + 3), words=words, shape=_SHAPES.get(kind.type, "text")
            )
        )
    return columns


def _table_column(table: str, item: Field, scheme: Scheme, schemes: Schemes) -> _Sheet:
    required = item.column.required and item.name not in ("code", "valid_from")
    required = required or (table, item.name) == ("areas", "code")
    shape = {int: "count", date: "day", float: "number"}.get(item.type, "text")
    words = _table_words(table, item, scheme, schemes)
    width = max(
        10,
        2 * len(item.column.label) + 4,
        *(2 * len(word) + 4 for word in words),
        22 if item.name in ("code", "name") else 0,
        18 if item.column.refers_to else 0,
    )
    return _Sheet(item.column.label, _note(table, item), "", min(width, 26), required, words, shape)


def _table_words(table: str, item: Field, scheme: Scheme, schemes: Schemes) -> Sequence[str]:
    if item.type in LABELS:
        return _first(LABELS[item.type])
    match (table, item.name):
        case ("areas", "level"):
            return [level.label for level in scheme.levels.values()]
        case ("areas", "scheme"):
            return [one.label.zh for one in schemes.values()]
        case ("organizations", "kinds"):
            return [kind.label for kind in scheme.kinds.values()]
        case ("posts", "role"):
            return list(scheme.roles.values())
        case ("filings", "topic"):
            return [topic.label for topic in scheme.topics.values()]
    return ()


_NOTES = {
    "code": "可空：按规则自动编码。",
    "valid_from": "从哪天起；空着即填报日期。",
    "valid_to": "不再有效的第一天；仍有效的空着。",
    "source": "依据的文件或报送单位，可空。",
    "predecessors": "由哪些编码合并或拆分而来，用“、”隔开。",
    "seats": "空着为1；不限人数的填“不限”。",
}


def _note(table: str, item: Field) -> str:
    if (table, item.name) == ("areas", "code"):
        return "必填。已有区域用其原编码。"
    if item.name in _NOTES:
        return _NOTES[item.name]
    if item.column.refers_to == "areas":
        return "区域编码，或在填报范围内不重复的名称，或“社区/小区”。"
    if item.column.refers_to in ("organizations", "persons"):
        return "编码，或不重复的名称。"
    return "从下拉列表中选择；几种并存的用“、”隔开。" if item.type is tuple else ""
