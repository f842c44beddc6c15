"""Rows of a table as Cypher reads and takes them: columns out in chunks, maps of properties in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from graph_model.records import TABLES
from graph_model.stores.neo4j_shape import LinkShape, NodeShape, Property, attribute_properties

__all__ = ["CHUNK", "columns", "frame_of_chunks", "properties", "property_maps"]

CHUNK = 10_000
"""Values of a column in one record of an answer, and rows in one parameter: more does not make it faster."""

_DAY = "CASE WHEN {0} IS NULL THEN null ELSE duration.inDays(date('1970-01-01'), {0}).days END"


def columns(shape: NodeShape | LinkShape, values: str, one: str = "x") -> str:
    """The RETURN of an answer in columns: one list a field, over the list `values` of nodes or relationships.

    Dates are day numbers, an empty list is null.
    """
    named = {item.field.name: _value(item, one) for item in shape.properties}
    if isinstance(shape, LinkShape):
        named[shape.start.field] = f"startNode({one}).code"
        for end in shape.ends:
            code = f"endNode({one}).code"
            plain = len(shape.ends) == 1
            named[end.field] = code if plain else f"CASE WHEN endNode({one}):{end.target_label} THEN {code} END"
    return ", ".join(
        f"[{one} IN {values} | {named[field.name]}] AS {field.name}" for field in TABLES[shape.table].fields
    )


def _value(item: Property, one: str) -> str:
    return _DAY.format(f"{one}.{item.name}") if item.type == "DATE" else f"{one}.{item.name}"


def frame_of_chunks(table: str, chunks: Iterable[Mapping[str, list[Any]]]) -> pl.DataFrame:
    """The records of such an answer as a frame of the table, in no order.

    Raises:
        TypeError: a property is of another type than the shape says; somebody else wrote it.
    """
    declared = TABLES[table]
    frames = [declared.empty()]
    for chunk in chunks:
        made = {}
        for item in declared.fields:
            values = chunk[item.name]
            kind = pl.Int32() if item.type is date else item.dtype
            made[item.name] = pl.Series(item.name, values, dtype=kind, strict=True)
        frames.append(pl.DataFrame(made).cast(declared.schema))
    lists = pl.col(pl.List(pl.String)).fill_null([])
    return pl.concat(frames).with_columns(lists)


def property_maps(
    shape: NodeShape | LinkShape, rows: pl.DataFrame, *, was: str | None = None
) -> Iterator[dict[str, Any]]:
    """For each row the map of its properties; with `was`, the column of the attributes that stood before, every name is
    there, with null for what is to go."""
    names = {item.field.name: item.name for item in shape.properties}
    plain = rows.select([*names, *([was] if was else [])])
    for row in plain.iter_rows(named=True):
        before = row.pop(was) if was else None
        yield properties(names, row, before, keep_nulls=was is not None)


def properties(
    names: Mapping[str, str], row: Mapping[str, Any], before: str | None = None, *, keep_nulls: bool = False
) -> dict[str, Any]:
    """One row as a map of properties, attributes beside the others."""
    made: dict[str, Any] = dict.fromkeys(attribute_properties(before)) if before else {}
    for field, name in names.items():
        value = row[field]
        if value == []:
            value = None
        if value is not None or keep_nulls:
            made[name] = value
    text = row.get("attributes")
    return made | attribute_properties(text) if text else made
