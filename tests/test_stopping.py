"""A service told to stop: what has begun is answered, nothing new is let in, and the store is whole."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from api.service import Service
from api.settings import Settings
from tests.serving import PATIENCE

SERVE = (
    "import sys; from api.server import serve; from api.settings import Settings; "
    "serve(Settings(store=sys.argv[1], port=int(sys.argv[2])))"
)


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def until_ready(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if httpx.get(f"{address}/readyz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(address)


FOLLOW = 'subscription { coverageChanged(indicator: "compound_head") { rate } }'


def test_what_has_begun_is_answered(tmp_path: Path) -> None:
    """A request half sent when the signal comes is answered, a subscription is completed, new ones are not let in; the store
    opens again.
    """
    store, port = str(tmp_path / "city.duckdb"), free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([sys.executable, "-c", SERVE, store, str(port)])
    try:
        until_ready(address)
        body = b'{"query": "{ revision }"}'
        head = f"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        asked, accept = {"query": FOLLOW}, {"accept": "text/event-stream"}
        with (
            closing(socket.create_connection(("127.0.0.1", port), PATIENCE)) as begun,
            httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client,
            client.stream("GET", "/graphql", params=asked, headers=accept) as followed,
        ):
            lines = followed.iter_lines()
            assert next(lines) == "event: next"
            begun.sendall(head.encode() + body[:5])
            httpx.get(f"{address}/healthz", trust_env=False)  # answered after the half request was taken up
            process.send_signal(signal.SIGTERM)
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                try:
                    httpx.get(f"{address}/healthz", trust_env=False)
                except httpx.TransportError:
                    break
            begun.sendall(body[5:])
            assert begun.recv(4096).startswith(b"HTTP/1.1 200 ")
            assert "event: complete" in list(lines)
        assert process.wait(PATIENCE) in {0, -signal.SIGTERM}
    finally:
        process.kill()
        process.wait()
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{address}/healthz", trust_env=False)
    Service.open(Settings(store=store)).close()
