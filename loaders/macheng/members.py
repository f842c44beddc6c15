"""Macheng's 双报到 and 一联十户: employees of the state, members or not, linked to ten households where they live."""

from __future__ import annotations

from datetime import date, timedelta

from graph_model.records import Basis, Ledger, MembershipKind
from loaders.drafting import Draft, roll, staffed
from loaders.macheng.bodies import Bodies
from loaders.macheng.days import REGISTERED
from loaders.macheng.places import COUNTY, Places

__all__ = ["build_members"]

_SINCE = date(2022, 6, 1)


def build_members(draft: Draft, places: Places, bodies: Bodies) -> None:
    """A branch of each unit, employees by building, their reports and their posts, written into `draft`."""
    branches = [
        draft.body(COUNTY, ("party_branch",), f"示例单位党支部（{number + 1}）", REGISTERED, host=unit)
        for number, unit in enumerate(bodies.units)
    ]
    for compound in places.compounds:
        since = max(compound.since + timedelta(days=20), _SINCE, bodies.branches[compound.number][1])
        for building in compound.buildings:
            turn = int(len(bodies.units) * roll("unit", building))
            person = draft.person(compound.community, building, REGISTERED, Ledger.EMPLOYED)
            if roll("member", building) < 0.6:
                draft.member(person, branches[turn], MembershipKind.FORMAL, REGISTERED)
                if roll("reported", building) < 0.9:
                    draft.member(person, bodies.branches[compound.number][0], MembershipKind.REPORTED, since)
            group = f"{building}-H1"
            post = staffed(draft, "household_contact", "联户干部", [], Basis.SENT, since, area=group)
            if roll("contact", building) < 0.92:
                draft.appoint(post, person, Basis.SENT, since, on_behalf_of=bodies.units[turn])
