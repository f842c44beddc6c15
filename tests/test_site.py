"""The site over HTTP: its shells, its files, its charts and workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import httpx
import openpyxl
import pytest

from api.site.views import VIEWS
from tests.serving import PATIENCE

DAY = "2022-08-19"


@pytest.fixture(scope="module")
def client(kaifeng: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=kaifeng, timeout=PATIENCE, trust_env=False) as opened:
        yield opened


@pytest.mark.parametrize("path", [view.path for view in VIEWS])
def test_every_view_forbids_other_hosts(client: httpx.Client, path: str) -> None:
    """Each shell is HTML under a policy that allows this server alone, and nothing written into the page."""
    page = client.get(path)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "//" not in page.text


def test_a_shell_names_its_files(client: httpx.Client) -> None:
    """Whatever a shell links to is there, at an address that changes with the files, so that a browser keeps them for good."""
    page = client.get("/")
    linked = [part.split('"')[0] for part in page.text.split('="/assets/')[1:]]
    (mark,) = {name.split("/")[0] for name in linked}
    assert f"{mark}/main.js" in linked
    for name in [*linked, f"{mark}/plotly/plotly.min.js"]:
        answer = client.get(f"/assets/{name}")
        assert answer.status_code == 200, name
        assert "immutable" in answer.headers["cache-control"]
    assert client.get("/assets/main.js").status_code == 404


def test_a_shell_keeps_place_day_and_indicator(client: httpx.Client) -> None:
    """The navigation goes on with what the address says, and nothing of the address becomes markup."""
    page = client.get(
        "/gaps", params={"area": '4102"><b>', "asOf": DAY, "indicator": "building_head", "after": "x"}
    ).text
    assert f'href="/linkage?area=4102%22%3E%3Cb%3E&amp;asOf={DAY}&amp;indicator=building_head"' in page
    assert "<b>" not in page
    assert 'name="after"' not in page


def test_a_chart_of_levels_has_the_numbers_of_the_rates(client: httpx.Client) -> None:
    """The place, its counties and their towns are tiles that say the rates of `coverage`."""
    question = {"indicator": "building_head", "area": "4102", "by": "COUNTY", "asOf": DAY}
    (drawn,) = client.get("/charts/levels.json", params=question).json()["data"]
    tiles = dict(zip(drawn["ids"], zip(drawn["parents"], drawn["text"], drawn["customdata"], strict=True), strict=True))
    assert tiles["4102"] == ("", "91.1%", "848 / 931，空白 75，不明 8")
    assert tiles["410202"] == ("4102", "89.2%", "231 / 259，空白 24，不明 4")
    assert {parent for parent, _, _ in tiles.values()} >= {"", "4102", "410202"}


def test_a_chart_refused_says_why(client: httpx.Client) -> None:
    """What /graphql refuses, a chart and a workbook refuse with the same words."""
    for path in ("/charts/levels.json", "/exports/gaps.xlsx"):
        answer = client.get(path, params={"indicator": "building_heads", "within": "4102", "area": "4102"})
        assert answer.status_code == 400
        assert "building_head" in answer.json()["errors"][0]["message"]


def test_a_workbook_holds_every_row_of_the_list(client: httpx.Client) -> None:
    """The list of gaps, all pages of it, with a column for every level above; days are days."""
    answer = client.get("/exports/gaps.xlsx", params={"indicator": "building_head", "within": "4102", "asOf": DAY})
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E5%BC%80%E5%B0%81%E5%B8%82")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    heading = next(row for row in rows if "对象" in row)
    listed = [dict(zip(heading, row, strict=True)) for row in rows[rows.index(heading) + 1 :] if row[0]]
    assert len(listed) == 75
    assert listed[0]["乡镇（街道）"] == "启源街道"
    assert (listed[0]["对象"], listed[0]["自何日起"].date()) == ("21号楼", date(2021, 12, 20))
    assert listed[0]["应由谁办"] == "梧苑小区 小区长"


def test_a_neighbourhood_has_the_body_its_people_and_their_other_posts(client: httpx.Client) -> None:
    """Around a body stand its area, what it belongs to, who holds its posts and where else they serve."""
    question = {"organization": "410202-01-01-X1/party_branch", "asOf": DAY}
    drawn = client.get("/charts/neighbourhood.json", params=question).json()["data"]
    named = {name for trace in drawn for name in trace.get("text", [])}
    assert named == {"梧苑小区党支部", "梧苑小区", "社区党委（1）", "壬二四"}


def test_a_trend_is_drawn_from_the_answers(client: httpx.Client) -> None:
    """The chart's line is the rate of `trend`, month by month."""
    question = {"indicator": "building_head", "within": "4102", "from": "2022-07-01", "to": DAY, "step": "MONTH"}
    *_, line = client.get("/charts/trend.json", params=question).json()["data"]
    assert line["x"] == ["2022-07-01", "2022-08-01", DAY]
    assert [round(rate, 4) for rate in line["y"]] == [0.9108] * 3
