"""The graph as it stands against the log: what somebody edited by hand, in words and as rows.

Somebody may edit a field (a property), an attribute's own property, a relationship that a field stands for, or draw and take
away nodes and relationships that are records. Of a field and what is derived from it, the one that differs from the log is
the edit; where both do and disagree, a person has to say. What is drawn without dates holds from the day of the check; a
node's level and kinds may be told by its labels alone. Labels, and dates of derived relationships, mean nothing by
themselves: they are put back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from graph_model.changes import KEY, ChangeSet, Tables
from graph_model.errors import Problem
from graph_model.levels import AreaLevel
from graph_model.records import TABLES, attributes_text
from graph_model.scheme import Schemes
from graph_model.stores.neo4j.look import Look
from graph_model.stores.neo4j.plan import named
from graph_model.stores.neo4j.shape import (
    SHAPE,
    LinkShape,
    NodeShape,
    Reference,
    labels_of,
    level_label,
    version_labels,
)

__all__ = ["TIE", "Comparison", "compare", "expected_ties", "own_labels"]

TIE = ("type", "label", "code", "since", "to")
"""What makes a derived relationship that one."""

_CODES = {
    "covers": ("organization", "area", "target_organization"),
    "affiliations": ("organization", "other_organization", "area", "kind"),
    "memberships": ("person", "organization", "kind"),
    "appointments": ("post", "person"),
}
"""What the code of a relationship drawn without one is made of, before its first day."""

_Key = tuple[str, date]
_Updates = dict[_Key, dict[str, Any]]


@dataclass(eq=False)
class Comparison:
    """`told` holds the tables as the graph says them, `touched` the codes of which something has to be written anew."""

    told: dict[str, pl.DataFrame] = field(default_factory=dict)
    touched: dict[str, set[str]] = field(default_factory=dict)
    edits: list[Problem] = field(default_factory=list)
    put_back: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)

    def change(self, log: Tables) -> ChangeSet:
        """What makes the log say what the graph says."""
        puts = {table: _unequal(rows, log[table]) for table, rows in self.told.items()}
        gone = {table: log[table].join(rows, on=KEY, how="anti").select(KEY) for table, rows in self.told.items()}
        return ChangeSet(puts, gone, {}, summary="edited in the graph, taken in by verify", actor="verify")

    def touch(self, table: str, code: str, *told: Problem) -> None:
        """Note that a record is to be written anew, and what is put back of it."""
        self.touched.setdefault(table, set()).add(code)
        self.put_back += told


def compare(seen: Look, log: Tables, schemes: Schemes, on: date) -> Comparison:
    """Everything that differs. What is drawn without dates holds from `on`."""
    found = Comparison()
    for table, shape in SHAPE.items():
        if isinstance(shape, LinkShape):
            found.told[table] = _links(shape, seen.links[table], on, found)
        else:
            found.told[table] = _nodes(shape, seen, log[table], schemes, on, found)
        for code, problem in _edits(table, found.told[table], log[table]):
            found.edits.append(problem)
            found.touch(table, code)
    return found


def expected_ties(shape: NodeShape, rows: pl.DataFrame) -> pl.DataFrame:
    """The relationships that fields of `rows` stand for: `TIE` and `until`."""
    parts = [
        named(rows, item).select(
            type=pl.lit(item.type), label=pl.lit(item.target_label), code="code", since="since", to="to", until="until"
        )
        for item in shape.references
    ]
    return pl.concat(parts)


def own_labels(schemes: Schemes) -> dict[str, list[str]]:
    """The labels by which each table of nodes tells its levels and kinds."""
    kinds = {kind for scheme in schemes.values() for kind in scheme.kinds}
    return {
        "areas": [*map(level_label, AreaLevel), "_Root"],
        "organizations": sorted({label for kind in kinds for label in labels_of("organizations", {"kinds": [kind]})}),
    }


def _nodes(
    shape: NodeShape, seen: Look, log: pl.DataFrame, schemes: Schemes, on: date, found: Comparison
) -> pl.DataFrame:
    table = shape.table
    rows = _labelled(table, _dated(table, seen.nodes[table], log, on, found), schemes)
    ties = _dated_ties(shape, seen.references[table], rows, found)
    updates: _Updates = {}
    if "attributes" in rows.columns:
        _own_attributes(table, rows, log, updates, found)
    _drawn_ties(shape, rows, ties, log, updates, found)
    rows = _replaced(rows, updates)
    _wrong_labels(table, rows, schemes, found)
    for code in _hidden(rows)["code"]:
        found.touch(table, code, Problem(f"{table} {code}", "the node does not carry its latest version"))
    for key in rows.filter(~pl.col("held")).select(KEY).iter_rows():
        found.touch(table, key[0], Problem(_place(table, key), "an earlier version that does not hang on its record"))
    return rows.select(TABLES[table].schema.names())


def _dated(table: str, rows: pl.DataFrame, log: pl.DataFrame, on: date, found: Comparison) -> pl.DataFrame:
    """The rows that can be told: with code and first day, and versions of nodes that are there."""
    for labels, name in (
        rows.filter(pl.col("code").is_null()).select("labels", pl.coalesce("source", pl.lit("-"))).iter_rows()
    ):
        found.refused.append(Problem(f"{table} (no code)", "a node without a code", found=f"{':'.join(labels)} {name}"))
    rows = rows.filter(pl.col("code").is_not_null())
    known = log.group_by("code").agg(first=pl.max("valid_from"))
    for code in rows.filter(pl.col("valid_from").is_null())["code"]:
        found.touch(table, code)
    rows = rows.join(known, on="code", how="left").with_columns(
        valid_from=pl.coalesce("valid_from", "first", pl.lit(on))
    )
    there = rows.filter("latest").select("code")
    for code in rows.join(there, on="code", how="anti")["code"].unique():
        found.touch(table, code)
    rows = rows.drop("first").join(there, on="code", how="semi")
    return rows.sort("latest").unique(KEY, keep="last", maintain_order=True)


def _labelled(table: str, rows: pl.DataFrame, schemes: Schemes) -> pl.DataFrame:
    """Level and kinds of nodes that tell them by labels alone."""
    if table == "areas":
        by = pl.DataFrame({"labels": [level_label(level) for level in AreaLevel], "told": list(map(str, AreaLevel))})
        told = pl.col("told").first()
    elif table == "organizations":
        kinds = sorted({kind for scheme in schemes.values() for kind in scheme.kinds})
        by = pl.DataFrame({"labels": [labels_of(table, {"kinds": [kind]})[0] for kind in kinds], "told": kinds})
        told = pl.col("told")
    else:
        return rows
    column = "level" if table == "areas" else "kinds"
    silent = rows.filter(pl.col(column).is_null() if table == "areas" else pl.col(column).list.len() == 0)
    if not silent.height:
        return rows
    spoken = silent.select(*KEY, "labels").explode("labels").join(by, on="labels").group_by(KEY).agg(told.alias("told"))
    filled = (
        silent.join(spoken, on=KEY, how="left").with_columns(pl.coalesce("told", column).alias(column)).drop("told")
    )
    return pl.concat([rows.join(silent, on=KEY, how="anti"), filled.select(rows.columns)])


def _own_attributes(table: str, rows: pl.DataFrame, log: pl.DataFrame, updates: _Updates, found: Comparison) -> None:
    """Attributes whose own property is not what the text says."""
    apart = rows.filter(pl.col("own").ne_missing(pl.col("attributes")))
    logged = _by_key(log, apart)
    for row in apart.iter_rows(named=True):
        key = (row["code"], row["valid_from"])
        try:
            text, own, before = (
                json.loads(one or "{}") for one in (row["attributes"], row["own"], logged(key, "attributes"))
            )
        except ValueError:
            found.refused.append(
                Problem(_place(table, key, "attributes"), "not a JSON object", found=row["attributes"])
            )
            continue
        told = {
            name: _resolved(_place(table, key, name), text.get(name), own.get(name), before.get(name), found)
            for name in text | own
        }
        found.touch(table, row["code"])
        updates.setdefault(key, {})["attributes"] = attributes_text(
            {name: value for name, value in told.items() if value is not None}
        )


def _dated_ties(shape: NodeShape, ties: pl.DataFrame, rows: pl.DataFrame, found: Comparison) -> pl.DataFrame:
    """The derived relationships as they stand; drawn without dates they belong to the latest version."""
    latest = rows.filter("latest").select("code", start="valid_from")
    for code in ties.filter(pl.col("since").is_null() & pl.col("code").is_not_null())["code"]:
        found.touch(shape.table, code)
    for kind, code in (
        ties.filter(pl.col("label").is_null() | pl.col("to").is_null()).select("type", "code").iter_rows()
    ):
        where = f"{shape.table} {code}"
        found.touch(shape.table, str(code), Problem(where, "a relationship that leads to no such record", found=kind))
    ties = ties.drop_nulls(["code", "to", "label"]).join(latest, on="code", how="inner")
    return ties.with_columns(since=pl.coalesce("since", "start")).drop("start")


def _drawn_ties(
    shape: NodeShape, rows: pl.DataFrame, ties: pl.DataFrame, log: pl.DataFrame, updates: _Updates, found: Comparison
) -> None:
    """Fields whose relationship is not there, or leads elsewhere."""
    expected = expected_ties(shape, rows)
    apart = pl.concat(
        [expected.join(ties, on=TIE, how="anti").select(TIE), ties.join(expected, on=TIE, how="anti").select(TIE)]
    )
    keys = apart.select("code", valid_from="since").unique()
    there = rows.join(keys, on=KEY, how="semi")
    logged = _by_key(log, there)
    for tie in apart.join(there.select(KEY), left_on=["code", "since"], right_on=list(KEY), how="anti").iter_rows(
        named=True
    ):
        where = _place(shape.table, (tie["code"], tie["since"]))
        found.touch(
            shape.table, tie["code"], Problem(where, "a relationship of a version that is not there", found=tie["type"])
        )
    lead: dict[tuple[Any, ...], list[str]] = {}
    for drawn in ties.join(keys, left_on=["code", "since"], right_on=list(KEY), how="semi").select(TIE).iter_rows():
        lead.setdefault(drawn[:4], []).append(drawn[4])
    for row in there.iter_rows(named=True):
        key = (row["code"], row["valid_from"])
        found.touch(shape.table, row["code"])
        for item in shape.references:
            to = lead.get((item.type, item.target_label, *key), [])
            told = _told(shape, item, row, to, logged(key, item.field), found)
            if told != row[item.field]:
                updates.setdefault(key, {})[item.field] = told
    until = expected.join(ties, on=TIE, suffix=":seen").filter(pl.col("until").ne_missing(pl.col("until:seen")))
    twice = ties.filter(ties.select(TIE).is_duplicated())
    for problem, some in (("other dates than the version", until), ("drawn twice", twice)):
        for tie in some.iter_rows(named=True):
            where = _place(shape.table, (tie["code"], tie["since"]))
            found.touch(shape.table, tie["code"], Problem(where, problem, found=tie["type"]))


def _told(
    shape: NodeShape, item: Reference, row: Mapping[str, Any], drawn: list[str], logged: Any, found: Comparison
) -> Any:
    """What a field is to be, from its property and from the relationships that are there."""
    where, value = _place(shape.table, (row["code"], row["valid_from"]), item.field), row[item.field]
    if isinstance(value, list):
        kept = [code for code in value if code in drawn]
        return _resolved(where, value, [*kept, *sorted(set(drawn) - set(kept))], logged or [], found)
    if len(set(drawn)) > 1:
        found.refused.append(
            Problem(
                where,
                "several relationships where one can be",
                found=", ".join(sorted(set(drawn))),
                expected=f"one {item.type}",
            )
        )
        return value
    return _resolved(where, value, drawn[0] if drawn else None, logged, found)


def _resolved(where: str, value: Any, derived: Any, logged: Any, found: Comparison) -> Any:
    """Of a field and what is derived from it, the one that differs from the log."""
    if repr(value) in (repr(derived), repr(logged)):
        return derived
    if repr(derived) != repr(logged):
        found.refused.append(
            Problem(where, "edited in two ways that disagree", found=f"{value} and {derived}", expected="one of them")
        )
    return value


def _wrong_labels(table: str, rows: pl.DataFrame, schemes: Schemes, found: Comparison) -> None:
    """Nodes whose labels do not say what their fields say; other people's labels are left alone."""
    ours = set(own_labels(schemes).get(table, ()))
    fields = [
        name
        for name in ("level", "parent", "kinds")
        if name in rows.columns and (table, name) != ("organizations", "parent")
    ]
    plain = rows.select(*KEY, "latest", "labels", *fields)
    for row in plain.iter_rows(named=True) if fields else ():
        if row.get("level", "") is None:
            continue
        expected = labels_of(table, row) if row["latest"] else version_labels(table, row)
        has, wanted = set(row["labels"]), set(expected)
        if not wanted <= has or (row["latest"] and (has & ours) - wanted):
            where = _place(table, (row["code"], row["valid_from"]))
            extra = sorted((has & ours) - wanted)
            missing = sorted(wanted - has)
            found.touch(
                table,
                row["code"],
                Problem(
                    where, "wrong labels", found=":".join(extra or ["none"]), expected=":".join(missing or ["none"])
                ),
            )


def _hidden(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that are their record's latest version, but not the node; or the other way round."""
    newest = pl.col("valid_from") == pl.col("valid_from").max().over("code")
    return rows.filter(newest != pl.col("latest"))


def _links(shape: LinkShape, rows: pl.DataFrame, on: date, found: Comparison) -> pl.DataFrame:
    """The records that are relationships, dated and named where they were drawn without."""
    ends = [end.field for end in shape.ends]
    lost = pl.col(shape.start.field).is_null() | pl.all_horizontal(pl.col(ends).is_null())
    for code, one in rows.filter(lost).select("code", "id").iter_rows():
        found.refused.append(
            Problem(
                f"{shape.table} {code or '(no code)'}",
                "a relationship between records of other tables",
                found=f"{shape.type} {one}",
            )
        )
    rows = rows.filter(~lost)
    first = pl.coalesce("valid_from", pl.lit(on))
    code = pl.concat_str([pl.coalesce(*parts) for parts in _parts(shape)] + [first.cast(pl.String)], separator="/")
    return rows.with_columns(code=pl.coalesce("code", code), valid_from=first).drop("id")


def _parts(shape: LinkShape) -> Iterator[list[str]]:
    ends = [end.field for end in shape.ends]
    parts = _CODES[shape.table]
    for name in parts:
        if name not in ends[1:] or len(ends) == 1:
            yield ends if name == ends[0] and len(ends) > 1 else [name]


def _edits(table: str, told: pl.DataFrame, log: pl.DataFrame) -> Iterator[tuple[str, Problem]]:
    """The differences between two states of a table, in words, by code."""
    for key in log.join(told, on=KEY, how="anti").select(KEY).sort(KEY).iter_rows():
        yield key[0], Problem(_place(table, key), "taken out of the graph")
    changed = _unequal(told, log)
    logged = {
        (row["code"], row["valid_from"]): row for row in log.join(changed, on=KEY, how="semi").iter_rows(named=True)
    }
    for row in changed.sort(KEY).iter_rows(named=True):
        key = (row["code"], row["valid_from"])
        before = logged.get(key)
        if before is None:
            yield key[0], Problem(_place(table, key), "added in the graph")
            continue
        for name, value in row.items():
            if value != before[name]:
                where = _place(table, key, name)
                yield (
                    key[0],
                    Problem(
                        where,
                        "changed in the graph",
                        found=_shown(value),
                        expected=f"{_shown(before[name])} as in the log",
                    ),
                )


def _unequal(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The rows that do not stand just so among the others."""
    if not others.height:
        return rows
    pairs = rows.join(others, on=KEY, how="inner", suffix=":other")
    same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(f"{name}:other")) for name in rows.columns if name not in KEY
    )
    return rows.join(pairs.filter(same), on=KEY, how="anti")


def _replaced(rows: pl.DataFrame, updates: _Updates) -> pl.DataFrame:
    if not updates:
        return rows
    keys = pl.DataFrame(list(updates), schema={name: rows.schema[name] for name in KEY}, orient="row")
    told = [
        row | updates[row["code"], row["valid_from"]]
        for row in rows.join(keys, on=KEY, how="semi").iter_rows(named=True)
    ]
    return pl.concat([rows.join(keys, on=KEY, how="anti"), pl.DataFrame(told, schema=rows.schema)])


def _by_key(log: pl.DataFrame, rows: pl.DataFrame) -> Callable[[_Key, str], Any]:
    """Looks a field of the log up, for the keys of `rows`; None where the log has no such version."""
    some = {(row["code"], row["valid_from"]): row for row in log.join(rows, on=KEY, how="semi").iter_rows(named=True)}
    return lambda key, name: some[key][name] if key in some else None


def _place(table: str, key: _Key, name: str | None = None) -> str:
    return " ".join([table, key[0], str(key[1]), *([name] if name else [])])


def _shown(value: Any) -> str:
    return "nothing" if value is None or value == [] else ", ".join(value) if isinstance(value, list) else str(value)
