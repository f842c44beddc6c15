"""From the store to an answer: reading, compiling, a day not asked before, and the memory it takes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.child import INDICATORS, Measured
from benchmarks.city import City
from benchmarks.measure import Row

__all__ = ["measure"]


def measure(city: City, runs: int) -> Iterator[Row]:
    """Each number from several child processes."""
    children = [_child(city, number) for number in range(max(3, runs // 3))]
    yield Row("read all tables from the store", [child["read"] for child in children], "s")
    yield Row("read and compile", [child["compiled"] for child in children], "s", 3)
    for indicator in INDICATORS:
        found = [seconds * 1000 for child in children for seconds in child["days"][indicator]]
        yield Row(f"coverage of `{indicator}` on a day not asked before", found, "ms", 100)
    peaks = [child["memory"] for child in children]
    yield Row("memory after all of this (peak, whole process)", peaks, "GB", 1.5)


def _child(city: City, number: int) -> Measured:
    command = [sys.executable, "-m", "benchmarks.child", str(city.store)]
    command += [city.first.isoformat(), city.last.isoformat(), str(number)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: Measured = json.loads(told.stdout)
    return found
