"""The schema as it is published: committed, described in Chinese, with the design's names."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from graphql import build_schema, is_enum_type, is_input_object_type, is_interface_type, is_object_type
from graphql.utilities import find_schema_changes
from strawberry.types.enum import StrawberryEnumDefinition

from schema.build import executable, sdl
from schema.enums import LABELS

COMMITTED = Path(__file__).parent.parent / "docs" / "schema.graphql"

CORE = """
type Query {
  revision: Int!
  node(id: ID!, asOf: Date): Node
  area(code: String!, asOf: Date): Area
  areas(within: String, level: AreaLevel, search: String, asOf: Date, first: Int = 50, after: String): AreaConnection!
  organization(code: String!, asOf: Date): Organization
  person(code: String!, asOf: Date): Person
  post(code: String!, asOf: Date): Post
  indicators(scheme: String): [Indicator!]!
  indicator(key: String!): Indicator
  coverage(indicator: String!, within: String, by: AreaLevel, asOf: Date, weight: Weight = SUBJECTS): [Coverage!]!
  gaps(indicator: String!, within: String, state: CoverageState = GAP, asOf: Date, first: Int = 50,
    after: String): GapConnection!
  linkage(area: String!, chain: String, asOf: Date): Linkage!
}
type Coverage {
  area: Area remainder: Boolean! asOf: Date! numerator: Float denominator: Float rate: Float rateAtMost: Float
  unknown: Float exempt: Float unweighted: Int! denominatorName: String suppressed: Boolean! value: Float grade: String
  rank: Int parts: [Part!]! tiers: [Tier!]! gaps(first: Int = 50, after: String): GapConnection!
}
type Part { key: String! label: String! value: Float weight: Float }
type Tier { key: String! label: String! count: Float rate: Float cumulativeRate: Float }
type Gap {
  subject: Subject! area: Area! state: CoverageState! reason(lang: Language = ZH): String! since: Date
  responsible: Post path: [Area!]!
}
type Linkage { area: Area! complete: Boolean! brokenAt: [LinkageStep!]! steps: [LinkageStep!]! }
type LinkageStep {
  key: String! label: String! area: Area organization: Organization post: Post holders: [Person!]! state: CoverageState!
}
"""


def described() -> Iterator[tuple[str, str | None]]:
    """Everything of the schema that has a description, by its place."""
    for name, kind in executable().type_map.items():
        if name.startswith("__") or name in {"Int", "Float", "String", "Boolean", "ID"}:
            continue
        yield name, kind.description
        if is_enum_type(kind):
            yield from ((f"{name}.{key}", value.description) for key, value in kind.values.items())
        if is_object_type(kind) or is_interface_type(kind) or is_input_object_type(kind):
            for key, field in kind.fields.items():
                yield f"{name}.{key}", field.description
                arguments = getattr(field, "args", {})
                yield from ((f"{name}.{key}({one}:)", argument.description) for one, argument in arguments.items())


def test_the_committed_sdl_is_the_schemas() -> None:
    """docs/schema.graphql is what `liandong schema` prints; ./scripts/docs writes it again."""
    assert COMMITTED.read_text(encoding="utf-8") == sdl()


def test_the_printed_sdl_is_the_schema_that_answers() -> None:
    """What executes has exactly the types, fields, arguments and defaults that are printed."""
    assert find_schema_changes(build_schema(sdl()), executable()) == []


@pytest.mark.parametrize(("place", "description"), tuple(described()))
def test_everything_is_described_in_chinese(place: str, description: str | None) -> None:
    """Every type, field, argument and enum value says in Chinese what it is."""
    assert description is not None, place
    assert any("一" <= letter <= "鿿" for letter in description), f"{place}: {description}"


def test_the_core_is_the_designs() -> None:
    """The root fields, and the fields of the core types, have the names, types and arguments of the design."""
    scalars = "scalar Date interface Node { id: ID! } enum Weight { SUBJECTS } enum CoverageState { GAP } "
    scalars += "enum AreaLevel { CITY } enum Language { ZH } union Subject = Area "
    others = ("Area", "Organization", "Person", "Post", "Indicator", "AreaConnection", "GapConnection")
    core = build_schema(CORE + scalars + " ".join(f"type {name} {{ code: String! }}" for name in others))
    for name in ("Query", "Coverage", "Part", "Tier", "Gap", "Linkage", "LinkageStep"):
        built = executable().type_map[name]
        for key, wanted in core.type_map[name].fields.items():  # type: ignore[attr-defined]
            field = built.fields[key]  # type: ignore[attr-defined]
            assert str(field.type) == str(wanted.type), f"{name}.{key}"
            given = {one: str(argument.type) for one, argument in field.args.items()}
            assert given == {one: str(argument.type) for one, argument in wanted.args.items()}, f"{name}.{key}"


@pytest.mark.parametrize("kind", tuple(LABELS))
def test_every_member_of_an_enum_has_a_label(kind: type[Enum]) -> None:
    """A member added to the model's lists needs its Chinese word here."""
    assert list(LABELS[kind]) == [member.name for member in kind]
    definition: StrawberryEnumDefinition = kind.__strawberry_definition__  # type: ignore[attr-defined]
    assert [value.description for value in definition.values] == list(LABELS[kind].values())
