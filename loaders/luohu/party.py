"""Luohu's party organizations: before the plan some compounds had a branch, since then 99 % are reached, each in its mode."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from graph_model.records import Basis, CoverMode, MembershipKind
from loaders.drafting import Draft, founded, roll, staffed
from loaders.luohu.days import PLAN, REGISTERED
from loaders.luohu.places import TOTAL, Compound, Places

__all__ = ["People", "build_party"]

_OWN, _JOINT, _ATTACHED, _WORK = 612, 180, 116, 12
"""Compounds by mode, 920 of 929 together: invented, for the split is not published."""

_OLD_SINCE = date(2016, 3, 1)
_POWERS = ("discussion", "proposal", "personnel", "supervision", "appraisal")


@dataclass
class People:
    """Secretaries and members of the branches, by compound number, with the day from which they are there."""

    secretaries: dict[int, tuple[str, date]] = field(default_factory=dict)
    members: dict[int, tuple[str, date]] = field(default_factory=dict)


def build_party(draft: Draft, places: Places) -> People:
    """All party organizations, written into `draft`."""
    people = People()
    for town in places.towns:
        staffed(
            draft, "lead", "街道牵头人", [draft.person(town, town, REGISTERED)], Basis.APPOINTED, REGISTERED, area=town
        )
    for community in places.communities:
        code = founded(draft, community, "party_committee", "社区党委", REGISTERED, mode=CoverMode.OWN)
        secretary = draft.person(community, community, REGISTERED)
        staffed(draft, "secretary", "书记", [secretary], Basis.ELECTED, REGISTERED, organization=code)
        staffed(draft, "lead", "社区牵头人", [secretary], Basis.CONCURRENT, REGISTERED, area=community)
    pending: dict[str, tuple[str, date]] = {}
    for compound in places.compounds:
        turn = compound.number * 7 % TOTAL
        if turn < _OWN:
            _branch(draft, compound, people, CoverMode.OWN)
        elif turn < _OWN + _JOINT:
            # The second compound of a community that is to share joins the branch of the first.
            if compound.community in pending:
                branch, since = pending.pop(compound.community)
                draft.cover(branch, since, area=compound.code, mode=CoverMode.JOINT)
            else:
                pending[compound.community] = _branch(draft, compound, people, CoverMode.JOINT)
        elif turn < _OWN + _JOINT + _ATTACHED + _WORK:
            mode = CoverMode.ATTACHED if turn < _OWN + _JOINT + _ATTACHED else CoverMode.WORK
            since = draft.day_after(PLAN, 0, 240, "attached", compound.number)
            draft.cover(f"{compound.community}/party_committee", since, area=compound.code, mode=mode)
    return people


def _branch(draft: Draft, compound: Compound, people: People, mode: CoverMode) -> tuple[str, date]:
    """A branch with a secretary and members, one in three of them older than the plan. The branch and its day."""
    number, home = compound.number, compound.community
    old = mode is CoverMode.OWN and roll("old", number) < 0.34
    since = _OLD_SINCE if old else draft.day_after(PLAN, 0, 240, "branch", number)
    powers = {f"power_of_{power}": old or roll(power, number) < 0.96 for power in _POWERS}
    parent = f"{home}/party_committee"
    code = draft.body(
        compound.code, ("party_branch",), f"{compound.name}党支部", since, parent=parent, attributes=powers
    )
    draft.cover(code, since, area=compound.code, mode=mode)
    secretary, *others = (draft.person(home, compound.code, REGISTERED) for _ in range(3))
    staffed(draft, "secretary", "支部书记", [secretary], Basis.ELECTED, since, organization=code)
    staffed(draft, "member", "支部委员", others, Basis.ELECTED, since, organization=code, seats=2)
    for person in (secretary, *others):
        draft.member(person, code, MembershipKind.FORMAL, since)
    people.secretaries[number] = secretary, since
    people.members[number] = others[0], since
    return code, since
