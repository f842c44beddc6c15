"""Derived codes: what a row without a code is called, alike in every loader.

| record | code |
|---|---|
| organization | `<area>/<kind>[/n]`: the first of its kinds; a known body of that name keeps its code |
| person | `<community>/p<n>`; a known person of that name (and contact, if given) in the community keeps its code |
| post | `<area or organization>/<role>` |
| appointment | `<post>/<person>/<valid_from>` |
| cover | `<organization>/<covered>/<valid_from>` |
| affiliation, membership | `<one end>/<other end>/<kind>/<valid_from>` |
| filing | `<area>/<topic>/<valid_from>` |
| figure | `<subject>/<key>/<period>[/n]`, `-` where there is no period |
| exemption | `<indicator>/<subject>/<valid_from>` |

Of a tie (cover, affiliation, membership, appointment, exemption) a known record between the same ends that holds at the same
time is that record, whatever day its code holds. Areas need their code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from graph_model.changes import Tables
from graph_model.errors import Problem
from graph_model.records import TABLES
from loaders.incoming import incoming_schema

__all__ = ["areas_on", "derive_codes"]

_PREFIX: Mapping[str, tuple[pl.Expr, ...]] = {
    "covers": (pl.col("organization"), pl.coalesce("area", "target_organization")),
    "affiliations": (pl.col("organization"), pl.coalesce("other_organization", "area"), pl.col("kind")),
    "memberships": (pl.col("person"), pl.col("organization"), pl.col("kind")),
    "posts": (pl.coalesce("area", "organization"), pl.col("role")),
    "appointments": (pl.col("post"), pl.col("person")),
    "filings": (pl.col("area"), pl.col("topic")),
    "figures": (pl.coalesce("area", "organization", "person"), pl.col("key"), pl.col("period").fill_null("-")),
    "exemptions": (pl.col("indicator"), pl.coalesce("area", "organization")),
    "organizations": (pl.col("area"), pl.col("kinds").list.first()),
}
"""What a derived code begins with, joined by `/`."""

_TIES = frozenset({"covers", "affiliations", "memberships", "appointments", "exemptions"})
_SAME_BODY = ("prefix", "name")
_SAME_FIGURE = ("prefix", "measure", "scope", "source", "turn")


def derive_codes(
    incoming: Mapping[str, pl.DataFrame], known: Tables, on: date, areas: pl.DataFrame | None = None
) -> tuple[dict[str, pl.DataFrame], list[Problem], list[Problem]]:
    """The incoming frames with every code filled in that can be; then the problems, and the questions only a person can answer.

    `known` are the tables of the store, `on` is the report date (a row without `valid_from` holds from it), `areas` the areas of
    that day where they are known already (`areas_on`). Rows that get no code are left out.
    """
    coded: dict[str, pl.DataFrame] = {}
    problems: list[Problem] = []
    questions: list[Problem] = []
    for table, frame in incoming.items():
        rows = frame
        if table in _TIES or rows["code"].null_count():
            before = known[table]
            if table == "organizations":
                rows = _bodies(rows, before, on, questions)
            elif table == "persons":
                here = areas_on(known, incoming.get("areas"), on) if areas is None else areas
                rows = _persons(rows, before, here, on, questions)
            elif table == "figures":
                rows = _figures(rows, before)
            elif table in _TIES:
                rows = _ties(table, rows, before, on)
            elif table != "areas":
                dated = () if table == "posts" else (pl.col("valid_from").fill_null(on).cast(pl.String),)
                rows = rows.with_columns(pl.coalesce("code", pl.concat_str(*_PREFIX[table], *dated, separator="/")))
        uncoded = rows.filter(pl.col("code").is_null())
        asked = {question.where for question in questions}
        problems += [
            Problem(where, "no code", expected=_NEEDED.get(table, "a code"))
            for where in _places(uncoded)
            if where not in asked
        ]
        coded[table] = rows.filter(pl.col("code").is_not_null()).select(incoming_schema(table).names())
    return coded, problems, questions


_NEEDED = {
    "areas": "a code: areas need their own",
    "persons": "a code, or a name and a residence inside a community",
}


def areas_on(known: Tables, incoming: pl.DataFrame | None, on: date) -> pl.DataFrame:
    """The areas of the report date as they will be after the load: `code, level, parent, scheme`, one row each."""
    columns = ["code", "level", "parent", "scheme"]
    holds = (pl.col("valid_from") <= on) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on))
    stored = known["areas"].filter(holds).select(columns)
    if incoming is None:
        return stored
    told = incoming.with_columns(pl.col("valid_from").fill_null(on)).filter(holds & pl.col("code").is_not_null())
    told = told.sort("valid_from").unique("code", keep="last").select(columns)
    return pl.concat([stored.join(told, on="code", how="anti"), told])


def _places(rows: pl.DataFrame) -> list[str]:
    return [f"{place} row {row}" for place, row in rows.select("place", "row").iter_rows()]


def _prefixed(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.concat_str(*_PREFIX[table], separator="/").alias("prefix"))


def _ties(table: str, rows: pl.DataFrame, known: pl.DataFrame, on: date) -> pl.DataFrame:
    """A code of its day for each tie, or the code of the known tie between the same ends that holds at the same time."""
    rows = _prefixed(table, rows).with_columns(pl.col("valid_from").fill_null(on).alias("start")).with_row_index("at")
    derived = pl.concat_str("prefix", pl.col("start").cast(pl.String), separator="/")
    rows = rows.with_columns(pl.coalesce("code", derived).alias("derived"))
    # A code that was written out is taken at its word, unless it is a derived one that the store does not have.
    open_question = rows.join(known.select(pl.col("code").alias("derived")).unique(), on="derived", how="anti").filter(
        pl.col("code").is_null() | pl.col("code").str.starts_with(pl.col("prefix") + "/")
    )
    same = (
        open_question.select("at", "prefix", "start", "valid_to")
        .join(
            _prefixed(table, known).select("prefix", "code", "valid_from", pl.col("valid_to").alias("until")),
            on="prefix",
        )
        .filter(pl.col("until").is_null() | (pl.col("until") > pl.col("start")))
        .filter(pl.col("valid_to").is_null() | (pl.col("valid_from") < pl.col("valid_to")))
        .filter(pl.col("valid_from") <= pl.col("start"))
        .sort("at", "valid_from")
        .unique("at", keep="last", maintain_order=True)
        .select("at", pl.col("code").alias("same"))
    )
    joined = rows.join(same, on="at", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("same", "derived").alias("code"))


def _bodies(rows: pl.DataFrame, known: pl.DataFrame, on: date, questions: list[Problem]) -> pl.DataFrame:
    rows = _prefixed("organizations", rows).with_row_index("at")
    bodies = _prefixed("organizations", known).select(*_SAME_BODY, "code", "valid_from", "valid_to")
    open_rows = rows.filter(pl.col("code").is_null()).with_columns(pl.col("valid_from").fill_null(on).alias("start"))
    found = _candidates(open_rows, bodies, _SAME_BODY)
    _ask(found, rows, "a body of this name is known more than once here", questions)
    matched = found.filter(pl.col("codes").list.len() == 1).select("at", pl.col("codes").list.first().alias("same"))
    fresh = open_rows.join(found, on="at", how="anti").unique(_SAME_BODY, keep="first", maintain_order=True)
    numbered = _numbered(fresh, pl.concat([rows["code"], known["code"]]), "/")
    return _filled_in(rows, matched, open_rows, numbered, _SAME_BODY)


def _persons(
    rows: pl.DataFrame, known: pl.DataFrame, areas: pl.DataFrame, on: date, questions: list[Problem]
) -> pl.DataFrame:
    """Match by name, and by contact where both give one, within the community of the residence."""
    community = _communities(areas)
    rows = rows.join(community, left_on="residence", right_on="area", how="left", maintain_order="left")
    rows = rows.rename({"community": "prefix"}).with_row_index("at")
    open_rows = rows.filter(pl.col("code").is_null() & pl.col("prefix").is_not_null() & pl.col("name").is_not_null())
    open_rows = open_rows.with_columns(pl.col("valid_from").fill_null(on).alias("start"))
    people = known.join(community, left_on="residence", right_on="area").rename({"community": "prefix"})
    people = people.select("prefix", "name", pl.col("contact").alias("theirs"), "code", "valid_from", "valid_to")
    found = _candidates(open_rows, people, ("prefix", "name"))
    _ask(found, rows, "this name is known more than once in the community", questions)
    matched = found.filter(pl.col("codes").list.len() == 1).select("at", pl.col("codes").list.first().alias("same"))
    same_person = ("prefix", "name", "contact")
    fresh = open_rows.join(found, on="at", how="anti").unique(same_person, keep="first", maintain_order=True)
    fresh = fresh.with_columns(pl.col("prefix") + "/p")
    numbered = _numbered(fresh, pl.concat([rows["code"], known["code"]]), "p", first=True)
    numbered = numbered.with_columns(pl.col("prefix").str.strip_suffix("/p"))
    return _filled_in(rows, matched, open_rows, numbered, same_person)


def _figures(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The claims on one key and period that agree in measure, scope and source take turns by their value."""

    def turned(frame: pl.DataFrame) -> pl.DataFrame:
        alike = ("prefix", "measure", "scope", "source")
        ordered = frame.sort("value", "published", maintain_order=True, nulls_last=True)
        return ordered.with_columns(pl.int_range(pl.len()).over(*alike, "valid_from").alias("turn"))

    rows = turned(_prefixed("figures", rows).with_row_index("at")).sort("at")
    latest = _prefixed("figures", known).sort("valid_from").unique("code", keep="last", maintain_order=True)
    claims = turned(latest.drop("valid_from").with_columns(pl.lit(0).alias("valid_from"))).select(*_SAME_FIGURE, "code")
    open_rows = rows.filter(pl.col("code").is_null())
    matched = open_rows.select("at", *_SAME_FIGURE).join(
        claims.rename({"code": "same"}), on=_SAME_FIGURE, nulls_equal=True
    )
    matched = matched.select("at", "same")
    fresh = (
        open_rows.join(matched, on="at", how="anti")
        .unique(_SAME_FIGURE, keep="first", maintain_order=True)
        .sort("turn", maintain_order=True)
    )
    numbered = _numbered(fresh, pl.concat([rows["code"], known["code"]]), "/")
    return _filled_in(rows, matched, open_rows, numbered, _SAME_FIGURE)


def _candidates(rows: pl.DataFrame, known: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """For each row that has any: the codes it may mean, those that hold on its day before those that do not."""
    pairs = rows.select("at", *keys, "start", *(["contact"] if "theirs" in known.columns else [])).join(known, on=keys)
    if "theirs" in known.columns:
        agree = pl.col("contact") == pl.col("theirs")
        pairs = pairs.filter(agree.fill_null(value=True))
        pairs = pairs.with_columns(agree.fill_null(value=False).alias("certain"))
        pairs = pairs.filter(pl.col("certain") | ~pl.col("certain").any().over("at"))
    holds = (pl.col("valid_from") <= pl.col("start")) & (
        pl.col("valid_to").is_null() | (pl.col("valid_to") > pl.col("start"))
    )
    pairs = pairs.with_columns(holds.alias("holds"))
    pairs = pairs.filter(pl.col("holds") | ~pl.col("holds").any().over("at"))
    return pairs.group_by("at", maintain_order=True).agg(pl.col("code").unique().sort().alias("codes"))


def _ask(found: pl.DataFrame, rows: pl.DataFrame, message: str, questions: list[Problem]) -> None:
    several = found.filter(pl.col("codes").list.len() > 1).join(rows.select("at", "place", "row", "name"), on="at")
    for place, row, name, codes in several.select("place", "row", "name", "codes").iter_rows():
        questions.append(
            Problem(
                f"{place} row {row}",
                message,
                f'"{name}"',
                "the code of one of " + ", ".join(codes),
                "write the code in the row",
            )
        )


def _numbered(fresh: pl.DataFrame, used: pl.Series, separator: str, *, first: bool = False) -> pl.DataFrame:
    """New codes for `fresh` rows: the prefix and the next number no code of that prefix ever had; 1 is only written if `first`."""
    codes = used.drop_nulls().unique().to_frame("used")
    codes = codes.with_columns(
        pl.col("used").str.extract(rf"{separator}(\d+)$").cast(pl.Int64, strict=False).alias("number"),
        pl.col("used").str.replace(r"\d+$" if first else rf"{separator}\d+$", "").alias("prefix"),
    )
    whole = codes.select(pl.col("used").alias("prefix"), pl.lit(1, pl.Int64).alias("number"))
    taken = pl.concat([codes.select("prefix", "number").drop_nulls(), whole.filter(not first)])
    highest = taken.group_by("prefix").agg(pl.col("number").max().alias("highest"))
    numbered = fresh.join(highest, on="prefix", how="left", maintain_order="left").with_columns(
        (pl.col("highest").fill_null(0) + 1 + pl.int_range(pl.len()).over("prefix")).alias("number")
    )
    number = pl.col("number").cast(pl.String)
    suffix = number if first else pl.when(pl.col("number") > 1).then(separator + number).otherwise(pl.lit(""))
    return numbered.with_columns((pl.col("prefix") + suffix).alias("fresh"))


def _filled_in(
    rows: pl.DataFrame, matched: pl.DataFrame, open_rows: pl.DataFrame, numbered: pl.DataFrame, keys: tuple[str, ...]
) -> pl.DataFrame:
    """The rows with the code written, else of the known record, else the new one of their keys."""
    new = (
        open_rows.select("at", *keys)
        .join(numbered.select(*keys, "fresh"), on=keys, nulls_equal=True)
        .select("at", "fresh")
    )
    joined = rows.join(matched, on="at", how="left", maintain_order="left").join(
        new, on="at", how="left", maintain_order="left"
    )
    return joined.with_columns(pl.coalesce("code", "same", "fresh").alias("code"))


def _communities(areas: pl.DataFrame) -> pl.DataFrame:
    """`area, community`: the community each area is or lies in; areas outside of any are not there."""
    found = []
    walk = areas.select(pl.col("code").alias("area"), pl.col("code").alias("at"))
    places = areas.select(pl.col("code").alias("at"), "level", "parent")
    for _ in range(len(TABLES) * 2):  # deeper than any tree of levels; a cycle, told by the validator, ends here
        walk = walk.join(places, on="at")
        arrived = pl.col("level") == "community"
        found.append(walk.filter(arrived).select("area", pl.col("at").alias("community")))
        walk = walk.filter(~arrived & pl.col("parent").is_not_null()).select("area", pl.col("parent").alias("at"))
        if not walk.height:
            break
    return pl.concat(found)
