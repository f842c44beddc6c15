"""Cross-appointments: two posts of one person that meet in a place."""

from __future__ import annotations

import numpy as np

from graph_model.crossings import crossings
from graph_model.indicators.conditions import CrossAppointment, PostPattern, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, Kleene, constant
from graph_model.indicators.masks.patterns import fits
from graph_model.indicators.masks.posts import or_post_absent
from graph_model.indicators.masks.reading import Asked, Reading, answers, or_absent
from graph_model.tree import Ints

__all__ = ["first_sides"]


@answers(CrossAppointment)
def _cross_appointment(leaf: CrossAppointment, reading: Reading, asked: Asked) -> Kleene:
    one, place = first_sides(leaf, reading)
    appointments, posts = reading.table("appointments"), reading.table("posts")
    size = len(reading.table(asked.type))
    found = constant(FALSE, size)
    if asked.type is SubjectType.AREAS:
        found[asked.index] = np.where(_within(place, reading, asked.index), np.int8(TRUE), np.int8(FALSE))
    elif asked.type is SubjectType.APPOINTMENTS:
        found[appointments.index[one]] = TRUE
    elif asked.type is SubjectType.PERSONS:
        found[appointments.refers["person"][one]] = TRUE
    else:
        post = appointments.refers["post"][one]
        body = posts.refers["organization"][posts.first[post]]
        found[post if asked.type is SubjectType.POSTS else body[body >= 0]] = TRUE
    return _or_untold(found[asked.index], leaf, reading, asked)


def first_sides(leaf: CrossAppointment, reading: Reading) -> tuple[Ints, Ints]:
    """The pairs the leaf speaks of: the first side's row of appointments, and the place where it counts."""
    table, day = crossings(reading.day.network), reading.day
    rows = day.keep("crossings", lambda: table.rows_on(day.number))
    post = reading.table("appointments").refers["post"]
    sides: list[Ints] = []
    at: list[Ints] = []
    for one, other in ((table.one[rows], table.other[rows]), (table.other[rows], table.one[rows])):
        fit = fits(reading, leaf.to, post[other])
        if leaf.from_ is not None:
            fit &= fits(reading, leaf.from_, post[one])
        sides.append(one[fit])
        at.append(table.place[rows[fit]])
    return np.concatenate(sides), np.concatenate(at)


def _within(place: Ints, reading: Reading, area: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether any of the places lies in each area."""
    places = reading.day.network.places
    before = np.concatenate(([0], np.cumsum(np.bincount(place, minlength=len(places)))))
    own = reading.day.place_of()[area]
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = before[places.stop[own]] > before[own]
    return inside


def _or_untold(found: Kleene, leaf: CrossAppointment, reading: Reading, asked: Asked) -> Kleene:
    """Unknown where nothing was found and the posts of either side are not filed; of a post asked about its own holders
    count as the first side, of an appointment that side is known."""
    topics = set(leaf.to.topics(reading.scheme))
    if asked.type is SubjectType.POSTS:
        found = or_post_absent(found, reading, asked)
    elif asked.type is not SubjectType.APPOINTMENTS:
        first = leaf.from_ or PostPattern(role=tuple(reading.scheme.roles))
        topics |= first.topics(reading.scheme)
    return or_absent(found, reading, asked, topics)
