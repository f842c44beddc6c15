"""A ledger's rows as records: its areas, the bodies and holders named in its cells, and the topics its cells tell about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from graph_model.errors import Problem
from graph_model.levels import AreaLevel
from graph_model.scheme import Scheme
from loaders.rows import joined_attributes
from loaders.workbook.bodies import CELLS, Bodies, bodies_in, shaped
from loaders.workbook.holders import ASKED, holders_in
from loaders.workbook.known import Known
from loaders.workbook.layout import COMPOUNDS, LEDGER_LEVELS
from loaders.workbook.ledger import Rows

__all__ = ["Ledger", "records_of_ledger"]

_IN_BODIES = {"secretary": ("party", "secretary"), "chair": ("council", "chair")}
"""Holder cells whose post is in a body: the cell of the body, and the role."""


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Incoming frames, ends, problems and questions of one ledger sheet; `known` also has the areas and persons it adds."""

    tables: dict[str, pl.DataFrame]
    ends: dict[str, pl.DataFrame]
    problems: list[Problem]
    questions: list[Problem]
    known: Known


def records_of_ledger(rows: Rows, frame: pl.DataFrame, known: Known) -> Ledger:
    """The records of located rows."""
    on, level = known.on, LEDGER_LEVELS[rows.kind]
    areas = _areas(rows, frame, level)
    places = known.places.with_more(areas)
    frame = _placed(frame, Known(known.tables, places, known.schemes, on))
    frame = frame.filter(~pl.col("lost"))
    here = Known(known.tables, places, known.schemes, on)
    bodies = bodies_in(frame, rows.headings, here, on) if rows.kind == COMPOUNDS else _NO_BODIES
    cells, problems = _cells(rows, frame, level, bodies, here)
    holders = holders_in(cells, here, on)
    tables = {"areas": areas, **bodies.tables, **holders.tables, "filings": _filings(rows, frame, level, here, on)}
    return Ledger(
        tables,
        {**bodies.ends, **holders.ends},
        [*bodies.problems, *problems, *holders.problems],
        [*bodies.questions, *holders.questions],
        _with_new(here, tables),
    )


_NO_BODIES = Bodies(
    {}, {}, pl.DataFrame(schema={"key": pl.String, "area": pl.String, "organization": pl.String}), [], []
)


def _areas(rows: Rows, frame: pl.DataFrame, level: AreaLevel) -> pl.DataFrame:
    attributes = {key: frame[key] for key in rows.headings if key in frame.columns and key in _attribute_keys(rows)}
    text = joined_attributes(attributes, frame.height)
    counts = [name for name in ("households", "residents") if name in frame.columns]
    made = frame.select("place", "row", "name", "parent", *counts, code="area", level=pl.lit(level.value)).with_columns(
        attributes=text
    )
    return shaped("areas", made)


def _attribute_keys(rows: Rows) -> set[str]:
    return {key for key in rows.headings if rows.sorts.get(key) == "attribute"}


def _placed(frame: pl.DataFrame, known: Known) -> pl.DataFrame:
    """The community, the town and the scheme in force beside each row."""
    places, areas = known.places, frame["area"]
    for name, level in (("community", AreaLevel.COMMUNITY), ("town", AreaLevel.TOWN)):
        found = places.at_level(areas, level).rename({"code": "area", "found": name})
        kept = frame.drop(name) if name in frame.columns else frame
        frame = kept.join(found, on="area", how="left", maintain_order="left")
    schemes = places.scheme_of(areas).rename({"code": "area"})
    return frame.join(schemes, on="area", how="left", maintain_order="left")


def _cells(
    rows: Rows, frame: pl.DataFrame, level: AreaLevel, bodies: Bodies, known: Known
) -> tuple[pl.DataFrame, list[Problem]]:
    """The filled holder cells with the post each is about."""
    found, problems = [pl.DataFrame(schema=ASKED)], []
    if "head" in frame.columns:
        posts = [
            (key, post.role, post.label) for key, scheme in known.schemes.items() if (post := scheme.levels[level].post)
        ]
        described = pl.DataFrame(
            posts, schema={"scheme": pl.String, "role": pl.String, "label": pl.String}, orient="row"
        )
        cells = _filled(rows, frame, "head").join(described, on="scheme", maintain_order="left")
        found.append(cells.with_columns(subject="area", of=pl.lit("areas")).select(list(ASKED)))
    for key, (cell, role) in _IN_BODIES.items():
        if key not in frame.columns:
            continue
        cells = _filled(rows, frame, key)
        covering = (
            bodies.covering.filter(pl.col("key") == cell)
            .group_by("area")
            .agg(bodies=pl.col("organization").unique().sort())
        )
        cells = cells.join(covering, on="area", how="left", maintain_order="left")
        count = pl.col("bodies").list.len().fill_null(0)
        heading = rows.headings.get(cell, next(one.group for one in CELLS if one.key == cell))
        for place, row, names in (
            cells.filter((count == 0) & (pl.col("names").list.len() > 0)).select("place", "row", "names").iter_rows()
        ):
            found_text = "、".join(names)
            problems.append(
                Problem(f"{place} row {row}", "a holder without a body", found_text, f"a name in {heading}, or 无 here")
            )
        for place, row, several in cells.filter(count > 1).select("place", "row", "bodies").iter_rows():
            expected = "the sheets 岗位 and 任职 for these, and nothing here"
            problems.append(Problem(f"{place} row {row}", "several bodies to hold it in", "、".join(several), expected))
        label = known.schemes["default"].roles[role]
        cells = cells.filter(count == 1).with_columns(
            subject=pl.col("bodies").list.first(), of=pl.lit("organizations"), role=pl.lit(role), label=pl.lit(label)
        )
        found.append(_one_a_body(cells))
    return pl.concat(found), problems


def _one_a_body(cells: pl.DataFrame) -> pl.DataFrame:
    """The holders of one body's post as all rows that name the body give them together."""
    grouped = cells.group_by("subject", maintain_order=True).agg(
        pl.first("place", "row", "of", "role", "label", "community"),
        pl.struct(name=pl.col("names"), contact=pl.col("contacts")).alias("told"),
        pl.col("names").explode().drop_nulls().n_unique().alias("different"),
        pl.col("names").list.len().max().alias("longest"),
        names=pl.col("names").sort_by(pl.col("contacts").list.len().fill_null(0), descending=True).first(),
        contacts=pl.col("contacts").sort_by(pl.col("contacts").list.len().fill_null(0), descending=True).first(),
        every=pl.col("names").explode().drop_nulls().unique(maintain_order=True),
    )
    same = pl.col("different") == pl.col("names").list.len()
    grouped = grouped.with_columns(
        names=pl.when(same).then("names").otherwise("every"), contacts=pl.when(same).then("contacts")
    )
    return grouped.select(list(ASKED))


def _filled(rows: Rows, frame: pl.DataFrame, key: str) -> pl.DataFrame:
    contact = f"{key}_contact"
    contacts = pl.col(contact) if contact in frame.columns else pl.lit(None, pl.List(pl.String))
    filled = frame.filter(pl.col(key).is_not_null())
    return filled.select(
        "row",
        "area",
        "community",
        "scheme",
        place=pl.col("place") + f"/{rows.headings[key]}",
        names=key,
        contacts=contacts,
    )


def _filings(rows: Rows, frame: pl.DataFrame, level: AreaLevel, known: Known, on: date) -> pl.DataFrame:
    """For each filled cell the topics it tells all about, filed by the row's area."""
    told = []
    for key in ("party", "council", "firm", "secretary", "chair", "head"):
        if key not in frame.columns:
            continue
        topics = pl.DataFrame(
            [(name, topic) for name, scheme in known.schemes.items() for topic in _topics(key, level, scheme, known)],
            schema={"scheme": pl.String, "topic": pl.String},
            orient="row",
        )
        filled = frame.filter(pl.col(key).is_not_null()).with_columns(place=pl.col("place") + f"/{rows.headings[key]}")
        told.append(filled.select("place", "row", "area", "scheme").join(topics, on="scheme", maintain_order="left"))
    if not told:
        return shaped("filings", pl.DataFrame(schema={"area": pl.String}))
    every = pl.concat(told).unique(["area", "topic"], keep="first", maintain_order=True)
    code = pl.concat_str("area", "topic", pl.lit(on.isoformat()), separator="/")
    return shaped("filings", every.with_columns(code=code))


def _topics(key: str, level: AreaLevel, scheme: Scheme, known: Known) -> list[str]:
    """The topics of a scheme that a cell tells *all* about: one that is also about something else is not filed by it."""
    if key == "head":
        post = scheme.levels[level].post
        return [scheme.topic_of_post(post.role, level)] if post else []
    if key in _IN_BODIES:
        topic = scheme.topic_of_post(_IN_BODIES[key][1], None)
        return [topic] if len(scheme.topics[topic].roles) == 1 else []
    group = next(cell.group for cell in CELLS if cell.key == key)
    kinds = set(known.kinds_of(group)) & set(scheme.kinds)
    return sorted(topic for topic in scheme.topics_of_kinds(kinds) if set(scheme.topics[topic].kinds) <= kinds)


def _with_new(known: Known, tables: dict[str, pl.DataFrame]) -> Known:
    """What stands, with the organizations and persons of a sheet, so that the next sheet's names meet them."""
    together = dict(known.tables)
    for table in ("organizations", "persons"):
        if table in tables and tables[table].height:
            own = tables[table].with_columns(pl.col("valid_from").fill_null(known.on))
            own = own.join(together[table].select("code"), on="code", how="anti").select(together[table].columns)
            together[table] = pl.concat([together[table], own])
    return Known(together, known.places, known.schemes, known.on)
