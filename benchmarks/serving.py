"""Over HTTP: answers against `{ __typename }` on the same server, the same connection, asked in turns."""

from __future__ import annotations

import functools
import http.client
import itertools
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from benchmarks.city import City
from benchmarks.measure import Row, ratio, runs_of

__all__ = [
    "COVERAGE",
    "INDICATOR",
    "answer_to",
    "answering",
    "body_of",
    "free_port",
    "level_with_rows",
    "measure",
    "sent",
]

LEVELS = ("COUNTY", "TOWN", "COMMUNITY")
INDICATOR = "building_head"
A_ROW = 40e-6
"""Seconds that a row of coverage(by:) may take besides."""

TYPENAME = "{ __typename }"
COVERAGE = """query ($indicator: String!, $by: AreaLevel!, $day: Date!) {
  coverage(indicator: $indicator, by: $by, asOf: $day) {
    area { code name } remainder numerator denominator rate rateAtMost unknown exempt
  }
}"""
GAPS = """query ($indicator: String!, $day: Date!) {
  gaps(indicator: $indicator, asOf: $day, first: 100) {
    edges { node {
      subject { __typename ... on Area { code name } ... on Organization { code name } ... on Post { code } }
      area { code name } reason since
    } }
    pageInfo { hasNextPage endCursor }
  }
}"""


def measure(city: City, runs: int) -> Iterator[Row]:
    """The ratios of the two answers people ask for most, and what stands behind them in milliseconds.

    The service keeps encoded answers by the bytes of the request. Worked out anew: every request is told apart by an
    extension nobody reads. Kept: the same bytes again.
    """
    with answering(str(city.store)) as connection:
        asked = {"indicator": INDICATOR, "day": city.last.isoformat()}
        by, rows = level_with_rows(connection, asked)
        questions = {TYPENAME: {}, COVERAGE: {**asked, "by": by}, GAPS: asked}
        page = len(_ask(connection, body_of(GAPS, asked))["gaps"]["edges"])
        number = itertools.count()
        anew = [
            functools.partial(
                lambda query, values: _send(connection, body_of(query, values, next(number))), query, values
            )
            for query, values in questions.items()
        ]
        kept = [functools.partial(_send, connection, body_of(query, values)) for query, values in questions.items()]
        base, covered, paged = runs_of(runs * 40, *anew)
        base_kept, covered_kept, paged_kept = runs_of(runs * 40, *kept)
    yield Row(f"`{TYPENAME}` over HTTP", _milli(base), "ms")
    yield Row(f"`coverage(by: {by})`, {rows} rows, over HTTP", _milli(covered), "ms")
    yield Row(f"the same less 40 µs a row, against `{TYPENAME}`", ratio(_spared(covered, rows), base), "×", 1.5)
    yield Row(f"a page of {page} gaps over HTTP", _milli(paged), "ms")
    yield Row(f"the same against `{TYPENAME}`", ratio(paged, base), "×", 8)
    yield Row(
        f"`coverage(by: {by})` asked again, against `{TYPENAME}` asked again", ratio(covered_kept, base_kept), "×"
    )
    yield Row(f"the page of gaps asked again, against `{TYPENAME}` asked again", ratio(paged_kept, base_kept), "×")


def _spared(runs: list[float], rows: int) -> list[float]:
    return [seconds - rows * A_ROW for seconds in runs]


def _milli(runs: list[float]) -> list[float]:
    return [seconds * 1000 for seconds in runs]


def level_with_rows(connection: http.client.HTTPConnection, asked: dict[str, str]) -> tuple[str, int]:
    """The highest level that has 100 rows or more, else the lowest tried."""
    found = ("", 0)
    for by in LEVELS:
        found = (by, len(_ask(connection, body_of(COVERAGE, {**asked, "by": by}))["coverage"]))
        if found[1] >= 100:
            return found
    return found


def body_of(query: str, variables: dict[str, str], number: int | None = None) -> bytes:
    """A request; one with a number is another one than that with the next."""
    return json.dumps({"query": query, "variables": variables, "extensions": {"number": number}}).encode()


def _send(connection: http.client.HTTPConnection, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}
    try:
        connection.request("POST", "/graphql", body, headers)
        return connection.getresponse().read()
    except (ConnectionError, http.client.RemoteDisconnected):  # the server closes what was idle for some seconds
        connection.close()
        connection.request("POST", "/graphql", body, headers)
        return connection.getresponse().read()


def _ask(connection: http.client.HTTPConnection, body: bytes) -> dict[str, Any]:
    told = json.loads(_send(connection, body))
    if told.get("errors"):
        raise RuntimeError(f"the server answered {told['errors']}")
    data: dict[str, Any] = told["data"]
    return data


def sent(connection: http.client.HTTPConnection, query: str, variables: dict[str, str], number: int) -> bytes:
    """The bytes of an answer worked out anew: no other request has the `number`."""
    return _send(connection, body_of(query, variables, number))


def answer_to(connection: http.client.HTTPConnection, query: str, variables: dict[str, str]) -> dict[str, Any]:
    """The data of an answer.

    Raises:
        RuntimeError: it has errors.
    """
    return _ask(connection, body_of(query, variables))


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def answering(store: str) -> Iterator[http.client.HTTPConnection]:
    """The real service on a store in a process of its own, and one connection to it."""
    port = free_port()
    program = (
        "import sys; from api.server import serve; from api.settings import Settings; from api.watching import Watching; "
        "serve(Settings(store=sys.argv[1], port=int(sys.argv[2]), watching=Watching(requests='none')))"
    )
    process = subprocess.Popen([sys.executable, "-c", program, store, str(port)])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        _wait(process, connection)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], connection: http.client.HTTPConnection) -> None:
    """Until the service is ready."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it was ready")
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                return
        connection.close()
        time.sleep(0.02)
    raise RuntimeError("the server was not ready within five minutes")
