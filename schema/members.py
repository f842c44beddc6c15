"""Party members by branch, and 双报到, as the interface shows them."""

from __future__ import annotations

import strawberry

from graph_model import memberships as model
from schema.asking import COMPUTED, View
from schema.connections import Connection
from schema.fields import described, field
from schema.nodes import Area, Organization, Person
from schema.staffing import paged

__all__ = ["BranchMembers", "CheckIn", "branch_members", "check_ins"]


@described
class BranchMembers:
    """一个党组织的党员数"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[model.BranchMembers]

    @field
    def organization(self) -> Organization:
        """哪个党组织"""
        return self._view.one(Organization, self._row.organization)

    @field
    def full(self) -> int:
        """正式党员（组织关系）"""
        return self._row.full

    @field
    def probationary(self) -> int:
        """预备党员（组织关系）"""
        return self._row.probationary

    @field
    def functional(self) -> int:
        """功能型党员关系"""
        return self._row.functional

    @field
    def reported(self) -> int:
        """报到党员"""
        return self._row.reported

    @field
    def may_stand_alone(self) -> bool:
        """正式党员是否满三名，可单独组建"""
        return self._row.may_stand_alone


@described
class CheckIn:
    """一个小区的在职党员报到情况：应报到、已报到、未报到"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[model.CheckIn]

    @field
    def area(self) -> Area:
        """哪个小区"""
        return self._view.one(Area, self._row.area)

    @field
    def due(self) -> int:
        """应报到：居住在此、组织关系在党组织的在职党员"""
        return self._row.due

    @field
    def reported(self) -> int:
        """已报到"""
        return self._row.reported

    @field
    def missing(self) -> list[Person]:
        """未报到的人"""
        return self._view.many(Person, self._row.missing)

    @field
    def unknown(self) -> int:
        """未填报、不知是否报到的人数"""
        return self._row.unknown


def branch_members(view: View, inside: str | None, first: int, after: str | None) -> Connection[BranchMembers]:
    """A page of party organizations with their members.

    Raises:
        Refusal: the asker may not see who is a member of what.
    """
    view.asking.named()
    view.asking.spend(COMPUTED)
    rows = model.branch_members(view.tree, inside)
    keys = [row.organization for row in rows]
    return paged(view, BranchMembers, "branchMembers", rows, keys, first, after, inside)


def check_ins(view: View, inside: str | None, first: int, after: str | None) -> Connection[CheckIn]:
    """A page of compounds with who should report.

    Raises:
        Refusal: as `branch_members`.
    """
    view.asking.named()
    view.asking.spend(COMPUTED)
    rows = model.check_ins(view.tree, inside)
    return paged(view, CheckIn, "checkIns", rows, [row.area for row in rows], first, after, inside)
