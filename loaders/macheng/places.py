"""Macheng's tree: 3 streets, 17 communities, 209 compounds that became 255, their buildings and groups of ten households.

Codes: 421181 as in the national list; below it `-01` street, `-01` community, `-X001` compound, `-L001` building, `-H1` group of
ten households. A building keeps its code when its compound is divided: only its parent changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from graph_model.levels import AreaLevel
from graph_model.records import Attribute
from loaders.drafting import Draft, crossed, roll, towns_with_communities
from loaders.macheng.days import REDIVISION, REGISTERED

__all__ = ["COUNTY", "Compound", "Places", "build_places"]

COUNTY = "421181"
_TOWNS = (("清和街道", 6), ("景源街道", 6), ("明澄街道", 5))
"""Name and number of communities."""
_COMMUNITIES = crossed("春夏秋冬晨晴云霞星露霜雪虹", "华荣宁康睦信礼乐雅", 17, "社区")
_NAMES = crossed("梧桐兰菊竹梅荷桂枫柏杨", "苑园庭居里坊轩", 77, "小区")
_KEPT, _IN_TWO, _IN_THREE = 166, 35, 6
"""Of the 209: kept, divided in two, divided in three; the last two became one. 166 + 70 + 18 + 1 = 255."""
_HAVES = ("has_venue", "has_rules", "has_activities", "has_support", "has_ledgers")
_COMMERCIAL = 60
"""The first so many compounds were built for sale and handed over on a known day."""


@dataclass(frozen=True)
class Compound:
    """A compound that stands today or (with `until`) did before the re-division."""

    code: str
    name: str
    number: int
    community: str
    since: date
    predecessors: tuple[str, ...] = ()
    until: date | None = None
    handed_over: date | None = None
    buildings: tuple[str, ...] = ()


@dataclass
class Places:
    """The codes by level; today's compounds numbered from 0, and the old ones beside them."""

    towns: list[str] = field(default_factory=list)
    communities: list[str] = field(default_factory=list)
    compounds: list[Compound] = field(default_factory=list)
    old: list[Compound] = field(default_factory=list)


def build_places(draft: Draft) -> Places:
    """All areas, written into `draft`."""
    places = Places()
    draft.area(COUNTY, AreaLevel.COUNTY, "麻城市", None, REGISTERED, scheme="macheng", source="市名、代码属公开事实")
    places.towns, places.communities = towns_with_communities(draft, COUNTY, _TOWNS, _COMMUNITIES, REGISTERED)
    counters = {community: itertools.count(1) for community in places.communities}
    for turn in range(_KEPT):
        _add(draft, places, counters, places.communities[turn % 17], REGISTERED, ())
    for turn in range(_IN_TWO + _IN_THREE):
        community = places.communities[turn % 17]
        old = _ended(draft, places, counters, community)
        for _ in range(2 if turn < _IN_TWO else 3):
            _add(draft, places, counters, community, REDIVISION, (old.code,))
    both = tuple(_ended(draft, places, counters, places.communities[-1]).code for _ in range(2))
    _add(draft, places, counters, places.communities[-1], REDIVISION, both)
    for compound in places.compounds:
        _buildings(draft, compound)
    return places


def _name(number: int) -> str:
    return _NAMES[number % len(_NAMES)] + ("" if number < len(_NAMES) else f"（{number // len(_NAMES) + 1}期）")


def _ended(draft: Draft, places: Places, counters: Mapping[str, Iterator[int]], community: str) -> Compound:
    """A compound that ended with the re-division."""
    number = len(places.old)
    code = f"{community}-X{next(counters[community]):03}"
    old = Compound(code, f"{_name(number)}（旧）", number, community, REGISTERED, until=REDIVISION)
    draft.area(code, AreaLevel.COMPOUND, old.name, community, REGISTERED, REDIVISION)
    places.old.append(old)
    return old


def _add(
    draft: Draft,
    places: Places,
    counters: Mapping[str, Iterator[int]],
    community: str,
    since: date,
    predecessors: tuple[str, ...],
) -> None:
    """One of today's compounds, with the buildings it has."""
    number = len(places.compounds)
    code = f"{community}-X{next(counters[community]):03}"
    handed_over = draft.day_after(date(2020, 6, 1), 0, 500, "handed over", number) if number < _COMMERCIAL else None
    buildings = tuple(f"{code}-L{turn}" for turn in range(1, 3 + int(2 * roll("buildings", number))))
    compound = Compound(code, _name(number), number, community, since, predecessors, None, handed_over, buildings)
    facts: dict[str, Attribute] = {have: roll(have, number) < 0.93 for have in _HAVES}
    facts |= {"commercial": handed_over is not None, "in_covenant": roll("covenant", number) < 0.96}
    if handed_over is not None:
        facts["handed_over"] = str(handed_over)
    draft.area(
        code,
        AreaLevel.COMPOUND,
        compound.name,
        community,
        since,
        households=120 + int(500 * roll("households", number)),
        predecessors=predecessors,
        attributes=facts,
    )
    places.compounds.append(compound)


def _buildings(draft: Draft, compound: Compound) -> None:
    """Buildings, each with one group of ten households; before the re-division they lay in the old compound."""
    for turn, code in enumerate(compound.buildings, 1):
        name = f"{turn}号楼"
        if compound.predecessors:
            old = compound.predecessors[turn % len(compound.predecessors)]
            draft.area(code, AreaLevel.BUILDING, name, old, REGISTERED, REDIVISION)
        draft.area(code, AreaLevel.BUILDING, name, compound.code, compound.since)
        draft.area(f"{code}-H1", AreaLevel.CENTRAL_HOUSEHOLD, f"{name}联户", code, REGISTERED, households=10)
