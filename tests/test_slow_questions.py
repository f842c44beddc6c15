"""A question that takes long holds up nobody but others that do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from api.app import create_app
from graph_model import happenings
from graph_model.errors import BadQuestion
from tests.serving import PATIENCE, asking
from tests.small_city import DAY, SETTINGS, small_service

SLOW = f'{{ changes(from: "2020-01-01", to: "{DAY}") {{ totalCount }} }}'


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with asking(create_app(SETTINGS, small_service)) as opened:
        yield opened


def test_others_are_answered_meanwhile(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """While what happened is being looked up, questions and probes are answered; in the end so is the slow one."""
    begun, go_on = threading.Event(), threading.Event()

    def held_up(*_: object) -> list[Any]:
        begun.set()
        assert go_on.wait(PATIENCE)
        raise BadQuestion("held up")

    monkeypatch.setattr(happenings, "happenings", held_up)
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(client.post, "/graphql", json={"query": SLOW})
        assert begun.wait(PATIENCE)
        assert client.post("/graphql", json={"query": "{ revision }"}).json()["data"] == {"revision": 7}
        assert client.get("/readyz").status_code == 200
        assert not slow.done()
        go_on.set()
        assert "held up" in slow.result(PATIENCE).json()["errors"][0]["message"]
