"""Reading the graph: whole tables in columns, and the rows of some codes for the validator."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from graph_model.changes import KEY
from graph_model.lookup import WHOLE, Lookup, having
from graph_model.records import TABLES
from graph_model.stores.neo4j.log import Asked
from graph_model.stores.neo4j.rows import CHUNK, columns, frame_of_chunks
from graph_model.stores.neo4j.shape import HAD, SHAPE, LinkShape, NodeShape, Reference

__all__ = ["FETCHED", "GraphLookup", "chunked", "read_table"]

FETCHED = 8
"""Records of an answer in columns that are under way at once: each is `CHUNK` rows wide."""

_CYPHER = "CYPHER 5 "
"""The language in which `id()` counts; it is used to cut an answer into chunks and for nothing else."""


def chunked(pattern: str, returned: str) -> str:
    """A query for all `x` of a pattern, `CHUNK` of them a record: `returned` is over the list `xs`."""
    return f"{_CYPHER}MATCH {pattern} WITH id(x) / {CHUNK} AS chunk, collect(x) AS xs RETURN {returned}"


def read_table(asked: Asked, table: str) -> pl.DataFrame:
    """All versions of a table, sorted. What has no code or no date was drawn by hand and is no record yet (see `verify`)."""
    shape = SHAPE[table]
    if isinstance(shape, LinkShape):
        patterns = [f"(:{shape.start.target_label})-[x:{shape.type}]->()"]
    else:
        patterns = [f"(x:{label})" for label in (shape.label, shape.version_label)]
    chunks = (row for pattern in patterns for row in asked.run(chunked(pattern, columns(shape, "xs"))))
    return frame_of_chunks(table, chunks).drop_nulls(KEY).sort(KEY)


class GraphLookup(Lookup):
    """The tables as they stand in the graph, inside one transaction; a table read whole is kept."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._kept: dict[str, pl.DataFrame] = {}
        self._heights: dict[str, int] = {}
        self._met: dict[str, tuple[pl.DataFrame, pl.DataFrame]] = {}
        """By table the codes that were looked up, and the rows that have them: several rules ask for the same."""

    def __getitem__(self, table: str) -> pl.DataFrame:
        if table not in self._kept:
            self._kept[table] = read_table(self._asked, table) if self.height(table) else TABLES[table].empty()
        return self._kept[table]

    def rows(self, table: str, column: str, wanted: pl.DataFrame) -> pl.DataFrame:
        """The rows whose `column` has one of `wanted`; codes and references are looked up."""
        if not self.height(table) or not wanted.height:
            return TABLES[table].empty()
        statement = _looked_up(SHAPE[table], column)
        if statement is None or table in self._kept or wanted.height > max(1000, WHOLE * self.height(table)):
            return having(self[table], column, wanted)
        if column != "code":
            return having(self._looked_up(table, statement, wanted), column, wanted)
        codes = wanted.to_series().rename("code").drop_nulls().unique().to_frame()
        met, rows = self._met.get(table, (codes.clear(), TABLES[table].empty()))
        new = codes.join(met, on="code", how="anti")
        if new.height:
            rows = pl.concat([rows, self._looked_up(table, statement, new)])
            self._met[table] = pl.concat([met, new]), rows
        return having(rows, column, wanted)

    def _looked_up(self, table: str, statement: str, wanted: pl.DataFrame) -> pl.DataFrame:
        chunks = (
            row
            for some in wanted.iter_slices(CHUNK)
            for row in self._asked.run(statement, wanted=some.to_series().to_list())
        )
        return frame_of_chunks(table, chunks).unique(KEY, maintain_order=True)

    def height(self, table: str) -> int:
        """How many rows the table has."""
        if table not in self._heights:
            self._heights[table] = sum(int(self._asked.run(query).single()[0]) for query in _counts(SHAPE[table]))
        return self._heights[table]

    def schemes(self) -> pl.DataFrame:
        """Distinct `scheme`, `root` of the areas that name a scheme or have no parent: the others say nothing."""
        found = self._asked.run(
            "MATCH (a:_Root) RETURN DISTINCT a.scheme AS scheme, true AS root "
            "UNION MATCH (a:Area) WHERE a.scheme IS NOT NULL RETURN DISTINCT a.scheme AS scheme, false AS root "
            "UNION MATCH (a:AreaVersion) WHERE a.scheme IS NOT NULL RETURN DISTINCT a.scheme AS scheme, false AS root"
        )
        return pl.DataFrame(
            [(row["scheme"], row["root"]) for row in found],
            schema={"scheme": pl.String, "root": pl.Boolean},
            orient="row",
        )

    def codes_like(self, table: str, start: str, limit: int) -> list[str]:
        """At most `limit` codes that start with `start`."""
        shape = SHAPE[table]
        if isinstance(shape, LinkShape):
            found = self._asked.run(
                f"MATCH ()-[r:{shape.type}]->() WHERE r.code STARTS WITH $start AND r.since IS NOT NULL "
                "RETURN DISTINCT r.code AS code LIMIT $limit",
                start=start,
                limit=limit,
            )
        else:
            found = self._asked.run(
                f"MATCH (n:{shape.label}) WHERE n.code STARTS WITH $start RETURN n.code AS code LIMIT $limit",
                start=start,
                limit=limit,
            )
        return [row["code"] for row in found]


def _counts(shape: NodeShape | LinkShape) -> Iterator[str]:
    if isinstance(shape, LinkShape):
        yield f"MATCH ()-[r:{shape.type}]->() RETURN count(r)"
    else:
        yield f"MATCH (n:{shape.label}) RETURN count(n)"
        yield f"MATCH (n:{shape.version_label}) RETURN count(n)"


def _looked_up(shape: NodeShape | LinkShape, column: str) -> str | None:
    """The query for the versions whose `column` may have one of `$wanted`, None when only reading the table tells.

    By a reference all versions of a record are found of which any has it: who asks chooses among them.
    """
    returned = f"WITH collect(x) AS xs RETURN {columns(shape, 'xs')}"
    each = "UNWIND $wanted AS code MATCH "
    if isinstance(shape, LinkShape):
        pattern = _of_link(shape, column)
        return None if pattern is None else f"{each}{pattern} {returned}"
    reference = next((item for item in shape.references if item.field == column), None)
    if column == "code":
        pattern = f"(n:{shape.label} {{code: code}})"
    elif reference is not None:
        pattern = f"(:{reference.target_label} {{code: code}})<-[:{reference.type}]-(n:{shape.label})"
    else:
        return None
    return f"{each}{pattern} WITH DISTINCT n UNWIND [n] + [(n)-[:{HAD}]->(v) | v] AS x {returned}"


def _of_link(shape: LinkShape, column: str) -> str | None:
    """Which relationships have a code, an end, or (from the index on it) are on behalf of somebody."""

    def at(end: Reference) -> str:
        return f"(:{end.target_label} {{code: code}})"

    if column == "code":
        return f"()-[x:{shape.type} {{code: code}}]->() WHERE x.since IS NOT NULL"
    if column == "on_behalf_of":
        return f"()-[x:{shape.type} {{on_behalf_of: code}}]->()"
    if column == shape.start.field:
        return f"{at(shape.start)}-[x:{shape.type}]->()"
    end = next((end for end in shape.ends if end.field == column), None)
    return None if end is None else f"{at(end)}<-[x:{shape.type}]-()"
