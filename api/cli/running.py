"""A service being run by a command: its socket, its server, the addresses it answers at."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import typer
import uvicorn

from api.server import server_of
from api.service import Service
from graph_model.errors import StoreUnavailable

if TYPE_CHECKING:
    from api.settings import Settings

__all__ = ["base_url", "in_background", "listening", "say_where", "served"]

_WAIT = 60.0
"""Seconds a service in the background may take to start; its records have been read before."""


@contextmanager
def listening(settings: Settings) -> Iterator[list[socket.socket]]:
    """The socket a service listens on, taken before any record is read; port 0 takes a free one.

    Raises:
        StoreUnavailable: the port cannot be had; says what to do.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((settings.host, settings.port))
            taken.listen()  # whoever asks while the service starts waits for its answer
        except OSError as error:
            raise StoreUnavailable(
                f"cannot listen on {settings.host}:{settings.port} ({error.strerror}): name another --port"
            ) from None
        yield [taken]


@contextmanager
def served(settings: Settings) -> Iterator[uvicorn.Server]:
    """A server whose store is open, not started yet; the store is closed in the end.

    Raises:
        StoreUnavailable: the store cannot be opened.
        InvalidInput: a declaration is wrong.
    """
    service = Service.open(settings)
    try:
        yield server_of(settings, lambda _: service)
    finally:
        service.close()


@contextmanager
def in_background(server: uvicorn.Server, sockets: list[socket.socket]) -> Iterator[Thread]:
    """The server running in a thread, answering; it is stopped in the end.

    Raises:
        StoreUnavailable: it does not start.
    """
    thread = Thread(target=server.run, kwargs={"sockets": sockets}, name="liandong-service", daemon=True)
    thread.start()
    try:
        for _ in range(int(_WAIT / 0.02)):
            if server.started or not thread.is_alive():
                break
            thread.join(0.02)
        if not server.started:
            raise StoreUnavailable("the service did not start")
        yield thread
    finally:
        server.should_exit = True
        thread.join(_WAIT)


def base_url(taken: socket.socket) -> str:
    """The address at which a service on this socket answers."""
    host, port = taken.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def say_where(taken: socket.socket) -> None:
    """Print the addresses."""
    base = base_url(taken)
    typer.echo(f"页面：{base}/")
    typer.echo(f"GraphQL 与查询页面：{base}/graphql")
    typer.echo(f"运行状态：{base}/healthz　{base}/readyz")
