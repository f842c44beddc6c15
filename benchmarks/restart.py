"""A restart: keeping the compiled columns, opening them, and a service that is ready again.

`python -m benchmarks.restart keep|open STORE` does one of the first two in a process of its own and prints the seconds.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.city import City
from benchmarks.measure import Row, timed
from benchmarks.serving import answering
from graph_model.following import compiled
from graph_model.indicators.catalogue import load_catalogue
from graph_model.kept import kept_beside
from graph_model.network import Network
from graph_model.scheme import load_schemes
from graph_model.stores import open_store

__all__ = ["measure"]


def measure(city: City, runs: int) -> Iterator[Row]:
    """On the city's store, its columns kept once; each start is a process of its own."""
    times = max(3, runs // 3)
    keeping = _child("keep", city.store)
    if not _folder(city.store).exists():
        return  # a small city is not kept
    yield Row("keep the compiled columns", [keeping], "s")
    size = sum(file.stat().st_size for file in _folder(city.store).rglob("*") if file.is_file()) / 2**30
    yield Row("the columns on disk", [size], "GB")
    yield Row("open the kept columns, checked", [_child("open", city.store) for _ in range(times)], "s", 0.2)
    yield Row("a restarted service ready, from the start of its process", [_ready(city) for _ in range(times)], "s", 2)


def _folder(store: Path) -> Path:
    return store.with_name(f"{store.name}.columns")


def _child(what: str, store: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.restart", what, str(store)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _ready(city: City) -> float:
    before = time.perf_counter()
    with answering(str(city.store)):
        return time.perf_counter() - before


def _keep_or_open(what: str, path: Path) -> float:
    schemes = load_schemes()
    catalogue = load_catalogue(schemes)
    store = open_store(path, schemes, catalogue)
    kept = kept_beside(str(path), store, lambda sentence: print(sentence, file=sys.stderr))
    opened: list[Network | None] = []
    try:
        if what == "keep":
            network = compiled(store, schemes, catalogue)
            return timed(lambda: kept.save(network, store))
        seconds = timed(lambda: opened.append(kept.newest(store, schemes, catalogue)))
    finally:
        store.close()
    if opened == [None]:
        raise RuntimeError("there were no columns to open")
    return seconds


if __name__ == "__main__":
    print(_keep_or_open(sys.argv[1], Path(sys.argv[2])))
