"""The page of the eleven tables, `docs/records.md`: every column with its Chinese heading, its type and its legal values.

`python -m loaders.tables` prints it; `scripts/docs` writes it, and a test compares.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from graph_model.levels import AreaLevel
from graph_model.records import TABLES, Field, Table
from graph_model.scheme import DEFAULT, load_schemes
from graph_model.validation.fields import ONE_OF
from loaders.words import LABELS

__all__ = ["page"]

_HEAD = """\
# The eleven tables

Written by `./scripts/docs` from the declarations; do not edit.

A CSV folder has one `<table>.csv` for each table it speaks of; a workbook has one sheet for each. A heading is the field's name
or its Chinese label, a word is its key or its Chinese label. Every row is one *version* of a record: it holds from `valid_from`
until the day before `valid_to`, and two versions of one code never overlap. Kinds, roles, topics and attributes are the words
of the scheme in force ([default](../graph_model/schemes/default.yaml), [all](../graph_model/schemes/)); each attribute is a column
of its own beside those below.

A missing `valid_from` is the report date (`--on`, else today); a missing `code` is derived, except that of an area.
To begin with a small city: an `areas.csv` like this, then the others as far as anything is known.

```csv
编码,名称,层级,区划归属,生效日期
J,江口市,市,,2024-01-01
J1,河东区,县区,J,2024-01-01
J11,桥北街道,乡镇/街道,J1,2024-01-01
J111,月亮湾社区,村/社区,J11,2024-01-01
J111-X1,月亮湾小区,小区/楼院,J111,2024-01-01
```

`liandong export FOLDER` writes any store as such a folder: the demo's own is the longest example.
"""

_TYPES: dict[type, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    date: "date",
    tuple: "texts, joined by ；",
}


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join((_HEAD, *(line for table in TABLES.values() for line in _table(table))))


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield (table.record.__doc__ or "").strip()
    if table.name in ONE_OF:
        yield f"Exactly one of {', '.join(f'`{name}`' for name in ONE_OF[table.name])} is given."
    yield ""
    yield "| column | 标题 | holds | |"
    yield "|---|---|---|---|"
    for item in table.fields:
        if item.type is not dict:
            yield f"| `{item.name}` | {item.column.label} | {_holds(item)} | {_notes(item)} |"
    yield ""


def _holds(item: Field) -> str:
    if item.column.refers_to:
        return f"{'codes' if item.type is tuple else 'a code'} of {item.column.refers_to}"
    if issubclass(item.type, StrEnum):
        return " · ".join(f"`{word.value}` {_label(word)}".rstrip() for word in item.type)
    return _TYPES[item.type]


def _label(word: StrEnum) -> str:
    return _levels().get(word, "") if isinstance(word, AreaLevel) else LABELS[type(word)][word.value][0]


@functools.cache
def _levels() -> dict[AreaLevel, str]:
    return {level: declared.label for level, declared in load_schemes()[DEFAULT].levels.items()}


def _notes(item: Field) -> str:
    notes = ["required"] if item.column.required and item.name not in {"code", "valid_from"} else []
    if item.default is not None and item.default != ():
        notes.append(f"`{item.default}` unless said")
    if item.column.identity:
        notes.append("the same in all versions")
    if item.column.minimum is not None:
        notes.append(f"at least {item.column.minimum:g}")
    return "; ".join(notes)


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
