"""One word an idea, and nothing in the files that belongs to one machine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from graph_model import answers, levels, records
from graph_model.indicators.catalogue import load_catalogue
from graph_model.scheme import load_schemes

ROOT = Path(__file__).parent.parent
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
WORDS = [
    (row[1].split(", "), row[2].split(", "))
    for row in re.finditer(
        r"^\| ([a-z_, ]+) \| [^|]+ \| ([a-z_, ]+) \|$",
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
]
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js",
    "maven" + ".org",
    "deb." + "debian.org",
    "proxy." + "golang.org",
]
MACHINES = [r"(?<![\w.])/" + f"{top}/[a-z]" for top in ("home", "root", "work", "Users")]


def keys() -> Iterator[tuple[str, str]]:
    """Every key we chose, with the place where it stands."""
    schemes = load_schemes()
    for module in (records, levels, answers):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum:
                yield from ((word.value, kind.__name__) for word in kind)
    for table in records.TABLES.values():
        yield table.name, "tables"
        yield table.record.__name__.lower(), "records"
        yield from ((field.name, table.name) for field in table.fields)
    for scheme in schemes.values():
        for section in ("roles", "kinds", "groups", "attributes", "topics", "chains"):
            yield from ((key, f"scheme {scheme.key} {section}") for key in getattr(scheme, section))
    for indicator in load_catalogue(schemes).values():
        yield indicator.key, "catalogue"
        yield from ((key, indicator.key) for key in indicator.parameters)
        yield from ((tier.key, indicator.key) for tier in indicator.tiers)


def test_no_synonym_is_a_key() -> None:
    """No word of the column "Not this" is a key, or a part of one, in records, schemes or the catalogue."""
    banned = {word for _, synonyms in WORDS for word in synonyms}
    found = {(key, where) for key, where in keys() if key in banned or banned & set(key.split("_"))}
    assert sorted(found) == []


def test_the_words_to_use_are_in_use() -> None:
    """The terminology table names words that exist."""
    known = {key for key, _ in keys()}
    assert [word for words, _ in WORDS for word in words if word not in known] == []
    assert len(WORDS) > 20


def test_keys_are_plain() -> None:
    """A key is lower-case ASCII words joined by underscores; Chinese stands in labels."""
    assert sorted({key for key, _ in keys() if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", key)}) == []


def test_no_file_names_a_registry_or_a_machine() -> None:
    """No tracked file holds the address of a package registry or a path of somebody's machine."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = re.compile("|".join([*map(re.escape, HOSTS), *MACHINES]))
    found = []
    for path in (ROOT / name for name in listed.split("\0") if name):
        if path.is_file() and b"\0" not in (raw := path.read_bytes()):
            lines = raw.decode("utf-8").splitlines()
            found += [f"{path.relative_to(ROOT)}:{at}" for at, line in enumerate(lines, 1) if names.search(line)]
    assert found == []


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_test_states_its_contract(path: Path) -> None:
    """Every test opens with a sentence that says what is promised."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    silent = [node.name for node in tests if node.name.startswith("test_") and not _sentence(node)]
    assert silent == []


def _sentence(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    said = ast.get_docstring(node) or ""
    return said.endswith(".") and len(said.split()) > 3
