"""Zhenhai's party line: street, community, compound, grid and stairwell, with secretaries, members and stairwell heads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from graph_model.records import Basis, CoverMode, MembershipKind
from loaders.drafting import Draft, founded, roll, staffed
from loaders.zhenhai.days import REGISTERED
from loaders.zhenhai.places import MANAGED, Compound, Places

__all__ = ["Branches", "build_party"]

_FOUNDED = date(2018, 3, 1)
_WITHOUT_GRID_BRANCH = frozenset({17, 58, 101})
"""The managed compounds whose first grid has no branch yet."""


@dataclass
class Branches:
    """Codes of the compounds' branches and the secretaries of their first grids, by compound number."""

    compounds: dict[int, str] = field(default_factory=dict)
    communities: dict[str, str] = field(default_factory=dict)
    grid_secretaries: dict[int, str] = field(default_factory=dict)


def build_party(draft: Draft, places: Places) -> Branches:
    """All bodies of the party line with their secretaries, written into `draft`; members come with the committees."""
    branches = Branches()
    streets = {
        town: _led(draft, town, "town_committee", "党工委", town, None, Basis.APPOINTED) for town in places.towns
    }
    for community in places.communities:
        parent = streets[community.rsplit("-", 1)[0]]
        branches.communities[community] = _led(
            draft, community, "party_committee", "社区党委", community, parent, Basis.ELECTED
        )
    for compound in places.compounds:
        if compound.number >= MANAGED and compound.number % 3:
            _attach(draft, compound, branches)
            continue
        parent = branches.communities[compound.community]
        branches.compounds[compound.number] = _led(
            draft, compound.code, "party_branch", f"{compound.name}党支部", compound.community, parent, Basis.ELECTED
        )
        _grids(draft, compound, branches)
    _stairwells(draft, places)
    return branches


def _led(draft: Draft, area: str, kind: str, name: str, home: str, parent: str | None, basis: Basis) -> str:
    """A party body of the area's own with a secretary who is a member of it. The code."""
    code = founded(draft, area, kind, name, _FOUNDED, mode=CoverMode.OWN, parent=parent)
    secretary = draft.person(home, None if home != area and kind != "grid_branch" else area, REGISTERED)
    staffed(draft, "secretary", "书记", [secretary], basis, _FOUNDED, organization=code)
    draft.member(secretary, code, MembershipKind.FORMAL, _FOUNDED)
    if home == area:
        label = "社区牵头人" if kind == "party_committee" else "街道（镇）牵头人"
        staffed(draft, "lead", label, [secretary], Basis.CONCURRENT, _FOUNDED, area=area)
    return code


def _attach(draft: Draft, compound: Compound, branches: Branches) -> None:
    """A small compound without a firm hangs on its community's committee."""
    code = branches.communities[compound.community]
    draft.cover(code, _FOUNDED, area=compound.code, mode=CoverMode.ATTACHED)


def _grids(draft: Draft, compound: Compound, branches: Branches) -> None:
    """A branch for each grid, under the compound's."""
    for turn, grid in enumerate(compound.grids):
        if turn == 0 and compound.number in _WITHOUT_GRID_BRANCH:
            continue
        parent = branches.compounds[compound.number]
        name = f"{compound.name}第{turn + 1}网格党支部"
        code = founded(draft, grid, "grid_branch", name, _FOUNDED, mode=CoverMode.OWN, parent=parent)
        secretary = draft.person(compound.community, compound.code, REGISTERED)
        staffed(draft, "secretary", "网格党支部书记", [secretary], Basis.ELECTED, _FOUNDED, organization=code)
        draft.member(secretary, code, MembershipKind.FORMAL, _FOUNDED)
        if turn == 0:
            branches.grid_secretaries[compound.number] = secretary


def _stairwells(draft: Draft, places: Places) -> None:
    """A party group in most stairwells, and a head (楼组长) in nearly all; groups are no organizations of their own."""
    for stairwell in places.stairwells:
        community = stairwell.split("-X")[0]
        if roll("group", stairwell) < 0.94:
            founded(draft, stairwell, "party_group", "楼道党小组", _FOUNDED)
        held = roll("head", stairwell) < 0.95
        head = [draft.person(community, stairwell, REGISTERED)] if held else []
        staffed(draft, "head", "楼组长", head, Basis.PROPOSED, _FOUNDED, area=stairwell)
