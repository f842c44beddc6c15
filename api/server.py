"""Running the application on uvicorn, in one process or in several on one socket; uvloop and httptools where they exist."""

from __future__ import annotations

import functools
import os
import socket
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from api.logs import log_to_stderr
from api.service import Service
from api.settings import Settings
from api.watching import TOGETHER

__all__ = ["OPTIONS", "serve", "server_of", "together"]


def _http() -> Any:
    """Httptools with a bound where there is httptools; h11, which uvicorn takes otherwise, has one of its own."""
    if find_spec("httptools") is None:
        return "auto"
    from api.protocol import Bounded

    return Bounded


OPTIONS: dict[str, Any] = {
    "access_log": False,
    "log_config": None,
    "server_header": False,
    "proxy_headers": False,
    "timeout_graceful_shutdown": 10,
    "http": _http(),
    "ws_max_size": 256 * 1024,
    "ws_per_message_deflate": False,
}
_STARTING = 600
"""Seconds a worker may take to read its records before it is thought to hang."""


def server_of(settings: Settings, opened: Callable[[Settings], Service] = Service.open) -> uvicorn.Server:
    """A server that is not started yet; `server.run()` serves until a signal, `server.started` says when it listens."""
    return uvicorn.Server(
        uvicorn.Config(create_app(settings, opened), host=settings.host, port=settings.port, **OPTIONS)
    )


def together(settings: Settings, sockets: list[socket.socket]) -> None:
    """Serve in several processes on the same sockets until a signal ends them; one that dies is replaced.

    Each process opens the store and follows it by itself; what they count they keep together.
    """
    config = uvicorn.Config(
        functools.partial(_one_of_many, settings),
        factory=True,
        workers=settings.workers,
        timeout_worker_healthcheck=_STARTING,
        **OPTIONS,
    )
    with tempfile.TemporaryDirectory(prefix="liandong-figures-") as folder:
        os.environ[TOGETHER] = folder
        Multiprocess(config, sockets).run()


def _one_of_many(settings: Settings) -> Starlette:
    log_to_stderr(settings.watching)
    return create_app(settings)


def serve(settings: Settings) -> None:
    """Serve until a signal ends it."""
    log_to_stderr(settings.watching)
    server_of(settings).run()
