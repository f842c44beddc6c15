"""Faults on purpose: `python -m benchmarks.drills [--times N]` kills a Neo4j (-9) in the middle of a load, again and again.

A load is one change set, larger than one transaction, written by a process of its own. After each kill the server is started
again and the store opened: it has to hold all of the load or nothing of it, and what was acknowledged before. Each line says
what was found; the program ends with 1 when it was anything else.
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
from collections.abc import Iterator
from pathlib import Path

from benchmarks.serving import free_port
from graph_model.changes import ChangeSet, Tables
from graph_model.errors import LiandongError
from graph_model.records import TABLES, records_of
from graph_model.stores import neo4j, neo4j_local, open_store
from loaders.generate import GenerateOptions, generate

__all__ = ["drill"]

_PASSWORD = "drills-only"  # noqa: S105 (a server that lives for the length of a run)
_AREAS = 1500
_BATCHED = 2_000
"""Steps from which on a change set is written down as pending and taken in batch by batch, so that a small load is one too."""
_LOAD = "from benchmarks.drills import load; import sys; load(*sys.argv[1:])"


def load(url: str, seed: str) -> None:
    """Write one more city, and say so when it is acknowledged."""
    neo4j.ONE_TRANSACTION = _BATCHED
    store = open_store(url)
    tables = _city(int(seed))
    print("begins", flush=True)
    print(store.write(ChangeSet(tables, {}, {}, summary=f"city {seed}")).revision, flush=True)


def drill(times: int, seed: int) -> Iterator[tuple[str, bool]]:
    """What was found after each kill, and whether it is right."""
    chance = random.Random(seed)  # noqa: S311 (moments, not secrets)
    neo4j.ONE_TRANSACTION = _BATCHED
    with tempfile.TemporaryDirectory(prefix="liandong-") as place:
        folder, port = Path(place) / "neo4j", free_port()
        stands: set[str] = set()
        revision = 0
        try:
            for number in range(times):
                url = _started(folder, port).store(_PASSWORD)
                acknowledged, after = _killed(folder, url, number, chance.uniform(0.0, 1.0))
                url = _started(folder, port).store(_PASSWORD)
                store = open_store(url)
                now, found = store.revision(), _rows(store.read())
                whole = stands | _rows(_city(number))
                right = (now, found) in ((revision, stands), (revision + 1, whole)) and (
                    now > revision or not acknowledged
                )
                right = right and found == _rows(store.read_at(now))
                said = "acknowledged" if acknowledged else "not acknowledged"
                what = "all of it" if now > revision else "nothing of it"
                yield (
                    f"{number + 1}: killed {after:.1f} s into the load ({said}); opened again at revision {now} with {what}",
                    right,
                )
                revision, stands = now, found
                store.close()
                neo4j_local.stop(folder)
        finally:
            neo4j_local.stop(folder)


def _killed(folder: Path, url: str, number: int, part: float) -> tuple[bool, float]:
    """Begin a load, kill the server somewhere in it; whether the load was acknowledged, and after how many seconds."""
    server = neo4j_local.status(folder)
    assert server is not None
    command = [sys.executable, "-c", _LOAD, url, str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        began = time.monotonic()
        time.sleep(part * _LONG)
        os.kill(server.pid, signal.SIGKILL)
        after = time.monotonic() - began
        told = child.communicate(timeout=120)[0]
    return bool(told.strip()), after


_LONG = 12.0
"""Seconds in which a load is surely under way; a kill comes within them."""


def _started(folder: Path, port: int) -> neo4j_local.Server:
    running = neo4j_local.status(folder)
    return running or neo4j_local.start(
        folder, _PASSWORD, bolt_port=port, http_port=None, heap="768m", page_cache="128m"
    )


def _city(seed: int) -> Tables:
    return generate(GenerateOptions(areas=_AREAS, seed=seed, code=f"99{seed:02}"))


def _rows(tables: Tables) -> set[str]:
    return {repr(row) for name in TABLES for row in records_of(name, tables[name])}


def main() -> int:
    """Drill and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drills", description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    wrong = 0
    for line, right in drill(asked.times, asked.seed):
        print(line if right else f"{line} WRONG", flush=True)
        wrong += not right
    return int(wrong > 0)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LiandongError as error:
        sys.exit(str(error))
