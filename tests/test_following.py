"""Servers follow their store: they take in what others write, say when they cannot, and wait for a revision that is demanded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.service import Service
from api.settings import Settings
from graph_model.changes import ChangeSet, Tables
from graph_model.errors import Conflict, StoreUnavailable
from graph_model.following import compiled, followed, whole
from graph_model.indicators.catalogue import load_catalogue
from graph_model.scheme import load_schemes
from graph_model.stores import open_store
from graph_model.stores.duckdb import DuckDBStore
from tests.serving import asking
from tests.store_conformance import city, rows_of

SCHEMES = load_schemes()
CATALOGUE = load_catalogue(SCHEMES)
NAMES = {"query": "{ areas { nodes { name } } }"}


class Absent:
    """A store that others write to and that goes away and comes back as it is told; reading may be met by a write."""

    def __init__(self, store: DuckDBStore) -> None:
        self.store, self.away, self.met_by = store, False, list[ChangeSet]()

    def __getattr__(self, name: str) -> Any:
        if self.away:
            raise StoreUnavailable("gone")
        return getattr(self.store, name)

    def read(self) -> Tables:
        """All tables; somebody writes just before."""
        if self.met_by:
            self.store.write(self.met_by.pop())
        return self.store.read()

    def close(self) -> None:
        """Stays open: its file is shared by several services of a test."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Absent]:
    """A store with one city."""
    opened = DuckDBStore.open(tmp_path / "city.duckdb", SCHEMES, CATALOGUE)
    opened.write(city("甲市"))
    yield Absent(opened)
    opened.close()


def _served(store: Absent) -> Any:
    return asking(
        create_app(
            Settings(store="city.duckdb"),
            lambda _: Service(store, compiled(store, SCHEMES, CATALOGUE)),  # type: ignore[arg-type]
        )
    )


def _asked(client: httpx.Client, **headers: str) -> tuple[int, str, str]:
    answer = client.post("/graphql", json=NAMES, headers=headers)
    told = answer.json()
    what = told["errors"][0]["extensions"]["code"] if "errors" in told else told["data"]["areas"]["nodes"][0]["name"]
    return answer.status_code, answer.headers["Liandong-Revision"], what


def _until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def test_two_servers_take_in_what_a_third_writes(store: Absent) -> None:
    """Two servers on one store answer at its new revision within two seconds, without being asked to."""
    with _served(store) as one, _served(store) as other:
        assert _asked(one) == _asked(other) == (200, "1", "甲市")
        store.store.write(city("乙市"))
        assert _until(lambda: _asked(one) == _asked(other) == (200, "2", "乙市"), 2)


def test_a_demanded_revision_is_waited_for(store: Absent) -> None:
    """A request that demands the revision just written is answered at it, sooner than the next look at the store would be."""
    with _served(store) as client:
        began = time.monotonic()
        for number in range(2, 7):
            store.store.write(city(f"{number}市"))
            assert _asked(client, **{"Liandong-Min-Revision": str(number)}) == (200, str(number), f"{number}市")
        assert time.monotonic() - began < 4


def test_a_revision_that_does_not_come_is_a_conflict(store: Absent) -> None:
    """A revision nobody has written is waited for two seconds, then it is CONFLICT; a header that is no number is told."""
    with _served(store) as client:
        began = time.monotonic()
        assert _asked(client, **{"Liandong-Min-Revision": "9"}) == (409, "1", "CONFLICT")
        assert 1.9 < time.monotonic() - began < 5
        assert _asked(client, **{"Liandong-Min-Revision": "latest"}) == (400, "1", "BAD_USER_INPUT")


def test_reads_go_on_while_the_store_is_away(store: Absent) -> None:
    """With the store away questions are answered, /readyz says since when the server is behind, and within five seconds of its
    return the server is in step and says nothing of it any more."""
    with _served(store) as client:
        before = datetime.now().astimezone().replace(microsecond=0)
        store.away = True
        assert _until(lambda: client.get("/readyz").json()["status"] == "behind", 3)
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["revision"] == 1
        since = datetime.fromisoformat(ready.json()["behindSince"])
        assert before <= since <= datetime.now().astimezone()
        time.sleep(1.2)
        assert client.get("/readyz").json()["behindSince"] == since.isoformat()
        assert _asked(client) == (200, "1", "甲市")
        store.store.write(city("乙市"))
        store.away = False
        assert _until(lambda: _asked(client) == (200, "2", "乙市"), 5)
        assert client.get("/readyz").json() == {"status": "ok", "revision": 2, "storeRevision": 2}


def test_a_server_follows_on_after_a_fault_of_its_own(store: Absent, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that cannot be taken in leaves the server at its revision and behind; the next look takes it in."""
    taken = store.store.changes
    monkeypatch.setattr(store.store, "changes", lambda _: 1 / 0)
    with _served(store) as client:
        store.store.write(city("乙市"))
        assert _until(lambda: client.get("/readyz").json()["status"] == "behind", 3)
        assert _asked(client) == (200, "1", "甲市")
        monkeypatch.setattr(store.store, "changes", taken)
        assert _until(lambda: _asked(client) == (200, "2", "乙市"), 3)


def test_reading_is_whole_while_somebody_writes(store: Absent) -> None:
    """What is read and the revision it is said to be at belong together, however often a write comes between."""
    for writes in (1, 2, 6):
        store.met_by = [city(f"{writes}-{number}市") for number in range(writes)]
        tables, revision = whole(store)  # type: ignore[arg-type]
        assert rows_of(tables) == rows_of(store.store.read_at(revision))


def test_a_store_in_anothers_place_is_read_anew(tmp_path: Path, store: Absent) -> None:
    """A store put in the place of the one a server follows, at the same revision or beyond it, is read anew: nothing of the one
    before is left in the answers."""
    with _served(store) as client:
        for number, names in enumerate((["丙市"], ["丁市", "戊市", "己市"])):
            other = DuckDBStore.open(tmp_path / f"{number}.duckdb", SCHEMES, CATALOGUE)
            for name in names:
                other.write(city(name))
            store.store.close()
            store.store = other
            assert _until(lambda names=names: _asked(client) == (200, str(len(names)), names[-1]), 3)  # type: ignore[misc]
    store.store.close()


def test_a_write_meant_for_another_store_is_a_conflict(tmp_path: Path, store: Absent) -> None:
    """A change made against a revision of the store before is refused by one in its place that is at the same revision."""
    service = Service(store, compiled(store, SCHEMES, CATALOGUE))  # type: ignore[arg-type]
    store.store.close()
    store.store = DuckDBStore.open(tmp_path / "other.duckdb", SCHEMES, CATALOGUE)
    store.store.write(city("丙市"))
    with pytest.raises(Conflict, match="数据库已换成另一个"):
        service.write(city("丁市"), 1)
    assert service.network.tables["areas"].frame["name"].to_list() == ["丙市"]
    assert service.write(city("丁市"), 1)[0].revision == 2
    store.store.close()


def test_another_store_is_read_anew(tmp_path: Path, store: Absent) -> None:
    """A store that does not know the network's revision (a backup put back) makes a new network, at its own revision."""
    network = compiled(store, SCHEMES, CATALOGUE)  # type: ignore[arg-type]
    restored = open_store(tmp_path / "restored.duckdb", SCHEMES, CATALOGUE)
    found = followed(network, restored)
    assert (found.revision, len(found.tables["areas"])) == (0, 0)
    restored.close()
