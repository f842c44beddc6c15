"""The process of a server: what it is told in neo4j.conf, how it is begun, waited for and ended, and what is kept of it."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from graph_model.errors import StoreUnavailable
from graph_model.stores.neo4j.release import Release

__all__ = ["HOME", "HOST", "USER", "Server", "alive", "begin", "configure", "end", "kept", "wait"]

HOST, USER = "127.0.0.1", "neo4j"
HOME = "--home-dir="
"""The word of its command line that names the folder."""

_FIRST = "neo4j"
"""The password of a store nobody has opened yet."""
_UP, _DOWN = 120.0, 120.0
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


def configure(folder: Path, bolt_port: int, http_port: int | None, page_cache: str, more: Mapping[str, str]) -> None:
    """Write neo4j.conf; `more` are settings that are to be otherwise than here."""
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


def begin(folder: Path, release: Release, bolt_port: int, http_port: int | None, memory: tuple[str, str]) -> Server:
    """Begin the process, with so much heap and page cache, and keep which it is."""
    import psutil

    heap, page_cache = memory

    command = release.command(release.main, f"{HOME}{folder}", f"--config-dir={folder / 'conf'}", heap=heap)
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


def wait(server: Server, password: str) -> None:
    """Until the server lets `password` in; a store not opened before gets it as its own.

    Raises:
        StoreUnavailable: it ends, does not answer, or has another password.
    """
    until = time.monotonic() + _UP
    while time.monotonic() < until:
        if not alive(server):
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


def end(server: Server) -> None:
    """End the process and wait until it has gone.

    Raises:
        StoreUnavailable: it does not end.
    """
    import psutil

    with suppress(psutil.NoSuchProcess):
        psutil.Process(server.pid).terminate()
    until = time.monotonic() + _DOWN
    while alive(server):
        if time.monotonic() > until:
            raise StoreUnavailable(
                f"Neo4j (process {server.pid}) did not end within {_DOWN:.0f} seconds: look at {server.folder / 'logs'}"
            )
        time.sleep(0.05)
    with suppress(ChildProcessError):  # whoever started it takes leave of it
        os.waitpid(server.pid, os.WNOHANG)


def alive(server: Server) -> bool:
    """Whether the process still is the one we began."""
    import psutil

    try:
        process = psutil.Process(server.pid)
        ended = process.status() == psutil.STATUS_ZOMBIE
        return not ended and bool(abs(process.create_time() - server.created) < 1)
    except psutil.NoSuchProcess:
        return False


def kept(folder: Path) -> Server | None:
    """The server begun last on a folder, whether it still runs or not."""
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
