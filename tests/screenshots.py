"""`python -m tests.screenshots FOLDER` draws every view of the page on the Kaifeng case: desk and phone, light and dark."""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from api.app import create_app
from api.service import Service
from tests.browsing import browsing
from tests.cases import network
from tests.serving import served
from tests.small_city import SETTINGS, FixedStore

DAY = "asOf=2022-08-19"
VIEWS = {
    "overview": f"/?{DAY}&indicator=building_head",
    "gaps": f"/gaps?{DAY}&indicator=building_head&area=410202-01",
    "linkage": f"/linkage?{DAY}&area=410202-01-01-X1-L21",
    "crossings": f"/crossings?{DAY}",
    "figures": f"/figures?{DAY}",
    "trend": f"/trend?{DAY}&indicator=building_head",
    "import": f"/import?{DAY}&area=410202-01-01",
    "indicators": f"/indicators?{DAY}&indicator=building_head",
}
SIZES = {1440: 900, 390: 844}
THEMES = ("light", "dark")
QUALITY = 60


def main(folder: Path) -> None:
    """Draw them."""
    folder.mkdir(parents=True, exist_ok=True)
    compiled = network("kaifeng")
    app = create_app(SETTINGS, lambda _: Service(FixedStore(compiled), compiled))  # type: ignore[arg-type]
    with served(app) as address, browsing("--hide-scrollbars") as browser:
        for width in SIZES:
            for theme in THEMES:
                _draw(browser, address, folder, width, theme)


def _draw(browser: Browser, address: str, folder: Path, width: int, theme: str) -> None:
    context = browser.new_context(
        base_url=address,
        locale="zh-CN",
        color_scheme=theme,  # type: ignore[arg-type]
        viewport={"width": width, "height": SIZES[width]},
    )
    page = context.new_page()
    for name, path in VIEWS.items():
        page.goto(path)
        page.wait_for_selector("main:not([aria-busy])")
        page.wait_for_selector(".waiting", state="detached")
        (folder / f"{name}-{width}-{theme}.webp").write_bytes(_picture(page))
    context.close()


def _picture(page: Page) -> bytes:
    """The visible part of a page as WebP, which Playwright itself does not write."""
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
