"""Who is missed: what falls if one person leaves, and the persons on whom a place depends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from graph_model.day import Day
from graph_model.indicators.evaluation import COVERED
from graph_model.network import Network
from graph_model.records import TABLES
from graph_model.revision import revised
from graph_model.staffing.vacancies import holders_of, within_area

__all__ = ["Fallen", "Keystone", "dependence", "keystones"]


@dataclass(frozen=True, slots=True)
class Fallen:
    """What is covered by an indicator with a person and would not be without: codes of its subjects."""

    indicator: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keystone:
    """A person who alone holds posts: which, and how many areas lie at or below the areas of those posts."""

    person: str
    posts: tuple[str, ...]
    reach: int


def dependence(day: Day, person: str) -> tuple[tuple[str, ...], list[Fallen]]:
    """The posts that nobody else holds, and for each indicator in force what falls, if the person's appointments and
    memberships ended on the day. Each indicator is asked anew without them, so that every condition counts.

    Raises:
        NotFound: no such person that day.
    """
    network, index = day.network, day.index("persons", person)
    without = _without(day, index)
    fallen = []
    for key in network.catalogue:
        if network.catalogue[key].as_of is not None or not network.in_force(key):
            continue
        before, after = (one.evaluation(key, day.date) for one in (network, without))
        kept = set(after.subjects.index[after.state == COVERED].tolist())
        own = {index} if before.subjects.type == "persons" else set()
        if before.subjects.type == "appointments":
            own = set(network.tables["appointments"].index[_rows(day, "appointments", index)].tolist())
        lost = sorted(set(before.subjects.index[before.state == COVERED].tolist()) - kept - own)
        if lost:
            table = network.tables[before.subjects.type]
            fallen.append(Fallen(key, tuple(table.code(one) for one in lost)))
    return _alone(day, index), fallen


def _rows(day: Day, table: str, person: int) -> list[int]:
    """The rows of a person that hold that day."""
    versions = day.network.tables[table]
    rows = versions.groups("person").of(person)
    return [int(row) for row in rows if versions.start[row] <= day.number < versions.end[row]]


def _alone(day: Day, person: int) -> tuple[str, ...]:
    appointments, posts = day.network.tables["appointments"], day.network.tables["posts"]
    held = np.unique(appointments.refers["post"][_rows(day, "appointments", person)])
    return tuple(posts.code(post) for post in held if holders_of(day)[post] == 1)


def _without(day: Day, person: int) -> Network:
    """The network as if what the person holds that day had ended on the day."""
    network = day.network
    before, after = ({name: table.empty() for name, table in TABLES.items()} for _ in range(2))
    for table in ("appointments", "memberships"):
        before[table] = network.tables[table].frame[_rows(day, table, person)]
        after[table] = before[table].with_columns(valid_to=pl.lit(day.date, dtype=pl.Date))
    tables = revised(network.tables, before, after)
    return Network(tables, network.places, network.schemes, network.catalogue, network.revision)


def keystones(day: Day, within: str | None = None, first: int = 20) -> list[Keystone]:
    """The single points of failure of a place: who alone holds posts there, the widest reach first.

    Raises:
        NotFound: `within` is no area that day.
    """
    appointments, posts, places = day.network.tables["appointments"], day.network.tables["posts"], day.network.places
    row = day.row_of("appointments")[within_area(day, "appointments", within)]
    row = row[holders_of(day)[appointments.refers["post"][row]] == 1]
    post, person = appointments.refers["post"][row], appointments.refers["person"][row]
    area = posts.refers["area"][posts.first[post]] if len(post) else post
    alive = np.concatenate(([0], np.cumsum(day.alive(), dtype=np.int32)))
    at = np.where(area >= 0, day.place_of()[area], np.int32(0)) if len(area) else area
    below = np.where(area >= 0, alive[places.stop[at]] - alive[at], 0) if len(area) else area
    reach, size = np.bincount(person, below), np.bincount(person)
    some = np.flatnonzero(size)
    order = some[np.lexsort((some, -size[some], -reach[some]))][:first]
    return [
        Keystone(
            day.network.tables["persons"].code(one),
            tuple(posts.code(index) for index in np.unique(post[person == one])),
            int(reach[one]),
        )
        for one in order
    ]
