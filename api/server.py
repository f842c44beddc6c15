"""Running the application on uvicorn: one worker, uvloop and httptools where they exist."""

from __future__ import annotations

from collections.abc import Callable

import uvicorn

from api.app import create_app
from api.service import Service
from api.settings import Settings

__all__ = ["serve", "server_of"]


def server_of(settings: Settings, opened: Callable[[Settings], Service] = Service.open) -> uvicorn.Server:
    """A server that is not started yet; `server.run()` serves until a signal, `server.started` says when it listens."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings, opened),
            host=settings.host,
            port=settings.port,
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=10,
        )
    )


def serve(settings: Settings) -> None:
    """Serve until a signal ends it."""
    server_of(settings).run()
