"""Plans: the short way gives what graphql-core gives, and leaves to it whatever it does not know."""

from __future__ import annotations

import re
from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, execute_sync, parse

from api.execution import Execution, Parameters
from api.plan import Plan, Unplanned, planned
from api.signin import ANYBODY
from graph_model.scoping import EVERYTHING
from schema.asking import Asking
from schema.build import executable
from tests.small_city import CITY, DAY


def plan_of(text: str) -> Plan | None:
    document = parse(text)
    (operation,) = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    return planned(executable(), document, operation)


SHAPES = {
    "typename": "{ __typename }",
    "aliases": '{ a: area(code: "C1") { x: code code } b: area(code: "C3") { code __typename } }',
    "fields merged": '{ area(code: "C1") { parent { code } } area(code: "C1") { parent { name } code } }',
    "fragments": """{ area(code: "C1") { ...A ...A ... on Node { id } ... { name } } }
      fragment A on Area { code parent { ...B } } fragment B on Area { code }""",
    "fragments on unions": """{ gaps(indicator: "compound_head", asOf: "2024-05-01") { nodes { subject {
      __typename ... on Area { code } ... on Node { id } ... on Organization { name } ... on Person { name } } } } }""",
    "interface": '{ node(id: "Post:C1/head") { __typename id code ... on Post { label } ... on Area { name } } }',
    "variables": """query($code: String!, $day: Date, $n: Int = 2) { area(code: $code, asOf: $day) { code }
      areas(first: $n, asOf: $day) { nodes { code } } }""",
    "null arguments": "query($no: AreaLevel) { areas(first: null, level: $no) { totalCount } }",
    "enums and dates": """{ area(code: "C1") { level validFrom covers { mode } attributes { value } } }""",
    "lists of lists": """{ areas(level: COMPOUND, asOf: "2024-05-01") { edges { cursor node {
      path { code } posts { holders { person { name } } } } } } }""",
}


@pytest.mark.parametrize("text", tuple(SHAPES.values()), ids=tuple(SHAPES))
def test_a_plan_answers_what_graphql_core_answers(text: str) -> None:
    """Every shape of selection has a plan, and its data are graphql-core's, keys in the same order."""
    variables = {"code": "C1", "day": DAY}
    plan = plan_of(text)
    assert plan is not None
    got = plan.run(Asking(CITY, EVERYTHING), variables)
    wanted = execute_sync(executable(), parse(text), context_value=Asking(CITY, EVERYTHING), variable_values=variables)
    assert wanted.errors is None
    assert repr(got) == repr(wanted.data)


def test_whole_numbers_are_written_without_a_point() -> None:
    """A count is 3 and not 3.0, by the plan and by graphql-core; a share stays what it is."""
    text = '{ coverage(indicator: "compound_head", asOf: "2024-05-01") { denominator rate } }'
    for planning in (True, False):
        body = Execution(planning=planning).answer(Parameters(text), CITY, ANYBODY, "r").body
        assert re.search(rb'"denominator":\d+,"rate":0\.\d+', body)


NOT_PLANNED = {
    "a directive": "query($yes: Boolean!) { revision @include(if: $yes) }",
    "a directive on a fragment": '{ ... @skip(if: true) { revision } area(code: "C1") { code } }',
    "introspection": "{ __schema { queryType { name } } }",
    "introspection of a type": '{ __type(name: "Area") { name } }',
}


@pytest.mark.parametrize("text", tuple(NOT_PLANNED.values()), ids=tuple(NOT_PLANNED))
def test_what_a_plan_does_not_know_is_left_to_graphql_core(text: str) -> None:
    """Directives and introspection have no plan."""
    assert plan_of(text) is None


GOES_WRONG = {
    "a refusal": '{ area(code: "zz") { code } }',
    "a variable that does not fit": "query($first: Int!) { areas(first: $first) { totalCount } }",
    "a refusal below": '{ area(code: "C1") { coverage(indicator: "zz") { rate } } }',
}


@pytest.mark.parametrize("text", tuple(GOES_WRONG.values()), ids=tuple(GOES_WRONG))
def test_what_goes_wrong_is_left_to_graphql_core(text: str) -> None:
    """A plan that fails gives no data at all, not half of them."""
    plan = plan_of(text)
    assert plan is not None
    with pytest.raises(Unplanned):
        plan.run(Asking(CITY, EVERYTHING), {})


@pytest.mark.parametrize(
    ("kind", "value", "fine"),
    [
        ("Int!", 2**31 - 1, True),
        ("Int", 2**31, False),
        ("Int", "x", False),
        ("Int", None, True),
        ("Int!", None, False),
        ("Float", 1.5, True),
        ("Float", 3, True),
        ("Float", float("nan"), False),
        ("Float", float("inf"), False),
        ("String", 5, True),
        ("String", "x", True),
        ("String", object(), False),
        ("Boolean", True, True),
        ("Boolean", "x", False),
        ("ID", 7, True),
        ("[Int!]", [1, 2], True),
        ("[Int!]", [1, None], False),
        ("[Int]!", [1, None], True),
        ("[Int]", 5, False),
        ("Word", "A", True),
        ("Word", "B", False),
        ("Word!", None, False),
    ],
)
def test_values_are_completed_as_the_specification_says(kind: str, value: Any, *, fine: bool) -> None:
    """A value stands in the answer as graphql-core would put it, or the plan gives up where that tells an error."""
    schema = build_schema(f"type Query {{ x: {kind} }} enum Word {{ A }}")
    schema.query_type.fields["x"].resolve = lambda _source, _info: value  # type: ignore[union-attr]
    document = parse("{ x }")
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    wanted = execute_sync(schema, document)
    assert (wanted.errors is None) is fine
    plan = planned(schema, document, operation)
    assert plan is not None
    if fine:
        assert repr(plan.run(None, {})) == repr(wanted.data)
    else:
        with pytest.raises(Unplanned):
            plan.run(None, {})
