"""The query editor in a real browser: it opens, answers, and asks no other host for anything."""

from __future__ import annotations

from playwright.sync_api import Browser

from api.app import create_app
from tests.browsing import watched
from tests.serving import asking, served
from tests.small_city import SETTINGS, small_service


def test_the_editor_runs_a_query_and_stays_with_this_server(browser: Browser) -> None:
    """The page loads, knows the schema, runs its first question, and every request goes to our server."""
    asked: list[str] = []
    with served(create_app(SETTINGS, small_service)) as address, watched(browser, address) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/graphql")
        page.wait_for_selector(".graphiql-query-editor .CodeMirror")
        assert "楼栋长配备率" in page.inner_text(".graphiql-query-editor")
        page.click("button.graphiql-execute-button")
        page.locator(".result-window").get_by_text("denominatorName").first.wait_for()
        shown = page.inner_text(".result-window")
        page.click("button[aria-label='Show Documentation Explorer']")
        page.click(".graphiql-doc-explorer a >> nth=0")
        page.locator(".graphiql-doc-explorer").get_by_text("可以问的问题").first.wait_for()
    assert "鼓楼区" in shown
    assert any("graphiql.min.js" in url for url in asked)


def test_the_page_forbids_other_hosts() -> None:
    """The page's own headers tell the browser to load and to ask from this server alone."""
    with asking(create_app(SETTINGS, small_service)) as client:
        page = client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "//" not in page.text


def test_a_page_is_shown_to_browsers_alone() -> None:
    """Whoever wishes for JSON gets JSON at the same address."""
    with asking(create_app(SETTINGS, small_service)) as client:
        answer = client.get("/graphql", headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/json")
