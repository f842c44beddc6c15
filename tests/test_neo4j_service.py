"""The service on a Neo4j: the same answers as on a file, in step with others, and there while the server is not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from graphql import build_schema
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.settings import Settings
from graph_model.changes import ChangeSet
from graph_model.errors import StoreUnavailable
from graph_model.stores import neo4j_local, open_store
from graph_model.stores.neo4j import Neo4jStore
from tests.every_field import queries
from tests.neo4j_server import PASSWORD, Running
from tests.serving import asking
from tests.store_conformance import city

ROOT_FOLDER = Path(__file__).parents[1]
BUFFERED = {**os.environ, "PYTHONUNBUFFERED": "1"}
DAY = '"2022-08-19"'
ROOT = "4102"
ARGUMENTS = {
    "asOf": DAY,
    "area.code": f'"{ROOT}"',
    "figures.area": f'"{ROOT}"',
    "organization.code": '"410202-01-01-X1/party_branch"',
    "person.code": '"410202-01-01/p19"',
    "post.code": '"410202-01-01-X1/head"',
    "dependence.person": '"410202-01-01/p19"',
    "answersFor.post": '"410202-01-01-X1/head"',
    "crossAppointments.from": "{ level: COMPOUND }",
    "crossAppointments.to": '{ kind: "owners_committee" }',
    "twoWayEntries.key": '"branch_and_committee"',
    "id": f'"Area:{ROOT}"',
    "key": '"building_head"',
    "indicator": '"building_head"',
    "area": '"410202-01-01-X1"',
    "first": "7",
    "by": "COUNTY",
    "level": "COMPOUND",
    "from": '"2021-01-01"',
    "to": DAY,
}
WAYS = {
    "Area": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ % }}',
    "AreaConnection": f"areas(level: BUILDING, first: 9, asOf: {DAY}) {{ % }}",
    "Organization": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ organizations {{ % }} covers {{ organization {{ % }} }} }}',
    "Post": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ posts {{ % }} }}',
    "Appointment": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ posts {{ holders {{ % }} }} }}',
    "Person": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ posts {{ holders {{ person {{ % }} }} }} }}',
    "Cover": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ covers {{ % }} }}',
    "Coverage": f'coverage(indicator: "party_coverage_by_mode", by: COUNTY, asOf: {DAY}) {{ % }}',
    "Indicator": "indicators { % }",
    "GapConnection": f'gaps(indicator: "building_head", first: 9, asOf: {DAY}) {{ % }}',
    "Gap": f'gaps(indicator: "building_head", first: 9, asOf: {DAY}) {{ nodes {{ % }} }}',
    "Linkage": f'linkage(area: "410202-01-01-X1", asOf: {DAY}) {{ % }}',
    "LinkageStep": f'linkage(area: "410202-01-01-X1", asOf: {DAY}) {{ steps {{ % }} }}',
}


def _command(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def _until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


@pytest.fixture
def kaifeng(neo4j_empty: Running, tmp_path: Path) -> tuple[str, str]:
    """The case in a file, and copied from there into Neo4j by the command: the addresses of both."""
    file = str(tmp_path / "kaifeng.duckdb")
    _command("load", "--case", "kaifeng", "--store", file)
    assert "已复制到版本1" in _command("copy", file, neo4j_empty.url)
    return file, neo4j_empty.url


def test_the_answers_are_those_of_the_file_to_the_byte(kaifeng: tuple[str, str]) -> None:
    """`liandong copy kaifeng.duckdb neo4j://…`, then the service on either: a query for every field of every type is answered
    with the same bytes."""
    schema = build_schema((ROOT_FOLDER / "docs" / "schema.graphql").read_text(encoding="utf-8"))
    asked = list(queries(schema, ARGUMENTS, WAYS))
    assert len(asked) > 120
    answers: list[list[bytes]] = []
    for address in kaifeng:
        with asking(create_app(Settings(store=address))) as client:
            answers.append([client.post("/graphql", json={"query": query}).content for query in asked])
    for query, from_file, from_neo4j in zip(asked, *answers, strict=True):
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


def test_reads_go_on_while_neo4j_is_stopped(servers: tuple[httpx.Client, httpx.Client], neo4j_empty: Running) -> None:
    """With Neo4j stopped both servers answer and say since when they are behind, and a write fails whole; five seconds after
    it is back they are in step, with all that was acknowledged."""
    one, other = servers
    store = open_store(neo4j_empty.url)
    assert isinstance(store, Neo4jStore)
    server = neo4j_empty.server
    neo4j_local.stop(server.folder)
    try:
        for client in servers:
            assert _until(lambda client=client: client.get("/readyz").json()["status"] == "behind", 20)
            assert (_name(client), client.get("/readyz").json()["revision"]) == ("甲市", 1)
        with pytest.raises(StoreUnavailable):
            store.write(city("丙市"))
    finally:
        neo4j_local.start(
            server.folder,
            PASSWORD,
            bolt_port=server.bolt_port,
            http_port=None,
            heap=server.heap,
            page_cache=server.page_cache,
        )
    assert _until(lambda: all(client.get("/readyz").json()["status"] == "ok" for client in servers), 5)
    assert store.revision() == 1
    store.write(ChangeSet(city("丁市").puts, {}, {}, summary="after"))
    assert _until(lambda: _name(one) == _name(other) == "丁市", 5)
    store.close()


@pytest.mark.usefixtures("servers")
def test_several_workers_serve_one_database(neo4j_empty: Running) -> None:
    """`serve --workers 2` answers in two processes on one port, and ends with a signal; a file is refused."""
    program = "from api.cli import main; main()"
    asked = [sys.executable, "-c", program, "serve", "--workers", "2", "--port", "0", "--store", neo4j_empty.url]
    with subprocess.Popen(asked, cwd=ROOT_FOLDER, stdout=subprocess.PIPE, text=True, env=BUFFERED) as process:
        assert process.stdout is not None
        base = process.stdout.readline().split("：")[1].strip().removesuffix("/graphql")
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
