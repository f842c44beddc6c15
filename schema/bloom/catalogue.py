"""What Bloom shows and how: categories of nodes and types of relationships, with Chinese captions and colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph_model.levels import AreaLevel
from graph_model.scheme import Scheme
from graph_model.stores.neo4j.shape import (
    HAD,
    PUBLISHED,
    SHAPE,
    LinkShape,
    NodeShape,
    attribute_property,
    labels_of,
    level_label,
)

__all__ = ["Category", "Relationship", "categories", "relationships"]

_TYPES = {
    "STRING": "string",
    "INTEGER": "bigint",
    "FLOAT": "number",
    "BOOLEAN": "boolean",
    "DATE": "Date",
    "LIST<STRING>": "array",
}
_ATTRIBUTES = {"integer": "bigint", "number": "number", "boolean": "boolean"}
_HIDDEN = ("attributes", "source")

_LEVELS = {
    AreaLevel.COUNTRY: ("#6B4C3B", 4.0),
    AreaLevel.PROVINCE: ("#7B5A45", 4.0),
    AreaLevel.CITY: ("#8C6A4F", 4.0),
    AreaLevel.COUNTY: ("#A5805F", 2.0),
    AreaLevel.TOWN: ("#BF9A72", 2.0),
    AreaLevel.COMMUNITY: ("#D9B88A", 2.0),
    AreaLevel.GRID: ("#C9C27E", 1.0),
    AreaLevel.COMPOUND: ("#8DB580", 2.0),
    AreaLevel.BUILDING: ("#A9C7A0", 1.0),
    AreaLevel.UNIT: ("#C3D9BE", 0.5),
    AreaLevel.CENTRAL_HOUSEHOLD: ("#DCE9D9", 0.5),
    AreaLevel.RESIDENTS: ("#EDF4EB", 0.25),
}
"""Colour and size of the areas of a level: from the city down to the stairwell ever smaller and lighter."""
_PARTY, _BODIES = "#C0392B", ("#2E86AB", "#5B8E7D", "#8E6C8A", "#C98B2B", "#4C6FA5", "#7A8F3C", "#A05C7B")
"""The colour of party organizations, and those of the other kinds in turn."""


@dataclass(frozen=True)
class Category:
    """Nodes of a label. `base` is the label of their table, `properties` are names with Bloom's types, `caption` those that
    are drawn on a node."""

    base: str
    label: str
    name: str
    properties: dict[str, str]
    caption: tuple[str, ...]
    color: str
    size: float = 1.0
    excluded: tuple[str, ...] = _HIDDEN


@dataclass(frozen=True)
class Relationship:
    """Relationships of a type; `pairs` are the labels they go between, `hidden` ones are not drawn."""

    type: str
    name: str
    properties: dict[str, str]
    pairs: tuple[tuple[str, str], ...]
    hidden: bool = False


def categories(scheme: Scheme) -> list[Category]:
    """The categories, the specific before the general: the first whose label a node has gives its style."""
    areas, bodies = _properties("areas", scheme), _properties("organizations", scheme)
    found = [
        Category("Area", level_label(level), declared.label, areas, ("name",), *_LEVELS[level])
        for level, declared in scheme.levels.items()
    ]
    plain = 0
    for kind in scheme.kinds:
        color = _PARTY if scheme.kinds[kind].party else _BODIES[plain % len(_BODIES)]
        plain += not scheme.kinds[kind].party
        (label,) = labels_of("organizations", {"kinds": [kind]})
        found.append(Category("Organization", label, scheme.kinds[kind].label, bodies, ("name",), color))
    persons, posts = _properties("persons", scheme), _properties("posts", scheme)
    return [
        *found,
        Category("Area", "Area", "区域", areas, ("name",), "#BFB8A5"),
        Category("Organization", "Organization", "组织", bodies, ("name",), "#7F8FA9"),
        Category("Person", "Person", "人员", persons, ("name",), "#E3B23C"),
        Category("Post", "Post", "岗位", posts, ("label", "role"), "#9C89B8"),
        Category("Filing", "Filing", "填报", _properties("filings", scheme), ("topic", "since"), "#B0BEC5", 0.5),
        Category("Figure", "Figure", "上报/公布数", _properties("figures", scheme), ("key", "value"), "#90A4AE", 0.5),
        Category(
            "Exemption",
            "Exemption",
            "不纳入考核",
            _properties("exemptions", scheme),
            ("indicator", "reason"),
            "#CFD8DC",
            0.5,
        ),
    ]


def _properties(table: str, scheme: Scheme) -> dict[str, str]:
    """What a node of the table may carry: its fields, the scheme's attributes, what is published on it."""
    found = {item.name: _TYPES[item.type] for item in SHAPE[table].properties}
    for key, kind in scheme.attributes.items():
        if table in kind.of:
            found[attribute_property(key)] = _ATTRIBUTES.get(kind.type, "string")
    if table in ("areas", "organizations", "persons", "posts"):
        found |= {name: _TYPES[kind] for name, kind in PUBLISHED.items()}
    return found


_NAMES = {
    "PART_OF": "区划归属",
    "SUCCEEDS": "前身",
    "LOCATED_IN": "所在区域",
    "SUBORDINATE_TO": "隶属",
    "HOSTED_BY": "所在组织",
    "LIVES_IN": "居住",
    "OF": "岗位所属",
    "ABOUT": "关于",
    "FOR": "对象",
    "COVERS": "覆盖",
    "AFFILIATED_WITH": "结对",
    "MEMBER_OF": "党员关系",
    "HOLDS": "任职",
    HAD: "历史版本",
}


def relationships(scheme: Scheme) -> list[Relationship]:
    """Every type of the graph; the earlier versions are hidden."""
    dated = {"since": "Date", "until": "Date"}
    pairs: dict[str, list[tuple[str, str]]] = {}
    properties: dict[str, dict[str, str]] = {}
    for shape in SHAPE.values():
        if isinstance(shape, LinkShape):
            pairs[shape.type] = [(shape.start.target_label, end.target_label) for end in shape.ends]
            properties[shape.type] = {item.name: _TYPES[item.type] for item in shape.properties}
        elif isinstance(shape, NodeShape):
            for reference in shape.references:
                pairs.setdefault(reference.type, []).append((shape.label, reference.target_label))
                properties[reference.type] = dated
    properties["HOLDS"] |= {name: _TYPES[kind] for name, kind in PUBLISHED.items()}
    pairs["PART_OF"] += _levels_above(scheme)
    found = [Relationship(kind, _NAMES[kind], properties[kind], tuple(dict.fromkeys(pairs[kind]))) for kind in pairs]
    return [*found, Relationship(HAD, _NAMES[HAD], dated, (), hidden=True)]


def _levels_above(scheme: Scheme) -> Iterator[tuple[str, str]]:
    for level, declared in scheme.levels.items():
        parents: Iterable[AreaLevel] = declared.parents
        yield from ((level_label(level), level_label(parent)) for parent in parents)
