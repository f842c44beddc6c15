"""Who signs in sees and does what the token says; what is no token of ours says nothing."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.configuration import configured
from api.settings import Settings
from api.signin import Keys, Role, SignIn
from graph_model.errors import InvalidInput
from graph_model.scoping import Scope
from schema.errors import Refusal
from tests.serving import asking
from tests.small_city import stored

SECRET = "a secret of forty-eight bytes, which is more than is asked for"
SETTINGS = Settings(store="none", secret=SECRET)
HEAD = {"sub": "王主任", "aud": "liandong", "areas": ["4101"], "role": "editor", "names": True}


def signed(key: Any = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    """A token; claims that are None are left out."""
    told = {**HEAD, "exp": int(time.time()) + 600, **claims}
    return jwt.encode({name: value for name, value in told.items() if value is not None}, key, algorithm=algorithm)


def sign_in(text: str, signin: SignIn | None = None) -> Any:
    """Who comes with this token."""
    return (signin or SignIn(SETTINGS)).asker(f"Bearer {text}")


def test_a_token_says_who_sees_what() -> None:
    """Name, areas, role and the right to names are those of the token; without them nothing is seen and nothing changed."""
    asker = sign_in(signed())
    assert (asker.name, asker.scope, asker.role) == ("王主任", Scope(frozenset({"4101"}), names=True), Role.EDITOR)
    least = sign_in(signed(areas=None, role=None, names=None))
    assert (least.scope, least.role, least.may_write) == (Scope(frozenset(), names=False), Role.READER, False)
    assert sign_in(signed(areas="*")).scope.areas is None


def _unsigned() -> str:
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in (
            {"alg": "none", "typ": "JWT"},
            {**HEAD, "exp": int(time.time()) + 600},
        )
    )
    return f"{head}.{body}."


def _tampered() -> str:
    head, body, signature = signed().split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=="))
    other = base64.urlsafe_b64encode(json.dumps({**told, "areas": "*"}).encode()).rstrip(b"=").decode()
    return f"{head}.{other}.{signature}"


FORGED = {
    "nothing": "",
    "not a token": "abc",
    "unsigned": _unsigned(),
    "tampered with": _tampered(),
    "of another key": signed(key="another secret of as many bytes, which nobody configured here"),
    "of another algorithm": signed(algorithm="HS384"),
    "for another audience": signed(aud="others"),
    "for nobody": signed(aud=None),
    "of nobody": signed(sub=None),
    "without an end": signed(exp=None),
    "ended": signed(exp=int(time.time()) - 3600),
    "not yet begun": signed(nbf=int(time.time()) + 3600),
    "areas are no codes": signed(areas=[1]),
    "areas are a word": signed(areas="4101"),
    "an unknown role": signed(role="owner"),
    "names are no yes or no": signed(names="yes"),
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_what_is_no_token_of_ours_is_refused(token: str) -> None:
    """None of these signs anybody in, and what is said does not help to make a better one."""
    with pytest.raises(Refusal) as refused:
        sign_in(token)
    assert refused.value.code == "UNAUTHENTICATED"
    assert "4101" not in str(refused.value)


def test_a_token_that_has_ended_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found out about a token is forgotten when it ends."""
    signin, token = SignIn(SETTINGS), signed(exp=int(time.time()) + 5)
    assert sign_in(token, signin) == signin.known(f"Bearer {token}")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 120)
    assert signin.known(f"Bearer {token}") is None


# ── An issuer ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Issuer:
    """An OpenID Connect issuer on this machine, whose keys can be changed."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {}
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told = issuer.told(self.path)
                self.send_response(200 if told else 404)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def told(self, path: str) -> dict[str, Any] | None:
        """What stands at a path."""
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        return {"keys": list(self.keys.values())} if path == "/keys" else None

    def new_key(self, name: str) -> Any:
        """A key that the issuer publishes from now on, alone."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self.keys = {name: {**public, "kid": name, "use": "sig", "alg": "RS256"}}
        return key


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """An issuer, for the length of a test."""
    one = Issuer()
    thread = threading.Thread(target=one.server.serve_forever, daemon=True)
    thread.start()
    yield one
    one.server.shutdown()
    one.server.server_close()
    thread.join()


def test_an_issuer_s_keys_are_followed(issuer: Issuer) -> None:
    """Its tokens count; with a new key the new ones do; those of another issuer, of another key, or signed with the public
    key as if it were a secret, never."""
    signin = SignIn(Settings(store="none", issuer=issuer.url), Keys(issuer.url, cooldown=0))

    def token(key: Any, name: str, algorithm: str = "RS256", **claims: Any) -> str:
        told = {**HEAD, "iss": issuer.url, "exp": int(time.time()) + 600, **claims}
        return jwt.encode(told, key, algorithm=algorithm, headers={"kid": name})

    first = issuer.new_key("first")
    assert sign_in(token(first, "first"), signin).name == "王主任"
    second = issuer.new_key("second")
    assert sign_in(token(second, "second"), signin).name == "王主任"
    stranger = ec.generate_private_key(ec.SECP256R1())
    for text in (
        token(first, "second"),
        token(stranger, "second", "ES256"),
        token(second, "second", iss="http://127.0.0.1:1"),
        jwt.encode({**HEAD, "iss": issuer.url}, SECRET, algorithm="HS256", headers={"kid": "second"}),
        signed(),
    ):
        with pytest.raises(Refusal) as refused:
            sign_in(text, signin)
        assert refused.value.code == "UNAUTHENTICATED"


def test_an_issuer_that_is_away_is_no_reason_to_let_anybody_in() -> None:
    """It is said that the sign-in is away, not that the token is wrong."""
    with pytest.raises(Refusal) as refused:
        sign_in(signed(), SignIn(Settings(store="none", issuer="http://127.0.0.1:1")))
    assert refused.value.code == "DATABASE_UNAVAILABLE"


# ── Over HTTP ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A service that people sign in to."""
    with asking(create_app(replace(stored(tmp_path / "city.duckdb"), secret=SECRET))) as one:
        yield one


def asked(client: httpx.Client, query: str, token: str | None = None) -> httpx.Response:
    """The response to a query of somebody."""
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    return client.post("/graphql", json={"query": query}, headers=headers)


def test_nobody_is_answered_without_signing_in(client: httpx.Client) -> None:
    """Queries, event streams and figures are 401; that the service is there may be known."""
    response = asked(client, "{ revision }")
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "liandong-revision" not in response.headers
    stream = {"accept": "text/event-stream"}
    assert client.post("/graphql", json={"query": "{ revision }"}, headers=stream).status_code == 401
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"authorization": f"Bearer {signed()}"}).status_code == 403
    everywhere = {"authorization": f"Bearer {signed(areas='*')}"}
    assert client.get("/metrics", headers=everywhere).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_each_sees_their_own(client: httpx.Client) -> None:
    """The same question of two people has two answers, also when the first was kept; each that of their areas."""
    query = '{ areas(level: COMPOUND, asOf: "2024-05-01") { nodes { code } } }'
    for _ in range(2):
        codes = {
            area: [node["code"] for node in asked(client, query, signed(areas=[area])).json()["data"]["areas"]["nodes"]]
            for area in ("4101", "4102")
        }
        assert codes == {"4101": ["C1", "NEW"], "4102": ["C2", "C3", "C4"]}


CHANGE = 'mutation {{ recordAppointment(post: "{post}", person: "{person}", on: "2024-05-01") {{ revision }} }}'


def test_changes_stay_in_the_areas_of_whoever_makes_them(client: httpx.Client) -> None:
    """A reader changes nothing; an editor what lies inside, under the name of the token; a post elsewhere does not exist."""
    inside = CHANGE.format(post="41010101/lead", person="p1")
    told = asked(client, inside, signed(role="reader")).json()["errors"][0]["extensions"]["code"]
    assert told == "FORBIDDEN"
    elsewhere = asked(client, CHANGE.format(post="C2/head", person="p1"), signed()).json()["errors"][0]["extensions"]
    assert elsewhere["code"] == "NOT_FOUND"
    assert asked(client, inside, signed()).json()["data"]["recordAppointment"]["revision"] == 2


def test_what_reaches_beyond_is_refused_whole(client: httpx.Client) -> None:
    """To move a compound out of the county, or to end a cover of one elsewhere, is not the county's to do; nothing is written."""
    move = 'mutation { placeArea(code: "C1", parent: "41020101", on: "2024-05-01") { revision } }'
    errors = asked(client, move, signed()).json()["errors"]
    assert errors[0]["extensions"]["code"] in ("FORBIDDEN", "NOT_FOUND")
    assert asked(client, "{ revision }", signed()).json()["data"]["revision"] == 1
    rename = 'mutation { renameArea(code: "41", name: "新名", on: "2024-05-01") { revision } }'
    assert asked(client, rename, signed()).json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


ELSEWHERE = {
    "a post that is held": {
        "appointments": [{"code": "a", "validFrom": "2024-05-01", "post": "C1/head", "person": "p9"}]
    },
    "a vacant post": {
        "appointments": [{"code": "a", "validFrom": "2024-05-01", "post": "41010101/lead", "person": "p9"}]
    },
    "a compound": {
        "areas": [{"code": "C1", "validFrom": "2024-05-01", "name": "某", "level": "COMPOUND", "parent": "41020101"}]
    },
    "a community": {
        "areas": [
            {"code": "41010101", "validFrom": "2024-05-01", "name": "某", "level": "COMPOUND", "parent": "41020101"}
        ]
    },
}
PUT = """mutation($put: RecordsInput) { applyChanges(summary: "试", put: $put, dryRun: true) { revision } }"""


@pytest.mark.parametrize("put", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_refusal_does_not_tell_what_is_elsewhere(client: httpx.Client, put: dict[str, Any]) -> None:
    """Whether a post elsewhere is held, of what level an area is and since when: a change that touches it is answered the same.
    What is wrong with the own records is told beside it."""
    person = {"code": "p9", "validFrom": "2024-05-01", "name": "新人", "residence": "C3"}
    told = put_by(client, {"persons": [person], **put})
    assert told == ("FORBIDDEN", "此项变更涉及您权限之外的记录；新登记的人员须写明辖区内的居住地（FORBIDDEN）")
    code, message = put_by(client, {"persons": [{**person, "residence": "C99"}], **put})
    assert (code, message.count("\n"), "C99" in message) == ("BAD_USER_INPUT", 1, True)


def put_by(client: httpx.Client, put: dict[str, Any]) -> tuple[str, str]:
    """How an editor of 4102 is refused who would write these records."""
    sent = {"query": PUT, "variables": {"put": put}}
    headers = {"authorization": f"Bearer {signed(areas=['4102'])}"}
    error = client.post("/graphql", json=sent, headers=headers).json()["errors"][0]
    return error["extensions"]["code"], error["message"]


def test_only_an_administrator_anonymises(client: httpx.Client) -> None:
    """It cannot be undone: an editor may not, an administrator may in their areas, and elsewhere nobody is there."""
    query = 'mutation { anonymizePerson(person: "p1", dryRun: true) { revision } }'
    codes = {
        token: asked(client, query, token)
        .json()
        .get("errors", [{"extensions": {"code": "done"}}])[0]["extensions"]["code"]
        for token in (signed(), signed(role="administrator"), signed(role="administrator", areas=["4102"]))
    }
    assert list(codes.values()) == ["FORBIDDEN", "done", "NOT_FOUND"]


def test_the_command_makes_a_token_that_counts(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """`liandong token NAME --area CODE` prints a token on a line of its own, and what it allows beside it."""
    monkeypatch.setenv("LIANDONG_SECRET", SECRET)
    result = CliRunner().invoke(app, ["token", "王主任", "--area", "4101", "--names", "--days", "7"])
    assert result.exit_code == 0
    (token,) = result.stdout.splitlines()
    assert "4101" in result.stderr
    assert asked(client, '{ area(code: "C1") { name } }', token).json()["data"] == {"area": {"name": "甲小区"}}
    assert (
        asked(client, '{ area(code: "C3") { name } }', token).json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    )
    for wrong in (["token", "x"], ["token", "x", "--everywhere", "--role", "owner"]):
        assert CliRunner().invoke(app, wrong).exit_code == 2


def test_a_weak_secret_is_refused() -> None:
    """Short secrets, and a secret beside an issuer, start nothing; a secret is never repeated in what is said."""
    with pytest.raises(InvalidInput) as refused:
        configured(None, {"LIANDONG_SECRET": "short", "LIANDONG_STORE": "x"}, {})
    assert "short" not in str(refused.value)
    with pytest.raises(InvalidInput):
        Settings(store="x", secret=SECRET, issuer="http://127.0.0.1:1")
    assert Settings(store="x", secret=SECRET, host="0.0.0.0").signed_in
    assert SECRET not in repr(Settings(store="x", secret=SECRET))
