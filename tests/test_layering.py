"""Imports go one way, and what is heavy is imported on first use."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "graph_model": {"graph_model"},
    "loaders": {"graph_model", "loaders"},
    "schema": {"graph_model", "schema"},
    "api": {"api", "graph_model", "loaders", "schema"},
}
FILES = sorted(path for package in ALLOWED for path in (ROOT / package).rglob("*.py"))
HEAVY = ("neo4j", "networkx", "plotly")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    """The four packages import downwards, api → schema, loaders → graph_model, and nothing looks back; no name with a leading
    underscore crosses a module."""
    package = path.relative_to(ROOT).parts[0]
    imported = list(_imported(path))
    assert [name for name, _ in imported if name.split(".")[0] in ALLOWED.keys() - ALLOWED[package]] == []
    ours = [(name, word) for name, word in imported if name.split(".")[0] in ALLOWED]
    assert [f"{name}.{word}" for name, word in ours if word.startswith("_") and not word.startswith("__")] == []


@pytest.mark.parametrize("statement", ["import graph_model", "import graph_model.network", "import api.cli", "HELP"])
def test_what_is_heavy_waits_for_its_first_use(statement: str) -> None:
    """Neither an analyst's import nor the command's help pays for neo4j, networkx or plotly."""
    if statement == "HELP":
        statement = (
            "import contextlib, io, sys; sys.argv = ['liandong', '--help']\n"
            "from api.cli import main\n"
            "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): main()"
        )
    program = f"{statement}\nimport sys; print(*(n for n in {HEAVY!r} if n in sys.modules))"
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert told.stdout.split() == []


def _imported(path: Path) -> Iterator[tuple[str, str]]:
    """Every (module, name) that a file imports, wherever in the file the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or ".", alias.name) for alias in node.names)
