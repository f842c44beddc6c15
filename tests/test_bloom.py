"""The Bloom perspective: the lint of its format, and every phrase, suggestion and action run on a real server."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import neo4j
import pytest
from neo4j.graph import Node, Path

from graph_model.indicators.catalogue import load_catalogue
from graph_model.network import Network
from graph_model.published import lacking
from graph_model.scheme import load_schemes
from graph_model.stores.neo4j.publish import publish
from loaders.cases import CASES
from schema.bloom import browser_file, perspective
from tests.graph import write
from tests.neo4j_server import Running

SCHEMES = load_schemes()
CATALOGUE = load_catalogue(SCHEMES)
FILES = {key: json.loads(json.dumps(perspective(SCHEMES[key], CATALOGUE))) for key in SCHEMES}
KAIFENG = FILES["kaifeng"]
ALWAYS = {
    "name": str,
    "id": str,
    "version": str,
    "type": str,
    "createdAt": int,
    "lastEditedAt": int,
    "categories": list,
    "labels": dict,
    "relationshipTypes": list,
    "palette": dict,
    "templates": list,
    "sceneActions": list,
    "hiddenRelationshipTypes": list,
    "hideUncategorisedData": bool,
    "parentPerspectiveId": type(None),
    "metadata": dict,
}
"""The keys that every export of format 2.21.0 has, and their types."""

each_file = pytest.mark.parametrize("file", FILES.values(), ids=list(FILES))


@each_file
def test_a_perspective_has_every_key_of_its_format(file: dict[str, Any]) -> None:
    """All keys are there with their types, the version is the one that exports have, times are in ms."""
    assert {key: type(value) for key, value in file.items()} == ALWAYS
    assert (file["version"], file["type"]) == ("2.21.0", "STANDARD_PERSPECTIVE")
    assert min(file["createdAt"], file["lastEditedAt"]) > 1_600_000_000_000
    assert len(file["palette"]["colors"]) == 14


@each_file
def test_categories_name_what_there_is(file: dict[str, Any]) -> None:
    """Ids are unique, labels and properties are listed, something is drawn on every node, and colours are colours."""
    categories = file["categories"]
    assert [one["id"] for one in categories] == list(range(1, len(categories) + 1))
    for one in categories:
        names = {item["name"] for item in one["properties"]}
        assert set(one["labels"]) <= set(file["labels"])
        assert {item["propertyKey"] for label in one["labels"] for item in file["labels"][label]} == names
        captions = {item["key"] for item in one["captions"] if item["type"] == "property"}
        assert captions == names
        assert any(item["isCaption"] for item in one["captions"])
        assert re.fullmatch(r"#[0-9A-F]{6}", one["color"])
        assert {rule["basedOn"] for rule in one["styleRules"]} <= {"gap_count_bigint"}
        assert not one["styleRules"] or "gap_count" in names


@each_file
def test_specific_categories_stand_before_general_ones(file: dict[str, Any]) -> None:
    """A compound is drawn as a compound and a party branch as one: the first category whose label fits gives the style."""
    labels = [one["labels"][0] for one in file["categories"]]
    assert labels.index("Compound") < labels.index("Area")
    assert labels.index("PartyBranch") < labels.index("Organization")


@each_file
def test_relationship_types_are_called_by_their_id(file: dict[str, Any]) -> None:
    """Id and name are the type, a size is given, what is hidden is listed too, and nothing is Bloom's own."""
    types = file["relationshipTypes"]
    assert all(one["id"] == one["name"] and one["size"] for one in types)
    assert set(file["hiddenRelationshipTypes"]) <= {one["id"] for one in types}
    assert "_Bloom_" not in json.dumps(file)


@each_file
def test_phrases_and_queries_have_the_same_parameters(file: dict[str, Any]) -> None:
    """What a phrase asks for is what its query uses; a suggestion uses only what was typed before it."""
    assert len({one["id"] for one in file["templates"]}) == len(file["templates"])
    assert len({one["text"] for one in file["templates"]}) == len(file["templates"])
    for one in file["templates"]:
        names = [item["name"] for item in one["params"]]
        assert set(names) == _parameters(one["text"]) == _parameters(one["cypher"])
        for number, item in enumerate(one["params"]):
            assert _parameters(item["cypher"]) <= set(names[:number])
        assert _is_ready(one["cypher"])


@each_file
def test_every_indicator_in_force_has_its_phrase(file: dict[str, Any]) -> None:
    """Each coverage indicator of the scheme is asked for by one phrase."""
    scheme = next(key for key, one in FILES.items() if one is file)
    asked = [one["cypher"] for one in file["templates"]]
    for key in SCHEMES[scheme].indicators:
        assert sum(f"'{key}' IN" in cypher for cypher in asked) == 1


@each_file
def test_actions_are_about_the_selection(file: dict[str, Any]) -> None:
    """An action asks about the nodes selected, and is offered for categories that exist."""
    ids = {one["id"] for one in file["categories"]}
    assert [one["name"] for one in file["sceneActions"]] == ["上级链条", "下级", "任职", "同一人兼任"]
    for one in file["sceneActions"]:
        assert _parameters(one["cypher"]) == {"$nodes"}
        assert one["categories"]
        assert set(one["categories"]) <= ids
        assert _is_ready(one["cypher"])


def _parameters(text: str) -> set[str]:
    return set(re.findall(r"\$\w+", text))


def _is_ready(cypher: str) -> bool:
    """A query has a limit of its own and ends so that Bloom can append to it."""
    return re.search(r"LIMIT \d+$", cypher) is not None and "//" not in cypher.splitlines()[-1]


# ── On a real server ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def published(neo4j_running: Running) -> Network:
    """Kaifeng in the database with its gaps published; and as a network."""
    case = CASES["kaifeng"]
    write(neo4j_running, case.tables())
    network = Network.compile(case.tables(), SCHEMES, CATALOGUE)
    with neo4j_running.driver.session() as session:
        publish(session, lacking(network, case.as_of), case.as_of)
    return network


def _ask(running: Running, cypher: str, **values: Any) -> list[neo4j.Record]:
    """What a query answers in a session that may only read."""
    with running.driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        result = session.run(cypher, values)  # type: ignore[arg-type]
        records = list(result)
        assert result.consume().query_type == "r"
    return records


def _shown(records: list[neo4j.Record]) -> list[Any]:
    """The nodes and paths of an answer; there is nothing else in it."""
    values = [value for record in records for value in record.values() if value is not None]
    assert all(isinstance(value, Node | Path) for value in values)
    return values


def _choices(running: Running, parameters: list[Mapping[str, Any]], typed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Values for all parameters, each taken from its suggestions given those before."""
    if not parameters:
        yield typed
        return
    suggested = _ask(running, parameters[0]["cypher"], **typed)
    assert all(len(record) == 1 for record in suggested)
    for record in suggested:
        yield from _choices(running, parameters[1:], {**typed, parameters[0]["name"][1:]: record[0]})


@pytest.mark.parametrize("phrase", KAIFENG["templates"], ids=lambda one: one["text"])
@pytest.mark.usefixtures("published")
def test_a_phrase_finds_something(phrase: dict[str, Any], neo4j_running: Running) -> None:
    """With the first values that its suggestions offer, a phrase only reads, and shows nodes or paths."""
    for typed in itertools.islice(_choices(neo4j_running, phrase["params"], {}), 3):
        assert _shown(_ask(neo4j_running, phrase["cypher"], **typed))


@pytest.mark.parametrize("action", KAIFENG["sceneActions"], ids=lambda one: one["name"])
@pytest.mark.usefixtures("published")
def test_an_action_finds_something(action: dict[str, Any], neo4j_running: Running) -> None:
    """For nodes of every kind it is offered for, an action only reads, and shows paths."""
    offered = {category["labels"][0] for category in KAIFENG["categories"] if category["id"] in action["categories"]}
    for label in offered & {"Area", "Organization", "Post", "Person"}:
        rows = neo4j_running.run(
            f"MATCH (n:{label})<-[:OF|HOLDS*0..1]-() RETURN DISTINCT elementId(n) AS id LIMIT 20000"
        )
        assert _shown(_ask(neo4j_running, action["cypher"], nodes=[row["id"] for row in rows]))


def test_a_gap_phrase_shows_the_gaps(published: Network, neo4j_running: Running) -> None:
    """The compounds shown for the whole city are those in the gap list; an area without gaps is shown alone."""
    day = CASES["kaifeng"].as_of
    phrase = next(one for one in KAIFENG["templates"] if one["text"] == "$area 小区长空缺的小区")
    shown = _ask(neo4j_running, phrase["cypher"], area="开封市")
    found = {record["path"].start_node["code"] for record in shown}
    assert found == {gap.subject for gap in published.gaps("compound_head", as_of=day)}
    assert found
    phrase = next(one for one in KAIFENG["templates"] if one["text"] == "$area 没有党组织的小区")
    (alone,) = _ask(neo4j_running, phrase["cypher"], area="开封市")
    assert (alone["area"]["name"], alone["path"]) == ("开封市", None)


def test_the_browser_file_holds_the_same_queries(neo4j_running: Running) -> None:
    """Every statement of the file between its comments is one of the perspective's, which are run above, or parses on the server
    and writes nothing."""
    text = browser_file(SCHEMES["kaifeng"], CATALOGUE)
    for one in (*KAIFENG["templates"], *(item for item in KAIFENG["templates"] for item in item["params"])):
        assert f"{one['cypher']};" in text
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("//"))
    statements = [one.strip() for one in plain.split(";\n")]
    queries = [one for one in statements if one and not one.startswith(":param")]
    assert len(queries) == sum(1 + len(one["params"]) for one in KAIFENG["templates"]) + len(KAIFENG["sceneActions"])
    run = {one["cypher"] for phrase in KAIFENG["templates"] for one in (phrase, *phrase["params"])}
    for query in set(queries) - run:
        with neo4j_running.driver.session() as session:
            assert session.run(f"EXPLAIN {query}").consume().query_type == "r"  # type: ignore[arg-type]


def test_publishing_takes_off_what_is_so_no_longer(published: Network, neo4j_running: Running) -> None:
    """A second time nothing changes; for a day without gaps every mark goes; and back again."""
    case = CASES["kaifeng"]
    gaps = lacking(published, case.as_of)
    with neo4j_running.driver.session() as session:
        again = publish(session, gaps, case.as_of)
        assert (again.carrying, again.changed, again.taken_off) == (len(gaps), 0, 0)
        none = publish(session, [], date(1999, 1, 1))
        assert (none.carrying, none.changed, none.taken_off) == (0, 0, len(gaps))
        marked = "MATCH (n) WHERE n.gap_count IS NOT NULL OR n.gaps_on IS NOT NULL RETURN count(*) AS n"
        assert neo4j_running.run(marked) == [{"n": 0}]
        assert publish(session, gaps, case.as_of).changed == len(gaps)
