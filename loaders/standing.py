"""What stands in an area, for a load that is complete for it: what is absent from the file ends, its topics are filed.

A body stands at its seat, a person where it lives, a post at its area or body, an appointment at its post, a membership at
its organization, a cover at what it covers, an affiliation at its area, else at its first organization, a figure and an
exemption at their subject. The area itself does not stand in itself. A filing never ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from graph_model.changes import Tables
from graph_model.levels import AreaLevel
from graph_model.records import TABLES
from graph_model.scheme import DEFAULT, Scheme, Schemes

__all__ = ["absent", "filings_for", "scheme_at", "topics_told"]

_STANDS_AT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "organizations": (("area", "areas"),),
    "covers": (("area", "areas"), ("target_organization", "organizations")),
    "affiliations": (("area", "areas"), ("organization", "organizations")),
    "persons": (("residence", "areas"),),
    "memberships": (("organization", "organizations"),),
    "posts": (("area", "areas"), ("organization", "organizations")),
    "appointments": (("post", "posts"),),
    "figures": (("area", "areas"), ("organization", "organizations"), ("person", "persons")),
    "exemptions": (("area", "areas"), ("organization", "organizations")),
}
"""Where a record stands: at the first of these fields that is given, a code of that table."""

_CARRIED_BY = {
    "kinds": ("organizations", "covers"),
    "roles": ("posts", "appointments"),
    "linkage": ("posts", "appointments"),
    "memberships": ("memberships",),
    "affiliations": ("affiliations",),
}
"""The tables a file must have before it has told all about kinds, roles, linkage posts, memberships or ties."""


_ENDS_WITH_ITS_PLACE = ("organizations", "covers", "affiliations", "memberships", "posts", "appointments")
"""The tables whose records end when the area they stand in does."""


def absent(
    known: Tables,
    incoming: Mapping[str, pl.DataFrame],
    area: str,
    on: date,
    complete: Mapping[str, pl.Expr] | None = None,
) -> dict[str, pl.DataFrame]:
    """What holds on `on`, stands in `area` and is not in the file: `code, valid_from` for each table of the file.

    `complete` chooses the rows that the file would have if they still held; then what stands in an area that ends, ends too.
    """
    today = {table: _of_day(known[table], on) for table in TABLES}
    inside = _inside(today, _below(today["areas"], [area]), area)
    chosen = complete if complete is not None else {table: pl.lit(value=True) for table in incoming}
    gone = {}
    for table, frame in today.items():
        if table in chosen and table != "filings":
            gone[table] = _missing(frame.filter(chosen[table]), inside[table], incoming.get(table))
    if complete is not None and "areas" in gone and gone["areas"].height:
        ended = gone["areas"]["code"].to_list()
        below = list(dict.fromkeys([*ended, *_below(today["areas"], ended)]))
        beneath = _inside(today, below, *below)
        for table in ("areas", *_ENDS_WITH_ITS_PLACE):
            more = _missing(today[table], beneath[table], incoming.get(table))
            gone[table] = pl.concat([gone[table], more]).unique("code") if table in gone else more
    return gone


def _inside(today: Mapping[str, pl.DataFrame], areas: list[str], *tops: str) -> dict[str, list[str]]:
    """The codes by table of what stands in these areas or at one of `tops`."""
    inside = {"areas": areas}
    for table, frame in today.items():
        if table in _STANDS_AT:
            inside[table] = frame.filter(_stands(_STANDS_AT[table], {**inside, "areas": [*areas, *tops]}))[
                "code"
            ].to_list()
    return inside


def _missing(frame: pl.DataFrame, codes: list[str], rows: pl.DataFrame | None) -> pl.DataFrame:
    left = pl.DataFrame({"code": pl.Series(codes, dtype=pl.String)})
    if rows is not None:
        left = left.join(rows.select("code"), on="code", how="anti")
    return frame.join(left, on="code").select("code", "valid_from")


def _of_day(frame: pl.DataFrame, on: date) -> pl.DataFrame:
    return frame.filter((pl.col("valid_from") <= on) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on)))


def _below(areas: pl.DataFrame, tops: list[str]) -> list[str]:
    """The codes of all areas beneath any of `tops`."""
    found: list[str] = []
    layer = pl.DataFrame({"parent": tops})
    places = areas.select("code", "parent")
    while layer.height and len(found) <= areas.height:
        layer = places.join(layer, on="parent").select(pl.col("code").alias("parent"))
        found += layer["parent"].to_list()
    return found


def _stands(fields: Iterable[tuple[str, str]], inside: Mapping[str, list[str]]) -> pl.Expr:
    expression = pl.lit(value=False)
    for name, table in reversed(list(fields)):
        codes = pl.Series(inside[table], dtype=pl.String).implode()
        expression = pl.when(pl.col(name).is_not_null()).then(pl.col(name).is_in(codes)).otherwise(expression)
    return expression


def scheme_at(areas: pl.DataFrame, area: str, schemes: Schemes) -> tuple[Scheme, AreaLevel | None]:
    """The scheme in force at an area of `areas` (`code, level, parent, scheme`), and the area's level."""
    by_code = {code: (level, parent, scheme) for code, level, parent, scheme in areas.iter_rows()}
    level = by_code[area][0] if area in by_code else None
    at, seen = area, set()
    while at in by_code and at not in seen:
        seen.add(at)
        _, parent, scheme = by_code[at]
        if scheme in schemes:
            return schemes[scheme], AreaLevel(level) if level else None
        at = parent
    return schemes[DEFAULT], AreaLevel(level) if level else None


def topics_told(scheme: Scheme, level: AreaLevel | None, tables: Iterable[str]) -> list[str]:
    """The topics a file with `tables` tells all about for an area of `level`.

    A topic is told when the file has every table that carries it: bodies need `organizations` and `covers`, holders need
    `posts` and `appointments`; of linkage posts those count whose level can lie there.
    """
    there = set(tables)
    told = []
    for key, topic in scheme.topics.items():
        parts = [part for part in _CARRIED_BY if getattr(topic, part)]
        needed = {table for part in parts for table in _CARRIED_BY[part]}
        needed |= {table for name in topic.attributes if not parts for table in scheme.attributes[name].of}
        here = (
            not topic.linkage
            or level is None
            or any(one == level or scheme.may_lie_below(one, level) for one in topic.linkage)
        )
        if needed and needed <= there and here:
            told.append(key)
    return told


def filings_for(area: str, topics: Iterable[str], on: date, source: str) -> pl.DataFrame:
    """One filing a topic, of `area`, on the day."""
    keys = list(topics)
    return pl.DataFrame(
        {
            "code": [f"{area}/{topic}/{on.isoformat()}" for topic in keys],
            "valid_from": [on] * len(keys),
            "valid_to": [None] * len(keys),
            "source": [source] * len(keys),
            "area": [area] * len(keys),
            "topic": keys,
        },
        schema=TABLES["filings"].schema,
    )
