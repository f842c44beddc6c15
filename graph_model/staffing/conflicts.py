"""Posts that may not go together (任职回避), by the rules of the scheme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_model.appointments import CrossAppointments
from graph_model.day import Day
from graph_model.patterns import PostPattern
from graph_model.scheme import Avoidance
from graph_model.staffing.vacancies import within_area

__all__ = ["Clash", "conflicts"]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two appointments (codes) of one person that a rule forbids to hold together; `areas` is where they meet, empty for a
    rule that holds anywhere."""

    rule: str
    label: str
    person: str
    one: str
    other: str
    areas: tuple[str, ...]


def conflicts(day: Day, within: str | None = None) -> list[Clash]:
    """Every pair within an area that a rule of the scheme in force there forbids, by rule and code.

    Raises:
        NotFound: `within` is no area that day.
    """
    found: dict[tuple[str, str, str], Clash] = {}
    for key, rule in _rules(day):
        clashes = _anywhere(day, within, key, rule) if rule.anywhere else _meeting(day, within, key, rule)
        found |= {(key, clash.one, clash.other): clash for clash in clashes}
    return [found[key] for key in sorted(found)]


def _rules(day: Day) -> list[tuple[str, Avoidance]]:
    """The rules of all schemes in use, each once."""
    used = [day.network.scheme_keys[int(one)] for one in np.unique(day.network.places.scheme)]
    rules = {(key, rule) for name in used for key, rule in day.network.schemes[name].avoidance.items()}
    return sorted(rules, key=lambda pair: pair[0])


def _in_force(day: Day, area: str, key: str, rule: Avoidance) -> bool:
    return day.scheme(area).avoidance.get(key) == rule


def _meeting(day: Day, within: str | None, key: str, rule: Avoidance) -> list[Clash]:
    found = []
    for pair in CrossAppointments(day, within, rule.one, rule.other):
        areas = tuple(area for area in pair.areas if _in_force(day, area, key, rule))
        if areas:
            found.append(Clash(key, rule.label, pair.person, pair.one, pair.other, areas))
    return found


def _anywhere(day: Day, within: str | None, key: str, rule: Avoidance) -> list[Clash]:
    """Both sides held by one person, one of them within the area and under the rule."""
    appointments = day.network.tables["appointments"]
    sides = [_holders(day, pattern) for pattern in (rule.one, rule.other)]
    inside = set(within_area(day, "appointments", within).tolist())
    found = []
    for person in sides[0].keys() & sides[1].keys():
        for one in sides[0][person]:
            for other in sides[1][person]:
                same = appointments.refers["post"][appointments.first[[one, other]]]
                ruled = [
                    index for index in (one, other) if index in inside and _in_force(day, _area(day, index), key, rule)
                ]
                if same[0] != same[1] and ruled:
                    code = day.network.tables["persons"].code(person)
                    found.append(Clash(key, rule.label, code, appointments.code(one), appointments.code(other), ()))
    return found


def _area(day: Day, appointment: int) -> str:
    return day.code(int(day.area_of("appointments", np.array([appointment], np.int32))[0]))


def _holders(day: Day, pattern: PostPattern) -> dict[int, list[int]]:
    """The appointments of each person to the posts a pattern names, read in the scheme where each stands."""
    from graph_model.appointments import by_scheme, named
    from graph_model.indicators.masks import Reading

    appointments, rows = day.network.tables["appointments"], day.rows("appointments")
    post = appointments.refers["post"][rows]
    place = day.place_of()[day.area_of("posts", post)] if len(post) else post
    found: dict[int, list[int]] = {}
    for scheme, here in by_scheme(day, place):
        for row in rows[here][named(Reading(day, scheme), pattern, post[here])]:
            found.setdefault(int(appointments.refers["person"][row]), []).append(int(appointments.index[row]))
    return found
