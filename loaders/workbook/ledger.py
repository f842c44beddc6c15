"""The rows of a ledger sheet, cell by cell: what is written, what was told to be none, and which area each row is about."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph_model.errors import Problem
from graph_model.levels import AreaLevel
from graph_model.records import TABLES
from graph_model.scheme import DEFAULT, Schemes
from loaders.cells import SEPARATORS, Wrong, read_attribute, read_column
from loaders.headings import match_headings
from loaders.rows import MISSING, attributes_of
from loaders.words import words_of
from loaders.workbook.layout import BUILDINGS, LEDGER_LEVELS, Column, Kinds, ledger_columns
from loaders.workbook.places import TOLD, Places, more_of
from loaders.workbook.sheets import Sheet

__all__ = ["NONE", "Rows", "located", "read_rows"]

_PLAIN = string.digits + string.ascii_letters
_WIDE = "".join(chr(ord(one) + 0xFEE0) for one in _PLAIN)
"""Full-width digits and letters; full-width brackets and signs are right in Chinese."""

NONE = ("无", "暂无", "没有", "空缺", "缺岗", "缺")
"""What tells that there is none; an empty cell says nothing."""

_NO_NAMES = ("同上", "待定", "不详", "未知", "不清楚")
_HINTED = 50


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A ledger read: a frame with `place, row` and a column for each key that the sheet has a heading for.

    Cells of bodies and holders are lists of names: null where nothing is written, empty where none was told.
    `headings` says what a key's column is headed with, `sorts` what its cells are.
    """

    kind: str
    frame: pl.DataFrame
    headings: dict[str, str]
    sorts: Mapping[str, str]
    problems: list[Problem]


def read_rows(sheet: Sheet, kinds: Kinds) -> Rows:
    """The rows of a ledger sheet; no rows when a heading is missing that it cannot do without."""
    known = kinds.columns[sheet.kind]
    where = f"{sheet.place} row {sheet.text.heading_row}"
    names = [column.heading for column in ledger_columns(sheet.kind, kinds.schemes[DEFAULT])]
    found, problems = match_headings(where, sheet.text.headings, known, lambda column: column.heading, names)
    there = {column.key for column in found.values()}
    required = {column.key: column for column in known.values() if column.required}
    for key, column in required.items():
        if key not in there:
            problems.append(Problem(where, MISSING, expected=column.heading))
    headings = {column.key: sheet.text.headings[position].strip() for position, column in found.items()}
    sorts = {column.key: column.sort for column in found.values()}
    rows = sheet.text.rows.rename("row")
    series: dict[str, pl.Series] = {"row": rows}
    if not set(required) <= there:
        return Rows(sheet.kind, pl.DataFrame(), headings, sorts, problems)
    for position, column in found.items():
        values, wrong = _read(sheet.text.cells[str(position)], column, kinds.schemes)
        series[column.key] = values
        problems += [
            Problem(
                f"{sheet.place} row {rows[one.position]} column {headings[column.key]}",
                one.message,
                f'"{one.found}"',
                one.expected,
                one.hint,
            )
            for one in wrong[:TOLD]
        ]
    frame = pl.DataFrame(series).with_columns(place=pl.lit(sheet.place))
    for key in required:
        empty = frame.filter(pl.col(key).is_null())["row"]
        problems += [Problem(f"{sheet.place} row {row} column {headings[key]}", "nothing written") for row in empty]
    return Rows(sheet.kind, frame, headings, sorts, problems)


def _read(texts: pl.Series, column: Column, schemes: Schemes) -> tuple[pl.Series, list[Wrong]]:
    areas, organizations = TABLES["areas"], TABLES["organizations"]
    match column.sort:
        case "count":
            return read_column(texts, areas.field("households"), None)
        case "attribute":
            kind, choices = attributes_of("areas", schemes)[column.key]
            return read_attribute(texts, kind, choices)
        case "kind":
            field = organizations.field("kinds")
            return read_column(texts, field, words_of("organizations", field, schemes))
        case "mode":
            field = TABLES["covers"].field("mode")
            return read_column(texts, field, words_of("covers", field, schemes))
        case "credit":
            return read_column(texts, organizations.field("credit_code"), None)
        case "body" | "holder":
            return _names(texts)
        case "contact":
            return _split(texts.str.normalize("NFKC")), []
        case "code":
            return texts.str.normalize("NFKC").str.strip_chars(), []
        case "name" | "area":
            return _tidy(texts), []
        case _:
            return texts, []


def _split(texts: pl.Series) -> pl.Series:
    unified = texts
    for separator in SEPARATORS[1:]:
        unified = unified.str.replace_all(separator, SEPARATORS[0], literal=True)
    items = unified.str.split(SEPARATORS[0]).list.eval(pl.element().str.strip_chars())
    return items.list.eval(pl.element().filter(pl.element() != ""))


def _tidy(texts: pl.Series) -> pl.Series:
    """Names without what only the hand put in: blanks beside Chinese characters (张 三), full-width digits and letters."""
    narrow = texts.str.replace_many(list(_WIDE), list(_PLAIN))
    return narrow.str.replace_all(r"(\p{Han})\s+", "$1").str.replace_all(r"\s+(\p{Han})", "$1").str.strip_chars()


def _names(texts: pl.Series) -> tuple[pl.Series, list[Wrong]]:
    names = _split(_tidy(texts))
    none = names.list.eval(pl.element().is_in(NONE)).list.all() & names.is_not_null()
    values = pl.select(pl.when(none).then(pl.lit([], dtype=pl.List(pl.String))).otherwise(names)).to_series()
    odd = values.list.eval(~pl.element().str.contains(r"\p{L}") | pl.element().is_in([*_NO_NAMES, *NONE])).list.any()
    odd = odd.fill_null(value=False)
    wrong = [
        Wrong(position, texts[position], "not a name", "a name, or 无 for none, or nothing")
        for position in odd.arg_true()
    ]
    kept = pl.select(pl.when(~odd).then(values)).to_series().alias(texts.name)
    return kept, wrong


def located(rows: Rows, places: Places, scope: str | None) -> tuple[pl.DataFrame, list[Problem]]:
    """The frame with the area each row is about (`area`) and the area it is written to lie in (`parent`).

    `lost` marks rows whose place could not be found: nothing more can be said about them.
    A row names its area by code, else by a name that one area of the level has there. A row that names none is left out.
    """
    level = LEDGER_LEVELS[rows.kind]
    frame = rows.frame.with_columns(within=pl.lit(scope, pl.String))
    problems: list[Problem] = []
    if rows.kind == BUILDINGS and "community" in frame.columns:
        asked = frame.select("place", "row", "within", text="community")
        codes, problems = places.resolve(asked, rows.headings["community"], (AreaLevel.COMMUNITY,))
        frame = frame.with_columns(within=pl.coalesce(codes, "within"))
    levels = (AreaLevel.COMPOUND, AreaLevel.GRID) if rows.kind == BUILDINGS else (AreaLevel.COMMUNITY, AreaLevel.GRID)
    parents, wrong = places.resolve(frame.select("place", "row", "within", text="up"), rows.headings["up"], levels)
    problems += wrong
    frame = frame.with_columns(parents.alias("parent"))
    given = pl.col("code") if "code" in frame.columns else pl.lit(None, pl.String)
    by_name = frame.filter(given.is_null() & pl.col("parent").is_not_null() & pl.col("name").is_not_null())
    meant = places.find(by_name.select("row", text="name", within="parent"), (level,))
    known = places.areas.filter(pl.col("level") == level.value)["code"].implode()
    meant = meant.with_columns(pl.col("codes").list.eval(pl.element()).list.set_intersection(known))
    joined = frame.join(
        meant,
        left_on=["name", "parent"],
        right_on=["text", "within"],
        how="left",
        maintain_order="left",
        nulls_equal=True,
    )
    count = pl.col("codes").list.len().fill_null(0)
    joined = joined.with_columns(
        area=pl.coalesce(given, pl.when(count == 1).then(pl.col("codes").list.first())), alike=count
    )
    lost = joined.filter(pl.col("area").is_null() & pl.col("parent").is_not_null() & pl.col("name").is_not_null())
    written = joined["code"].drop_nulls() if "code" in joined.columns else pl.Series([], dtype=pl.String)
    problems += _unnamed(rows, lost, places, pl.concat([places.areas["code"], written]))
    joined = joined.drop("codes", "alike", "within").filter(pl.col("area").is_not_null())
    problems += _twice(rows, joined)
    first = joined.unique("area", keep="first", maintain_order=True)
    return _moved(first, places), problems


def _unnamed(rows: Rows, lost: pl.DataFrame, places: Places, used: pl.Series) -> list[Problem]:
    told = []
    heading = rows.headings.get("code", rows.headings["name"])
    for number, (place, row, name, parent, alike) in enumerate(
        lost.head(TOLD).select("place", "row", "name", "parent", "alike").iter_rows()
    ):
        where = f"{place} row {row} column {heading}"
        if alike:
            told.append(Problem(where, "several areas have this name", f'"{name}"', "the code of one of them"))
            continue
        expected = f"a code such as {_next_code(used, parent)}, or the name of one that is known"
        hint = places.near(name, parent) if number < _HINTED else None
        told.append(Problem(where, "a new place needs a code", f'"{name}"', expected, hint))
    return [*told, *more_of(lost, heading)]


def _next_code(used: pl.Series, parent: str) -> str:
    beneath = used.filter(used.str.starts_with(f"{parent}-"))
    numbers = beneath.str.extract(r"-(\d+)$").cast(pl.Int64, strict=False).drop_nulls()
    highest = numbers.max()
    return f"{parent}-{(int(highest) if isinstance(highest, int) else 0) + 1:02d}"


def _twice(rows: Rows, frame: pl.DataFrame) -> list[Problem]:
    again = frame.filter(~pl.col("area").is_first_distinct()).head(TOLD)
    first = frame.unique("area", keep="first").select("area", first_name="name", first_row="row", first_place="place")
    told = []
    for place, row, area, name, first_name, first_row in (
        again.join(first, on="area", maintain_order="left")
        .select("place", "row", "area", "name", "first_name", "first_row")
        .iter_rows()
    ):
        if name == first_name:
            where = f"{place} row {row} column {rows.headings['name']}"
            told.append(
                Problem(where, "the same place twice", f'"{name}" {area}', f"once; it is already in row {first_row}")
            )
        else:
            where = f"{place} row {row} column {rows.headings.get('code', rows.headings['name'])}"
            told.append(
                Problem(
                    where,
                    "two names for one code",
                    f'{area} "{name}"',
                    f'"{first_name}", as in row {first_row}, or another code',
                )
            )
    return told


def _moved(frame: pl.DataFrame, places: Places) -> pl.DataFrame:
    """`parent` only where the row says something about it: a known place that lies beneath what is written stays where it is."""
    above = places.above(frame["area"]).filter(pl.col("distance") > 0)
    stays = frame.select("area", "parent").join(
        above.select(area="code", parent="ancestor"), on=["area", "parent"], how="semi"
    )
    kept = frame.join(stays.select("area", stays=pl.lit(value=True)), on="area", how="left", maintain_order="left")
    return kept.with_columns(
        lost=pl.col("parent").is_null(),
        written=pl.col("parent"),
        parent=pl.when(pl.col("stays").is_null()).then("parent"),
    ).drop("stays")
