"""The truth of one condition for one subject over time: on any day, and the only days on which it can change.

Where a gap list shows "since", it walks back over those days from the day asked; nothing here is computed for subjects that
are not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from graph_model.columns import Versions
from graph_model.dates import ALWAYS, OPEN
from graph_model.indicators.conditions import Condition, Leaf, SubjectType
from graph_model.indicators.kleene import FALSE, UNKNOWN, negation
from graph_model.indicators.masks import Reading

__all__ = [
    "History",
    "One",
    "days_of",
    "ends_of",
    "histories",
    "history",
    "leaf_history",
    "life_start",
    "spans_of",
    "standing",
    "told_of",
    "turned",
    "versions_of",
]


Standing = tuple[tuple[int, int, int], ...]
"""(start, end, area) for each stretch in which something stands at an area."""


@dataclass(frozen=True)
class One:
    """One subject, and where it stands over time: a person where it is asked for (see `Asked`)."""

    type: SubjectType
    index: int
    standing: Standing

    @classmethod
    def of(cls, reading: Reading, subject: SubjectType, index: int, area: int) -> One:
        """A subject that on the day of the reading stands at `area`."""
        if subject is SubjectType.PERSONS:
            return cls(subject, index, ((ALWAYS, OPEN, area),))
        return cls(subject, index, standing(reading, subject, index))


@dataclass(frozen=True)
class History:
    """A truth over time: `at(day)`, which changes on no day but those in `days`."""

    days: tuple[int, ...]
    at: Callable[[int], int]


def turned(one: History, day: int, value: int) -> int:
    """The first day from which the truth has been `value` without a break up to `day`; `ALWAYS` if it never was another."""
    since = day
    for change in sorted({change for change in one.days if change <= day}, reverse=True):
        if one.at(change) != value:
            return since
        since = change
    return ALWAYS if one.at(since - 1) == value else since


def life_start(versions: Versions, index: int, day: int) -> int:
    """The day on which the record's unbroken existence up to `day` began."""
    since = day
    for row in range(int(versions.first[index + 1]) - 1, int(versions.first[index]) - 1, -1):
        if versions.start[row] <= day and (versions.end[row] > day or versions.end[row] == since):
            since = int(versions.start[row])
    return since


def history(condition: Condition, reading: Reading, one: One) -> History:
    """The truth of a condition without chains for one subject, read in the scheme of the reading's day throughout."""
    parts = condition.all or condition.any
    if parts:
        combine = min if condition.all else max
        inner = [history(part, reading, one) for part in parts]
        return History(days_of(inner), lambda day: combine(part.at(day) for part in inner))
    if condition.not_ is not None:
        told = history(condition.not_, reading, one)
        return History(told.days, lambda day: negation(told.at(day)))
    assert condition.leaf is not None
    return leaf_history(condition.leaf, reading, one)


Teller = Callable[[Any, Reading, One], History]
_TELLERS: dict[type, Teller] = {}
"""Who tells the history of which leaf; each module of this package enters its own."""

TellerT = TypeVar("TellerT", bound=Teller)


def histories(*leaves: type) -> Callable[[TellerT], TellerT]:
    """Enter a function as the one that tells the history of leaves of these types."""

    def enter(teller: TellerT) -> TellerT:
        _TELLERS.update(dict.fromkeys(leaves, teller))
        return teller

    return enter


def leaf_history(leaf: Leaf, reading: Reading, one: One) -> History:
    """The truth of one leaf (no chain: its steps have histories of their own)."""
    return _TELLERS[type(leaf)](leaf, reading, one)


def days_of(histories: Iterable[History]) -> tuple[int, ...]:
    """The days of several histories."""
    return tuple({day for one in histories for day in one.days})


def spans_of(versions: Versions, rows: Iterable[int]) -> list[tuple[int, int, int]]:
    """(start, end, row) of each row."""
    return [(int(versions.start[row]), int(versions.end[row]), int(row)) for row in rows]


def versions_of(versions: Versions, index: int) -> list[tuple[int, int, int]]:
    """(start, end, row) of each version of a record."""
    return spans_of(versions, range(int(versions.first[index]), int(versions.first[index + 1])))


def ends_of(spans: Iterable[tuple[Any, ...]]) -> tuple[int, ...]:
    """The days on which spans begin or end."""
    return tuple({int(day) for span in spans for day in span[:2]})


def told_of(reading: Reading, one: One, topics: Iterable[str]) -> History:
    """FALSE ("told: none") from the day on which all topics are filed where the subject stands, UNKNOWN before."""
    network = reading.day.network
    filed = [network.filed_since(topic) for topic in topics]
    spans = [
        (max([start, *(int(since[area]) for since in filed)]), end) for start, end, area in one.standing if area >= 0
    ]
    return History(ends_of(spans), lambda day: FALSE if any(start <= day < end for start, end in spans) else UNKNOWN)


def standing(reading: Reading, subject: SubjectType, index: int) -> Standing:
    """Where a subject of any type but persons stands over time."""
    tables = reading.day.network.tables
    if subject is SubjectType.AREAS:
        return ((ALWAYS, OPEN, index),)
    versions = tables[subject]
    if subject is SubjectType.APPOINTMENTS:
        return standing(reading, SubjectType.POSTS, int(versions.refers["post"][int(versions.first[index])]))
    if subject is SubjectType.POSTS:
        row = int(versions.first[index])  # the place of a post is the same in all its versions
        organization = int(versions.refers["organization"][row])
        if organization < 0:
            return ((ALWAYS, OPEN, int(versions.refers["area"][row])),)
        return standing(reading, SubjectType.ORGANIZATIONS, organization)
    return tuple((start, end, int(versions.refers["area"][row])) for start, end, row in versions_of(versions, index))
