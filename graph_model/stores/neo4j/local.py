"""A real Neo4j on this machine, in a folder of its own: started, watched and stopped by us, listening on loopback alone.

The server is a process of its own and outlives whoever started it; `server.json` in the folder says which process it is and
which release wrote the data.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from graph_model.errors import StoreUnavailable
from graph_model.stores.neo4j.release import LTS, Release, line_of, release_of, version_of

__all__ = ["HOST", "USER", "Server", "exchange", "listening", "start", "start_again", "status", "stop", "wrote"]

HOST, USER = "127.0.0.1", "neo4j"
_FIRST = "neo4j"
"""The password of a store nobody has opened yet."""
_DATABASE, _PARTS = "neo4j", ("databases", "transactions")
_HOME = "--home-dir="
_SHORTEST = 8
"""Characters that Neo4j wants a password to have."""
_SPACE = 512 * 2**20
_UP, _DOWN, _MOMENT = 120.0, 120.0, 1.0
_REASONS = {
    "No space left": "the disk is full: make room and start again",
    "ddress already in use": "a port was taken meanwhile: name another",
    "store_lock": "another server has this folder open: stop that one first",
    "OutOfMemoryError": "its memory is too small: give a larger --heap",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A server's process and where it answers. `created` is when the process began, so that a reused number is not taken
    for it; `http_port` is None where nothing is shown to browsers."""

    folder: Path
    version: str
    bolt_port: int
    http_port: int | None
    pid: int
    created: float
    heap: str = "1g"
    page_cache: str = "512m"

    @property
    def uri(self) -> str:
        """Where it answers drivers."""
        return f"neo4j://{HOST}:{self.bolt_port}"

    @property
    def browser(self) -> str | None:
        """Where it shows Neo4j Browser."""
        return f"http://{HOST}:{self.http_port}/browser/" if self.http_port else None

    @property
    def since(self) -> datetime:
        """When it was started."""
        return datetime.fromtimestamp(self.created, UTC)

    def store(self, password: str) -> str:
        """The address as `--store` takes it."""
        return f"neo4j://{USER}:{quote(password, safe='')}@{HOST}:{self.bolt_port}"


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
        _check(folder, password, [port for port in (bolt_port, http_port) if port])
        version = version_of(release or wrote(folder) or LTS)
        _check_line(folder, version)
        brought = release_of(version, told)
        _configure(folder, bolt_port, http_port, page_cache, settings or {})
        told(f"启动Neo4j {brought.version}")
        server = _begin(folder, brought, bolt_port, http_port, (heap, page_cache))
        try:
            _wait(server, password)
        except BaseException:
            _end(server)
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
    _end(server)
    return True


def status(folder: Path) -> Server | None:
    """The server that runs on the folder's data, None when none does."""
    server = _kept(folder.absolute())
    return server if server and _alive(server) else None


def listening(port: int) -> Server | None:
    """The server started here that answers at this port of this machine, None when it is not one of ours."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        homes = [Path(word.removeprefix(_HOME)) for word in process.info["cmdline"] or () if word.startswith(_HOME)]
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
    _end(server)
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
    kept = _kept(folder.absolute())
    return kept.version if kept else None


def _check(folder: Path, password: str, ports: list[int]) -> None:
    running = status(folder)
    if running:
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


def _check_line(folder: Path, version: str) -> None:
    before = wrote(folder)
    if before is None:
        return
    if line_of(before) != line_of(version) or _numbers(before) > _numbers(version):
        raise StoreUnavailable(
            f"the data in {folder} were written by Neo4j {before}, {version} was asked for: start it with "
            f"--release {before}, or start {version} in a new folder and copy the store there (liandong copy)"
        )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _configure(folder: Path, bolt_port: int, http_port: int | None, page_cache: str, more: Mapping[str, str]) -> None:
    settings = {
        "server.default_listen_address": HOST,
        "server.bolt.listen_address": f"{HOST}:{bolt_port}",
        "server.bolt.advertised_address": f"{HOST}:{bolt_port}",
        "server.http.enabled": "true" if http_port else "false",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": page_cache,
        "db.tx_log.preallocate": "false",
        "dbms.usage_report.enabled": "false",
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",  # else every stop waits ten seconds for nothing
        "db.shutdown_transaction_end_timeout": "1s",  # what is under way at a stop was not acknowledged
        "client.allow_telemetry": "false",
    }
    if http_port:
        settings["server.http.listen_address"] = settings["server.http.advertised_address"] = f"{HOST}:{http_port}"
    lines = ["# Written at every start.", *(f"{key}={value}" for key, value in {**settings, **more}.items()), ""]
    (folder / "conf").mkdir(exist_ok=True)
    (folder / "conf" / "neo4j.conf").write_text("\n".join(lines), encoding="utf-8")


def _begin(folder: Path, release: Release, bolt_port: int, http_port: int | None, memory: tuple[str, str]) -> Server:
    import psutil

    heap, page_cache = memory

    command = release.command(release.main, f"{_HOME}{folder}", f"--config-dir={folder / 'conf'}", heap=heap)
    written = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    pid = os.posix_spawn(
        command[0],
        command,
        {**os.environ, "NEO4J_HOME": str(folder)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(_console(folder)), written, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    server = Server(
        folder, release.version, bolt_port, http_port, pid, psutil.Process(pid).create_time(), heap, page_cache
    )
    unfinished = folder / "server.json.new"
    unfinished.write_text(json.dumps({**asdict(server), "folder": str(folder)}), encoding="utf-8")
    unfinished.replace(folder / "server.json")
    return server


def _wait(server: Server, password: str) -> None:
    """Until the server lets `password` in; a store not opened before gets it as its own."""
    until = time.monotonic() + _UP
    while time.monotonic() < until:
        if not _alive(server):
            raise StoreUnavailable(f"Neo4j {server.version} ended while it started: {_reason(server.folder)}")
        if _answers(server) and _admits(server, password):
            return
        time.sleep(0.1)
    raise StoreUnavailable(f"Neo4j did not answer within {_UP:.0f} seconds: look at {server.folder / 'logs'}")


def _answers(server: Server) -> bool:
    with socket.socket() as trying:
        trying.settimeout(1)
        return trying.connect_ex((HOST, server.bolt_port)) == 0


def _admits(server: Server, password: str) -> bool:
    """Whether questions are answered now.

    Raises:
        StoreUnavailable: the password is another one.
    """
    from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError

    try:
        try:
            _ask(server, password, "RETURN 1", "neo4j")
        except AuthError:
            _ask(server, _FIRST, "ALTER CURRENT USER SET PASSWORD FROM $old TO $new", "system", password)
            _ask(server, password, "RETURN 1", "neo4j")
    except AuthError:
        raise StoreUnavailable(
            f"the data in {server.folder} have another password: give that one, or another folder"
        ) from None
    except ClientError as error:
        raise StoreUnavailable(f"Neo4j refuses the password: {error.message}") from None
    except (DriverError, Neo4jError):
        return False
    return True


def _ask(server: Server, password: str, query: str, database: str, new: str = "") -> None:
    import neo4j

    uri = server.uri.replace("neo4j://", "bolt://")
    with (
        neo4j.GraphDatabase.driver(uri, auth=(USER, password), connection_timeout=5) as driver,
        driver.session(database=database) as session,
    ):
        session.run(neo4j.Query(query), {"old": password, "new": new}).consume()


def _end(server: Server) -> None:
    import psutil

    with suppress(psutil.NoSuchProcess):
        psutil.Process(server.pid).terminate()
    until = time.monotonic() + _DOWN
    while _alive(server):
        if time.monotonic() > until:
            raise StoreUnavailable(
                f"Neo4j (process {server.pid}) did not end within {_DOWN:.0f} seconds: look at {server.folder / 'logs'}"
            )
        time.sleep(0.05)
    with suppress(ChildProcessError):  # whoever started it takes leave of it
        os.waitpid(server.pid, os.WNOHANG)


def _alive(server: Server) -> bool:
    """Whether the process still is the one we began."""
    import psutil

    try:
        process = psutil.Process(server.pid)
        ended = process.status() == psutil.STATUS_ZOMBIE
        return not ended and bool(abs(process.create_time() - server.created) < 1)
    except psutil.NoSuchProcess:
        return False


def _kept(folder: Path) -> Server | None:
    file = folder / "server.json"
    if not file.exists():
        return None
    told = json.loads(file.read_text(encoding="utf-8"))
    return replace(Server(**told), folder=folder)


def _console(folder: Path) -> Path:
    return folder / "console.log"


def _reason(folder: Path) -> str:
    """Why a server ended, from what it wrote."""
    text = _console(folder).read_text(encoding="utf-8", errors="replace")
    known = next((reason for word, reason in _REASONS.items() if word in text), None)
    last = [line for line in text.splitlines() if "ERROR" in line or "Caused by" in line or "Exception" in line]
    return known or f"{last[-1].strip() if last else 'it wrote nothing'} (the whole of it is in {_console(folder)})"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two starts on one folder take turns."""
    with (folder / ".starting").open("w") as taken:
        fcntl.flock(taken, fcntl.LOCK_EX)
        yield
