"""The graph shape: how the eleven tables stand in Neo4j. Writer, reader, bulk import and queries all follow from `SHAPE`.

**Seven tables are nodes** (`NodeShape`), one node a code, whose properties are those of the record's *latest* version (the one
with the greatest `valid_from`); every earlier version hangs on it as `-[:HAD {since, until}]->(:Version:AreaVersion {…})` with
the same properties. A node is never made anew while its record exists. **Four are relationships** (`LinkShape`), one
relationship a version.

**Every field of every version is a property**, named like its field, but `since` for `valid_from` and `until` for `valid_to`
(DATE; `until` is exclusive). A null is an absent property, and so is an empty list. Enums are their keys; `attributes` is the
canonical JSON text. The two ends of a `LinkShape` are no properties but its nodes. Reading needs nothing else, so what is read
is exactly what was written.

**Derived from the fields, for those who ask the graph** (written with them, never read back):

- labels: areas their level, organizations their kinds (of the latest version), `compound` as `:Compound`; areas without a
  parent `:_Root` (a version too);
- a relationship for every version of a node and every record it refers to (`NodeShape.references`), with `since` and `until`
  of that version: `(:Area)-[:PART_OF {since, until}]->(:Area)`. The tree of a day is the relationships that hold on it;
- each attribute a property of its own beside the text (`attribute_properties`): text, INTEGER, FLOAT, BOOLEAN; a date is its ISO text.

A version, node or relationship, holds on `$asOf` when `since <= $asOf AND (until IS NULL OR $asOf < until)`.
Labels and nodes whose names begin with `_` are the store's own: `_Meta`, `_ChangeSet`, `_Rows`, `_Root`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_model.levels import AreaLevel
from graph_model.records import TABLES, Field

__all__ = [
    "HAD",
    "OWN_LABELS",
    "PUBLISHED",
    "SHAPE",
    "VERSION",
    "LinkShape",
    "NodeShape",
    "Property",
    "Reference",
    "attribute_properties",
    "attribute_property",
    "labels_of",
    "level_label",
    "schema_statements",
    "version_labels",
]

VERSION = "Version"
"""The label of every earlier version; each has one more, such as `AreaVersion`, that tells the table."""
HAD = "HAD"
"""From a node to its earlier versions."""
OWN_LABELS = ("_Meta", "_ChangeSet", "_Rows", "_Root")
"""The store's own labels: revision and lock, the log, its rows, areas without a parent."""

_RENAMED = {"valid_from": "since", "valid_to": "until"}
_TYPES = {str: "STRING", int: "INTEGER", float: "FLOAT", date: "DATE", tuple: "LIST<STRING>", dict: "STRING"}
PUBLISHED = {"gap_count": "INTEGER", "gaps": "LIST<STRING>", "gap_titles": "LIST<STRING>", "gaps_on": "DATE"}
"""What `liandong publish` writes on the subjects of gaps, and its Cypher types: no part of any record."""
_TAKEN = ("since", "until", *PUBLISHED)
"""Names that an attribute of the same name leaves to the shape: it gets an underscore at its end."""


@dataclass(frozen=True, slots=True)
class Property:
    """A field as a property: its name in the graph and its Cypher type."""

    field: Field
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that names another record, as a relationship from the node: `(:Area)-[:PART_OF {since, until}]->(:Area)`."""

    field: str
    type: str
    target: str
    """The table referred to."""

    @property
    def target_label(self) -> str:
        """The label of the node referred to."""
        return _LABELS[self.target]


@dataclass(frozen=True, slots=True)
class NodeShape:
    """A table whose records are nodes."""

    table: str
    label: str
    properties: tuple[Property, ...]
    """All fields, references too, in column order."""
    references: tuple[Reference, ...]

    @property
    def version_label(self) -> str:
        """The label of this table's earlier versions, beside `Version`."""
        return f"{self.label}{VERSION}"


@dataclass(frozen=True, slots=True)
class LinkShape:
    """A table whose records are relationships: from the record that `start` names to the one that one of `ends` names."""

    table: str
    type: str
    start: Reference
    ends: tuple[Reference, ...]
    """Exactly one of these fields is set in a row; the label of the end node tells which."""
    properties: tuple[Property, ...]
    """All fields but the ends, in column order."""


_LABELS = {
    "areas": "Area",
    "organizations": "Organization",
    "persons": "Person",
    "posts": "Post",
    "filings": "Filing",
    "figures": "Figure",
    "exemptions": "Exemption",
}
_REFERENCES = {
    ("areas", "parent"): "PART_OF",
    ("areas", "predecessors"): "SUCCEEDS",
    ("organizations", "area"): "LOCATED_IN",
    ("organizations", "parent"): "SUBORDINATE_TO",
    ("organizations", "host"): "HOSTED_BY",
    ("organizations", "predecessors"): "SUCCEEDS",
    ("persons", "residence"): "LIVES_IN",
    ("persons", "predecessors"): "SUCCEEDS",
    ("posts", "area"): "OF",
    ("posts", "organization"): "OF",
    ("filings", "area"): "ABOUT",
    ("figures", "area"): "ABOUT",
    ("figures", "organization"): "ABOUT",
    ("figures", "person"): "ABOUT",
    ("exemptions", "area"): "FOR",
    ("exemptions", "organization"): "FOR",
}
_LINKS = {
    "covers": ("COVERS", "organization", ("area", "target_organization")),
    "affiliations": ("AFFILIATED_WITH", "organization", ("other_organization", "area")),
    "memberships": ("MEMBER_OF", "person", ("organization",)),
    "appointments": ("HOLDS", "person", ("post",)),
}


def _property(field: Field) -> Property:
    return Property(field, _RENAMED.get(field.name, field.name), _TYPES.get(field.type, "STRING"))


def _reference(table: str, field: str, kind: str) -> Reference:
    return Reference(field, kind, str(TABLES[table].field(field).column.refers_to))


def _shape(table: str) -> NodeShape | LinkShape:
    fields = TABLES[table].fields
    if table in _LABELS:
        references = (_reference(table, name, kind) for (owner, name), kind in _REFERENCES.items() if owner == table)
        return NodeShape(table, _LABELS[table], tuple(map(_property, fields)), tuple(references))
    kind, start, ends = _LINKS[table]
    properties = tuple(_property(field) for field in fields if field.name not in (start, *ends))
    return LinkShape(
        table,
        kind,
        _reference(table, start, kind),
        tuple(_reference(table, end, kind) for end in ends),
        properties,
    )


SHAPE: Mapping[str, NodeShape | LinkShape] = {table: _shape(table) for table in TABLES}
"""How each of the eleven tables stands in the graph, in their order."""


def level_label(level: str) -> str:
    """The label of the areas of a level.

    >>> level_label("central_household")
    'CentralHousehold'
    """
    return "".join(part[:1].upper() + part[1:] for part in level.split("_"))


_FIXED = {*_LABELS.values(), *map(level_label, AreaLevel), VERSION, *(f"{name}{VERSION}" for name in _LABELS.values())}


def labels_of(table: str, row: Mapping[str, Any]) -> list[str]:
    """The labels of a record's node besides its table's, from the row of its latest version, sorted.

    A kind called like a level or a table (`post`) is told apart: `PostOrganization`.

    >>> labels_of("organizations", {"kinds": ["party_branch", "property_firm"]})
    ['PartyBranch', 'PropertyFirm']
    >>> labels_of("areas", {"level": "city", "parent": None})
    ['City', '_Root']
    """
    if table == "areas":
        return [level_label(row["level"]), *(["_Root"] if row["parent"] is None else [])]
    if table == "organizations":
        plain = {level_label(kind) for kind in row["kinds"] or ()}
        return sorted(f"{label}{_LABELS[table]}" if label in _FIXED else label for label in plain)
    return []


def version_labels(table: str, row: Mapping[str, Any]) -> list[str]:
    """The labels of an earlier version's node.

    >>> version_labels("areas", {"level": "city", "parent": None})
    ['AreaVersion', 'Version', '_Root']
    """
    root = ["_Root"] if table == "areas" and row["parent"] is None else []
    return [f"{_LABELS[table]}{VERSION}", VERSION, *root]


def attribute_properties(text: str | None) -> dict[str, str | int | float | bool]:
    """The attributes of a JSON text as properties of their own, each under its key.

    >>> attribute_properties('{"protected":true,"since":"2020-01-01"}')
    {'protected': True, 'since_': '2020-01-01'}
    """
    if not text:
        return {}
    return {attribute_property(key): value for key, value in json.loads(text).items()}


def attribute_property(key: str) -> str:
    """The property that holds an attribute."""
    return f"{key}_" if key in _TAKEN else key


def schema_statements() -> Iterator[tuple[str, str]]:
    """Name and statement of every constraint and index; each is harmless where it exists already.

    Unique are the `code` of a node, `code` and `since` of an earlier version and of a record that is a relationship. Other
    indexes: the scheme an area names (few do), what an appointment is on behalf of, and the names as Chinese full text.
    """
    yield from _unique("_meta", "(n:_Meta)", "n.name")
    yield from _unique("_revision", "(n:_ChangeSet)", "n.revision")
    for shape in SHAPE.values():
        if isinstance(shape, NodeShape):
            yield from _unique(shape.table, f"(n:{shape.label})", "n.code")
            yield from _unique(f"{shape.table}_versions", f"(n:{shape.version_label})", "(n.code, n.since)")
        else:
            yield from _unique(shape.table, f"()-[r:{shape.type}]-()", "(r.code, r.since)")
    for label in ("Area", f"Area{VERSION}"):
        yield from _index("INDEX", f"scheme_of_{label.lower()}", f"(n:{label})", "ON (n.scheme)")
    yield from _index("INDEX", "on_behalf_of", "()-[r:HOLDS]-()", "ON (r.on_behalf_of)")
    named = "Area|Organization|Person|Post"
    yield from _index(
        "FULLTEXT INDEX",
        "names",
        f"(n:{named})",
        "ON EACH [n.name, n.label] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk', `fulltext.eventually_consistent`: true}}",
    )


def _unique(name: str, pattern: str, what: str) -> Iterator[tuple[str, str]]:
    name = f"liandong_{name.strip('_')}"
    yield name, f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR {pattern} REQUIRE {what} IS UNIQUE"


def _index(kind: str, name: str, pattern: str, what: str) -> Iterator[tuple[str, str]]:
    name = f"liandong_{name}"
    yield name, f"CREATE {kind} {name} IF NOT EXISTS FOR {pattern} {what}"
