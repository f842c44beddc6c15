"""A real browser for tests, and pages that remember what they asked for and what went wrong in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect, sync_playwright

__all__ = ["browsing", "watched"]

PATIENCE = 20_000
"""Milliseconds to wait for anything in the browser."""

expect.set_options(timeout=PATIENCE)


@contextmanager
def browsing(*arguments: str) -> Iterator[Browser]:
    """Chromium as Debian packages it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", *arguments],
            timeout=PATIENCE,
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched(browser: Browser, address: str, *, expected: tuple[str, ...] = (), **context: object) -> Iterator[Page]:
    """A page that reads from `address` alone.

    At the end nothing may have been asked of another host, and nothing may have gone wrong but what is `expected`: console
    errors that hold one of these texts.
    """
    asked: list[str] = []
    wrong: list[str] = []
    opened = browser.new_context(base_url=address, locale="zh-CN", **context)  # type: ignore[arg-type]
    try:
        opened.set_default_timeout(PATIENCE)
        page = opened.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        yield page
        page.unroute_all(behavior="wait")  # what a test answers in the service's place is answered before the end
        away = [url for url in asked if urlsplit(url).scheme not in {"data", "blob"} and not url.startswith(address)]
        unexpected = [text for text in wrong if not any(part in text for part in expected)]
        assert (away, unexpected) == ([], []), (away, unexpected)
    finally:
        opened.close()
