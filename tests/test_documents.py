"""Query documents: what is read, what is kept, and what is too much."""

from __future__ import annotations

import pytest
from graphql import get_introspection_query

from api.documents import KEPT, Documents, Unreadable
from api.limits import Limits
from schema.build import executable
from schema.errors import Code, Refusal
from tests.small_city import ask

TOKENS, DEPTH, ALIASES = Limits().tokens, Limits().depth, Limits().aliases


def test_the_same_text_is_read_once() -> None:
    """A document kept is the one answered again."""
    documents = Documents(executable())
    assert documents.read("{ revision }") is documents.read("{ revision }")


def test_what_is_kept_has_a_bound() -> None:
    """Many different texts do not pile up: the oldest are let go."""
    documents = Documents(executable())
    first = documents.read("{ revision }")
    for number in range(KEPT // 20_000 + 2):
        documents.read("{ revision } #" + "x" * 20_000 + str(number))
    assert documents.read("{ revision }") is not first


def nested(depth: int) -> str:
    return '{ area(code: "C1") ' + "{ parent " * (depth - 2) + "{ code }" + " }" * (depth - 2) + " }"


BOMB = "{ ...F0 } " + " ".join(
    f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(16)
) + " fragment F16 on Query { revision }"  # fmt: skip

TOO_MUCH = {
    "tokens": "{ " + "revision " * TOKENS + "}",
    "depth": nested(DEPTH + 1),
    "very deep": nested(TOKENS // 4),
    "depth by fragments": '{ area(code: "C1") { ...F } } fragment F on Area '
    + "{ parent " * DEPTH + "{ code }" + " }" * DEPTH,
    "aliases": "{ " + " ".join(f"a{n}: revision" for n in range(ALIASES + 1)) + " }",
    "fields by fragments": BOMB,
    "the same field over and over": "{ " + "revision " * (TOKENS - 2) + "}",
}  # fmt: skip


@pytest.mark.parametrize("text", tuple(TOO_MUCH.values()), ids=tuple(TOO_MUCH))
def test_a_document_beyond_the_limits_is_refused(text: str) -> None:
    """Too many words, too deep, too many aliases or fields: QUERY_TOO_COMPLEX before anything is executed."""
    with pytest.raises(Refusal) as refused:
        Documents(executable()).read(text)
    assert refused.value.code is Code.QUERY_TOO_COMPLEX


AT_THE_LIMIT = {
    "depth": nested(DEPTH),
    "aliases": "{ " + " ".join(f"a{n}: revision" for n in range(ALIASES)) + " }",
    "introspection": get_introspection_query(),
}


@pytest.mark.parametrize("text", tuple(AT_THE_LIMIT.values()), ids=tuple(AT_THE_LIMIT))
def test_a_document_at_the_limits_is_read(text: str) -> None:
    """The limits themselves are allowed, and so is the query editor's introspection."""
    assert Documents(executable()).read(text).operation(None)


@pytest.mark.parametrize(
    "text",
    [
        "{ ...F } fragment F on Query { ...F }",
        "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",
        "{ ...Missing }",
    ],
)
def test_circular_and_missing_fragments_are_unreadable(text: str) -> None:
    """Fragments that lead nowhere are told as mistakes, and counting them ends."""
    with pytest.raises(Unreadable):
        Documents(executable()).read(text)


def test_mistakes_told_at_once_have_a_bound() -> None:
    """A query with a hundred mistakes is told of the first few."""
    assert 1 < len(ask("{ " + " ".join(f"x{n}" for n in range(100)) + " }")["errors"]) <= 5


def test_an_answer_holds_a_bounded_number_of_objects() -> None:
    """Lists in lists are QUERY_TOO_COMPLEX as soon as they pass the bound."""
    query = "{ areas { nodes " + "{ path { children " * 5 + "{ code }" + " } }" * 5 + " } }"
    (error,) = ask(query)["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
