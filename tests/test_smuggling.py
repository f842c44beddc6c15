"""Requests as bytes: what two programs might read in two ways, paths that lead elsewhere, heads that do not end."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from urllib.parse import urlsplit

import pytest

from api.app import create_app
from api.protocol import HEAD
from tests.serving import PATIENCE, served
from tests.small_city import SETTINGS, small_service

QUERY = b'{"query": "{ revision }"}'
SIZE = str(len(QUERY)).encode()
HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
"""A second request hidden in what one of two programs takes for the body of the first."""


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with served(create_app(SETTINGS, small_service)) as told:
        place = urlsplit(told)
        assert place.hostname is not None
        assert place.port is not None
        yield place.hostname, place.port


def posted(head: bytes, body: bytes = QUERY) -> bytes:
    return (
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + head + b"\r\n\r\n" + body
    )


def got(path: bytes, head: bytes = b"Host: localhost") -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + head + b"\r\n\r\n"


def statuses(address: tuple[str, int], request: bytes) -> list[int]:
    """The statuses of all answers to these bytes, until the server closes; the last request asks it to."""
    answer = b""
    with closing(socket.create_connection(address, PATIENCE)) as opened, suppress(ConnectionError):
        opened.sendall(request)
        opened.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        while part := opened.recv(65536):
            answer += part
    assert b"root:" not in answer
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


AMBIGUOUS = {
    "length and chunks": posted(b"Content-Length: " + SIZE + b"\r\nTransfer-Encoding: chunked", b"0\r\n\r\n" + HIDDEN),
    "chunks and length": posted(b"Transfer-Encoding: chunked\r\nContent-Length: 6", b"0\r\n\r\nX" + HIDDEN),
    "two lengths": posted(b"Content-Length: " + SIZE + b"\r\nContent-Length: 0"),
    "a list of lengths": posted(b"Content-Length: " + SIZE + b", " + SIZE),
    "a length with a sign": posted(b"Content-Length: +" + SIZE),
    "a negative length": posted(b"Content-Length: -1"),
    "a length in another base": posted(b"Content-Length: 0x19"),
    "a length beyond numbers": posted(b"Content-Length: " + b"9" * 40),
    "a space before the colon": posted(b"Transfer-Encoding : chunked", b"0\r\n\r\n" + HIDDEN),
    "chunks by another name": posted(b"Transfer-Encoding: xchunked", b"0\r\n\r\n" + HIDDEN),
    "chunks and not": posted(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", b"0\r\n\r\n" + HIDDEN),
    "a negative chunk": posted(b"Transfer-Encoding: chunked", b"-1\r\n" + QUERY),
    "a folded header": posted(b"Content-Length: " + SIZE + b"\r\nX: a\r\n b"),
    "a header with a zero": posted(b"Content-Length: " + SIZE + b"\r\nX: a\x00b"),
    "a header with a return": posted(b"Content-Length: " + SIZE + b"\r\nX: a\rLiandong: b"),
    "lines without a return": b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
    "a method with a zero": b"G\x00T /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a tunnel": b"CONNECT elsewhere.example:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an endless path": got(b"/" + b"a" * 100_000),
    "a path that is no ASCII": got("/网格".encode()),
}


@pytest.mark.parametrize("request_", tuple(AMBIGUOUS.values()), ids=tuple(AMBIGUOUS))
def test_what_can_be_read_in_two_ways_ends_the_connection(address: tuple[str, int], request_: bytes) -> None:
    """One 400 and nothing more: neither a hidden request nor the one after is answered."""
    assert statuses(address, request_) == [400]


NOT_OURS = {
    "no host": got(b"/healthz", b"X: a"),
    "two hosts": got(b"/healthz", b"Host: localhost\r\nHost: elsewhere.example"),
    "two tokens": got(b"/healthz", b"Host: localhost\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b"),
    "two revisions": got(b"/healthz", b"Host: localhost\r\nLiandong-Min-Revision: 1\r\nLiandong-Min-Revision: 2"),
    "two types": posted(b"Content-Length: " + SIZE + b"\r\nContent-Type: text/plain"),
    "another host": got(b"/healthz", b"Host: elsewhere.example"),
    "a host that begins like ours": got(b"/healthz", b"Host: localhost.elsewhere.example"),
    "a host after a name": got(b"/healthz", b"Host: localhost@elsewhere.example"),
    "a forwarded host": got(b"/healthz", b"Host: elsewhere.example\r\nX-Forwarded-Host: localhost"),
}


@pytest.mark.parametrize("request_", tuple(NOT_OURS.values()), ids=tuple(NOT_OURS))
def test_a_request_for_another_host_or_said_twice_is_400(address: tuple[str, int], request_: bytes) -> None:
    """Who names no host, several, or another than this machine is refused, and who says twice who asks or what is sent; the
    connection goes on.
    """
    assert statuses(address, request_) == [400, 200]


PATHS = [
    b"/assets/../../../../etc/passwd",
    b"/assets/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    b"/assets/..%2f..%2f..%2f..%2fetc%2fpasswd",
    b"/assets/..%5c..%5cetc%5cpasswd",
    b"/assets//etc/passwd",
    b"/assets/plotly/../../../../../../etc/passwd",
    b"/graphql/assets/../../settings.py",
    b"/graphql/assets/%2e%2e/%2e%2e/settings.py",
    b"/graphql/assets/editor.css%00.png",
    b"/graphql/",
    b"//elsewhere.example/",
    b"/%0d%0aSet-Cookie:a=b",
    b"/%ff%fe",
    b"/exports/../../etc/passwd",
    b"/exports/..%2f..%2fetc%2fpasswd",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out(address: tuple[str, int], path: bytes) -> None:
    """A path outside ours is not there, however it is written; the connection goes on."""
    first, *rest = statuses(address, got(path))
    assert first in {307, 404}
    assert rest == [200]


@pytest.mark.parametrize("encoding", [b"gzip", b"deflate, gzip", b"br"])
def test_a_packed_body_is_415(address: tuple[str, int], encoding: bytes) -> None:
    """A body in an encoding that is not undone is refused, so that nothing small becomes large."""
    head = b"Content-Length: " + SIZE + b"\r\nContent-Encoding: " + encoding
    assert statuses(address, posted(head)) == [415, 200]


@pytest.mark.parametrize("head", [b"X: " + b"a" * (2 * HEAD), b"X: a\r\n" * HEAD], ids=["a header", "many headers"])
def test_a_head_has_a_bound(address: tuple[str, int], head: bytes) -> None:
    """A head that does not end is cut off, with 431 for those who still listen; the service goes on."""
    assert statuses(address, got(b"/healthz", b"Host: localhost\r\n" + head)) in ([431], [])
    assert statuses(address, HIDDEN) == [200, 200]
