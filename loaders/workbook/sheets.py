"""Workbooks and single CSV files as sheets of text: which sheets there are, their headings, the day and place they name.

No record is made here. A sheet's headings stand in its first rows: in the first of them that has at least two known ones, so
that a title may stand above. What a cell holds is text from here on: a date its ISO form, a whole number its digits, a
formula the value that was kept with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from graph_model.dates import parse_day
from graph_model.errors import Problem, nearest
from loaders.cells import plain_day
from loaders.csv_text import TextTable, read_text_table
from loaders.workbook.guard import DESK, Bounds, refusal
from loaders.workbook.layout import (
    EXAMPLE,
    GUIDE,
    IGNORED,
    MISTAKES,
    NUMBER,
    OPTIONS,
    REPORT_DATE,
    SCOPE,
    Kinds,
    sheet_title,
)

__all__ = ["Sheet", "Sheets", "read_sheets"]

_TITLE_ROWS = 8
"""How many rows a title above the headings may have."""
_EXACT = 10**15
"""From here on a number in a cell is no longer exact to the last digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet of a known kind: its place (`file/sheet`; a CSV file is the sheet of its kind), the kind's name, its cells."""

    place: str
    kind: str
    text: TextTable


@dataclass(frozen=True, slots=True, eq=False)
class Sheets:
    """Everything read from some files; `day` is the 填报日期 they name, `scope` the 填报范围 (an area, by code or name)."""

    name: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    day: date | None = None
    scope: tuple[str, str] | None = None
    """The text, and the place where it stands."""


def read_sheets(paths: Sequence[Path], kinds: Kinds, bounds: Bounds = DESK) -> Sheets:
    """Read files of both sorts; what is wrong with them as files is among the `problems`."""
    together = Sheets("、".join(path.name for path in paths), (), (), ())
    said: dict[str, list[tuple[str, str]]] = {REPORT_DATE: [], SCOPE: []}
    for path in paths:
        one, told = _csv(path, kinds) if path.suffix.lower() == ".csv" else _workbook(path, kinds, bounds)
        for key, where, text in told:
            said[key].append((where, text))
        together = replace(
            together,
            sheets=(*together.sheets, *one.sheets),
            problems=(*together.problems, *one.problems),
            notices=(*together.notices, *one.notices),
        )
    days, wrong = _days(said[REPORT_DATE])
    wrong += _several(days, "several report dates", "one 填报日期, or --on")
    wrong += _several({text: where for where, text in reversed(said[SCOPE])}, "several areas as 填报范围", "one area")
    scope = (said[SCOPE][0][1], said[SCOPE][0][0]) if said[SCOPE] else None
    return replace(together, problems=(*together.problems, *wrong), day=next(iter(days), None), scope=scope)


def _several(found: Mapping[Any, str], message: str, expected: str) -> list[Problem]:
    texts = "、".join(map(str, found))
    return [Problem(next(iter(found.values())), message, texts, expected)] if len(found) > 1 else []


def _days(said: Iterable[tuple[str, str]]) -> tuple[dict[date, str], list[Problem]]:
    days: dict[date, str] = {}
    problems = []
    for where, text in said:
        try:
            days.setdefault(parse_day(plain_day(text)), where)
        except ValueError:
            problems.append(Problem(where, "not a date", f'"{text}"', "a date like 2024-05-01"))
    return days, problems


_Told = list[tuple[str, str, str]]
"""What a file says about itself: 填报日期 or 填报范围, where, the text."""


def _csv(path: Path, kinds: Kinds) -> tuple[Sheets, _Told]:
    text = read_text_table(path)
    if not text.headings:
        return Sheets(path.name, (), text.problems, ()), []
    kind = kinds.named(path.stem) or kinds.headed(text.headings)
    if kind is None:
        expected = "a file named like 小区台账.csv or areas.csv, or the headings of one of our tables"
        problem = Problem(path.name, "not a table of ours", "、".join(text.headings[:8]), expected)
        return Sheets(path.name, (), (problem,), ()), []
    stripped = text.cells.with_columns(pl.all().str.strip_chars()).with_columns(pl.when(pl.all() != "").then(pl.all()))
    return Sheets(
        path.name,
        (Sheet(f"{path.name}/{sheet_title(kind)}", kind, _useful(replace(text, cells=stripped), kinds, kind)),),
        (),
        (),
    ), []


def _workbook(path: Path, kinds: Kinds, bounds: Bounds) -> tuple[Sheets, _Told]:
    refused = refusal(path, bounds)
    if refused is not None:
        return Sheets(path.name, (), (refused,), ()), []
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    sheets: list[Sheet] = []
    problems: list[Problem] = []
    notices: list[str] = []
    told: _Told = []
    empty: list[str] = []
    try:
        with CalamineWorkbook.from_path(path) as book:
            for described in book.sheets_metadata:
                own = described.name in (OPTIONS, *IGNORED) or described.name.startswith(MISTAKES)
                if own or described.typ != SheetTypeEnum.WorkSheet:
                    continue
                place = f"{path.name}/{described.name}"
                opened = book.get_sheet_by_name(described.name)
                if described.name == GUIDE:
                    told += _about(place, opened.to_python(skip_empty_area=False, nrows=6))
                    continue
                kind = kinds.named(described.name)
                if kind is None:
                    problems += _like_ours(place, described.name, kinds)
                    notices += [f"未读取工作表“{described.name}”：不是本系统的表。"]
                    continue
                rows = opened.to_python(skip_empty_area=False)
                at = _heading_row(rows, kinds, kind)
                told += _about(place, rows[:at])
                problems += _merged(place, opened.merged_cell_ranges or [], at)
                if at >= len(rows):
                    expected = "a row of headings; without any rows delete the sheet"
                    problems.append(Problem(place, "an empty sheet", expected=expected))
                    continue
                text, wrong = _texts(place, rows, at)
                text = _useful(text, kinds, kind)
                problems += wrong
                if text.cells.height:
                    sheets.append(Sheet(place, kind, text))
                else:
                    empty.append(described.name)
    except (CalamineError, OSError, ValueError, KeyError) as error:
        message, expected = "the workbook cannot be read", "a whole file; save it again as .xlsx"
        return Sheets(path.name, (), (Problem(path.name, message, str(error), expected),), ()), []
    if not sheets and not problems:
        problems.append(Problem(path.name, "nothing is filled in", expected="at least one row in one of our sheets"))
    elif empty:
        notices.append(f"未填写：{'、'.join(empty)}。")
    return Sheets(path.name, tuple(sheets), tuple(problems), tuple(notices)), told


def _like_ours(place: str, name: str, kinds: Kinds) -> Iterator[Problem]:
    hint = nearest(name, kinds.titles)
    if hint:
        yield Problem(place, "unknown sheet", f'"{name}"', "one of " + ", ".join(kinds.titles), hint)


def _about(place: str, rows: Sequence[Sequence[Any]]) -> _Told:
    """What stands right of 填报日期 and 填报范围, or after their colon."""
    told = []
    for number, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row]
        for position, cell in enumerate(cells):
            label, _, rest = (cell or "").replace(":", "：").partition("：")
            if label.strip() in (REPORT_DATE, SCOPE):
                beside = ((one, at) for at, one in enumerate(cells[position + 1 :], position + 2) if one)
                text, column = (rest.strip(), position + 1) if rest.strip() else next(beside, ("", 0))
                if text:
                    where = f"{place} row {number}"
                    told.append(
                        (label.strip(), f"{where} column {column}" if label.strip() == REPORT_DATE else where, text)
                    )
    return told


def _heading_row(rows: Sequence[Sequence[Any]], kinds: Kinds, kind: str) -> int:
    """Where the headings stand: the first row with two known ones, else the first that is not empty."""
    known = kinds.headings(kind)
    for number, row in enumerate(rows[:_TITLE_ROWS]):
        if sum(isinstance(cell, str) and cell.strip() in known for cell in row) > 1:
            return number
    return next((number for number, row in enumerate(rows) if any(_text(cell) for cell in row)), len(rows))


def _merged(place: str, ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], heading: int) -> Iterator[Problem]:
    for (top, left), (bottom, right) in ranges:
        if bottom >= heading:
            found = f"{_letters(left)}{top + 1}:{_letters(right)}{bottom + 1}"
            where = f"{place} row {top + 1} column {left + 1}"
            yield Problem(where, "merged cells", found, "every cell by itself, filled in")


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _texts(place: str, rows: list[list[Any]], at: int) -> tuple[TextTable, list[Problem]]:
    """The cells under the headings in row `at` (from 0) as columns of text; columns with nothing in them are left out."""
    headings = [_text(cell) or "" for cell in rows[at]]
    body = rows[at + 1 :]
    columns: dict[str, pl.Series] = {}
    kept: list[str] = []
    problems: list[Problem] = []
    numbers = pl.Series("row", range(at + 2, at + 2 + len(body)), dtype=pl.Int64)
    for position, heading in enumerate(headings):
        cells = [_text(row[position]) for row in body]
        if not heading and not any(cells):
            continue
        problems += [
            Problem(f"{place} row {at + 2 + number} column {heading}", *_INEXACT)
            for number, row in enumerate(body)
            if type(row[position]) in (int, float) and abs(row[position]) >= _EXACT
        ]
        columns[str(len(kept))] = pl.Series(cells, dtype=pl.String)
        kept.append(heading)
    frame = pl.DataFrame(columns).with_columns(numbers)
    frame = frame.filter(pl.any_horizontal(pl.exclude("row").is_not_null())) if columns else frame.clear()
    return TextTable(tuple(kept), frame.drop("row"), frame["row"], heading_row=at + 1), problems


_INEXACT = ("a number too long for a cell", "a number of more than 15 digits", "the cell formatted as text")


def _useful(text: TextTable, kinds: Kinds, kind: str) -> TextTable:
    """Without the example row and without the columns nobody reads (序号, 备注)."""
    kept, rows = [], pl.Series([True] * text.cells.height, dtype=pl.Boolean)
    ours = kinds.headings(kind)
    for position, heading in enumerate(text.headings):
        if heading.strip() == NUMBER:
            rows &= ~text.cells[str(position)].is_in(EXAMPLE).fill_null(value=False)
        if heading.strip() not in IGNORED or heading.strip() in ours:
            kept.append(position)
    cells = text.cells.select([pl.col(str(old)).alias(str(new)) for new, old in enumerate(kept)]).filter(rows)
    written = pl.any_horizontal(pl.all().is_not_null()) if kept else pl.lit(value=False)
    there = cells.select(written).to_series() if cells.height else pl.Series([], dtype=pl.Boolean)
    return replace(
        text,
        headings=tuple(text.headings[position] for position in kept),
        cells=cells.filter(there),
        rows=text.rows.filter(rows).filter(there),
    )


def _text(cell: Any) -> str | None:
    """What a cell says, as text; None for nothing."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return None if cell is None else str(cell)
