"""A form filled in: every bound cell gets its number, and a side sheet says where each came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_model.answers import Coverage, State
from graph_model.day import Day
from graph_model.errors import BadQuestion, InvalidInput, NotFound, Problem
from graph_model.indicators.parts import part_of
from graph_model.naming import called
from graph_model.quantities import Part
from graph_model.ranges import Range
from loaders.forms.bindings import AREA, AT_MOST, DAY, GRADE, NAME, PLACEHOLDER, Binding, read_binding
from loaders.workbook.guard import refusal

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from graph_model.network import Network

__all__ = ["SHEET", "Filled", "fill", "filled_path"]

SHEET = "填数依据"
_HEADINGS = ["单元格", "内容", "指标", "指标编码", "区域", "区域编码", "截至日期", "填入", "分子", "分母", "未填报"]
_HEADINGS += ["不纳入考核", "空白点数", "空白点（编码，最多二十个）"]
_NONE, _LISTED = "—", 20
_RATES = (Part.RATE, Part.CUMULATIVE_RATE, AT_MOST)

FindArea = Callable[[Day, str], str]
"""The code of the area a text names that day; raises NotFound or BadQuestion."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One answered binding: the value for its cell, and the row of the side sheet."""

    value: Any
    row: Sequence[Any]


def filled_path(path: Path) -> Path:
    """Where the filled copy of a form goes unless told otherwise."""
    return path.with_name(f"{path.stem}.已填.xlsx")


def fill(path: Path, to: Path, network: Network, as_of: date, within: str | None, find: FindArea) -> int:
    """Write the filled copy of the form at `path`; how many bindings were answered. `within` and `as_of` hold where a
    binding names no area and no day.

    Raises:
        InvalidInput: the form cannot be read, has no binding, or some bindings are wrong: each with its cell; nothing is
            written.
    """
    from openpyxl import load_workbook

    refused = refusal(path)
    if refused is not None:
        raise InvalidInput([refused])
    book = load_workbook(path)
    answering = _Answering(network, as_of, within, find)
    answered = [(sheet, cell, asked) for sheet in book.worksheets for cell, asked in _bound(sheet)]
    if not answered:
        raise InvalidInput([Problem(path.name, "no cell is bound", expected="cells such as {{覆盖率 building_head}}")])
    filled = [
        (cell, [answering.answer(text, f"{path.name}/{sheet.title}!{cell.coordinate}", sheet) for text in texts])
        for sheet, cell, texts in answered
    ]
    if answering.problems:
        raise InvalidInput(answering.problems)
    rows = []
    for cell, answers in filled:
        told = [one for one in answers if one is not None]
        _put(cell, [one.value for one in told], told)
        rows += [[f"{cell.parent.title}!{cell.coordinate}", *one.row] for one in told]
    _side_sheet(book, rows)
    beside = to.with_name(f".{to.name}.new")
    book.save(beside)
    beside.replace(to)
    return len(rows)


def _bound(sheet: Worksheet) -> Iterator[tuple[Cell, list[str]]]:
    """The cells with bindings in their text, else in their comment."""
    for row in sheet.iter_rows():
        for cell in row:
            for text in (cell.value, cell.comment.text if cell.comment else None):
                found = PLACEHOLDER.findall(text) if isinstance(text, str) else []
                if found:
                    yield cell, found
                    break


def _put(cell: Cell, values: Sequence[Any], told: Sequence[Filled]) -> None:
    """A cell that is one binding gets its value as a number; one with words around it gets texts in their places."""
    text = cell.value if isinstance(cell.value, str) and PLACEHOLDER.search(cell.value) else None
    if text is None:
        cell.comment = None
    if text is None or PLACEHOLDER.fullmatch(text.strip()):
        cell.value = values[0]
        if isinstance(values[0], str):
            cell.data_type = "s"
        elif told[0].row[0] in _RATES and cell.number_format == "General":
            cell.number_format = "0.0%"
        return
    shown = iter(_shown(one) for one in told)
    cell.value = PLACEHOLDER.sub(lambda _: next(shown), text)
    cell.data_type = "s"


def _shown(one: Filled) -> str:
    if isinstance(one.value, float) and one.row[0] in _RATES:
        return f"{one.value:.1%}"
    return f"{one.value:g}" if isinstance(one.value, float) else str(one.value)


class _Answering:
    """Answers bindings one by one, and collects what is wrong with them."""

    def __init__(self, network: Network, as_of: date, within: str | None, find: FindArea) -> None:
        self._network, self._as_of, self._within, self._find = network, as_of, within, find
        self.problems: list[Problem] = []

    def answer(self, text: str, where: str, sheet: Worksheet) -> Filled | None:
        """The answer to a binding, None if it is wrong."""
        binding, problems = read_binding(text, where, self._network.catalogue)
        self.problems += problems
        if binding is None:
            return None
        day = self._network.on(binding.day or self._as_of)
        try:
            area = self._area(binding, day, where, sheet)
        except (NotFound, BadQuestion) as error:
            self.problems.append(
                Problem(where, "no such area on that day", binding.area, "a name or code of an area", str(error))
            )
            return None
        name = "全部" if area is None else called(day, "areas", area)
        if binding.word in (AREA, DAY):
            value = name if binding.word == AREA else day.date.isoformat()
            return Filled(value, [binding.word, None, None, name, area, day.date, value])
        assert binding.indicator is not None
        (answer,) = self._network.coverage(binding.indicator, as_of=day.date, within=area)
        return self._of_indicator(binding, binding.indicator, answer, day, name)

    def _area(self, binding: Binding, day: Day, where: str, sheet: Worksheet) -> str | None:
        word = binding.area
        if word is None:
            return self._within
        if word.startswith("@"):
            try:
                word = str(sheet[word[1:]].value or "").strip()
            except (ValueError, AttributeError):
                raise BadQuestion(f"{where}: @ names one cell, such as @A5") from None
        return self._find(day, word)

    def _of_indicator(self, binding: Binding, key: str, answer: Coverage, day: Day, name: str) -> Filled:
        catalogue, tally = self._network.catalogue, answer.tally
        value = _value(binding, answer)
        score = catalogue.scores.get(key)
        row = [binding.word, (score or catalogue[key]).title.zh, key, name, answer.area, day.date, value]
        if score is None:
            gaps = self._network.gaps(key, as_of=day.date, within=answer.area, state=State.GAP)
            codes = [gap.subject for gap in gaps.page(_LISTED)]
            row += [tally.numerator, tally.denominator, tally.unknown, tally.exempt, len(gaps), "、".join(codes)]
        return Filled(value, row)


def _value(binding: Binding, answer: Coverage) -> Any:
    if binding.word == NAME:
        return answer.denominator_name["zh"]
    if binding.word == GRADE:
        return answer.grade_label or _NONE
    if binding.word == AT_MOST:
        return _NONE if answer.tally.rate_at_most is None else answer.tally.rate_at_most
    part = Part(binding.word)
    if part is Part.RATE and not answer.tally.known:
        return _NONE
    value = answer.value if part is Part.VALUE else _part(part, binding, answer)
    if value is None:
        return _NONE
    return int(value.low) if value.low.denominator == 1 and part not in _RATES else float(value.low)


def _part(part: Part, binding: Binding, answer: Coverage) -> Range | None:
    return part_of(answer.tally, part, [tier.key for tier in answer.tiers], binding.tier)


def _side_sheet(book: Any, rows: Sequence[Sequence[Any]]) -> None:
    title, number = SHEET, 1
    while title in book.sheetnames:
        number += 1
        title = f"{SHEET}{number}"
    sheet = book.create_sheet(title)
    sheet.append(_HEADINGS)
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    for column, width in zip("ABCDEFGHN", (20, 14, 24, 26, 16, 18, 12, 12, 40), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
