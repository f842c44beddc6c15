"""The CSV folder: one `<table>.csv` per table, with a column for each field and then for each attribute.

Headings are the fields' names or their Chinese labels, words are keys or labels. A folder need not have every file; what it
has no column for, it says nothing about. Writing is stable to the byte: the same records give the same files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from graph_model.changes import KEY, Tables
from graph_model.errors import InvalidInput, Problem, nearest
from graph_model.records import TABLES, Field, Table
from graph_model.scheme import Schemes
from loaders.cells import SEPARATORS
from loaders.csv_text import read_text_table
from loaders.incoming import Incoming
from loaders.rows import RowReader, attributes_of

__all__ = ["read_folder", "split_attributes", "write_folder"]


def read_folder(path: Path, schemes: Schemes) -> Incoming:
    """What a folder says; everything wrong with its files is among the answer's `problems`.

    Raises:
        InvalidInput: there is no such folder, or none of the eleven files is in it.
    """
    if not path.is_dir():
        raise InvalidInput([Problem(str(path), "no such folder", expected="a folder with files like areas.csv")])
    files = {table: path / f"{table}.csv" for table in TABLES if (path / f"{table}.csv").is_file()}
    if not files:
        expected = ", ".join(f"{table}.csv" for table in TABLES)
        raise InvalidInput([Problem(str(path), "not a CSV folder: none of our files is in it", expected=expected)])
    frames, said, problems = {}, {}, []
    withheld: set[str] = set()
    unread: set[str] = set()
    for table, file in files.items():
        reading = RowReader(TABLES[table], schemes, file.name)
        frame = reading.read(read_text_table(file))
        problems += reading.problems
        if frame is None:
            unread.add(table)
        else:
            frames[table], said[table] = frame, reading.said
            withheld |= reading.withheld
    notices = tuple(_unread(path, {file.name for file in files.values()}))
    return Incoming(
        path.name or str(path), frames, said, tuple(problems), notices, frozenset(withheld), frozenset(unread)
    )


def _unread(path: Path, read: set[str]) -> Iterator[str]:
    known = [f"{table}.csv" for table in TABLES]
    for file in sorted(path.iterdir()):
        if file.name in read or file.name.startswith("."):
            continue
        hint = nearest(file.name, set(known) - read)
        name = hint.split('"')[1] if hint else None
        yield f"未读取 {file.name}：不是本系统的表" + (f"，是否应为 {name}？" if name else "。")


def write_folder(tables: Tables, path: Path, schemes: Schemes) -> list[Path]:
    """Write all eleven files, also the empty ones: UTF-8, LF, empty for null, sorted by code and day. Answers the files.

    Each file is written beside its place and then moved there, so that a file is whole or as it was.

    Raises:
        InvalidInput: a list has an item with a separator in it, which could not be read back; nothing is written.
    """
    texts = {table: _as_text(TABLES[table], tables[table], schemes) for table in TABLES}
    path.mkdir(parents=True, exist_ok=True)
    written = []
    for table, frame in texts.items():
        file, beside = path / f"{table}.csv", path / f".{table}.csv.new"
        frame.write_csv(beside, line_terminator="\n", null_value="", quote_style="necessary")
        beside.replace(file)
        written.append(file)
    return written


def _as_text(table: Table, frame: pl.DataFrame, schemes: Schemes) -> pl.DataFrame:
    frame = frame.sort(KEY)
    columns = [_text_of(frame[field.name], field, table.name) for field in table.fields if field.type is not dict]
    if "attributes" not in frame.columns:
        return pl.DataFrame(columns)
    return pl.DataFrame([*columns, *split_attributes(frame["attributes"], sorted(attributes_of(table.name, schemes)))])


def _text_of(values: pl.Series, field: Field, table: str) -> pl.Series:
    if field.type is tuple:
        for separator in SEPARATORS:
            clash = values.explode().drop_nulls().unique().str.contains(separator, literal=True)
            if clash.any():
                raise InvalidInput(
                    [Problem(f"{table} {field.name}", "an item with a separator in it", f'"{separator}"')]
                )
        joined = values.list.join(SEPARATORS[0])
        return joined.set(joined == "", None)
    if field.type is float:
        return values.cast(pl.String).str.strip_suffix(".0")
    return values.cast(pl.String)


def split_attributes(attributes: pl.Series, declared: list[str]) -> list[pl.Series]:
    """Texts of attributes apart: a column for each declared attribute and for each other that occurs, in order."""
    texts = attributes.unique(maintain_order=True).drop_nulls()
    objects = [json.loads(text) for text in texts]
    keys = sorted({*declared, *(key for one in objects for key in one)})
    by_text = pl.DataFrame(
        {
            "attributes": texts,
            **{key: pl.Series([_written(one.get(key)) for one in objects], dtype=pl.String) for key in keys},
        }
    )
    joined = attributes.to_frame("attributes").join(by_text, on="attributes", how="left", maintain_order="left")
    return [joined[key] for key in keys]


def _written(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)
