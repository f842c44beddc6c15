"""Problems told to whoever keeps the workbook: in Chinese, with file, sheet, row and column, what was found, what is right.

The reader's and the validator's problems say all that in English and in one `where`; here they are taken apart and put into
words. `tests/test_telling.py` holds that there are words for every message of both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from graph_model.errors import Problem
from graph_model.records import TABLES
from graph_model.scheme import DEFAULT, Schemes
from loaders.words import LABELS, TABLE_LABELS
from loaders.workbook.layout import Column, Kinds
from loaders.workbook.sentences import EMPTY, EXPECTED, FOUND, MESSAGES

__all__ = ["Teller", "Told", "told_in"]

_WHERE = re.compile(
    r"(?P<place>.+?)(?: row (?P<row>\d+)| line (?P<line>\d+))?(?: column (?P<column>.+?))?(?: \((?P<record>[a-z_]+ .+)\))?"
)
_RECORD = re.compile(r"(?P<table>[a-z_]+) (?P<code>.+?)(?: (?P<day>\d{4}-\d\d-\d\d))?(?: (?P<field>[a-z_.]+))?")
_PARENT = {"parent": "up"}


@dataclass(frozen=True, slots=True)
class Told:
    """One problem in Chinese. `headings` are the texts that may head its column, the usual one first."""

    file: str | None
    sheet: str | None
    row: int | None
    headings: tuple[str, ...]
    position: int | None
    """The number of the column, where only that is known."""
    message: str
    found: str | None
    expected: str | None
    hint: str | None

    @property
    def column(self) -> str | None:
        """The heading as a reader knows it."""
        return self.headings[0] if self.headings else None

    @property
    def where(self) -> str:
        """The place: 小区台账第5行“户数”列."""
        column = f"“{self.column}”列" if self.column else ""
        row = f"第{self.row}行" if self.row else ""
        place = (self.sheet or self.file or "") + row + column
        return f"{self.file}　{place}" if self.sheet and self.file else place

    @property
    def what(self) -> str:
        """The sentence without its place."""
        parts = [self.message]
        if self.found is not None:
            parts.append(f"填的是{self.found}")
        if self.expected is not None:
            parts.append(f"应为{self.expected}")
        return "；".join(parts) + (f"。{self.hint}" if self.hint else "。")

    def __str__(self) -> str:
        return f"{self.where}：{self.what}"


class Teller:
    """Puts problems into Chinese, with the words of some schemes."""

    def __init__(self, schemes: Schemes) -> None:
        self._kinds = Kinds(schemes)
        every = sorted(schemes.values(), key=lambda scheme: scheme.key == DEFAULT)
        self._lists = [
            *({key: labels[0] for key, labels in words.items()} for words in LABELS.values()),
            *({level.value: kept.label for level, kept in scheme.levels.items()} for scheme in schemes.values()),
            *({key: kind.label for key, kind in scheme.kinds.items()} for scheme in schemes.values()),
            *(dict(scheme.roles) for scheme in schemes.values()),
            *({key: topic.label for key, topic in scheme.topics.items()} for scheme in schemes.values()),
            {scheme.key: scheme.label.zh for scheme in schemes.values()},
            # The words of all cities together; where two call a thing differently, the default scheme's, which comes last.
            {key: kind.label for scheme in every for key, kind in scheme.kinds.items()},
            {key: label for scheme in every for key, label in scheme.roles.items()},
        ]

    @property
    def titles(self) -> list[str]:
        """The sheets in their order."""
        return self._kinds.titles

    def tell(self, problem: Problem) -> Told:
        """A problem in Chinese."""
        shape = _WHERE.fullmatch(problem.where)
        assert shape is not None  # every text fits: the place takes what the rest leaves
        parts = shape["place"].split("/")
        record = _RECORD.fullmatch(shape["record"] or "")
        if record is None and not shape["row"] and shape["place"].split(" ")[0] in TABLES:
            record = _RECORD.fullmatch(shape["place"])  # the validator's own words: a record that stands in no sheet
            parts = [self._of_record(record)]
        table = record["table"] if record else None
        sheet = parts[1] if len(parts) > 1 else None
        headings = self._headings(
            sheet or parts[0],
            parts[2] if len(parts) > 2 else None,
            shape["column"] or (record["field"] if record else None),
            table,
        )
        message = _first(MESSAGES, problem.message, self._words) or problem.message
        if message == MESSAGES["unknown heading"] and problem.found:
            headings = (problem.found.strip('"'),)
        return Told(
            parts[0],
            sheet,
            int(shape["row"] or shape["line"]) if shape["row"] or shape["line"] else None,
            headings,
            int(shape["column"]) if (shape["column"] or "").isdigit() and not headings else None,
            message,
            None if problem.found is None else self._said(problem.found, FOUND),
            None if problem.expected is None else self._said(problem.expected, EXPECTED),
            _hint(problem.hint),
        )

    def _of_record(self, record: re.Match[str] | None) -> str:
        return f"{TABLE_LABELS[record['table']]}“{record['code']}”" if record else ""

    def _headings(self, sheet: str, cell: str | None, column: str | None, table: str | None) -> tuple[str, ...]:
        """What the column may be headed with: of a ledger by the field, of a record sheet the field's label."""
        kind = self._kinds.named(sheet.removesuffix(".csv"))
        if kind is not None and kind in self._kinds.columns and table and column:
            key = _PARENT.get(column, column)
            texts = [text for text, known in self._kinds.columns[kind].items() if _is(known, key)]
            if texts:
                return tuple(texts)
        if cell:
            return (cell,)
        if column is None or column.isdigit():
            return ()
        names = [item for item in (TABLES[table].fields if table else ()) if item.name == column]
        if kind in TABLES and not names:
            names = [item for item in TABLES[kind].fields if item.name == column]
        return tuple(text for item in names for text in (item.column.label, item.name)) or (column,)

    def _said(self, text: str, rules: dict[str, str]) -> str:
        told = _first(rules, text, self._words)
        if told is not None:
            return told
        if text.startswith('"') and text.endswith('"') and text.count('"') == 2:
            return f"“{text[1:-1]}”"
        if rules is EXPECTED or self._words(text) != text:
            return self._words(text)
        return f"“{text}”" if '"' not in text else _quoted(text)

    def _words(self, text: str) -> str:
        """Keys as the labels of the one list that has them all: `own, joint` as 单独建、联合建, `own, …` as 单独建等; a label of two keys once."""
        if text.endswith(", …"):
            return self._words(text.removesuffix(", …")) + "等"
        keys = [key for key in re.split(r", |、", text) if key]
        for known in self._lists:
            if all(key in known for key in keys):
                return "、".join(dict.fromkeys(known[key] for key in keys))
        fields = {item.name: item.column.label for table in TABLES.values() for item in table.fields}
        attributes = {column.key: column.heading for known in self._kinds.columns.values() for column in known.values()}
        named = {**TABLE_LABELS, **attributes, **fields}
        return "、".join(_quoted(named.get(key, key)) for key in keys)


def _is(column: Column, key: str) -> bool:
    return column.key == key


def _quoted(text: str) -> str:
    return re.sub(r'"([^"]*)"', r"“\1”", text)


def _hint(hint: str | None) -> str | None:
    if hint is None:
        return None
    near = re.fullmatch(r'did you mean "(.*)"\?', hint)
    return f"是否为“{near[1]}”？" if near else _first(MESSAGES, hint, str) or hint


def _first(rules: dict[str, str], text: str, words: Callable[[str], str]) -> str | None:
    """The words of the first rule whose pattern the whole text fits; `{1}` is a group as it is, `{w1}` one put into words."""
    for pattern, template in rules.items():
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            groups = {str(number): _quoted(group or "") for number, group in enumerate(found.groups(), start=1)}
            put = {f"w{number}": words(group or "") for number, group in enumerate(found.groups(), start=1)}
            return _filled(template, {**groups, **put})
    return None


def _filled(template: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(w?\d)\}", lambda match: values[match[1]], template)


def told_in(problems: Iterable[Problem], teller: Teller) -> list[Told]:
    """Problems in Chinese, in the order in which somebody would go through the sheets."""
    told = list({(one.where, one.message): one for one in (teller.tell(problem) for problem in problems)}.values())
    cells = Counter((one.file, one.sheet, one.row, one.column) for one in told)
    # A cell that could not be read is empty to whoever looks next: that is not told as well.
    told = [one for one in told if one.found != EMPTY or cells[one.file, one.sheet, one.row, one.column] == 1]
    order = {title: number for number, title in enumerate(teller.titles)}
    return sorted(told, key=lambda one: (one.file or "", order.get(one.sheet or "", -1), one.row or 0))
