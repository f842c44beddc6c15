"""Zhenhai's tree: 6 streets and towns, 49 communities, 180 compounds (144 of them property-managed), grids and stairwells.

Codes: 330211 as in the national list; below it `-01` street, `-01` community, `-X01` compound, `-W1` grid, `-D1` stairwell.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from graph_model.levels import AreaLevel
from loaders.drafting import Draft, apportion, crossed, roll, towns_with_communities
from loaders.zhenhai.days import REGISTERED

__all__ = ["DISTRICT", "MANAGED", "STATIONS", "Compound", "Places", "build_places"]

DISTRICT = "330211"
STATIONS, MANAGED, _COMPOUNDS = 112, 144, 180
_HOUSEHOLDS = 221_400
_TOWNS = (("启源街道", 14), ("禾和街道", 9), ("清远街道", 8), ("东泰街道", 8), ("柳岗镇", 5), ("榆湾镇", 5))
"""Name and number of communities."""
_COMMUNITIES = crossed("春夏秋冬晨晴云霞星露霜雪虹", "华荣宁康睦信礼乐雅", 49, "社区")
_NAMES = crossed("梧桐兰菊竹梅荷桂枫柏杨", "苑园庭居里坊轩", 77, "小区")


@dataclass(frozen=True)
class Compound:
    """A compound; those numbered below `MANAGED` have a property firm, those below `STATIONS` a station of their own."""

    code: str
    name: str
    number: int
    community: str
    grids: tuple[str, ...]


@dataclass
class Places:
    """The codes by level; the compounds in the order of their numbers."""

    towns: list[str] = field(default_factory=list)
    communities: list[str] = field(default_factory=list)
    compounds: list[Compound] = field(default_factory=list)
    stairwells: list[str] = field(default_factory=list)


def build_places(draft: Draft) -> Places:
    """All areas, written into `draft`."""
    places = Places()
    draft.area(DISTRICT, AreaLevel.COUNTY, "镇海区", None, REGISTERED, scheme="zhenhai", source="区名、代码属公开事实")
    places.towns, places.communities = towns_with_communities(draft, DISTRICT, _TOWNS, _COMMUNITIES, REGISTERED)
    households = apportion(_HOUSEHOLDS, [0.6 + roll("households", number) for number in range(_COMPOUNDS)])
    counters = {community: itertools.count(1) for community in places.communities}
    for number in range(_COMPOUNDS):
        community = places.communities[_community(number)]
        code = f"{community}-X{next(counters[community]):02}"
        name = _NAMES[number % len(_NAMES)] + ("" if number < len(_NAMES) else f"（{number // len(_NAMES) + 1}期）")
        draft.area(code, AreaLevel.COMPOUND, name, community, REGISTERED, households=households[number])
        grids = tuple(_grid(draft, places, code, turn) for turn in range(1, 2 + int(roll("grids", number) * 3)))
        places.compounds.append(Compound(code, name, number, community, grids))
    return places


def _community(number: int) -> int:
    """The second compound of a station lies in the community of the first; the unmanaged ones are dealt out."""
    if number < MANAGED:
        return number % STATIONS % len(_COMMUNITIES)
    return number * 4 % len(_COMMUNITIES)


def _grid(draft: Draft, places: Places, compound: str, turn: int) -> str:
    """A grid of the compound, with three stairwells."""
    grid = draft.area(f"{compound}-W{turn}", AreaLevel.GRID, f"第{turn}网格", compound, REGISTERED)
    for stairwell in range(1, 4):
        code = f"{grid}-D{stairwell}"
        places.stairwells.append(draft.area(code, AreaLevel.UNIT, f"{stairwell}号楼道", grid, REGISTERED))
    return grid
