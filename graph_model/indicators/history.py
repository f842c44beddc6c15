"""Since when: the truth of one leaf for one subject over time.

A `History` knows the truth on any day and the only days on which it can change. Where a gap list shows "since", it walks
back over those days from the day asked; nothing here is computed for subjects that are not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_model.columns import Versions
from graph_model.dates import ALWAYS, OPEN
from graph_model.indicators.declared import (
    AttributeIs,
    Condition,
    CoveredBy,
    FigureIs,
    Hosts,
    Leaf,
    PostHeld,
    SubjectType,
)
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, negation
from graph_model.indicators.masks import Reading, attribute_type, figure_fits
from graph_model.levels import AreaLevel
from graph_model.records import Qualifier

__all__ = ["History", "history", "leaf_history", "life_start", "turned"]

_EPOCH = date(1970, 1, 1)


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


def history(condition: Condition, reading: Reading, subject: SubjectType, index: int) -> History:
    """The truth of a condition without chains for one subject, read in the scheme of the reading's day throughout."""
    parts = condition.all or condition.any
    if parts:
        combine = min if condition.all else max
        inner = [history(part, reading, subject, index) for part in parts]
        return History(_days(inner), lambda day: combine(one.at(day) for one in inner))
    if condition.not_ is not None:
        one = history(condition.not_, reading, subject, index)
        return History(one.days, lambda day: negation(one.at(day)))
    assert condition.leaf is not None
    return leaf_history(condition.leaf, reading, subject, index)


def leaf_history(leaf: Leaf, reading: Reading, subject: SubjectType, index: int) -> History:
    """The truth of one leaf (no chain: its steps have histories of their own)."""
    match leaf:
        case CoveredBy() | Hosts():
            return _body(leaf, reading, subject, index)
        case PostHeld():
            return _post_held(leaf, reading, subject, index)
        case AttributeIs():
            return _attribute(leaf, reading, subject, index)
        case FigureIs():
            return _figure(leaf, reading, subject, index)
        case _:
            raise TypeError(f"{type(leaf).__name__} has no history of its own")


def _days(histories: Iterable[History]) -> tuple[int, ...]:
    return tuple({day for one in histories for day in one.days})


def _spans(versions: Versions, rows: Iterable[int]) -> list[tuple[int, int, int]]:
    """(start, end, row) of each row."""
    return [(int(versions.start[row]), int(versions.end[row]), int(row)) for row in rows]


def _versions(versions: Versions, index: int) -> list[tuple[int, int, int]]:
    return _spans(versions, range(int(versions.first[index]), int(versions.first[index + 1])))


def _ends(spans: Iterable[tuple[Any, ...]]) -> tuple[int, ...]:
    return tuple({int(day) for span in spans for day in span[:2]})


# ── Filing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _told(reading: Reading, subject: SubjectType, index: int, topics: Iterable[str]) -> History:
    """FALSE ("told: none") from the day on which all topics are filed where the subject stands, UNKNOWN before."""
    network = reading.day.network
    filed = [network.filed_since(topic) for topic in topics]
    spans = [
        (max(start, *(int(one[area]) for one in filed)), end) for start, end, area in _standing(reading, subject, index)
    ]
    return History(_ends(spans), lambda day: FALSE if any(start <= day < end for start, end in spans) else UNKNOWN)


def _standing(reading: Reading, subject: SubjectType, index: int) -> list[tuple[int, int, int]]:
    """(start, end, area) for where a subject stands over time."""
    tables = reading.day.network.tables
    if subject is SubjectType.AREAS:
        return [(ALWAYS, OPEN, index)]
    versions = tables[subject]
    if subject is SubjectType.POSTS:
        row = int(versions.first[index])  # the place of a post is the same in all its versions
        organization = int(versions.refers["organization"][row])
        if organization < 0:
            return [(ALWAYS, OPEN, int(versions.refers["area"][row]))]
        return _standing(reading, SubjectType.ORGANIZATIONS, organization)
    return [(start, end, int(versions.refers["area"][row])) for start, end, row in _versions(versions, index)]


# ── Leaves ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _body(leaf: CoveredBy | Hosts, reading: Reading, subject: SubjectType, index: int) -> History:
    kinds = reading.scheme.kinds_of(leaf.kinds)
    organizations = reading.table("organizations")
    is_kind = organizations.is_one_of("kinds", kinds)
    spans: list[tuple[int, int, int]] = []
    if isinstance(leaf, Hosts):
        hosted = _spans(organizations, organizations.groups("host").of(index))
        spans = [(start, end, int(organizations.index[row])) for start, end, row in hosted if is_kind[row]]
    else:
        covers = reading.table("covers")
        rows = covers.groups("area" if subject is SubjectType.AREAS else "target_organization").of(index)
        if leaf.modes:
            rows = rows[covers.is_one_of("mode", leaf.modes)[rows]]
        for start, end, row in _spans(covers, rows):
            body = int(covers.refers["organization"][row])
            spans += [
                (max(start, begins), min(end, stops), body)
                for begins, stops, version in _versions(organizations, body)
                if is_kind[version]
            ]
    that = leaf.that
    bodies = {body for _, _, body in spans} if that is not None else set()
    inner = {body: history(that, reading, SubjectType.ORGANIZATIONS, body) for body in bodies if that is not None}
    told = _told(reading, subject, index, reading.scheme.topics_of_kinds(kinds))

    def at(day: int) -> int:
        here = (body for start, end, body in spans if start <= day < end)
        return max((inner[body].at(day) if inner else TRUE for body in here), default=FALSE) or told.at(day)

    return History((*_ends(spans), *_days(inner.values()), *told.days), at)


def _post_held(leaf: PostHeld, reading: Reading, subject: SubjectType, index: int) -> History:
    posts, appointments = reading.table("posts"), reading.table("appointments")
    level = _level(reading, subject, index)
    if subject is SubjectType.POSTS:
        role: str | None = posts.frame["role"][int(posts.first[index])]
        rows = [row for _, _, row in _versions(posts, index)]
    else:
        role = reading.scheme.linkage_role(level) if leaf.linkage and level is not None else leaf.role
        found = posts.groups("area" if subject is SubjectType.AREAS else "organization").of(index)
        rows = [int(row) for row in found if posts.frame["role"][int(row)] == role]
    if role is None:
        return History((), lambda _: FALSE)
    seats = {
        (start, end, int(posts.index[row])): posts.frame["seats"][row] or 1 for start, end, row in _spans(posts, rows)
    }
    spans = {
        post: [
            (start, end, int(appointments.refers["person"][row]))
            for start, end, row in _spans(appointments, appointments.groups("post").of(post))
        ]
        for _, _, post in seats
    }
    inner: dict[int, History] = {}
    if leaf.holder is not None:
        persons = {person for held in spans.values() for _, _, person in held}
        inner = {person: history(leaf.holder, reading, SubjectType.PERSONS, person) for person in persons}
    told = _told(reading, subject, index, [reading.scheme.topic_of_post(role, level)])

    def enough(here: Iterable[int], least: int, day: int, absent: int) -> int:
        people = {person for post in here for start, end, person in spans[post] if start <= day < end}
        truths = [inner[person].at(day) if inner else TRUE for person in people]
        if sum(truth == TRUE for truth in truths) >= least:
            return TRUE
        return UNKNOWN if sum(truth >= UNKNOWN for truth in truths) >= least else absent

    def at(day: int) -> int:
        absent = told.at(day)
        here = {post: seat for (start, end, post), seat in seats.items() if start <= day < end}
        if leaf.at_least == "all":
            return min((enough([post], seat, day, absent) for post, seat in here.items()), default=absent)
        return enough(here, leaf.at_least, day, absent)

    held = [span for one in spans.values() for span in one]
    return History((*_ends(seats), *_ends(held), *_days(inner.values()), *told.days), at)


def _level(reading: Reading, subject: SubjectType, index: int) -> AreaLevel | None:
    network = reading.day.network
    area = index
    if subject is SubjectType.ORGANIZATIONS:
        return None
    if subject is SubjectType.POSTS:
        posts = network.tables["posts"]
        area = int(posts.refers["area"][int(posts.first[index])])
    return list(AreaLevel)[network.levels()[area]] if area >= 0 else None


def _attribute(leaf: AttributeIs, reading: Reading, subject: SubjectType, index: int) -> History:
    versions = reading.table(subject)
    values = versions.values(leaf.key, attribute_type(reading, leaf.key, versions))
    spans = [(start, end, values[row]) for start, end, row in _versions(versions, index)]
    turns = {
        (value - _EPOCH).days - left + late
        for _, _, value in spans
        for left, late in ((leaf.days_left_at_most, 0), (leaf.days_left_at_least, 1))
        if left is not None and value is not None
    }

    def at(day: int) -> int:
        value = next((value for start, end, value in spans if start <= day < end), None)
        if value is None:
            return UNKNOWN
        left = (value - _EPOCH).days - day if isinstance(value, date) else 0
        fits = (
            (not leaf.is_ or value in leaf.is_)
            and (leaf.at_least is None or value >= leaf.at_least)
            and (leaf.at_most is None or value <= leaf.at_most)
            and (leaf.days_left_at_least is None or left >= leaf.days_left_at_least)
            and (leaf.days_left_at_most is None or left <= leaf.days_left_at_most)
        )
        return TRUE if fits else FALSE

    return History((*_ends(spans), *turns), at)


def _figure(leaf: FigureIs, reading: Reading, subject: SubjectType, index: int) -> History:
    figures = reading.table("figures")
    end = {"areas": "area", "organizations": "organization"}.get(subject, "person")
    rows = [int(row) for row in figures.groups(end).of(index)]
    named = figures.frame[rows].select("key", "measure", "period", "value", "qualifier").rows()
    spans = [
        (start, stop, period or "", figure_fits(leaf, value, Qualifier(qualifier)))
        for (start, stop, _), (key, measure, period, value, qualifier) in zip(_spans(figures, rows), named, strict=True)
        if key == leaf.key and leaf.measure in (None, measure)
    ]

    def at(day: int) -> int:
        here = [(period, truth) for start, stop, period, truth in spans if start <= day < stop]
        wanted = max((period for period, _ in here), default="") if leaf.period is None else leaf.period
        truths = {truth for period, truth in here if period == wanted}
        return truths.pop() if len(truths) == 1 else UNKNOWN

    return History(_ends(spans), at)
