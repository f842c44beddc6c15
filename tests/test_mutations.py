"""Changes over GraphQL: taken in whole, seen by the next question, refused with everything that is wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from graph_model.changes import empty_tables
from graph_model.edits import anonymized
from graph_model.errors import NotFound
from graph_model.records import TABLES, Person, frame_of, records_of
from schema.build import executable
from schema.enums import RecordTable
from tests.serving import asking
from tests.small_city import DAY, START, refusal, stored

APPOINT = f"""mutation($post: String!, $expected: Int, $dry: Boolean = false) {{
  recordAppointment(post: $post, person: "p1", basis: ELECTED, on: "{DAY}", expectedRevision: $expected, dryRun: $dry) {{
    revision dryRun summary rows codes
    coverage(indicator: "compound_head", asOf: "{DAY}") {{ before {{ numerator }} after {{ numerator denominator }} }}
  }}
}}"""
COUNT = f'{{ revision coverage(indicator: "compound_head", asOf: "{DAY}") {{ numerator }} }}'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A service on a store of its own that holds the small city at revision 1."""
    with asking(create_app(stored(tmp_path / "city.duckdb"))) as opened:
        yield opened


def said(client: httpx.Client, query: str, **variables: Any) -> dict[str, Any]:
    """The whole answer."""
    answer: dict[str, Any] = client.post("/graphql", json={"query": query, "variables": variables}).json()
    return answer


def counted(client: httpx.Client) -> tuple[int, float]:
    """The revision, and how many compounds have a head."""
    data = said(client, COUNT)["data"]
    return data["revision"], data["coverage"][0]["numerator"]


def test_a_change_is_seen_by_the_next_question(client: httpx.Client) -> None:
    """An appointment raises the revision and the coverage, says what changed, and its answer carries the new revision."""
    _, before = counted(client)
    response = client.post("/graphql", json={"query": APPOINT, "variables": {"post": "C2/head"}})
    told = response.json()["data"]["recordAppointment"]
    assert told["codes"] == [f"appointments:C2/head/p1/{DAY}"]
    assert (told["revision"], told["dryRun"], told["rows"]) == (2, False, 1)
    assert told["summary"] == "登记任职：C2/head"
    assert told["coverage"]["before"]["numerator"] + 1 == told["coverage"]["after"]["numerator"]
    assert response.headers["liandong-revision"] == "2"
    assert counted(client) == (2, before + 1)


def test_a_dry_run_shows_and_writes_nothing(client: httpx.Client) -> None:
    """The coverage after is told, the store stays."""
    before = counted(client)
    told = said(client, APPOINT, post="C2/head", dry=True)["data"]["recordAppointment"]
    assert told["dryRun"]
    assert told["coverage"]["after"]["numerator"] == before[1] + 1
    assert counted(client) == before


def test_a_change_against_an_older_revision_is_a_conflict(client: httpx.Client) -> None:
    """Whoever read revision 1 cannot change revision 2; who says nothing changes what is there."""
    said(client, APPOINT, post="C2/head")
    (error,) = said(client, APPOINT, post="C3/head", expected=1)["errors"]
    assert error["extensions"]["code"] == "CONFLICT"
    assert "版本1变为版本2" in error["message"]
    assert counted(client)[0] == 2


def test_what_is_wrong_is_told_and_nothing_written(client: httpx.Client) -> None:
    """A post that is not there, a second holder of one seat, a role nobody knows."""
    before = counted(client)
    for query, code, words in (
        (APPOINT.replace("$post", "$post", 1), "NOT_FOUND", "X/head"),
        (
            'mutation { recordAppointment(post: "C1/head", person: "p2") { revision } }',
            "BAD_USER_INPUT",
            "more holders",
        ),
        ('mutation { createPost(role: "haed", area: "C3") { revision } }', "BAD_USER_INPUT", 'did you mean "head"'),
        ("mutation { undo(revision: 9) { revision } }", "NOT_FOUND", "没有版本9"),
    ):
        (error,) = said(client, query, post="X/head")["errors"] if "$post" in query else said(client, query)["errors"]
        assert error["extensions"]["code"] == code
        assert words in error["message"]
    assert counted(client) == before


def test_changes_of_one_request_follow_one_another(client: httpx.Client) -> None:
    """A post is made and filled in one request, and an undo of both brings back what was."""
    before = counted(client)
    made = said(
        client,
        f"""mutation {{
          post: createPost(role: "head", area: "C3", on: "{DAY}") {{ revision }}
          holder: recordAppointment(post: "C3/head", person: "p2", on: "{DAY}") {{ revision }}
        }}""",
    )["data"]
    assert [made["post"]["revision"], made["holder"]["revision"]] == [2, 3]
    assert counted(client) == (3, before[1] + 1)
    said(client, "mutation { b: undo(revision: 3) { revision } a: undo(revision: 2) { revision } }")
    assert counted(client) == (5, before[1])


def test_a_split_names_its_parts(client: httpx.Client) -> None:
    """A verb with a list of inputs: the parts lie where the old area lay."""
    split = f"""mutation {{ splitArea(code: "C1", on: "{DAY}", parts: [
      {{code: "C1a", name: "甲东", areas: ["B1"], organizations: ["C1/party_branch"], persons: ["p1"]}},
      {{code: "C1b", name: "甲西"}}]) {{ revision }} }}"""
    assert said(client, split)["data"]["splitArea"]["revision"] == 2
    told = said(client, f'{{ area(code: "C1a", asOf: "{DAY}") {{ parent {{ code }} predecessors }} }}')["data"]
    assert told["area"] == {"parent": {"code": "41010101"}, "predecessors": ["C1"]}


def test_writers_take_turns(client: httpx.Client) -> None:
    """Twelve changes at once are twelve revisions, none of them lost."""
    query = 'mutation($n: String!) { registerPerson(community: "41010101", name: $n) { codes } }'
    answers: list[dict[str, Any]] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(said(client, query, n=f"人{n}"))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    written = [one["data"]["registerPerson"]["codes"][0] for one in answers if "errors" not in one]
    refused = [one["errors"][0]["extensions"]["code"] for one in answers if "errors" in one]
    assert set(refused) <= {"CONFLICT"}
    assert len(set(written)) == len(written)
    assert counted(client)[0] == 1 + len(written)


def test_where_nobody_writes_a_change_is_forbidden() -> None:
    """Without a writer every verb is refused; questions are answered."""
    assert refusal('mutation { renameArea(code: "C1", name: "x") { revision } }')[0] == "FORBIDDEN"


MANY = """mutation($put: RecordsInput, $withdraw: [VersionInput!], $end: [EndInput!], $dry: Boolean, $expected: Int) {
  applyChanges(summary: "成批", put: $put, withdraw: $withdraw, end: $end, dryRun: $dry, expectedRevision: $expected) {
    revision summary codes coverage(indicator: "compound_head", asOf: "2024-05-01") { after { numerator } }
  }
}"""
BUILDING = {"code": "B9", "validFrom": DAY, "name": "9栋", "level": "BUILDING", "parent": "C4"}
BATCH: dict[str, Any] = {
    "put": {
        "areas": [{**BUILDING, "households": 12, "attributes": [{"key": "protected", "value": False}]}],
        "persons": [{"code": "C4/p1", "validFrom": DAY, "name": "人员丁", "residence": "C4"}],
        "posts": [{"code": "NEW/head", "validFrom": DAY, "role": "head", "area": "NEW", "seats": None}],
        "appointments": [
            {"code": "NEW/head/1", "validFrom": DAY, "post": "NEW/head", "person": "C4/p1", "basis": "ELECTED"}
        ],
    },
    "withdraw": [{"table": "COVERS", "code": "F1/C1", "validFrom": "2020-01-01"}],
    "end": [{"table": "AREAS", "code": "C5", "on": DAY}],
}


def test_many_changes_are_one(client: httpx.Client) -> None:
    """Records put, withdrawn and ended together are one revision; each reads as it was written, what was left out as its default."""
    numerator = counted(client)[1]
    dry = said(client, MANY, **BATCH, dry=True)["data"]["applyChanges"]
    told = said(client, MANY, **BATCH, expected=1)["data"]["applyChanges"]
    assert dry == told
    assert (told["revision"], told["summary"]) == (2, "成批")
    assert told["coverage"]["after"]["numerator"] == numerator + 1
    assert told["codes"] == [
        "areas:B9",
        "areas:C5",
        "covers:F1/C1",
        "persons:C4/p1",
        "posts:NEW/head",
        "appointments:NEW/head/1",
    ]
    query = f"""{{
      area(code: "B9", asOf: "{DAY}") {{ households parent {{ code }} attributes {{ key value }} }}
      post(code: "NEW/head", asOf: "{DAY}") {{ seats holders {{ basis person {{ name }} }} }}
    }}"""
    assert said(client, query)["data"] == {
        "area": {"households": 12, "parent": {"code": "C4"}, "attributes": [{"key": "protected", "value": False}]},
        "post": {"seats": None, "holders": [{"basis": "ELECTED", "person": {"name": "人员丁"}}]},
    }


def test_of_many_changes_one_wrong_is_all_wrong(client: httpx.Client) -> None:
    """Everything wrong is told at once, and nothing is written; what says nothing is refused as a mistake of who asks."""
    wrong = {
        "areas": [{**BUILDING, "parent": "nowhere"}],
        "posts": [{"code": "C4/x", "validFrom": DAY, "role": "no_role", "area": "C4"}],
    }
    (error,) = said(client, MANY, put={**BATCH["put"], **wrong})["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "nowhere" in error["message"]
    assert "no_role" in error["message"]
    twice = {"areas": [{**BUILDING, "attributes": [{"key": "protected", "value": v} for v in (True, False)]}]}
    (error,) = said(client, MANY, put=twice)["errors"]
    assert "写了两次" in error["message"]
    (error,) = said(client, MANY, **BATCH, expected=0)["errors"]
    assert (error["extensions"]["code"], "版本1 the small city" in error["message"]) == ("CONFLICT", True)
    assert counted(client)[0] == 1


def test_every_table_has_an_input() -> None:
    """What a change set can put, withdraw and end, the mutation can: all eleven tables by their names, all their fields."""
    assert [table.value for table in RecordTable] == list(TABLES)
    types = executable().type_map
    for table in TABLES.values():
        assert len(types[f"{table.record.__name__}Input"].fields) == len(table.fields)
    assert len(types["RecordsInput"].fields) == len(TABLES)


ANONYMIZE = 'mutation { anonymizePerson(person: "p1") { revision codes } }'


def test_an_anonymised_person_has_no_name_on_any_day(client: httpx.Client) -> None:
    """The name is gone from every version, the posts held stay, and no undoing brings it back; other changes can be undone."""
    put = {"persons": [{"code": "p1", "validFrom": DAY, "name": "人员甲", "contact": "138", "residence": "C1"}]}
    said(client, MANY, put=put, end=[{"table": "PERSONS", "code": "p1", "on": DAY}])
    said(client, MANY, withdraw=[{"table": "COVERS", "code": "F1/C1", "validFrom": "2020-01-01"}])
    told = said(client, ANONYMIZE)["data"]["anonymizePerson"]
    assert told == {"revision": 4, "codes": ["persons:p1"]}
    for day in ("2021-01-01", "2024-06-01"):
        query = (
            f'{{ person(code: "p1", asOf: "{day}") {{ name ledger residence {{ code }} appointments {{ code }} }} }}'
        )
        person = said(client, query)["data"]["person"]
        assert person["name"] is None
        assert person["residence"] == {"code": "C1"}
        assert person["appointments"]
    for revision in (4, 2):
        (error,) = said(client, f"mutation {{ undo(revision: {revision}) {{ revision }} }}")["errors"]
        assert "匿名不能撤回" in error["message"]
    assert "errors" not in said(client, "mutation { undo(revision: 3) { revision } }")


def test_all_that_says_who_somebody_was_is_blanked() -> None:
    """Name, contact, attributes and source go, days, residence and ledger stay; there must be such a person."""
    person = Person(
        code="p", valid_from=START, name="甲", contact="138", source="名单", attributes={"note": "x"}, residence="C1"
    )
    frames = {**empty_tables(), "persons": frame_of("persons", [person, replace(person, code="q")])}
    (blank,) = records_of("persons", anonymized(frames, "p").puts["persons"])
    assert blank == Person(code="p", valid_from=START, residence="C1")
    with pytest.raises(NotFound):
        anonymized(frames, "r")
