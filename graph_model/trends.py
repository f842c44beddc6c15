"""Time: an indicator over months, and two days compared subject by subject, with why each changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.answers import Coverage, State
from graph_model.errors import BadQuestion
from graph_model.indicators.evaluation import COVERED, EXEMPT, GAP, UNTOLD, Evaluation
from graph_model.network import Network
from graph_model.periods import Every, begins

__all__ = ["POINTS", "Turn", "compared", "days_of", "trend"]

POINTS = 400
"""The most points of one trend."""
_STATES = {EXEMPT: State.EXEMPT, UNTOLD: State.UNKNOWN, GAP: State.GAP, COVERED: State.COVERED}


def trend(
    network: Network, indicator: str, start: date, stop: date, within: str | None = None, step: Every = Every.MONTH
) -> list[Coverage]:
    """The indicator's answer on `start`, on the first day of each later period up to `stop`, and on `stop`.

    Raises:
        BadQuestion: unknown indicator, a score of organizations, an end before the start, or more than `POINTS` points.
        NotFound: `within` is no area on one of the days.
    """
    score = network.catalogue.scores.get(indicator)
    if score is not None and score.organizations:
        raise BadQuestion(f"{indicator} has a value for each organization and none for a place: it has no trend")
    return [network.coverage(indicator, as_of=day, within=within)[0] for day in days_of(start, stop, step)]


def days_of(start: date, stop: date, step: Every) -> list[date]:
    """The days of a trend.

    >>> [str(day) for day in days_of(date(2024, 1, 15), date(2024, 3, 10), Every.MONTH)]
    ['2024-01-15', '2024-02-01', '2024-03-01', '2024-03-10']

    Raises:
        BadQuestion: an end before the start, or more than `POINTS` days.
    """
    if stop < start:
        raise BadQuestion(f"a trend runs forward: from {start} to {stop} it does not")
    days = [start, *_firsts(start, stop, step)]
    if days[-1] != stop:
        days.append(stop)
    if len(days) > POINTS:
        raise BadQuestion(f"more than {POINTS} points: ask with a longer step, or in parts")
    return days


def _firsts(start: date, stop: date, step: Every) -> Iterator[date]:
    later = 1
    while (day := begins(step, start, later)) <= stop:
        yield day
        later += 1
        if later > POINTS + 1:
            return


@dataclass(frozen=True, slots=True)
class Turn:
    """A subject whose state differs between two days (None: it was not counted). `because` is one of `founded`,
    `ended`, `joined`, `left` (moved, or `where` changed), `filed`, `told_late`, `term_ended`, `lost`, `gained`, `exempted`,
    `counted_again`; `reason` says it in Chinese and English, with the gap's own reason where there is one."""

    subject: str
    table: str
    before: State | None
    after: State | None
    because: str
    reason: dict[str, str]


_WORDS = {
    "founded": ("新设立", "founded"),
    "ended": ("已撤销或终止", "ended"),
    "joined": ("新纳入考核范围", "now counted"),
    "left": ("不再属于考核范围", "no longer counted"),
    "filed": ("补报后明确", "told by a filing"),
    "told_late": ("补报后明确为空白", "told late: none"),
    "term_ended": ("任职届满或离任", "an appointment ended"),
    "lost": ("不再符合条件", "no longer so"),
    "gained": ("新达到条件", "now so"),
    "exempted": ("列入不纳入考核", "exempted"),
    "counted_again": ("恢复考核", "counted again"),
    "unknown": ("情况变为不明", "no longer known"),
}


def compared(network: Network, indicator: str, one: date, other: date, within: str | None = None) -> list[Turn]:
    """Which subjects within an area changed state between two days, and why, by code.

    Raises:
        BadQuestion: unknown indicator, or the second day is not later.
        NotFound: `within` is no area on one of the days.
    """
    if other <= one:
        raise BadQuestion(f"compared are an earlier and a later day, found {one} and {other}")
    before, after = (_states(network, network.evaluation(indicator, day), day, within) for day in (one, other))
    table = network.catalogue[indicator].subject.value
    codes, whole = network.tables[table].codes, network.whole
    found = []
    for index in sorted(one for one in before.keys() | after.keys() if one < len(codes)):
        was, now = before.get(index), after.get(index)
        if was != now:
            code = str(codes[index])
            because = _because(whole, table, whole.tables[table].find(code), was, now, one, other)
            zh, en = _WORDS[because]
            found.append(Turn(code, table, was, now, because, {"zh": zh, "en": en}))
    return found


def _states(network: Network, evaluation: Evaluation, day: date, within: str | None) -> dict[int, State]:
    """The strongest state of each subject within the area."""
    inside, place = network.on(day).within(within), evaluation.place
    here = np.ones(len(place), bool) if within is None else (place >= inside.start) & (place < inside.stop)
    found: dict[int, int] = {}
    for index, state in zip(evaluation.subjects.index[here].tolist(), evaluation.state[here].tolist(), strict=True):
        found[index] = max(found.get(index, EXEMPT), state)
    return {index: _STATES[state] for index, state in found.items()}


def _because(
    network: Network, table: str, index: int, was: State | None, now: State | None, one: date, other: date
) -> str:
    lives = [network.on(day).row_of(table)[index] >= 0 for day in (one, other)]
    if was is None:
        return "joined" if lives[0] else "founded"
    if now is None or not lives[1]:
        return "left" if lives[1] else "ended"
    if State.EXEMPT in (was, now):
        return "exempted" if now is State.EXEMPT else "counted_again"
    if now is State.UNKNOWN:
        return "unknown"
    if was is State.UNKNOWN:
        return "filed" if now is State.COVERED else "told_late"
    if now is State.COVERED:
        return "gained"
    return "term_ended" if _left(network, table, index, one, other) else "lost"


def _left(network: Network, table: str, index: int, one: date, other: date) -> bool:
    """Whether an appointment to a post of the subject ended between the days."""
    posts, appointments = network.tables["posts"], network.tables["appointments"]
    if table == "posts":
        own = [index]
    elif table in ("areas", "organizations"):
        column = "area" if table == "areas" else "organization"
        own = np.unique(posts.index[posts.groups(column).of(index)]).tolist()
    else:
        return False
    first, last = network.on(one).number, network.on(other).number
    return any(
        first < appointments.end[row] <= last for post in own for row in appointments.groups("post").of(int(post))
    )
