"""What goes wrong around a Neo4j store, on a real server: each fault is a sentence, and nothing is left half done."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from benchmarks.drills import drill
from graph_model.changes import ChangeSet, Tables
from graph_model.errors import StoreUnavailable
from graph_model.stores import open_store
from graph_model.stores.neo4j import Neo4jStore
from graph_model.stores.neo4j import store as neo4j_store
from graph_model.stores.neo4j.shape import schema_statements
from loaders.generate import GenerateOptions, generate
from tests.neo4j_server import PASSWORD, Running, free_port
from tests.random_network import CATALOGUE, SCHEMES
from tests.store_conformance import city


@pytest.fixture
def running(neo4j_running: Running) -> Running:
    neo4j_running.run("MATCH (n) DETACH DELETE n")
    return neo4j_running


@pytest.fixture(scope="module")
def tables() -> Tables:
    """A generated city of some thousand records."""
    return generate(GenerateOptions(areas=150, seed=4))


def opened(running: Running) -> Neo4jStore:
    return Neo4jStore.open(running.url, SCHEMES, CATALOGUE)


def batches(running: Running) -> int:
    """How many batches of a pending change set are in the graph; −1 when none is pending."""
    found = running.run("MATCH (c:_ChangeSet) WHERE c.batch IS NOT NULL RETURN c.batch AS batch")
    return int(found[0]["batch"]) if found else -1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("neo4j://neo4j:wrong-pass@127.0.0.1:{port}", "wrong user or password"),
        ("neo4j://127.0.0.1:{port}", "no user in the address"),
        ("{url}/other", "no such database"),
        ("neo4j://neo4j:wrong-pass@127.0.0.1:{free}", "no answer from .*liandong neo4j status"),
        ("bolt+s://neo4j:wrong-pass@127.0.0.1:{port}", "no answer from"),
        ("neo4j://neo4j:wrong-pass@nowhere.invalid:{port}", "no answer from"),
        ("neo4j://neo4j:wrong-pass@", "expected neo4j://user:password@host:port"),
        ("{url}/neo4j/more", "expected neo4j://user:password@host:port"),
    ],
)
def test_a_wrong_address_is_a_sentence(url: str, words: str, neo4j_running: Running) -> None:
    """A wrong password, database, host or form of the address says what is wrong and what to do, and shows no password."""
    filled = url.format(port=neo4j_running.server.bolt_port, url=neo4j_running.url, free=free_port())
    with pytest.raises(StoreUnavailable, match=words) as caught:
        open_store(filled, SCHEMES, CATALOGUE)
    assert "wrong-pass" not in str(caught.value)
    assert "sesame" not in str(caught.value)


def test_somebody_elses_graph_is_refused(running: Running) -> None:
    """A foreign graph is refused and stays as it is; forced, ours stands beside it; nodes called like ours are never."""
    running.run("CREATE (:Movie {title: 'x'})")
    with pytest.raises(StoreUnavailable, match=r"somebody else's graph: found a node Movie.*--force"):
        opened(running)
    assert running.run("MATCH (n) RETURN labels(n) AS labels") == [{"labels": ["Movie"]}]
    store = Neo4jStore.open(running.url, SCHEMES, CATALOGUE, force=True)
    store.write(city())
    assert (store.verify().is_clean, store.read()["areas"].height) == (True, 1)
    store.close()
    assert running.run("MATCH (n:Movie) RETURN n.title AS title") == [{"title": "x"}]
    running.run("MATCH (n) DETACH DELETE n")
    running.run("CREATE (:Person {name: 'x'})")
    with pytest.raises(StoreUnavailable, match="ours are called so too"):
        Neo4jStore.open(running.url, SCHEMES, CATALOGUE, force=True)


@pytest.mark.parametrize(("number", "words"), [(0, "an older release"), (99, "a newer release")])
def test_another_releases_shape_is_a_sentence(number: int, words: str, running: Running) -> None:
    """A graph of another format is refused with what to do, and stays as it is."""
    opened(running).close()
    running.run("MATCH (m:_Meta) SET m.format = $number", number=number)
    with pytest.raises(StoreUnavailable, match=rf"{words}.*found format {number}.*export there"):
        opened(running)


def test_missing_constraints_are_made_again(running: Running) -> None:
    """A store without some of its constraints and indexes, as an older release may have left it, gets them when opened."""
    opened(running).close()
    running.run("DROP CONSTRAINT liandong_areas")
    running.run("DROP INDEX liandong_names")
    opened(running).close()
    there = {row["name"] for kind in ("CONSTRAINTS", "INDEXES") for row in running.run(f"SHOW {kind} YIELD name")}
    assert {name for name, _ in schema_statements()} <= there


def test_who_may_only_read_reads(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the server lets nothing be written, opening and reading work, and a write is a sentence. Community has no roles: all
    that would be written is asked for in transactions that may only read."""
    store = opened(running)
    store.write(city())
    store.close()
    monkeypatch.setattr(neo4j.Session, "execute_write", neo4j.Session.execute_read)
    store = opened(running)
    assert (store.revision(), store.read()["areas"].height) == (1, 1)
    with pytest.raises(StoreUnavailable, match="is read-only for user neo4j: writing needs a user who may write"):
        store.write(city("乙市"))
    assert store.revision() == 1
    store.close()


def test_others_read_the_revision_before(running: Running, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a large change set is half in the graph everybody reads the revision before; whoever writes next finishes it."""
    monkeypatch.setattr(neo4j_store, "ONE_TRANSACTION", 100)
    monkeypatch.setattr(neo4j_store, "BATCH", 100)
    first, other = opened(running), opened(running)
    first.write(city())
    take = neo4j_store._take_batch

    def broken(*arguments: object) -> None:
        if arguments[2] == 9:
            raise KeyboardInterrupt
        take(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(neo4j_store, "_take_batch", broken)
    with pytest.raises(KeyboardInterrupt):
        first.write(ChangeSet(tables, {}, {}, summary="large"))
    assert batches(running) == 9
    assert (other.revision(), other.read()["areas"].height) == (1, 1)
    assert [one.revision for one in other.changes(0)] == [1]
    monkeypatch.setattr(neo4j_store, "_take_batch", take)
    assert other.write(city("乙市")).revision == 3
    assert other.read()["areas"].height == tables["areas"].height + 1
    assert other.verify().is_clean
    first.close()
    other.close()


def test_a_killed_loader_leaves_nothing_between(neo4j_empty: Running, tmp_path: Path) -> None:
    """A loader killed (-9) before and in the middle of a load: whoever opens the store next finds nothing of it or all.
    `python -m benchmarks.drills` kills it ten times, and Neo4j itself ten times."""
    turns = list(drill(neo4j_empty.server, PASSWORD, [("loader", -1), ("loader", 20)], tmp_path))
    assert [turn.wrong for turn in turns] == ["", ""]
    assert [(turn.batches >= 0, turn.whole) for turn in turns] == [(False, False), (True, True)]
