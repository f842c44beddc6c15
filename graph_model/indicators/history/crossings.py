"""The history of cross-appointments of one subject."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graph_model.crossings import crossings
from graph_model.indicators.conditions import CrossAppointment, PostPattern, SubjectType
from graph_model.indicators.history.spans import History, One, ends_of, histories, told_of, versions_of
from graph_model.indicators.kleene import TRUE
from graph_model.indicators.masks import Reading
from graph_model.levels import AreaLevel
from graph_model.tree import Ints

__all__ = ["own_topic", "while_it_fits"]


@histories(CrossAppointment)
def _cross_appointment(leaf: CrossAppointment, reading: Reading, one: One) -> History:
    post = reading.table("appointments").refers["post"]
    spans = []
    for row, first, second in _pairs(reading, one):
        table = crossings(reading.day.network)
        for start, end in while_it_fits(leaf.from_, reading, int(post[first])):
            for begins, stops in while_it_fits(leaf.to, reading, int(post[second])):
                span = (max(int(table.start[row]), start, begins), min(int(table.end[row]), end, stops))
                if span[0] < span[1]:
                    spans.append(span)
    told = told_of(reading, one, _topics(leaf, reading, one))

    def at(day: int) -> int:
        return TRUE if any(start <= day < end for start, end in spans) else told.at(day)

    return History((*ends_of(spans), *told.days), at)


def _pairs(reading: Reading, one: One) -> Iterator[tuple[int, int, int]]:
    """The rows of crossings that may be the subject's, each with its first and second appointment."""
    table, network = crossings(reading.day.network), reading.day.network
    if one.type is SubjectType.AREAS:
        for place in network.places_of_area().of(one.index):
            inside = (table.place >= place) & (table.place < network.places.stop[place])
            for row in np.flatnonzero(inside):
                yield int(row), int(table.one[row]), int(table.other[row])
                yield int(row), int(table.other[row]), int(table.one[row])
        return
    own = _own(reading, one)
    for first, second in ((table.one, table.other), (table.other, table.one)):
        for row in np.flatnonzero(np.isin(first, own)):
            yield int(row), int(first[row]), int(second[row])


def _own(reading: Reading, one: One) -> Ints:
    """The rows of appointments that are the subject's."""
    appointments, posts = reading.table("appointments"), reading.table("posts")
    if one.type is SubjectType.PERSONS:
        return appointments.groups("person").of(one.index)
    if one.type is SubjectType.APPOINTMENTS:
        return np.arange(appointments.first[one.index], appointments.first[one.index + 1], dtype=np.int32)
    if one.type is SubjectType.POSTS:
        return appointments.groups("post").of(one.index)
    rows = [
        appointments.groups("post").of(int(post))
        for post in np.unique(posts.index[posts.groups("organization").of(one.index)])
    ]
    return np.concatenate(rows) if rows else np.empty(0, np.int32)


def while_it_fits(pattern: PostPattern | None, reading: Reading, post: int) -> list[tuple[int, int]]:
    """The stretches in which a pattern names a post: its role and place stay, the kinds of its body may change."""
    posts, organizations = reading.table("posts"), reading.table("organizations")
    row = int(posts.first[post])
    area, body = int(posts.refers["area"][row]), int(posts.refers["organization"][row])
    lives = [(start, end) for start, end, _ in versions_of(posts, post)]
    if pattern is None:
        return lives
    if pattern.role and posts.frame["role"][row] not in pattern.role:
        return []
    if pattern.level is not None:
        levels = reading.scheme.answering(pattern.level)
        return lives if area >= 0 and list(AreaLevel)[reading.day.network.levels()[area]] in levels else []
    if not pattern.kinds:
        return lives
    if body < 0:
        return []
    is_kind = organizations.is_one_of("kinds", reading.scheme.kinds_of(pattern.kinds))
    return [(start, end) for start, end, version in versions_of(organizations, body) if is_kind[version]]


def _topics(leaf: CrossAppointment, reading: Reading, one: One) -> set[str]:
    topics = set(leaf.to.topics(reading.scheme))
    if one.type is SubjectType.POSTS:
        topics.add(own_topic(reading, one.index))
    elif one.type is not SubjectType.APPOINTMENTS:
        topics |= (leaf.from_ or PostPattern(role=tuple(reading.scheme.roles))).topics(reading.scheme)
    return topics


def own_topic(reading: Reading, post: int) -> str:
    """The topic that tells about a post."""
    posts = reading.table("posts")
    row = int(posts.first[post])
    area = int(posts.refers["area"][row])
    level = list(AreaLevel)[reading.day.network.levels()[area]] if area >= 0 else None
    return reading.scheme.topic_of_post(posts.frame["role"][row], level)
