"""What is looked at before a server is started: ports, space, the password, and who wrote the data."""

from __future__ import annotations

import shutil
import socket
import time
from pathlib import Path

from graph_model.errors import StoreUnavailable
from graph_model.stores.neo4j.process import HOST, alive, kept
from graph_model.stores.neo4j.release import line_of

__all__ = ["check", "check_line"]

_SHORTEST = 8
"""Characters that Neo4j wants a password to have."""
_SPACE = 512 * 2**20
_MOMENT = 1.0


def check(folder: Path, password: str, ports: list[int]) -> None:
    """Whether a server can be started.

    Raises:
        StoreUnavailable: one runs already, the password is too short, a port is taken, there is no space.
    """
    running = kept(folder)
    if running and alive(running):
        raise StoreUnavailable(f"Neo4j {running.version} runs on {folder} already, at {running.uri}: stop it first")
    if len(password) < _SHORTEST:
        raise StoreUnavailable(f"the password has {len(password)} characters, Neo4j wants {_SHORTEST} or more")
    for port in ports:
        _check_port(port)
    free = shutil.disk_usage(folder).free
    if free < _SPACE:
        raise StoreUnavailable(
            f"no space for Neo4j in {folder}: {free >> 20} MiB are free, {_SPACE >> 20} MiB are needed; make room"
        )


def _check_port(port: int) -> None:
    """A port of a server that has just ended may take a moment."""
    until = time.monotonic() + _MOMENT
    while True:
        with socket.socket() as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trying.bind((HOST, port))
            except OSError as error:
                if time.monotonic() > until:
                    raise StoreUnavailable(
                        f"port {port} of {HOST} cannot be had ({error.strerror}): name another, --bolt-port or --http-port"
                    ) from None
            else:
                return
        time.sleep(0.05)


def check_line(folder: Path, version: str) -> None:
    """Whether a release can take the folder's data over.

    Raises:
        StoreUnavailable: another line of releases wrote them, or a newer one.
    """
    last = kept(folder)
    if last is None:
        return
    before = last.version
    if line_of(before) != line_of(version) or _numbers(before) > _numbers(version):
        raise StoreUnavailable(
            f"the data in {folder} were written by Neo4j {before}, {version} was asked for: start it with "
            f"--release {before}, or start {version} in a new folder and copy the store there (liandong copy)"
        )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
