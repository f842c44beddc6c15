"""Spans: the stretches of days in which records are seen, and what of a table lies in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_model.columns import Bools, Versions, keys_of, of_keys
from graph_model.dates import OPEN
from graph_model.tree import Ints, distinct, ranges

__all__ = ["Pieces", "Spans", "clip", "painted"]

Keys = NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """Parts of versions: `row` of the table (or what it refers to) from `start` to before `end`; one entry each."""

    row: Ints
    start: Ints
    end: Ints
    whole: Bools
    """Whether all of the version is seen, or only who it is."""

    def __len__(self) -> int:
        return len(self.row)

    def where(self, chosen: Bools) -> Pieces:
        """Some of them."""
        return Pieces(self.row[chosen], self.start[chosen], self.end[chosen], self.whole[chosen])

    def named(self, target: Ints, *, whole: bool | None = None, lasting: bool = False) -> Pieces:
        """The records that the rows refer to, for the same days (`lasting`: for ever after); rows that name none are left
        out."""
        index = target[self.row]
        end = np.full(len(self), OPEN, np.int32) if lasting else self.end
        seen = self.whole if whole is None else np.full(len(self), whole)
        return Pieces(index, self.start, end, seen).where(index >= 0)

    @classmethod
    def none(cls) -> Pieces:
        """No piece."""
        nothing = np.empty(0, np.int32)
        return cls(nothing, nothing, nothing, np.empty(0, bool))

    @classmethod
    def together(cls, parts: Iterable[Pieces]) -> Pieces:
        """All of several."""
        some = [cls.none(), *parts]
        return cls(
            np.concatenate([one.row for one in some]),
            np.concatenate([one.start for one in some]),
            np.concatenate([one.end for one in some]),
            np.concatenate([one.whole for one in some]),
        )


@dataclass(frozen=True)
class Spans:
    """When each record of a table is seen: disjoint, sorted by record and day; those of record i are `first[i] : first[i + 1]`."""

    index: Ints
    start: Ints
    end: Ints
    whole: Bools
    first: Ints

    def wholly(self) -> Spans:
        """Those in which all of a record is seen."""
        return _spans(
            self.index[self.whole], self.start[self.whole], self.end[self.whole], self.whole[self.whole], self._size
        )

    def lasting(self, versions: Versions) -> Spans:
        """The same, those of a record that has ended going on after its end: what is told of it later concerns it still."""
        ends = versions.end[versions.first[1:] - 1] if self._size else self.end
        ended = self.end == ends[self.index]
        end = np.where(ended, np.int32(OPEN), self.end).astype(np.int32)
        return Spans(self.index, self.start, end, self.whole, self.first)

    def holds(self, index: Ints, day: Ints) -> Bools:
        """Whether each record is seen on the day beside it; −1 is no record."""
        named = np.flatnonzero(index >= 0)
        found = np.zeros(len(index), bool)
        count = self.first[index[named] + 1] - self.first[index[named]]
        at, of = ranges(self.first[index[named]], count), np.repeat(named, count)
        inside = (self.start[at] <= day[of]) & (day[of] < self.end[at])
        found[of[inside]] = True
        return found

    @property
    def _size(self) -> int:
        return len(self.first) - 1


def _spans(index: Ints, start: Ints, end: Ints, whole: Bools, size: int) -> Spans:
    first = np.searchsorted(index, np.arange(size + 1)).astype(np.int32)
    return Spans(index, start, end, whole, first)


def painted(pieces: Pieces, size: int) -> Spans:
    """Pieces named by record index, laid over one another: where one shows a record whole, it is seen whole. `size` is the
    number of records."""
    if not len(pieces):
        return _spans(pieces.row, pieces.start, pieces.end, pieces.whole, size)
    starts, ends = keys_of(pieces.row, pieces.start), keys_of(pieces.row, pieces.end)
    marks = distinct(np.concatenate((starts, ends)))
    seen, whole = (_depth(marks, starts[some], ends[some]) > 0 for some in (slice(None), pieces.whole))
    same = np.zeros(len(marks), bool)
    same[1:] = seen[1:] & seen[:-1] & (whole[1:] == whole[:-1])
    opens = np.flatnonzero(seen & ~same)
    closes = np.flatnonzero(seen & ~np.append(same[1:], [False])) + 1
    index, day = of_keys(marks)
    return _spans(index[opens], day[opens], day[closes], whole[opens], size)


def _depth(marks: Keys, starts: Keys, ends: Keys) -> Keys:
    """How many pieces lie over each stretch that begins at a mark."""
    change = np.bincount(np.searchsorted(marks, starts), minlength=len(marks))
    change -= np.bincount(np.searchsorted(marks, ends), minlength=len(marks))
    return np.cumsum(change)


def clip(versions: Versions, target: Ints, spans: Spans) -> Pieces:
    """What of each version lies in the spans of the record it names in `target` (one index a row, −1 for none)."""
    rows = np.flatnonzero(target >= 0).astype(np.int32)
    low = spans.first[target[rows]]
    count = spans.first[target[rows] + 1] - low
    at, row = ranges(low, count), np.repeat(rows, count)
    start = np.maximum(spans.start[at], versions.start[row])
    end = np.minimum(spans.end[at], versions.end[row])
    return Pieces(row, start, end, spans.whole[at]).where(start < end)
