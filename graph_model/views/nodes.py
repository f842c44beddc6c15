"""What the positions of a graph stand for: names, and attributes read when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import polars as pl

from graph_model.columns import indices_of
from graph_model.day import Day
from graph_model.records import TABLES
from graph_model.tree import Ints

__all__ = ["Nodes", "Part", "PlainNodes", "Records", "attributes_of", "told_fields"]

_UNTOLD = {"code", "valid_to", "source", "contact", "credit_code", "predecessors"}
"""What is no property of a node or an edge on a day, or belongs to nobody's analysis."""
_FEW = 64
"""Up to how many names are read one by one: for more of them Polars is quicker."""


def told_fields(table: str, besides: Iterable[str] = ()) -> list[str]:
    """The fields of a table that become attributes, in column order, without those named `besides`."""
    return [item.name for item in TABLES[table].fields if item.name not in _UNTOLD | set(besides)]


def attributes_of(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Cells of a row as attributes every graph format takes: text, whole number, number, truth. What is null is left out.

    >>> attributes_of({"name": "甲小区", "kinds": ["a", "b"], "households": None, "attributes": '{"protected": true}'})
    {'name': '甲小区', 'kinds': 'a,b', 'protected': True}
    """
    found: dict[str, Any] = {}
    for name, cell in cells.items():
        if cell is None:
            continue
        if name == "attributes":
            found.update(json.loads(cell))
        else:
            found[name] = ",".join(cell) if isinstance(cell, list) else str(cell) if isinstance(cell, date) else cell
    return found


class Nodes(Protocol):
    """The nodes of a graph by position, 0 to `len`."""

    def __len__(self) -> int: ...

    def position(self, name: object) -> int:
        """Where a node stands, −1 when it is none."""
        ...

    def positions(self, names: Sequence[Any]) -> Ints:
        """Where many nodes stand, in the order of their names; −1 for what is none."""
        ...

    def names(self, positions: Ints | slice) -> list[Any]:
        """The names at some positions, in their order."""
        ...

    def attributes(self, position: int) -> dict[str, Any]:
        """The attributes of one node."""
        ...

    def all_attributes(self) -> Iterator[dict[str, Any]]:
        """The attributes of every node, in order."""
        ...


@dataclass(frozen=True, eq=False)
class Part:
    """Nodes that are records of one table: their record indices in node order, and attributes all of them have."""

    table: str
    index: Ints
    common: Mapping[str, Any] = field(default_factory=dict)


class Records:
    """Nodes that are records of a day, part after part. Named by code, or `<Type>:<code>` when `typed`."""

    def __init__(self, day: Day, parts: Sequence[Part], *, typed: bool) -> None:
        self.day, self.parts, self.typed = day, tuple(parts), typed
        self._first = np.cumsum([0, *(len(part.index) for part in parts)]).tolist()
        self._type = [TABLES[part.table].record.__name__ for part in parts]

    def __len__(self) -> int:
        return int(self._first[-1])

    @cached_property
    def _at(self) -> list[Ints]:
        """For each part, the position of each record of its table; −1 for a record that is no node."""
        found = []
        for part, first in zip(self.parts, self._first, strict=False):
            at = np.full(len(self.day.network.tables[part.table]), -1, np.int32)
            at[part.index] = first + np.arange(len(part.index), dtype=np.int32)
            found.append(at)
        return found

    def at(self, table: str) -> Ints:
        """The position of each record of a table; −1 for a record that is no node."""
        return self._at[[part.table for part in self.parts].index(table)]

    def position(self, name: object) -> int:
        """Where a node stands, −1 when it is none."""
        if not isinstance(name, str):
            return -1
        kind, _, code = name.partition(":") if self.typed else ("", "", name)
        for part, type_, at in zip(self.parts, self._type, self._at, strict=True):
            if not self.typed or kind == type_:
                found = self.day.network.tables[part.table].find(code)
                return int(at[found]) if found >= 0 else -1
        return -1

    def positions(self, names: Sequence[Any]) -> Ints:
        """Where many nodes stand, in the order of their names; −1 for what is none."""
        texts = pl.Series([name if isinstance(name, str) else None for name in names], dtype=pl.String)
        found = np.full(len(names), -1, np.int32)
        for part, type_, at in zip(self.parts, self._type, self._at, strict=True):
            prefix = f"{type_}:" if self.typed else ""
            here = texts.str.starts_with(prefix).fill_null(value=False)
            index = indices_of(texts.filter(here).str.slice(len(prefix)), self.day.network.tables[part.table].codes)
            found[here.to_numpy()] = np.append(at, np.int32(-1))[index]
        return found

    def names(self, positions: Ints | slice) -> list[Any]:
        """The names at some positions, in their order."""
        if len(self.parts) == 1:
            return self._names(0, self.parts[0].index[positions])
        wanted = np.arange(len(self))[positions] if isinstance(positions, slice) else positions
        found = np.empty(len(wanted), object)
        for number, part in enumerate(self.parts):
            first = self._first[number]
            here = (wanted >= first) & (wanted < self._first[number + 1])
            found[here] = self._names(number, part.index[wanted[here] - first])
        return list(found)

    def _names(self, number: int, index: Ints) -> list[str]:
        codes = self.day.network.tables[self.parts[number].table].codes
        prefix = f"{self._type[number]}:" if self.typed else ""
        if len(index) <= _FEW:
            return [f"{prefix}{codes[at]}" for at in index.tolist()]
        named: list[str] = (prefix + codes.gather(index) if prefix else codes.gather(index)).to_list()
        return named

    @cached_property
    def _frames(self) -> list[pl.DataFrame]:
        """For each part, the columns of its table that become attributes."""
        tables = self.day.network.tables
        return [tables[part.table].frame.select(told_fields(part.table)) for part in self.parts]

    def attributes(self, position: int) -> dict[str, Any]:
        """The attributes of one node."""
        number = int(np.searchsorted(self._first, position, side="right")) - 1
        part = self.parts[number]
        row = int(self.day.row_of(part.table)[part.index[position - self._first[number]]])
        return self._common(number) | attributes_of(self._frames[number].row(row, named=True))

    def all_attributes(self) -> Iterator[dict[str, Any]]:
        """The attributes of every node, in order."""
        for number, part in enumerate(self.parts):
            rows = self.day.row_of(part.table)[part.index]
            for cells in self._frames[number][rows].iter_rows(named=True):
                yield self._common(number) | attributes_of(cells)

    def _common(self, number: int) -> dict[str, Any]:
        return ({"type": self._type[number]} if self.typed else {}) | dict(self.parts[number].common)


class PlainNodes:
    """The nodes of a networkx graph."""

    def __init__(self, data: Mapping[Hashable, dict[str, Any]]) -> None:
        self._data, self._names = data, list(data)
        self._position = {name: position for position, name in enumerate(self._names)}

    def __len__(self) -> int:
        return len(self._names)

    def position(self, name: object) -> int:
        """Where a node stands, −1 when it is none."""
        try:
            return self._position.get(name, -1)
        except TypeError:  # what cannot be hashed is no node
            return -1

    def positions(self, names: Sequence[Any]) -> Ints:
        """Where many nodes stand, in the order of their names; −1 for what is none."""
        return np.array([self.position(name) for name in names], np.int32)

    def names(self, positions: Ints | slice) -> list[Any]:
        """The names at some positions, in their order."""
        if isinstance(positions, slice):
            return self._names[positions]
        return [self._names[position] for position in positions]

    def attributes(self, position: int) -> dict[str, Any]:
        """The attributes of one node."""
        return self._data[self._names[position]]

    def all_attributes(self) -> Iterator[dict[str, Any]]:
        """The attributes of every node, in order."""
        return iter(self._data.values())
