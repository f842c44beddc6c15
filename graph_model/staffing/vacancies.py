"""Posts with nobody in them, and free seats: for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.dates import ALWAYS, date_of
from graph_model.day import Day
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.history import life_start
from graph_model.indicators.kleene import FALSE, Kleene, constant
from graph_model.indicators.masks import Reading
from graph_model.indicators.masks.posts import or_post_absent
from graph_model.scheme import DEFAULT
from graph_model.tree import Ints

__all__ = ["Vacancy", "holders_of", "vacancies", "within_area"]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post with free seats (None: it has no limit, and nobody holds it), since the last holder left or it was made."""

    post: str
    held: int
    free: int | None
    since: date
    days: int


def vacancies(day: Day, within: str | None = None) -> list[Vacancy]:
    """The posts within an area that certainly have free seats, by code. Where nobody told about the holders, nothing is
    known and nothing is listed.

    Raises:
        NotFound: `within` is no area that day.
    """
    posts, appointments = day.network.tables["posts"], day.network.tables["appointments"]
    index = within_area(day, "posts", within)
    held = holders_of(day)[index]
    seats = posts.frame["seats"].gather(day.row_of("posts")[index])
    limit = seats.fill_null(0).to_numpy()
    free = (held == 0) | (limit > held)
    index, held, limit = index[free], held[free], limit[free]
    told = _told(day, index) == FALSE
    left = np.full(len(posts), ALWAYS, np.int64)
    gone = appointments.end <= day.number
    np.maximum.at(left, appointments.refers["post"][gone], appointments.end[gone])
    found = []
    for post, holding, allowed in zip(index[told], held[told], limit[told], strict=True):
        since = max(int(left[post]), life_start(posts, int(post), day.number))
        begun = date_of(since)
        assert begun is not None
        open_seats = int(allowed - holding) if allowed else None
        found.append(Vacancy(posts.code(post), int(holding), open_seats, begun, day.number - since))
    return found


def within_area(day: Day, table: str, within: str | None) -> Ints:
    """The records of a table that exist that day and stand in an area (all for None), by code."""
    index = day.network.tables[table].index[day.rows(table)]
    if within is None:
        return index
    inside, area = day.within(within), day.area_of(table, index)
    place = np.where(area >= 0, day.place_of()[area], np.int32(-1))
    found: Ints = index[(place >= inside.start) & (place < inside.stop)]
    return found


def holders_of(day: Day) -> Ints:
    """For each post how many distinct persons hold it that day."""
    return day.keep("holders of posts", lambda: _holders_of(day))


def _holders_of(day: Day) -> Ints:
    appointments, rows = day.network.tables["appointments"], day.rows("appointments")
    pairs = appointments.refers["post"][rows].astype(np.int64) << 32 | appointments.refers["person"][rows]
    held = (np.unique(pairs) >> 32).astype(np.int32)
    return np.bincount(held, minlength=len(day.network.tables["posts"])).astype(np.int32)


def _told(day: Day, index: Ints) -> Kleene:
    """False where the topic of each post is filed, else unknown; read in the scheme in force where the post stands."""
    area = day.area_of("posts", index)
    scheme = day.network.places.scheme[day.place_of()[area]] if len(area) else area
    found = constant(FALSE, len(index))
    for one in np.unique(scheme):
        here = scheme == one
        reading = Reading(day, day.network.schemes[day.network.scheme_keys[int(one)] if one >= 0 else DEFAULT])
        found[here] = or_post_absent(found[here], reading, reading.asked(SubjectType.POSTS, index[here]))
    return found
