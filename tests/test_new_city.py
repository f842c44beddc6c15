"""The page on a new city is executed: its scheme, its workbook, its commands, and what they say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from loaders.workbook.layout import sheet_title
from tests.commands import done

PAGE = (Path(__file__).parent.parent / "docs" / "new-city.md").read_text(encoding="utf-8")
(SCHEME,) = re.findall(r"```yaml\n(.+?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"^\$ liandong (.+)$", PAGE, re.MULTILINE)
SAID = re.findall(r"The first says.+?```\n(.+?)```", PAGE, re.DOTALL)[0].splitlines()


def sheets() -> dict[str, list[list[str | float | None]]]:
    """The tables of the page by their titles."""
    found = {}
    for title, table in re.findall(r"\*\*(\S+)\*\*:[^\n]*\n\n((?:\|.*\n)+)", PAGE):
        heading, _, *rows = (
            [cell.strip() or None for cell in line.strip("|\n").split("|")] for line in table.splitlines()
        )
        found[title] = [heading, *([_number(cell) for cell in row] for row in rows)]
    return found


def _number(cell: str | None) -> str | float | None:
    return float(cell) if cell and re.fullmatch(r"\d+(\.\d+)?", cell) else cell


def test_the_scheme_is_short() -> None:
    """A city's words take less than thirty lines, and the sheets are those of the template."""
    assert len(SCHEME.splitlines()) < 30
    assert list(sheets()) == [sheet_title("areas"), "小区台账", sheet_title("figures")]


def test_the_page_leads_to_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its commands, run in order in an empty folder with its scheme and its workbook, give the lines it prints."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "our" / "schemes").mkdir(parents=True)
    (tmp_path / "our" / "catalogue").mkdir()
    (tmp_path / "our" / "schemes" / "jiangkou.yaml").write_text(SCHEME, encoding="utf-8")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets().items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save("江口.xlsx")
    outputs = [done(*shlex.split(command)) for command in COMMANDS]
    listed, _, report, _, gaps = outputs
    assert "compound_head" in listed
    lines = [line.split() for line in report.splitlines()]
    assert [line for line in SAID if line.split() not in lines] == []
    assert "柳树新村" in gaps
    assert set(openpyxl.load_workbook("江口报告.xlsx").sheetnames) >= {"覆盖总表", "空白点与缺岗清单", "上报与核算对照"}
