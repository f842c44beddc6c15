"""The history of posts held."""

from __future__ import annotations

from collections.abc import Iterable

from graph_model.indicators.conditions import PostHeld, SubjectType
from graph_model.indicators.history.spans import (
    History,
    One,
    days_of,
    ends_of,
    histories,
    history,
    spans_of,
    told_of,
    versions_of,
)
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN
from graph_model.indicators.masks import Reading
from graph_model.levels import AreaLevel

__all__: list[str] = []


@histories(PostHeld)
def _post_held(leaf: PostHeld, reading: Reading, one: One) -> History:
    posts, appointments = reading.table("posts"), reading.table("appointments")
    level = _level(reading, one)
    if one.type is SubjectType.POSTS:
        role: str | None = posts.frame["role"][int(posts.first[one.index])]
        rows = [row for _, _, row in versions_of(posts, one.index)]
    else:
        role = reading.scheme.linkage_role(level) if leaf.linkage and level is not None else leaf.role
        found = posts.groups("area" if one.type is SubjectType.AREAS else "organization").of(one.index)
        rows = [int(row) for row in found if posts.frame["role"][int(row)] == role]
    if role is None:
        return History((), lambda _: FALSE)
    seats = {
        (start, end, int(posts.index[row])): posts.frame["seats"][row] or 1 for start, end, row in spans_of(posts, rows)
    }
    spans = {
        post: [
            (start, end, int(appointments.refers["person"][row]))
            for start, end, row in spans_of(appointments, appointments.groups("post").of(post))
        ]
        for _, _, post in seats
    }
    inner: dict[int, History] = {}
    if leaf.holder is not None:
        persons = {person for held in spans.values() for _, _, person in held}
        inner = {
            person: history(leaf.holder, reading, One(SubjectType.PERSONS, person, one.standing)) for person in persons
        }
    told = told_of(reading, one, [reading.scheme.topic_of_post(role, level)])

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

    held = [span for posted in spans.values() for span in posted]
    return History((*ends_of(seats), *ends_of(held), *days_of(inner.values()), *told.days), at)


def _level(reading: Reading, one: One) -> AreaLevel | None:
    network = reading.day.network
    area = one.index
    if one.type is SubjectType.ORGANIZATIONS:
        return None
    if one.type is SubjectType.POSTS:
        posts = network.tables["posts"]
        area = int(posts.refers["area"][int(posts.first[one.index])])
    return list(AreaLevel)[network.levels()[area]] if area >= 0 else None
