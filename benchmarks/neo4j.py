"""On a Neo4j of this machine: filling it, and counts by county against the best that can be asked of the database itself.

The other sides get what they may: county and answers written onto the nodes beforehand and indexed, warm caches, no HTTP.
"""

from __future__ import annotations

import http.client
import itertools
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import neo4j_store
from benchmarks.city import City
from benchmarks.measure import Row, runs_of, timed
from benchmarks.plain_loop import plain_loop
from benchmarks.serving import answer_to, answering, free_port, sent
from graph_model.stores import open_store
from graph_model.stores.neo4j import local as neo4j_local
from graph_model.stores.neo4j.connection import Address, connect

if TYPE_CHECKING:
    import neo4j

__all__ = ["measure"]

INDICATOR = "unit_head"
LOOPED = 400_000
"""Records the plain loop writes: the first of each table; it slows down with what is there, so a whole city takes longer."""

_PASSWORD = "benchmarks"  # noqa: S105 (a server that lives for the length of a run)
_HOLDS = "{0}.since <= $day AND ({0}.until IS NULL OR $day < {0}.until)"
_HELD = (
    "EXISTS { (u)<-[:OF]-(p:Post)<-[h:HOLDS]-() WHERE p.role = 'head' AND "
    f"{_HOLDS.format('p')} AND {_HOLDS.format('h')}"
    " }"
)
_RECORDS = (
    f"MATCH (u:Unit) WHERE {_HOLDS.format('u')} "
    f"RETURN u.county AS county, count(*) AS units, count(CASE WHEN {_HELD} THEN 1 END) AS held"
)
_FLAG = "MATCH (u:Unit) WHERE u.county IS NOT NULL RETURN u.county AS county, count(*) AS units, sum(u.held) AS held"
_COVERAGE = """query ($day: Date!) {
  coverage(indicator: "unit_head", by: COUNTY, asOf: $day) { area { code } numerator denominator exempt }
}"""
_COMMAND = "from api.cli import main; main()"
_NODE = Path(__file__).with_name("neo4j_graphql.js")


def measure(city: City, runs: int) -> Iterator[Row]:
    """Filling first, then the questions on what was filled."""
    with ExitStack() as stack:
        folder = city.store.parent / "neo4j"
        server = neo4j_local.start(
            folder, _PASSWORD, bolt_port=free_port(), http_port=None, heap="3g", page_cache="3g", told=_say
        )
        stack.callback(neo4j_local.stop, folder)
        yield from _filling(city, server)
        driver = stack.enter_context(_driver(server))
        yield from neo4j_store.measure(server.store(_PASSWORD), driver, city.last)
        _prepared(driver, city.last.isoformat())
        connection = stack.enter_context(answering(server.store(_PASSWORD)))
        yield from _questions(city, driver, connection, runs)
        yield from _graphql_library(city, server, connection, runs)


def _filling(city: City, server: neo4j_local.Server) -> Iterator[Row]:
    """The plain loop into the empty database, then everything out of it, then the copy."""
    source = open_store(city.store)
    tables = source.read()
    source.close()
    with _driver(server) as driver:
        written: list[int] = []
        taken = timed(lambda: written.append(plain_loop(driver, tables, LOOPED)))
        looped = written[0] / taken
    neo4j_local.stop(server.folder)
    shutil.rmtree(server.folder / "data" / "databases" / "neo4j")
    shutil.rmtree(server.folder / "data" / "transactions" / "neo4j")
    neo4j_local.start(
        server.folder,
        _PASSWORD,
        bolt_port=server.bolt_port,
        http_port=None,
        heap=server.heap,
        page_cache=server.page_cache,
    )
    rows = sum(frame.height for frame in tables.values())
    before = time.perf_counter()
    url = server.store(_PASSWORD)
    subprocess.run([sys.executable, "-c", _COMMAND, "copy", str(city.store), url], check=True)
    copied = time.perf_counter() - before
    with answering(url) as connection:
        answer_to(connection, _COVERAGE, {"day": city.last.isoformat()})
    answered = time.perf_counter() - before
    yield Row(f"a plain loop of UNWIND and MERGE, {written[0]:,} records", [looped], "records/s")
    yield Row(f"`liandong copy` of {rows:,} records into an empty local Neo4j", [copied], "s")
    yield Row("from that command to the first answer over HTTP", [answered], "s")
    yield Row("records per second to the first answer", [rows / answered], "records/s")
    yield Row("the same against the plain loop", [rows / answered / looped], "×", least=3)


def _prepared(driver: neo4j.Driver, day: str) -> None:
    """What the other sides may have: the county on each unit, whether its head is there, indexes."""
    for statement in (
        (
            "MATCH (c:County) CALL (c) { "
            f"MATCH (c) ((:Area)<-[p:PART_OF]-(:Area) WHERE {_HOLDS.format('p')})+ (u:Unit) SET u.county = c.code "
            "} IN TRANSACTIONS OF 1 ROW"
        ),
        f"MATCH (u:Unit) CALL (u) {{ SET u.held = CASE WHEN {_HELD} THEN 1 ELSE 0 END }} IN TRANSACTIONS OF 50000 ROWS",
        "CREATE INDEX county_held IF NOT EXISTS FOR (u:Unit) ON (u.county, u.held)",
        "CREATE INDEX post_role IF NOT EXISTS FOR (p:Post) ON (p.role)",
        "CALL db.awaitIndexes(600)",
    ):
        with driver.session() as session:
            session.run(statement, day=_date(day)).consume()


def _questions(city: City, driver: neo4j.Driver, connection: http.client.HTTPConnection, runs: int) -> Iterator[Row]:
    day, number = city.last.isoformat(), itertools.count()
    ours = {
        row["area"]["code"]: int(row["numerator"])
        for row in answer_to(connection, _COVERAGE, {"day": day})["coverage"]
        if row["area"]
    }
    theirs = {row["county"]: row["held"] for row in _rows(driver, _RECORDS, day) if row["county"]}
    if {code: held for code, held in ours.items() if held} != {code: held for code, held in theirs.items() if held}:
        raise RuntimeError(f"the sides count differently: {ours} and {theirs}")
    fast: list[float] = []

    def ours_now() -> None:
        fast.append(_median(lambda: sent(connection, _COVERAGE, {"day": day}, next(number))))

    _, records, flag = runs_of(
        max(3, runs // 3), ours_now, lambda: _rows(driver, _RECORDS, day), lambda: _rows(driver, _FLAG, day)
    )
    yield Row("`coverage(by: COUNTY)` of `unit_head` over HTTP, worked out anew", _milli(fast), "ms")
    yield Row("the best Cypher over records, county on the unit, warm", _milli(records), "ms")
    yield Row("that against ours", _ratios(records, fast), "×", least=100)
    yield Row("Cypher over a stored flag, indexed with the county", _milli(flag), "ms")
    yield Row("that against ours", _ratios(flag, fast), "×")


def _graphql_library(
    city: City, server: neo4j_local.Server, connection: http.client.HTTPConnection, runs: int
) -> Iterator[Row]:
    """`@neo4j/graphql` in Node, called without HTTP, asked how many units of each county have a head and how many there are."""
    folder = city.store.parent / "node"
    folder.mkdir()
    shutil.copy(_NODE, folder / "ask.js")
    if shutil.which("npm") is None:
        return
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    subprocess.run([*install, "@neo4j/graphql@7", "graphql@16", "neo4j-driver@5"], check=True)
    uri = server.uri.replace("neo4j://", "bolt://")
    command = ["node", str(folder / "ask.js"), uri, _PASSWORD, city.last.isoformat(), str(max(3, runs // 3))]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    number = itertools.count(1_000_000)
    day = city.last.isoformat()
    found = {
        row["area"]["code"]: row for row in answer_to(connection, _COVERAGE, {"day": day})["coverage"] if row["area"]
    }
    for code, held in told["held"].items():
        if int(found[code]["numerator"]) != held:
            raise RuntimeError(f"the sides count differently in {code}: {found[code]} and {held}")
    fast = [_median(lambda: sent(connection, _COVERAGE, {"day": day}, next(number))) for _ in told["seconds"]]
    yield Row(f"`@neo4j/graphql` {told['version']}, the same counts, without HTTP", _milli(told["seconds"]), "ms")
    yield Row("that against ours", _ratios(told["seconds"], fast), "×", least=100)


def _median(work: Callable[[], Any], times: int = 50) -> float:
    """Seconds that `work` takes, in the middle of many times."""
    return statistics.median(timed(work) for _ in range(times))


def _rows(driver: neo4j.Driver, query: str, day: str) -> list[dict[str, Any]]:
    with driver.session() as session:
        return [dict(row) for row in session.run(query, day=_date(day))]


def _date(day: str) -> date:
    return date.fromisoformat(day)


def _driver(server: neo4j_local.Server) -> neo4j.Driver:
    return connect(Address(server.uri, neo4j_local.USER, _PASSWORD, None))


def _milli(runs: list[float]) -> list[float]:
    return [seconds * 1000 for seconds in runs]


def _ratios(theirs: list[float], ours: list[float]) -> list[float]:
    return [slow / quick for slow, quick in zip(theirs, ours, strict=True)]


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr)
