"""Rows of a table as Cypher reads and takes them: columns out in chunks, maps of properties in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from graph_model.changes import KEY
from graph_model.errors import StoreUnavailable
from graph_model.records import TABLES
from graph_model.stores.neo4j.connection import EDITED
from graph_model.stores.neo4j.shape import LinkShape, NodeShape, Property, attribute_properties

__all__ = ["CHUNK", "EACH", "Columns", "columns", "day_of", "frame_of_chunks", "framed", "properties", "property_maps"]

CHUNK = 10_000
"""Values of a column in one record of an answer, and rows in one parameter: more does not make it faster."""


def columns(shape: NodeShape | LinkShape, values: str, one: str = "x", *, checked: bool = False) -> str:
    """The RETURN of an answer in columns: one list a field, over the list `values` of nodes or relationships.

    Dates are day numbers, an empty list is null. `checked`: an end that is a node of another table is null.
    """
    named = {item.field.name: _value(item, one) for item in shape.properties}
    if isinstance(shape, LinkShape):
        several = checked or len(shape.ends) > 1
        named[shape.start.field] = _end(f"startNode({one})", shape.start.target_label if checked else None)
        for end in shape.ends:
            named[end.field] = _end(f"endNode({one})", end.target_label if several else None)
    return ", ".join(
        f"[{one} IN {values} | {named[field.name]}] AS {field.name}" for field in TABLES[shape.table].fields
    )


def _end(node: str, label: str | None) -> str:
    return f"CASE WHEN {node}:{label} THEN {node}.code END" if label else f"{node}.code"


def day_of(value: str) -> str:
    """A DATE in Cypher as a day number: far cheaper to send than a date."""
    return f"CASE WHEN {value} IS NOT NULL THEN duration.inDays(date('1970-01-01'), {value}).days END"


def _value(item: Property, one: str) -> str:
    return day_of(f"{one}.{item.name}") if item.type == "DATE" else f"{one}.{item.name}"


def frame_of_chunks(table: str, chunks: Iterable[Mapping[str, list[Any]]]) -> pl.DataFrame:
    """The records of such an answer as a frame of the table, in no order.

    Raises:
        StoreUnavailable: a property is of another type than the shape says; somebody else wrote it.
    """
    frames = [TABLES[table].empty(), *(framed(TABLES[table].schema, chunk, table) for chunk in chunks)]
    return pl.concat(frames).with_columns(pl.col(pl.List(pl.String)).fill_null([]))


def framed(schema: Mapping[str, pl.DataType], values: Mapping[str, list[Any]], what: str) -> pl.DataFrame:
    """Columns of an answer as a frame; dates come as day numbers.

    Raises:
        StoreUnavailable: a value is of another type than its column.
    """
    made = {}
    for name, kind in schema.items():
        try:
            days = pl.Series(name, values[name], dtype=pl.Int32() if kind == pl.Date() else kind, strict=True)
        except (TypeError, pl.exceptions.PolarsError) as error:
            raise StoreUnavailable(f"{what}: {name} has a value of another type than we wrote; {EDITED}") from error
        made[name] = days.cast(kind)
    return pl.DataFrame(made)


EACH = "UNWIND range(0, size($code) - 1) AS i"
"""The beginning of a statement that takes `Columns`: `i` counts their rows."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The properties of new nodes or relationships as parameters, one list a field; fields that are null in all rows are left
    out. Dates go as day numbers, which are far cheaper to send than dates."""

    shape: NodeShape | LinkShape
    names: Mapping[str, Property]
    attributes: bool
    """Whether any row has attributes, which are properties of their own besides."""

    @classmethod
    def of(cls, shape: NodeShape | LinkShape, rows: pl.DataFrame) -> Columns:
        """Those of the rows that a statement is to be given, of all batches together."""
        some = {
            item.field.name: item
            for item in shape.properties
            if item.field.name in KEY or not _all_empty(rows[item.field.name])
        }
        return cls(shape, some, "attributes" in some)

    def has(self, field: str) -> bool:
        """Whether any row has a value."""
        return field in self.names

    def value(self, field: str) -> str:
        """What row `i` has in a field."""
        value = f"${field}[i]"
        return f"date('1970-01-01') + {value} * duration('P1D')" if self.names[field].type == "DATE" else value

    @property
    def map(self) -> str:
        """The properties of row `i` as a map; a null is an absent property."""
        return "{" + ", ".join(f"{item.name}: {self.value(field)}" for field, item in self.names.items()) + "}"

    @property
    def more(self) -> str:
        """The part of a statement that sets the attributes of row `i` on `n`."""
        return " SET n += $more[i]" if self.attributes else ""

    def of_rows(self, rows: pl.DataFrame) -> dict[str, list[Any]]:
        """The parameters of some rows."""
        made = {field: _listed(rows[field]) for field in self.names}
        if self.attributes:
            made["more"] = [attribute_properties(text) for text in rows["attributes"]]
        return made


def _all_empty(values: pl.Series) -> bool:
    return not (values.list.len() > 0).any() if values.dtype == pl.List else values.null_count() == len(values)


def _listed(values: pl.Series) -> list[Any]:
    if values.dtype == pl.Date:
        return values.to_physical().to_list()
    found = values.to_list()
    return [value or None for value in found] if values.dtype == pl.List else found


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
