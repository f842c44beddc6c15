"""Guancheng's tree: 12 streets, 72 communities, 987 compounds; the first 577 lacked all three at the end of 2019.

Codes: 410104 as in the national list; below it `-01` street, `-01` community, `-X001` compound, `-L1` building. Only the cohort has
buildings: nothing is published about the others'.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from graph_model.levels import AreaLevel
from graph_model.records import Attribute
from loaders.drafting import Draft, apportion, crossed, roll
from loaders.guancheng.days import REGISTERED

__all__ = ["COHORT_SIZE", "COUNTY", "Compound", "Places", "build_places"]

COUNTY = "410104"
COHORT_SIZE, _COMPOUNDS, _BUILDINGS = 577, 987, 1_250
_LARGE = (108, 102, 60)
"""Compounds of the cohort in the first three streets (北下街, 陇海马路 and 西大街 in the text); the others share the rest."""
_TOWNS, _PER_TOWN = 12, 6
_TOWN_NAMES = crossed("启禾清东安景明", "源和篱远泰澄", _TOWNS, "街道")
_COMMUNITIES = crossed("春夏秋冬晨晴云霞星露霜雪虹", "华荣宁康睦信礼乐雅", _TOWNS * _PER_TOWN, "社区")
_NAMES = crossed("梧桐兰菊竹梅荷桂枫柏杨", "苑园庭居里坊轩", 77, "院")
_TAKING_PART = {AreaLevel.TOWN: (12, 4), AreaLevel.COMMUNITY: (44, 11), AreaLevel.COMPOUND: (178, 79)}
"""How many take part in the demonstration, and how many of them were created."""


@dataclass(frozen=True)
class Compound:
    """A compound; those numbered below `COHORT_SIZE` are the cohort. `town` counts from 0."""

    code: str
    name: str
    number: int
    community: str
    town: int
    buildings: tuple[str, ...]


@dataclass
class Places:
    """The codes by level; the compounds in the order of their numbers."""

    towns: list[str] = field(default_factory=list)
    communities: list[str] = field(default_factory=list)
    compounds: list[Compound] = field(default_factory=list)


def build_places(draft: Draft) -> Places:
    """All areas, written into `draft`."""
    places = Places()
    draft.area(
        COUNTY, AreaLevel.COUNTY, "管城回族区", None, REGISTERED, scheme="guancheng", source="区名、代码属公开事实"
    )
    for number, name in enumerate(_TOWN_NAMES):
        town = f"{COUNTY}-{number + 1:02}"
        places.towns.append(
            draft.area(
                town, AreaLevel.TOWN, name, COUNTY, REGISTERED, attributes=_demonstration(AreaLevel.TOWN, number)
            )
        )
        for turn in range(_PER_TOWN):
            place = number * _PER_TOWN + turn
            code = f"{town}-{turn + 1:02}"
            # Every other community takes part, so that the demonstration is not in a few streets alone.
            facts = _demonstration(AreaLevel.COMMUNITY, place * 5 % (_TOWNS * _PER_TOWN))
            places.communities.append(
                draft.area(code, AreaLevel.COMMUNITY, _COMMUNITIES[place], town, REGISTERED, attributes=facts)
            )
    _compounds(draft, places)
    return places


def _demonstration(level: AreaLevel, number: int) -> dict[str, Attribute]:
    part, created = _TAKING_PART[level]
    if number >= part:
        return {}
    return {"demonstration": "created" if number < created else "taking_part"}


def _compounds(draft: Draft, places: Places) -> None:
    """The cohort by streets, then the others."""
    rest = apportion(COHORT_SIZE - sum(_LARGE), [0.8 + roll("cohort", town) for town in range(_TOWNS - len(_LARGE))])
    others = apportion(_COMPOUNDS - COHORT_SIZE, [0.8 + roll("others", town) for town in range(_TOWNS)])
    towns = [
        *(town for town, count in enumerate((*_LARGE, *rest)) for _ in range(count)),
        *(town for town, count in enumerate(others) for _ in range(count)),
    ]
    turns, counters = [itertools.count() for _ in range(_TOWNS)], [itertools.count(1) for _ in places.communities]
    for number, town in enumerate(towns):
        place = town * _PER_TOWN + next(turns[town]) % _PER_TOWN
        community = places.communities[place]
        code = f"{community}-X{next(counters[place]):03}"
        name = f"{_NAMES[number % len(_NAMES)]}{number // len(_NAMES) + 1}号"
        cohort = number < COHORT_SIZE
        facts: dict[str, Attribute] = {"department_in_charge": False, "protected": False}
        if not cohort:
            facts = {"department_in_charge": roll("charge", number) < 0.7, "protected": True}
        facts |= _demonstration(AreaLevel.COMPOUND, number * 5 % _COMPOUNDS)
        households = 20 + int((60 if cohort else 500) * roll("households", number))
        draft.area(code, AreaLevel.COMPOUND, name, community, REGISTERED, households=households, attributes=facts)
        count = 2 + (number < _BUILDINGS - 2 * COHORT_SIZE) if cohort else 0
        buildings = tuple(
            draft.area(f"{code}-L{turn}", AreaLevel.BUILDING, f"{turn}号楼", code, REGISTERED)
            for turn in range(1, count + 1)
        )
        places.compounds.append(Compound(code, name, number, community, town, buildings))
