"""A Neo4j filled by its offline importer is the one that writing would have made."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graph_model.changes import Applied, ChangeSet, empty_tables
from graph_model.errors import Conflict, StoreUnavailable
from graph_model.records import Area, Figure, Organization, Person, Record
from graph_model.stores import Store, open_store
from graph_model.stores.neo4j.shape import SHAPE
from loaders import bulk
from loaders.copy import copy
from loaders.generate import GenerateOptions, generate
from tests.neo4j_server import PASSWORD, Running
from tests.small_city import CATALOGUE, CITY, SCHEMES
from tests.store_conformance import rows_of

DAY, LATER = date(2021, 1, 1), date(2024, 1, 1)


def _awkward() -> list[Record]:
    """Texts that a CSV could break on, attributes of several types, and a past; a validator would not let all of it in."""
    area: dict[str, Any] = {"level": "compound", "name": "一", "valid_from": DAY}
    return [
        Area(code="w1", **area | {"name": '引"号,逗;号\\n\n换行\r\n '}, attributes={"protected": True, "kind_of": "a"}),
        Area(code="w2", **area, attributes={"kind_of": 3, "share": 0.1}, predecessors=("w1", "C1")),
        Area(code="w3", **area, valid_to=LATER, attributes={"kind_of": 2.5, "since": "2020-01-01"}),
        Area(code="w3", **area | {"valid_from": LATER, "name": "二"}, parent="4101", scheme="kaifeng"),
        Organization(
            code="o1", valid_from=DAY, name="'单'", kinds=("post", "property_firm"), area="w2", valid_to=LATER
        ),
        Organization(code="o1", valid_from=LATER, name="丙", kinds=("department",), area="w1", parent="F1", host="F1"),
        Person(code="p9", valid_from=DAY, name="NULL", residence="w3", contact="1;2"),
        Figure(code="f1", valid_from=DAY, person="p9", key="k", value=1e16 / 3, published="近 3 成", period="2021"),
        Figure(code="f2", valid_from=DAY, organization="o1", key="k", value=-0.0, source=","),
    ]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of several revisions: two cities, what is awkward, a correction and a withdrawal."""
    store = open_store(tmp_path_factory.mktemp("source") / "source.duckdb", SCHEMES, CATALOGUE)
    store.write(
        ChangeSet(dict(generate(GenerateOptions(areas=400, seed=5, history_rate=0.4))), {}, {}, summary="made up")
    )
    small = CITY.frames()
    store.write(ChangeSet(small, {}, {}, summary="a small city", actor='丁, "戊"'))
    awkward = ChangeSet.of(_awkward(), summary="awkward\nand more").puts
    store.adopt(Applied(3, datetime.now(UTC), "somebody", "awkward\nand more", empty_tables(), awkward))
    store.write(ChangeSet.of(withdraw=[("figures", "f2", DAY)], end=[("persons", "p9", LATER)], summary="taken back"))
    return store


def graph(running: Running) -> dict[str, Any]:
    """All there is in the database, comparable: nodes, relationships, constraints and indexes."""
    key = "[labels(n)[0] IN ['_Rows'], n.code, n.since, n.name, n.revision, n.part, n.table, n.number]"
    nodes = running.run("MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties")
    ends = (
        f"MATCH (a)-[r]->(b) RETURN type(r) AS type, properties(r) AS properties, "
        f"{key.replace('n.', 'a.').replace('(n)', '(a)')} AS start, {key.replace('n.', 'b.').replace('(n)', '(b)')} AS end"
    )
    return {
        "nodes": Counter(
            repr(
                (
                    sorted(row["labels"]),
                    sorted((name, value) for name, value in row["properties"].items() if name not in ("mark", "token")),
                )
            )
            for row in nodes
        ),
        "relationships": Counter(
            repr((row["type"], sorted(row["properties"].items()), row["start"], row["end"]))
            for row in running.run(ends)
        ),
        "constraints": running.run(
            "SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties RETURN * ORDER BY name"
        ),
        "indexes": running.run(
            "SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, state RETURN * ORDER BY name"
        ),
    }


def _log(store: Store) -> list[tuple[Any, ...]]:
    return [
        (one.revision, one.at, one.actor, one.summary, rows_of(one.before), rows_of(one.after))
        for one in store.changes(0)
    ]


def test_the_importer_makes_what_writing_makes(source: Store, neo4j_empty: Running) -> None:
    """Nodes, labels, properties, relationships, constraints, indexes, records, every earlier state and the log are the same
    whether change sets were written one by one or imported; and a target that is not empty, or has another history, is told."""
    url = neo4j_empty.url
    target = open_store(url, SCHEMES, CATALOGUE)
    assert copy(source, target) == 4
    written = graph(neo4j_empty)
    assert written["nodes"].total() > 1500
    assert copy(source, target) == 4, "a second time there is nothing to do"
    target.close()
    neo4j_empty.empty()
    found = bulk.local_server(url)
    assert found == (neo4j_empty.server, PASSWORD)
    told: list[str] = []
    assert bulk.fill(*found, source, told.append) == 4
    assert {"导入节点", "导入关系"} <= set(told)
    target = open_store(url, SCHEMES, CATALOGUE)
    imported = graph(neo4j_empty)
    for part, expected in written.items():
        assert imported[part] == expected, part
    assert rows_of(target.read()) == rows_of(source.read())
    assert [rows_of(target.read_at(number)) for number in range(5)] == [
        rows_of(source.read_at(number)) for number in range(5)
    ]
    assert _log(target) == _log(source)
    assert copy(source, target) == 4
    source.write(ChangeSet.of([Area(code="n", name="新", level="compound", valid_from=DAY)], summary="one more"))
    assert copy(source, target) == 5, "what came since is added"
    target.write(ChangeSet.of([Area(code="m", name="新", level="compound", valid_from=DAY)], summary="its own"))
    with pytest.raises(Conflict, match="another history"):
        copy(source, target)
    target.close()


def test_every_field_is_imported() -> None:
    """The shape's property types are all known to the importer's files."""
    kinds = {item.type for shape in SHAPE.values() for item in shape.properties}
    assert kinds == {"STRING", "INTEGER", "FLOAT", "DATE", "LIST<STRING>"}


def test_a_failed_import_leaves_the_server_as_it_was(
    source: Store, neo4j_empty: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An importer that fails is told with its own words; the server was never stopped, and nothing is left in its folder."""
    server = neo4j_empty.server
    monkeypatch.setattr(bulk, "_OFF_HEAP", "no size")
    with pytest.raises(StoreUnavailable, match="The importer said"):
        bulk.fill(server, PASSWORD, source)
    assert neo4j_empty.server == server
    assert neo4j_empty.run("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    assert not (server.folder / "import").exists()


def test_other_addresses_are_no_local_server(tmp_path: Path) -> None:
    """A file, another machine and a port nobody of ours answers at are filled without the importer."""
    assert bulk.local_server(str(tmp_path / "a.duckdb")) is None
    assert bulk.local_server("neo4j://neo4j:password@example.org:7687") is None
    assert bulk.local_server("neo4j://neo4j:password@127.0.0.1:1") is None
