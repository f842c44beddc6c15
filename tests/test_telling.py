from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from graph_model.errors import Problem
from graph_model.scheme import load_schemes
from loaders.telling import Teller
from loaders.workbook.sentences import MESSAGES

ROOT = Path(__file__).parent.parent
MODULES = [
    *(ROOT / "graph_model" / "validation").glob("*.py"),
    *(ROOT / "loaders" / "workbook").glob("*.py"),
    *(ROOT / "loaders" / "forms").glob("*.py"),
    *(ROOT / "loaders" / f"{name}.py" for name in ("rows", "cells", "codes", "csv_text", "headings", "versions")),
]
CHINESE = re.compile("[一-鿿]")


def messages() -> set[str]:
    """Every message written in a `Problem(…)` or `problems_at(…)` of these modules, an f-string with x for its values."""
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "problems_at", "_tell_rows"):
                place = 1 if node.func.id == "Problem" else 3  # type: ignore[attr-defined]
                if len(node.args) > place:
                    found.add(_text(node.args[place]))
    return {text for text in found if text}


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
    return ""


def test_there_are_words_for_every_message() -> None:
    """Whatever the reader and the validator say has a Chinese sentence."""
    assert len(messages()) > 40
    assert [text for text in sorted(messages()) if not any(re.fullmatch(one, text) for one in MESSAGES)] == []


@pytest.mark.parametrize("message", MESSAGES.values())
def test_sentences_are_chinese(message: str) -> None:
    """Every sentence is Chinese with full-width punctuation."""
    assert CHINESE.search(message)
    assert not re.search(r"[一-鿿][,;:!?]", message)


def test_a_record_that_stands_in_no_sheet_is_named() -> None:
    """A problem of a stored record that a load would break names the record, since there is no cell to name."""
    problem = Problem("appointments a1 2020-01-01 person", "unknown code", "p", "a code of persons")
    assert (
        str(Teller(load_schemes()).tell(problem))
        == "任职“a1”“人员”列：引用的编码不存在；填的是“p”；应为已有的人员编码或名称。"
    )
