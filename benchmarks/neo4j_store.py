"""The store in a filled Neo4j: a cold read and an increment, against what a plain session does with the same records.

The plain read asks for one row a record; the plain write is the loop of `plain_loop`, without checks and without a log.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.measure import Row, ratio, timed
from benchmarks.plain_loop import plain_loop
from graph_model.changes import ChangeSet, Tables, empty_tables
from graph_model.records import TABLES
from graph_model.stores import open_store
from graph_model.stores.neo4j.shape import SHAPE, LinkShape

if TYPE_CHECKING:
    import neo4j

__all__ = ["measure"]

INCREMENT = 100_000
WARM = 3_000


def measure(url: str, driver: neo4j.Driver, on: date) -> Iterator[Row]:
    """Read everything and write more, in turns, so that a slow moment meets both sides; each writes a little first, so that
    neither pays for plans and pages that the other then finds."""
    reads, plain, ours, looped = [], [], [], []
    store = open_store(url)
    areas = store.read()["areas"].filter(pl.col("valid_to").is_null() & (pl.col("level") == "compound"))["code"]
    store.write(ChangeSet(_increment(areas, WARM, on, 1), {}, {}, summary="a little"))
    plain_loop(driver, _increment(areas, WARM, on, 2), WARM)
    records = 0
    for turn in range(3):
        reads.append(timed(store.read))
        plain.append(timed(lambda: _plain_read(driver)))
        mine, other = (_increment(areas, INCREMENT, on, 10 + 2 * turn + side) for side in range(2))
        change = ChangeSet(mine, {}, {}, summary="more")
        ours.append(timed(lambda change=change: store.write(change)))  # type: ignore[misc]
        records = sum(frame.height for frame in other.values())
        looped.append(timed(lambda other=other, records=records: plain_loop(driver, other, records)))  # type: ignore[misc]
    store.close()
    yield Row("cold read of the store over Bolt", reads, "s", 15)
    yield Row("the same records, one row each", plain, "s")
    yield Row("that against ours", ratio(plain, reads), "×", least=4)
    yield Row(f"{records:,} more records, one change set", ours, "s")
    yield Row("as many in a plain loop of UNWIND and MERGE", looped, "s")
    yield Row("that against ours", ratio(looped, ours), "×", least=1.5)


def _increment(areas: pl.Series, records: int, on: date, number: int) -> Tables:
    """As many new persons as new posts, each holding one; no code is in the store yet."""
    size = records // 3
    rows = pl.DataFrame({"area": areas.gather(pl.int_range(size, eager=True) % len(areas))}).with_row_index("n")
    code = pl.format(f"more-{number}-{{}}", "n")
    dated = rows.select(
        "area", code=code, valid_from=pl.lit(on), valid_to=pl.lit(None, pl.Date), source=pl.lit("increment")
    )
    nothing, text = pl.lit(None, pl.String), pl.String
    made = empty_tables()
    made["persons"] = dated.select(
        "code", "valid_from", "valid_to", "source", name="code", residence="area", ledger=nothing, contact=nothing,
        predecessors=pl.lit([], pl.List(text)), attributes=nothing,
    )  # fmt: skip
    made["posts"] = dated.select(
        "code", "valid_from", "valid_to", "source", "area", role=pl.lit("member"), label=nothing, organization=nothing,
        seats=pl.lit(1, pl.Int64), attributes=nothing,
    )  # fmt: skip
    made["appointments"] = dated.select(
        "code", "valid_from", "valid_to", "source", post="code", person="code", basis=nothing, on_behalf_of=nothing
    )
    return {name: frame.select(TABLES[name].schema.names()) for name, frame in made.items()}


def _plain_read(driver: neo4j.Driver) -> None:
    """Every record as a row of its properties."""
    with driver.session() as session:
        for shape in SHAPE.values():
            names = ", ".join(f"x.{item.name}" for item in shape.properties)
            if isinstance(shape, LinkShape):
                queries = [f"MATCH (a:{shape.start.target_label})-[x:{shape.type}]->(b) RETURN a.code, b.code, {names}"]
            else:
                queries = [f"MATCH (x:{label}) RETURN {names}" for label in (shape.label, shape.version_label)]
            for query in queries:
                for row in session.run(query):
                    row.values()
