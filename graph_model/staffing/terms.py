"""Terms of office: which end soon, and which are overdue (逾期未换届)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from graph_model.dates import OPEN, date_of
from graph_model.day import Day
from graph_model.staffing.vacancies import within_area
from graph_model.tree import Ints

__all__ = ["Term", "terms"]


@dataclass(frozen=True, slots=True)
class Term:
    """An appointment whose term ends: by the term of its body's kind, or on the day written for it, whichever is first.
    `days_left` is negative for one that is overdue."""

    appointment: str
    post: str
    person: str
    since: date
    ends: date
    days_left: int

    @property
    def overdue(self) -> bool:
        """Whether the term is over and nobody was newly appointed."""
        return self.days_left < 0


def terms(day: Day, within: str | None = None, ending: int = 90) -> list[Term]:
    """The appointments within an area whose term ends within so many days or is overdue, the earliest end first.

    A term runs from the start of the appointment: whoever is elected again has a new one. Kinds without a `term` in the
    scheme have none.

    Raises:
        NotFound: `within` is no area that day.
    """
    appointments, posts = day.network.tables["appointments"], day.network.tables["posts"]
    index = within_area(day, "appointments", within)
    row = day.row_of("appointments")[index]
    post = appointments.refers["post"][row]
    start = appointments.start[appointments.first[index]]
    ends = np.minimum(_by_rule(day, posts.refers["organization"][posts.first[post]], start), appointments.end[row])
    soon = np.flatnonzero((ends < OPEN) & (ends - day.number <= ending))
    soon = soon[np.lexsort((index[soon], ends[soon]))]
    found = []
    for at in soon:
        since, last = date_of(int(start[at])), date_of(int(ends[at]))
        assert since is not None
        assert last is not None
        person = day.network.tables["persons"].code(appointments.refers["person"][row[at]])
        left = int(ends[at]) - day.number
        found.append(Term(appointments.code(index[at]), posts.code(post[at]), person, since, last, left))
    return found


def _by_rule(day: Day, body: Ints, start: Ints) -> Ints:
    """The day each term ends by the kind of its body, `OPEN` where no term is set."""
    organizations, places = day.network.tables["organizations"], day.network.places
    ends = np.full(len(body), OPEN, np.int64)
    seated = np.flatnonzero(body >= 0)
    area = day.area_of("organizations", body[seated])
    scheme = places.scheme[day.place_of()[area]] if len(seated) else area
    row = day.row_of("organizations")[body[seated]]
    for number in np.unique(scheme):
        declared = day.network.schemes[day.network.scheme_keys[int(number)]]
        for years in sorted({kind.term for kind in declared.kinds.values() if kind.term is not None}):
            kinds = [key for key, kind in declared.kinds.items() if kind.term == years]
            here = seated[(scheme == number) & organizations.is_one_of("kinds", kinds)[row]]
            last = pl.Series(start[here], dtype=pl.Int32).cast(pl.Date).dt.offset_by(f"{years}y").to_physical()
            ends[here] = np.minimum(ends[here], last.to_numpy())
    return ends.astype(np.int32)
