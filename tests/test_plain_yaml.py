"""The quick reader of YAML gives what ruamel.yaml gives, or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from graph_model.plain_yaml import quick

ROOT = Path(__file__).parent.parent
FILES = sorted([*(ROOT / "graph_model").rglob("*.yaml"), *(ROOT / "tests").rglob("*.yaml")])


def careful(text: str) -> Any:
    """What ruamel.yaml reads, with the types of JSON and dates as texts; None for a mistake."""
    try:
        return _typed(YAML(typ="rt").load(text))
    except (YAMLError, ValueError, AttributeError):  # AttributeError: a tag, which JSON has not
        return None


def _typed(value: Any) -> Any:
    return json.loads(json.dumps(value, default=lambda one: one.isoformat()))


def test_every_declaration_is_read_alike() -> None:
    """All schemes, indicators and scenarios, the broken ones too: the same data with the same types, and nearly all the quick way."""
    read = 0
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        found = quick(text)
        if found is not None:
            assert json.dumps(_typed(found), sort_keys=False) == json.dumps(careful(text), sort_keys=False), path.name
            read += 1
    assert read > 0.8 * len(FILES)


@pytest.mark.parametrize("text", ["yes", "on", "No", "~", "", "null", "Null", "true", "True", "0", "-3", "010", "1_000", "0x1f",
    "1.5", ".5", "1e3", "1.", "2024-05-01", "2024-05-01 10:00:00", "12:30", "1+N", "3个", "-", ".inf", "=", "<<", "+5", "1.2.3", "0.0", "-0"])  # fmt: skip
def test_a_plain_scalar_is_read_alike_or_not_at_all(text: str) -> None:
    """Words and numbers of YAML 1.1 and 1.2 are what 1.2 says, or left to the other reader."""
    document = f"key: {text}\n"
    found = quick(document)
    assert found is None or _typed(found) == careful(document)


@given(st.text(alphabet="ab:- \n'\"[]{},#&*!|>01.~", max_size=24))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_alike_or_not_at_all(text: str) -> None:
    """What both readers make something of they make the same of."""
    found, wanted = quick(text), careful(text)
    if found is not None and wanted is not None:
        assert _typed(found) == wanted


def test_a_key_twice_is_left_to_who_tells_where() -> None:
    """The quick reader has no lines; a mistake is the other's to tell."""
    assert quick("a: 1\na: 2\n") is None
    assert quick("a: &x [1]\nb: *x\n") is None
