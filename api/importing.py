"""What a workbook would change, and the change itself, for whoever sends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.service import Service
from api.signin import Asker
from graph_model.changes import Tables
from graph_model.dates import today
from graph_model.errors import InvalidInput, Problem
from graph_model.scheme import DEFAULT
from graph_model.scoping import editable
from loaders.differences import differences
from loaders.load import LoadPlan, area_named, plan
from loaders.telling import Teller, Told, told_in
from loaders.words import TABLE_LABELS
from loaders.workbook.guard import TOO_LARGE, Bounds
from loaders.workbook.layout import Kinds
from loaders.workbook.marking import mark, marked_path
from loaders.workbook.reading import read_files
from loaders.workbook.sheets import read_sheets
from schema.asking import Asking
from schema.changing import ready, tried
from schema.errors import Code, Refusal

__all__ = ["UNPACKED", "Asked", "Marked", "Outcome", "brought_in"]

UNPACKED = 16
"""How many times its bytes a workbook may have unpacked."""
_CELLS = 4_000_000
_SHOWN = 200
"""How many differences of a table are told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of a workbook besides its bytes; see docs/imports.md."""

    name: str = "工作簿.xlsx"
    on: date | None = None
    complete_for: str | None = None
    apply: int | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The status and the body of an answer."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Marked:
    """The copy of a wrong workbook with its mistakes marked."""

    name: str
    content: bytes


def brought_in(service: Service, asker: Asker, content: bytes, asked: Asked, largest: int) -> Outcome | Marked:
    """Preview a workbook or, with `asked.apply`, take it in as one change set. Nothing is written unless all of it is right.

    Raises:
        Refusal: the asker may not; the records have changed since the preview.
        NotFound, BadQuestion: `asked.complete_for` is no area, or several.
        StoreUnavailable: the store cannot be reached; nothing was written.
    """
    asking = _asking(service, asker)
    ready(asking, asked.apply)
    with TemporaryDirectory(prefix="liandong-") as folder:
        path = Path(folder) / asked.name
        path.write_bytes(content)
        return _Import(service, asking, path, asked).outcome(Bounds(largest, UNPACKED * largest, _CELLS))


def _asking(service: Service, asker: Asker) -> Asking:
    """Whoever asks, as one who may bring in a workbook.

    Raises:
        Refusal: a workbook tells persons apart by their names, which the asker is not shown.
    """
    network = service.network
    writer = service if asker.may_write else None
    asking = Asking(service.seen(asker.scope, network), asker.scope, writer, actor=asker.name)
    asking.writing()
    asking.named()
    return asking


class _Import:
    """One workbook on its way in."""

    def __init__(self, service: Service, asking: Asking, path: Path, asked: Asked) -> None:
        self._service, self._asking, self._path, self._asked = service, asking, path, asked
        self._network = asking.network.whole
        self._schemes = self._network.schemes

    def outcome(self, bounds: Bounds) -> Outcome | Marked:
        """See `brought_in`."""
        sheets = read_sheets([self._path], Kinds(self._schemes), bounds)
        day = self._asked.on or sheets.day or today(self._schemes[DEFAULT].zone)
        before = self._before()
        incoming = read_files(sheets, before, day, self._schemes)
        area = self._asked.complete_for and area_named(self._asked.complete_for, before, incoming, day)
        if area and self._asking.network.shows("areas", area) and not self._asking.on(day).counts(area):
            raise Refusal(Code.FORBIDDEN, f"您的权限不包括{area}的全部，不能按它完整填报")
        planned = plan(before, incoming, on=day, schemes=self._schemes, complete_for=area, actor=self._asking.actor)
        problems, applied = [*planned.problems], None
        if any(problem.message in TOO_LARGE for problem in problems):
            raise Refusal(Code.QUERY_TOO_COMPLEX, str(self._told(problems)[0]).removesuffix("。"))
        try:
            applied = self._taken_in(planned)
        except InvalidInput as error:
            problems += planned.found(error)
        told, questions = self._told(problems), self._told(planned.questions)
        if self._asked.marked and any(one.sheet for one in (*told, *questions)):
            to = marked_path(self._path)
            mark(self._path, [*told, *questions], to)
            return Marked(to.name, to.read_bytes())
        return self._answer(before, planned, day, applied, told, questions)

    def _before(self) -> Tables:
        """What the workbook is held against: nothing that the asker is not shown, so that nothing else is told of."""
        areas = self._asking.scope.areas
        return self._network.frames() if areas is None else editable(self._network, areas)

    def _taken_in(self, planned: LoadPlan) -> int | None:
        """The revision a workbook became; None if it is not to be written, or is not right.

        Raises:
            InvalidInput: what would come of it is wrong.
            Refusal: FORBIDDEN: it reaches beyond the asker's areas.
        """
        if planned.change.is_empty:
            return None
        unclear = planned.problems or planned.questions
        try:
            tried(self._asking, self._network, planned.change)
        except Refusal:
            if not unclear:  # what could not be read may be what makes it reach beyond
                raise
        if self._asked.apply is None or unclear:
            return None
        scope = self._asking.scope
        applied, _ = self._asking.writing().write(planned.change, self._network.revision, scope)
        return applied.revision

    def _told(self, problems: Iterable[Problem]) -> list[Told]:
        return told_in(problems, Teller(self._schemes))

    def _answer(
        self, before: Tables, planned: LoadPlan, day: date, applied: int | None, told: list[Told], asked: list[Told]
    ) -> Outcome:
        wrong = bool(told or asked)
        counts = {} if wrong else planned.counts
        shown = [] if wrong else list(differences(before, planned, self._schemes, _SHOWN))
        total = sum(one.added + one.changed + one.ended for table, one in counts.items() if table != "filings")
        body: dict[str, Any] = {
            "name": self._path.name,
            "on": day,
            "revision": self._network.revision,
            "applied": applied,
            "changes": not wrong and not planned.change.is_empty,
            "tables": [
                {
                    "table": table,
                    "label": TABLE_LABELS[table],
                    "added": one.added,
                    "changed": one.changed,
                    "ended": one.ended,
                    "unchanged": one.unchanged,
                }
                for table, one in counts.items()
            ],
            "differences": [
                {"table": one.table, "sort": one.sort, "code": one.code, "name": one.name, "details": one.details}
                for one in shown
            ],
            "omitted": max(0, total - len(shown)),
            "notices": [notice.replace("--complete-for", "completeFor") for notice in planned.notices],
            "problems": [_problem(one) for one in told],
            "questions": [_problem(one) for one in asked],
        }
        if not wrong:
            return Outcome(200, body)
        parts = [f"{len(some)}处{what}" for some, what in ((told, "错误"), (asked, "需要回答")) if some]
        refusal = Refusal(Code.BAD_USER_INPUT, f"工作簿有{'、'.join(parts)}，未写入任何数据")
        return Outcome(422, {"errors": [refusal.formatted], **body})


def _problem(one: Told) -> dict[str, Any]:
    column = one.column or (one.position and f"第{one.position}列")
    told = {"sheet": one.sheet, "row": one.row, "column": column, "message": one.message, "found": one.found}
    return {**told, "expected": one.expected, "hint": one.hint, "text": str(one)}
