"""Linkage: a named chain seen from a place, step by step, with who holds each post."""

from __future__ import annotations

import numpy as np

from graph_model.answers import Linkage, LinkageStep, State
from graph_model.day import Day
from graph_model.errors import BadQuestion, nearest
from graph_model.indicators.conditions import Condition, CoveredBy, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE
from graph_model.indicators.masks import Reading, step_truth, truth
from graph_model.levels import AreaLevel
from graph_model.scheme import Step

__all__ = ["linkage"]


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
        return LinkageStep(step.key, label, state)
    area = int(network.places.area[place])
    own = list(AreaLevel)[network.levels()[area]]
    role = reading.scheme.linkage_role(own)
    code = day.code(area)
    posts = [post for post in day.posts_of("areas", code) if day.record("posts", post).role == role]
    holders = {post: tuple(dict.fromkeys(held.person for held in day.holders(post))) for post in posts}
    post = next((post for post in posts if holders[post]), posts[0] if posts else None)
    everyone = tuple(dict.fromkeys(person for held in holders.values() for person in held))
    return LinkageStep(step.key, label, state, area=code, post=post, holders=everyone)


def _body_step(step: Step, state: State, reading: Reading, index: int) -> LinkageStep:
    """The nearest body of the kinds that covers the place or an ancestor."""
    day, kinds = reading.day, reading.scheme.kinds_of(step.kinds)
    label = {"zh": step.label or "、".join(step.kinds), "en": step.key}
    leaf = Condition(covered_by=CoveredBy(kinds=step.kinds))
    for area in reversed(day.path_of_place(int(day.place_of()[index]))):
        if truth(leaf, reading, reading.asked(SubjectType.AREAS, np.array([area], np.int32)))[0] != TRUE:
            continue
        code = day.code(area)
        bodies = [cover.organization for cover in day.covers_of("areas", code)]
        body = next(one for one in sorted(bodies) if not kinds.isdisjoint(day.record("organizations", one).kinds))
        return LinkageStep(step.key, label, state, area=code, organization=body)
    return LinkageStep(step.key, label, state)
