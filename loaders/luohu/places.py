"""Luohu's tree: 10 streets, 80 communities, 929 compounds, 21,036 buildings.

Codes: 440303 as in the national list; below it `-01` street, `-01` community, `-X001` compound, `-L01` building. The compounds that
have a firm come first, and among them the 411 with 300 households or more.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from graph_model.levels import AreaLevel
from graph_model.records import Attribute
from loaders.drafting import Draft, apportion, crossed, roll, towns_with_communities
from loaders.luohu.days import REGISTERED

__all__ = [
    "COUNTY",
    "LARGE",
    "MANAGED",
    "NEWLY_MANAGED",
    "TOTAL",
    "Compound",
    "Places",
    "build_places",
    "has_committee",
]

COUNTY = "440303"
TOTAL, MANAGED, NEWLY_MANAGED, LARGE = 929, 784, 8, 411
"""Compounds; those with a firm at the end of 2018 (929 − 145); those that found one since; those of 300 households or more
with a firm."""

_RESIDENTS, _RESIDENTS_OF_COMPOUNDS, _BUILDINGS, _IN_CITY = 1_600_000, 1_150_300, 21_036, 42
_COMMITTEES_BEFORE, _COMMITTEES_WITH_FIRM, _COMMITTEES_SINCE = 186, 159, 21
_TOWNS, _PER_TOWN = 10, 8
_TOWN_NAMES = crossed("启禾清东安景明", "源和篱远泰澄", _TOWNS, "街道")
_COMMUNITIES = crossed("春夏秋冬晨晴云霞星露霜雪虹", "华荣宁康睦信礼乐雅", _TOWNS * _PER_TOWN, "社区")
_NAMES = crossed("梧桐兰菊竹梅荷桂枫柏杨", "苑园庭居里坊轩", 77, "小区")


def has_committee(number: int) -> tuple[bool, bool]:
    """Whether a compound has an owners' committee at the end of 2018, and whether it got one since."""
    if number < MANAGED:
        turn = number * 5 % MANAGED
        since = _COMMITTEES_WITH_FIRM <= turn < _COMMITTEES_WITH_FIRM + _COMMITTEES_SINCE
        return turn < _COMMITTEES_WITH_FIRM, since
    return number < MANAGED + _COMMITTEES_BEFORE - _COMMITTEES_WITH_FIRM, False


@dataclass(frozen=True)
class Compound:
    """A compound; those numbered below `LARGE` have 300 households or more and a firm, those below `MANAGED` a firm."""

    code: str
    name: str
    number: int
    community: str
    households: int


@dataclass
class Places:
    """The codes by level; the compounds in the order of their numbers."""

    towns: list[str] = field(default_factory=list)
    communities: list[str] = field(default_factory=list)
    compounds: list[Compound] = field(default_factory=list)


def build_places(draft: Draft) -> Places:
    """All areas, written into `draft`."""
    places = Places()
    source = "区名、代码属公开事实；人口为公布数"
    draft.area(
        COUNTY, AreaLevel.COUNTY, "罗湖区", None, REGISTERED, scheme="luohu", residents=_RESIDENTS, source=source
    )
    towns = [(name, _PER_TOWN) for name in _TOWN_NAMES]
    places.towns, places.communities = towns_with_communities(draft, COUNTY, towns, _COMMUNITIES, REGISTERED)
    _compounds(draft, places)
    return places


def _compounds(draft: Draft, places: Places) -> None:
    """Compounds with what they should have, and their buildings."""
    sizes = [_households(number) for number in range(TOTAL)]
    residents = apportion(_RESIDENTS_OF_COMPOUNDS, [size * (0.85 + 0.3 * roll("size", size)) for size in sizes])
    buildings = apportion(_BUILDINGS, [40 + size**0.7 for size in sizes])
    counters = {community: itertools.count(1) for community in places.communities}
    for number in range(TOTAL):
        community = places.communities[number % len(places.communities)]
        code = f"{community}-X{next(counters[community]):03}"
        name = _NAMES[number % len(_NAMES)] + ("" if number < len(_NAMES) else f"（{number // len(_NAMES) + 1}区）")
        before, since = has_committee(number)
        in_city = number >= TOTAL - _IN_CITY
        facts: dict[str, Attribute] = {
            "compound_class": "chengzhongcun" if in_city else "estate",
            "committee_due": before or since or (number < LARGE and roll("due", number) < 0.3),
            "property_due": number < MANAGED + NEWLY_MANAGED or (not in_city and roll("firm due", number) < 0.4),
        }
        draft.area(
            code,
            AreaLevel.COMPOUND,
            name,
            community,
            REGISTERED,
            households=sizes[number],
            residents=residents[number],
            attributes=facts,
        )
        for turn in range(1, buildings[number] + 1):
            draft.area(f"{code}-L{turn:02}", AreaLevel.BUILDING, f"{turn}栋", code, REGISTERED)
        places.compounds.append(Compound(code, name, number, community, sizes[number]))


def _households(number: int) -> int:
    if number < LARGE:
        return 300 + int(900 * roll("households", number) ** 2)
    most = 299 if number < MANAGED + NEWLY_MANAGED else 900
    return 60 + int((most - 60) * roll("households", number))
