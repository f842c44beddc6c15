"""A loader killed at a random moment leaves the store before or after, never between."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph_model.changes import Tables
from graph_model.indicators.catalogue import load_catalogue
from graph_model.scheme import load_schemes
from graph_model.stores import open_store
from graph_model.stores.duckdb import DuckDBStore
from loaders.csv_folder import write_folder
from loaders.generate import GenerateOptions, generate
from tests.store_conformance import rows_of

SCHEMES = load_schemes()
CATALOGUE = load_catalogue(SCHEMES)
TIMES = 10
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tables]:
    """A generated city as a CSV folder, and its tables."""
    path = tmp_path_factory.mktemp("city")
    tables = generate(GenerateOptions(areas=3000, seed=4))
    write_folder(tables, path, SCHEMES)
    return path, tables


def _begin(store: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "tests" / "killed_writer.py"), str(store), str(folder)]
    return subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)


def test_a_killed_loader_leaves_nothing_between(folder: tuple[Path, Tables], tmp_path: Path) -> None:
    """Killed (-9) at ten random moments, the store opens each time at revision 0 with nothing or at 1 with everything, and
    takes the load afterwards."""
    path, tables = folder
    whole = tmp_path / "whole.duckdb"
    began = time.monotonic()
    with _begin(whole, path) as child:
        child.communicate(timeout=60)
    assert child.returncode == 0
    length = time.monotonic() - began
    chance, seen = random.Random(11), []
    for number in range(TIMES):
        target = tmp_path / f"{number}.duckdb"
        DuckDBStore.open(target, SCHEMES, CATALOGUE).close()
        with _begin(target, path) as child:
            time.sleep(length * chance.uniform(0.3, 1.0))
            child.kill()
        store = open_store(str(target), SCHEMES, CATALOGUE)
        seen.append(store.revision())
        assert rows_of(store.read()) == (rows_of(tables) if seen[-1] else set())
        store.close()
    assert set(seen) <= {0, 1}
    assert 0 in seen, "no kill came before the end: the moments say nothing"
