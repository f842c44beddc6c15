"""Our endpoint beside one of strawberry alone that reads as many rows from a list; and many clients at once."""

from __future__ import annotations

import functools
import http.client
import itertools
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from benchmarks import bare
from benchmarks.city import City
from benchmarks.measure import Row, ratio, runs_of, timed
from benchmarks.rate import rate
from benchmarks.serving import COVERAGE, INDICATOR, answer_to, answering, body_of, free_port, level_with_rows, sent

__all__ = ["measure"]

CLIENTS = 32
ANEW = 5
"""Of so many questions of a client one has not been asked before."""


def measure(city: City, runs: int) -> Iterator[Row]:
    """What people ask for most, kept and worked out anew, against the bare endpoint; the slowest of a crowd's questions."""
    asked = {"indicator": INDICATOR, "day": city.last.isoformat()}
    with answering(str(city.store)) as ours:
        by, rows = level_with_rows(ours, asked)
        asked, number = {**asked, "by": by}, itertools.count()
        with _bare(rows) as theirs:
            kept, anew, plain = runs_of(
                runs * 40,
                functools.partial(sent, ours, COVERAGE, asked, -1),
                lambda: sent(ours, COVERAGE, asked, next(number)),
                functools.partial(sent, theirs, bare.QUERY, {}, -1),
            )
        yield from _rates(ours, {**asked, "by": "COUNTY"}, max(3, runs // 2))
        what = f"`coverage(by: {by})`, {rows} rows"
        yield Row(
            f"a bare strawberry endpoint, as many rows from a list, against {what} asked again", ratio(plain, kept), "×"
        )
        yield Row(f"{what} worked out anew, against the bare strawberry endpoint", ratio(anew, plain), "×", 1.5)
        crowd = sorted(_crowd(ours.port, asked, runs * 10))
    yield Row(f"one question of {CLIENTS} clients at once", [seconds * 1000 for seconds in crowd], "ms")
    slowest = crowd[int(len(crowd) * 0.99)] / statistics.median(crowd)
    yield Row(f"the 99th of a hundred of them, against the median ({len(crowd)} questions)", [slowest], "×", 10)


def _rates(ours: http.client.HTTPConnection, asked: dict[str, str], runs: int) -> Iterator[Row]:
    """Answers a second to clients that never wait, ours and the bare endpoint's in turns."""
    rows = len(answer_to(ours, COVERAGE, asked)["coverage"])
    with _bare(rows) as theirs:
        found = [
            (rate(ours.port, body_of(COVERAGE, asked)), rate(theirs.port, body_of(bare.QUERY, {}))) for _ in range(runs)
        ]
    what = f"`coverage(by: COUNTY)`, {rows} rows, asked again"
    yield Row(f"{what}, by clients that never wait", [own for own, _ in found], "requests/s")
    yield Row("a bare strawberry endpoint, as many rows from a list", [one for _, one in found], "requests/s")
    yield Row("the former against the latter", [own / one for own, one in found], "×", least=15)


def _crowd(port: int, asked: dict[str, str], each: int) -> list[float]:
    """Seconds of each question, from clients that ask one after another on a connection of their own."""

    def client(name: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        numbers = (1_000_000 * (name + 1) + at if at % ANEW == 0 else -1 for at in range(each))
        found = [timed(functools.partial(sent, connection, COVERAGE, asked, number)) for number in numbers]
        connection.close()
        return found

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [seconds for found in pool.map(client, range(CLIENTS)) for seconds in found]


@contextmanager
def _bare(rows: int) -> Iterator[http.client.HTTPConnection]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.bare", str(rows), str(port)])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.1)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.wait(30)
