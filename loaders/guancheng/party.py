"""Guancheng's party organizations: streets, communities, compounds (many joint or attached), and 162 allied branches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from graph_model.records import AffiliationKind, Basis, CoverMode
from loaders.drafting import Draft, founded, roll, staffed
from loaders.guancheng.days import REGISTERED
from loaders.guancheng.places import COHORT_SIZE, COUNTY, Compound, Places

__all__ = ["build_party"]

_DEPARTMENTS, _DEPARTMENT_BRANCHES = 54, 162
_ALLIED = date(2020, 9, 1)
_SHARED = 3
"""So many compounds share a branch of their part of the community (片区) where they share one."""


def build_party(draft: Draft, places: Places) -> list[str]:
    """All of them, written into `draft`; the streets' joint committees, which reach the firms."""
    committees = [
        founded(draft, town, "joint_committee", "红色物业联合党委", date(2021, 2, 20), mode=CoverMode.OWN)
        for town in places.towns
    ]
    for town in places.towns:
        staffed(
            draft, "lead", "街道牵头人", [draft.person(town, town, REGISTERED)], Basis.APPOINTED, REGISTERED, area=town
        )
    parents = {}
    for community in places.communities:
        code = founded(draft, community, "party_committee", "社区党委", REGISTERED, mode=CoverMode.OWN)
        secretary = draft.person(community, community, REGISTERED)
        staffed(draft, "secretary", "书记", [secretary], Basis.ELECTED, REGISTERED, organization=code)
        staffed(draft, "lead", "社区牵头人", [secretary], Basis.CONCURRENT, REGISTERED, area=community)
        parents[community] = code
    branches = _branches(draft, places, parents)
    for compound in places.compounds[COHORT_SIZE:]:
        if roll("attached", compound.number) < 0.97:
            draft.cover(parents[compound.community], REGISTERED, area=compound.code, mode=CoverMode.ATTACHED)
    _alliances(draft, branches)
    return committees


def _branches(draft: Draft, places: Places, parents: dict[str, str]) -> list[str]:
    """Half of each community's cohort have a branch of their own, the others share one of their part of the community."""
    cohort: dict[str, list[Compound]] = defaultdict(list)
    for compound in places.compounds[:COHORT_SIZE]:
        cohort[compound.community].append(compound)
    branches = []
    for community, those in cohort.items():
        half = (len(those) + 1) // 2
        groups: list[Sequence[Compound]] = [[one] for one in those[:half]]
        groups += [those[first : first + _SHARED] for first in range(half, len(those), _SHARED)]
        for group in groups:
            since = draft.day_after(date(2020, 2, 1), 0, 180, "branch", group[0].code)
            name = f"{group[0].name}{'党支部' if len(group) == 1 else '片区联合党支部'}"
            code = draft.body(group[0].code, ("party_branch",), name, since, parent=parents[community])
            for compound in group:
                draft.cover(code, since, area=compound.code, mode=CoverMode.OWN if len(group) == 1 else CoverMode.JOINT)
            secretary = draft.person(community, group[0].code, REGISTERED)
            staffed(draft, "secretary", "支部书记", [secretary], Basis.ELECTED, since, organization=code)
            branches.append(code)
    return branches


def _alliances(draft: Draft, branches: Sequence[str]) -> None:
    """162 branches of 54 departments; each is allied with two or three branches of compounds, for they are fewer."""
    allies = []
    for number in range(_DEPARTMENT_BRANCHES):
        if number < _DEPARTMENTS:
            draft.body(COUNTY, ("department",), f"示例区直机关（{number + 1}）", REGISTERED)
        host = f"{COUNTY}/department" + (f"/{number % _DEPARTMENTS + 1}" if number % _DEPARTMENTS else "")
        name = f"示例区直机关（{number % _DEPARTMENTS + 1}）第{number // _DEPARTMENTS + 1}党支部"
        allies.append(draft.body(COUNTY, ("department_branch",), name, REGISTERED, host=host))
    for number, branch in enumerate(branches):
        draft.tie(allies[number % len(allies)], AffiliationKind.BRANCH_ALLIANCE, _ALLIED, other=branch)
