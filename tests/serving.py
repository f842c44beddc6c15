"""A real server for tests: an application on a free port of this machine, for as long as a `with` lasts."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette

from api.server import OPTIONS

__all__ = ["PATIENCE", "asking", "served"]

PATIENCE = 90.0
"""Seconds to wait for a server to start, to stop, or to answer."""


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """The address of `app`, started; stopped at the end."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, lifespan="on", **OPTIONS))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + PATIENCE
        while not server.started and time.monotonic() < deadline and thread.is_alive():
            time.sleep(0.01)
        if not server.started:
            raise RuntimeError("the server did not start")
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


@contextmanager
def asking(app: Starlette) -> Iterator[httpx.Client]:
    """A client of `app`, started; stopped at the end."""
    with served(app) as address, httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client:
        yield client
