"""双向进入: which places have both directions of a cross-appointment, and which lack one."""

from __future__ import annotations

from dataclasses import dataclass

from graph_model.answers import State
from graph_model.appointments import by_scheme
from graph_model.day import Day
from graph_model.errors import BadQuestion
from graph_model.indicators.conditions import Condition, CrossAppointment, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, Kleene
from graph_model.indicators.masks import Reading, truth
from graph_model.levels import AreaLevel
from graph_model.scheme import Direction
from graph_model.tree import Ints

__all__ = ["Entry", "two_way"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place and the two directions of a 双向进入: complete with both, half with one, missing with none; unknown while
    the posts of an untold direction could complete it."""

    area: str
    forward: State
    backward: State
    verdict: str


def two_way(day: Day, key: str, within: str | None = None, level: AreaLevel = AreaLevel.COMPOUND) -> list[Entry]:
    """Both directions of a declared 双向进入 for each area of a level, in tree order.

    Raises:
        BadQuestion: no scheme in force within declares it.
        NotFound: `within` is no area that day.
    """
    inside, places = day.within(within), day.network.places
    at = day.places_answering(level)
    at = at[(at >= inside.start) & (at < inside.stop)]
    found: dict[int, Entry] = {}
    declared = False
    for scheme, here in by_scheme(day, at):
        pair = scheme.two_way.get(key)
        if pair is None:
            continue
        declared = True
        areas = places.area[at[here]]
        ways = [_way(Reading(day, scheme), way, areas) for way in (pair.forward, pair.backward)]
        for area, place, one, other in zip(areas, at[here], *ways, strict=True):
            found[int(place)] = Entry(day.code(area), _state(one), _state(other), _verdict(int(one), int(other)))
    if not declared and key not in {one for scheme in day.network.schemes.values() for one in scheme.two_way}:
        known = sorted({one for scheme in day.network.schemes.values() for one in scheme.two_way})
        raise BadQuestion(f"no scheme declares the two-way entry {key!r}; declared are {', '.join(known)}")
    return [found[place] for place in sorted(found)]


def _way(reading: Reading, way: Direction, areas: Ints) -> Kleene:
    leaf = Condition(cross_appointment=CrossAppointment.model_validate({"from": way.from_, "to": way.to}))
    return truth(leaf, reading, reading.asked(SubjectType.AREAS, areas))


def _state(value: int) -> State:
    return State.COVERED if value == TRUE else State.GAP if value == FALSE else State.UNKNOWN


def _verdict(one: int, other: int) -> str:
    if one == other == TRUE:
        return "complete"
    if TRUE in (one, other):
        return "half" if FALSE in (one, other) else "unknown"
    return "missing" if one == other == FALSE else "unknown"
