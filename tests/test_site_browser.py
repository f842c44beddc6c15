"""The site in a real browser, on the Kaifeng case: what a clerk of a street office does with it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, expect

from api.app import create_app
from tests.browsing import watched
from tests.serving import served
from tests.small_city import SETTINGS, small_service

DAY = "asOf=2022-08-19"


def test_from_the_city_down_to_a_building(browser: Browser, kaifeng: str) -> None:
    """A card, then the places beneath, one click a level, down to one building and who is responsible there."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/?{DAY}")
        expect(page.get_by_role("heading", level=1)).to_have_text("开封市")
        page.get_by_role("link", name="楼栋长配备率").click()
        expect(page.get_by_role("heading", level=2, name="楼栋长配备率")).to_be_visible()
        for place in ("龙亭区", "启源街道", "春华社区", "梧苑小区", "梧苑小区第5网格"):
            page.get_by_role("table").get_by_role("link", name=place, exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_have_text(place)
        path = page.get_by_role("navigation", name="位置")
        expect(path).to_have_text("开封市龙亭区启源街道春华社区梧苑小区梧苑小区第5网格")
        page.get_by_role("article").filter(has_text="楼栋长").get_by_role("link", name="空白 1").click()
        page.get_by_role("link", name="21号楼").click()
        expect(page.get_by_text("断在楼栋（缺岗）。")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="楼栋长")).to_contain_text("缺岗")


def test_a_tile_leads_to_its_place(browser: Browser, kaifeng: str) -> None:
    """The chart is drawn by the script of this server, and a click on a tile goes down to it."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/?{DAY}&indicator=building_head")
        page.get_by_role("img", name="开封市各处的楼栋长配备率").locator(".slice", has_text="东篱街道").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("东篱街道")


def test_a_list_of_gaps_is_filtered_sorted_and_saved(browser: Browser, kaifeng: str, tmp_path: Path) -> None:
    """The list says reason, since and responsible; a filter leaves what was typed; the workbook holds all of it."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/gaps?{DAY}&indicator=building_head")
        lines = page.locator("tbody tr")
        expect(lines).to_have_count(75)
        expect(lines.first).to_contain_text("楼栋长空缺2021-12-207个月梧苑小区 小区长戊一九")
        page.get_by_role("button", name="对象").click()
        expect(lines.first.get_by_role("rowheader")).to_contain_text("1号楼")
        page.get_by_placeholder("在本页中筛选").fill("龙亭区 梧苑")
        expect(page.locator("tbody tr:visible")).to_have_count(1)
        expect(page.get_by_text("1 / 75 条")).to_be_visible()
        with page.expect_download() as saved:
            page.get_by_role("button", name="导出 Excel").click()
        saved.value.save_as(tmp_path / "list.xlsx")
        assert saved.value.suggested_filename == "开封市 楼栋长配备率 空白点 2022-08-19.xlsx"
        sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
        assert sheet is not None
        assert sheet.max_row == 76


def test_unknown_looks_different_from_none(browser: Browser, kaifeng: str) -> None:
    """What nobody reported has its own list and its own word, and no rate of zero."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/gaps?{DAY}&indicator=building_head&state=UNKNOWN")
        expect(page.locator("tbody tr")).to_have_count(8)
        expect(page.get_by_role("navigation", name="状态")).to_contain_text("情况不明 8")
        expect(page.locator("tbody tr").first).to_contain_text("未填报")
        page.goto("/gaps?asOf=2019-12-31&indicator=building_head")
        expect(page.get_by_role("alert").or_(page.get_by_text("没有考核对象").first)).to_be_visible()


def test_another_day_is_another_answer(browser: Browser, kaifeng: str) -> None:
    """The day chosen stands in the address and stays from view to view."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/gaps?{DAY}&indicator=building_head")
        expect(page.locator("tbody tr")).to_have_count(75)
        page.get_by_label("截至").fill("2021-12-01")
        page.wait_for_url("**asOf=2021-12-01**")
        expect(page.get_by_text("空白点").first).to_be_visible()
        page.get_by_role("navigation", name="视图").get_by_role("link", name="总览").click()
        expect(page.get_by_text("2021年12月1日")).to_be_visible()
        page.get_by_role("link", name="回到今天").click()
        expect(page.get_by_label("截至")).not_to_have_value("2021-12-01")


def test_a_view_can_be_had_as_a_query(browser: Browser, kaifeng: str) -> None:
    """The button opens the query editor with the question of the view and its variables, ready to run."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/linkage?{DAY}&area=410202-01-01-X1")
        expect(page.get_by_text("各环节都有人负责")).to_be_visible()
        with page.expect_popup() as opened:
            page.get_by_role("link", name="以 GraphQL 查看").click()
        editor = opened.value
        editor.locator(".graphiql-query-editor .CodeMirror").wait_for()
        editor.click("button.graphiql-execute-button")
        expect(editor.locator(".result-window")).to_contain_text("十级联动")


def test_what_is_not_there_is_told_with_a_way_on(browser: Browser, kaifeng: str) -> None:
    """A place that does not exist on the day is a notice with ways on, and no empty page."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/?{DAY}&area=999999")
        expect(page.get_by_role("alert")).to_contain_text("这一天没有所找的内容")
        page.get_by_role("link", name="从头看起").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("开封市")


def test_several_places_at_the_top_are_one_view(browser: Browser) -> None:
    """Where no area holds all the others, the page begins with everything, and each of them is a way down."""
    with served(create_app(SETTINGS, small_service)) as address, watched(browser, address) as page:
        page.goto("/linkage?asOf=2024-05-01")
        expect(page.get_by_role("heading", level=1)).to_have_text("全部区域 联动")
        page.get_by_role("link", name="飞地小区").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("飞地小区 联动")
        page.goto("/?asOf=2024-05-01&indicator=compound_head")
        expect(page.get_by_role("article").filter(has_text="小区长")).to_contain_text("1 / 5")


def test_a_page_that_is_not_there_leads_back(browser: Browser, kaifeng: str) -> None:
    """An address that is no view is told in the page's own words, with the navigation."""
    with watched(browser, kaifeng, expected=("404",)) as page:
        page.goto("/nowhere")
        expect(page.get_by_role("heading", level=1)).to_have_text("没有这个页面")
        page.get_by_role("navigation", name="视图").get_by_role("link", name="总览").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("开封市")


def test_at_the_bottom_there_is_nothing_to_go_down_to(browser: Browser, kaifeng: str) -> None:
    """A building has its cards, and in place of a chart the sentence that nothing lies beneath."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/?{DAY}&area=410202-01-01-X1-L21&indicator=building_head")
        expect(page.get_by_role("article").filter(has_text="楼栋长配备率")).to_contain_text("0 / 1")
        expect(page.get_by_text("再往下没有这项指标的考核对象。")).to_be_visible()
        expect(page.locator(".chart")).to_have_count(0)
