"""A department's own form: bound cells are filled, a side sheet says from what, and a wrong binding is told with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from api.cli.context import area_code
from graph_model.errors import InvalidInput
from loaders.forms import SHEET, fill, filled_path
from loaders.telling import Teller
from tests.cases import network
from tests.commands import done, run
from tests.small_city import CITY, SCHEMES

DAY = date(2024, 5, 1)


def form(path: Path, cells: Mapping[str, Any], title: str = "街道汇总") -> Path:
    """A workbook with these cells on one sheet."""
    book = openpyxl.Workbook()
    book.active.title = title
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)
    return path


def filled(path: Path, cells: Mapping[str, Any], within: str | None = "41") -> Any:
    """The filled copy of such a form."""
    to = path / "out.xlsx"
    fill(form(path / "form.xlsx", cells), to, CITY, DAY, within, area_code)
    return openpyxl.load_workbook(to)


def test_bound_cells_get_numbers(tmp_path: Path) -> None:
    """A cell that is one binding gets a number, a rate with a format; what has words around it is put into them."""
    book = filled(
        tmp_path,
        {
            "A1": "{{区域}}各县区小区长配备情况（截至{{日期}}）",
            "B2": "{{覆盖率 compound_head}}",
            "C2": "{{分子 小区长配备率 龙亭区}}",
            "D2": "{{ 分母　compound_head　4102 2022-12-31 }}",
            "E2": "已配备{{分子 compound_head}}个，占{{覆盖率 compound_head}}",
            "F2": "{{数目 party_coverage_by_mode 档:own}}",
            "G2": "合计",
        },
    )
    sheet = book["街道汇总"]
    whole = CITY.coverage("compound_head", as_of=DAY, within="41")[0].tally
    assert sheet["A1"].value == "汴市各县区小区长配备情况（截至2024-05-01）"
    assert (sheet["B2"].value, sheet["B2"].number_format) == (whole.rate, "0.0%")
    assert sheet["C2"].value == CITY.coverage("compound_head", as_of=DAY, within="4102")[0].tally.numerator
    before = CITY.coverage("compound_head", as_of=date(2022, 12, 31), within="4102")[0].tally
    assert sheet["D2"].value == before.denominator
    assert sheet["E2"].value == f"已配备{whole.numerator:.0f}个，占{whole.rate:.1%}"
    assert (sheet["F2"].value, sheet["G2"].value) == (1, "合计")


def test_an_area_may_stand_in_another_cell(tmp_path: Path) -> None:
    """`@A3` is the area whose name or code cell A3 holds, so that a form can be copied down."""
    book = filled(
        tmp_path, {"A3": "龙亭区", "A4": 4101, "B3": "{{分母 compound_head @A3}}", "B4": "{{分母 compound_head @A4}}"}
    )
    wanted = [CITY.coverage("compound_head", as_of=DAY, within=code)[0].tally.denominator for code in ("4102", "4101")]
    assert [book["街道汇总"][place].value for place in ("B3", "B4")] == wanted


def test_a_comment_may_hold_the_binding(tmp_path: Path) -> None:
    """A binding in a cell's comment fills the cell, and the comment is gone."""
    path = form(tmp_path / "form.xlsx", {"B2": "待填"})
    book = openpyxl.load_workbook(path)
    book.active["B2"].comment = Comment("{{分母 compound_head}}", "科室")
    book.save(path)
    fill(path, tmp_path / "out.xlsx", CITY, DAY, "41", area_code)
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").active["B2"]
    assert (cell.value, cell.comment) == (
        CITY.coverage("compound_head", as_of=DAY, within="41")[0].tally.denominator,
        None,
    )


def test_the_side_sheet_says_where_each_number_comes_from(tmp_path: Path) -> None:
    """For each filled cell: the indicator, the area, the day, the counts and the gap rows behind it."""
    book = filled(tmp_path, {"B2": "{{空白点 compound_head 龙亭区}}"})
    headings, row = book[SHEET].iter_rows(values_only=True)
    told = dict(zip(headings, row, strict=True))
    codes = [gap.subject for gap in CITY.gaps("compound_head", as_of=DAY, within="4102")]
    assert (told["单元格"], told["指标编码"], told["区域编码"]) == ("街道汇总!B2", "compound_head", "4102")
    assert (told["截至日期"].date(), told["填入"], told["空白点数"]) == (DAY, len(codes), len(codes))
    assert told["空白点（编码，最多二十个）"] == "、".join(codes)


def test_what_has_no_value_is_a_dash(tmp_path: Path) -> None:
    """A rate of nothing is a dash, not 0 and not 100 %."""
    assert filled(tmp_path, {"B2": "{{覆盖率 unit_head}}"})["街道汇总"]["B2"].value == "—"


def test_a_score_of_organizations_fills_no_cell(tmp_path: Path) -> None:
    """A cell is of a place, and a place has no star of its firms: the error says so with the cell."""
    path = form(tmp_path / "f.xlsx", {"B2": "{{等次 firm_stars}}"})
    with pytest.raises(InvalidInput, match=r"!B2: the indicator grades organizations, not places; found firm_stars"):
        fill(path, tmp_path / "o.xlsx", network("guancheng"), date(2022, 7, 7), None, area_code)


def test_a_composite_fills_value_and_grade(tmp_path: Path) -> None:
    """值 and 等次 are of ratios and composites."""
    path = form(tmp_path / "f.xlsx", {"A1": "{{等次 county_ranking 鼓楼区}}", "B1": "{{值 county_ranking 鼓楼区}}"})
    fill(path, tmp_path / "o.xlsx", network("kaifeng"), date(2022, 8, 19), None, area_code)
    sheet = openpyxl.load_workbook(tmp_path / "o.xlsx").active
    assert sheet["A1"].value == "优秀"
    assert sheet["B1"].value == pytest.approx(0.9375, abs=0.01)


WRONG = {
    "A1": ("{{覆盖绿 compound_head}}", "占位符的第一个词不认识；填的是“覆盖绿”", "是否为“覆盖率”？"),
    "A2": ("{{覆盖率 compound_haed}}", "没有这个指标；填的是“compound_haed”", "是否为“compound_head”？"),
    "A3": ("{{覆盖率 小区掌配备率}}", "没有这个指标", "是否为“小区长配备率”？"),
    "A4": ("{{分子 compound_head 龙停区}}", "当日没有这个区域；填的是“龙停区”", "龙亭区"),
    "A5": ("{{数目 party_coverage_by_mode 档:owm}}", "这个指标没有这一档", "是否为“own”？"),
    "A6": ("{{覆盖率 county_ranking}}", "这个指标没有这一项", "值"),
    "A7": ("{{覆盖率}}", "占位符没有写指标", "building_head"),
    "A8": ("{{分子 compound_head 4101 4102}}", "占位符有重复的内容", ""),
    "A9": ("{{数目 party_coverage_by_mode}}", "没有写哪一档", "档:own"),
}


def test_everything_wrong_is_told_with_its_cell(tmp_path: Path) -> None:
    """Each wrong binding is told in Chinese with its cell and the nearest right word, all at once; nothing is written."""
    path = form(tmp_path / "表.xlsx", {cell: text for cell, (text, _, _) in WRONG.items()})
    with pytest.raises(InvalidInput) as caught:
        fill(path, tmp_path / "out.xlsx", CITY, DAY, "41", area_code)
    teller = Teller(SCHEMES)
    told = [str(teller.tell(problem)) for problem in caught.value.problems]
    assert len(told) == len(WRONG)
    for sentence, (cell, (_, words, hint)) in zip(told, WRONG.items(), strict=True):
        assert sentence.startswith(f"表.xlsx　街道汇总!{cell}：{words}")
        assert hint in sentence
    assert not (tmp_path / "out.xlsx").exists()


def test_a_form_is_filled_by_the_command(small_store: Path, tmp_path: Path) -> None:
    """`report --form` writes a copy beside the form, never the form itself, and says what is wrong with it."""
    path, asked = form(tmp_path / "表.xlsx", {"B2": "{{分母 compound_head 汴市}}"}), ("--as-of", "2024-05-01")
    assert "1处" in done("report", "--form", path, *asked, store=small_store)
    wanted = CITY.coverage("compound_head", as_of=DAY, within="41")[0].tally.denominator
    assert openpyxl.load_workbook(filled_path(path)).active["B2"].value == wanted
    assert run("report", "--form", path, "--out", path, store=small_store).exit_code == 2
    result = run("report", "--form", form(tmp_path / "空.xlsx", {"A1": "无"}), store=small_store)
    assert (result.exit_code, "没有一个单元格写有占位符" in result.output) == (1, True)
