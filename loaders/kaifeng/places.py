"""Kaifeng's tree: the published numbers of areas, with invented places below the county level.

Codes: 4102 and the four counties as in the national list; below, `-01` town, `-01` community, then `-W01` grid, `-X1`
compound, `-L01` building, `-U1` unit, `-H1` central household. A code does not say in which grid a compound lies (or the
other way round): that is the parent, which can change.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from graph_model.levels import AreaLevel
from graph_model.records import Area, Attribute
from loaders.drafting import SYNTHETIC, Draft, apportion, roll
from loaders.kaifeng.names import COMMUNITIES, COMPOUNDS, TOWNS
from loaders.kaifeng.sizes import UNOCCUPIED, Sizes, Weights

__all__ = ["CITY", "DIVISION_DAY", "Compound", "Place", "Places", "build_places"]

CITY = "4102"
REGISTERED = date(2021, 1, 1)
DIVISION_DAY = date(2022, 3, 1)
"""The day a grid was divided (a compound moved into the new one) and the day an old building was gone."""

_STAGE_DAY = date(2022, 4, 1)
_PUBLISHED = "开封案例（2022-08-19）及公开的县区名称、代码"
_COUNTY_SOURCE = "县区名称、代码属公开事实；原文只点名兰考，列为试点系合成数据"

_COUNTIES = (
    # code, name, start of the pilot, communities of each town
    ("410202", "龙亭区", date(2021, 4, 1), (2, 2, 1, 2)),
    ("410204", "鼓楼区", date(2021, 6, 1), (2, 1, 1)),
    ("410212", "祥符区", date(2021, 7, 1), (2, 2, 1)),
    ("410225", "兰考县", date(2021, 3, 1), (2, 2, 2, 1, 2)),
)
_TWO_COMPOUNDS = frozenset({0, 2, 7, 10, 12, 16, 19, 22})
"""The communities (counted from 0) with two pilot compounds; the others have one."""
_GRIDS_ABOVE = frozenset({4, 7, 12, 18, 22})
"""The communities whose compounds lie in grids; elsewhere the grids lie in the compounds."""
_DIVIDED = 12
_SIX_GRIDS = frozenset({2, 8, 14, 20, 31})
"""The compounds with six grids of their own; the others with grids of their own have five."""
_OLD_BUILDING = 15


@dataclass(frozen=True)
class Place:
    """An area as the other parts of the case need it."""

    code: str
    level: AreaLevel
    since: date
    community: str
    until: date | None = None
    occupied: bool = True
    residence: str | None = None
    """Where a person who serves here lives."""


@dataclass(frozen=True)
class Compound:
    """A pilot compound: its place, its number from 0, and its community's number."""

    place: Place
    name: str
    number: int
    community: int


@dataclass
class Places:
    """All areas by level, in the order of their making."""

    by_level: dict[AreaLevel, list[Place]] = field(default_factory=lambda: {level: [] for level in AreaLevel})
    compounds: list[Compound] = field(default_factory=list)

    def of(self, level: AreaLevel) -> Sequence[Place]:
        """The places of a level."""
        return self.by_level[level]


def build_places(draft: Draft) -> Places:
    """All areas of the pilot, written into `draft`."""
    places = Places()
    _add(draft, places, Place(CITY, AreaLevel.CITY, REGISTERED, CITY), "开封市", None, _PUBLISHED)
    sizes = Sizes.make(len(COMPOUNDS))
    towns, communities = iter(TOWNS), itertools.count()
    for code, name, start, pilot in _COUNTIES:
        source = _PUBLISHED if name == "兰考县" else _COUNTY_SOURCE
        _add(draft, places, Place(code, AreaLevel.COUNTY, REGISTERED, code), name, CITY, source)
        for town_number, size in enumerate(pilot, 1):
            town = f"{code}-{town_number:02}"
            _add(draft, places, Place(town, AreaLevel.TOWN, REGISTERED, town), next(towns), code)
            for number in range(1, size + 1):
                turn = next(communities)
                community = f"{town}-{number:02}"
                place = Place(community, AreaLevel.COMMUNITY, REGISTERED, community, residence=community)
                _add(draft, places, place, COMMUNITIES[turn], town)
                _community(draft, places, community, turn, start, sizes)
    return places


def _community(
    draft: Draft,
    places: Places,
    community: str,
    turn: int,
    start: date,
    sizes: Sizes,
) -> None:
    """The pilot compounds of one community, with the grids above or beneath them."""
    grids = itertools.count(1)
    first_grid = f"{community}-W01"
    for turn_here in range(1 + (turn in _TWO_COMPOUNDS)):
        number = len(places.compounds)
        code = f"{community}-X{turn_here + 1}"
        since = start + timedelta(days=14 * turn_here)
        weights = sizes.buildings_of(number)
        whole = sum(weights, Weights())
        parents: list[tuple[str, date]] = [(community, since)]
        inner: list[str] = []
        if turn in _GRIDS_ABOVE:
            grid = f"{community}-W{next(grids):02}"
            divided = turn == _DIVIDED and turn_here == 1
            grid_since = DIVISION_DAY if divided else since
            place = Place(grid, AreaLevel.GRID, grid_since, community, residence=community)
            both = [*sizes.buildings_of(number), *sizes.buildings_of(number + 1)]
            before = (sum(both, Weights()),) if turn == _DIVIDED and not divided else ()
            _add(draft, places, place, f"第{turn_here + 1}网格", community, weights=(*before, whole))
            parents = [(first_grid, since), (grid, DIVISION_DAY)] if divided else [(grid, since)]
        else:
            inner = [f"{community}-W{next(grids):02}" for _ in range(6 if number in _SIX_GRIDS else 5)]
        residence = Place(code, AreaLevel.COMPOUND, since, community, residence=code)
        places.by_level[AreaLevel.COMPOUND].append(residence)
        places.compounds.append(Compound(residence, COMPOUNDS[number], number, turn))
        _compound_versions(draft, code, number, parents, whole, sizes.devices[number])
        _buildings_of(draft, places, places.compounds[-1], inner, sizes)


def _compound_versions(
    draft: Draft, code: str, number: int, parents: Sequence[tuple[str, date]], weights: Weights, devices: int
) -> None:
    """One version from each day on which the compound moved or the pilot took its next step there."""
    last = ("treatment", "evaluation", "mechanism")[int(3 * roll("stage", code))]
    steps = [(parents[0][1], "analysis"), (_STAGE_DAY, last)]
    days = sorted({day for _, day in parents} | {day for day, _ in steps})
    for start, end in itertools.zip_longest(days, days[1:]):
        parent = next(parent for parent, day in reversed(parents) if day <= start)
        stage = next(stage for day, stage in reversed(steps) if day <= start)
        draft.add(
            Area(
                code=code,
                name=COMPOUNDS[number],
                level=AreaLevel.COMPOUND,
                parent=parent,
                households=weights.households,
                residents=weights.residents,
                attributes=_facts(code, weights, devices, stage),
                valid_from=start,
                valid_to=end,
                source=SYNTHETIC,
            )
        )


def _facts(code: str, weights: Weights, devices: int, stage: str) -> dict[str, Attribute]:
    """A compound's attributes; in three of thirty nothing is told about the disclosures."""
    area = weights.households * (78 + int(30 * roll("area", code)))
    fee = 0.3 + int(12 * roll("fee", code)) / 10
    facts: dict[str, Attribute] = {
        "work_stage": stage,
        "old_compound": roll("old", code) < 0.55,
        "floor_area": float(area),
        "fee_standard": round(fee, 1),
        "yearly_cost": float(round(area * fee * 12 * 0.9, -2)),
        "smart_devices": devices,
    }
    if roll("told", code) >= 0.1:
        begun = stage != "analysis"
        facts["separate_accounts"] = begun and roll("accounts", code) < 0.85
        facts["accounts_disclosed"] = begun and roll("accounts disclosed", code) < 0.85
        facts["committee_disclosed"] = begun and roll("committee disclosed", code) < 0.95
        facts["payments_disclosed"] = begun and roll("payments disclosed", code) < 0.8
    return facts


def _buildings_of(
    draft: Draft,
    places: Places,
    compound: Compound,
    grids: Sequence[str],
    sizes: Sizes,
) -> None:
    """The inner grids of a compound, each with its share of the buildings, and everything beneath them."""
    home, number = compound.place, compound.number
    weights = sizes.buildings_of(number)
    shares = apportion(len(weights), [1.0] * len(grids)) if grids else []
    parents = [grid for grid, share in zip(grids, shares, strict=True) for _ in range(share)] or [home.code] * len(
        weights
    )
    for turn, grid in enumerate(grids):
        inside = sum((weight for weight, parent in zip(weights, parents, strict=True) if parent == grid), Weights())
        place = Place(grid, AreaLevel.GRID, home.since, home.community, residence=home.code)
        _add(draft, places, place, f"{compound.name}第{turn + 1}网格", home.code, weights=(inside,))
    for building, (parent, weight) in enumerate(zip(parents, weights, strict=True), 1):
        code = f"{home.code}-L{building:02}"
        occupied = (number, building) not in UNOCCUPIED
        place = Place(code, AreaLevel.BUILDING, home.since, home.community, occupied=occupied, residence=code)
        _building(draft, places, place, f"{building}号楼", parent, weight, sizes.units[number, building])
    if number == _OLD_BUILDING:
        code = f"{home.code}-L{len(weights) + 1:02}"
        gone = Place(code, AreaLevel.BUILDING, home.since, home.community, DIVISION_DAY, residence=home.code)
        _building(draft, places, gone, "旧家属楼", parents[-1], Weights(12, 31), [Weights(6, 16), Weights(6, 15)])


def _building(
    draft: Draft, places: Places, place: Place, name: str, parent: str, weights: Weights, units: Sequence[Weights]
) -> None:
    """A building with its units and, where people live, two or three central households a unit."""
    _add(draft, places, place, name, parent, weights=(weights,))
    for unit, inside in enumerate(units, 1):
        code = f"{place.code}-U{unit}"
        _add(draft, places, _beneath(place, code, AreaLevel.UNIT), f"{unit}单元", place.code, weights=(inside,))
        count = 2 + int(roll("central", code) < 0.5) if place.occupied else 0
        households = apportion(inside.households, [1.0] * count) if count else []
        residents = apportion(inside.residents, households) if count else []
        for household, (linked, living) in enumerate(zip(households, residents, strict=True), 1):
            _add(
                draft,
                places,
                _beneath(place, f"{code}-H{household}", AreaLevel.CENTRAL_HOUSEHOLD),
                f"{unit}单元第{household}中心户",
                code,
                weights=(Weights(linked, living),),
            )


def _beneath(building: Place, code: str, level: AreaLevel) -> Place:
    """A part of a building: there as long as the building."""
    return Place(code, level, building.since, building.community, building.until, building.occupied, building.residence)


def _add(
    draft: Draft,
    places: Places,
    place: Place,
    name: str,
    parent: str | None,
    source: str = SYNTHETIC,
    *,
    weights: Sequence[Weights] = (),
) -> None:
    """An area: two sets of weights are those before the division and those since."""
    places.by_level[place.level].append(place)
    days = [place.since, *([DIVISION_DAY] if len(weights) > 1 else []), place.until]
    for start, end, inside in zip(days[:-1], days[1:], weights or (None,), strict=True):
        draft.add(
            Area(
                code=place.code,
                name=name,
                level=place.level,
                parent=parent,
                scheme="kaifeng" if place.level is AreaLevel.CITY else None,
                households=inside.households if inside else None,
                residents=inside.residents if inside else None,
                valid_from=start or place.since,
                valid_to=end,
                source=source,
            )
        )
