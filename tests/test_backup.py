"""A backup restores the store as it was: records, log and revision; what is damaged restores nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from graph_model.changes import ChangeSet
from graph_model.errors import Conflict, StoreUnavailable
from graph_model.records import Person
from graph_model.stores import Store, open_store
from loaders.backup import back_up, restore
from tests.neo4j_server import Running
from tests.small_city import CATALOGUE, SCHEMES, START, stored


def opened(path: Path) -> Store:
    """A DuckDB store."""
    return open_store(path, SCHEMES, CATALOGUE)


def history(store: Store) -> list[Any]:
    """All that the log says."""
    return [
        (
            one.revision,
            one.at,
            one.actor,
            one.summary,
            *({n: f.rows() for n, f in p.items()} for p in (one.before, one.after)),
        )
        for one in store.changes(0)
    ]


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store of three revisions, and its backup."""
    folder = tmp_path_factory.mktemp("backup")
    store = opened(Path(stored(folder / "city.duckdb").store))
    store.write(
        ChangeSet.of([Person(code="p9", valid_from=START, name="甲", contact='138,"9"')], summary="one", actor="王主任")
    )
    store.write(ChangeSet.of(withdraw=[("persons", "p9", START)], summary="not so"))
    assert back_up(store, folder / "city.backup") == 3
    store.close()
    return folder / "city.duckdb", folder / "city.backup"


def test_what_is_restored_is_what_was_there(backup: tuple[Path, Path], tmp_path: Path) -> None:
    """Every table and every entry of the log, with times and actors, is equal; the copy goes on as the original would."""
    here, there = opened(backup[0]), opened(tmp_path / "restored.duckdb")
    assert restore(backup[1], there) == there.revision() == 3
    assert all(frame.equals(there.read()[name]) for name, frame in here.read().items())
    assert history(here) == history(there)
    assert there.write(ChangeSet.of(end=[("areas", "C5", START.replace(year=2025))], summary="next")).revision == 4
    with pytest.raises(Conflict):
        restore(backup[1], there)
    here.close()
    there.close()


def test_damage_anywhere_is_noticed_before_anything_is_written(backup: tuple[Path, Path], tmp_path: Path) -> None:
    """Bytes changed at many places, a file cut off, another file: each is refused, and the target stays empty."""
    good = backup[1].read_bytes()
    reference = opened(tmp_path / "reference.duckdb")
    restore(backup[1], reference)
    damaged = [good[: len(good) // 2], good[:-30], b"", b"PK\x03\x04", Path(__file__).read_bytes()]
    places = range(40, len(good), len(good) // 40)
    damaged += [good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :] for at in places]
    refused = 0
    for number, data in enumerate(damaged):
        file, target = tmp_path / "damaged", opened(tmp_path / f"{number}.duckdb")
        file.write_bytes(data)
        try:
            restore(file, target)
        except StoreUnavailable:
            refused += 1
            assert target.revision() == 0
        else:  # a byte of the archive that says nothing, such as a date
            assert history(target) == history(reference)
        target.close()
    assert refused > 30
    reference.close()


def test_a_backup_that_fails_leaves_the_one_before(backup: tuple[Path, Path], tmp_path: Path) -> None:
    """The file is replaced by a whole one or not at all."""
    file = tmp_path / "city.backup"
    shutil.copy(backup[1], file)

    class Broken:
        def revision(self) -> int:
            return 2

        def changes(self, _since: int) -> Any:
            raise StoreUnavailable("away")

    with pytest.raises(StoreUnavailable):
        back_up(Broken(), file)  # type: ignore[arg-type]
    assert file.read_bytes() == backup[1].read_bytes()
    assert [one.name for one in tmp_path.iterdir()] == ["city.backup"]


def test_the_commands(backup: tuple[Path, Path], tmp_path: Path) -> None:
    """`backup` and `restore` say what they did; nothing that is there is overwritten unasked, nothing half-made is left."""
    run = CliRunner().invoke
    file, there = tmp_path / "a.backup", tmp_path / "there.duckdb"
    assert "已备份版本3" in run(app, ["backup", str(backup[0]), str(file)]).output
    assert run(app, ["backup", str(backup[0]), str(file)]).exit_code == 2
    assert "已恢复到版本3，与备份时一致" in run(app, ["restore", str(file), str(there)]).output
    assert run(app, ["restore", str(file), str(there)]).exit_code == 1
    file.write_bytes(file.read_bytes()[:-100])
    assert run(app, ["restore", str(file), str(tmp_path / "other.duckdb")]).exit_code == 1
    assert not (tmp_path / "other.duckdb").exists()


def test_a_backup_goes_into_another_kind_of_store_and_back(
    backup: tuple[Path, Path], neo4j_empty: Running, tmp_path: Path
) -> None:
    """Restored into a Neo4j, and backed up from there, it is the same backup: records, log and revision."""
    server, here = open_store(neo4j_empty.url, SCHEMES, CATALOGUE), opened(backup[0])
    assert restore(backup[1], server) == 3
    assert history(server) == history(here)
    assert back_up(server, tmp_path / "server.backup") == 3
    there = opened(tmp_path / "there.duckdb")
    assert restore(tmp_path / "server.backup", there) == 3
    assert history(there) == history(here)
    for store in (server, here, there):
        store.close()
