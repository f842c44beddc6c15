"""Luohu's resident groups, owners' committees and property firms, and where people of the branch serve in them."""

from __future__ import annotations

from datetime import date

from graph_model.records import Basis
from loaders.drafting import Draft, founded, roll, staffed
from loaders.luohu.days import PLAN, REGISTERED
from loaders.luohu.party import People
from loaders.luohu.places import MANAGED, NEWLY_MANAGED, Compound, Places, has_committee

__all__ = ["build_bodies"]

_FIRMS = 156
_OLD_SINCE = date(2016, 5, 1)


def build_bodies(draft: Draft, places: Places, people: People) -> None:
    """All of it, written into `draft`."""
    for compound in places.compounds:
        _group(draft, compound, people)
        before, later = has_committee(compound.number)
        if before or later:
            founding = _OLD_SINCE if before else draft.day_after(PLAN, 20, 200, "committee", compound.number)
            _committee(draft, compound, people, founding)
    firms = [
        draft.body(
            places.compounds[number].community, ("property_firm",), f"示例物业服务公司（{number + 1}）", REGISTERED
        )
        for number in range(_FIRMS)
    ]
    for compound in places.compounds[: MANAGED + NEWLY_MANAGED]:
        since = _OLD_SINCE
        if compound.number >= MANAGED:
            since = draft.day_after(PLAN, 20, 200, "firm", compound.number)
        draft.cover(firms[compound.number % _FIRMS], since, area=compound.code)


def _group(draft: Draft, compound: Compound, people: People) -> None:
    """A resident group for nearly every compound; in half of them the branch's secretary heads it since the plan."""
    number = compound.number
    if roll("group", number) > 0.97:
        return
    code = founded(draft, compound.code, "resident_group", f"{compound.name}居民小组", _OLD_SINCE)
    post = draft.post("head", "组长", _OLD_SINCE, organization=code)
    if number in people.secretaries and number % 2:
        secretary, since = people.secretaries[number]
        draft.appoint(post, secretary, Basis.CONCURRENT, max(PLAN, since))
    else:
        draft.appoint(post, draft.person(compound.community, compound.code, REGISTERED), Basis.PROPOSED, _OLD_SINCE)


def _committee(draft: Draft, compound: Compound, people: People, since: date) -> None:
    """An owners' committee of five; in two of three a member of the branch sits on it."""
    code = founded(draft, compound.code, "owners_committee", f"{compound.name}业主委员会", since)
    chair, *members = (draft.person(compound.community, compound.code, REGISTERED) for _ in range(4))
    staffed(draft, "chair", "主任", [chair], Basis.ELECTED, since, organization=code)
    post = staffed(draft, "member", "委员", members, Basis.ELECTED, since, organization=code, seats=None)
    if compound.number in people.members and compound.number % 3:
        person, begun = people.members[compound.number]
        draft.appoint(post, person, Basis.ELECTED, max(since, begun))
