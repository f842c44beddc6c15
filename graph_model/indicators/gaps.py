"""The rows behind a rate: the subjects in a state, each with its reason, since when, its path and who should act."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.answers import Gap, Names, State
from graph_model.dates import ALWAYS, date_of
from graph_model.day import Day
from graph_model.indicators.conditions import (
    ChainComplete,
    Condition,
    CoveredBy,
    Leaf,
    PostHeld,
    SetComplete,
    SubjectType,
)
from graph_model.indicators.declared import Indicator
from graph_model.indicators.evaluation import COVERED, EXEMPT, GAP, UNTOLD, Evaluation
from graph_model.indicators.history import History, One, history, leaf_history, life_start, turned
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, negation
from graph_model.indicators.masks import Reading, step_truth
from graph_model.indicators.reasons import joined, leaf_reason, step_reason
from graph_model.levels import AreaLevel
from graph_model.scheme import Step
from graph_model.tree import Ints

__all__ = ["GapList", "Why"]

_NUMBERS = {State.EXEMPT: EXEMPT, State.UNKNOWN: UNTOLD, State.GAP: GAP, State.COVERED: COVERED}


@dataclass(frozen=True)
class Why:
    """One thing that decides a state: its sentence, and since which day it has been so."""

    reason: Names
    since: int


class GapList:
    """The subjects of an indicator in one state within an area, by code; `len()` is their number."""

    def __init__(self, day: Day, evaluation: Evaluation, within: str | None, state: State) -> None:
        self.day, self.evaluation, self.state = day, evaluation, state
        self.indicator = day.network.catalogue[evaluation.indicator]
        self.type = evaluation.subjects.type
        inside = day.within(within)
        kept = ("rows", inside.start, inside.stop, within is None, state)
        self._rows: Ints = evaluation.keep(kept, lambda: self._find(inside, within))

    def _find(self, inside: slice, within: str | None) -> Ints:
        place, state = self.evaluation.place, self.evaluation.state
        here = np.ones(len(place), bool) if within is None else (place >= inside.start) & (place < inside.stop)
        if self.type is not SubjectType.PERSONS:
            return np.flatnonzero(here & (state == _NUMBERS[self.state])).astype(np.int32)
        rows, person = np.flatnonzero(here), self.evaluation.subjects.index
        order = rows[np.lexsort((-state[rows].astype(int), person[rows]))]
        first = np.concatenate(([True], person[order][1:] != person[order][:-1])) if len(order) else np.empty(0, bool)
        strongest = order[first]
        found: Ints = strongest[state[strongest] == _NUMBERS[self.state]]
        return found.astype(np.int32)

    def __len__(self) -> int:
        return len(self._rows)

    def subjects(self) -> Ints:
        """The record index of each, without asking why."""
        found: Ints = self.evaluation.subjects.index[self._rows]
        return found

    def page(self, first: int, after: str | None = None) -> list[Gap]:
        """The first rows after the subject with code `after`."""
        start = self._start(after)
        return [self._row(int(row)) for row in self._rows[start : start + first]]

    def has_more(self, after: str | None) -> bool:
        """Whether any subject comes after the code."""
        return self._start(after) < len(self._rows)

    def __iter__(self) -> Iterator[Gap]:
        return (self._row(int(row)) for row in self._rows)

    def _start(self, after: str | None) -> int:
        if after is None:
            return 0
        position = bisect.bisect_right(self.day.network.tables[self.type].codes, after)
        return int(np.searchsorted(self.evaluation.subjects.index[self._rows], position))

    def _row(self, row: int) -> Gap:
        return self.evaluation.keep(("gap", row, self.state), lambda: self._make(row))

    def _make(self, row: int) -> Gap:
        day, place = self.day, int(self.evaluation.place[row])
        index = int(self.evaluation.subjects.index[row])
        path = tuple(day.code(area) for area in day.path_of_place(place))
        since: date | None = None
        if self.state is State.EXEMPT:
            reason = self._exempt_because(row, place)
        else:
            why = list(self._why(row, place))
            reason = joined(one.reason for one in why)
            if self.state is State.GAP:
                since = self._since(index, why)
        return Gap(
            subject_type=self.type.value,
            subject=day.network.tables[self.type].code(index),
            area=path[-1] if path else None,
            state=self.state,
            reason=reason,
            since=since,
            responsible=_responsible(day, self.indicator, place),
            path=path,
        )

    def _since(self, index: int, why: list[Why]) -> date | None:
        latest = max((one.since for one in why), default=ALWAYS)
        return date_of(max(latest, life_start(self.day.network.tables[self.type], index, self.day.number)))

    def _reading(self, place: int) -> Reading:
        network = self.day.network
        return Reading(self.day, self.day.scheme_at(place) if place >= 0 else network.schemes["default"])

    def _why(self, row: int, place: int) -> Iterator[Why]:
        reading, subjects = self._reading(place), self.evaluation.subjects
        one = One.of(reading, self.type, int(subjects.index[row]), int(subjects.area[row]))
        wanted = {State.GAP: FALSE, State.UNKNOWN: UNKNOWN, State.COVERED: TRUE}[self.state]
        indicator = self.day.network.catalogue.read(self.indicator.key, reading.scheme)
        for condition in indicator.met_by:
            if _truth(condition, reading, one) == wanted:
                yield from _deciding(condition, wanted, reading, one)
                if wanted == TRUE:
                    return

    def _exempt_because(self, row: int, place: int) -> Names:
        day = self.day
        if self.evaluation.subjects.ended[row]:
            return {"zh": "已撤销，不纳入考核", "en": "ended since; not counted"}
        exemptions, above = day.network.tables["exemptions"], set(day.path_of_place(place))
        body = int(self.evaluation.subjects.body[row])
        for one in day.rows("exemptions"):
            named = int(exemptions.refers["area"][one]) in above or (
                body >= 0 and exemptions.refers["organization"][one] == body
            )
            if named and exemptions.frame["indicator"][int(one)] == self.indicator.key:
                because = exemptions.frame["reason"][int(one)]
                return {
                    "zh": f"不纳入考核：{because}" if because else "不纳入考核",
                    "en": f"exempt: {because}" if because else "exempt",
                }
        return {"zh": "按规则不纳入考核", "en": "exempt by rule"}


def _responsible(day: Day, indicator: Indicator, place: int) -> str | None:
    """The post that should act: of the nearest area of the level at or above the place."""
    who, network = indicator.responsible, day.network
    if who is None or place < 0:
        return None
    scheme = day.scheme_at(place)
    at = int(network.ancestors(scheme.answering(who.level))[place])
    if at < 0:
        return None
    area = int(network.places.area[at])
    role = who.role or scheme.linkage_role(list(AreaLevel)[network.levels()[area]])
    posts = network.tables["posts"]
    for row in posts.groups("area").of(area):
        if posts.start[row] <= day.number < posts.end[row] and posts.frame["role"][int(row)] == role:
            return posts.code(posts.index[row])
    return None


# ── The leaves that decide ───────────────────────────────────────────────────────────────────────────────────────────


def _truth(condition: Condition, reading: Reading, one: One) -> int:
    if condition.all or condition.any:
        combine = min if condition.all else max
        return combine(_truth(part, reading, one) for part in condition.all or condition.any)
    if condition.not_ is not None:
        return negation(_truth(condition.not_, reading, one))
    if isinstance(condition.leaf, SetComplete):
        return _truth(condition.leaf.whole, reading, one)
    if isinstance(condition.leaf, ChainComplete):
        truths = [step for step, counts in _steps(condition.leaf, reading, one.index) if counts]
        return min(truths, default=TRUE)
    return history(condition, reading, one).at(reading.day.number)


def _deciding(condition: Condition, truth: int, reading: Reading, one: One) -> Iterator[Why]:
    """The leaves that make `condition` have `truth`: those parts of a composition that have it themselves."""
    for part in condition.all or condition.any:
        if _truth(part, reading, one) == truth:
            yield from _deciding(part, truth, reading, one)
    if condition.not_ is not None:
        yield from _deciding(condition.not_, negation(truth), reading, one)
    leaf: Leaf | None = condition.leaf
    if isinstance(leaf, ChainComplete) and truth != TRUE:
        yield from _broken(leaf, truth, reading, one.index)
    elif isinstance(leaf, ChainComplete):
        yield Why(leaf_reason(leaf, truth, reading.scheme, None), ALWAYS)
    elif isinstance(leaf, SetComplete):
        for piece in leaf.parts:
            if _truth(piece.whole, reading, one) == truth:
                for why in _deciding(piece.whole, truth, reading, one):
                    label = piece.label.model_dump()
                    yield Why(
                        {"zh": f"{label['zh']}：{why.reason['zh']}", "en": f"{label['en']}: {why.reason['en']}"},
                        why.since,
                    )
    elif leaf is not None:
        told: History = leaf_history(leaf, reading, one)
        level = _level(reading, one)
        yield Why(leaf_reason(leaf, truth, reading.scheme, level), turned(told, reading.day.number, truth))


def _level(reading: Reading, one: One) -> AreaLevel | None:
    network, area = reading.day.network, one.index
    if one.type is SubjectType.POSTS:
        area = int(network.tables["posts"].refers["area"][int(network.tables["posts"].first[one.index])])
    return list(AreaLevel)[network.levels()[area]] if one.type in ("areas", "posts") and area >= 0 else None


def _steps(leaf: ChainComplete, reading: Reading, index: int) -> list[tuple[int, bool]]:
    alone = np.array([index], np.int32)
    answers = (step_truth(step, reading, alone) for step in reading.scheme.chains[leaf.chain].steps)
    return [(int(truths[0]), bool(counts[0])) for truths, counts in answers]


def _broken(leaf: ChainComplete, truth: int, reading: Reading, index: int) -> Iterator[Why]:
    """The steps of a chain that have `truth`, judged along the path of the day: none before the subject came to lie there."""
    steps = reading.scheme.chains[leaf.chain].steps
    place = int(reading.day.place_of()[index])
    came = int(reading.day.network.places.start[place])
    for step, (one, counts) in zip(steps, _steps(leaf, reading, index), strict=True):
        if not counts or one != truth:
            continue
        if step.level is None:
            told = [_body_since(step, reading, area, truth) for area in reading.day.path_of_place(place)]
            label = step.label or "、".join(step.kinds)
            yield Why(step_reason(label, step.key, truth, exists=True), max(came, *told))
            continue
        at = int(reading.day.network.ancestors(reading.scheme.answering(step.level))[place])
        declared = reading.scheme.levels.get(step.level)
        label = step.label or (declared.post.label if declared and declared.post else step.level.value)
        since = came
        if at >= 0:
            area = int(reading.day.network.places.area[at])
            own = list(AreaLevel)[reading.day.network.levels()[area]]
            post = reading.scheme.levels[own].post
            label = step.label or (post.label if post else label)
            held = leaf_history(PostHeld(linkage=True), reading, One.of(reading, SubjectType.AREAS, area, area))
            since = max(came, turned(held, reading.day.number, truth))
        yield Why(step_reason(label, step.key, truth, exists=at >= 0), since)


def _body_since(step: Step, reading: Reading, area: int, truth: int) -> int:
    told = leaf_history(CoveredBy(kinds=step.kinds), reading, One.of(reading, SubjectType.AREAS, area, area))
    return turned(told, reading.day.number, truth)
