"""Posts with nobody in them, and free seats: for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

import numpy as np

from graph_model.dates import ALWAYS, date_of
from graph_model.day import Day
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.history import life_start
from graph_model.indicators.kleene import FALSE, Kleene, constant
from graph_model.indicators.masks import Reading
from graph_model.indicators.masks.posts import or_post_absent
from graph_model.scheme import DEFAULT
from graph_model.tree import Ints, distinct

__all__ = ["Vacancies", "Vacancy", "holders_of", "vacancies", "within_area"]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post with free seats (None: it has no limit, and nobody holds it), since the last holder left or it was made."""

    post: str
    held: int
    free: int | None
    since: date
    days: int


class Vacancies(Sequence[Vacancy]):
    """Vacancies by post code; each is made when it is looked at."""

    def __init__(self, day: Day, post: Ints, held: Ints, seats: Ints, left: Ints) -> None:
        self.day, self.post, self.held, self.seats, self.left = day, post, held, seats, left

    def __len__(self) -> int:
        return len(self.post)

    @overload
    def __getitem__(self, at: int) -> Vacancy: ...

    @overload
    def __getitem__(self, at: slice) -> list[Vacancy]: ...

    def __getitem__(self, at: int | slice) -> Vacancy | list[Vacancy]:
        if isinstance(at, slice):
            return [self._row(number) for number in range(*at.indices(len(self)))]
        return self._row(range(len(self))[at])

    def codes(self) -> list[str]:
        """The posts' codes."""
        codes: list[str] = self.day.network.tables["posts"].codes.gather(self.post).to_list()
        return codes

    def _row(self, number: int) -> Vacancy:
        posts, post, held = self.day.network.tables["posts"], int(self.post[number]), int(self.held[number])
        since = max(int(self.left[number]), life_start(posts, post, self.day.number))
        begun = date_of(since)
        assert begun is not None
        free = int(self.seats[number]) - held if self.seats[number] else None
        return Vacancy(posts.code(post), held, free, begun, self.day.number - since)


def vacancies(day: Day, within: str | None = None) -> Vacancies:
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
    return Vacancies(day, index[told], held[told], limit[told], left[index[told]])


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
    held = (distinct(pairs) >> 32).astype(np.int32)
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
