"""Queries that between them ask every field of every type, written from the schema itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    is_interface_type,
    is_leaf_type,
    is_object_type,
    is_required_argument,
    is_union_type,
)
from graphql.type import get_named_type

__all__ = ["ARGUMENTS", "DAY", "WAYS", "queries"]

DAY = '"2022-08-19"'
_ROOT = "4102"
ARGUMENTS: Mapping[str, str] = {
    "asOf": DAY,
    "area.code": f'"{_ROOT}"',
    "figures.area": f'"{_ROOT}"',
    "organization.code": '"410202-01-01-X1/party_branch"',
    "person.code": '"410202-01-01/p19"',
    "post.code": '"410202-01-01-X1/head"',
    "dependence.person": '"410202-01-01/p19"',
    "answersFor.post": '"410202-01-01-X1/head"',
    "crossAppointments.from": "{ level: COMPOUND }",
    "crossAppointments.to": '{ kind: "owners_committee" }',
    "twoWayEntries.key": '"branch_and_committee"',
    "id": f'"Area:{_ROOT}"',
    "scheme.key": '"kaifeng"',
    "key": '"building_head"',
    "indicator": '"building_head"',
    "area": '"410202-01-01-X1"',
    "first": "7",
    "by": "COUNTY",
    "level": "COMPOUND",
    "from": '"2021-01-01"',
    "to": DAY,
}
WAYS: Mapping[str, str] = {
    "Area": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ % }}',
    "AreaConnection": f"areas(level: BUILDING, first: 9, asOf: {DAY}) {{ % }}",
    "Organization": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ organizations {{ % }} covers {{ organization {{ % }} }} }}',
    "Post": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ posts {{ % }} }}',
    "Appointment": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ posts {{ holders {{ % }} }} }}',
    "Person": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ posts {{ holders {{ person {{ % }} }} }} }}',
    "Cover": f'area(code: "410202-01-01-X1", asOf: {DAY}) {{ covers {{ % }} }}',
    "Coverage": f'coverage(indicator: "party_coverage_by_mode", by: COUNTY, asOf: {DAY}) {{ % }}',
    "Indicator": "indicators { % }",
    "GapConnection": f'gaps(indicator: "building_head", first: 9, asOf: {DAY}) {{ % }}',
    "Gap": f'gaps(indicator: "building_head", first: 9, asOf: {DAY}) {{ nodes {{ % }} }}',
    "Linkage": f'linkage(area: "410202-01-01-X1", asOf: {DAY}) {{ % }}',
    "LinkageStep": f'linkage(area: "410202-01-01-X1", asOf: {DAY}) {{ steps {{ % }} }}',
}
"""What the Kaifeng case has for each argument, and the way to a value of each type."""


def queries(schema: GraphQLSchema, arguments: Mapping[str, str], ways: Mapping[str, str]) -> Iterator[str]:
    """One query for each field of each type, with what is plain below it.

    `ways` leads to a value of a type: `{"Area": 'area(code: "41") { % }'}`; `arguments` gives each argument its value, by
    its name, or by the field's and its own: `area.code`. Types that no way leads to are reached through the fields that return them.
    """
    for name in sorted(_asked_for(schema) - {"Query"}):
        kind = schema.type_map[name]
        if is_object_type(kind):
            for field, told in kind.fields.items():
                selection = f"{field}{_arguments(field, told, arguments)}{_below(told, arguments)}"
                yield f"{{ {_way(schema, name, ways, arguments).replace('%', selection)} }}"
    assert schema.query_type is not None
    for field, told in schema.query_type.fields.items():
        yield f"{{ {field}{_arguments(field, told, arguments)}{_below(told, arguments)} }}"


def _asked_for(schema: GraphQLSchema) -> set[str]:
    """The types that a query can lead to: not those that only a change gives back."""
    found, left = {"Query"}, [schema.query_type]
    while left:
        kind = left.pop()
        inner = [get_named_type(one.type) for one in getattr(kind, "fields", {}).values()]
        if is_union_type(kind) or is_interface_type(kind):
            inner += schema.get_possible_types(kind)
        new = [one for one in inner if one.name not in found and not is_leaf_type(one)]
        found |= {one.name for one in new}
        left += new
    return found


def _way(schema: GraphQLSchema, name: str, ways: Mapping[str, str], arguments: Mapping[str, str]) -> str:
    """The query around a selection of a type's fields: the way given, or the shortest one from there or from the query."""
    found = {**ways, "Query": "%"}
    while name not in found:
        further = {}
        for owner, way in found.items():
            kind = schema.type_map[owner]
            assert isinstance(kind, GraphQLObjectType)
            for field, told in kind.fields.items():
                target = get_named_type(told.type)
                if is_object_type(target) and target.name not in found:
                    given = _arguments(field, told, arguments)
                    further.setdefault(target.name, way.replace("%", f"{field}{given} {{ % }}"))
        assert further, f"no way leads to {name}"
        found |= further
    return found[name]


def _arguments(owner: str, field: GraphQLField, values: Mapping[str, str]) -> str:
    given = {}
    for name, told in field.args.items():
        value = values.get(f"{owner}.{name}", values.get(name))
        assert value is not None or not is_required_argument(told), f"no value is given for {owner}.{name}"
        if value is not None:
            given[name] = value
    return f"({', '.join(f'{name}: {value}' for name, value in given.items())})" if given else ""


def _below(field: GraphQLField, arguments: Mapping[str, str]) -> str:
    """What is asked of a field's value: all that is plain, and how much there is of the rest."""
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return ""
    if is_union_type(kind):
        return " { __typename ... on Node { id } }"
    assert is_object_type(kind) or is_interface_type(kind)
    plain = [
        f"{name}{_arguments(name, told, arguments)}"
        for name, told in kind.fields.items()
        if is_leaf_type(get_named_type(told.type))
    ]
    lists = [f"{name} {{ __typename }}" for name in ("nodes",) if name in kind.fields]
    return f" {{ __typename {' '.join([*plain, *lists])} }}"
