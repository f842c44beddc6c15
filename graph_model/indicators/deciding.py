"""The leaves that decide a state: those parts of a condition that make it as it is, each with its sentence and since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from graph_model.answers import Names
from graph_model.columns import Bools
from graph_model.dates import ALWAYS
from graph_model.indicators.conditions import (
    ChainComplete,
    Condition,
    CoveredBy,
    Leaf,
    PostHeld,
    SetComplete,
    SubjectType,
)
from graph_model.indicators.history import History, One, leaf_history, turned
from graph_model.indicators.kleene import TRUE, Kleene, negation
from graph_model.indicators.masks import Reading, step_truth
from graph_model.indicators.reasons import joined, leaf_reason, step_reason
from graph_model.levels import AreaLevel
from graph_model.scheme import Step
from graph_model.tree import Ints

__all__ = ["Deciding", "Why"]

_LEVELS = tuple(AreaLevel)


@dataclass(frozen=True, slots=True)
class Why:
    """One thing that decides a state: its sentence, and since which day it has been so."""

    reason: Names
    since: int


class Deciding:
    """Tells of some subjects under one scheme why `conditions` (any of which would do) are as they are.

    The steps of a chain are judged for all subjects together; histories of a leaf and sentences are made once for all parts of
    the conditions, and for all subjects, that ask for them.
    """

    def __init__(self, reading: Reading, conditions: Sequence[Condition], subjects: Ints) -> None:
        self._reading, self._conditions = reading, conditions
        self._subjects = np.unique(subjects)
        self._steps: dict[str, list[tuple[Step, Kleene, Bools]]] = {}
        self._histories: dict[tuple[int, SubjectType, int], History] = {}
        self._reasons: dict[tuple[int, int, AreaLevel | None], Names] = {}
        self._since: dict[tuple[int, int, int], int] = {}

    def why(self, subject: SubjectType, index: int, area: int, truth: int) -> list[Why]:
        """What makes the conditions have `truth` for a subject that stands at `area`."""
        one, found = One.of(self._reading, subject, index, area), list[Why]()
        self._histories.clear()
        for condition in self._conditions:
            if self._truth(condition, one) == truth:
                found += self._deciding(condition, truth, one)
                if truth == TRUE:
                    break
        return found

    def _truth(self, condition: Condition, one: One) -> int:
        if condition.all or condition.any:
            combine = min if condition.all else max
            return combine(self._truth(part, one) for part in condition.all or condition.any)
        if condition.not_ is not None:
            return negation(self._truth(condition.not_, one))
        leaf = condition.leaf
        assert leaf is not None
        if isinstance(leaf, SetComplete):
            return self._truth(leaf.whole, one)
        if isinstance(leaf, ChainComplete):
            return min((truth for _, truth, counts in self._seen(leaf, one.index) if counts), default=TRUE)
        return self._history(leaf, one).at(self._reading.day.number)

    def _history(self, leaf: Leaf, one: One) -> History:
        key = id(leaf), one.type, one.index
        if key not in self._histories:
            self._histories[key] = leaf_history(leaf, self._reading, one)
        return self._histories[key]

    def _deciding(self, condition: Condition, truth: int, one: One) -> Iterator[Why]:
        """The leaves that make `condition` have `truth`: those parts of a composition that have it themselves."""
        for part in condition.all or condition.any:
            if self._truth(part, one) == truth:
                yield from self._deciding(part, truth, one)
        if condition.not_ is not None:
            yield from self._deciding(condition.not_, negation(truth), one)
        leaf = condition.leaf
        if isinstance(leaf, ChainComplete) and truth != TRUE:
            yield from self._broken(leaf, truth, one.index)
        elif isinstance(leaf, ChainComplete):
            yield Why(self._reason(leaf, truth, None), ALWAYS)
        elif isinstance(leaf, SetComplete):
            for piece in leaf.parts:
                if self._truth(piece.whole, one) == truth:
                    whys, label = list(self._deciding(piece.whole, truth, one)), piece.label.model_dump()
                    reason = joined((why.reason for why in whys), "，", ", ")
                    told = {
                        lang: reason[lang]
                        if reason[lang].startswith(label[lang])
                        else label[lang] + colon + reason[lang]
                        for lang, colon in _COLONS.items()
                    }
                    yield Why(told, max(why.since for why in whys))
        elif leaf is not None:
            since = turned(self._history(leaf, one), self._reading.day.number, truth)
            yield Why(self._reason(leaf, truth, self._level(one)), since)

    def _reason(self, leaf: Leaf, truth: int, level: AreaLevel | None) -> Names:
        key = id(leaf), truth, level
        if key not in self._reasons:
            self._reasons[key] = leaf_reason(leaf, truth, self._reading.scheme, level)
        return self._reasons[key]

    def _level(self, one: One) -> AreaLevel | None:
        """The level of an area, or of the area of a post."""
        network, area = self._reading.day.network, one.index
        if one.type is SubjectType.POSTS:
            posts = network.tables["posts"]
            area = int(posts.refers["area"][int(posts.first[one.index])])
        return _LEVELS[network.levels()[area]] if one.type in ("areas", "posts") and area >= 0 else None

    # ── Chains ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _seen(self, leaf: ChainComplete, index: int) -> list[tuple[Step, int, bool]]:
        """Each step of a chain seen from an area: its truth, and whether it counts there."""
        if leaf.chain not in self._steps:
            steps = self._reading.scheme.chains[leaf.chain].steps
            self._steps[leaf.chain] = [(step, *step_truth(step, self._reading, self._subjects)) for step in steps]
        at = int(np.searchsorted(self._subjects, index))
        return [(step, int(truths[at]), bool(counts[at])) for step, truths, counts in self._steps[leaf.chain]]

    def _broken(self, leaf: ChainComplete, truth: int, index: int) -> Iterator[Why]:
        """The steps of a chain that have `truth`, judged along the path of the day: none before the subject came to lie
        there."""
        reading, network = self._reading, self._reading.day.network
        place = int(reading.day.place_of()[index])
        came = int(network.places.start[place])
        for step, one, counts in self._seen(leaf, index):
            if not counts or one != truth:
                continue
            if step.level is None:
                told = [self._turned(step, area, truth) for area in reading.day.path_of_place(place)]
                yield Why(step_reason(step, truth, reading.scheme, None), max(came, *told))
                continue
            at, level, since = int(network.ancestors(reading.scheme.answering(step.level))[place]), None, came
            if at >= 0:
                area = int(network.places.area[at])
                level, since = _LEVELS[network.levels()[area]], max(came, self._turned(step, area, truth))
            yield Why(step_reason(step, truth, reading.scheme, level), since)

    def _turned(self, step: Step, area: int, truth: int) -> int:
        """Since when the body or the post of a step is as it is at an area."""
        key = id(step), area, truth
        if key not in self._since:
            leaf = CoveredBy(kinds=step.kinds) if step.level is None else PostHeld(linkage=True)
            told = leaf_history(leaf, self._reading, One.of(self._reading, SubjectType.AREAS, area, area))
            self._since[key] = turned(told, self._reading.day.number, truth)
        return self._since[key]


_COLONS = {"zh": "：", "en": ": "}
