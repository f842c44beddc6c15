"""The view that takes a workbook, in a real browser; told by hand what the service answers, and on the real service."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import openpyxl
import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from api.app import create_app
from tests.browsing import watched
from tests.serving import PATIENCE, served
from tests.small_city import stored
from tests.workbooks import ledger, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = FilePayload(name="启源台账.xlsx", mimeType=XLSX, buffer=b"PK")
PREVIEW: dict[str, Any] = {
    "name": "启源台账.xlsx",
    "on": "2024-05-01",
    "revision": 12,
    "applied": None,
    "changes": True,
    "tables": [{"table": "areas", "label": "区域", "added": 2, "changed": 1, "ended": 0, "unchanged": 31}],
    "differences": [
        {"table": "区域", "sort": "变更", "code": "c1-01", "name": "甲小区", "details": ["户数：100 → 120"]},
        {"table": "任职", "sort": "终止", "code": "c1-01/head/p1", "name": None, "details": []},
    ],
    "omitted": 3,
    "notices": ["按春华社区完整填报"],
    "problems": [],
    "questions": [],
}
PROBLEM = {
    "sheet": "小区台账",
    "row": 5,
    "column": "户数",
    "message": "应为整数",
    "found": "一百",
    "expected": "整数",
    "hint": None,
    "text": "小区台账第5行“户数”列：应为整数",
}


def answering(page: Page, *answers: dict[str, Any]) -> list[dict[str, list[str]]]:
    """The parameters of each request to /imports, which is answered with these in turn."""
    asked: list[dict[str, list[str]]] = []

    def answer(route: Route) -> None:
        asked.append(parse_qs(urlsplit(route.request.url).query))
        assert route.request.headers["content-type"] == XLSX
        route.fulfill(**answers[len(asked) - 1])

    page.route("**/imports?**", answer)
    return asked


def test_a_right_workbook_is_shown_and_then_written(browser: Browser, kaifeng: str) -> None:
    """First what would change, by table and record by record; then, on a click, it is written against that revision."""
    with watched(browser, kaifeng) as page:
        asked = answering(page, {"json": PREVIEW}, {"json": {**PREVIEW, "applied": 13}})
        page.goto("/import?area=410202-01-01&asOf=2022-08-19")
        page.get_by_label("填报日期").fill("2024-05-01")
        page.get_by_label("这份表写全了春华社区").check()
        page.set_input_files("#file", FILE)
        expect(page.get_by_role("table", name="各类记录的变化").locator("tbody tr")).to_have_text("区域21031")
        lines = page.get_by_role("table", name="逐条的变化").locator("tbody tr")
        expect(lines).to_have_text(["甲小区区域变更户数：100 → 120", "c1-01/head/p1任职终止—"])
        expect(page.get_by_text("另有 3 条没有列出。")).to_be_visible()
        page.get_by_role("button", name="写入").click()
        expect(page.get_by_text("数据现在是版本 13。")).to_be_visible()
    common = {"on": ["2024-05-01"], "completeFor": ["410202-01-01"], "name": ["启源台账.xlsx"]}
    assert asked == [common, {**common, "apply": ["12"]}]


def test_a_wrong_workbook_shows_every_mistake_in_its_place(browser: Browser, kaifeng: str) -> None:
    """Each mistake says sheet, row, column, what was found and expected; the marked copy can be had; nothing can be written."""
    wrong = {**PREVIEW, "changes": False, "tables": [], "differences": [], "problems": [PROBLEM]}
    copy = {"content-type": XLSX, "content-disposition": "attachment; filename*=UTF-8''%E6%A0%87%E6%B3%A8.xlsx"}
    with watched(browser, kaifeng, expected=("422",)) as page:
        asked = answering(page, {"status": 422, "json": wrong}, {"body": b"PK", "headers": copy})
        page.goto("/import")
        page.set_input_files("#file", FILE)
        expect(page.get_by_role("heading", name="1 处要改，什么也没有写入")).to_be_visible()
        line = page.get_by_role("table", name="要改的地方").locator("tbody tr")
        expect(line).to_have_text("小区台账第 5 行，“户数”列应为整数一百整数")
        expect(page.get_by_role("button", name="写入")).to_have_count(0)
        with page.expect_download() as saved:
            page.get_by_role("button", name="下载标注好的副本").click()
        assert saved.value.suggested_filename == "标注.xlsx"
    assert asked[1]["marked"] == ["1"]


@pytest.mark.parametrize(
    ("status", "code", "heading"), [(403, "FORBIDDEN", "不能导入这份表"), (409, "CONFLICT", "数据正在更新")]
)
def test_a_refusal_is_told(browser: Browser, kaifeng: str, status: int, code: str, heading: str) -> None:
    """Who may not, or comes too late, reads why."""
    refused = {"errors": [{"message": "请重新预览", "extensions": {"code": code}}]}
    with watched(browser, kaifeng, expected=(str(status),)) as page:
        answering(page, {"status": status, "json": refused})
        page.goto("/import")
        page.set_input_files("#file", FILE)
        expect(page.get_by_role("alert")).to_contain_text("请重新预览")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_the_template_is_in_the_words_of_the_scheme(kaifeng: str) -> None:
    """The empty workbook of a scheme comes under its name; an unknown scheme is refused."""
    with httpx.Client(base_url=kaifeng, timeout=PATIENCE, trust_env=False) as client:
        made = client.get("/exports/template.xlsx", params={"scheme": "kaifeng"})
        assert "小区台账" in openpyxl.load_workbook(io.BytesIO(made.content)).sheetnames
        assert client.get("/exports/template.xlsx", params={"scheme": "kaifing"}).status_code == 400


def test_a_workbook_goes_in_from_the_page(browser: Browser, tmp_path: Path) -> None:
    """On the real service: a wrong workbook is told by cell, the mended one is shown and written, and its compound is there."""
    row = {"所属社区": "梅社区", "小区编码": "C8", "小区名称": "戊小区", "户数": 120, "小区长": "赵六"}
    wrong = workbook(tmp_path / "错的.xlsx", {"小区台账": ledger({**row, "户数": "很多"})})
    right = workbook(tmp_path / "对的.xlsx", {"小区台账": ledger(row)})
    app = create_app(stored(tmp_path / "city.duckdb"))
    with served(app) as address, watched(browser, address, expected=("422",)) as page:
        page.goto("/import?area=41&asOf=2024-05-01")
        page.get_by_label("填报日期").fill("2024-05-01")
        page.set_input_files("#file", wrong)
        line = page.get_by_role("table", name="要改的地方").locator("tbody tr")
        expect(line).to_contain_text("小区台账第 2 行，“户数”列")
        with page.expect_download() as saved:
            page.get_by_role("button", name="下载标注好的副本").click()
        assert saved.value.suggested_filename == "错的.标注.xlsx"
        page.set_input_files("#file", right)
        expect(page.get_by_role("table", name="逐条的变化")).to_contain_text("戊小区区域新增")
        page.get_by_role("button", name="写入").click()
        expect(page.get_by_role("heading", name="已写入")).to_be_visible()
        page.goto("/linkage?area=C8&asOf=2024-05-01")
        expect(page.locator(".chain li", has_text="戊小区")).to_contain_text("赵六")
