"""The loop most people would write: transactions of 10,000 rows, UNWIND and MERGE, after a constraint on every code.

It keeps the latest version of a record and no log, which is less than a store keeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from graph_model.changes import Tables
from graph_model.stores.neo4j.shape import SHAPE, LinkShape, NodeShape

if TYPE_CHECKING:
    import neo4j

__all__ = ["plain_loop"]

_ROWS = 10_000


def plain_loop(driver: neo4j.Driver, tables: Tables, records: int) -> int:
    """Write about the first `records` records, as large a part of each table; how many they were."""
    part = records / sum(frame.height for frame in tables.values())
    some = {name: frame.head(int(frame.height * part)) for name, frame in tables.items()}
    for shape in SHAPE.values():
        if isinstance(shape, NodeShape):
            driver.execute_query(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{shape.label}) REQUIRE n.code IS UNIQUE")
    for nodes in (True, False):
        for table, shape in SHAPE.items():
            statements = (
                _nodes(shape, nodes=nodes) if isinstance(shape, NodeShape) else [] if nodes else list(_links(shape))
            )
            for rows in some[table].iter_slices(_ROWS):
                given = rows.with_columns(pl.col("valid_from").alias("since")).to_dicts()
                for statement in statements:
                    driver.execute_query(statement, rows=given)
    return sum(frame.height for frame in some.values())


def _nodes(shape: NodeShape, *, nodes: bool) -> list[str]:
    if nodes:
        return [f"UNWIND $rows AS row MERGE (n:{shape.label} {{code: row.code}}) SET n += row"]
    return [
        f"UNWIND $rows AS row MATCH (a:{shape.label} {{code: row.code}}) "
        f"MATCH (b:{item.target_label} {{code: row.{item.field}}}) "
        f"MERGE (a)-[r:{item.type} {{since: row.since}}]->(b) SET r.until = row.valid_to"
        for item in shape.references
        if item.field != "predecessors"
    ]


def _links(shape: LinkShape) -> Iterator[str]:
    for end in shape.ends:
        yield (
            f"UNWIND $rows AS row MATCH (a:{shape.start.target_label} {{code: row.{shape.start.field}}}) "
            f"MATCH (b:{end.target_label} {{code: row.{end.field}}}) "
            f"MERGE (a)-[r:{shape.type} {{code: row.code, since: row.since}}]->(b) SET r += row"
        )
