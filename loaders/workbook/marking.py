"""The copy of a workbook with its mistakes marked: the cells coloured, a note in each, and a list of all on a first sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders.telling import Told
from loaders.workbook.layout import MISTAKES
from loaders.workbook.styles import FONT

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["mark", "marked_path"]

_FILL, _INK, _AUTHOR = "FFF8CBAD", "FF9C2A00", "联动"
_HEADER_ROWS = 10
_NOTED = 5
"""How many problems of one cell its note tells."""


def marked_path(path: Path) -> Path:
    """Where the marked copy of a workbook goes unless told otherwise."""
    return path.with_name(f"{path.stem}.标注.xlsx")


def mark(path: Path, told: Iterable[Told], to: Path) -> int:
    """Write the marked copy of `path` and answer how many cells are marked; what concerns other files is passed over."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    ours = [one for one in told if one.file in (path.name, None)]
    cells: dict[tuple[str, int, int], list[Told]] = {}
    places: list[tuple[Told, str | None]] = []
    heads = {sheet.title: _headings(sheet) for sheet in book.worksheets}
    for one in ours:
        sheet = one.sheet if one.sheet in heads else None
        if sheet is None:
            places.append((one, None))
            continue
        row, column = _cell(book[sheet], heads[sheet], one)
        cells.setdefault((sheet, row, column), []).append(one)
        places.append((one, f"'{sheet}'!{_letter(column)}{row}"))
    for (sheet, row, column), problems in cells.items():
        _mark(book[sheet], row, column, problems)
    _list(book, places)
    beside = to.with_name(f".{to.name}.new")
    book.save(beside)
    beside.replace(to)
    return len(cells)


def _headings(sheet: Worksheet) -> tuple[int, Mapping[str, int]]:
    """The row that has most texts among the first ones, and its columns by text."""
    best: tuple[int, dict[str, int]] = (1, {})
    for row in range(1, min(sheet.max_row, _HEADER_ROWS) + 1):
        texts: dict[str, int] = {}
        for cell in sheet[row]:
            if isinstance(cell.value, str) and cell.value.strip():
                texts.setdefault(cell.value.strip(), cell.column)
        if len(texts) > len(best[1]) + 1:
            best = (row, texts)
    return best


def _cell(sheet: Worksheet, headings: tuple[int, Mapping[str, int]], told: Told) -> tuple[int, int]:
    """The row and column of a problem; the heading's row where it is about the sheet or about no column."""
    heading_row, columns = headings
    column = next((columns[text] for text in told.headings if text in columns), told.position or 1)
    row = told.row or heading_row
    merged = next((area for area in sheet.merged_cells.ranges if (row, column) in area.cells), None)
    return (merged.min_row, merged.min_col) if merged else (row, column)


def _mark(sheet: Worksheet, row: int, column: int, problems: Sequence[Told]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell: Any = sheet.cell(row, column)
    cell.fill = PatternFill("solid", start_color=_FILL)
    texts = [one.what for one in problems[:_NOTED]]
    if len(problems) > _NOTED:
        texts.append(f"……另有{len(problems) - _NOTED}处问题，见“{MISTAKES}”。")
    note = Comment("\n".join(texts), _AUTHOR)
    note.width, note.height = 320, 40 + 34 * len(texts)
    cell.comment = note


def _list(book: Any, places: Sequence[tuple[Told, str | None]]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet = book.create_sheet(MISTAKES, 0)
    widths = (6, 14, 6, 20, 38, 36, 60)
    sheet.append([f"共{len(places)}处问题，未写入任何数据。改正后请用原工作簿重新导入。"])
    sheet["A1"].font = Font(name=FONT, size=13, bold=True, color=_INK)
    sheet.append([])
    sheet.append(["序号", "工作表", "行", "列", "问题", "填的是", "应为"])
    line = Side(style="thin", color="FFD9D9D9")
    for cell in sheet[3]:
        cell.font = Font(name=FONT, size=10, bold=True)
        cell.fill = PatternFill("solid", start_color=_FILL)
        cell.border = Border(bottom=line)
    for number, (one, at) in enumerate(places, start=1):
        expected = "　".join(part for part in (one.expected, one.hint) if part)
        sheet.append([number, one.sheet or one.file, one.row, one.column, one.message, one.found, expected])
        for cell in sheet[number + 3]:
            cell.font = Font(name=FONT, size=10)
            cell.alignment = Alignment(vertical="top", wrap_text=cell.column > 4, horizontal="left")
            cell.border = Border(bottom=line)
            if cell.data_type == "f":
                cell.data_type = "s"
        sheet.row_dimensions[number + 3].height = _height(sheet[number + 3], widths)
        if at:
            link = sheet.cell(number + 3, 1)
            link.hyperlink = f"#{at}"
            link.font = Font(name=FONT, size=10, underline="single", color="FF1F5C8B")
    for number, width in enumerate(widths):
        sheet.column_dimensions[_letter(number + 1)].width = width
    sheet.freeze_panes = "A4"
    sheet.sheet_properties.tabColor = _INK
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _height(cells: Iterable[Any], widths: Sequence[int]) -> float:
    """Points for as many lines as the fullest cell needs; a Chinese sign is as wide as two others."""
    lines = [
        -(-sum(2 if sign > "⺀" else 1 for sign in str(cell.value or "")) // width)
        for cell, width in zip(cells, widths, strict=True)
    ]
    return 15.0 * max(1, *lines) + 3


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))
