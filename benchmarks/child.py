"""What a process of its own measures, so that neither caches nor memory of another measurement count.

`python -m benchmarks.child STORE FIRST LAST NUMBER` prints one JSON object, `Measured`.
"""

from __future__ import annotations

import functools
import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TypedDict

from benchmarks.measure import peak_memory, timed
from graph_model.changes import Tables
from graph_model.indicators.catalogue import load_catalogue
from graph_model.network import Network
from graph_model.scheme import load_schemes
from graph_model.stores import open_store

__all__ = ["INDICATORS", "Measured", "measured"]

INDICATORS = ("party_organization_coverage", "compound_head", "building_head", "linkage_complete")
"""One that looks for covers, two that look for holders (few subjects, many), and the chain over all levels."""


class Measured(TypedDict):
    """Seconds, and GB: reading the tables, reading and compiling, five new days an indicator, peak memory of the process."""

    read: float
    compiled: float
    days: dict[str, list[float]]
    memory: float


def measured(path: Path, first: date, last: date, number: int) -> Measured:
    """Open the store, compile its network, ask each indicator on days not asked before, and show a page of gaps."""
    schemes = load_schemes()
    catalogue = load_catalogue(schemes)
    store = open_store(path, schemes, catalogue)
    tables: list[Tables] = []
    networks: list[Network] = []
    read = timed(lambda: tables.append(store.read()))
    compiled = timed(lambda: networks.append(Network.compile(tables.pop(), schemes, catalogue, store.revision())))
    network = networks[0]
    days: dict[str, list[float]] = {}
    for turn, indicator in enumerate(INDICATORS):
        asked = [_day(first, last, turn, step, number) for step in range(5)]
        days[indicator] = [timed(functools.partial(network.coverage, indicator, as_of=day)) for day in asked]
        network.gaps(indicator, as_of=asked[-1]).page(100)
    memory = peak_memory()
    store.close()
    return {"read": read, "compiled": read + compiled, "days": days, "memory": memory}


def _day(first: date, last: date, turn: int, step: int, number: int) -> date:
    """A day of the last third of the span, another one for every question."""
    third = (last - first).days // 3
    return last - timedelta(days=(third * step) // 5 + turn * 3 + number)


if __name__ == "__main__":
    store, first_day, last_day, nth = sys.argv[1:]
    print(json.dumps(measured(Path(store), date.fromisoformat(first_day), date.fromisoformat(last_day), int(nth))))
