"""The site for who signs in with the scope of one street."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.service import Service
from api.settings import Settings
from api.signin import Asker, Role, token
from graph_model.scoping import Scope
from tests.browsing import watched
from tests.cases import network
from tests.serving import PATIENCE, served
from tests.small_city import FixedStore

DAY = "asOf=2022-08-19"
STREET = "410202-01"
SIGNED = Settings(store="kaifeng.duckdb", secret="a secret of at least thirty-two bytes")


def signed(*, names: bool) -> str:
    """A token of somebody in 启源街道."""
    return token(SIGNED, Asker("王主任", Scope(frozenset({STREET}), names), Role.READER), 1)


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """The address of a service that people sign in to."""
    compiled = network("kaifeng")
    service = Service(FixedStore(compiled), compiled)  # type: ignore[arg-type]
    with served(create_app(SIGNED, lambda _: service)) as address:
        yield address


def sign_in(page: Page, address: str, *, names: bool) -> None:
    """Open an address, and answer what it asks for."""
    page.goto(address)
    page.get_by_label("登录令牌").fill(signed(names=names))
    page.get_by_role("button", name="登录").click()


def test_a_street_begins_at_itself_and_sees_no_other(browser: Browser, guarded: str) -> None:
    """After signing in the page begins at the street; its list can be saved; another street is not there, the city not to be
    counted."""
    with watched(browser, guarded, expected=("401",)) as page:
        sign_in(page, f"/?{DAY}&indicator=building_head", names=True)
        expect(page.get_by_role("heading", level=1)).to_have_text("启源街道")
        expect(page.get_by_role("img", name="启源街道各处的楼栋长配备率")).to_contain_text("春华社区")
        page.get_by_role("article").filter(has_text="楼栋长配备率").get_by_role("link", name="空白 8").click()
        expect(page.locator("tbody tr")).to_have_count(8)
        with page.expect_download() as saved:
            page.get_by_role("button", name="导出 Excel").click()
        assert saved.value.suggested_filename == "启源街道 楼栋长配备率 空白点 2022-08-19.xlsx"
        with page.expect_popup() as opened:
            page.get_by_role("link", name="以 GraphQL 查看").click()
        editor = opened.value
        editor.locator(".graphiql-query-editor .CodeMirror").wait_for()
        editor.click("button.graphiql-execute-button")
        expect(editor.locator(".result-window")).to_contain_text('"totalCount": 8')
        page.goto(f"/?{DAY}&area=410202-02")
        expect(page.get_by_role("heading", name="这一天没有所找的内容")).to_be_visible()
        page.goto(f"/?{DAY}&area=4102")
        expect(page.get_by_role("heading", name="没有查看此处的权限")).to_be_visible()
        page.get_by_role("button", name="退出登录").click()
        expect(page.get_by_label("登录令牌")).to_be_visible()


def test_without_names_persons_are_masked(browser: Browser, guarded: str) -> None:
    """Whoever may not see names sees them masked in the chain of a place."""
    with watched(browser, guarded, expected=("401",)) as page:
        sign_in(page, f"/linkage?{DAY}&area=410202-01-01-X1", names=False)
        expect(page.get_by_role("list").filter(has_text="小区长")).to_contain_text("戊*")
        expect(page.get_by_text("戊一九")).to_have_count(0)


@pytest.mark.parametrize("path", ["/charts/levels.json", "/exports/gaps.xlsx"])
def test_charts_and_workbooks_are_guarded_as_answers_are(guarded: str, path: str) -> None:
    """Without a token 401; with one nothing beyond its scope."""
    question = {"indicator": "building_head", "by": "COUNTY", "area": "4102", "within": "4102", "asOf": "2022-08-19"}
    with httpx.Client(base_url=guarded, timeout=PATIENCE, trust_env=False) as client:
        assert client.get(path, params=question).status_code == 401
        beyond = client.get(path, params=question, headers={"authorization": f"Bearer {signed(names=True)}"})
    assert beyond.status_code == 403
    assert beyond.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
