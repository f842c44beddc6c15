"""The graph shape: nothing of a record is left out, and the documentation shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph_model.levels import AreaLevel
from graph_model.records import TABLES
from graph_model.stores.neo4j.shape import (
    SHAPE,
    NodeShape,
    Property,
    attribute_properties,
    labels_of,
    level_label,
    schema_statements,
)

PAGE = Path(__file__).parents[1] / "docs" / "neo4j.md"


def _names(properties: tuple[Property, ...]) -> str:
    plain = (
        one.name if one.type == "STRING" else f"{one.name} {one.type.replace('LIST<STRING>', 'LIST')}"
        for one in properties
    )
    return ", ".join(plain)


def _table() -> Iterator[str]:
    """The shape as the documentation shows it."""
    yield "| table | in the graph | properties |"
    yield "|---|---|---|"
    for table, shape in SHAPE.items():
        if isinstance(shape, NodeShape):
            arrows = [f"`-[:{one.type} {{since, until}}]->(:{one.target_label})`" for one in shape.references]
            graph = " ".join(dict.fromkeys([f"`(:{shape.label})`", *arrows]))
        else:
            ends = "\\|".join(f":{one.target_label}" for one in shape.ends)
            graph = f"`(:{shape.start.target_label})-[:{shape.type}]->({ends})`"
        yield f"| {table} | {graph} | {_names(shape.properties)} |"


def test_every_field_stands_in_the_graph() -> None:
    """A field is a property, or names an end of a relationship; every reference of a node is a relationship besides."""
    for table, declared in TABLES.items():
        shape = SHAPE[table]
        fields = {one.field.name for one in shape.properties}
        if isinstance(shape, NodeShape):
            assert {one.field for one in shape.references} == {one.name for one in declared.references}
        else:
            fields |= {shape.start.field, *(end.field for end in shape.ends)}
        assert fields == {one.name for one in declared.fields}


def test_labels_are_never_mistaken_for_each_other() -> None:
    """Each level has a label of its own, and a kind called like a level or a table has another one."""
    assert len({level_label(level) for level in AreaLevel}) == len(AreaLevel)
    assert labels_of("organizations", {"kinds": ["compound", "post", "department"]}) == [
        "CompoundOrganization",
        "Department",
        "PostOrganization",
    ]


def test_an_attribute_never_hides_a_date_of_the_version() -> None:
    """An attribute called like a property of the shape stands beside it."""
    assert attribute_properties('{"gaps":1,"since":"x"}') == {"gaps_": 1, "since_": "x"}


def test_constraints_and_indexes_have_names_of_their_own() -> None:
    """No two of them share a name, and all can be told from other people's."""
    names = [name for name, _ in schema_statements()]
    assert len(set(names)) == len(names)
    assert {name.split("_")[0] for name in names} == {"liandong"}


def test_the_documentation_shows_the_shape() -> None:
    """docs/neo4j.md holds the table that the shape makes."""
    assert "\n".join(_table()) in PAGE.read_text(encoding="utf-8")
