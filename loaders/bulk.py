"""Filling an empty Neo4j of this machine by its own offline importer: files, import beside the server, exchange.

The server goes on until the imported database is whole; a bulk load that fails or is killed leaves it as it was.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph_model.errors import Conflict, StoreUnavailable
from graph_model.stores import Store
from graph_model.stores.neo4j.connection import Address, connect
from graph_model.stores.neo4j.local import USER, Server, exchange, listening
from graph_model.stores.neo4j.release import release_of
from graph_model.stores.neo4j.schema import lock, meta_of
from loaders.bulk_files import BETWEEN, Files, write_log, write_records

__all__ = ["fill", "local_server"]

_TOOL = "org.neo4j.cli.AdminTool"
_HEAP, _OFF_HEAP = 1 * 2**30, "2g"
_A_ROW = 1500
"""Bytes that a record takes while it is imported: in the files and in the new database."""
_BUFFER = 4 * 2**20
"""Bytes of a field the importer takes at least; a part of the log, written byte by byte, may be longer."""
_STAGES = {
    "Nodes": "导入节点",
    "Prepare node index": "整理节点",
    "Relationships": "导入关系",
    "Node Degrees": "连接关系",
    "Node counts": "建立标签索引",
    "Relationship counts": "建立关系索引",
}


def local_server(url: str) -> tuple[Server, str] | None:
    """The server of this machine behind an address, if `neo4j start` started it, and the password in the address."""
    if "://" not in url:
        return None
    address = Address.of(url)
    host, _, port = address.uri.partition("://")[2].rpartition(":")
    if host not in ("127.0.0.1", "localhost", "[::1]") or address.database not in (None, "neo4j"):
        return None
    try:
        server = listening(int(port))
    except ImportError:  # the extra is not installed, so none was started here
        return None
    return None if server is None else (server, address.password or "")


def fill(server: Server, password: str, source: Store, told: Callable[[str], None] = lambda _: None) -> int:
    """Put all records and the whole log of `source` into the server's empty database; its revision.

    Raises:
        StoreUnavailable: there is no room, or the importer fails; the server goes on with what it had.
        Conflict: somebody wrote to the source or to the server meanwhile; the server has what it had.
    """
    staged = server.folder / "import"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir()
    try:
        files = _written(source, staged, told)
        _import(server, staged, files, told)
        with _untouched(server, password):
            exchange(server, password, staged, told)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return source.revision()


@contextmanager
def _untouched(server: Server, password: str) -> Iterator[None]:
    """Nobody writes to the empty database any more; whoever tries waits, and hears that the server was stopped.

    Raises:
        Conflict: somebody wrote before.
    """
    from neo4j.exceptions import DriverError, Neo4jError

    with connect(Address(server.uri, USER, password, None)) as driver, driver.session() as session:
        transaction = session.begin_transaction()
        lock(transaction)
        meta = meta_of(transaction)
        if meta and (meta.revision or meta.pending):
            raise Conflict(
                f"somebody wrote to {server.uri} while it was filled, and that stays: copy into an empty store"
            )
        try:
            yield
        finally:
            with suppress(DriverError, Neo4jError):  # its server has gone
                transaction.close()


def _written(source: Store, staged: Path, told: Callable[[str], None]) -> Files:
    told("读取记录")
    tables, revision = source.read(), source.revision()
    rows = sum(frame.height for frame in tables.values())
    free = shutil.disk_usage(staged).free
    if free < rows * _A_ROW:
        raise StoreUnavailable(
            f"no space to import {rows:,} records in {staged}: {free >> 20} MiB are free, about "
            f"{rows * _A_ROW >> 20} MiB are needed; make room"
        )
    told(f"写出{rows:,}条记录")
    files = Files(staged)
    number = write_records(tables, files)
    told("写出变更日志")
    if write_log(source.changes(0), files, number) != revision:
        raise Conflict("somebody wrote to the store while it was copied: copy it again")
    return files


def _import(server: Server, staged: Path, files: Files, told: Callable[[str], None]) -> None:
    (staged / "conf").mkdir()
    (staged / "conf" / "neo4j.conf").write_text("db.tx_log.preallocate=false\n", encoding="utf-8")
    buffer = max(_BUFFER, 2 * files.longest)
    options = {
        "id-type": "integer",
        "array-delimiter": f"\\{ord(BETWEEN)}",
        "bad-tolerance": "0",
        "multiline-fields": "true" if files.lines else "false",
        "read-buffer-size": str(buffer),
        "max-off-heap-memory": _OFF_HEAP,
        "report-file": str(staged / "report.txt"),
        "overwrite-destination": "true",
    }
    command = release_of(server.version).command(
        _TOOL,
        *("database", "import", "full", "neo4j", "--verbose"),
        *(f"--{key}={value}" for key, value in options.items()),
        *(f"--nodes={option}" for option in files.nodes),
        *(f"--relationships={option}" for option in files.relationships),
        heap=f"{(_HEAP + 16 * buffer) >> 20}m",
    )
    environment = {**os.environ, "NEO4J_HOME": str(staged), "NEO4J_CONF": str(staged / "conf")}
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603 (our own command)
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                said.append(line.rstrip())
                stage = next((word for start, word in _STAGES.items() if re.match(f"{start}.*, started", line)), None)
                if stage:
                    told(stage)
        except BaseException:
            process.kill()
            raise
    imported = dict(re.findall(r"^\s*(\d+) (nodes|relationships)$", "\n".join(said), re.MULTILINE))
    found = {what: int(count) for count, what in imported.items()}
    if process.returncode or found != files.counted:
        last = "\n".join([line for line in said if line.strip() and not line.startswith("\tat ")][-12:])
        raise StoreUnavailable(
            f"the import was not whole: found {found or 'nothing'}, expected {files.counted}; the server has what it had. "
            f"The importer said:\n{last}"
        )
