"""CSV files as columns of text: encodings, quotes, line ends, rows of the wrong length. No meaning yet."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from graph_model.errors import Problem

__all__ = ["TextTable", "read_text_table"]

_LARGEST = 2**29
"""Bytes of a CSV file that is still read: a file is held in memory several times over."""

_AROUND_A_CELL = r'(^|,)"([^",]*)"(,|$)'
"""A quoted cell that needs no quotes, with what parts it from its neighbours."""

_ROWS_TOLD = 1000
"""How many rows of a wrong length are named one by one; beyond, they are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class TextTable:
    """A file's headings, and its cells as text columns named by their position from 0; nothing written is null.

    `rows` are the row numbers as a spreadsheet counts them, the headings standing in `heading_row`.
    """

    headings: tuple[str, ...]
    cells: pl.DataFrame
    rows: pl.Series
    problems: tuple[Problem, ...] = ()
    heading_row: int = 1


def read_text_table(path: Path) -> TextTable:
    """Read a CSV file in UTF-8 (a byte order mark is accepted) or GB18030. Rows without any content are passed over.

    What is wrong with the file as a file is among its `problems`, by row.
    """
    size = path.stat().st_size
    if size > _LARGEST:
        found, expected = f"{size / 2**20:,.0f} MB", f"at most {_LARGEST / 2**20:,.0f} MB; divide it into several files"
        return _nothing(Problem(path.name, "the file is too large", found, expected))
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            return _nothing(Problem(f"{path.name} line {line}", "not text", expected="UTF-8 or GB18030"))
    del data
    if not text.strip():
        return _nothing(Problem(path.name, "the file is empty", expected="a row of headings"))
    try:
        return _plain(path.name, text) or _quoted(path.name, text)
    except csv.Error as error:
        return _nothing(Problem(path.name, f"not CSV: {error}", expected="commas between cells, quotes closed"))


def _nothing(problem: Problem) -> TextTable:
    return TextTable((), pl.DataFrame(), pl.Series([], dtype=pl.Int64), (problem,))


def _plain(name: str, text: str) -> TextTable | None:
    """A file whose quotes, if any, stand around whole cells without commas, quotes or line ends in them: lines are rows and
    commas part cells, so it can be read as columns at once. None for any other file.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    headings = tuple(first.split(","))
    width = len(headings)
    lines = pl.DataFrame({"line": pl.Series(rest.split("\n"), dtype=pl.String)}).with_row_index("row", offset=2)
    if '"' in text:
        bare = pl.col("line")
        for _ in range(2):  # a match takes the commas on both sides, so that of neighbours every second one is found
            bare = bare.str.replace_all(_AROUND_A_CELL, "${1}${2}${3}")
        lines = lines.with_columns(bare)
        if '"' in first or lines["line"].str.contains('"', literal=True).any():
            return None
    lines = lines.filter(pl.col("line").str.strip_chars(", \t").str.len_bytes() > 0)
    counts = lines["line"].str.count_matches(",", literal=True) + 1
    ragged = lines["row"].filter(counts != width).to_list()
    problems = _ragged(name, dict(zip(ragged, counts.filter(counts != width), strict=True)), width)
    lines = lines.filter(counts == width)
    parts = lines["line"].str.split_exact(",", width - 1).struct.rename_fields([str(at) for at in range(width)])
    cells = parts.struct.unnest().with_columns(pl.when(pl.all() != "").then(pl.all()))
    return TextTable(headings, cells, lines["row"].cast(pl.Int64), problems)


def _quoted(name: str, text: str) -> TextTable:
    """A file with quotes, read row by row."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    headings = tuple(next(reader))
    width = len(headings)
    rows, numbers, ragged = [], [], {}
    for number, row in enumerate(reader, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != width:
            ragged[number] = len(row)
            continue
        rows.append(row)
        numbers.append(number)
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    cells = pl.DataFrame({str(at): pl.Series(column, dtype=pl.String) for at, column in enumerate(columns)})
    cells = cells.with_columns(pl.when(pl.all() != "").then(pl.all()))
    return TextTable(headings, cells, pl.Series(numbers, dtype=pl.Int64), _ragged(name, ragged, width))


def _ragged(name: str, found: dict[int, int], width: int) -> tuple[Problem, ...]:
    told = [
        Problem(
            f"{name} row {row}", "a row of the wrong length", found=f"{cells} cells", expected=f"{width}, as headings"
        )
        for row, cells in list(found.items())[:_ROWS_TOLD]
    ]
    if len(found) > _ROWS_TOLD:
        told.append(Problem(name, f"{len(found) - _ROWS_TOLD} more rows of the wrong length"))
    return tuple(told)
