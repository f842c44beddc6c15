"""How many requests are let in at once, and who is asked to come again."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import httpx

from api.app import create_app
from api.limits import Limits
from tests.serving import PATIENCE, served
from tests.small_city import SETTINGS, small_service

PLACES = 3
HEAD = "POST /graphql HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"


@contextmanager
def serving(seconds: float) -> Iterator[str]:
    """A server with few places and this much patience."""
    limits = Limits(requests=PLACES, seconds=seconds)
    with served(create_app(replace(SETTINGS, limits=limits), small_service)) as address:
        yield address


def begun(address: str) -> socket.socket:
    """A connection that has sent the head of a request, and nothing of its body."""
    place = urlsplit(address)
    opened = socket.create_connection((place.hostname, place.port), PATIENCE)
    opened.sendall(HEAD.format(host=place.netloc).encode())
    return opened


def ask(address: str) -> httpx.Response:
    return httpx.post(f"{address}/graphql", json={"query": "{ revision }"}, timeout=PATIENCE, trust_env=False)


def test_whoever_comes_on_top_is_asked_to_come_again() -> None:
    """With every place taken a request is 503 at once and says when to come again; health is still told."""
    with serving(PATIENCE) as address, ExitStack() as stack:
        for _ in range(PLACES):
            stack.enter_context(closing(begun(address)))
        until = time.monotonic() + PATIENCE
        while (answer := ask(address)).status_code != 503 and time.monotonic() < until:
            pass
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        assert answer.json()["errors"][0]["extensions"]["code"] == "QUERY_TIMEOUT"
        assert httpx.get(f"{address}/healthz", trust_env=False).status_code == 200
        stack.close()
        while (answer := ask(address)).status_code != 200 and time.monotonic() < until:
            time.sleep(0.05)
        assert answer.json()["data"] == {"revision": 7}


def test_a_body_that_does_not_come_gives_its_place_back() -> None:
    """Who sends a body drop by drop is told 408 when the time is up; one alone, who keeps nobody out, is not."""
    with serving(0.2) as address, ExitStack() as stack:
        waiting = [stack.enter_context(closing(begun(address))) for _ in range(PLACES)]
        told, _, _ = select.select(waiting, [], [], PATIENCE)
        assert told[0].recv(4096).startswith(b"HTTP/1.1 408 ")
