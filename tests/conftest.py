"""What test modules share: one Neo4j for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import neo4j_server


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
