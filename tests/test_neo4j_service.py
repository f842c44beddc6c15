"""The service on a Neo4j: the same answers as on a file, in step with others, and there while the server is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from graphql import build_schema
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.settings import Settings
from graph_model.errors import StoreUnavailable
from graph_model.stores import open_store
from graph_model.stores.neo4j import connection as neo4j_connection
from graph_model.stores.neo4j import local as neo4j_local
from graph_model.stores.neo4j import store as neo4j_store
from tests.every_field import ARGUMENTS, WAYS, queries
from tests.neo4j_server import PASSWORD, Running
from tests.serving import asking
from tests.store_conformance import city

ROOT_FOLDER = Path(__file__).parents[1]
BUFFERED = {**os.environ, "PYTHONUNBUFFERED": "1"}


def _command(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def _until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def test_the_answers_are_those_of_the_file_to_the_byte(neo4j_empty: Running, tmp_path: Path) -> None:
    """`liandong copy kaifeng.duckdb neo4j://…` while the service runs on the empty database: within seconds it has what was copied,
    and a query for every field of every type is answered with the same bytes as from the file."""
    file = str(tmp_path / "kaifeng.duckdb")
    _command("load", "--case", "kaifeng", "--store", file)
    schema = build_schema((ROOT_FOLDER / "docs" / "schema.graphql").read_text(encoding="utf-8"))
    asked = list(queries(schema, ARGUMENTS, WAYS))
    assert len(asked) > 120

    def answers(client: httpx.Client) -> list[bytes]:
        return [client.post("/graphql", json={"query": query}).content for query in asked]

    with asking(create_app(Settings(store=neo4j_empty.url))) as client:
        assert client.get("/readyz").json()["revision"] == 0
        assert "已复制到版本1" in _command("copy", file, neo4j_empty.url)
        assert _until(lambda: client.get("/readyz").json() == {"status": "ok", "revision": 1, "storeRevision": 1}, 15)
        there = answers(client)
    with asking(create_app(Settings(store=file))) as client:
        here = answers(client)
    for query, from_file, from_neo4j in zip(asked, here, there, strict=True):
        assert b'"errors"' not in from_file, (query, from_file)
        assert from_neo4j == from_file, query


@pytest.fixture
def servers(neo4j_empty: Running) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Two servers on the one database, which holds one city."""
    store = open_store(neo4j_empty.url)
    store.write(city("甲市"))
    store.close()
    settings = Settings(store=neo4j_empty.url)
    with asking(create_app(settings)) as one, asking(create_app(settings)) as other:
        yield one, other


def _name(client: httpx.Client, **headers: str) -> str:
    answer = client.post("/graphql", json={"query": "{ areas { nodes { name } } }"}, headers=headers)
    return str(answer.json()["data"]["areas"]["nodes"][0]["name"])


def test_two_servers_on_one_database_agree(servers: tuple[httpx.Client, httpx.Client], neo4j_empty: Running) -> None:
    """What a third process writes both answer with within two seconds; whoever demands the revision gets it at once."""
    one, other = servers
    with_store = open_store(neo4j_empty.url)
    revision = with_store.write(city("乙市")).revision
    assert _name(one, **{"Liandong-Min-Revision": str(revision)}) == "乙市"
    assert _until(lambda: _name(other) == "乙市", 2)
    with_store.close()


def test_reads_go_on_while_neo4j_is_away(
    servers: tuple[httpx.Client, httpx.Client], neo4j_empty: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neo4j killed (-9) in the middle of a load: both servers answer on and say since when they are behind, a write fails whole.
    Back again, they are in step within five seconds, at the revision before; whoever opens the store finishes the load, and they
    have it within five seconds."""
    server, take = neo4j_empty.server, neo4j_store._take_batch
    monkeypatch.setattr(neo4j_connection, "RETRY_SECONDS", 1.0)
    monkeypatch.setattr(neo4j_store, "ONE_TRANSACTION", 0)
    store = open_store(neo4j_empty.url)

    def killed(*arguments: Any) -> None:
        os.kill(server.pid, signal.SIGKILL)
        take(*arguments)

    monkeypatch.setattr(neo4j_store, "_take_batch", killed)
    with pytest.raises(StoreUnavailable, match="revision 2 is written down, but only in part"):
        store.write(city("丙市"))
    monkeypatch.setattr(neo4j_store, "_take_batch", take)
    for client in servers:
        assert _until(lambda client=client: client.get("/readyz").json()["status"] == "behind", 20)  # type: ignore[misc]
        assert (_name(client), client.get("/readyz").json()["revision"]) == ("甲市", 1)
    with pytest.raises(StoreUnavailable, match="no answer"):
        store.write(city("丁市"))
    store.close()

    neo4j_local.start(
        server.folder,
        PASSWORD,
        bolt_port=server.bolt_port,
        http_port=None,
        release=server.version,
        heap=server.heap,
        page_cache=server.page_cache,
    )
    assert _until(lambda: all(client.get("/readyz").json()["status"] == "ok" for client in servers), 5)
    assert {_name(client) for client in servers} == {"甲市"}
    store = open_store(neo4j_empty.url)
    assert (store.revision(), store.read()["areas"]["name"].to_list()) == (2, ["丙市"])
    assert _until(lambda: {_name(client) for client in servers} == {"丙市"}, 5)
    store.close()


@pytest.mark.usefixtures("servers")
def test_several_workers_serve_one_database(neo4j_empty: Running) -> None:
    """`serve --workers 2` answers in two processes on one port, and ends with a signal; a file is refused."""
    program = "from api.cli import main; main()"
    asked = [sys.executable, "-c", program, "serve", "--workers", "2", "--port", "0", "--store", neo4j_empty.url]
    with subprocess.Popen(asked, cwd=ROOT_FOLDER, stdout=subprocess.PIPE, text=True, env=BUFFERED) as process:
        assert process.stdout is not None
        base = process.stdout.readline().split("：")[1].strip().removesuffix("/")
        try:
            with httpx.Client(base_url=base, timeout=60, trust_env=False) as client:
                assert _name(client) == "甲市"
                children = psutil.Process(process.pid).children()
                assert len([one for one in children if "spawn_main" in " ".join(one.cmdline())]) == 2
        finally:
            process.terminate()
            process.communicate(timeout=60)
    refused = CliRunner().invoke(app, ["serve", "--workers", "2", "--store", str(neo4j_empty.folder / "a.duckdb")])
    assert refused.exit_code != 0
    assert "Traceback" not in refused.output
