"""The site for who cannot see it well, or has no mouse: axe-core (npm) on every view, and the keyboard."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browsing import watched

DAY = "asOf=2022-08-19"
AXE = "axe-core@4.10.3"
VIEWS = {
    "overview": f"/?{DAY}&indicator=building_head",
    "gaps": f"/gaps?{DAY}&indicator=building_head&area=410202",
    "no gaps": f"/gaps?{DAY}&indicator=county_lead",
    "linkage": f"/linkage?{DAY}&area=410202-01-01-X1-L21",
    "matrix": f"/crossings?{DAY}&one=grid&other=property_firm",
    "entries": f"/crossings?{DAY}&part=entries",
    "many": f"/crossings?{DAY}&part=many",
    "person": f"/crossings?{DAY}&person=4102/p1",
    "organization": f"/crossings?{DAY}&organization=410202-01-01-X1/party_branch",
    "figures": f"/figures?{DAY}",
    "trend": f"/trend?{DAY}&indicator=building_head",
    "import": f"/import?{DAY}",
    "indicators": f"/indicators?{DAY}",
    "indicator": f"/indicators?{DAY}&indicator=building_head",
    "an error": "/?area=999999",
}
DESK, PHONE = ViewportSize(width=1440, height=1000), ViewportSize(width=390, height=844)


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core."""
    folder = tmp_path_factory.mktemp("axe")
    install = [
        "npm",
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
        str(folder),
        AXE,
    ]
    subprocess.run(install, check=True)
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("npm") is None, reason="axe-core comes from npm")
@pytest.mark.parametrize("view", VIEWS)
def test_no_view_violates_wcag(browser: Browser, kaifeng: str, axe: str, view: str) -> None:
    """Light on a desk and dark on a phone, axe-core finds nothing in a view, and nothing is wider than the screen."""
    with watched(browser, kaifeng, bypass_csp=True, color_scheme="light", viewport=DESK) as page:
        page.goto(VIEWS[view])
        page.wait_for_selector("main:not([aria-busy])")
        page.wait_for_selector(".waiting", state="detached")
        page.evaluate(axe)
        assert (found := violations(page)) == [], found
        page.get_by_role("button", name="换成深色或浅色").click()
        page.set_viewport_size(PHONE)
        assert (found := violations(page)) == [], found


def violations(page: Page) -> list[tuple[str, str, str]]:
    """What axe-core finds, and whether the page is wider than the screen."""
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    told = [(one["id"], node["html"][:200], node["failureSummary"]) for one in found for node in one["nodes"][:3]]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*told, *([("too wide", str(wide), "")] if wide > 0 else [])]


def test_a_gap_is_reached_without_a_mouse(browser: Browser, kaifeng: str) -> None:
    """From the address alone: skip to the content, take the first card, its gaps, the first of them; the focus is seen."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/?{DAY}")
        expect(page.get_by_role("article").first).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("article").first.get_by_role("link").first).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="空白 5")).to_be_focused()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr")).to_have_count(5)
