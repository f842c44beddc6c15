"""Hostile questions: each is refused with its code, most of them before anything is worked out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import get_introspection_query

from api.execution import Execution, Parameters
from api.limits import Limits
from api.signin import ANYBODY
from benchmarks.hostile import HOSTILE
from tests.small_city import CITY, DAY

COMPLEX, INPUT, TIMEOUT = "QUERY_TOO_COMPLEX", "BAD_USER_INPUT", "QUERY_TIMEOUT"


def answer(query: str, limits: Limits | None = None, **variables: Any) -> dict[str, Any]:
    told = Execution(limits).answer(Parameters(query, None, variables), CITY, ANYBODY, "r1")
    read: dict[str, Any] = json.loads(told.body)
    return read


@pytest.mark.parametrize(("query", "code"), tuple(HOSTILE.values()), ids=tuple(HOSTILE))
def test_a_hostile_query_is_refused_with_its_code(query: str, code: str) -> None:
    """Whatever is made to cost much is told so, in few words, and nothing of it is answered."""
    told = answer(query)
    assert {one["extensions"]["code"] for one in told["errors"]} == {code}
    assert told.get("data") is None
    assert len(json.dumps(told)) < 3_000


LISTS = """{ areas(first: 500, asOf: "2024-05-01") { nodes { path { children { path { children { code } } } } } } }"""


def test_a_question_that_is_estimated_far_too_high_is_not_begun() -> None:
    """Lists in lists are refused from their fan-outs alone; the answer says how much was estimated, and the limit."""
    (error,) = answer(LISTS, Limits(objects=10))["errors"]
    assert error["extensions"]["code"] == COMPLEX
    assert error["extensions"]["cost"]["estimate"] > 50
    assert error["extensions"]["cost"]["limit"] == 10
    assert "估计" in error["message"]


def test_a_question_that_comes_to_too_much_is_given_up() -> None:
    """An estimate may be too low: what is really spent is counted, and an answer beyond the limit is not given in part."""
    told = answer('{ areas(first: 6, asOf: "2024-05-01") { nodes { code path { code } } } }', Limits(objects=25))
    assert "data" not in told
    assert told["errors"][0]["extensions"]["code"] == COMPLEX
    assert "估计" not in told["errors"][0]["message"]


@pytest.mark.parametrize("query", [LISTS, "{ revision __typename @include(if: true) areas { nodes { code } } }"])
def test_a_question_that_takes_too_long_is_given_up(query: str) -> None:
    """When the time is up the whole question is QUERY_TIMEOUT, by plan and by graphql-core."""
    told = answer(query, Limits(seconds=1e-9))
    assert "data" not in told
    assert [one["extensions"]["code"] for one in told["errors"]] == [TIMEOUT]


def test_every_answer_tells_its_cost() -> None:
    """An answer says what was estimated, what was spent, and how much there may be."""
    told = answer('{ areas(first: 4, asOf: "2024-05-01") { nodes { code parent { code } } } }')
    assert told["extensions"] == {"cost": {"estimate": 8, "spent": 7, "limit": 20_000}}


def test_introspection_may_be_switched_off() -> None:
    """Without introspection the schema is not told; `__typename` is no part of it."""
    closed = Limits(introspection=False)
    for query in (get_introspection_query(), '{ __type(name: "Area") { name } }'):
        assert answer(query, closed)["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert answer("{ __typename }", closed)["data"] == {"__typename": "Query"}
    assert "errors" not in answer(get_introspection_query())


@pytest.mark.parametrize(
    "variables",
    [
        {"code": "x" * 200_000},
        {"code": ["C1"] * 20_000},
        {"code": {"a": {"b": "c"}}},
        {"code": 1e308},
        {"code": "C1", **{f"other{number}": number for number in range(10_000)}},
    ],
    ids=["long", "a list", "an object", "a number", "many"],
)
def test_huge_variables_cost_nothing(variables: dict[str, Any]) -> None:
    """A variable that is too long, of another kind or of no use is the asker's mistake or nothing at all; it is not repeated."""
    told = answer(f'query ($code: String!) {{ area(code: $code, asOf: "{DAY}") {{ name }} }}', **variables)
    codes = {one["extensions"]["code"] for one in told.get("errors", ())}
    assert codes <= {INPUT, "NOT_FOUND"}
    assert len(json.dumps(told)) < 2_000
