"""Macheng's service posts (2+4+X), party groups and households of the buildings, and the bodies that deliberate."""

from __future__ import annotations

from datetime import date, timedelta

from graph_model.records import Basis
from loaders.drafting import Draft, founded, roll, staffed
from loaders.macheng.bodies import Bodies
from loaders.macheng.days import REGISTERED
from loaders.macheng.places import Compound, Places

__all__ = ["build_service"]

_SINCE = date(2022, 5, 1)
_POSTS = (
    # role, label, share of compounds in which somebody claimed it
    ("health_volunteer", "卫生员", 0.98),
    ("publicity_volunteer", "宣传员", 0.97),
    ("recreation_volunteer", "文体员", 0.94),
    ("mediator", "调解员", 0.99),
)


def build_service(draft: Draft, places: Places, bodies: Bodies) -> None:
    """All of it, written into `draft`."""
    for compound in places.compounds:
        since = max(compound.since + timedelta(days=15), _SINCE)
        home = compound.code if compound.since == REGISTERED else None
        heads = _buildings(draft, compound, since)
        _claimed(draft, compound, since, home, heads)
        if roll("joint meeting", compound.number) < 0.9:
            founded(draft, compound.code, "joint_meeting", f"{compound.name}联席议事会", since)
        if compound.number % 5 == 4:
            begun = max(since, bodies.seated[compound.number])
            founded(draft, compound.code, "owners_assembly", f"{compound.name}业主（代表）大会", begun)


def _buildings(draft: Draft, compound: Compound, since: date) -> list[str]:
    """A head for nearly every building, a party group and a party household for most. The heads."""
    heads = []
    for building in compound.buildings:
        held = roll("head", building) < 0.95
        head = [draft.person(compound.community, building, REGISTERED)] if held else []
        staffed(draft, "head", "楼栋长", head, Basis.PROPOSED, since, area=building)
        heads += head
        if roll("group", building) < 0.96:
            founded(draft, building, "party_group", "楼栋党小组", since)
        home = (
            [draft.person(compound.community, building, REGISTERED)] if roll("party household", building) < 0.93 else []
        )
        staffed(draft, "party_household", "党员中心户", home, Basis.PROPOSED, since, area=building)
    return heads


def _claimed(draft: Draft, compound: Compound, since: date, home: str | None, heads: list[str]) -> None:
    """The six service posts and others: heads of buildings claim two, residents the rest."""
    number, code, community = compound.number, compound.code, compound.community
    leader = [draft.person(community, home, REGISTERED)] if number % 29 != 3 else []
    staffed(draft, "party_group_leader", "党小组长", leader, Basis.CLAIMED, since, area=code)
    staffed(draft, "building_leader", "楼栋长（服务岗）", heads[:1], Basis.CLAIMED, since, area=code, seats=None)
    for role, label, share in _POSTS:
        held = [draft.person(community, home, REGISTERED)] if roll(role, number) < share else []
        staffed(draft, role, label, held, Basis.CLAIMED, since, area=code)
    others = [draft.person(community, home, REGISTERED) for _ in range(int(3 * roll("others", number)))]
    if others:
        staffed(draft, "other_volunteer", "其他服务岗", others, Basis.CLAIMED, since, area=code, seats=None)
