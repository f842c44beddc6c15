"""The eleven tables as the files that Neo4j's offline importer reads, in the graph shape of the store.

A file is a CSV without a heading (the heading is a file of its own); nodes are numbered through all tables, and relationships
name the numbers. What a writer would derive (labels, references, attributes as properties) is derived here in columns.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from graph_model.changes import KEY, Applied, Tables
from graph_model.stores.neo4j.log import entries
from graph_model.stores.neo4j.schema import FORMAT
from graph_model.stores.neo4j.shape import (
    HAD,
    SHAPE,
    LinkShape,
    NodeShape,
    Property,
    Reference,
    attribute_properties,
    labels_of,
    version_labels,
)

__all__ = ["BETWEEN", "Files", "write_log", "write_records"]

BETWEEN = "\x1f"
"""Between the values of a list, and between labels: a sign that no text of ours holds."""

_KINDS = {
    "STRING": "string",
    "INTEGER": "long",
    "FLOAT": "double",
    "DATE": "date",
    "LIST<STRING>": "string[]",
}
_ATTRIBUTE_KINDS: dict[type, str] = {bool: "boolean", int: "long", float: "double", str: "string"}
_BYTES = [str(byte - 256 if byte > 127 else byte) for byte in range(256)]
"""Each byte as Java writes it."""
_LABELLING = ("level", "parent", "kinds")
"""The fields that labels follow from."""


@dataclass
class Files:
    """The files written so far, in the importer's options; `lines` is whether some text goes over several lines, `longest` how
    many bytes the longest part of the log takes."""

    folder: Path
    nodes: list[str] = field(default_factory=list)
    relationships: list[str] = field(default_factory=list)
    lines: bool = False
    longest: int = 0
    counted: dict[str, int] = field(default_factory=lambda: {"nodes": 0, "relationships": 0})

    def put(self, what: str, name: str, heading: Iterable[str], rows: pl.DataFrame, label: str = "") -> None:
        """Write one file; `what` is `nodes` or `relationships`, `label` what all of its rows are called."""
        if not rows.height:
            return
        rows.write_csv(self.folder / f"{name}.csv", include_header=False)
        texts = [column for column, dtype in rows.schema.items() if dtype == pl.String]
        breaks = pl.any_horizontal(pl.col(texts).str.contains_any(["\n", "\r"]).any()) if texts else pl.lit(value=False)
        self.lines = self.lines or bool(rows.select(breaks).item())
        self.add(what, name, heading, rows.height, label)

    def add(self, what: str, name: str, heading: Iterable[str], rows: int, label: str = "") -> None:
        """Take in a file that is written already."""
        if not rows:
            return
        head, body = self.folder / f"{name}.head.csv", self.folder / f"{name}.csv"
        pl.DataFrame([list(heading)], orient="row").write_csv(head, include_header=False)
        option = f"{label}={head},{body}" if label else f"{head},{body}"
        (self.nodes if what == "nodes" else self.relationships).append(option)
        self.counted[what] += rows


def write_records(tables: Tables, files: Files) -> int:
    """Write the files of all tables; the number of their nodes, which is the next node's number."""
    numbers: dict[str, pl.DataFrame] = {}
    parts: dict[str, pl.DataFrame] = {}
    total = 0
    for table, shape in SHAPE.items():
        if isinstance(shape, NodeShape):
            rows = tables[table].sort(KEY)
            rows = rows.with_columns(
                latest=pl.col("code").is_last_distinct(), number=total + pl.int_range(pl.len(), dtype=pl.Int64)
            )
            total += rows.height
            parts[table] = rows
            numbers[table] = rows.filter("latest").select("code", number="number")
    for table, rows in parts.items():
        shape = SHAPE[table]
        assert isinstance(shape, NodeShape)
        _write_nodes(files, shape, rows)
        _write_past(files, shape, rows, numbers[table])
        for reference in shape.references:
            _write_reference(files, shape, reference, rows, numbers)
    for table, link in SHAPE.items():
        if isinstance(link, LinkShape):
            _write_link(files, link, tables[table], numbers)
    return total


def _write_nodes(files: Files, shape: NodeShape, rows: pl.DataFrame) -> None:
    for latest in (True, False):
        some = rows.filter(pl.col("latest") == latest)
        labels = _labels(shape, some, latest=latest)
        for number, (kept, attributes) in enumerate(_with_attributes(some)):
            properties = [_written(kept[item.field.name]).alias(item.name) for item in shape.properties]
            heading = [":ID", *map(_headed, shape.properties)]
            heading += [*(f"{name}:{kind}" for name, kind, _ in attributes), ":LABEL"]
            columns = [kept["number"], *properties, *(_written(values) for _, _, values in attributes)]
            named = [column.alias(str(place)) for place, column in enumerate(columns)]
            of = kept.select("number").join(labels, on="number", how="left", maintain_order="left")["labels"]
            name = f"{shape.table}-{'latest' if latest else 'past'}-{number}"
            files.put("nodes", name, heading, pl.DataFrame([*named, of]))


def _headed(item: Property) -> str:
    return f"{item.name}:{_KINDS[item.type]}"


def _labels(shape: NodeShape, rows: pl.DataFrame, *, latest: bool) -> pl.DataFrame:
    """`number`, `labels`: every node's labels in one text."""
    names = [name for name in _LABELLING if name in rows.columns]
    known: dict[Any, str] = {}
    made = []
    for values in rows.select(names).iter_rows() if names else [()] * rows.height:
        row: dict[str, Any] = dict(zip(names, values, strict=True))
        key = (row.get("level"), row.get("parent") is None, tuple(row.get("kinds") or ()))
        if key not in known:
            labels = [shape.label, *labels_of(shape.table, row)] if latest else version_labels(shape.table, row)
            known[key] = BETWEEN.join(labels)
        made.append(known[key])
    return rows.select("number", labels=pl.Series(made, dtype=pl.String))


def _with_attributes(rows: pl.DataFrame) -> Iterator[tuple[pl.DataFrame, list[tuple[str, str, pl.Series]]]]:
    """The rows with their attributes as `(name, kind, values)`, in as many parts as it takes for each name to have one kind."""
    if "attributes" not in rows.columns:
        yield rows, []
        return
    texts = rows["attributes"].unique().drop_nulls().to_list()
    found: dict[str, dict[str, Any]] = {text: attribute_properties(text) for text in texts}
    kinds: dict[str, set[str]] = {}
    for values in found.values():
        for name, value in values.items():
            kinds.setdefault(name, set()).add(_ATTRIBUTE_KINDS[type(value)])
    several = [name for name, of in kinds.items() if len(of) > 1]
    alike: dict[tuple[str, ...], list[str]] = {}
    for text, values in found.items():
        alike.setdefault(tuple(_kind(values.get(name)) for name in several), []).append(text)
    for group in alike.values() or [[]]:
        chosen = {text: found[text] for text in group}
        part = rows.filter(pl.col("attributes").is_in(group))
        yield part, [_column(part, chosen, name) for name in kinds if any(name in values for values in chosen.values())]
    without = rows.filter(pl.col("attributes").is_null())
    if without.height:
        yield without, []


def _kind(value: Any) -> str:
    return "" if value is None else _ATTRIBUTE_KINDS[type(value)]


def _column(rows: pl.DataFrame, found: Mapping[str, Mapping[str, Any]], name: str) -> tuple[str, str, pl.Series]:
    values = {text: one[name] for text, one in found.items() if name in one}
    kind = _kind(next(iter(values.values())))
    column = rows["attributes"].replace_strict(list(values), list(values.values()), default=None)
    return name, kind, column


def _written(values: pl.Series) -> pl.Series:
    """A column as it stands in the file: lists in one text, null where there is nothing."""
    if values.dtype == pl.List(pl.String):
        return values.list.join(BETWEEN).replace("", None)
    return values


def _write_past(files: Files, shape: NodeShape, rows: pl.DataFrame, numbers: pl.DataFrame) -> None:
    """From each node to its earlier versions."""
    past = (
        rows.filter(~pl.col("latest"))
        .join(numbers, on="code", suffix="_of")
        .select("number_of", "number", "valid_from", "valid_to")
    )
    files.put(
        "relationships", f"{shape.table}-had", [":START_ID", ":END_ID", "since:date", "until:date"], past, label=HAD
    )


def _write_reference(
    files: Files, shape: NodeShape, item: Reference, rows: pl.DataFrame, numbers: Mapping[str, pl.DataFrame]
) -> None:
    """From each node to what its versions refer to."""
    named = rows.select("code", "valid_from", "valid_to", to=item.field)
    if named.schema["to"] == pl.List(pl.String):
        named = named.filter(pl.col("to").list.len() > 0).explode("to").unique(maintain_order=True)
    ends = (
        named.drop_nulls("to")
        .join(numbers[shape.table], on="code")
        .join(numbers[item.target], left_on="to", right_on="code", suffix="_to")
        .select("number", "number_to", "valid_from", "valid_to")
    )
    files.put(
        "relationships",
        f"{shape.table}-{item.field}",
        [":START_ID", ":END_ID", "since:date", "until:date"],
        ends,
        label=item.type,
    )


def _write_link(files: Files, shape: LinkShape, rows: pl.DataFrame, numbers: Mapping[str, pl.DataFrame]) -> None:
    """The records that are relationships."""
    heading = [":START_ID", ":END_ID", *map(_headed, shape.properties)]
    fields = [item.field.name for item in shape.properties]
    started = rows.join(
        numbers[shape.start.target].rename({"code": "from"}), left_on=shape.start.field, right_on="from"
    )
    for end in shape.ends:
        ended = started.filter(pl.col(end.field).is_not_null()).join(
            numbers[end.target].rename({"code": "to"}), left_on=end.field, right_on="to", suffix="_to"
        )
        found = ended.select("number", "number_to", *fields)
        files.put("relationships", f"{shape.table}-{end.field}", heading, found, label=shape.type)


def write_log(history: Iterable[Applied], files: Files, number: int) -> int:
    """Write the store's own nodes, `_Meta` and the log, numbered from `number` on; the revision they come to."""
    revision, rows, has = 0, number, []
    changes = []
    with (files.folder / "log.csv").open("w", encoding="ascii") as log:
        for applied in history:
            revision, change, rows = applied.revision, rows, rows + 1
            changes.append((change, revision, applied.at.isoformat(), applied.actor, applied.summary, uuid.uuid4().hex))
            for entry in entries(applied):
                data = BETWEEN.join(map(_BYTES.__getitem__, entry["data"]))
                log.write(f"{rows},{entry['part']},{entry['table']},{entry['number']},{entry['rows']},{data}\n")
                files.longest = max(files.longest, len(data))
                has.append((change, rows))
                rows += 1
    heading = [":ID", "part", "table", "number:long", "rows:long", "data:byte[]"]
    files.add("nodes", "log", heading, len(has), label="_Rows")
    of = [":ID", "revision:long", "at:datetime", "actor", "summary", "token"]
    files.put("nodes", "changes", of, pl.DataFrame(changes, orient="row"), label="_ChangeSet")
    files.put("relationships", "has", [":START_ID", ":END_ID"], pl.DataFrame(has, orient="row"), label="_HAS")
    meta = pl.DataFrame([(rows, "liandong", revision, FORMAT, str(uuid.uuid4()))], orient="row")
    files.put("nodes", "meta", [":ID", "name", "revision:long", "format:long", "mark"], meta, label="_Meta")
    return revision
