"""Every step of a named chain is covered, seen from the subject's place."""

from __future__ import annotations

import numpy as np

from graph_model.columns import Bools
from graph_model.indicators.conditions import ChainComplete, Condition, CoveredBy, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, Kleene, constant
from graph_model.indicators.masks.posts import linkage_held
from graph_model.indicators.masks.reading import Asked, Reading, answers, truth
from graph_model.levels import AreaLevel
from graph_model.scheme import Step
from graph_model.tree import Ints

__all__ = ["step_truth"]


@answers(ChainComplete)
def _chain(leaf: ChainComplete, reading: Reading, asked: Asked) -> Kleene:
    found = constant(TRUE, len(asked))
    for step in reading.scheme.chains[leaf.chain].steps:
        one, counts = step_truth(step, reading, asked.index)
        found = np.where(counts, np.minimum(found, one), found)
    return found


def step_truth(step: Step, reading: Reading, index: Ints) -> tuple[Kleene, Bools]:
    """The truth of one step seen from each area, and whether the step counts there (else it is left out)."""
    network, places = reading.day.network, reading.day.network.places
    place = reading.day.place_of()[index]
    if step.level is None:
        return _covered_on_the_way_up(step, reading, place), np.ones(len(index), bool)
    wanted = reading.scheme.answering(step.level)
    at = network.ancestors(wanted)[place]
    exists = at >= 0
    found = np.where(exists, linkage_held(reading)[places.area[at]], np.int8(FALSE))
    counts = exists.copy()
    missing = ~exists
    if step.level is not AreaLevel.RESIDENTS and missing.any():
        counts[missing] = ~_lies_below(wanted, reading, index[missing], place[missing])
    return found, counts


def _lies_below(wanted: frozenset[AreaLevel], reading: Reading, index: Ints, place: Ints) -> Bools:
    """Whether a level lies below each place: an area of it does that day, or it can by the scheme and not the reverse."""
    network, may = reading.day.network, reading.scheme.may_lie_below
    by_rule = [any(may(level, own) and not may(own, level) for level in wanted) for own in AreaLevel]
    found: Bools = np.array(by_rule)[network.levels()[index]]
    if found.all():
        return found
    here = network.of_levels(wanted)[network.places.area] & reading.day.alive()
    before = np.concatenate(([0], np.cumsum(here, dtype=np.int32)))
    found |= before[network.places.stop[place]] > before[place]
    return found


def _covered_on_the_way_up(step: Step, reading: Reading, place: Ints) -> Kleene:
    """The strongest truth of "a body of the kinds covers it" among each place and those above."""
    places = reading.day.network.places
    areas = reading.asked(SubjectType.AREAS, np.flatnonzero(reading.day.place_of() >= 0).astype(np.int32))
    covered = constant(FALSE, len(reading.table("areas")))
    covered[areas.index] = truth(Condition(covered_by=CoveredBy(kinds=step.kinds)), reading, areas)
    found, at = covered[places.area[place]], places.parent[place]
    while (at >= 0).any():
        found = np.where(at >= 0, np.maximum(found, covered[places.area[at]]), found)
        at = np.where(at >= 0, places.parent[at], -1)
    return found
