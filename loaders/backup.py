"""A store in one file and back: every change set of its log, with checksums; a file that is damaged restores nothing.

The file is a ZIP archive. For each revision and table it has `<revision>/before/<table>` and `<revision>/after/<table>`, Arrow
streams of the rows taken out and put; `manifest.json` comes last and names all of them with their SHA-256, what the log says
of each revision, and of the records as they stood at the end their number and a checksum.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from graph_model.changes import Applied, Tables, empty_tables
from graph_model.errors import Conflict, StoreUnavailable
from graph_model.records import TABLES
from graph_model.stores import Store

__all__ = ["back_up", "restore"]

_FORMAT = 1
_MANIFEST = "manifest.json"
_EMPTY = empty_tables()
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    pl.exceptions.PolarsError,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    TypeError,
    NotImplementedError,
    RuntimeError,
)


def back_up(store: Store, to: Path, told: Callable[[str], None] = lambda _: None) -> int:
    """Write all that a store holds at its revision of this moment; answer that revision. A file of this name is replaced only
    by a whole one.

    Raises:
        StoreUnavailable: the store cannot be read, or the file not written.
    """
    unfinished = to.with_name(f".{to.name}.{os.getpid()}.new")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            revision = _write(store, archive, told)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(to)
    except OSError as error:
        raise StoreUnavailable(f"{to} cannot be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return revision


def restore(source: Path, target: Store, told: Callable[[str], None] = lambda _: None) -> int:
    """Take a backup into an empty store, and compare what it holds then with what the backed-up one held; the revision.

    Raises:
        Conflict: the target is not empty.
        StoreUnavailable: the file is damaged or no backup (then nothing was written), or what was restored differs.
    """
    if target.revision():
        raise Conflict(f"the target is at revision {target.revision()}: expected an empty store; give another target")
    try:
        with zipfile.ZipFile(source) as archive:
            told(f"核对{source.name}")
            manifest = _checked(archive)
            for applied in _changes(archive, manifest):
                told(f"版本{applied.revision}/{manifest['revision']}：{applied.summary}")
                target.adopt(applied)
    except _DAMAGE as error:
        raise StoreUnavailable(f"{source} is damaged or no backup of ours: take another one ({error})") from error
    told("核对恢复的数据")
    found = {"revision": target.revision(), "tables": _summary(target.read())}
    if found != {key: manifest[key] for key in found}:
        raise StoreUnavailable(f"what was restored from {source} differs from what was backed up: do not use it")
    return int(manifest["revision"])


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _write(store: Store, archive: zipfile.ZipFile, told: Callable[[str], None]) -> int:
    last, members, changes = store.revision(), dict[str, str](), []
    for applied in store.changes(0):
        if applied.revision > last:
            break
        told(f"版本{applied.revision}/{last}：{applied.summary}")
        about = {"revision": applied.revision, "at": applied.at.isoformat(), "actor": applied.actor}
        changes.append({**about, "summary": applied.summary})
        for part, tables in (("before", applied.before), ("after", applied.after)):
            for table, rows in tables.items():
                if rows.height:
                    name, data = f"{applied.revision}/{part}/{table}", _packed(rows)
                    members[name] = hashlib.sha256(data).hexdigest()
                    archive.writestr(name, data)
    told("核对")
    records = store.read()
    if store.revision() != last:  # somebody wrote meanwhile: the log still knows
        records = store.read_at(last)
    manifest = {
        "liandong": _FORMAT,
        "revision": last,
        "changes": changes,
        "members": members,
        "tables": _summary(records),
    }
    text = json.dumps(manifest, ensure_ascii=False)
    sealed = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "manifest": text}
    archive.writestr(_MANIFEST, json.dumps(sealed, ensure_ascii=False), zipfile.ZIP_DEFLATED)
    return last


def _summary(tables: Tables) -> dict[str, list[Any]]:
    """How many rows each table has, and a checksum over all of them in order."""
    return {name: [tables[name].height, _digest(tables[name])] for name in TABLES}


def _digest(frame: pl.DataFrame) -> str:
    """The same for equal frames, however they lie in memory."""
    lists = pl.col(pl.List(pl.String)).list.join("\x1f")
    digest = hashlib.sha256()
    for rows in frame.iter_slices(100_000):
        digest.update(rows.with_columns(lists).write_csv(include_header=False, null_value="\x00").encode())
    return digest.hexdigest()


def _packed(rows: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    rows.write_ipc_stream(stream, compression="zstd")
    return stream.getvalue()


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once every part of the file is found to be what it was.

    Raises:
        ValueError, KeyError, BadZipFile: something is missing or has another checksum.
    """
    sealed = json.loads(archive.read(_MANIFEST))
    text = sealed["manifest"]
    if hashlib.sha256(text.encode()).hexdigest() != sealed["sha256"]:
        raise ValueError("the checksum of its manifest differs")
    manifest: dict[str, Any] = json.loads(text)
    if manifest["liandong"] != _FORMAT:
        raise ValueError(
            f"format {manifest['liandong']}, expected {_FORMAT}: restore it with the version that wrote it"
        )
    for name, wanted in manifest["members"].items():
        if hashlib.sha256(archive.read(name)).hexdigest() != wanted:
            raise ValueError(f"the checksum of {name} differs")
    if [one["revision"] for one in manifest["changes"]] != list(range(1, manifest["revision"] + 1)):
        raise ValueError("its revisions are not one after the other")
    return manifest


def _changes(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Iterator[Applied]:
    for one in manifest["changes"]:
        parts = [
            {table: _rows(archive, manifest, f"{one['revision']}/{part}/{table}", table) for table in TABLES}
            for part in ("before", "after")
        ]
        at = datetime.fromisoformat(one["at"])
        yield Applied(one["revision"], at, one["actor"], one["summary"], *parts)


def _rows(archive: zipfile.ZipFile, manifest: dict[str, Any], name: str, table: str) -> pl.DataFrame:
    if name not in manifest["members"]:
        return _EMPTY[table]
    return pl.read_ipc_stream(io.BytesIO(archive.read(name))).select(_EMPTY[table].columns).cast(_EMPTY[table].schema)
