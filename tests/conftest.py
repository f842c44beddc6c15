"""What test modules share: one Neo4j for the whole run, and a store with the small city."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.changes import ChangeSet
from graph_model.stores import open_store
from tests import neo4j_server
from tests.small_city import CATALOGUE, CITY, SCHEMES


@pytest.fixture(scope="session")
def neo4j_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[neo4j_server.Running]:
    """A real server, started when the first test asks for it; `LIANDONG_NEO4J_RELEASE=2026` takes the calendar release."""
    with neo4j_server.running(tmp_path_factory.mktemp("neo4j")) as server:
        yield server


@pytest.fixture
def neo4j_empty(neo4j_running: neo4j_server.Running) -> neo4j_server.Running:
    """The same server without a node in it; constraints and indexes stay."""
    neo4j_running.empty()
    return neo4j_running


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the records of the small city."""
    path = tmp_path_factory.mktemp("store") / "small.duckdb"
    store = open_store(str(path), SCHEMES, CATALOGUE)
    store.write(ChangeSet(CITY.frames(), {}, {}, "small"), 0)
    store.close()
    return path
