"""Every error about a question has a Chinese sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from schema.sentences import RULES, in_chinese
from tests.commands import run
from tests.small_city import refusal
from tests.test_telling import CHINESE

ROOT = Path(__file__).parent.parent
SAID = {"BadQuestion", "NotFound"}


def messages() -> set[str]:
    """Every message written in a `BadQuestion(…)` or `NotFound(…)`, an f-string with 1 for its values, without what is added
    only sometimes."""
    found: set[str] = set()
    for package in ("graph_model", "loaders", "api"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAID and node.args:
                    found.update(_texts(node.args[0]))
    return {text for text in found if text and not CHINESE.match(text) and text.strip("1") and text != "; "}


def _texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant():
            yield str(node.value)
        case ast.JoinedStr():
            yield "".join(_piece(part) for part in node.values)
        case ast.BinOp():
            yield from (one + other for one, other in product(_texts(node.left), _texts(node.right)))
        case ast.IfExp():
            yield ""
        case _:
            yield "1"


def _piece(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    return "'1'" if isinstance(part, ast.FormattedValue) and part.conversion == ord("r") else "1"


def test_there_is_a_sentence_for_every_message() -> None:
    """Whatever the model, the loaders and the commands say of a question that cannot be answered has a rule."""
    assert len(messages()) > 40
    assert [text for text in sorted(messages()) if in_chinese(text) == text] == []


@pytest.mark.parametrize("sentence", RULES.values())
def test_a_sentence_is_chinese(sentence: str) -> None:
    """Chinese with full-width punctuation, and no full stop."""
    assert CHINESE.search(sentence)
    assert not re.search(r"[一-鿿][,;:!?.]", sentence)
    assert not sentence.endswith("。")


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("no areas record 'x' on 2024-05-01; it exists from 2020-01-01 until 2023-01-01", "2024-05-01 没有编码为“x”的区域：它自2020-01-01起存在，至2023-01-01（不含）终止"),
        ("x was succeeded by a, b: ask for one of them", "“x”已由 a, b 接续，请写其中一个"),
        ("unknown role 'chiar'; did you mean \"chair\"?", "没有名为“chiar”的角色，是否想问“chair”"),
        ("compound_head counts posts, which have no households; ask with weight subjects", "指标 compound_head 考核的是岗位，不能按户数计，只能按对象个数（subjects）"),
        ("something nobody has said before", "something nobody has said before"),
    ],
)  # fmt: skip
def test_what_is_said_stays_in_the_sentence(message: str, sentence: str) -> None:
    """Codes, days and the nearest word are kept; a message without a rule stays as it is."""
    assert in_chinese(message) == sentence


def test_the_command_line_and_the_interface_say_the_same(small_store: Path) -> None:
    """An unknown indicator is told in Chinese by both."""
    told = run("coverage", "compond_head", store=small_store)
    assert (told.exit_code, told.stderr.strip()) == (
        1,
        "没有名为“compond_head”的指标（liandong indicators 列出全部），是否想问“compound_head”",
    )
    assert "是否想问“compound_head”" in refusal('{ coverage(indicator: "compond_head") { rate } }')[1]


@pytest.mark.parametrize(
    ("name", "day", "told"),
    [
        ("新小区", "2022-06-01", "2022-06-01 没有编码或名称为“新小区”的区域：有同名的自2023-01-01起存在"),
        ("旧小区", "2023-06-01", "2023-06-01 没有编码或名称为“旧小区”的区域：有同名的至2023-01-01（不含）终止"),
        ("新小曲", "2023-06-01", "2023-06-01 没有编码或名称为“新小曲”的区域，是否想问“新小区”"),
        ("新小曲", "2022-06-01", "2022-06-01 没有编码或名称为“新小曲”的区域"),
    ],
)
def test_an_area_of_another_day_is_told_so(small_store: Path, name: str, day: str, told: str) -> None:
    """A name that only areas of other days have is said to be one, and no such name is a hint."""
    found = run("coverage", "compound_head", "--within", name, "--as-of", day, store=small_store)
    assert (found.exit_code, found.stderr.strip()) == (1, told)
