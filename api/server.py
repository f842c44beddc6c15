"""Running the application on uvicorn, in one process or in several on one socket; uvloop and httptools where they exist."""

from __future__ import annotations

import functools
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from api.service import Service
from api.settings import Settings

__all__ = ["serve", "server_of", "together"]

_OPTIONS: dict[str, Any] = {
    "access_log": False,
    "log_level": "warning",
    "server_header": False,
    "timeout_graceful_shutdown": 10,
}
_STARTING = 600
"""Seconds a worker may take to read its records before it is thought to hang."""


def server_of(settings: Settings, opened: Callable[[Settings], Service] = Service.open) -> uvicorn.Server:
    """A server that is not started yet; `server.run()` serves until a signal, `server.started` says when it listens."""
    return uvicorn.Server(
        uvicorn.Config(create_app(settings, opened), host=settings.host, port=settings.port, **_OPTIONS)
    )


def together(settings: Settings, sockets: list[socket.socket]) -> None:
    """Serve in several processes on the same sockets until a signal ends them; one that dies is replaced.

    Each process opens the store and follows it by itself.
    """
    config = uvicorn.Config(
        functools.partial(create_app, settings),
        factory=True,
        workers=settings.workers,
        timeout_worker_healthcheck=_STARTING,
        **_OPTIONS,
    )
    Multiprocess(config, sockets).run()


def serve(settings: Settings) -> None:
    """Serve until a signal ends it."""
    server_of(settings).run()
