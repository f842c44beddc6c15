"""The embedded store: the rules of every store, and what is its own."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import duckdb
import pytest

from graph_model.changes import ChangeSet
from graph_model.errors import BadQuestion, StoreUnavailable
from graph_model.indicators.catalogue import load_catalogue
from graph_model.reading import read_network
from graph_model.records import Person
from graph_model.scheme import load_schemes
from graph_model.stores import open_store
from graph_model.stores.duckdb import DuckDBStore
from tests import random_network
from tests.store_conformance import CASES, Case, city

SCHEMES = load_schemes()
CATALOGUE = load_catalogue(SCHEMES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_it_keeps_the_rules_of_every_store(case: Case, tmp_path: Path) -> None:
    """The rule holds for a DuckDB file."""
    numbers = itertools.count()
    words = (random_network.SCHEMES, random_network.CATALOGUE)
    case(lambda: DuckDBStore.open(tmp_path / f"{next(numbers)}.duckdb", *words))


def test_a_closed_store_opens_where_it_was(tmp_path: Path) -> None:
    """What was written is there after closing and opening again."""
    store = open_store(str(tmp_path / "a.duckdb"), SCHEMES, CATALOGUE)
    store.write(city())
    store.close()
    again = open_store(str(tmp_path / "a.duckdb"), SCHEMES, CATALOGUE)
    assert (again.revision(), again.read()["areas"]["name"].to_list()) == (1, ["甲市"])
    again.close()


def test_many_small_loads_leave_a_store_that_opens(tmp_path: Path) -> None:
    """A file from whose end DuckDB gave free blocks back is whole: ten small changes, each with the store opened anew."""
    path = tmp_path / "a.duckdb"
    for number in range(10):
        store = open_store(str(path), SCHEMES, CATALOGUE)
        person = Person(code=f"p{number}", name="甲", valid_from=date(2020, 1, 1))
        assert store.write(ChangeSet.of([person], summary="one more")).revision == number + 1
        store.close()


def test_a_file_cut_off_is_told_at_once(tmp_path: Path) -> None:
    """A store whose end is missing is StoreUnavailable when it is opened."""
    path = tmp_path / "a.duckdb"
    store = open_store(str(path), SCHEMES, CATALOGUE)
    store.write(city())
    store.close()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 300_000)
    with pytest.raises(StoreUnavailable, match="is cut off"):
        open_store(str(path), SCHEMES, CATALOGUE)


def test_a_script_reads_its_network(tmp_path: Path) -> None:
    """`read_network` gives the network of the latest revision and leaves the store to others; a day is a `date`."""
    path = tmp_path / "a.duckdb"
    store = open_store(str(path), SCHEMES, CATALOGUE)
    store.write(city())
    store.close()
    network = read_network(path)
    assert (network.revision, network.on(date(2021, 1, 1)).name("areas", 0)) == (1, "甲市")
    open_store(str(path), SCHEMES, CATALOGUE).close()
    with pytest.raises(BadQuestion, match="2021-01-01"):
        network.coverage("building_head", as_of="2021-01-01")  # type: ignore[arg-type]


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    """A text file and somebody else's database are StoreUnavailable and stay as they were."""
    text = tmp_path / "text.duckdb"
    text.write_text("no database", encoding="utf-8")
    theirs = tmp_path / "theirs.duckdb"
    with duckdb.connect(str(theirs)) as connection:
        connection.execute("create table theirs (a int)")
    for path in (text, theirs):
        content = path.read_bytes()
        with pytest.raises(StoreUnavailable, match=path.name):
            open_store(str(path), SCHEMES, CATALOGUE)
        assert path.read_bytes() == content
