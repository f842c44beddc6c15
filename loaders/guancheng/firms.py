"""Guancheng's property firms: 162 early in 2021 with 21 party organizations, 162 in mid-2022 with 46, and 115 reached by party work.

Three small firms gave up in 2021, three firms of the streets were founded: 亮典, 隆美 and 西美 in the text, nameless here.
"""

from __future__ import annotations

from datetime import date

from graph_model.records import Basis, CoverMode, MembershipKind
from loaders.drafting import Draft, roll, staffed
from loaders.guancheng.days import REGISTERED
from loaders.guancheng.places import COHORT_SIZE, COUNTY, Compound, Places

__all__ = ["MARKET", "OWNER_UNIT", "TOWN_FIRM", "build_firms"]

_FIRMS, _GIVEN_UP = 162, 3
_BRANCHES_EARLY, _BRANCHES_MARKET = 21, 43
"""Market firms with a party organization early in 2021 and in mid-2022; with the three of the streets they are 46."""

_DUE = _FIRMS - _GIVEN_UP - 1
"""The firm with three full members and no party organization: the 1 of 162 that nothing reaches."""

_TOWN_SINCE, _MARKET_SINCE, _GONE = date(2021, 10, 1), date(2021, 3, 1), date(2021, 9, 1)
_SERVED = 320
"""Compounds outside the cohort that have a firm; of the others sixty are looked after by an owner unit."""
TOWN_FIRM, MARKET, OWNER_UNIT = (108, 102, 45), 60, 24
"""Of the cohort: compounds the streets' three firms took over, those with a firm of the market, those with an owner unit."""


def build_firms(draft: Draft, places: Places, committees: list[str]) -> dict[str, str]:
    """Firms, whom they serve, how the party reaches them, written into `draft`; the head of a firm by community."""
    managers: dict[str, str] = {}
    outside = places.compounds[COHORT_SIZE:]
    market = [compound for compound in places.compounds[:COHORT_SIZE] if _is_market(compound)]
    firms = _FIRMS - _GIVEN_UP
    for number in range(firms):
        served = [*outside[:_SERVED][number::firms], *market[number::firms]]
        firm, head = _firm(draft, number, served)
        managers.setdefault(served[0].community, head)
        _reached(draft, firm, number, served[0], committees)
    for number in range(_GIVEN_UP):
        first = outside[_SERVED + number]
        code = draft.body(
            first.community, ("property_firm",), f"示例物业公司（{firms + number + 1}）", REGISTERED, valid_to=_GONE
        )
        draft.cover(code, REGISTERED, area=first.code, until=_GONE)
    for town, count in enumerate(TOWN_FIRM):
        _town_firm(draft, places, town, count)
    _owner_units(draft, places, outside[_SERVED + _GIVEN_UP :])
    return managers


def _turn(compound: Compound) -> int:
    """The place of a compound of the cohort among those no street's firm took over, from 0; below 0 it was taken over."""
    return compound.number - sum(TOWN_FIRM)


def _is_market(compound: Compound) -> bool:
    return 0 <= _turn(compound) < MARKET


def _firm(draft: Draft, number: int, served: list[Compound]) -> tuple[str, str]:
    """A firm of the market and its head."""
    seat = served[0].community
    code = draft.body(seat, ("property_firm",), f"示例物业公司（{number + 1}）", REGISTERED)
    for compound in served:
        draft.cover(code, _MARKET_SINCE if compound.number < COHORT_SIZE else REGISTERED, area=compound.code)
    head = draft.person(seat, None, REGISTERED)
    staffed(draft, "head", "负责人", [head], Basis.HIRED, REGISTERED, organization=code)
    return code, head


def _reached(draft: Draft, firm: str, number: int, first: Compound, committees: list[str]) -> None:
    """A branch of its own where there are three full members, else an instructor; at one firm neither."""
    has_branch, members = number < _BRANCHES_MARKET, 3 + number % 3
    if not has_branch and number != _DUE:
        members = number % 3
    since = REGISTERED if number < _BRANCHES_EARLY else draft.day_after(date(2021, 12, 20), 0, 150, "branch", number)
    staff = [draft.person(first.community, None, REGISTERED) for _ in range(members + 2)]
    staffed(draft, "property_staff", "物业管理人员", staff, Basis.HIRED, REGISTERED, organization=firm, seats=None)
    home = f"{first.community}/party_committee"
    if has_branch:
        home = _branch(draft, firm, first.community, since)
    for person in staff[:members]:
        draft.member(person, home, MembershipKind.FORMAL, since if has_branch else REGISTERED)
    if not has_branch and number != _DUE:
        begun = draft.day_after(date(2021, 12, 20), 0, 150, "instructor", number)
        draft.cover(committees[first.town], begun, target=firm, mode=CoverMode.WORK)
        instructor = draft.person(first.community, None, REGISTERED)
        staffed(draft, "instructor", "党建指导员", [instructor], Basis.SENT, begun, organization=firm)


def _branch(draft: Draft, firm: str, seat: str, since: date) -> str:
    parent = f"{seat}/party_committee"
    branch = draft.body(seat, ("firm_branch",), "物业企业党支部", since, parent=parent, host=firm)
    draft.cover(branch, since, target=firm, mode=CoverMode.OWN)
    return branch


def _town_firm(draft: Draft, places: Places, town: int, count: int) -> None:
    """A street's own firm with a branch, and the compounds it took over."""
    seat = places.towns[town]
    kinds = ("property_firm", "town_property_firm")
    code = draft.body(seat, kinds, f"示例街道物业公司（{town + 1}）", _TOWN_SINCE)
    for compound in [one for one in places.compounds[:COHORT_SIZE] if one.town == town][:count]:
        draft.cover(code, _TOWN_SINCE, area=compound.code)
    branch = draft.body(seat, ("firm_branch",), "街道物业公司党支部", _TOWN_SINCE, host=code)
    draft.cover(branch, _TOWN_SINCE, target=code, mode=CoverMode.OWN)
    staff = [draft.person(seat, None, REGISTERED) for _ in range(5)]
    staffed(draft, "property_staff", "物业管理人员", staff, Basis.HIRED, _TOWN_SINCE, organization=code, seats=None)
    for person in staff[:4]:
        draft.member(person, branch, MembershipKind.FORMAL, _TOWN_SINCE)


def _owner_units(draft: Draft, places: Places, others: list[Compound]) -> None:
    """Units that look after the compounds of their own people."""
    cohort = [one for one in places.compounds[:COHORT_SIZE] if MARKET <= _turn(one) < MARKET + OWNER_UNIT]
    for number, compound in enumerate([*cohort, *(one for one in others if roll("unit", one.code) < 0.7)]):
        since = _MARKET_SINCE if number < OWNER_UNIT else REGISTERED
        unit = draft.body(COUNTY, ("employer",), f"示例业主单位（{number + 1}）", REGISTERED)
        draft.cover(unit, since, area=compound.code)
