"""The report a department hands in, as a workbook, as a table and as JSON."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graph_model.errors import BadQuestion
from graph_model.levels import AreaLevel
from graph_model.periods import Period
from loaders.reports import contents_of, day_of, write_report
from tests.cases import network
from tests.commands import done, run
from tests.small_city import CITY
from tests.test_claims import figure, told_city

DAY = date(2024, 5, 1)
SHEETS = ["说明", "覆盖总表", "分档情况", "空白点与缺岗清单", "交叉任职", "上报与核算对照"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the small city."""
    path = tmp_path_factory.mktemp("report") / "report.xlsx"
    write_report(contents_of(CITY.on(DAY), "41"), path)
    return path


def rows(path: Path, sheet: str, *, values: bool = True) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings: values, or the formulas behind them."""
    headings, *found = openpyxl.load_workbook(path, data_only=values)[sheet].iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in found]


def test_the_sheets_of_a_report(book: Path) -> None:
    """A report has the five tables a department hands in, and a page that says what they are."""
    assert openpyxl.load_workbook(book).sheetnames == SHEETS


def test_coverage_stands_by_area(book: Path) -> None:
    """Each indicator in force has a row for the whole and one for each county; what counts in them is what coverage says."""
    found = rows(book, "覆盖总表")
    assert {row["指标编码"] for row in found} == set(CITY.schemes["default"].indicators)
    heads = [row for row in found if row["指标编码"] == "compound_head"]
    assert [row["区域"] for row in heads] == ["合计（汴市）", "鼓楼区", "龙亭区"]
    answers = [*CITY.coverage("compound_head", as_of=DAY, within="41")]
    answers += CITY.coverage("compound_head", as_of=DAY, within="41", by=AreaLevel.COUNTY)
    assert [(row["分子"], row["分母"], row["未填报"], row["不纳入考核"]) for row in heads] == [
        (one.tally.numerator, one.tally.denominator, one.tally.unknown, one.tally.exempt) for one in answers
    ]


def test_rates_are_formulas_with_the_values_they_come_to(book: Path) -> None:
    """Every rate is a formula over the counts of its row; the value kept beside it is what it comes to."""
    told, computed = rows(book, "覆盖总表"), rows(book, "覆盖总表", values=False)
    for number, (row, formulas) in enumerate(zip(told, computed, strict=True), start=2):
        assert formulas["比例"] == f'=IF(OR(D{number}=0,E{number}=D{number}),"",C{number}/D{number})'
        without = row["分母"] == 0 or row["未填报"] == row["分母"]
        least = None if without else row["分子"] / row["分母"]
        most = None if without else (row["分子"] + row["未填报"]) / row["分母"]
        assert [row["比例"] or None, row["上限"] or None] == [least or None, most or None]


def test_tiers_add_up(book: Path) -> None:
    """Each tier has its share, and the last of an indicator the share of all of them."""
    told, computed = rows(book, "分档情况"), rows(book, "分档情况", values=False)
    for number, (row, formulas) in enumerate(zip(told, computed, strict=True), start=2):
        start, end = re.findall(r"SUM\(D(\d+):D(\d+)\)", formulas["累计比例"])[0]
        assert end == str(number)
        total = sum(one["数目"] for one in told[int(start) - 2 : number - 1])
        assert row["累计比例"] == (pytest.approx(total / row["分母"]) if row["分母"] else None)


def test_composites_are_ranked_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    """Where the scheme has ratios and composites, a sheet has value, grade, rank and the score of each part."""
    write_report(contents_of(network("kaifeng").on(date(2022, 8, 19)), "410212-01"), tmp_path / "r.xlsx")
    found = [row for row in rows(tmp_path / "r.xlsx", "比值与综合评定") if row["指标编码"] == "county_ranking"]
    assert [(row["区域或组织编码"], row["等次"]) for row in found] == [("410212-01", None)]
    assert found[0]["各部分得分（权重）"].startswith("政治引领（30）1；")
    ranked = contents_of(network("kaifeng").on(date(2022, 8, 19)), "4102").scores[0][1]
    assert [row.rank for row in ranked if row.grade_label == "优秀"] == [1]


def test_gaps_name_reason_and_responsible_post(book: Path) -> None:
    """The list holds every gap of every indicator in force, with the reason, the day since, and who should act."""
    found = rows(book, "空白点与缺岗清单")
    assert len(found) == sum(len(CITY.gaps(key, as_of=DAY, within="41")) for key in CITY.schemes["default"].indicators)
    (head,) = [row for row in found if row["编码"] == "C2" and row["指标"] == "小区长配备率"]
    assert (head["所在"], head["起始日期"].date(), head["责任岗位"]) == (
        "汴市/龙亭区/西街道/兰社区",
        date(2023, 1, 1),
        None,
    )
    assert head["建议"] == "由社区组织推选小区长。"


def test_a_text_is_never_a_formula(tmp_path: Path) -> None:
    """A published text that begins with = stays a text in the workbook."""
    path = tmp_path / "r.xlsx"
    city = told_city({}, figure(3, published="=1+1"))
    write_report(contents_of(city.on(DAY), "社"), path)
    cell = openpyxl.load_workbook(path)["上报与核算对照"]["B2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_a_case_is_reported_without_a_store() -> None:
    """`report --case` prints the rates, each with its denominator's name, and every figure with its verdict."""
    told = done("report", "--case", "kaifeng")
    for words in ("小区党组织覆盖率", "小区总数", "33个基层党组织", "限定语成立", "686 < 700", "不可核算，只作记载"):
        assert words in told
    assert run("report", "--case", "kaifng").exit_code == 1
    assert run("report").exit_code == 2


def test_a_period_is_compared_with_the_one_before(tmp_path: Path) -> None:
    """The day is the period's last; each row has the counts of the end of the period before, and what changed as a formula."""
    quarter, city = Period.read("2022-Q2"), network("kaifeng")
    day = day_of(city, quarter, date(2024, 1, 1))
    contents = contents_of(day, "4102", period=quarter)
    write_report(contents, tmp_path / "r.xlsx")
    told, computed = rows(tmp_path / "r.xlsx", "覆盖总表"), rows(tmp_path / "r.xlsx", "覆盖总表", values=False)
    at = next(number for number, row in enumerate(told) if row["指标编码"] == "building_head")
    (now,), (then,) = (
        city.coverage("building_head", as_of=on, within="4102") for on in (date(2022, 6, 30), date(2022, 3, 31))
    )
    assert (told[at]["分子"], told[at]["上期分子"]) == (now.tally.numerator, then.tally.numerator)
    assert now.tally.rate is not None
    assert then.tally.rate is not None
    assert told[at]["增减"] == pytest.approx(now.tally.rate - then.tally.rate)
    assert computed[at]["增减"] == f'=IF(OR(G{at + 2}="",P{at + 2}=""),"",G{at + 2}-P{at + 2})'
    gaps = [
        {gap.subject for gap in city.gaps("building_head", as_of=on, within="4102")}
        for on in (date(2022, 6, 30), date(2022, 3, 31))
    ]
    assert (told[at]["新增空白点"], told[at]["已消除空白点"]) == (len(gaps[0] - gaps[1]), len(gaps[1] - gaps[0]))


def test_a_period_that_is_not_over_is_told_as_of_today() -> None:
    """A running period ends today; of one that has not begun there is no report."""
    assert day_of(CITY, Period.read("2024"), DAY).date == DAY
    with pytest.raises(BadQuestion, match="the period 2024-06 begins on 2024-06-01"):
        day_of(CITY, Period.read("2024-06"), DAY)


def test_a_period_chooses_its_figures() -> None:
    """Of the figures a period has those of itself and of its parts; an area that was not there yet has nothing before."""
    day = network("macheng").on(date(2022, 12, 31))
    year, month = (contents_of(day, "421181", period=Period.read(name)) for name in ("2022", "2022-12"))
    assert {one.figure.period for one in year.figures} >= {one.figure.period for one in month.figures}
    assert {one.figure.period for one in month.figures} <= {"2022-12"}
    new = next(
        row.area for row in day.network.coverage("one_plus_n", as_of=day.date, by=AreaLevel.COMPOUND) if row.area
    )
    assert contents_of(day, new, period=Period.read("1999")).before["one_plus_n"] == {}


def test_the_report_of_a_period_is_printed() -> None:
    """`--period` prints what it compares; a text that names no period is a wrong option."""
    told = done("report", "--case", "kaifeng", "--period", "2022-H1")
    for words in ("2022-H1（截至2022-06-30），对比2021-H2（截至2021-12-31）", "上期比例", "新增空白点"):
        assert words in told
    assert run("report", "--case", "kaifeng", "--period", "2022-Q5").exit_code == 2
    assert run("report", "--case", "kaifeng", "--period", "2022", "--as-of", "2022-01-01").exit_code == 2


def test_json_holds_what_the_workbook_holds(small_store: Path) -> None:
    """`--json` has the coverage, the gaps, the cross-appointments and the figures of the area asked."""
    told = json.loads(done("report", "--within", "汴市", "--as-of", "2024-05-01", "--json", store=small_store))
    assert set(told) == {"area", "asOf", "coverage", "scores", "gaps", "crossAppointments", "figures"}
    assert told["area"] == {"code": "41", "name": "汴市"}
    assert told["coverage"][0]["indicator"] == "party_organization_coverage"
    (ranking, *_) = json.loads(done("report", "--case", "kaifeng", "--json"))["scores"]
    assert ranking["indicator"] == "county_ranking"
    assert sorted(row["rank"] for row in ranking["rows"] if row["rank"]) == [1, 2, 3, 4]
