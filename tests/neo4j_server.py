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

from graph_model.stores.neo4j import local as neo4j_local

__all__ = ["PASSWORD", "RELEASE", "Running", "free_port", "running"]

PASSWORD = "open/sesame"  # has to be quoted in an address
RELEASE = os.environ.get("LIANDONG_NEO4J_RELEASE") or None
KEPT = os.environ.get("LIANDONG_NEO4J_KEPT")
"""A folder whose server goes on after the tests, so that the next run need not start one."""
HURRY = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1"}
"""For a Java that lives for some minutes: compiled once and quickly, not again and well."""


@dataclass(frozen=True)
class Running:
    """A server and a driver of its own for looking inside. `url` is what `open_store` takes."""

    folder: Path
    driver: neo4j.Driver

    @property
    def server(self) -> neo4j_local.Server:
        """Its process as it is now: a test may have it started again."""
        server = neo4j_local.status(self.folder)
        assert server is not None
        return server

    @property
    def url(self) -> str:
        """The address of the store, password and all."""
        return self.server.store(PASSWORD)

    def run(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a query; no bookmark is demanded, a test may have put another database in its place."""
        with self.driver.session() as session:
            return [dict(record) for record in session.run(query, values)]  # type: ignore[arg-type]

    def empty(self) -> None:
        """Take out all nodes; constraints and indexes stay, they take long to make."""
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
    """A server on a new folder, stopped in the end; or the one on the folder `LIANDONG_NEO4J_KEPT`, left running."""
    folder = Path(KEPT) if KEPT else folder
    os.environ.update(HURRY)
    server = neo4j_local.status(folder) or neo4j_local.start(
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
            yield Running(folder, driver)
    finally:
        if not KEPT:
            neo4j_local.stop(folder)
