"""Too much for one: posts of a person, areas under a post, households of an area, bodies of a joint branch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_model.day import Day
from graph_model.levels import AreaLevel
from graph_model.records import CoverMode
from graph_model.scheme import DEFAULT, Scheme
from graph_model.staffing.vacancies import within_area
from graph_model.tree import Ints, distinct

__all__ = ["Laden", "Overspan", "many_posts", "overspans"]


@dataclass(frozen=True, slots=True)
class Laden:
    """A person with more posts than the limit."""

    person: str
    posts: tuple[str, ...]
    limit: int


def _scheme(day: Day, within: str | None) -> Scheme:
    return day.network.schemes[DEFAULT] if within is None else day.scheme(within)


def many_posts(day: Day, within: str | None = None, limit: int | None = None) -> list[Laden]:
    """Who holds more posts within an area than `limit` (that of the scheme in force there, unless said), most first.

    Raises:
        NotFound: `within` is no area that day.
    """
    appointments = day.network.tables["appointments"]
    row = day.row_of("appointments")[within_area(day, "appointments", within)]
    pairs = distinct(appointments.refers["person"][row].astype(np.int64) << 32 | appointments.refers["post"][row])
    person, post = (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
    most = limit if limit is not None else _scheme(day, within).limits.posts_per_person
    count = np.bincount(person) if len(person) else person
    found = []
    for one in np.flatnonzero(count > most):
        held = post[slice(*np.searchsorted(person, [one, one + 1]))]
        codes = tuple(day.network.tables["posts"].code(index) for index in held)
        found.append(Laden(day.network.tables["persons"].code(int(one)), codes, most))
    return sorted(found, key=lambda laden: (-len(laden.posts), laden.person))


@dataclass(frozen=True, slots=True)
class Overspan:
    """An area or an organization with more below it than the limit: `what` is a level, `households` or `joint_bodies`."""

    table: str
    code: str
    what: str
    count: int
    limit: int


def overspans(day: Day, within: str | None = None) -> list[Overspan]:
    """Where the span of control is too wide, by the limits of the scheme in force in each place.

    Raises:
        NotFound: `within` is no area that day.
    """
    inside, places, found = day.within(within), day.network.places, []
    areas = day.network.tables["areas"]
    row_of, households = day.row_of("areas"), areas.frame["households"]
    for number, key in enumerate(day.network.scheme_keys):
        limits = day.network.schemes[key].limits
        for upper, below in limits.areas_below.items():
            at = _answering(day, upper, inside, number)
            for lower, limit in below.items():
                lowers = day.places_answering(lower)
                count = np.searchsorted(lowers, places.stop[at]) - np.searchsorted(lowers, at)
                for place, one in zip(at[count > limit], count[count > limit], strict=True):
                    found.append(Overspan("areas", day.code(places.area[place]), lower.value, int(one), limit))
        for level, limit in limits.households.items():
            for area in places.area[_answering(day, level, inside, number)]:
                told = households[int(row_of[area])]
                if told is not None and told > limit:
                    found.append(Overspan("areas", day.code(area), "households", told, limit))
    found += _joint(day, within)
    return sorted(found, key=lambda one: (one.what, -one.count, one.code))


def _answering(day: Day, level: AreaLevel, inside: slice, scheme: int) -> Ints:
    at = day.places_answering(level)
    at = at[(at >= inside.start) & (at < inside.stop)]
    found: Ints = at[day.network.places.scheme[at] == scheme]
    return found


def _joint(day: Day, within: str | None) -> list[Overspan]:
    """Branches that jointly cover too many bodies or areas."""
    covers, organizations = day.network.tables["covers"], day.network.tables["organizations"]
    rows = day.rows("covers")
    rows = rows[covers.is_one_of("mode", [CoverMode.JOINT])[rows]]
    count = np.bincount(covers.refers["organization"][rows], minlength=len(organizations))
    found = []
    for body in within_area(day, "organizations", within):
        if count[body] < 2:
            continue
        scheme = day.scheme(day.code(int(day.area_of("organizations", np.array([body]))[0])))
        if count[body] > scheme.limits.joint_bodies:
            limit = scheme.limits.joint_bodies
            found.append(Overspan("organizations", organizations.code(body), "joint_bodies", int(count[body]), limit))
    return found
