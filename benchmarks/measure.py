"""Measuring: repeated runs, their spread, and the table that is printed and kept."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graph_model.stores.neo4j.release import LTS

__all__ = ["NEO4J", "Row", "machine", "peak_memory", "ratio", "report", "runs_of", "section", "table", "timed"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, each run's value in `unit`, and the bound it is held to.

    `bound` is the most, `least` the least that the median may be; a row without either informs.
    """

    what: str
    runs: Sequence[float]
    unit: str
    bound: float | None = None
    least: float | None = None

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.runs)

    @property
    def within(self) -> bool | None:
        """Whether the median keeps the bound; None without one."""
        if self.least is not None:
            return self.median >= self.least
        return None if self.bound is None else self.median <= self.bound

    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        sign, limit = ("≥", self.least) if self.bound is None else ("≤", self.bound)
        bound = "" if limit is None else f"{sign} {_shown(limit)} {self.unit}"
        kept = {True: "yes", False: "**no**", None: ""}[self.within]
        values = (min(self.runs), self.median, max(self.runs))
        return self.what, *(_shown(value) for value in values), self.unit, str(len(self.runs)), bound, kept


NEO4J = "## On Neo4j"
"""How the part of the page about Neo4j begins."""
HEADINGS = ("what", "min", "median", "max", "unit", "runs", "bound on the median", "kept")


def timed(work: Callable[[], Any]) -> float:
    """Seconds that `work` takes."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def runs_of(times: int, *works: Callable[[], Any]) -> list[list[float]]:
    """Seconds of each work, run in turns `times` times, so that a slow moment meets all of them."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for runs, work in zip(found, works, strict=True):
            runs.append(timed(work))
    return found


def ratio(runs: Sequence[float], base: Sequence[float]) -> list[float]:
    """Each run against the run of `base` made next to it."""
    return [run / beside for run, beside in zip(runs, base, strict=True)]


def peak_memory() -> float:
    """GB that this process held at most. On Linux from /proc: `ru_maxrss` begins there with the parent's memory, which a
    process keeps counting after `exec` (getrusage(2), and `setmax_mm_hiwater_rss` in the kernel's exec).
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**30  # bytes on macOS
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM:")) / 2**20


def machine() -> str:
    """The machine, the system and the versions that the numbers depend on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "polars", "duckdb", "strawberry-graphql"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB; {system}; {packages}"


def _processor() -> str:
    names = Path("/proc/cpuinfo")
    lines = names.read_text(encoding="utf-8").splitlines() if names.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    return "\n".join(_lines(rows))


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    yield "| " + " | ".join(HEADINGS) + " |"
    yield "|---|" + "---:|" * 3 + "---|---:|---|---|"
    for row in rows:
        yield "| " + " | ".join(row.cells()) + " |"


def report(command: str, day: str, city: str, rows: Sequence[Row]) -> str:
    """docs/benchmarks.md."""
    return "\n".join(
        (
            "# Benchmarks",
            "",
            f"Written by `{command}` on {day}; do not edit. Every row was measured in one run, side by side.",
            "",
            f"- Machine: {machine()}.",
            f"- City: {city}.",
            "- A ratio sets each run against `{ __typename }` asked next to it on the same connection to the same server.",
            "",
            table(rows),
            "",
        )
    )


def section(command: str, day: str, city: str, rows: Sequence[Row]) -> str:
    """The part of docs/benchmarks.md about Neo4j."""
    return "\n".join(
        (
            f"{NEO4J}, written by `{command}` on {day}",
            "",
            f"- Machine: {machine()}; neo4j {version('neo4j')}, Neo4j Community {LTS} on the same machine.",
            f"- Load of the machine over the last fifteen minutes: {os.getloadavg()[2]:.0f} (of {os.cpu_count()} cores).",
            f"- City: {city}.",
            "- The others get county and answer on each unit beforehand, indexes, warm caches, and no HTTP.",
            "- Ours is worked out anew over HTTP at each request, on a day asked before.",
            "",
            table(rows),
            "",
        )
    )


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
