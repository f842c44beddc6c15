"""A real Neo4j for tests: started by the code that starts it for users, on free ports, with little memory."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import neo4j

from graph_model.stores import neo4j_local

__all__ = ["PASSWORD", "RELEASE", "Running", "free_port", "running"]

PASSWORD = "open/sesame"  # has to be quoted in an address
RELEASE = os.environ.get("LIANDONG_NEO4J_RELEASE") or None


@dataclass(frozen=True)
class Running:
    """A server and a driver of its own for looking inside. `url` is what `open_store` takes."""

    server: neo4j_local.Server
    driver: neo4j.Driver

    @property
    def url(self) -> str:
        """The address of the store, password and all."""
        return self.server.store(PASSWORD)

    def run(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a query."""
        return [dict(record) for record in self.driver.execute_query(query, values).records]  # type: ignore[arg-type]

    def empty(self) -> None:
        """Take out everything: nodes, relationships, constraints, indexes."""
        for kind in ("CONSTRAINT", "INDEX"):
            for row in self.run(f"SHOW {kind}S YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
                self.run(f"DROP {kind} `{row['name']}` IF EXISTS")
        with self.driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as trying:
        trying.bind((neo4j_local.HOST, 0))
        port: int = trying.getsockname()[1]
        return port


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """A server on a new folder, stopped in the end."""
    server = neo4j_local.start(
        folder,
        PASSWORD,
        bolt_port=free_port(),
        http_port=None,
        release=RELEASE,
        heap="768m",
        page_cache="128m",
    )
    try:
        with neo4j.GraphDatabase.driver(server.uri, auth=(neo4j_local.USER, PASSWORD)) as driver:
            yield Running(server, driver)
    finally:
        neo4j_local.stop(folder)
