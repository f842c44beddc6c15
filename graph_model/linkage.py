"""Linkage: a named chain seen from a place, step by step, with who holds each post."""

from __future__ import annotations

import numpy as np

from graph_model.answers import Linkage, LinkageStep, State
from graph_model.columns import Bools
from graph_model.day import Day
from graph_model.errors import BadQuestion, nearest
from graph_model.indicators.conditions import Condition, CoveredBy, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE
from graph_model.indicators.masks import Reading, of_kinds, step_truth, truth
from graph_model.levels import AreaLevel
from graph_model.scheme import Step
from graph_model.tree import Ints

__all__ = ["answers_for", "linkage"]


def linkage(day: Day, code: str, chain: str) -> Linkage:
    """See `Network.linkage`. Steps that lie below the place are left out."""
    index = day.index("areas", code)
    scheme = day.scheme_at(int(day.place_of()[index]))
    if chain not in scheme.chains:
        hint = nearest(chain, scheme.chains)
        raise BadQuestion(
            f"scheme {scheme.key} has no chain {chain!r}; it has "
            + ", ".join(scheme.chains)
            + (f" ({hint})" if hint else "")
        )
    reading = Reading(day, scheme)
    steps = []
    for step in scheme.chains[chain].steps:
        truths, counts = step_truth(step, reading, np.array([index], np.int32))
        if counts[0]:
            steps.append(_step(step, int(truths[0]), reading, index))
    return Linkage(day.code(index), chain, day.date, tuple(steps))


def _step(step: Step, value: int, reading: Reading, index: int) -> LinkageStep:
    state = State.COVERED if value == TRUE else State.GAP if value == FALSE else State.UNKNOWN
    if step.level is None:
        return _body_step(step, state, reading, index)
    day, network = reading.day, reading.day.network
    place = int(network.ancestors(reading.scheme.answering(step.level))[int(day.place_of()[index])])
    declared = reading.scheme.levels.get(step.level)
    label = {"zh": step.label or (declared.label if declared else step.level.value), "en": step.key}
    if place < 0:
        return LinkageStep(step.key, label, state, level=step.level)
    area = int(network.places.area[place])
    own = list(AreaLevel)[network.levels()[area]]
    role = reading.scheme.linkage_role(own)
    code = day.code(area)
    posts = [post for post in day.posts_of("areas", code) if day.record("posts", post).role == role]
    post, everyone = _holding(day, posts)
    return LinkageStep(step.key, label, state, area=code, post=post, holders=everyone, level=step.level)


def _holding(day: Day, posts: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """The first of the posts that is held (else the first), and everybody who holds one."""
    holders = {post: tuple(dict.fromkeys(held.person for held in day.holders(post))) for post in posts}
    post = next((post for post in posts if holders[post]), posts[0] if posts else None)
    return post, tuple(dict.fromkeys(person for held in holders.values() for person in held))


def _body_step(step: Step, state: State, reading: Reading, index: int) -> LinkageStep:
    """The nearest body of the kinds that covers the place or an ancestor, and who leads it."""
    day, kinds = reading.day, reading.scheme.kinds_of(step.kinds)
    label = {"zh": step.label or reading.scheme.kinds_called(step.kinds), "en": step.key}
    leaf = Condition(covered_by=CoveredBy(kinds=step.kinds))
    for area in reversed(day.path_of_place(int(day.place_of()[index]))):
        if truth(leaf, reading, reading.asked(SubjectType.AREAS, np.array([area], np.int32)))[0] != TRUE:
            continue
        code = day.code(area)
        bodies = [cover.organization for cover in day.covers_of("areas", code)]
        body = next(one for one in sorted(bodies) if not kinds.isdisjoint(day.record("organizations", one).kinds))
        leading = [
            post
            for post in day.posts_of("organizations", body)
            if day.record("posts", post).role in reading.scheme.leading
        ]
        post, everyone = _holding(day, leading)
        return LinkageStep(step.key, label, state, area=code, organization=body, post=post, holders=everyone)
    return LinkageStep(step.key, label, state)


def answers_for(day: Day, post: str, chain: str = "linkage") -> list[str]:
    """All areas for which a post stands in a named chain, in tree order: the same edges as `linkage`, asked from above.

    A linkage post stands for every place whose nearest area of its level is its own; a post that leads a body, for every
    place whose nearest covering body of a step's kinds (the first by code) is that one.

    Raises:
        NotFound: no such post that day.
    """
    posts, places = day.network.tables["posts"], day.network.places
    index = day.index("posts", post)
    row = int(posts.first[index])
    area, body, role = int(posts.refers["area"][row]), int(posts.refers["organization"][row]), posts.frame["role"][row]
    tops = [area] if area >= 0 else _covered_by(day, body)
    found = np.zeros(len(places), bool)
    for top in tops:
        start = int(day.place_of()[top])
        inside = np.arange(start, places.stop[start], dtype=np.int32)
        inside = inside[day.alive()[inside]]
        for number in np.unique(places.scheme[inside]):
            scheme = day.network.schemes[day.network.scheme_keys[int(number)]]
            here = inside[places.scheme[inside] == number]
            for step in scheme.chains[chain].steps if chain in scheme.chains else ():
                reading = Reading(day, scheme)
                if step.level is not None and area >= 0:
                    found[here] |= _stands_for(reading, step, area, role, here)
                elif step.level is None and body >= 0 and role in scheme.leading:
                    found[here] |= _nearest_body(reading, step, here) == body
    return [day.code(one) for one in places.area[np.flatnonzero(found)]]


def _covered_by(day: Day, body: int) -> list[int]:
    covers, rows = day.network.tables["covers"], day.rows("covers")
    rows = rows[(covers.refers["organization"][rows] == body) & (covers.refers["area"][rows] >= 0)]
    return [int(area) for area in np.unique(covers.refers["area"][rows])]


def _stands_for(reading: Reading, step: Step, area: int, role: str, place: Ints) -> Bools:
    """Whether the area's linkage post is the step's, seen from each place."""
    network = reading.day.network
    own = list(AreaLevel)[network.levels()[area]]
    if (
        step.level is None
        or reading.scheme.linkage_role(own) != role
        or own not in reading.scheme.answering(step.level)
    ):
        return np.zeros(len(place), bool)
    at = network.ancestors(reading.scheme.answering(step.level))[place]
    seen: Bools = at == reading.day.place_of()[area]
    return seen


def _nearest_body(reading: Reading, step: Step, place: Ints) -> Ints:
    """For each place the body `linkage` shows for a step of kinds, −1 for none."""
    day, places = reading.day, reading.day.network.places
    covers, rows = day.network.tables["covers"], day.rows("covers")
    rows = rows[covers.refers["area"][rows] >= 0]
    bodies = covers.refers["organization"][rows]
    rows = rows[of_kinds(reading, step.kinds, bodies)]
    first = np.full(len(day.network.tables["areas"]), len(day.network.tables["organizations"]), np.int32)
    np.minimum.at(first, covers.refers["area"][rows], covers.refers["organization"][rows])
    none, at, found = len(day.network.tables["organizations"]), place.copy(), np.full(len(place), -1, np.int32)
    while (open_ := (found < 0) & (at >= 0)).any():
        here = first[places.area[at[open_]]]
        found[open_] = np.where(here < none, here, -1)
        at[open_] = places.parent[at[open_]]
    return found
