"""A real Neo4j on this machine, in a folder of its own: started, watched and stopped by us, listening on loopback alone.

The server is a process of its own and outlives whoever started it; `server.json` in the folder says which process it is and
which release wrote the data.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graph_model.stores.neo4j.checks import check, check_line
from graph_model.stores.neo4j.process import HOME, HOST, USER, Server, alive, begin, configure, end, kept, wait
from graph_model.stores.neo4j.release import LTS, release_of, version_of

__all__ = ["HOST", "USER", "Server", "exchange", "listening", "start", "start_again", "status", "stop", "wrote"]

_DATABASE, _PARTS = "neo4j", ("databases", "transactions")


def start(  # noqa: PLR0913 (what a person may choose)
    folder: Path,
    password: str,
    *,
    bolt_port: int = 7687,
    http_port: int | None = 7474,
    release: str | None = None,
    heap: str = "1g",
    page_cache: str = "512m",
    settings: Mapping[str, str] | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Server:
    """Start a server on the data in `folder` (made when missing) and return when it answers; 4–10 seconds.

    A new folder's password becomes `password`. Without a `release` it is the one that wrote the folder, else the LTS.
    `settings` are those of neo4j.conf that are to be otherwise than here, until the next start.

    Raises:
        StoreUnavailable: the extra is not installed, a server runs here already, a port is taken, the disk is full, the
            password is another, or the data are of another line of releases; says what to do. No server is left behind.
    """
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        check(folder, password, [port for port in (bolt_port, http_port) if port])
        version = version_of(release or wrote(folder) or LTS)
        check_line(folder, version)
        brought = release_of(version, told)
        configure(folder, bolt_port, http_port, page_cache, settings or {})
        told(f"启动Neo4j {brought.version}")
        server = begin(folder, brought, bolt_port, http_port, (heap, page_cache))
        try:
            wait(server, password)
        except BaseException:
            end(server)
            raise
    return server


def stop(folder: Path) -> bool:
    """Stop the folder's server cleanly and wait until it has gone; False when none runs.

    Raises:
        StoreUnavailable: it does not end.
    """
    server = status(folder)
    if server is None:
        return False
    end(server)
    return True


def status(folder: Path) -> Server | None:
    """The server that runs on the folder's data, None when none does."""
    server = kept(folder.absolute())
    return server if server and alive(server) else None


def listening(port: int) -> Server | None:
    """The server started here that answers at this port of this machine, None when it is not one of ours."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        homes = [Path(word.removeprefix(HOME)) for word in process.info["cmdline"] or () if word.startswith(HOME)]
        server = status(homes[0]) if homes else None
        if server and server.pid == process.pid and server.bolt_port == port:
            return server
    return None


def exchange(server: Server, password: str, staged: Path, told: Callable[[str], None] = lambda _: None) -> Server:
    """Put the database that stands in the folder `staged` in the place of the server's own: it is stopped meanwhile.

    Raises:
        StoreUnavailable: it does not stop, or does not start again.
    """
    told("停止Neo4j，换入数据库")
    end(server)
    for part in _PARTS:
        there = server.folder / "data" / part / _DATABASE
        shutil.rmtree(there, ignore_errors=True)
        (staged / "data" / part / _DATABASE).rename(there)
    return start_again(server, password, told=told)


def start_again(server: Server, password: str, **more: Any) -> Server:
    """Start a server that has ended on the same data, ports and memory; `more` are further arguments of `start`.

    Raises:
        StoreUnavailable: it does not start.
    """
    return start(
        server.folder,
        password,
        bolt_port=server.bolt_port,
        http_port=server.http_port,
        release=server.version,
        heap=server.heap,
        page_cache=server.page_cache,
        **more,
    )


def wrote(folder: Path) -> str | None:
    """The version of Neo4j that wrote the folder's data last."""
    last = kept(folder.absolute())
    return last.version if last else None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two starts on one folder take turns."""
    with (folder / ".starting").open("w") as taken:
        fcntl.flock(taken, fcntl.LOCK_EX)
        yield
