"""The share of holders or members who fulfil a condition."""

from __future__ import annotations

import numpy as np

from graph_model.indicators.conditions import Members, Share, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, Kleene
from graph_model.indicators.masks.members import strongest
from graph_model.indicators.masks.patterns import fits, of_kinds
from graph_model.indicators.masks.posts import of_persons
from graph_model.indicators.masks.reading import Asked, Reading, answers, filed
from graph_model.scheme import Scheme
from graph_model.tree import Ints, ranges

__all__ = ["topics_of_share"]


@answers(Share)
def _share(leaf: Share, reading: Reading, asked: Asked) -> Kleene:
    group, person, area = _everybody(leaf, reading, asked.type)
    group, one = strongest(group, person, of_persons(leaf.that, reading, person, area))
    size = len(reading.table(asked.type))
    total = np.bincount(group, minlength=size)
    certain, possible = (np.bincount(group[one >= least], minlength=size) for least in (TRUE, UNKNOWN))
    known = np.where(leaf.reached(certain, total), TRUE, np.where(leaf.reached(possible, total), UNKNOWN, FALSE))
    known[total == 0] = FALSE
    topics = topics_of_share(leaf, asked.type, reading.scheme)
    return np.where(filed(reading.day, topics, asked.area), known[asked.index], UNKNOWN).astype(np.int8)


def topics_of_share(leaf: Share, subject: SubjectType, scheme: Scheme) -> set[str]:
    """Posts or memberships; of an area also the bodies that might cover it."""
    of_body, members = subject is SubjectType.ORGANIZATIONS, leaf.members or Members()
    if leaf.holders is not None:
        kinds = leaf.holders.kinds
        of_bodies = of_body or bool(kinds)
        topics = set(scheme.topics_of_posts(leaf.holders.role, leaf.holders.level, of_bodies=of_bodies))
    else:
        kinds = members.kinds
        topics = set(scheme.topics_of_memberships([members.membership]))
    return topics if of_body else topics | scheme.topics_of_kinds(scheme.kinds_of(kinds))


def _everybody(leaf: Share, reading: Reading, subject: SubjectType) -> tuple[Ints, Ints, Ints]:
    """Subjects, persons and where each stands: the holders or the members."""
    if leaf.holders is None:
        memberships, rows = reading.table("memberships"), reading.day.rows("memberships")
        members = leaf.members or Members()
        rows = rows[memberships.is_one_of("kind", [members.membership])[rows]]
        body = memberships.refers["organization"][rows]
        if members.kinds:
            chosen = of_kinds(reading, members.kinds, body)
            rows, body = rows[chosen], body[chosen]
        person, area = memberships.refers["person"][rows], reading.day.area_of("organizations", body)
        own = np.full(len(rows), -1, np.int32)
    else:
        appointments, rows = reading.table("appointments"), reading.day.rows("appointments")
        rows = rows[fits(reading, leaf.holders, appointments.refers["post"][rows])]
        post, posts = appointments.refers["post"][rows], reading.table("posts")
        person, area = appointments.refers["person"][rows], reading.day.area_of("posts", post)
        own, body = (posts.refers[end][posts.first[post]] for end in ("area", "organization"))
    if subject is SubjectType.ORGANIZATIONS:
        seated = body >= 0
        return body[seated], person[seated], area[seated]
    at, covered = _covered(reading, body)
    direct = own >= 0
    return (
        np.concatenate([own[direct], covered]),
        np.concatenate([person[direct], person[at]]),
        np.concatenate([area[direct], area[at]]),
    )


def _covered(reading: Reading, body: Ints) -> tuple[Ints, Ints]:
    """For each body (−1: none) the areas it covers that day: positions in `body`, areas."""
    covers, rows = reading.table("covers"), reading.day.rows("covers")
    rows = rows[covers.refers["area"][rows] >= 0]
    rows = rows[np.argsort(covers.refers["organization"][rows], kind="stable")]
    by = covers.refers["organization"][rows]
    first, last = (np.searchsorted(by, body, side).astype(np.int32) for side in ("left", "right"))
    at = np.repeat(np.arange(len(body), dtype=np.int32), last - first)
    return at, covers.refers["area"][rows[ranges(first, last - first)]]
