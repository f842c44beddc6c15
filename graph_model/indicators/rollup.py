"""Adding up: the states of all subjects as counts for areas, by prefix sums over the tree.

Subjects are summed at their places once; the sum of a subtree is then the difference of two prefix sums. Persons, who may
stand in several places, are counted distinct in each area instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_model.answers import Coverage, Names, Tally, TierCount, Weight
from graph_model.day import Day
from graph_model.errors import BadQuestion
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.declared import Indicator
from graph_model.indicators.evaluation import COVERED, EXEMPT, GAP, UNTOLD, Evaluation
from graph_model.levels import AreaLevel
from graph_model.tree import Ints

__all__ = ["coverage", "tallies_at", "tallies_in"]

Running = NDArray[Any] | None
"""Prefix sums of one column over the places; None stands for a column with nothing to sum."""
Sums = NDArray[np.float64]
"""One row an area asked; the columns are the four states, then the tiers, then the subjects without a weight."""


def coverage(
    day: Day, evaluation: Evaluation, within: str | None, by: AreaLevel | None, weight: Weight
) -> list[Coverage]:
    """See `Network.coverage`."""
    indicator = day.network.catalogue[evaluation.indicator]
    if weight is not Weight.SUBJECTS and indicator.subject is not SubjectType.AREAS:
        raise BadQuestion(
            f"{indicator.key} counts {indicator.subject.value}, which have no {weight.value}; ask with weight subjects"
        )
    inside, named = day.within(within), within and day.code(day.index("areas", within))
    columns = _columns(indicator, evaluation)

    def sums(slices: Sequence[slice], *, remainder: bool = False) -> list[Sums]:
        if indicator.subject is SubjectType.PERSONS:
            return _persons(evaluation, columns, slices, remainder=remainder)
        running = evaluation.keep(weight, lambda: _running(day, evaluation, columns, weight))
        return _prefix_sums(running, slices, len(day.network.places), remainder=remainder)

    def answer(area: str | None, part: Sums, *, remainder: bool = False) -> Coverage:
        tally = _tally(part)
        return Coverage(area, remainder, day.date, tally, name, tuple(_tiers(indicator, tally)))

    name: Names = indicator.denominator_name.model_dump()
    if by is None:
        seldom = indicator.subject is not SubjectType.PERSONS and evaluation.asked_first(weight)
        alone = _direct(day, evaluation, columns, weight, inside) if seldom else sums([inside])[0]
        return [answer(named, alone)]
    rows = day.places_answering(by)
    rows = rows[(rows >= inside.start) & (rows < inside.stop) & day.network.counts(rows)]
    stops = day.network.places.stop[rows]
    slices = [slice(int(start), int(stop)) for start, stop in zip(rows, stops, strict=True)]
    *parts, beside = sums([*slices, inside], remainder=True)
    areas = day.network.tables["areas"].codes_of(day.network.places.area[rows])
    answers = [answer(area, part) for area, part in zip(areas, parts, strict=True)]
    if beside.any():
        answers.append(answer(named, beside, remainder=True))
    return answers


def tallies_at(indicator: Indicator, evaluation: Evaluation, index: Ints) -> list[Tally]:
    """What each record counts itself: an empty tally where it is no subject. Not for persons, who stand in several places."""
    subjects, columns = evaluation.subjects.index, _columns(indicator, evaluation)
    at = np.minimum(np.searchsorted(subjects, index), max(len(subjects) - 1, 0))
    found = subjects[at] == index if len(subjects) else np.zeros(len(index), bool)
    return [
        _tally(np.array([*(found[number] and column[one] for column in columns), 0], float))
        for number, one in enumerate(at)
    ]


def tallies_in(
    day: Day, evaluation: Evaluation, weight: Weight, owner: Ints, starts: Ints, stops: Ints, size: int
) -> list[Tally]:
    """For each of `size` owners the sums of its slices of places, of which no two overlap. Not for persons."""
    columns = _columns(day.network.catalogue[evaluation.indicator], evaluation)
    running = evaluation.keep(weight, lambda: _running(day, evaluation, columns, weight))
    sums = np.zeros((size, len(running)))
    for number, one in enumerate(running):
        if one is not None:
            np.add.at(sums[:, number], owner, one[stops] - one[starts])
    return [_tally(row) for row in sums]


def _columns(indicator: Indicator, evaluation: Evaluation) -> list[NDArray[np.bool_]]:
    """Which subjects count in each column: the four states, then the tiers."""
    state, tiers = evaluation.state, indicator.tiers
    columns = [state == one for one in (EXEMPT, UNTOLD, GAP, COVERED)]
    for number, tier in enumerate(tiers):
        columns.append(state == GAP if tier.gap else (state == COVERED) & (evaluation.tier == number))
    return columns


def _weights(day: Day, evaluation: Evaluation, weight: Weight) -> Sums | None:
    """What each subject counts for (NaN: no weight), None when each counts for one."""
    if weight is Weight.SUBJECTS:
        return None
    areas = day.network.tables["areas"]
    values = areas.frame[weight.value].cast(float).to_numpy()
    begun = np.bincount(areas.index[areas.start <= day.number], minlength=len(areas))
    index = evaluation.subjects.index
    known = index < len(areas)  # beyond stands what a scope does not show (see `scoping`)
    found: Sums = np.full(len(index), np.nan)
    found[known] = values[areas.first[index[known]] + begun[index[known]] - 1]
    return found


def _direct(
    day: Day, evaluation: Evaluation, columns: Sequence[NDArray[np.bool_]], weight: Weight, inside: slice
) -> Sums:
    """The sums of one slice of places, without prefix sums: enough for whoever asks a day for one area and goes on, as a trend
    does."""
    place, weights = evaluation.place, _weights(day, evaluation, weight)
    here = np.ones(len(place), bool)  # the whole store also counts what stands nowhere
    if inside != slice(0, len(day.network.places)):
        here = (place >= inside.start) & (place < inside.stop)
    if weights is None:
        return np.array([*((column & here).sum() for column in columns), 0], float)
    known = np.nan_to_num(weights)
    return np.array([*(known[column & here].sum() for column in columns), (here & np.isnan(weights)).sum()], float)


def _prefix_sums(running: Sequence[Running], slices: Sequence[slice], size: int, *, remainder: bool) -> list[Sums]:
    """The sums of each slice of places; with `remainder` the last is what the others leave of it."""
    starts = np.array([one.start for one in slices])
    stops = np.array([one.stop for one in slices])
    if slices[-1] == slice(0, size):
        stops[-1] += 1  # the whole store also counts what stands nowhere
    sums = np.array([np.zeros(len(slices)) if one is None else one[stops] - one[starts] for one in running], float)
    if remainder:
        sums[:, -1] -= sums[:, :-1].sum(axis=1)
    return list(sums.T)


def _running(day: Day, evaluation: Evaluation, columns: Sequence[NDArray[np.bool_]], weight: Weight) -> list[Running]:
    """Prefix sums over the places, one array a column (None: nothing to sum); the last position holds what stands
    nowhere."""
    size = len(day.network.places)
    place = np.where(evaluation.place >= 0, evaluation.place, np.int32(size))
    weights = _weights(day, evaluation, weight)
    lacking = np.zeros(len(place), bool) if weights is None else np.isnan(weights)
    running: list[Running] = []
    for chosen, weighed in [*((column, True) for column in columns), (lacking, False)]:
        if not chosen.any():
            running.append(None)
            continue
        counts = np.nan_to_num(weights[chosen]) if weights is not None and weighed else None
        by_place = np.bincount(place[chosen], counts, minlength=size + 1)
        sums = np.zeros(size + 2, np.int32 if counts is None else np.float64)
        sums[1:] = by_place.cumsum()
        running.append(sums)
    return running


def _persons(
    evaluation: Evaluation, columns: Sequence[NDArray[np.bool_]], slices: Sequence[slice], *, remainder: bool
) -> list[Sums]:
    """Distinct persons in each slice of places, each in the strongest state it has there."""
    strength = evaluation.state.astype(np.int16) * 128 - evaluation.tier
    by_place = np.argsort(evaluation.place, kind="stable")
    placed = evaluation.place[by_place]
    left = np.ones(len(placed), bool)
    sums = []
    for one in slices:
        inside = slice(*np.searchsorted(placed, [one.start, one.stop]))
        here = by_place[inside][left[inside]]
        if remainder:
            left[inside] = False
        person = evaluation.subjects.index[here]
        order = here[np.lexsort((-strength[here], person))]
        ordered = evaluation.subjects.index[order]
        strongest = order[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(order) else order
        sums.append(np.array([*(chosen[strongest].sum() for chosen in columns), 0], float))
    return sums


def _tally(sums: Sums) -> Tally:
    exempt, unknown, gap, covered, *tiers, unweighted = sums.tolist()
    return Tally(covered, unknown, covered + unknown + gap, exempt, int(unweighted), tuple(tiers))


def _tiers(indicator: Indicator, tally: Tally) -> list[TierCount]:
    found, together = [], 0.0
    for tier, count in zip(indicator.tiers, tally.tiers, strict=True):
        together += count
        rates = (count / tally.denominator, together / tally.denominator) if tally.known else (None, None)
        found.append(TierCount(tier.key, tier.label.model_dump(), count, *rates))
    return found
