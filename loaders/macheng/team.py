"""Macheng's 1+N teams, first secretaries and working funds, and what the whole county has: departments, centres."""

from __future__ import annotations

from datetime import date, timedelta

from graph_model.records import AffiliationKind, Basis
from loaders.drafting import Draft, founded, report, roll, staffed
from loaders.macheng.bodies import Bodies
from loaders.macheng.days import REGISTERED
from loaders.macheng.places import COUNTY, Compound, Places

__all__ = ["build_team"]

_FIRST_SECRETARIES, _UNITS, _UNTIED = 23, 40, 3
_SENT_SINCE = date(2022, 3, 1)
_HIGH, _MIDDLE = 30, 50
"""Compounds with 20,000 and 15,000 yuan; the others have 10,000: together 3.1 million."""


def build_team(draft: Draft, places: Places, bodies: Bodies) -> None:
    """All of it, written into `draft`."""
    for name in ("市城管执法局", "市公安局", "市民政局"):
        founded(draft, COUNTY, "department", f"{name}（示例）", REGISTERED)
    for area in (COUNTY, *places.towns):
        name = "新时代文明实践中心" if area == COUNTY else "新时代文明实践所"
        founded(draft, area, "civilization_centre", name, REGISTERED)
    _first_secretaries(draft, places, bodies)
    _units(draft, places, bodies)
    police = {community: draft.person(community, None, REGISTERED) for community in places.communities}
    officers = {community: draft.person(community, None, REGISTERED) for community in places.communities}
    for compound in places.compounds:
        _team(draft, compound, bodies, police[compound.community], officers[compound.community])
        amount = 20_000 if compound.number < _HIGH else 15_000 if compound.number < _HIGH + _MIDDLE else 10_000
        report(draft, compound.code, "working_fund", amount, "元", "2022", date(2023, 1, 10))


def _first_secretaries(draft: Draft, places: Places, bodies: Bodies) -> None:
    """23 leaders of the county, one or two to a community's party committee."""
    for turn, community in enumerate(places.communities):
        leaders = 1 + (turn < _FIRST_SECRETARIES - len(places.communities))
        people = [draft.person(COUNTY, None, REGISTERED) for _ in range(leaders)]
        committee = bodies.communities[community]
        staffed(
            draft,
            "first_secretary",
            "大党委第一书记",
            people,
            Basis.SENT,
            _SENT_SINCE,
            organization=committee,
            seats=leaders,
        )


def _units(draft: Draft, places: Places, bodies: Bodies) -> None:
    """Employers, nearly all of which have checked in with a community."""
    for number in range(_UNITS):
        code = draft.body(COUNTY, ("employer",), f"示例机关企事业单位（{number + 1}）", REGISTERED)
        bodies.units.append(code)
        if number < _UNITS - _UNTIED:
            community = places.communities[number % len(places.communities)]
            draft.tie(code, AffiliationKind.UNIT_CHECK_IN, _SENT_SINCE, area=community)


def _team(draft: Draft, compound: Compound, bodies: Bodies, police: str, officer: str) -> None:
    """One community worker and at least one each of the N; a few compounds lack a part."""
    number, code = compound.number, compound.code
    since = max(compound.since + timedelta(days=10), _SENT_SINCE)
    head = [bodies.secretaries[number]] if number % 23 != 11 else []
    begun = max(since, bodies.branches[number][1])
    staffed(draft, "head", "小区（网格）负责人", head, Basis.CONCURRENT, begun, area=code)
    worker = draft.person(compound.community, None, REGISTERED)
    staffed(draft, "community_worker", "社区工作者", [worker], Basis.HIRED, since, area=code)
    post = draft.post("sent_member", "下沉党员", since, area=code, seats=None)
    if number % 31 != 7:
        sent = draft.person(compound.community, None, REGISTERED)
        draft.appoint(post, sent, Basis.SENT, since, on_behalf_of=bodies.units[number % len(bodies.units)])
    officers = [officer] if number % 19 != 5 else []
    staffed(draft, "urban_officer", "城管队员", officers, Basis.SENT, since, area=code)
    staffed(draft, "police_officer", "社区民警", [police], Basis.SENT, since, area=code)
    if roll("volunteers", number) < 0.97:
        founded(draft, code, "volunteer_team", f"{compound.name}志愿服务队", since)
