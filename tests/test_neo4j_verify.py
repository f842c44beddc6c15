"""Edits behind the service's back: told in words, taken in as a change set, or left to a person."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from graph_model.changes import ChangeSet
from graph_model.following import compiled
from graph_model.published import lacking
from graph_model.records import Appointment, Area, Cover, Organization, Person, Post, records_of
from graph_model.stores.neo4j import Neo4jStore
from graph_model.stores.neo4j.verify import Verified
from tests.neo4j_server import Running
from tests.random_changes import valid_network
from tests.random_network import CATALOGUE, SCHEMES
from tests.store_conformance import rows_of

DAY, LATER = date(2020, 1, 1), date(2022, 1, 1)
RECORDS: list[Any] = [
    Area(code="市", name="市", level="city", scheme="plain", valid_from=DAY),  # type: ignore[arg-type]
    Area(code="县", name="县", level="county", parent="市", scheme="plain", valid_from=DAY),  # type: ignore[arg-type]
    Area(code="社", name="社", level="community", parent="县", valid_from=DAY, valid_to=LATER),  # type: ignore[arg-type]
    Area(code="社", name="新社", level="community", parent="县", valid_from=LATER, attributes={"staffed": True}),  # type: ignore[arg-type]
    Organization(code="支", name="支", kinds=("party_branch",), area="社", valid_from=DAY),
    Organization(code="业", name="业", kinds=("owners_committee",), area="社", valid_from=DAY),
    Cover(code="盖", organization="支", area="社", mode="own", valid_from=DAY),  # type: ignore[arg-type]
    Person(code="人", name="人", residence="社", valid_from=DAY),
    Post(code="岗", role="head", organization="业", valid_from=DAY),
]


@pytest.fixture
def running(neo4j_running: Running) -> Running:
    neo4j_running.run("MATCH (n) DETACH DELETE n")
    return neo4j_running


@pytest.fixture
def store(running: Running) -> Iterator[Neo4jStore]:
    store = Neo4jStore.open(running.url, SCHEMES, CATALOGUE)
    store.write(ChangeSet.of(RECORDS, summary="first"))
    yield store
    store.close()


def latest(store: Neo4jStore, table: str, code: str) -> Any:
    return [row for row in records_of(table, store.read()[table]) if row.code == code][-1]


def told(found: Verified) -> list[str]:
    return [str(problem) for problem in found.edits]


def settled(store: Neo4jStore, revision: int) -> None:
    """Once taken in, graph and log say the same, and there is nothing left to find."""
    assert store.revision() == revision
    assert rows_of(store.read()) == rows_of(store.read_at(revision))
    assert store.verify() == Verified((), (), (), None)


def test_nothing_is_found_where_nothing_was_edited(running: Running) -> None:
    """A graph with history, of every table, that only the service wrote is clean; published gaps are no edits."""
    running.run("MATCH (n) DETACH DELETE n")
    store = Neo4jStore.open(running.url, SCHEMES, CATALOGUE)
    store.write(valid_network(random.Random(5)))
    gaps = lacking(compiled(store, SCHEMES, CATALOGUE), DAY)
    assert store.publish(gaps, DAY).carrying > 1
    settled(store, 1)
    store.close()


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            "MATCH (a:Area {code: '县'}) SET a.name = '区'",
            "areas 县 2020-01-01 name: changed in the graph; found 区; expected 县",
        ),
        (
            "MATCH (v:AreaVersion {code: '社'}) SET v.households = 7",
            "areas 社 2020-01-01 households: changed in the graph",
        ),
        (
            "MATCH (a:Area {code: '社'}) SET a.staffed = false",
            'areas 社 2022-01-01 attributes: changed in the graph; found {"staffed":false}',
        ),
        (
            "MATCH (:Area {code: '县'})-[r:PART_OF]->() DELETE r",
            "areas 县 2020-01-01 parent: changed in the graph; found nothing; expected 市",
        ),
        (
            "MATCH (:Organization {code: '支'}) -[r:COVERS]->() SET r.mode = 'joint'",
            "covers 盖 2020-01-01 mode: changed in the graph; found joint",
        ),
        ("MATCH (:Organization {code: '支'}) -[r:COVERS]->() DELETE r", "covers 盖 2020-01-01: taken out of the graph"),
        ("MATCH (p:Person {code: '人'}) DETACH DELETE p", "persons 人 2020-01-01: taken out of the graph"),
        (
            "MATCH (b:Organization {code: '支'}), (a:Area {code: '县'}) MATCH (b)-[r:LOCATED_IN]->() DELETE r CREATE (b)-[:LOCATED_IN]->(a)",
            "organizations 支 2020-01-01 area: changed in the graph; found 县; expected 社",
        ),
        (
            "MATCH (b:Organization {code: '业'}), (a:Organization {code: '支'}) CREATE (a)-[:HOSTED_BY]->(b)",
            "organizations 支 2020-01-01 host: changed in the graph; found 业; expected nothing",
        ),
    ],
)
def test_an_edit_is_told_and_taken_in(edit: str, words: str, running: Running, store: Neo4jStore) -> None:
    """A dry run says what was edited and writes nothing; then it is taken in as the next revision."""
    running.run(edit)
    dry = store.verify(dry_run=True)
    assert [one for one in told(dry) if one.startswith(words)] != [], told(dry)
    assert (dry.refused, store.revision()) == ((), 1)
    assert store.verify() == Verified(dry.edits, dry.put_back, (), 2)
    settled(store, 2)


def test_what_is_drawn_holds_from_the_day_of_the_check(running: Running, store: Neo4jStore) -> None:
    """A compound drawn with its label and its arrow alone, and an appointment drawn as an arrow, become records."""
    node = running.run(
        "MATCH (s:Area {code: '社'}) CREATE (a:Area:Compound {code: '区', name: '小区'})-[:PART_OF]->(s) RETURN elementId(a) AS id"
    )
    running.run("MATCH (p:Person {code: '人'}), (s:Post {code: '岗'}) CREATE (p)-[:HOLDS]->(s)")
    day = date(2024, 5, 1)
    found = store.verify(day)
    assert told(found) == [
        "areas 区 2024-05-01: added in the graph",
        "appointments 岗/人/2024-05-01 2024-05-01: added in the graph",
    ]
    assert latest(store, "areas", "区") == Area(code="区", name="小区", level="compound", parent="社", valid_from=day)  # type: ignore[arg-type]
    assert latest(store, "appointments", "岗/人/2024-05-01") == Appointment(
        code="岗/人/2024-05-01", post="岗", person="人", valid_from=day
    )
    assert running.run("MATCH (a:Area {code: '区'}) RETURN elementId(a) AS id") == node
    settled(store, 2)


@pytest.mark.parametrize(
    "edit",
    [
        "MATCH (a:Area {code: '社'}) REMOVE a:Community SET a:Grid",
        "MATCH (:Area {code: '社'})-[h:HAD]->() DELETE h",
        "MATCH (:Area {code: '社'})-[r:PART_OF {since: date('2020-01-01')}]->() SET r.until = date('2021-01-01')",
    ],
)
def test_what_means_nothing_by_itself_is_put_back(edit: str, running: Running, store: Neo4jStore) -> None:
    """Labels, arrows to earlier versions and dates of derived relationships are no records: they are set right."""
    running.run(edit)
    found = store.verify()
    assert (found.edits, found.refused, found.revision) == ((), (), None)
    assert found.put_back != ()
    settled(store, 1)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ("MATCH (a:Area {code: '县'}) SET a.households = 'many'", "areas 县 households: a value of another type"),
        (
            "MATCH (a:Area {code: '县'}) SET a.parent = null WITH a MATCH (b:Area {code: '社'}) CREATE (a)-[:PART_OF]->(b)",
            "areas 县 2020-01-01 parent: several",
        ),
        ("MATCH (a:Area {code: '县'}) SET a.since = '2020'", "areas 县 since: a value of another type"),
        ("CREATE (:Area:Compound {name: 'x'})", "areas (no code): a node without a code; found Area:Compound"),
        ("MATCH (a:Area {code: '县'}) DETACH DELETE a", "areas 社"),
        ("MATCH (p:Post {code: '岗'}) REMOVE p.role", "posts 岗 2020-01-01 role: required, but not given"),
        (
            "MATCH (p:Person {code: '人'}), (a:Area {code: '县'}) CREATE (p)-[:HOLDS {code: 'h'}]->(a)",
            "appointments h: a relationship between records of other tables",
        ),
    ],
)
def test_what_cannot_be_a_record_is_left_to_a_person(
    edit: str, words: str, running: Running, store: Neo4jStore
) -> None:
    """What breaks a rule, or can be read in two ways, is told with its place, and nothing is written."""
    running.run(edit)
    found = store.verify()
    assert [str(one) for one in found.refused if str(one).startswith(words)] != [], found
    assert store.revision() == 1
    assert store.verify() == found


def test_the_command_tells_and_takes_in(running: Running, store: Neo4jStore) -> None:
    """`liandong verify` prints the edits; a dry run writes nothing, what a person has to mend ends with 1."""
    command = ["--declarations", str(Path(__file__).parent / "declarations"), "verify", "--store", running.url]

    def run(*more: str) -> tuple[int, str]:
        told = CliRunner().invoke(app, [*command, *more])
        return told.exit_code, told.output

    assert run() == (0, "图与记录一致，没有手工修改。\n")
    running.run("MATCH (a:Area {code: '县'}) SET a.name = '区'")
    dry, output = run("--dry-run")
    assert (dry, store.revision()) == (0, 1)
    assert "areas 县 2020-01-01 name" in output
    assert "试运行" in output
    assert run()[1].endswith("已记入版本2。\n")
    running.run("CREATE (:Area:Compound {name: 'x'})")
    code, output = run()
    assert (code, store.revision()) == (1, 2)
    assert "须人工处理" in output
