"""Faults on purpose: `python -m benchmarks.drills [--times N]` kills (-9) a loader, then Neo4j itself, in the middle of a load,
again and again.

A load is `liandong load` in a process of its own, one change set taken in batch by batch. It is killed once so many batches are
in the graph; a killed server is started again. Then the store is opened: it has to hold all of the load or nothing of it, all of
it when it was acknowledged, everything acknowledged before, and nothing that the log does not say. Last, the server is started
read-only: opening and reading work, a load is refused. Each line tells what was found; the program ends with 1 when it was
anything else.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.serving import free_port
from graph_model.changes import ChangeSet, Tables, empty_tables
from graph_model.errors import LiandongError, StoreUnavailable
from graph_model.records import TABLES, records_of
from graph_model.scheme import load_schemes
from graph_model.stores import open_store
from graph_model.stores.neo4j import Neo4jStore
from graph_model.stores.neo4j import connection as neo4j_connection
from graph_model.stores.neo4j import local as neo4j_local
from graph_model.stores.neo4j import store as neo4j_store
from graph_model.stores.neo4j.connection import Address, connect
from graph_model.stores.neo4j.local import Server
from loaders.csv_folder import write_folder
from loaders.generate import GenerateOptions, generate

if TYPE_CHECKING:
    from neo4j import Driver

__all__ = ["VICTIMS", "Turn", "drill", "load"]

VICTIMS = ("loader", "server")

_PASSWORD = "drills-only"  # noqa: S105 (a server that lives for the length of a run)
_AREAS = 150
_BATCH, _BATCHES = 25, 36
"""Rows of a batch, so few that a small load is many; and about as many batches a load has."""
_LOAD = "from benchmarks.drills import load; load()"
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Turn:
    """One kill: how many batches were in the graph (−1: none was under way), and what was found when the store was opened."""

    victim: str
    batches: int
    acknowledged: bool
    revision: int
    whole: bool
    wrong: str

    def __str__(self) -> str:
        when = "before or after the load" if self.batches < 0 else f"with {self.batches} batches in the graph"
        return (
            f"{self.victim} killed {when}, {'' if self.acknowledged else 'not '}acknowledged: opened again at revision "
            f"{self.revision} with {'all' if self.whole else 'nothing'} of it{self.wrong and f'; WRONG: {self.wrong}'}"
        )


def load() -> None:
    """`liandong load` with small batches and little patience."""
    from api.cli import main

    neo4j_store.ONE_TRANSACTION, neo4j_store.BATCH, neo4j_connection.RETRY_SECONDS = 4 * _BATCH, _BATCH, 1.0
    main()


def drill(server: Server, password: str, kills: Iterable[tuple[str, int]], place: Path) -> Iterator[Turn]:
    """What was found after each kill of a victim at so many batches; −1 is before the load begins.

    The server's database is empty, and ends up with the loads that were taken in; `place` is for what is loaded.
    """
    schemes, url = load_schemes(), server.store(password)
    revision, stands = 0, set[str]()
    open_store(url).close()
    for number, (victim, moment) in enumerate(kills):
        city = generate(GenerateOptions(areas=_AREAS, seed=number, code=f"99{number:02}"))
        folder = place / str(number)
        write_folder(city, folder, schemes)
        with connect(Address.of(url)) as driver:
            batches, acknowledged = _killed(victim, moment, ["load", str(folder), "--store", url], server, driver)
        if victim == "server":
            server = _started_again(server, password)
        store = open_store(url)
        assert isinstance(store, Neo4jStore)
        now, found = store.revision(), _rows(store.read())
        whole = now > revision
        expected = stands | _rows(city) if whole else stands
        wrong = {
            "not what was loaded": found != expected,
            "a revision too many": now > revision + 1,
            "acknowledged and lost": acknowledged and not whole,
            "not what the log says": found != _rows(store.read_at(now)) or not store.verify(dry_run=True).is_clean,
        }
        store.close()
        yield Turn(victim, batches, acknowledged, now, whole, ", ".join(what for what, is_so in wrong.items() if is_so))
        revision, stands = now, found


def _killed(victim: str, moment: int, arguments: list[str], server: Server, driver: Driver) -> tuple[int, bool]:
    """Begin a load and kill the victim; how many batches were in the graph by then, and whether the load was acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-c", _LOAD, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as child:
        _until(lambda: child.poll() is not None or _batches(driver) >= moment)
        batches = _batches(driver)
        if victim == "loader":
            child.kill()
        else:
            os.kill(server.pid, signal.SIGKILL)
        acknowledged = child.wait(_PATIENCE) == 0
    return batches, acknowledged


def _batches(driver: Driver) -> int:
    """How many batches of a pending change set are in the graph; −1 when none is pending."""
    with driver.session() as session:
        row = session.run("MATCH (c:_ChangeSet) WHERE c.batch IS NOT NULL RETURN c.batch AS batch").single()
    return -1 if row is None else int(row["batch"])


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not true() and time.monotonic() < end:
        time.sleep(0.005)


def _started_again(server: Server, password: str, settings: Mapping[str, str] | None = None) -> Server:
    with suppress(ChildProcessError):  # whoever started it takes leave of it
        os.waitpid(server.pid, 0)
    return neo4j_local.start_again(server, password, settings=settings)


def _read_only(server: Server) -> tuple[str, bool]:
    """What comes of a database that may only be read, and whether it is right."""
    url = _started_again(server, _PASSWORD, {"server.databases.default_to_read_only": "true"}).store(_PASSWORD)
    store = open_store(url)
    revision, rows = store.revision(), len(_rows(store.read()))
    try:
        store.write(ChangeSet(empty_tables(), {}, {}, summary="refused"))
    except StoreUnavailable as error:
        refused = str(error)
    else:
        refused = "no"
    right = "is read-only" in refused and store.revision() == revision
    store.close()
    return f"read-only: {rows:,} records read at revision {revision}; a write refused: {refused}", right


def _rows(tables: Tables) -> set[str]:
    return {repr(row) for name in TABLES for row in records_of(name, tables[name])}


def main() -> int:
    """Drill and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drills", description=__doc__)
    parser.add_argument(
        "--victim", choices=VICTIMS, action="append", help="only this one (default: both, in this order)"
    )
    parser.add_argument("--times", type=int, default=10, help="kills of each victim (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 (moments, not secrets)
    kills = [(victim, chance.randrange(_BATCHES)) for victim in asked.victim or VICTIMS for _ in range(asked.times)]
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="liandong-") as place:
        folder = Path(place) / "neo4j"
        server = neo4j_local.start(
            folder, _PASSWORD, bolt_port=free_port(), http_port=None, heap="768m", page_cache="128m"
        )
        try:
            for number, turn in enumerate(drill(server, _PASSWORD, kills, Path(place)), 1):
                print(f"{number}: {turn}", flush=True)
                wrong += bool(turn.wrong)
            neo4j_local.stop(folder)
            told, right = _read_only(server)
            print(told)
            wrong += not right
        finally:
            neo4j_local.stop(folder)
    print(f"{len(kills)} kills and a read-only database, {wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LiandongError as error:
        sys.exit(str(error))
