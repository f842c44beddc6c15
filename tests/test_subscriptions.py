"""`coverageChanged`: answered now, and again when a change makes another answer of it, over SSE and over WebSocket."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from api.app import create_app
from api.limits import Limits
from tests.serving import PATIENCE, asking
from tests.small_city import DAY, SETTINGS, small_service, stored

FOLLOW = f"""subscription($indicator: String = "compound_head") {{
  coverageChanged(indicator: $indicator, asOf: "{DAY}") {{ numerator denominator }}
}}"""
APPOINT = f'mutation {{ recordAppointment(post: "C2/head", person: "p1", on: "{DAY}") {{ revision }} }}'
END = f'mutation {{ endAppointment(appointment: "C2/head/p1/{DAY}", on: "{DAY}") {{ revision }} }}'
ELSEWHERE = f'mutation {{ recordAppointment(post: "41010101/lead", person: "p1", on: "{DAY}") {{ revision }} }}'
STREAM = {"accept": "text/event-stream"}
PROTOCOL = "graphql-transport-ws"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service on a store of its own; whoever changes something changes it back."""
    with asking(create_app(stored(tmp_path_factory.mktemp("followed") / "city.duckdb"))) as opened:
        yield opened


def change(client: httpx.Client, mutation: str) -> None:
    assert "errors" not in client.post("/graphql", json={"query": mutation}).json()


def events(response: httpx.Response) -> Iterator[tuple[str, Any]]:
    """The events of a stream, with what was sent."""
    lines = response.iter_lines()
    for line in lines:
        if line.startswith("event: "):
            data = next(lines).removeprefix("data:").strip()
            yield line.removeprefix("event: "), json.loads(data) if data else None


def numerator(result: Any) -> float:
    found: float = result["data"]["coverageChanged"][0]["numerator"]
    return found


def socket(client: httpx.Client, **more: Any) -> ClientConnection:
    address = f"ws://{client.base_url.host}:{client.base_url.port}/graphql"
    return connect(address, subprotocols=more.pop("subprotocols", [PROTOCOL]), proxy=None, **more)


def received(opened: ClientConnection) -> Any:
    return json.loads(opened.recv(PATIENCE))


def begun(opened: ClientConnection) -> ClientConnection:
    """A connection that has been acknowledged."""
    opened.send('{"type": "connection_init"}')
    assert received(opened) == {"type": "connection_ack"}
    return opened


def subscribe(opened: ClientConnection, query: object, name: str = "1", **variables: Any) -> None:
    payload = {"query": query, "variables": variables}
    opened.send(json.dumps({"id": name, "type": "subscribe", "payload": payload}))


def test_an_event_stream_tells_each_new_answer(client: httpx.Client) -> None:
    """The answer as it stands, then one for each change that makes another of it; a change elsewhere is not told."""
    with client.stream("POST", "/graphql", json={"query": FOLLOW}, headers=STREAM) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        told = events(response)
        assert numerator(next(told)[1]) == 1
        change(client, APPOINT)
        assert numerator(next(told)[1]) == 2
        change(client, ELSEWHERE)
        change(client, END)
        assert numerator(next(told)[1]) == 1


def test_a_query_is_answered_once_and_completed(client: httpx.Client) -> None:
    """Over an event stream a query has one answer; so has a subscription that goes wrong."""
    for query, key in (("{ revision }", "data"), (FOLLOW.replace("compound_head", "compund_head"), "errors")):
        with client.stream("GET", "/graphql", params={"query": query}, headers=STREAM) as response:
            (first, result), (last, _) = events(response)
            assert (first, last) == ("next", "complete")
            assert key in result


@pytest.mark.parametrize(
    ("query", "words"), [(APPOINT, "POST"), ("{ nothing }", "nothing"), ("{", "Syntax"), ("", "query")]
)
def test_what_cannot_be_followed_is_400(client: httpx.Client, query: str, words: str) -> None:
    """A change, or what is no query, is refused before a stream begins."""
    answer = client.post("/graphql", json={"query": query}, headers=STREAM)
    assert answer.status_code == 400
    assert words in answer.json()["errors"][0]["message"]


def test_a_subscription_without_a_stream_says_how(client: httpx.Client) -> None:
    """Asked like a query it is the asker's mistake, and the answer names both ways."""
    (error,) = client.post("/graphql", json={"query": FOLLOW}).json()["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert PROTOCOL in error["message"]
    assert STREAM["accept"] in error["message"]


def test_a_socket_tells_each_new_answer(client: httpx.Client) -> None:
    """Over WebSocket the same, several at once; what is completed by the asker is told no more."""
    with socket(client) as opened:
        subscribe(begun(opened), FOLLOW, "head")
        assert numerator(received(opened)["payload"]) == 1
        subscribe(opened, "{ revision }", "other")
        assert [received(opened)["type"] for _ in range(2)] == ["next", "complete"]
        change(client, APPOINT)
        second = received(opened)
        assert (second["id"], second["type"], numerator(second["payload"])) == ("head", "next", 2)
        opened.send('{"id": "head", "type": "complete"}')
        change(client, END)
        opened.send('{"type": "ping"}')
        assert received(opened) == {"type": "pong"}


@pytest.mark.parametrize("query", [APPOINT, "{ nothing }", 5, None])
def test_what_cannot_be_followed_is_an_error_of_its_operation(client: httpx.Client, query: object) -> None:
    """Over WebSocket a refusal ends the operation, and not the connection."""
    with socket(client) as opened:
        subscribe(begun(opened), query)
        told = received(opened)
        assert (told["id"], told["type"]) == ("1", "error")
        assert told["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        subscribe(opened, "{ revision }")
        assert "data" in received(opened)["payload"]


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_a_page_of_another_site_opens_no_socket(client: httpx.Client, origin: str) -> None:
    """A browser lets any page open a socket here; those of other origins are refused, our own is not."""
    with pytest.raises(InvalidStatus):
        socket(client, origin=origin)
    ours = f"http://{client.base_url.host}:{client.base_url.port}"
    with socket(client, origin=ours) as opened:
        begun(opened)


@pytest.mark.parametrize("protocols", [None, ["graphql-ws"]])
def test_only_the_one_protocol_is_spoken(client: httpx.Client, protocols: Any) -> None:
    """A socket that does not offer it is refused."""
    with pytest.raises(InvalidStatus):
        socket(client, subprotocols=protocols)


@pytest.mark.parametrize("message", ["{", "[" * 50_000, '"x"' * 200_000, '{"type": "subscribe", "id": "1"}', b"\x00"])
def test_a_message_that_is_none_ends_its_connection_alone(client: httpx.Client, message: str | bytes) -> None:
    """Broken, far too deep, far too long, out of turn or binary: the connection is closed, the service goes on."""
    with socket(client) as opened:
        opened.send(message)
        with pytest.raises(ConnectionClosed):
            opened.recv(PATIENCE)
    assert client.get("/readyz").status_code == 200


def test_there_are_so_many_places() -> None:
    """Beyond the limit a stream is 503 and a socket refused; who leaves gives the place back, and questions need none."""
    app = create_app(replace(SETTINGS, limits=Limits(streams=2)), small_service)
    with asking(app) as client:
        with socket(client), client.stream("POST", "/graphql", json={"query": FOLLOW}, headers=STREAM) as response:
            told = events(response)
            assert next(told)[0] == "next"
            assert "liandong_streams 2.0" in client.get("/metrics").text
            full = client.post("/graphql", json={"query": FOLLOW}, headers=STREAM)
            assert (full.status_code, full.headers["retry-after"]) == (503, "1")
            with pytest.raises(InvalidStatus):
                socket(client)
            assert "data" in client.post("/graphql", json={"query": "{ revision }"}).json()
        until = time.monotonic() + PATIENCE
        while "liandong_streams 0.0" not in client.get("/metrics").text and time.monotonic() < until:
            time.sleep(0.05)
        with socket(client) as opened:
            begun(opened)
