"""What an operator sees: figures for Prometheus, lines of a log, and nothing of what was asked."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.logs import JsonLines
from api.service import Service
from api.settings import Settings
from api.watching import TOGETHER, Watching
from graph_model.errors import InvalidInput
from tests.serving import PATIENCE, asking
from tests.small_city import SETTINGS, small_service

SECRET = "人员甲"
NAMING = f'{{ areas(search: "{SECRET}") {{ totalCount }} }}'
WRONG = f'{{ area(code: "{SECRET}") {{ code }} }}'


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    watching = Watching(requests="all", indicators=("compound_head",))
    with asking(create_app(replace(SETTINGS, watching=watching), small_service)) as opened:
        yield opened


def figures(client: httpx.Client) -> dict[str, float]:
    """Every figure, by its name and labels."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        " ".join([sample.name, *(f"{key}={value}" for key, value in sorted(sample.labels.items()))]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(JsonLines().format(one)) for one in caplog.records if getattr(one, "event", None) == "answered"]


def test_requests_are_counted_by_kind_and_status(client: httpx.Client) -> None:
    """A query, the same again, a refusal and a path that is not there: each is counted under what it was."""
    before = figures(client)
    client.post("/graphql", json={"query": "{ revision __typename }"})
    client.post("/graphql", json={"query": "{ revision __typename }"})
    client.post("/graphql", json={"query": WRONG})
    client.post("/graphql", content=b"{")
    client.get("/nowhere")
    after = figures(client)
    grown = {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)}
    assert grown["liandong_requests_total kind=query status=200"] == 2
    assert grown["liandong_requests_total kind=kept status=200"] == 1
    assert grown["liandong_requests_total kind=other status=415"] == 1
    assert grown["liandong_requests_total kind=other status=404"] == 1
    assert grown["liandong_refusals_total code=NOT_FOUND"] == 1
    assert grown["liandong_request_seconds_count kind=kept"] == 1


def test_the_state_of_the_service_is_told(client: httpx.Client) -> None:
    """Revision, lag, and the coverage of the indicators that were asked for, as `coverage` answers it."""
    query = '{ coverage(indicator: "compound_head") { numerator denominator unknown exempt rate rateAtMost } }'
    (row,) = client.post("/graphql", json={"query": query}).json()["data"]["coverage"]
    told = figures(client)
    assert (told["liandong_revision"], told["liandong_store_revision"], told["liandong_behind_seconds"]) == (7, 7, 0)
    for name in ("numerator", "denominator", "unknown", "exempt"):
        assert told[f"liandong_coverage count={name} indicator=compound_head"] == row[name]
    assert told["liandong_coverage_rate indicator=compound_head"] == row["rate"]
    assert told["liandong_coverage_rate_at_most indicator=compound_head"] == row["rateAtMost"]


def test_a_line_says_how_it_went_and_not_what_was_asked(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """A request's line has the id that the asker was given, and no name, no text, no path that is not ours."""
    with caplog.at_level(logging.INFO, "liandong.requests"):
        answers = [client.post("/graphql", json={"query": query}) for query in (NAMING, WRONG)]
        client.get(f"/{SECRET}?name={SECRET}", headers={"authorization": f"Bearer {SECRET.encode().hex()}"})
        until = time.monotonic() + PATIENCE
        while len(lines(caplog)) < 3 and time.monotonic() < until:
            time.sleep(0.01)
    told = lines(caplog)
    assert [one["request"] for one in told[:2]] == [answer.headers["x-request-id"] for answer in answers]
    assert [one["codes"] for one in told] == [[], ["NOT_FOUND"], []]
    assert [one["path"] for one in told] == ["/graphql", "/graphql", "other"]
    assert all(one["level"] == "info" and one["ms"] > 0 for one in told)
    whole = json.dumps(told, ensure_ascii=False)
    assert SECRET not in whole
    assert SECRET.encode().hex() not in whole


@pytest.mark.parametrize(("requests", "written"), [("all", 2), ("notable", 1), ("none", 0)])
def test_which_requests_are_written_is_a_setting(requests: Any, written: int, caplog: pytest.LogCaptureFixture) -> None:
    """All, those that were refused, changed something or took long, or none."""
    app = create_app(replace(SETTINGS, watching=Watching(requests=requests)), small_service)
    with caplog.at_level(logging.INFO, "liandong.requests"), asking(app) as client:
        client.post("/graphql", json={"query": "{ revision }"})
        client.post("/graphql", json={"query": WRONG})
    assert len(lines(caplog)) == written


def test_an_error_is_logged_by_its_place_and_not_by_its_words() -> None:
    """What an exception says may hold a record; its type and the line it came from are enough."""
    try:
        raise KeyError(SECRET)  # noqa: TRY301
    except KeyError:
        record = logging.LogRecord("liandong.api", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    line = json.loads(JsonLines().format(record))
    assert (line["error"], line["event"], line["level"]) == ("KeyError", "failed", "error")
    assert "test_watching.py" in line["where"][0]
    assert SECRET not in json.dumps(line, ensure_ascii=False)


def test_an_indicator_that_is_not_there_ends_the_start(tmp_path: Path) -> None:
    """A misspelt indicator is told when the service starts, with the nearest one, before a store is opened."""
    settings = Settings(store=str(tmp_path / "city.duckdb"), watching=Watching(indicators=("compund_head",)))
    with pytest.raises(InvalidInput, match="compound_head"):
        Service.open(settings)
    assert list(tmp_path.iterdir()) == []


COUNTING = """
from api.service import Service
from api.settings import Settings
from api.watching import Figures, Noted
figures = Figures()
figures.count(Noted("query"), 200, 0.001)
from prometheus_client import generate_latest
print(generate_latest(figures.registry).decode())
"""


def test_several_processes_count_together(tmp_path: Path) -> None:
    """With a folder in common the figures of one process hold those of the others."""
    command, environment = [sys.executable, "-c", COUNTING], {**os.environ, TOGETHER: str(tmp_path)}
    root = Path(__file__).parent.parent
    told = [
        subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    ]
    assert 'liandong_requests_total{kind="query",status="200"} 2.0' in told[1]
