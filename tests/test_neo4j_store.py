"""The store in Neo4j: the rules of every store, and what is its own. On a real server."""

from __future__ import annotations

import pytest

from graph_model.stores.neo4j import Neo4jStore
from graph_model.stores.neo4j import store as neo4j_store
from tests.neo4j_server import Running
from tests.random_network import CATALOGUE, SCHEMES
from tests.store_conformance import CASES, Case


def fresh(running: Running) -> Neo4jStore:
    """A store in the emptied database; constraints stay, they take long to make."""
    running.run("MATCH (n) DETACH DELETE n")
    return Neo4jStore.open(running.url, SCHEMES, CATALOGUE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_it_keeps_the_rules_of_every_store(case: Case, neo4j_running: Running) -> None:
    """The rule holds for a Neo4j database."""
    case(lambda: fresh(neo4j_running))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_it_keeps_them_batch_by_batch(case: Case, neo4j_running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule holds when every change set is too large for one transaction."""
    monkeypatch.setattr(neo4j_store, "ONE_TRANSACTION", 0)
    case(lambda: fresh(neo4j_running))
