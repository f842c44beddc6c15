"""From rows that go and come to what is done in the graph: a list of `Step`s, each a statement and its rows.

`stays` are the versions of the records touched that neither go nor come: which version is the latest, and so which one the
node carries, follows from them too. Steps are to be taken in order; taken with care, one does no harm a second time. A pending change set
counts what is done of them, so another order of steps is another `FORMAT`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from graph_model.changes import KEY, Tables
from graph_model.stores.neo4j.rows import EACH, Columns, property_maps
from graph_model.stores.neo4j.shape import (
    HAD,
    SHAPE,
    LinkShape,
    NodeShape,
    Reference,
    labels_of,
    version_labels,
)

__all__ = ["Step", "named", "steps_of"]

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One statement, and the rows it is to be given as parameters.

    `statement` is for a graph that is as we left it: what is there already is an error. `careful` is for any graph: what is
    there already is found, and set right.
    """

    statement: str
    careful: str
    rows: pl.DataFrame
    encode: Callable[[pl.DataFrame], Parameters]

    @classmethod
    def of(cls, statement: str, rows: pl.DataFrame, encode: Callable[[pl.DataFrame], list[dict[str, Any]]]) -> Step:
        """A step whose statement takes one map a row, in `$rows`, and does no harm a second time."""
        return cls(statement, statement, rows, lambda chunk: {"rows": encode(chunk)})

    def batches(self, size: int) -> Iterator[Parameters]:
        """The rows as parameters, so many at a time."""
        for chunk in self.rows.iter_slices(size):
            yield self.encode(chunk)


def steps_of(removed: Tables, added: Tables, stays: Tables) -> list[Step]:
    """What makes the graph of the rows before into the graph of the rows after.

    What ends goes first, then nodes come, so that relationships find both their ends.
    """
    nodes = [
        _Nodes(shape, removed[table], added[table], stays[table])
        for table, shape in SHAPE.items()
        if isinstance(shape, NodeShape)
    ]
    links = [(shape, removed[table], added[table]) for table, shape in SHAPE.items() if isinstance(shape, LinkShape)]
    steps = [
        *(step for link in links for step in _links_gone(*link)),
        *(step for table in nodes for step in table.references_gone()),
        *(step for table in nodes for step in table.versions_gone()),
        *(step for table in nodes for step in table.nodes_put()),
        *(step for table in nodes for step in table.versions_put()),
        *(step for table in nodes for step in table.references_put()),
        *(step for link in links for step in _links_put(*link)),
    ]
    return [step for step in steps if step.rows.height]


class _Nodes:
    """The steps of one table of nodes."""

    def __init__(self, shape: NodeShape, removed: pl.DataFrame, added: pl.DataFrame, stays: pl.DataFrame) -> None:
        self._shape = shape
        self._before = _with_latest(pl.concat([removed, stays])) if removed.height or stays.height else _none(removed)
        self._after = _with_latest(pl.concat([added, stays])) if added.height or stays.height else _none(added)
        self._stays = stays.select(KEY)
        tables = list(SHAPE)
        here = tables.index(shape.table)
        self._early = [item for item in shape.references if tables.index(item.target) < here]
        latest_before, latest = self._split(latest=True)
        self._fresh = self._changed(latest_before, latest).join(latest_before, on="code", how="anti")

    def _split(self, *, latest: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The rows before and after that are (or are not) their record's latest version."""
        wanted = pl.col("latest") if latest else ~pl.col("latest")
        return self._before.filter(wanted), self._after.filter(wanted)

    def _changed(self, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
        """The rows of `after` that do not stand there already: what stays and is carried as before."""
        same = self._stays.join(before, on=KEY, how="semi")
        return after.join(same, on=KEY, how="anti") if same.height else after

    def references_gone(self) -> Iterator[Step]:
        for item in self._shape.references:
            before, after = named(self._before, item), named(self._after, item)
            gone = before.join(after, on=["code", "since", "to"], how="anti")
            yield Step.of(
                f"UNWIND $rows AS row MATCH (a:{self._shape.label} {{code: row.code}})"
                f"-[r:{item.type} {{since: row.since}}]->(:{item.target_label} {{code: row.to}}) DELETE r",
                gone,
                pl.DataFrame.to_dicts,
            )

    def versions_gone(self) -> Iterator[Step]:
        before, after = self._split(latest=False)
        yield Step.of(
            f"UNWIND $rows AS row MATCH (v:{self._shape.version_label} "
            "{code: row.code, since: row.valid_from}) DETACH DELETE v",
            before.join(after, on=KEY, how="anti").select(KEY),
            pl.DataFrame.to_dicts,
        )
        yield Step.of(
            f"UNWIND $rows AS row MATCH (n:{self._shape.label} {{code: row.code}}) DETACH DELETE n",
            self._before.join(self._after, on="code", how="anti").select("code").unique(),
            pl.DataFrame.to_dicts,
        )

    def nodes_put(self) -> Iterator[Step]:
        """New nodes with their relationships to tables before, and what nodes that are there are to be."""
        yield self._nodes_new()
        before, after = self._split(latest=True)
        was = [name for name in (*KEY, "attributes", "level", "parent", "kinds") if name in before.columns]
        known = self._changed(before, after).join(before.select(was), on="code", how="inner", suffix=":was")
        yield Step.of(
            f"UNWIND $rows AS row MATCH (n:{self._shape.label} {{code: row.code}}) "
            "SET n += row.properties REMOVE n:$(row.gone) SET n:$(row.labels)",
            known,
            self._node_maps,
        )

    def _nodes_new(self) -> Step:
        """New nodes, from columns: a third quicker than a map a row, which says every name again."""
        columns, label = Columns.of(self._shape, self._fresh), self._shape.label
        labelled = " SET n:$($labels[i])" if self._shape.table in ("areas", "organizations") else ""
        ties = [item for item in self._early if columns.has(item.field)]

        def whole(put: str, tie: Callable[[Reference], str]) -> str:
            return " ".join([f"{EACH} {put}{labelled}{columns.more} WITH n, i", *map(tie, ties), "FINISH"])

        def encode(rows: pl.DataFrame) -> Parameters:
            labels = [labels_of(self._shape.table, row) for row in rows.iter_rows(named=True)] if labelled else []
            return {**columns.of_rows(rows), **({"labels": labels} if labelled else {})}

        return Step(
            whole(f"CREATE (n:{label} {columns.map})", _beside_new),
            whole(f"MERGE (n:{label} {{code: $code[i]}}) SET n += {columns.map}", _beside),
            self._fresh,
            encode,
        )

    def versions_put(self) -> Iterator[Step]:
        put = self._changed(*self._split(latest=False))
        yield Step.of(
            f"UNWIND $rows AS row MATCH (n:{self._shape.label} {{code: row.code}}) "
            f"MERGE (v:{self._shape.version_label} {{code: row.code, since: row.since}}) "
            f"SET v = row.properties SET v:$(row.labels) MERGE (n)-[h:{HAD}]->(v) SET h.since = row.since, h.until = row.until",
            put,
            self._version_maps,
        )

    def references_put(self) -> Iterator[Step]:
        """What no new node brought with it."""
        for item in self._shape.references:
            before, after = named(self._before, item), named(self._after, item)
            if item in self._early:
                after = after.join(self._fresh, left_on=["code", "since"], right_on=list(KEY), how="anti")
            yield Step.of(
                f"UNWIND $rows AS row MATCH (a:{self._shape.label} {{code: row.code}}) "
                f"MATCH (b:{item.target_label} {{code: row.to}}) "
                f"MERGE (a)-[r:{item.type} {{since: row.since}}]->(b) SET r.until = row.until",
                after.join(before, on=after.columns, how="anti", nulls_equal=True),
                pl.DataFrame.to_dicts,
            )

    def _node_maps(self, rows: pl.DataFrame) -> list[dict[str, Any]]:
        table = self._shape.table
        if "attributes:was" not in rows.columns:
            rows = rows.with_columns(pl.lit(None, pl.String).alias("attributes:was"))
        maps = property_maps(self._shape, rows, was="attributes:was")
        made = []
        for row, found in zip(rows.iter_rows(named=True), maps, strict=True):
            labels = labels_of(table, row)
            was = {name.removesuffix(":was"): value for name, value in row.items() if name.endswith(":was")}
            gone = [label for label in labels_of(table, was) if label not in labels]
            made.append({"code": row["code"], "properties": found, "labels": labels, "gone": gone})
        return made

    def _version_maps(self, rows: pl.DataFrame) -> list[dict[str, Any]]:
        return [
            {
                "code": row["code"],
                "since": row["valid_from"],
                "until": row["valid_to"],
                "properties": found,
                "labels": version_labels(self._shape.table, row),
            }
            for row, found in zip(rows.iter_rows(named=True), property_maps(self._shape, rows), strict=True)
        ]


def _links_gone(shape: LinkShape, removed: pl.DataFrame, added: pl.DataFrame) -> Iterator[Step]:
    """Relationships whose version is withdrawn, or whose ends were corrected."""
    ends = [shape.start.field, *(end.field for end in shape.ends)]
    gone = removed.join(added, on=[*KEY, *ends], how="anti", nulls_equal=True)
    yield Step.of(
        f"UNWIND $rows AS row MATCH ()-[r:{shape.type} {{code: row.code, since: row.valid_from}}]->() DELETE r",
        gone.select(KEY),
        pl.DataFrame.to_dicts,
    )


def _links_put(shape: LinkShape, removed: pl.DataFrame, added: pl.DataFrame) -> Iterator[Step]:
    """New relationships by the end they lead to, and new properties of those that are there."""
    start = shape.start
    ends = [start.field, *(end.field for end in shape.ends)]
    known = added.join(removed, on=[*KEY, *ends], how="semi", nulls_equal=True)
    fresh = added.join(known, on=KEY, how="anti") if known.height else added
    for end in shape.ends:
        yield _links_new(shape, end, fresh.filter(pl.col(end.field).is_not_null()))
    yield Step.of(
        f"UNWIND $rows AS row MATCH ()-[r:{shape.type} {{code: row.code, since: row.since}}]->() SET r = row.properties",
        known,
        lambda rows: _link_maps(shape, rows),
    )


def _links_new(shape: LinkShape, end: Reference, rows: pl.DataFrame) -> Step:
    """New relationships from columns, as new nodes are."""
    columns, start = Columns.of(shape, rows), shape.start

    def whole(put: str) -> str:
        ends = f"MATCH (a:{start.target_label} {{code: $start[i]}}) MATCH (b:{end.target_label} {{code: $end[i]}})"
        return f"{EACH} {ends} {put}"

    def encode(some: pl.DataFrame) -> Parameters:
        return {
            **columns.of_rows(some),
            "start": some[start.field].to_list(),
            "end": some[end.field].to_list(),
        }

    key = f"code: $code[i], since: {columns.value('valid_from')}"
    return Step(
        whole(f"CREATE (a)-[r:{shape.type} {columns.map}]->(b)"),
        whole(f"MERGE (a)-[r:{shape.type} {{{key}}}]->(b) SET r += {columns.map}"),
        rows,
        encode,
    )


def _link_maps(shape: LinkShape, rows: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {"code": row["code"], "since": row["valid_from"], "properties": found}
        for row, found in zip(rows.iter_rows(named=True), property_maps(shape, rows), strict=True)
    ]


def _beside_new(item: Reference) -> str:
    """The part of a statement that ties a new node `n` to the record its field names; without one it does nothing."""
    return (
        f"CALL (n, i) {{ MATCH (b:{item.target_label} {{code: ${item.field}[i]}}) "
        f"CREATE (n)-[:{item.type} {{since: n.since, until: n.until}}]->(b) }}"
    )


def _beside(item: Reference) -> str:
    """The same where the tie may be there already."""
    return (
        f"CALL (n, i) {{ MATCH (b:{item.target_label} {{code: ${item.field}[i]}}) "
        f"MERGE (n)-[r:{item.type} {{since: n.since}}]->(b) SET r.until = n.until }}"
    )


def _none(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(latest=pl.lit(value=True)).clear()


def _with_latest(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `latest`: whether no version of the code starts later."""
    if not rows["code"].is_duplicated().any():
        return rows.with_columns(latest=pl.lit(value=True))
    return rows.with_columns(latest=pl.col("valid_from") == pl.col("valid_from").max().over("code"))


def named(rows: pl.DataFrame, item: Reference) -> pl.DataFrame:
    """The references of a field: `code, since, until, to`, one row for each record named."""
    found = rows.select("code", since="valid_from", until="valid_to", to=item.field)
    if found.schema["to"] == pl.List(pl.String):
        found = found.filter(pl.col("to").list.len() > 0).explode("to").unique(maintain_order=True)
    return found.filter(pl.col("to").is_not_null())
