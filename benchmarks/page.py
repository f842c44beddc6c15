"""The page in a real browser: its own work before a view is shown, and how much a view sends."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from benchmarks.city import City
from benchmarks.measure import Row
from benchmarks.serving import INDICATOR, answer_to, answering

__all__ = ["measure"]

CHROMIUM = Path("/usr/bin/chromium")
"""The browser, as Debian packages it."""
PATIENCE = 120_000
"""Milliseconds to wait for anything in the browser."""

PLACES = "query($day: Date!) { areas(level: TOWN, first: 1, asOf: $day) { nodes { code } } }"

SHOWN = """window.shown = new Promise((tell) => {
  const painted = () => requestAnimationFrame(() => setTimeout(() => tell(performance.now())));
  new MutationObserver(painted).observe(document, { subtree: true, attributeFilter: ["aria-busy"] });
});"""
"""Tells when a view is on the screen: its content is there as the page stops being busy, and painted in the next frame."""

SEEN = """() => {
  const [shell] = performance.getEntriesByType("navigation");
  const data = performance.getEntriesByType("resource").filter((one) => !new URL(one.name).pathname.startsWith("/assets/"));
  return {
    asked: data.map((one) => [one.requestStart, one.responseEnd]),
    sent: [shell, ...data].reduce((sum, one) => sum + one.transferSize, 0),
  };
}"""
"""When each query was sent and answered, and the bytes of all but scripts and styles. Times are ms since the navigation."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One view opened once: ms until it is shown, ms of these in which a query was under way, MB sent in all."""

    shown: float
    queries: float
    sent: float


def measure(city: City, runs: int) -> Iterator[Row]:
    """Each view on a day not asked before, when the browser has the scripts; nothing where there is no browser."""
    if not CHROMIUM.exists():
        print(f"  no browser at {CHROMIUM}: the page is not measured", file=sys.stderr)
        return
    with answering(str(city.store)) as connection:
        towns = answer_to(connection, PLACES, {"day": city.last.isoformat()})["areas"]["nodes"]
        views = _views(towns[0]["code"])
        visits: dict[str, list[Visit]] = {name: [] for name in views}
        with _browsing(f"http://127.0.0.1:{connection.port}") as page:
            for run in range(runs + 1):
                day = (city.last - timedelta(days=run)).isoformat()
                for name, (path, asked) in views.items():
                    visits[name].append(_visit(page, f"{path}?{urlencode({**asked, 'asOf': day})}"))
    yield from _rows({name: made[1:] for name, made in visits.items()})


def _views(town: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Path and parameters of each view by its name; without an area it is of the whole city."""
    one = {"indicator": INDICATOR}
    return {
        "总览": ("/", one),
        "总览 of a town": ("/", {**one, "area": town}),
        "空白点与缺岗": ("/gaps", one),
        "联动 of a town": ("/linkage", {"area": town}),
        "交叉任职": ("/crossings", {}),
        "双向进入 of a town": ("/crossings", {"part": "entries", "area": town}),
        "上报与核算 (nothing published)": ("/figures", {}),
        "趋势": ("/trend", one),
        "指标": ("/indicators", one),
    }


def _rows(visits: Mapping[str, Sequence[Visit]]) -> Iterator[Row]:
    for name, made in visits.items():
        work = [one.shown - one.queries for one in made]
        yield Row(f"the page {name}: work until it is shown, besides its queries", work, "ms", 200)
    slowest = max(visits, key=lambda name: statistics.median(one.shown for one in visits[name]))
    yield Row(
        f"the slowest page ({slowest}) until it is shown, queries and all",
        [one.shown for one in visits[slowest]],
        "ms",
    )
    largest = max(visits, key=lambda name: statistics.median(one.sent for one in visits[name]))
    yield Row(
        f"the largest page ({largest}): document, answers and charts sent, all but scripts and styles",
        [one.sent for one in visits[largest]],
        "MB",
        1,
    )


@contextmanager
def _browsing(address: str) -> Iterator[Page]:
    """A page of a browser that tells when a view is shown."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            page = browser.new_page(base_url=address, locale="zh-CN")
            page.set_default_timeout(PATIENCE)
            page.add_init_script(SHOWN)
            yield page
        finally:
            browser.close()


def _visit(page: Page, address: str) -> Visit:
    """Open a view and wait until all of it is there, also what it does not wait for itself.

    Raises:
        RuntimeError: the view was refused an answer.
    """
    page.goto(address)
    shown = page.evaluate("shown")
    page.wait_for_selector(".waiting", state="detached")
    page.wait_for_load_state("networkidle")
    if refused := page.get_by_role("alert").all_inner_texts():
        raise RuntimeError(f"{address}: {refused}")
    seen = page.evaluate(SEEN)
    # What is answered only after the view is shown was not waited for, and its time is not taken off.
    awaited = [(begun, ended) for begun, ended in seen["asked"] if ended <= shown]
    return Visit(shown, _together(awaited), seen["sent"] / 1e6)


def _together(spans: Sequence[tuple[float, float]]) -> float:
    """How long at least one of the spans was under way."""
    total, until = 0.0, 0.0
    for begun, ended in sorted(spans):
        total += max(0.0, ended - max(begun, until))
        until = max(until, ended)
    return total
