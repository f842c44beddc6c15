"""Sheets of text as one `Incoming`: the record sheets row by row, the ledgers as the many records each row is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from graph_model.changes import Tables
from graph_model.errors import Problem
from graph_model.records import TABLES, Field
from graph_model.scheme import Schemes
from loaders.codes import derive_codes
from loaders.incoming import Incoming, Said
from loaders.rows import RowReader
from loaders.workbook.known import Known, of_day
from loaders.workbook.layout import BUILDINGS, COMPOUNDS, LEDGER_LEVELS, Kinds
from loaders.workbook.ledger import located, read_rows
from loaders.workbook.places import Places
from loaders.workbook.records import Ledger, records_of_ledger
from loaders.workbook.sheets import Sheet, Sheets
from loaders.workbook.together import put_together

__all__ = ["read_files"]


@dataclass(slots=True)
class _Draft:
    """What has been read so far."""

    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    fields: dict[str, frozenset[str]] = field(default_factory=dict)
    ends: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Problem] = field(default_factory=list)
    withheld: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    everywhere: set[str] = field(default_factory=set)
    """The towns in which names were found that were looked up without a 填报范围."""

    def add(self, table: str, frame: pl.DataFrame, fields: frozenset[str]) -> None:
        self.frames.setdefault(table, []).append(frame)
        self.fields[table] = self.fields.get(table, frozenset()) | fields


def read_files(sheets: Sheets, before: Tables, on: date, schemes: Schemes) -> Incoming:
    """What files say to a store that holds `before`, with `on` as the report date; all that is wrong is among its `problems`."""
    draft = _Draft(problems=list(sheets.problems))
    kinds = Kinds(schemes)
    places = Places(of_day(before["areas"], on).select("code", "name", "level", "parent", "scheme"), _later(before, on))
    records = [sheet for sheet in sheets.sheets if sheet.kind in TABLES]
    scope: str | None = None
    if any(sheet.kind == "areas" for sheet in records):
        places = _own_areas([sheet for sheet in records if sheet.kind == "areas"], places, schemes, draft)
    if sheets.scope:
        scope, wrong = _scope(*sheets.scope, places)
        draft.problems += wrong
    for table in TABLES:
        for sheet in records:
            if sheet.kind == table != "areas":
                _record_sheet(sheet, schemes, draft)
    _areas_by_name(draft, places, scope)
    known = _coded(draft, before, places, schemes, on, scope)
    for kind in (COMPOUNDS, BUILDINGS):
        for sheet in sheets.sheets:
            if sheet.kind == kind:
                known = _ledger_sheet(sheet, kinds, known, scope, draft)
    notices = _looked_up(draft.everywhere, known.places)
    return _incoming(
        replace(sheets, notices=(*sheets.notices, *notices)), draft, {sheet.kind for sheet in sheets.sheets}
    )


def _later(before: Tables, on: date) -> dict[str, date]:
    """The first days of areas that begin after `on`, by code and by name."""
    coming = before["areas"].filter(pl.col("valid_from") > on)
    begun = before["areas"].filter(pl.col("valid_from") <= on)
    first = coming.join(begun, on="code", how="anti").unique("code", keep="first", maintain_order=True)
    rows = first.select("code", "name", "valid_from").sort("valid_from", descending=True)
    return {text: day for *texts, day in rows.iter_rows() for text in texts}


def _looked_up(towns: set[str], places: Places) -> list[str]:
    """Where names were found that might be elsewhere too: for the reader of a dry run."""
    if not towns:
        return []
    listed = "、".join(places.path(town) for town in sorted(towns)[:5])
    return [f"未写填报范围，名称在全部区域中查找；所涉乡镇街道：{listed}{'等' if len(towns) > 5 else ''}。"]


def _scope(text: str, where: str, places: Places) -> tuple[str | None, list[Problem]]:
    place, _, row = where.rpartition(" row ")
    asked = pl.DataFrame(
        {"text": [text], "within": [None], "place": [place], "row": [int(row)]}, schema_overrides={"within": pl.String}
    )
    codes, wrong = places.resolve(asked, "填报范围")
    return codes[0], wrong


def _record_sheet(sheet: Sheet, schemes: Schemes, draft: _Draft) -> pl.DataFrame | None:
    reading = RowReader(TABLES[sheet.kind], schemes, sheet.place, filled_only=True)
    frame = reading.read(sheet.text)
    draft.problems += reading.problems
    if frame is None:
        draft.unread.add(sheet.kind)
        return None
    draft.withheld |= reading.withheld
    draft.add(sheet.kind, frame, reading.said.fields)
    return frame


def _own_areas(sheets: list[Sheet], places: Places, schemes: Schemes, draft: _Draft) -> Places:
    """Read the sheets of areas; their parents may be named too."""
    frames = [frame for sheet in sheets if (frame := _record_sheet(sheet, schemes, draft)) is not None]
    if not frames:
        return places
    own = pl.concat(frames).filter(pl.col("code").is_not_null())
    named = places.with_more(own.with_columns(parent=pl.lit(None, pl.String)))
    resolved = []
    for frame in draft.frames["areas"]:
        codes, wrong = _resolved(frame, TABLES["areas"].field("parent"), named, None)
        draft.problems += wrong
        resolved.append(frame.with_columns(codes.alias("parent")))
    draft.frames["areas"] = resolved
    return places.with_more(pl.concat(resolved).filter(pl.col("code").is_not_null()))


def _areas_by_name(draft: _Draft, places: Places, scope: str | None) -> None:
    """Codes for the areas that rows of the record sheets name."""
    for table, frames in draft.frames.items():
        if table == "areas":
            continue
        for item in TABLES[table].references:
            if item.column.refers_to == "areas" and item.type is str:
                for at, frame in enumerate(frames):
                    codes, wrong = _resolved(frame, item, places, scope)
                    draft.problems += wrong
                    frames[at] = frame.with_columns(codes.alias(item.name))


def _resolved(frame: pl.DataFrame, item: Field, places: Places, scope: str | None) -> tuple[pl.Series, list[Problem]]:
    asked = frame.select("place", "row", within=pl.lit(scope, pl.String), text=item.name)
    return places.resolve(asked, item.column.label)


def _coded(draft: _Draft, before: Tables, places: Places, schemes: Schemes, on: date, scope: str | None) -> Known:
    """The record sheets' own records beside the store's, with codes, so that the other sheets can name them."""
    tables = dict(before)
    for table in ("organizations", "persons", "posts", "covers", "appointments"):
        if table in draft.frames:
            rows: dict[str, pl.DataFrame] = {table: pl.concat(draft.frames[table])}
            coded, problems, questions = derive_codes(rows, tables, on, places.areas)
            draft.problems += problems
            draft.questions += questions
            draft.frames[table] = [coded[table]]
            own = coded[table].with_columns(pl.col("valid_from").fill_null(on)).select(before[table].columns)
            tables[table] = pl.concat([before[table].join(own, on="code", how="anti"), own])
        if table in ("organizations", "persons"):
            _by_name(draft, table, _within(of_day(tables[table], on), table, places, scope))
    return Known(tables, places, schemes, on)


def _by_name(draft: _Draft, target: str, known: pl.DataFrame) -> None:
    """Codes for the organizations or persons that rows of the record sheets name."""
    for table, item in _referring(target):
        if table in draft.frames:
            draft.frames[table] = [_named(frame, item, known) for frame in draft.frames[table]]


def _within(known: pl.DataFrame, table: str, places: Places, scope: str | None) -> pl.DataFrame:
    """The records that a name in a sheet about `scope` may mean: those seated or living in it, or in an area above it."""
    if scope is None:
        return known
    at = pl.col("residence" if table == "persons" else "area")
    inside = places.above(known.select(at).to_series()).filter(pl.col("ancestor") == scope)["code"]
    over = places.above(pl.Series([scope]))["ancestor"]
    return known.filter(at.is_in(pl.concat([inside, over]).unique().implode()))


def _referring(target: str) -> list[tuple[str, Field]]:
    return [
        (table, item)
        for table in TABLES
        for item in TABLES[table].references
        if item.column.refers_to == target and item.type is str
    ]


def _named(frame: pl.DataFrame, item: Field, known: pl.DataFrame) -> pl.DataFrame:
    """References by a name that only one record has, as its code; anything else stays as it is written."""
    wanted = frame.select(pl.col(item.name).alias("name")).drop_nulls().unique()
    wanted = wanted.join(known.select(name="code"), on="name", how="anti")
    found = wanted.join(known.select("name", "code"), on="name").filter(pl.len().over("name") == 1)
    joined = frame.join(found, left_on=item.name, right_on="name", how="left", suffix=":found", maintain_order="left")
    return frame.with_columns(
        pl.coalesce(joined["code:found" if "code" in frame.columns else "code"], frame[item.name]).alias(item.name)
    )


def _ledger_sheet(sheet: Sheet, kinds: Kinds, known: Known, scope: str | None, draft: _Draft) -> Known:
    rows = read_rows(sheet, kinds)
    draft.problems += rows.problems
    if not rows.frame.height:
        return known
    frame, problems = located(rows, known.places, scope)
    if scope is None and frame.height:
        draft.everywhere |= set(known.places.above(frame["written"]).filter(pl.col("level") == "town")["ancestor"])
    draft.problems += problems
    told: Ledger = records_of_ledger(rows, frame, known)
    draft.problems += told.problems
    draft.questions += told.questions
    for table, part in told.tables.items():
        draft.add(table, part, frozenset(TABLES[table].schema) - {"valid_from", "valid_to", "source"})
    for table, gone in told.ends.items():
        draft.ends.setdefault(table, []).append(gone)
    return told.known


def _incoming(sheets: Sheets, draft: _Draft, kinds: set[str]) -> Incoming:
    tables: dict[str, pl.DataFrame] = {}
    for table in TABLES:
        if table in draft.frames:
            tables[table], problems = put_together(table, draft.frames[table])
            draft.problems += problems
    said = {table: Said(draft.fields[table], filled_only=True) for table in tables}
    complete: dict[str, pl.Expr] = {table: pl.lit(value=True) for table in kinds if table in TABLES}
    levels = [LEDGER_LEVELS[kind].value for kind in kinds if kind in LEDGER_LEVELS]
    if levels and "areas" not in complete:
        complete["areas"] = pl.col("level").is_in(levels)
    ends = {table: pl.concat(parts).unique("code", keep="first") for table, parts in draft.ends.items()}
    return Incoming(
        sheets.name,
        tables,
        said,
        tuple(dict.fromkeys(draft.problems)),
        sheets.notices,
        frozenset(draft.withheld),
        frozenset(draft.unread),
        ends,
        complete,
        tuple(dict.fromkeys(draft.questions)),
    )
