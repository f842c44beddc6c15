"""GraphQL over HTTP: methods, media types and status codes; starting, stopping, health."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from api.app import create_app
from api.limits import Limits
from api.service import Service
from api.settings import Settings
from graph_model.changes import ChangeSet
from graph_model.records import Area
from tests.serving import asking
from tests.small_city import CATALOGUE, SCHEMES, SETTINGS, START, small_service

JSON, RESPONSE = "application/json", "application/graphql-response+json"
OK = '{"query": "{ __typename }"}'


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with asking(create_app(SETTINGS, small_service)) as opened:
        yield opened


def body_of(**parameters: Any) -> str:
    return json.dumps(parameters)


MALFORMED = {
    "no JSON": '{ "not a JSON',
    "nothing": "",
    "no object": "[]",
    "no query": body_of(qeury="{ __typename }"),
    "an empty query": body_of(query=""),
    **{f"query {value!r}": body_of(query=value) for value in ({"a": 1}, 0, False, ["a"])},
    **{
        f"operationName {value!r}": body_of(query="{ __typename }", operationName=value)
        for value in ({"a": 1}, 0, ["a"])
    },
    **{f"variables {value!r}": body_of(query="{ __typename }", variables=value) for value in ("a", 0, False, ["a"])},
    **{f"extensions {value!r}": body_of(query="{ __typename }", extensions=value) for value in ("a", 0, False, ["a"])},
    "a lone surrogate": r'{"query": "{ __typename }", "variables": {"a": "\ud800"}}',
}

NOT_CARRIED_OUT = {
    "does not parse": body_of(query="{"),
    "does not validate": body_of(query="{ nothing }"),
    "variables do not fit": body_of(query="query Q($id: ID!) { node(id: $id) { id } }", variables={"id": None}),
    "no such operation": body_of(query="query A { revision }", operationName="B"),
    "beyond the limits": body_of(query="{ " + " ".join(f"a{n}: revision" for n in range(99)) + " }"),
}

CARRIED_OUT = {
    "plain": OK,
    "named": body_of(query="query Q { __typename }", operationName="Q"),
    "variables": body_of(query="query Q($n: String!) { __type(name: $n) { name } }", variables={"n": "Area"}),
    "extensions": body_of(query="{ __typename }", extensions={"a": 1}),
    "nulls": body_of(query="{ __typename }", variables=None, operationName=None, extensions=None),
    "refused while answering": body_of(query='{ area(code: "zz") { code } }'),
    "refused and null": body_of(query='{ coverage(indicator: "zz") { rate } }'),
    "letters of all kinds": body_of(query='{ __type(name: "网格🏃") { name } }'),
}


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
@pytest.mark.parametrize("body", tuple(MALFORMED.values()), ids=tuple(MALFORMED))
def test_what_is_no_graphql_request_is_400(client: httpx.Client, body: str, accept: str) -> None:
    """A malformed request is 400 in either media type, with an error and no data."""
    answer = client.post("/graphql", content=body, headers={"content-type": JSON, "accept": accept})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert set(answer.json()) == {"errors"}
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (RESPONSE, 400)])
@pytest.mark.parametrize("body", tuple(NOT_CARRIED_OUT.values()), ids=tuple(NOT_CARRIED_OUT))
def test_what_is_not_carried_out_depends_on_the_media_type(
    client: httpx.Client, body: str, accept: str, status: int
) -> None:
    """A request error is 200 under application/json and 400 under the newer type; there is no data entry."""
    answer = client.post("/graphql", content=body, headers={"content-type": JSON, "accept": accept})
    assert answer.status_code == status
    assert set(answer.json()) == {"errors"}


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
@pytest.mark.parametrize("body", tuple(CARRIED_OUT.values()), ids=tuple(CARRIED_OUT))
def test_what_is_carried_out_is_200(client: httpx.Client, body: str, accept: str) -> None:
    """Once execution begins the answer is 200 with a data entry, whatever came of it."""
    answer = client.post("/graphql", content=body, headers={"content-type": JSON, "accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert "data" in answer.json()


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{JSON}, {RESPONSE};q=0.5", JSON),
        (f"{JSON}, {RESPONSE}", RESPONSE),
        (f"{RESPONSE}, */*;q=0.1", RESPONSE),
        (f"{JSON};q=0, */*", RESPONSE),
        ("text/html, */*;q=0.8", JSON),
        ("Application/JSON", JSON),
        ("text/html", None),
        ("application/xml", None),
        (f"{JSON};q=0", None),
        (f"{JSON};q=much", None),
    ],
)
def test_the_media_type_is_the_one_wished_for(client: httpx.Client, accept: str | None, media: str | None) -> None:
    """Of the two media types the better wished for answers; a wish for neither is 406."""
    headers = {"content-type": JSON, **({} if accept is None else {"accept": accept})}
    request = client.build_request("POST", "/graphql", content=OK, headers=headers)
    if accept is None:
        del request.headers["accept"]
    answer = client.send(request)
    assert answer.status_code == (200 if media else 406)
    assert answer.headers["content-type"] == f"{media or JSON}; charset=utf-8"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (JSON, 200),
        (f"{JSON}; charset=utf-8", 200),
        (f'{JSON};charset="UTF-8"', 200),
        (f"{JSON}; charset=gbk", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        (None, 415),
    ],
)
def test_a_body_is_json(client: httpx.Client, kind: str | None, status: int) -> None:
    """A body in another type or encoding is 415, also when the type is not said."""
    answer = client.post("/graphql", content=OK, headers={} if kind is None else {"content-type": kind})
    assert answer.status_code == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_are_405(client: httpx.Client, method: str) -> None:
    """Only GET and POST are answered, and the refusal says so."""
    answer = client.request(method, "/graphql")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"query": "{ __typename }"}, 200),
        ({"query": "query Q($n: String!) { __type(name: $n) { name } }", "variables": '{"n": "Area"}'}, 200),
        ({"query": "{ __typename }", "variables": "", "operationName": ""}, 200),
        ({"query": "{ __typename }", "variables": "[1]"}, 400),
        ({"query": "{ __typename }", "variables": "{"}, 400),
        ({"query": "{"}, 400),
        ({"other": "1"}, 400),
        ({"query": "mutation { __typename }"}, 405),
    ],
)
def test_get_asks_queries(client: httpx.Client, parameters: dict[str, str], status: int) -> None:
    """GET takes its parameters from the address; what does not validate is refused."""
    answer = client.get("/graphql?" + urlencode(parameters), headers={"accept": RESPONSE})
    assert answer.status_code == status


@pytest.mark.parametrize("address", ["/graphql?query=%FF", "/graphql?query={a}&query={b}", "/graphql?" + "a=1&" * 20])
def test_an_address_that_cannot_be_read_is_400(client: httpx.Client, address: str) -> None:
    """Bytes that are no UTF-8, a parameter given twice, far too many parameters: 400."""
    assert client.get(address, headers={"accept": JSON}).status_code == 400


def test_a_large_body_is_413(client: httpx.Client) -> None:
    """A body beyond the bound is refused, announced or not."""
    large = body_of(query="{ __typename }" + " " * Limits().body)
    headers = {"content-type": JSON}
    assert client.post("/graphql", content=large, headers=headers).status_code == 413
    parts = (large[start : start + 50_000].encode() for start in range(0, len(large), 50_000))
    answer = client.post("/graphql", content=parts, headers=headers)
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"] == {"code": "QUERY_TOO_COMPLEX"}


def test_answers_say_which_revision_they_are_of(client: httpx.Client) -> None:
    """Every answer carries the revision and an id, and no other site may read it."""
    answer = client.post("/graphql", content=OK, headers={"content-type": JSON})
    assert answer.headers["liandong-revision"] == "7"
    assert len(answer.headers["x-request-id"]) == 16
    assert "access-control-allow-origin" not in answer.headers


def test_the_same_question_has_the_same_answer(client: httpx.Client) -> None:
    """A repeated question is answered with the same bytes, from what was kept."""
    question = body_of(query='{ coverage(indicator: "compound_head", by: COUNTY) { area { code } rate } }')
    first, second = (client.post("/graphql", content=question, headers={"content-type": JSON}) for _ in range(2))
    assert first.content == second.content
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_a_get_is_answered_once(client: httpx.Client) -> None:
    """An answer to a GET has a tag; asked again with it, there is nothing to send until the answer changes."""
    address = "/graphql?" + urlencode({"query": "{ revision }"})
    first = client.get(address)
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["vary"] == "Accept, Authorization"
    again = client.get(address, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["liandong-revision"] == "7"
    for headers in ({"if-none-match": '"other"'}, {"if-none-match": first.headers["etag"], "accept": RESPONSE}):
        assert client.get(address, headers=headers).status_code == 200


def test_only_what_went_well_has_a_tag(client: httpx.Client) -> None:
    """An answer with errors, and any answer to a POST, is not to be kept."""
    wrong = client.get(
        "/graphql?" + urlencode({"query": '{ area(code: "zz") { code } }'}), headers={"if-none-match": "*"}
    )
    posted = client.post("/graphql", content=OK, headers={"content-type": JSON, "if-none-match": "*"})
    for answer in (wrong, posted):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


def test_health_and_readiness(client: httpx.Client) -> None:
    """/healthz says that the process answers, /readyz that questions can be answered, and at which revision."""
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "revision": 7, "storeRevision": 7})


def test_nothing_is_opened_before_the_start_and_all_is_closed_at_the_end() -> None:
    """The application opens its service when it starts, and closes the store when it stops."""
    opened: list[Service] = []

    def open_it(settings: Settings) -> Service:
        opened.append(small_service(settings))
        return opened[-1]

    app = create_app(SETTINGS, open_it)
    assert opened == []
    with asking(app) as client:
        client.get("/healthz")
        assert not opened[0].store.closed  # type: ignore[attr-defined]
    assert opened[0].store.closed  # type: ignore[attr-defined]


def test_a_service_reads_a_store_and_takes_in_what_is_written(tmp_path: Path) -> None:
    """A service opened on a file answers at its revision, and after `refresh` at the next one."""
    service = Service.open(Settings(store=str(tmp_path / "city.duckdb")))
    try:
        app = create_app(SETTINGS, lambda _: service)
        assert service.refresh() is False
        area = Area(code="41", valid_from=START, name="汴市", level=next(iter(SCHEMES["default"].levels)))
        with asking(app) as client:
            question = {"query": "{ revision areas { nodes { name } } }"}
            before = client.post("/graphql", json=question).json()["data"]
            service.store.write(ChangeSet.of([area], summary="test"))
            assert service.refresh() is True
            after = client.post("/graphql", json=question).json()["data"]
        assert before == {"revision": 0, "areas": {"nodes": []}}
        assert after == {"revision": 1, "areas": {"nodes": [{"name": "汴市"}]}}
        assert set(service.network.catalogue) == set(CATALOGUE)
    finally:
        service.close()


@pytest.mark.parametrize(
    ("host", "status"), [("localhost:80", 200), ("127.0.0.1", 200), ("[::1]:8000", 200), ("example.org", 400)]
)
def test_another_name_for_this_machine_is_refused(client: httpx.Client, host: str, status: int) -> None:
    """Without sign-in only who names this machine as itself is answered, so that no page elsewhere can write through a browser."""
    answer = client.post("/graphql", content=OK, headers={"host": host, "content-type": JSON})
    assert answer.status_code == status
