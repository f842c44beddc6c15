"""Every subject of an indicator with its state on a day, as columns. The meaning is `Reference.states`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph_model.columns import Bools
from graph_model.day import Day
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.declared import Indicator, Population
from graph_model.indicators.kleene import TRUE, UNKNOWN
from graph_model.indicators.masks import Asked, Reading, fits, of_kinds, truth
from graph_model.levels import AreaLevel
from graph_model.scheme import Scheme
from graph_model.tree import Ints, Places, distinct

if TYPE_CHECKING:
    from graph_model.network import Network

__all__ = ["COVERED", "EXEMPT", "GAP", "UNTOLD", "Evaluation", "Subjects", "evaluate"]

T = TypeVar("T")
EXEMPT, UNTOLD, GAP, COVERED = 0, 1, 2, 3
_STATE = np.array([GAP, UNTOLD, COVERED], np.int8)
"""The state for each truth of what an indicator wants."""
"""The states as numbers, weakest first: a person met in several places has the strongest."""


@dataclass(frozen=True)
class Subjects:
    """Subjects and where they stand; persons once for each place. All arrays have one entry a subject (and place)."""

    type: SubjectType
    index: Ints
    area: Ints
    """The area index it stands at, −1 for nowhere."""
    body: Ints
    """The organization index it is or stands in, −1 for none."""
    through: Ints
    """What places it there: the post, organization or area index for a person, else the subject itself."""
    ended: Bools

    def __len__(self) -> int:
        return len(self.index)

    @property
    def asked(self) -> Asked:
        """The subjects as a condition is asked of them."""
        return Asked(self.type, self.index, self.area)

    def where(self, chosen: Bools) -> Subjects:
        """Some of them."""
        if chosen.all():
            return self
        return Subjects(
            self.type,
            self.index[chosen],
            self.area[chosen],
            self.body[chosen],
            self.through[chosen],
            self.ended[chosen],
        )


@dataclass(frozen=True)
class Evaluation:
    """The answer to an indicator on a day, before any adding up; ordered by subject code."""

    indicator: str
    subjects: Subjects
    place: Ints
    """Where each subject stands in the tree of the day, −1 for nowhere."""
    state: NDArray[np.int8]
    tier: NDArray[np.int8]
    """The tier a covered subject stands in, 0 for an indicator without tiers."""
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def keep(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives, made once for this answer."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def asked_first(self, key: Any) -> bool:
        """Whether this is the first question of its sort and nothing has been made for it yet."""
        first = key not in self._kept and ("asked", key) not in self._kept
        self._kept["asked", key] = True
        return first


def evaluate(network: Network, key: str, number: int) -> Evaluation:
    """Every subject of the population with its state."""
    day = network.on_number(number)
    declared = network.catalogue[key]
    if declared.as_of is None:
        subjects, place = _members(day, key)
    else:
        members = declared.as_of <= day.date
        subjects = _stand(day, _members(network.on(declared.as_of), key)[0]) if members else _nobody(declared.subject)
        place = _place(day, subjects.area)
    state, tier = np.zeros(len(subjects), np.int8), np.zeros(len(subjects), np.int8)
    for scheme, here in _by_scheme(day, place):
        present = here & ~subjects.ended
        if present.all():
            return Evaluation(key, subjects, place, *_judge(day, scheme, key, subjects, place))
        state[present], tier[present] = _judge(day, scheme, key, subjects.where(present), place[present])
    return Evaluation(key, subjects, place, state, tier)


def _nobody(subject: SubjectType) -> Subjects:
    none = np.empty(0, np.int32)
    return Subjects(subject, none, none, none, none, np.empty(0, bool))


def _place(day: Day, area: Ints) -> Ints:
    if not len(area):
        return area
    if (area >= 0).all():
        return day.places_of(area)
    place = np.full(len(area), -1, np.int32)
    place[area >= 0] = day.places_of(area[area >= 0])
    return place


def _by_scheme(day: Day, place: Ints) -> Iterator[tuple[Scheme, Bools]]:
    """Each scheme in force with the places where it is; what stands nowhere is read in the default."""
    network = day.network
    if not len(place):
        return
    default = network.scheme_keys.index("default")
    only = network.keep("schemes in use", lambda: np.unique(np.append(network.places.scheme, default)))
    if len(only) == 1:
        yield network.schemes[network.scheme_keys[default]], np.ones(len(place), bool)
        return
    number = np.where(place >= 0, network.places.scheme[place], np.int32(default))
    for one in np.flatnonzero(np.bincount(number)):
        yield network.schemes[network.scheme_keys[one]], number == one


# ── Who is counted ───────────────────────────────────────────────────────────────────────────────────────────────────


def _members(day: Day, key: str) -> tuple[Subjects, Ints]:
    """The population on the day where `where` is true, and each member's place."""
    everybody, place = _everybody(day, day.network.catalogue[key].population)
    member = np.zeros(len(everybody), bool)
    for scheme, here in _by_scheme(day, place):
        if key not in scheme.indicators:
            continue
        indicator = day.network.catalogue.read(key, scheme)
        reading = Reading(day, scheme)
        member |= here & _named(reading, indicator.population, everybody)
        if indicator.where is not None:
            asked = here & member
            member[asked] = truth(indicator.where, reading, everybody.asked.where(asked)) == TRUE
    return everybody.where(member), place if member.all() else place[member]


def _everybody(day: Day, population: Population) -> tuple[Subjects, Ints]:
    """All records of the population's type that exist that day, and the place of each."""
    subject = population.subject
    if subject is SubjectType.PERSONS:
        persons = _persons(day, population)
        return persons, _place(day, persons.area)
    if population.areas is not None:
        index, place = day.network.areas_on(_anywhere(day.network, population.areas), day.number)
        nobody = np.full(len(index), -1, np.int32)
        return Subjects(subject, index, index, nobody, index, np.zeros(len(index), bool)), place
    index = day.network.tables[subject].index[day.rows(subject)]
    area, body = day.area_of(subject, index), _body_of(day, subject, index)
    return Subjects(subject, index, area, body, index, np.zeros(len(index), bool)), _place(day, area)


def _anywhere(network: Network, level: AreaLevel) -> frozenset[AreaLevel]:
    """The levels that answer for `level` in any scheme."""
    return frozenset().union(*(scheme.answering(level) for scheme in network.schemes.values()))


def _body_of(day: Day, subject: SubjectType, index: Ints) -> Ints:
    """The organization each subject is or stands in, −1 for none."""
    tables = day.network.tables
    if subject is SubjectType.ORGANIZATIONS:
        return index
    if subject is SubjectType.AREAS:
        return np.full(len(index), -1, np.int32)
    if subject is SubjectType.APPOINTMENTS:
        appointments = tables["appointments"]
        index = appointments.refers["post"][_last_row(day, SubjectType.APPOINTMENTS, index)]
    return tables["posts"].refers["organization"][_last_row(day, SubjectType.POSTS, index)]


def _persons(day: Day, population: Population) -> Subjects:
    """Persons at the places their population names, sorted by person; the place is judged like any other subject's."""
    tables, persons = day.network.tables, population.persons
    if persons is None or persons.living is not None:
        rows = day.rows("persons")
        person, at = tables["persons"].index[rows], tables["persons"].refers["residence"][rows]
        area, body = at, np.full(len(rows), -1, np.int32)
    else:
        table, end = ("appointments", "post") if persons.holding is not None else ("memberships", "organization")
        rows = day.rows(table)
        person, at = tables[table].refers["person"][rows], tables[table].refers[end][rows]
        if persons.holding is not None:
            area, body = day.area_of("posts", at), _body_of(day, SubjectType.POSTS, at)
        else:
            area, body = day.area_of("organizations", at), at
    order = np.argsort(person, kind="stable")
    never = np.zeros(len(order), bool)
    found = Subjects(SubjectType.PERSONS, person[order], area[order], body[order], at[order], never)
    return found.where(found.area >= 0)


def _named(reading: Reading, population: Population, subjects: Subjects) -> Bools:
    """Which subjects the population names, read in one scheme."""
    day, tables = reading.day, reading.day.network.tables
    if population.areas is not None:
        return day.network.of_levels(reading.scheme.answering(population.areas))[subjects.index]
    if population.organizations:
        return of_kinds(reading, population.organizations, subjects.index)
    if population.posts is not None:
        return fits(reading, population.posts, subjects.index)
    if population.appointments is not None:
        row = day.row_of("appointments")[subjects.index]
        return fits(reading, population.appointments, tables["appointments"].refers["post"][row])
    persons = population.persons
    if persons is not None and persons.holding is not None:
        return fits(reading, persons.holding, subjects.through)
    if persons is not None and persons.members_of:
        return of_kinds(reading, persons.members_of, subjects.body)
    return np.ones(len(subjects), bool)


# ── A fixed cohort ───────────────────────────────────────────────────────────────────────────────────────────────────


def _stand(day: Day, members: Subjects) -> Subjects:
    """The members of an earlier day where they stand now; one that has ended, where it last stood."""
    row = _last_row(day, members.type, members.index)
    ended = day.network.tables[members.type].end[row] <= day.number
    area, body = _last_area(day, members.type, members.index), _body_of(day, members.type, members.index)
    return Subjects(members.type, members.index, area, body, members.index, ended)


def _last_row(day: Day, table: str, index: Ints) -> Ints:
    """The row of each record that holds on the day, else the last one before it."""
    versions = day.network.tables[table]
    begun = np.bincount(versions.index[versions.start <= day.number], minlength=len(versions))
    return (versions.first[index] + begun[index] - 1).astype(np.int32)


def _last_area(day: Day, table: str, index: Ints) -> Ints:
    """The area each record stands at, or last stood at; an area that has ended gives way to the one it last lay in."""
    tables = day.network.tables
    if table == "appointments":
        return _last_area(day, "posts", tables[table].refers["post"][_last_row(day, table, index)])
    if table == "areas":
        area = index
    else:
        row = _last_row(day, table, index)
        area = tables[table].refers["area"][row]
        if table == "posts":
            organization = tables[table].refers["organization"][row]
            seated = organization >= 0
            area = area.copy()
            area[seated] = _last_area(day, "organizations", organization[seated])
    area = area.copy()
    while len(gone := np.flatnonzero((area >= 0) & (day.row_of("areas")[area] < 0))):
        area[gone] = tables["areas"].refers["parent"][_last_row(day, "areas", area[gone])]
    return area


# ── The four states ──────────────────────────────────────────────────────────────────────────────────────────────────


def _judge(
    day: Day, scheme: Scheme, key: str, subjects: Subjects, place: Ints
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    indicator, reading = day.network.catalogue.read(key, scheme), Reading(day, scheme)
    tier = np.zeros(len(subjects), np.int8)
    met = [truth(condition, reading, subjects.asked) for condition in indicator.met_by]
    if len(met) == 1:
        state = _STATE[met[0]]
        state[_exempt(indicator, reading, subjects, place)] = EXEMPT
        return state, tier
    state = np.full(len(subjects), GAP, np.int8)
    for number, one in reversed(list(enumerate(met))):
        state = np.where((one == UNKNOWN) & (state != COVERED), UNTOLD, np.where(one == TRUE, COVERED, state)).astype(
            np.int8
        )
        tier[one == TRUE] = number
    state[_exempt(indicator, reading, subjects, place)] = EXEMPT
    tier[state != COVERED] = 0
    return state, tier


def _exempt(indicator: Indicator, reading: Reading, subjects: Subjects, place: Ints) -> Bools:
    """By the rule, or by an exemption of the subject, the area or body it stands at, or an area above."""
    day, exemptions = reading.day, reading.table("exemptions")
    exempt = np.zeros(len(subjects), bool)
    if indicator.exempt is not None:
        exempt |= truth(indicator.exempt, reading, subjects.asked) == TRUE
    rows = day.rows("exemptions")
    rows = rows[exemptions.is_one_of("indicator", [indicator.key])[rows]]
    if not len(rows):
        return exempt
    area, body = exemptions.refers["area"][rows], exemptions.refers["organization"][rows]
    exempt |= np.isin(subjects.body, body[body >= 0]) & (subjects.body >= 0)
    top = day.places_of(area[area >= 0])
    top = top[top >= 0]
    top = distinct(top)
    depth = day.network.keep_last("exempt", top.tobytes(), lambda: _depth(top, day.network.places))
    return exempt | ((depth[place] > 0) & (place >= 0))


def _depth(tops: Ints, places: Places) -> NDArray[np.int8]:
    """In how many of the tops' subtrees each place lies: in as many as the tree is deep at most."""
    depth = np.zeros(len(places) + 1, np.int8)
    np.add.at(depth, tops, 1)
    np.subtract.at(depth, places.stop[tops], 1)
    np.cumsum(depth, out=depth)
    return depth
