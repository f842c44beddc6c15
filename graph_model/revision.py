"""A network after a change: the tables a change touched are rewritten, all others only renumbered where they point into them.

A new code shifts the indices of the codes behind it; references to that table follow by one array look-up. Tables whose
own rows and whose targets' codes stayed as they were are taken over as they are, with everything kept beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from graph_model.changes import Tables
from graph_model.columns import Versions, compile_table
from graph_model.dates import day_number
from graph_model.records import TABLES
from graph_model.tree import Ints

__all__ = ["revised"]


@dataclass(frozen=True)
class _Rewritten:
    """A table after the change. `origin[row]` is the row's old row, −1 for one that was added; `moved[i]` is the new index
    of old record i, −1 if it is gone."""

    versions: Versions
    origin: Ints
    moved: Ints

    @property
    def renumbered(self) -> bool:
        """Whether any record has another index than before."""
        return len(self.moved) != len(self.versions) or bool((self.moved != np.arange(len(self.moved))).any())


def revised(tables: Mapping[str, Versions], removed: Tables, added: Tables) -> dict[str, Versions]:
    """The columns of all tables after `removed` rows were taken out and `added` rows put in."""
    rewritten = {
        name: _rewrite(tables[name], removed[name], added[name])
        for name in TABLES
        if removed[name].height or added[name].height
    }
    return {name: _linked(name, tables, rewritten) for name in TABLES}


def _rewrite(old: Versions, removed: pl.DataFrame, added: pl.DataFrame) -> _Rewritten:
    keeps = np.ones(len(old.frame), bool)
    keeps[_rows(old, removed)] = False
    kept = np.flatnonzero(keeps)
    added = added.sort("code", "valid_from")
    points = np.concatenate(([0], np.cumsum(keeps)))[_insertion_points(old, added)]
    origin = np.insert(kept, points, -1).astype(np.int32)
    order = np.where(origin >= 0, origin, 0)
    order[origin < 0] = len(old.frame) + np.arange(len(added))
    versions = compile_table(old.table, pl.concat([old.frame, added], rechunk=False)[order])
    moved = np.full(len(old), -1, np.int32)
    stays = origin >= 0
    moved[old.index[origin[stays]]] = versions.index[stays]
    for code, index in zip(added["code"], versions.index[~stays], strict=True):
        before = old.find(code)
        if before >= 0:
            moved[before] = index
    return _Rewritten(versions, origin, moved)


def _rows(old: Versions, removed: pl.DataFrame) -> list[int]:
    """The rows of the versions named."""
    found = []
    for code, start in removed.select("code", "valid_from").iter_rows():
        index, day = old.find(code), day_number(start)
        rows = range(int(old.first[index]), int(old.first[index + 1])) if index >= 0 else range(0)
        found += [row for row in rows if old.start[row] == day]
    return found


def _insertion_points(old: Versions, added: pl.DataFrame) -> list[int]:
    """Before which old row each added row belongs."""
    points = []
    for code, start in added.select("code", "valid_from").iter_rows():
        at = old.after(code)
        row = int(old.first[at])
        while (
            row < len(old.frame)
            and old.index[row] == at
            and old.codes[at] == code
            and old.start[row] < day_number(start)
        ):
            row += 1
        points.append(row)
    return points


def _linked(name: str, tables: Mapping[str, Versions], rewritten: Mapping[str, _Rewritten]) -> Versions:
    here, old = rewritten.get(name), tables[name]
    items = [item for item in TABLES[name].references if item.type is not tuple]
    shifted = {target for target, one in rewritten.items() if one.renumbered}
    if here is None and not any(item.column.refers_to in shifted for item in items):
        return old
    refers = {}
    for item in items:
        target = str(item.column.refers_to)
        column = old.refers[item.name]
        if target in shifted:
            moved = rewritten[target].moved
            column = np.where(column >= 0, moved[column] if len(moved) else np.int32(-1), np.int32(-1)).astype(np.int32)
        if here is not None:
            there = rewritten[target].versions if target in rewritten else tables[target]
            fresh = np.flatnonzero(here.origin < 0)
            column = column[here.origin] if len(column) else np.full(len(here.origin), -1, np.int32)
            codes = here.versions.frame[item.name].gather(fresh)
            column[fresh] = [-1 if code is None else there.find(code) for code in codes]
        refers[item.name] = column
    return replace(old if here is None else here.versions, refers=refers, _kept={})
