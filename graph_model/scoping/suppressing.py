"""Which counts of persons may be told to those who may not see names: none from which a group of fewer than `LEAST` follows.

Whoever knows the counts of an area and of parts of it knows the counts of the rest. So areas are told from the top down, the
larger parts first, and a part only when it and what it leaves of the area above are each in every state nobody or at least
`LEAST` persons: then whatever is added and taken away, at least that many stand behind it. A person who stands in several places
counts for a part of one in each, so that no group is taken for larger than it is.

The rule is the primary and complementary suppression of statistical tables (Hundepool et al., Statistical Disclosure
Control, 2012, chapter 4), for a tree and for any question about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from graph_model.columns import Bools
from graph_model.day import Day
from graph_model.indicators.catalogue import Catalogue
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.evaluation import COVERED, EXEMPT, GAP, UNTOLD, Evaluation

__all__ = ["LEAST", "Told", "counts_persons", "told"]

LEAST = 5
"""Persons of a group of which the number is told."""

_ALMOST = 1e-9
Sums = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """Of which places the counts may be told, and whether those of everything together may."""

    places: Bools
    everything: bool


def counts_persons(catalogue: Catalogue, key: str) -> bool:
    """Whether an indicator counts persons, or is worked out from one that does."""
    if key in catalogue.scores:
        leaves = (leaf for path, one in catalogue.scores[key].quantities() for _, leaf in one.leaves(path))
        return any(leaf.indicator is not None and counts_persons(catalogue, leaf.indicator) for leaf in leaves)
    return catalogue[key].subject is SubjectType.PERSONS


def told(day: Day, evaluation: Evaluation) -> Told:
    """Which counts of an indicator of persons may be told on a day."""
    places = day.network.places
    sums = _Sums(evaluation, len(places))
    whole = sums.of(0, len(places)) + sums.nowhere
    shown = np.zeros(len(places), bool)
    everything = _safe(whole)
    below = _children(day, sums)

    def parts(place: int) -> list[tuple[float, int]]:
        """What lies in a place, to be taken from the largest on."""
        return [(-float(sums.of(one, int(places.stop[one])).sum()), one) for one in below.get(place, ())]

    # Each entry: what lies in a part that is told (or in everything), and what is left of that part.
    left: list[tuple[list[tuple[float, int]], Sums | None]] = [(parts(-1), whole if everything else None)]
    while left:
        waiting, rest = left.pop()
        heapify(waiting)
        while waiting:
            _, place = heappop(waiting)
            own = sums.of(place, int(places.stop[place]))
            if _safe(own) and (rest is None or _safe(rest - own)):
                shown[place] = True
                rest = None if rest is None else rest - own
                left.append((parts(place), own))
            else:
                for part in parts(place):
                    heappush(waiting, part)
    return Told(shown | ~sums.anybody(places.stop), everything)


class _Sums:
    """How many persons stand within a slice of places in each state and tier, as running sums."""

    def __init__(self, evaluation: Evaluation, size: int) -> None:
        person = evaluation.subjects.index
        weight = 1 / np.bincount(person, minlength=int(person.max(initial=-1)) + 1)[person] if len(person) else person
        placed = evaluation.place >= 0
        columns = [evaluation.state == state for state in (EXEMPT, UNTOLD, GAP)]
        columns += [(evaluation.state == COVERED) & (evaluation.tier == tier) for tier in np.unique(evaluation.tier)]
        self._running = np.zeros((len(columns), size + 1))
        self.nowhere: Sums = np.zeros(len(columns))
        for number, column in enumerate(columns):
            here = column & placed
            counted = np.bincount(evaluation.place[here], weight[here], minlength=size)
            self._running[number, 1:] = counted.cumsum()
            self.nowhere[number] = weight[column & ~placed].sum()
        self._all = self._running.sum(axis=0)

    def of(self, start: int, stop: int) -> Sums:
        """Those of a slice."""
        found: Sums = self._running[:, stop] - self._running[:, start]
        return found

    def anybody(self, stop: NDArray[np.int32]) -> Bools:
        """In which places' slices anybody stands."""
        found: Bools = self._all[stop] - self._all[: len(stop)] > _ALMOST
        return found


def _children(day: Day, sums: _Sums) -> dict[int, list[int]]:
    """The places in which anybody stands, by the place they lie in (−1: in none)."""
    places = day.network.places
    found: dict[int, list[int]] = {}
    for place in np.flatnonzero(sums.anybody(places.stop) & day.alive()).tolist():
        found.setdefault(int(places.parent[place]), []).append(place)
    return found


def _safe(group: Sums | Sequence[float]) -> bool:
    """Whether in every state there is nobody, or enough."""
    return bool(np.all((np.abs(group) < _ALMOST) | (np.asarray(group) > LEAST - _ALMOST)))
