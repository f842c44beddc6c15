"""Tiny workbooks and a small city for the tests of the workbook: a town, two communities, two compounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from graph_model.changes import Applied, Tables, empty_tables
from graph_model.errors import InvalidInput
from graph_model.indicators.catalogue import load_catalogue
from graph_model.network import Network
from graph_model.records import TABLES, Appointment, Area, Organization, Person, Post, Record, frame_of
from graph_model.scheme import load_schemes
from loaders.load import LoadPlan, plan, write
from loaders.rehearsal import Rehearsal
from loaders.telling import Teller, Told, told_in
from loaders.workbook.layout import Kinds
from loaders.workbook.reading import read_files
from loaders.workbook.sheets import read_sheets

SCHEMES = load_schemes()
CATALOGUE = load_catalogue(SCHEMES)
EARLY, DAY = date(2020, 1, 1), date(2024, 5, 1)
Rows = Sequence[Sequence[Any]]

COMPOUNDS = [
    "所属社区",
    "小区编码",
    "小区名称",
    "户数",
    "党组织",
    "组建方式",
    "党组织书记",
    "自治组织",
    "自治组织主任",
    "物业企业",
    "小区长",
    "小区长电话",
]
BUILDINGS = ["所属社区", "所属小区", "楼栋编码", "楼栋名称", "楼栋长", "楼栋长电话"]


def city(*more: Record) -> dict[str, pl.DataFrame]:
    """The small city, with more records."""
    records: list[Record] = [
        Area(code="t1", valid_from=EARLY, name="启源街道", level="town"),
        Area(code="c1", valid_from=EARLY, name="春华社区", level="community", parent="t1"),
        Area(code="c2", valid_from=EARLY, name="秋实社区", level="community", parent="t1"),
        Area(code="c1-01", valid_from=EARLY, name="甲小区", level="compound", parent="c1", households=100),
        Area(code="c2-01", valid_from=EARLY, name="甲小区", level="compound", parent="c2"),
        Organization(code="o1", valid_from=EARLY, name="启源街道党工委", kinds=("party_committee",), area="t1"),
        Person(code="c1/p1", valid_from=EARLY, name="王芳", residence="c1"),
        Post(code="c1-01/head", valid_from=EARLY, role="head", label="小区长", area="c1-01"),
        Appointment(code="a1", valid_from=EARLY, post="c1-01/head", person="c1/p1"),
        *more,
    ]
    tables = empty_tables()
    for name in TABLES:
        tables[name] = frame_of(name, [record for record in records if record.table == name]).sort("code", "valid_from")
    return tables


class City(Rehearsal):
    """A store in memory that begins with some tables."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(None, SCHEMES, CATALOGUE)
        self._tables = dict(tables)

    def network(self) -> Network:
        """What it holds, compiled."""
        return Network.compile(self.read(), SCHEMES, CATALOGUE, self.revision())


def workbook(path: Path, sheets: Mapping[str, Rows], merged: Mapping[str, str] | None = None) -> Path:
    """A workbook with these cells; a cell that begins with = is a formula, `(formula, value)` one with its kept value."""
    from xlsxwriter import Workbook

    with Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                for position, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        sheet.write_formula(number, position, cell[0], None, cell[1])
                    elif isinstance(cell, date):
                        sheet.write_datetime(number, position, cell)
                    elif cell is not None:
                        sheet.write(number, position, cell)
            for cells in (merged or {}).get(title, "").split():
                sheet.merge_range(cells, "合并")
    return path


def ledger(*rows: Mapping[str, Any], headings: Sequence[str] = COMPOUNDS) -> Rows:
    """A ledger sheet from rows by heading."""
    return [list(headings), *([row.get(heading) for heading in headings] for row in rows)]


def planned(store: City, *paths: Path, on: date | None = None, complete_for: str | None = None) -> LoadPlan:
    """The load of files, not yet checked or written."""
    sheets = read_sheets(paths, Kinds(SCHEMES))
    day = on or sheets.day or DAY
    incoming = read_files(sheets, store.read(), day, SCHEMES)
    return plan(store.read(), incoming, on=day, schemes=SCHEMES, complete_for=complete_for)


def loaded(
    store: City, *paths: Path, on: date | None = None, complete_for: str | None = None
) -> tuple[LoadPlan, Applied | None]:
    """Load files into a city."""
    one = planned(store, *paths, on=on, complete_for=complete_for)
    return one, write(store, one, store.read(), store.revision(), SCHEMES, CATALOGUE)


def told(store: City, *paths: Path, on: date | None = None) -> list[Told]:
    """What is wrong with files, in Chinese; nothing is written."""
    one = planned(store, *paths, on=on)
    before = store.read()
    try:
        one.check(before, SCHEMES, CATALOGUE)
    except InvalidInput as error:
        assert store.read() is before
        return told_in(error.problems, Teller(SCHEMES))
    return []
