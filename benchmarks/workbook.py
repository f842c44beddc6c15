"""A workbook of 100,000 rows: written once, then read, checked and loaded into an empty city; and loaded again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.city import City
from benchmarks.measure import Row, timed
from graph_model.changes import ChangeSet
from graph_model.indicators.catalogue import load_catalogue
from graph_model.records import Area
from graph_model.scheme import load_schemes
from graph_model.stores import Store, open_store
from loaders.load import plan, write
from loaders.workbook.layout import BUILDINGS, COMPOUNDS, Kinds, sheet_title
from loaders.workbook.reading import read_files
from loaders.workbook.sheets import read_sheets

__all__ = ["measure"]

ROWS = 100_000
_COMMUNITIES, _COMPOUNDS = 100, 2_000
_DAY = date(2024, 5, 1)


def measure(city: City, runs: int) -> Iterator[Row]:
    """Seconds for a load of all its rows, and for the same load again."""
    path = city.store.parent / "workbook.xlsx"
    _write(path)
    first, again = [], []
    for run in range(max(1, min(3, runs))):
        file = city.store.parent / f"workbook-{run}.duckdb"
        schemes = load_schemes()
        store = open_store(str(file), schemes, load_catalogue(schemes))
        store.write(ChangeSet.of(_areas(), summary="the communities"))
        first.append(timed(lambda store=store: _load(path, store)))  # type: ignore[misc]
        again.append(timed(lambda store=store: _load(path, store)))  # type: ignore[misc]
        store.close()
        file.unlink()
    yield Row(f"load a workbook of {ROWS:,} rows (one row is up to twenty records)", first, "s", 15)
    yield Row("load it again: nothing changes", again, "s")


def _areas() -> Iterator[Area]:
    yield Area(code="t1", valid_from=_DAY, name="一街道", level="town")  # type: ignore[arg-type]
    for number in range(_COMMUNITIES):
        yield Area(code=f"c{number}", valid_from=_DAY, name=f"{number}社区", level="community", parent="t1")  # type: ignore[arg-type]


def _load(path: Path, store: Store) -> None:
    schemes = load_schemes()
    sheets = read_sheets([path], Kinds(schemes))
    revision, before = store.revision(), store.read()
    incoming = read_files(sheets, before, _DAY, schemes)
    planned = plan(before, incoming, on=_DAY, schemes=schemes)
    write(store, planned, before, revision, schemes, load_catalogue(schemes))


def _write(path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet(sheet_title(COMPOUNDS))
        headings = (
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
        )
        sheet.write_row(0, 0, headings)
        for number in range(_COMPOUNDS):
            name = f"{number}小区"
            bodies = (
                f"{name}党支部",
                "单独建",
                f"书记{number}",
                f"{name}业委会",
                f"主任{number}",
                f"{number % 50}物业",
            )
            row = (f"{number % _COMMUNITIES}社区", f"x{number}", name, 100 + number, *bodies, f"小区长{number}")
            sheet.write_row(number + 1, 0, row)
        sheet = book.add_worksheet(sheet_title(BUILDINGS))
        sheet.write_row(0, 0, ("所属小区", "楼栋编码", "楼栋名称", "户数", "楼栋长", "楼栋长电话"))
        for number in range(ROWS - _COMPOUNDS):
            compound, building = number % _COMPOUNDS, number // _COMPOUNDS
            head = "无" if number % 9 == 0 else f"楼长{number}"
            phone = None if head == "无" else f"139{number:08}"
            sheet.write_row(
                number + 1, 0, (f"{compound}小区", f"x{compound}-{building}", f"{building}号楼", 40, head, phone)
            )
