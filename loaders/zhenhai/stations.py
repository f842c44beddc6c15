"""Zhenhai's 112 mutual aid stations with heads and backbone, and the property firms a third of the backbone comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from graph_model.records import Basis, MembershipKind
from loaders.drafting import Draft, founded, staffed
from loaders.zhenhai.days import REGISTERED
from loaders.zhenhai.places import DISTRICT, MANAGED, STATIONS, Places

__all__ = ["MERGED", "Station", "Stations", "build_stations"]

MERGED = 29
"""The station that is the owners' committee too (合署): one body of two kinds. Head and chair are then one person in one body,
which is no cross-appointment, so it is not among the 29."""

_BACKBONE, _PER_FIRM = 6, 4
_FIRMS_SINCE = date(2018, 2, 1)
_STATION_BRANCHES, _PART_TIMERS, _HEADS_IN_PARTY, _BRANDS = 63, 107, 84, 19


@dataclass(frozen=True)
class Station:
    """A station: its code, since when, its head, its backbone (the last two are the firm's people)."""

    code: str
    since: date
    head: str
    backbone: tuple[str, ...]


@dataclass
class Stations:
    """The stations by number, and the firms by the first compound they serve."""

    all: list[Station] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    """The units that lend part-time members to the functional branches."""


def build_stations(draft: Draft, places: Places) -> Stations:
    """Firms, stations, their posts and functional branches, written into `draft`."""
    stations = Stations()
    stations.units = [
        draft.body(DISTRICT, ("employer",), f"示例驻区单位（{number}）", REGISTERED) for number in range(1, 21)
    ]
    staff = _firms(draft, places)
    for number in range(STATIONS):
        compound = places.compounds[number]
        since = draft.day_after(date(2019, 1, 10), 0, 500, "station", number)
        kinds = ("mutual_aid_station", "owners_committee") if number == MERGED else ("mutual_aid_station",)
        attributes = {"brand_station": number * 5 % STATIONS < _BRANDS}
        code = founded(draft, compound.code, kinds, f"{compound.name}居民自治互助站", since, attributes=attributes)
        if number + STATIONS < MANAGED:
            draft.cover(code, since, area=places.compounds[number + STATIONS].code)
        head = draft.person(compound.community, compound.code, REGISTERED)
        own = tuple(draft.person(compound.community, compound.code, REGISTERED) for _ in range(_BACKBONE - 2))
        station = Station(code, since, head, (*own, *staff[number]))
        staffed(draft, "head", "站长", [head], Basis.PROPOSED, since, organization=code)
        staffed(draft, "backbone", "骨干", station.backbone, Basis.PROPOSED, since, organization=code, seats=_BACKBONE)
        stations.all.append(station)
    _branches(draft, places, stations)
    return stations


def _firms(draft: Draft, places: Places) -> dict[int, tuple[str, str]]:
    """Firms of four compounds each; of each station two people of the firm that serves its compound."""
    staff: dict[int, tuple[str, str]] = {}
    for first in range(0, MANAGED, _PER_FIRM):
        served = places.compounds[first : first + _PER_FIRM]
        seat = served[0].community
        code = draft.body(seat, ("property_firm",), f"示例物业服务公司（{first // _PER_FIRM + 1}）", _FIRMS_SINCE)
        manager = draft.person(seat, None, REGISTERED)
        staffed(draft, "property_manager", "物业项目负责人", [manager], Basis.HIRED, _FIRMS_SINCE, organization=code)
        hands: list[str] = []
        for compound in served:
            draft.cover(code, _FIRMS_SINCE, area=compound.code)
            if compound.number < STATIONS:
                pair = draft.person(seat, None, REGISTERED), draft.person(seat, None, REGISTERED)
                staff[compound.number] = pair
                hands += pair
        label = "物业管理人员"
        staffed(draft, "property_staff", label, hands, Basis.HIRED, _FIRMS_SINCE, organization=code, seats=None)
    return staff


def _branches(draft: Draft, places: Places, stations: Stations) -> None:
    """Functional branches at the first 63 stations, 107 part-time members lent by units; 84 heads are party members."""
    for number, station in enumerate(stations.all):
        home = places.compounds[number]
        if number < _HEADS_IN_PARTY:
            draft.member(station.head, f"{home.code}/party_branch", MembershipKind.FORMAL, date(2018, 3, 1))
        if number >= _STATION_BRANCHES:
            continue
        name = f"{home.name}互助站功能型党支部"
        branch = draft.body(
            home.code,
            ("functional_branch",),
            name,
            station.since,
            parent=f"{home.code}/party_branch",
            host=station.code,
        )
        draft.member(station.head, branch, MembershipKind.FUNCTIONAL, station.since)
        count = 2 if number < _PART_TIMERS - _STATION_BRANCHES else 1
        post = draft.post("part_time_member", "兼职委员", station.since, organization=branch, seats=None)
        for turn in range(count):
            person = draft.person(home.community, None, REGISTERED)
            unit = stations.units[(number * 2 + turn) % len(stations.units)]
            draft.appoint(post, person, Basis.CONCURRENT, station.since, on_behalf_of=unit)
