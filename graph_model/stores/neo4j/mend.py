"""From the graph as it stands, edits by hand and all, to the graph of some tables: only what was touched is written anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from graph_model.changes import Tables, empty_tables
from graph_model.scheme import Schemes
from graph_model.stores.neo4j.compare import TIE, expected_ties, own_labels
from graph_model.stores.neo4j.look import Look
from graph_model.stores.neo4j.plan import Step, steps_of
from graph_model.stores.neo4j.shape import SHAPE, LinkShape, NodeShape, attribute_property

__all__ = ["mended"]


def mended(seen: Look, after: Tables, touched: Mapping[str, Iterable[str]], schemes: Schemes) -> list[Step]:
    """The steps after which the records of `touched` codes stand as `after` says: what is too much goes (by id), nodes lose
    what was written by hand, and everything is put again where it is missing. Nodes that stay are not made anew."""
    put = empty_tables()
    steps: list[Step] = []
    for table, shape in SHAPE.items():
        codes = pl.Series("code", sorted(touched.get(table, ())), dtype=pl.String)
        put[table] = after[table].join(codes.to_frame(), on="code", how="semi")
        if isinstance(shape, LinkShape):
            gone = seen.links[table].filter(pl.col("code").is_in(codes.implode()) | pl.col("code").is_null())
            steps.append(_gone("()-[x]->()", gone))
        else:
            steps += _too_much(shape, seen, put[table], codes)
            steps.append(_cleared(shape, put[table], schemes))
    steps += steps_of(empty_tables(), put, empty_tables())
    return [step for step in steps if step.rows.height]


def _too_much(shape: NodeShape, seen: Look, rows: pl.DataFrame, codes: pl.Series) -> list[Step]:
    """Relationships, earlier versions and nodes that no row of the touched codes stands for."""
    ties = seen.references[shape.table].filter(pl.col("code").is_in(codes.implode()))
    right = ties.unique(TIE, keep="first").join(expected_ties(shape, rows), on=TIE, how="semi")
    nodes = seen.nodes[shape.table].filter(pl.col("code").is_in(codes.implode()))
    newest = rows.group_by("code").agg(newest=pl.max("valid_from"))
    earlier = rows.join(newest, on="code").filter(pl.col("valid_from") < pl.col("newest"))
    kept = nodes.filter(~pl.col("latest") & pl.col("held")).join(earlier, on=["code", "valid_from"], how="semi")
    versions = nodes.filter(~pl.col("latest")).join(kept, on="id", how="anti")
    carriers = nodes.filter("latest").join(newest, on="code", how="anti")
    return [
        _gone("()-[x]->()", ties.join(right, on="id", how="anti")),
        _gone("(x)", pl.concat([versions.select("id"), carriers.select("id")])),
    ]


def _gone(pattern: str, rows: pl.DataFrame) -> Step:
    return Step.of(
        f"UNWIND $rows AS row MATCH {pattern} WHERE elementId(x) = row.id {'DETACH ' if pattern == '(x)' else ''}DELETE x",
        rows.select("id"),
        pl.DataFrame.to_dicts,
    )


def _cleared(shape: NodeShape, rows: pl.DataFrame, schemes: Schemes) -> Step:
    """Take the fields, the attributes and the labels that are ours off nodes that stay."""
    labels = own_labels(schemes).get(shape.table, [])
    nothing = dict.fromkeys(
        [item.name for item in shape.properties] + list(map(attribute_property, schemes.attribute_types))
    )
    del nothing["code"]
    return Step.of(
        f"UNWIND $rows AS row MATCH (n:{shape.label} {{code: row.code}}) SET n += row.nothing REMOVE n:$(row.labels)",
        rows.select("code").unique(),
        lambda chunk: [{"code": code, "nothing": nothing, "labels": labels} for code in chunk["code"]],
    )
