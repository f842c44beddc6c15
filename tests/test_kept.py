"""Kept columns: what is mapped at a start equals what would be compiled, or it is not used and the reason is told."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from api.cli.commands import app
from api.service import Service
from graph_model import kept
from graph_model.changes import Applied, Tables, empty_tables, in_order
from graph_model.column_files import map_columns, write_columns
from graph_model.following import compiled
from graph_model.indicators.catalogue import Catalogue
from graph_model.kept import EVERY, Kept, open_network
from graph_model.network import Network
from graph_model.records import TABLES, frame_of
from graph_model.scheme import Schemes
from graph_model.stores.duckdb import DuckDBStore
from graph_model.tree import Places
from tests.random_network import CATALOGUE, DAYS, INDICATORS, SCHEMES, network_of, random_records
from tests.store_conformance import city

SEEDS = st.integers(0, 2**32)


class Folder:
    """A store of one city with its kept columns, and what was told about them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[str] = []
        self.store = DuckDBStore.open(path / "city.duckdb", SCHEMES, CATALOGUE)
        self.store.write(city("甲市"))
        self.kept = Kept(path / "columns", self.told.append, least=0)

    def start(self, store: DuckDBStore | None = None, schemes: Schemes = SCHEMES) -> Network:
        """A network as a start gets it."""
        return open_network(store or self.store, schemes, CATALOGUE, self.kept)

    @property
    def files(self) -> Path:
        """Where the columns are."""
        (only,) = (path for path in self.kept.folder.iterdir() if not path.name.startswith("."))
        return only


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """One with columns kept at revision 1."""
    made = Folder(tmp_path)
    made.kept.save(made.start(), made.store)
    yield made
    made.store.close()


def _assert_equal(got: Network, wanted: Network) -> None:
    assert got.revision == wanted.revision
    for name in TABLES:
        mine, other = got.tables[name], wanted.tables[name]
        assert mine.frame.schema == other.frame.schema
        assert mine.frame.equals(other.frame)
        assert mine.codes.equals(other.codes)
        for column in ("index", "first", "start", "end"):
            assert np.array_equal(getattr(mine, column), getattr(other, column))
            assert getattr(mine, column).dtype == np.int32
        assert mine.refers.keys() == other.refers.keys()
        for column, wanted_one in other.refers.items():
            assert np.array_equal(mine.refers[column], wanted_one)
    for field in fields(Places):
        assert np.array_equal(getattr(got.places, field.name), getattr(wanted.places, field.name))


@given(seed=SEEDS, day=st.sampled_from(DAYS), indicator=st.sampled_from(INDICATORS))
@settings(max_examples=15, deadline=None)
def test_mapped_columns_are_the_compiled_ones(
    tmp_path_factory: pytest.TempPathFactory, seed: int, day: date, indicator: str
) -> None:
    """A network written and mapped again has the columns and the answers of the one compiled."""
    network, path = network_of(random_records(random.Random(seed)), revision=7), tmp_path_factory.mktemp("columns")
    write_columns(network, path)
    mapped = map_columns(path, SCHEMES, CATALOGUE, 7)
    _assert_equal(mapped, network)
    assert mapped.coverage(indicator, as_of=day) == network.coverage(indicator, as_of=day)
    assert mapped.gaps(indicator, as_of=day).page(50) == network.gaps(indicator, as_of=day).page(50)
    shutil.rmtree(path)


class Remembered:
    """A store that has held one random network after another."""

    def __init__(self, seeds: list[int]) -> None:
        self.states: list[Tables] = [empty_tables()]
        for seed in seeds:
            records = random_records(random.Random(seed))
            self.states.append({name: in_order(frame_of(name, records[name])) for name in TABLES})

    def revision(self) -> int:
        """The last state."""
        return len(self.states) - 1

    def identity(self, revision: int) -> str:
        """One a state."""
        return f"remembered {revision}"

    def read(self) -> Tables:
        """The last state."""
        return self.states[-1]

    def changes(self, since: int) -> Iterator[Applied]:
        """The rows that differ between one state and the next."""
        for number in range(since + 1, len(self.states)):
            before, after = self.states[number - 1 : number + 1]
            gone, come = (
                {name: _only_in(one[name], two[name]) for name in TABLES}
                for one, two in ((before, after), (after, before))
            )
            yield Applied(number, datetime.now(UTC), "test", "", gone, come)


def _only_in(frame: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    return frame.join(other, on=frame.columns, how="anti", nulls_equal=True)


@given(seeds=st.lists(SEEDS, min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_a_start_from_kept_columns_equals_one_from_the_store(
    tmp_path_factory: pytest.TempPathFactory, seeds: list[int]
) -> None:
    """Columns kept at the first revision and the log since give what the whole store at the latest revision gives."""
    path, whole = tmp_path_factory.mktemp("store"), Remembered(seeds)
    first: Any = Remembered(seeds[:1])
    columns = Kept(path / "columns", pytest.fail, least=0)
    assert columns.save(compiled(first, SCHEMES, CATALOGUE), first)
    store: Any = whole
    _assert_equal(open_network(store, SCHEMES, CATALOGUE, columns), compiled(store, SCHEMES, CATALOGUE))
    shutil.rmtree(path)


def test_columns_of_the_latest_revision_are_taken_as_they_are(folder: Folder) -> None:
    """A start with columns of the store's revision reads no table."""
    folder.store.read = None  # type: ignore[assignment, method-assign]
    assert folder.start().on(date(2024, 1, 1)).areas() == ["c"]
    assert folder.told == []


def test_one_set_is_kept(folder: Folder) -> None:
    """Columns kept anew replace the older ones, and what was left unfinished long ago is removed."""
    left, writing = folder.kept.folder / ".998.new", folder.kept.folder / ".999.new"
    for unfinished in (left, writing):
        unfinished.mkdir()
    os.utime(left, (0, 0))
    folder.store.write(city("乙市"))
    assert folder.kept.save(folder.start(), folder.store)
    assert (folder.kept.revision(), folder.files.name[:10]) == (2, "0000000002")
    assert not left.exists()
    assert writing.exists(), "another process may be writing it just now"


def _cut(path: Path) -> None:
    content = (path / "areas.rows.arrow").read_bytes()
    (path / "areas.rows.arrow").write_bytes(content[:-1])


def _flip(path: Path) -> None:
    content = bytearray((path / "places.arrow").read_bytes())
    content[len(content) // 2] ^= 4
    (path / "places.arrow").write_bytes(content)


def _lose(path: Path) -> None:
    (path / "posts.records.arrow").unlink()


def _lose_manifest(path: Path) -> None:
    (path / "manifest.json").unlink()


def _garble(path: Path) -> None:
    (path / "manifest.json").write_text("{}", encoding="utf-8")


def _older(path: Path) -> None:
    _restate(path, format=0)


def _restate(path: Path, **said: object) -> None:
    """A manifest that says something else and is whole."""
    from graph_model.kept import _hash

    text = json.dumps(json.loads((path / "manifest.json").read_text(encoding="utf-8")) | said)
    (path / "manifest.json").write_text(text, encoding="utf-8")
    path.rename(path.with_name(f"{path.name[:10]}-{_hash(text)}"))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_cut, "areas.rows.arrow应为"),
        (_flip, "places.arrow已损坏"),
        (_lose, "No such file"),
        (_lose_manifest, "No such file"),
        (_garble, "manifest.json已损坏"),
        (_older, "格式版本为0"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_damaged_columns_are_told_and_not_used(folder: Folder, damage: Callable[[Path], None], told: str) -> None:
    """A file cut off, changed, lost or of another format is told in one sentence; the network is compiled, and kept anew."""
    damage(folder.files)
    _assert_equal(folder.start(), compiled(folder.store, SCHEMES, CATALOGUE))
    (sentence,) = folder.told
    assert told in sentence
    assert sentence.endswith("改为重新编译。")
    assert folder.kept.is_due(1, rows=1)
    assert folder.kept.save(folder.start(), folder.store)
    assert folder.start().revision == 1
    assert folder.told == [sentence]


def test_columns_of_another_store_are_not_used(folder: Folder, tmp_path: Path) -> None:
    """Columns of a store with the same revision but another history, or of a revision it does not have, are told and not used."""
    for number, writes in enumerate((["丙市"], [])):
        other = DuckDBStore.open(tmp_path / f"{number}.duckdb", SCHEMES, CATALOGUE)
        for name in writes:
            other.write(city(name))
        shutil.copytree(folder.kept.folder, tmp_path / "saved")
        _assert_equal(folder.start(other), compiled(other, SCHEMES, CATALOGUE))
        assert "另一个数据库" in folder.told[number]
        other.close()
        shutil.rmtree(folder.kept.folder)
        (tmp_path / "saved").rename(folder.kept.folder)


def test_columns_after_a_restored_backup_are_not_used(folder: Folder, tmp_path: Path) -> None:
    """A backup put back and written to comes to the same revision by another way: the columns of the old way are not used."""
    folder.store.close()
    shutil.copy(tmp_path / "city.duckdb", tmp_path / "backup.duckdb")
    backup = DuckDBStore.open(tmp_path / "backup.duckdb", SCHEMES, CATALOGUE)
    assert folder.start(backup).revision == 1
    assert folder.told == [], "a copy is the same store"
    again = DuckDBStore.open(tmp_path / "city.duckdb", SCHEMES, CATALOGUE)
    again.write(city("乙市"))
    folder.kept.save(folder.start(again), again)
    backup.write(city("丙市"))
    name = folder.start(backup).on(date(2024, 1, 1)).name("areas", 0)
    assert (name, len(folder.told)) == ("丙市", 1)
    again.close()
    backup.close()


def test_columns_under_other_schemes_are_not_used(folder: Folder) -> None:
    """A scheme that was added or changed is told, and the columns are compiled anew; another catalogue takes effect as it is."""
    fewer = Schemes(scheme for scheme in SCHEMES.values() if scheme.key != "kaifeng")
    assert folder.start(schemes=SCHEMES).schemes is SCHEMES
    other = Catalogue({})
    assert open_network(folder.store, SCHEMES, other, folder.kept).catalogue is other
    assert folder.told == []
    assert set(folder.start(schemes=fewer).schemes) == set(fewer)
    assert "方案" in folder.told[0]


def test_a_folder_that_cannot_be_written_is_no_error(folder: Folder, tmp_path: Path) -> None:
    """Where columns cannot be kept, that is told and the start goes on; nothing half-written is left."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    columns = Kept(tmp_path / "file" / "columns", folder.told.append, least=0)
    assert not columns.save(folder.start(), folder.store)
    assert "不影响使用" in folder.told[0]
    assert open_network(folder.store, SCHEMES, CATALOGUE, columns).revision == 1
    assert len(folder.told) == 1


def test_columns_are_due_after_many_revisions_or_rows(folder: Folder) -> None:
    """Kept at revision 1, columns are due again some revisions on, after a bulk load, or when the store went back."""
    assert [folder.kept.is_due(revision) for revision in (0, 1, EVERY, EVERY + 1)] == [True, False, False, True]
    assert folder.kept.is_due(2, rows=1_000_000)


def test_a_small_network_is_not_kept(folder: Folder, tmp_path: Path) -> None:
    """A network of a few rows compiles at once: no folder is made for it."""
    columns = Kept(tmp_path / "none", folder.told.append)
    assert not columns.is_due(1, rows=10)
    assert not columns.save(folder.start(), folder.store)
    assert not columns.folder.exists()


def test_a_service_keeps_columns_as_it_follows_and_when_it_stops(folder: Folder) -> None:
    """A service keeps columns anew after some revisions and at its end, and the next one starts from them."""
    service = Service(folder.store, folder.start(), folder.kept)
    for number in range(2, EVERY + 1):
        folder.store.write(city(f"{number}市"))
    assert service.refresh()
    assert folder.kept.revision() == 1
    folder.store.write(city("乙市"))
    assert service.refresh()
    assert folder.kept.revision() == EVERY + 1
    folder.store.write(city("丙市"))
    assert service.refresh()
    service.close()
    assert folder.kept.revision() == EVERY + 2
    again = DuckDBStore.open(folder.path / "city.duckdb", SCHEMES, CATALOGUE)
    again.read = None  # type: ignore[assignment, method-assign]
    assert folder.start(again).on(date(2024, 1, 1)).name("areas", 0) == "丙市"
    assert folder.told == []
    again.close()


def test_a_service_stops_though_its_store_is_gone(folder: Folder) -> None:
    """Columns that cannot be kept at the end do not keep a service from stopping."""
    folder.store.write(city("乙市"))
    service = Service(folder.store, folder.start(), folder.kept)
    folder.store.close()
    service.close()
    assert folder.kept.revision() == 1


def test_commands_keep_and_use_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`liandong load` leaves columns beside the file, and a question afterwards reads no table."""
    monkeypatch.setattr(kept, "kept_beside", lambda address, _, tell: Kept(Path(f"{address}.columns"), tell, least=0))
    (tmp_path / "areas.csv").write_text("code,name,level,parent\nc,甲市,city,\n", encoding="utf-8")
    store = str(tmp_path / "city.duckdb")
    loaded = CliRunner().invoke(app, ["load", str(tmp_path), "--store", store, "--on", "2024-01-01"])
    assert loaded.exit_code == 0, loaded.output
    assert Kept(tmp_path / "city.duckdb.columns").revision() == 1
    monkeypatch.setattr(DuckDBStore, "read", None)
    asked = CliRunner().invoke(app, ["linkage", "c", "--store", store, "--as-of", "2024-01-01"])
    assert asked.exit_code == 0, asked.output
    assert "甲市" in asked.output
