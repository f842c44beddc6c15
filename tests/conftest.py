"""What test modules share: one Neo4j, one browser and one service for the whole run, and a store with the small city."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from api.app import create_app
from api.service import Service
from graph_model.changes import ChangeSet
from graph_model.stores import open_store
from tests import neo4j_server
from tests.browsing import browsing
from tests.cases import network
from tests.serving import served
from tests.small_city import CATALOGUE, CITY, SCHEMES, SETTINGS, FixedStore


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run."""
    with browsing() as opened:
        yield opened


@pytest.fixture(scope="session")
def kaifeng() -> Iterator[str]:
    """The address of a service of the Kaifeng case."""
    compiled = network("kaifeng")
    store = FixedStore(compiled)
    with served(create_app(SETTINGS, lambda _: Service(store, compiled))) as address:  # type: ignore[arg-type]
        yield address
