"""What stands in the graph, edits by hand and all: fields, labels, attributes of their own, relationships, each with its id.

Unlike `read`, which trusts what we wrote, this looks at what we derived as well, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from graph_model.errors import Problem
from graph_model.records import TABLES, attributes_text
from graph_model.stores.neo4j.log import Asked
from graph_model.stores.neo4j.read import chunked
from graph_model.stores.neo4j.rows import columns, day_of, framed
from graph_model.stores.neo4j.shape import HAD, SHAPE, LinkShape, NodeShape, attribute_property

__all__ = ["LINK", "NODE", "REFERENCE", "Look", "look", "wrong_types"]

NODE = {
    "latest": pl.Boolean(),
    "id": pl.String(),
    "labels": pl.List(pl.String),
    "own": pl.String(),
    "held": pl.Boolean(),
}
"""Beside the fields of a node: whether it carries the latest version, its id, its labels, its own attributes as JSON text;
`held` is false for an earlier version that does not hang on its record alone, with its dates."""
REFERENCE = pl.Schema(
    {
        "type": pl.String(),
        "code": pl.String(),
        "since": pl.Date(),
        "until": pl.Date(),
        "to": pl.String(),
        "label": pl.String(),
        "id": pl.String(),
    }
)
"""A relationship that a field of a node stands for: its type, the node's code, the dates, where it leads to, its id."""
LINK = {"id": pl.String()}

_TAKES_ATTRIBUTES = ("areas", "organizations", "persons", "posts")


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The seven tables that are nodes with `NODE`, their relationships as `REFERENCE`, the four others with `LINK`."""

    nodes: Mapping[str, pl.DataFrame]
    references: Mapping[str, pl.DataFrame]
    links: Mapping[str, pl.DataFrame]


def look(asked: Asked, attributes: Iterable[str]) -> Look:
    """Read it all; `attributes` are the keys that schemes declare."""
    keys = {attribute_property(key): key for key in attributes}
    nodes = {table: shape for table, shape in SHAPE.items() if isinstance(shape, NodeShape)}
    links = {table: shape for table, shape in SHAPE.items() if isinstance(shape, LinkShape)}
    return Look(
        {table: _nodes(asked, shape, keys) for table, shape in nodes.items()},
        {table: _references(asked, shape) for table, shape in nodes.items()},
        {table: _links(asked, shape) for table, shape in links.items()},
    )


def wrong_types(asked: Asked) -> Iterator[Problem]:
    """Properties of another type than the shape says: with them the graph cannot be read."""
    for table, shape in SHAPE.items():
        if isinstance(shape, LinkShape):
            patterns = [f"(:{shape.start.target_label})-[x:{shape.type}]->()"]
        else:
            patterns = [f"(x:{label})" for label in (shape.label, shape.version_label)]
        for pattern in patterns:
            wrong = " OR ".join(f"NOT x.{item.name} IS :: {item.type}" for item in shape.properties)
            found = asked.run(f"MATCH {pattern} WHERE {wrong} RETURN x.code AS code, properties(x) AS values LIMIT 100")
            for row in found:
                for item in shape.properties:
                    if not _is_of(row["values"].get(item.name), item.type):
                        yield Problem(
                            f"{table} {row['code']} {item.name}",
                            "a value of another type was written into the graph; set it right there",
                            found=repr(row["values"][item.name]),
                            expected=item.type,
                        )


def _is_of(value: Any, kind: str) -> bool:
    if value is None:
        return True
    plain: dict[str, tuple[type, ...]] = {"STRING": (str,), "INTEGER": (int,), "FLOAT": (float,)}
    if kind in plain:
        return isinstance(value, plain[kind]) and not isinstance(value, bool)
    if kind == "DATE":
        return hasattr(value, "to_native") and type(value.to_native()) is date
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _nodes(asked: Asked, shape: NodeShape, keys: Mapping[str, str]) -> pl.DataFrame:
    frames = [TABLES[shape.table].empty().with_columns(pl.lit(None, kind).alias(name) for name, kind in NODE.items())]
    names = list(keys) if shape.table in _TAKES_ATTRIBUTES else []
    own = "CASE WHEN any(k IN $keys WHERE x[k] IS NOT NULL) THEN [k IN $keys | x[k]] END"
    more = f"[x IN xs | elementId(x)] AS id, [x IN xs | labels(x)] AS labels, [x IN xs | {own}] AS own"
    held = (
        f"[(n)-[h:{HAD}]->(x) | n:{shape.label} AND n.code = x.code AND h.since = x.since "
        "AND coalesce(h.until, date('9999-12-31')) = coalesce(x.until, date('9999-12-31'))] = [true]"
    )
    for label, hangs in ((shape.label, "true"), (shape.version_label, held)):
        returned = f"{columns(shape, 'xs')}, {more}, [x IN xs | {hangs}] AS held"
        for row in asked.run(chunked(f"(x:{label})", returned), keys=names):
            texts = [
                None if one is None else _own_text(dict(zip(keys.values(), one, strict=True))) for one in row["own"]
            ]
            frames.append(
                framed(
                    TABLES[shape.table].schema | NODE,
                    {**row, "latest": [label == shape.label] * len(texts), "own": texts},
                    shape.table,
                )
            )
    return pl.concat(frames).with_columns(pl.col(pl.List(pl.String)).fill_null([]))


def _own_text(values: Mapping[str, Any]) -> str | None:
    return attributes_text({key: value for key, value in values.items() if value is not None})


def _references(asked: Asked, shape: NodeShape) -> pl.DataFrame:
    frames = [pl.DataFrame(schema=REFERENCE)]
    for kind in dict.fromkeys(item.type for item in shape.references):
        targets = [item.target_label for item in shape.references if item.type == kind]
        returned = (
            "[x IN xs | startNode(x).code] AS code, [x IN xs | endNode(x).code] AS to, "
            f"[x IN xs | {day_of('x.since')}] AS since, [x IN xs | {day_of('x.until')}] AS until, "
            "[x IN xs | head([l IN labels(endNode(x)) WHERE l IN $targets])] AS label, [x IN xs | elementId(x)] AS id"
        )
        found = asked.run(chunked(f"(:{shape.label})-[x:{kind}]->()", returned), targets=targets)
        frames += [framed(REFERENCE, {**row, "type": [kind] * len(row["id"])}, shape.table) for row in found]
    return pl.concat(frames)


def _links(asked: Asked, shape: LinkShape) -> pl.DataFrame:
    schema = TABLES[shape.table].schema | LINK
    frames = [pl.DataFrame(schema=schema)]
    returned = f"{columns(shape, 'xs', checked=True)}, [x IN xs | elementId(x)] AS id"
    frames += [framed(schema, row, shape.table) for row in asked.run(chunked(f"()-[x:{shape.type}]->()", returned))]
    return pl.concat(frames)
