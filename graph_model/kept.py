"""Kept columns: the network of one revision as files beside its store, from which a start goes on.

`Kept` is the folder. In it stands at most one `<revision>-<checksum of its manifest>`, made under another name and renamed
when it is whole; the manifest has the size and the checksum of every file, and says of which revision of which store, and
under which schemes, the columns are. Whatever does not fit is told in a sentence and compiled anew. Indicators are no part
of it: the same columns answer another catalogue.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from graph_model.column_files import checksum, map_columns, names, write_columns
from graph_model.errors import NotFound
from graph_model.following import compiled, followed
from graph_model.indicators.catalogue import Catalogue
from graph_model.network import BULK, Network
from graph_model.records import TABLES
from graph_model.scheme import Schemes
from graph_model.stores import Store

__all__ = ["EVERY", "Kept", "Tell", "kept_beside", "open_network"]

Tell = Callable[[str], None]
"""Takes a sentence for whoever runs the program."""

EVERY = 20
"""After how many revisions columns are kept anew: as many are taken in at a start in the time of one."""

_FORMAT = 1
_LEAST = 100_000
"""Networks with fewer rows compile as fast as their files are found and checked."""

_NAME = re.compile(r"(\d{10})-([0-9a-f]{16})")
_ABANDONED = 3600
"""Seconds after which a folder that was never finished belongs to a process that is gone."""


class _Unfit(Exception):
    """Why columns cannot be used."""


class Kept:
    """The folder with the kept columns of one store; it is made when something is first kept."""

    def __init__(self, folder: Path, tell: Tell = lambda _: None, least: int = _LEAST) -> None:
        self.folder, self._tell, self._least = folder, tell, least

    def revision(self) -> int | None:
        """The revision whose columns are here, None when there are none; whether they fit is not asked."""
        return max((int(path.name[:10]) for path in self._all()), default=None)

    def is_due(self, revision: int, rows: int = 0) -> bool:
        """Whether a store at `revision`, whose last changes had `rows` rows, should have its columns kept anew."""
        here = self.revision()
        if here is None:
            return rows >= self._least
        return rows > BULK or not here <= revision < here + EVERY

    def newest(self, store: Store, schemes: Schemes, catalogue: Catalogue) -> Network | None:
        """The network kept last, mapped; None when there is none that fits: why is told, and what did not is removed."""
        for path in self._all():
            try:
                revision = _checked(path, store, schemes)
                return map_columns(path, schemes, catalogue, revision)
            except (_Unfit, OSError) as error:
                reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
                self._tell(f"没有采用保存的列{path}：{reason}；改为重新编译。")
                self._clear(path)
        return None

    def save(self, network: Network, store: Store) -> bool:
        """Keep the columns of a network of `store` in place of older ones; whether they are kept now.

        A folder that cannot be written to is no error: the next start takes longer, and that is told.
        """
        if sum(len(versions.frame) for versions in network.tables.values()) < self._least:
            return False
        unfinished = self.folder / f".{os.getpid()}.new"
        try:
            self._clear(unfinished)
            unfinished.mkdir(parents=True)
            write_columns(network, unfinished)
            text = _manifest(unfinished, network, store)
            (unfinished / "manifest.json").write_text(text, encoding="utf-8")
            path = self.folder / f"{network.revision:010}-{_hash(text)}"
            if not path.exists():
                unfinished.rename(path)
            self._clear(unfinished, *(other for other in self._all() if other != path))
        except OSError as error:
            self._clear(unfinished)
            self._tell(f"列没有保存到{self.folder}：{error.strerror or error}；不影响使用，只是下次启动较慢。")
            return False
        return True

    def _all(self) -> list[Path]:
        """Everything kept, the newest first."""
        found = [path for path in self.folder.glob("*-*") if _NAME.fullmatch(path.name)]
        return sorted(found, reverse=True)

    def _clear(self, *paths: Path) -> None:
        """Remove these folders, and what a process that is gone left unfinished; what cannot be removed stays."""
        before = time.time() - _ABANDONED
        with suppress(OSError):
            paths += tuple(path for path in self.folder.glob(".*.new") if path.stat().st_mtime < before)
        for path in paths:
            shutil.rmtree(path, ignore_errors=True)


def kept_beside(address: str, store: Store, tell: Tell = lambda _: None) -> Kept:
    """The kept columns of the store at `address`: `<file>.columns` beside a file; for a server a folder of the user's cache."""
    if "://" not in address:
        return Kept(Path(f"{address}.columns"), tell)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Kept(cache / "liandong" / f"{_hash(store.identity(0))}.columns", tell)


def open_network(store: Store, schemes: Schemes, catalogue: Catalogue, kept: Kept) -> Network:
    """The network of the store's latest revision: the columns kept last and the log since, or else compiled.

    Raises:
        StoreUnavailable: the store cannot be read.
    """
    network = kept.newest(store, schemes, catalogue)
    return compiled(store, schemes, catalogue) if network is None else followed(network, store)


def _checked(path: Path, store: Store, schemes: Schemes) -> int:
    """The revision of the columns in `path`, when they are whole and of this store under these schemes.

    Raises:
        _Unfit, OSError: they are not.
    """
    text = (path / "manifest.json").read_text(encoding="utf-8", errors="replace")
    if _hash(text) != path.name[11:]:
        raise _Unfit("manifest.json已损坏")
    manifest: dict[str, Any] = json.loads(text)
    if manifest["format"] != _FORMAT:
        raise _Unfit(f"格式版本为{manifest['format']}，本程序的格式版本为{_FORMAT}")
    if manifest["made_of"] != _made_of(schemes):
        raise _Unfit("方案或表的字段已改变")
    revision = int(manifest["revision"])
    try:
        same = store.identity(revision) == manifest["store"]
    except NotFound:
        same = False
    if not same:
        raise _Unfit("它属于另一个数据库，或属于数据库恢复以前的版本")
    files: dict[str, tuple[int, str]] = manifest["files"]
    for name in names():
        size = (path / name).stat().st_size
        if size != files[name][0]:
            raise _Unfit(f"{name}应为{files[name][0]}字节，实为{size}字节")
    for name, found in _checksums(path).items():
        if found != files[name][1]:
            raise _Unfit(f"{name}已损坏，校验和不符")
    return revision


def _manifest(folder: Path, network: Network, store: Store) -> str:
    sums = _checksums(folder)
    files = {name: [(folder / name).stat().st_size, sums[name]] for name in names()}
    told = {
        "format": _FORMAT,
        "store": store.identity(network.revision),
        "revision": network.revision,
        "made_of": _made_of(network.schemes),
        "files": files,
    }
    return json.dumps(told, indent=1)


def _checksums(folder: Path) -> dict[str, str]:
    """The checksum of each file, the largest begun first, so that no thread is left with it at the end."""
    found = sorted(names(), key=lambda name: -(folder / name).stat().st_size)
    with ThreadPoolExecutor() as pool:
        return dict(zip(found, pool.map(checksum, (folder / name for name in found)), strict=True))


def _made_of(schemes: Schemes) -> str:
    """What the columns rest on besides the records: the fields of the tables, and the schemes in their order."""
    told = [repr(table.schema) for table in TABLES.values()]
    told += [f"{key} {scheme.model_dump_json()}" for key, scheme in schemes.items()]
    return _hash("\n".join(told))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
