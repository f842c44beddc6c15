"""Questions about people and posts, part of the root of the schema."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph_model import staffing as model
from graph_model.levels import AreaLevel
from graph_model.linkage import answers_for
from schema import crossings, members, staffing
from schema.asking import Asking, View
from schema.connections import Connection, checked_first
from schema.crossings import AlikePersons, CrossAppointment, CrossCell, PostPatternInput, TwoWayEntry
from schema.fields import After, AsOf, First, Within, described, field
from schema.members import BranchMembers, CheckIn
from schema.nodes import Area
from schema.staffing import Clash, Dependence, Keystone, Laden, Overspan, Term, Vacancy

__all__ = ["PeopleQuestions", "within_view"]

Info = strawberry.Info[Asking, None]


def within_view(info: Info, as_of: AsOf, within: str | None) -> tuple[View, str | None]:
    """The view of the day asked, and the code of the area that answers for `within`.

    Raises:
        Refusal: there is none, or it is above what the asker may see.
    """
    view = info.context.on(as_of, within)
    return view, None if within is None else view.inside(within)


@described
class PeopleQuestions:
    """关于人和岗位的问题"""

    @field
    def cross_appointments(
        self,
        info: Info,
        within: Within = None,
        from_: Annotated[
            PostPatternInput | None, strawberry.argument(name="from", description="一方是哪些岗位；不写即任何岗位")
        ] = None,
        to: Annotated[PostPatternInput | None, strawberry.argument(description="另一方是哪些岗位")] = None,
        as_of: AsOf = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[CrossAppointment]:
        """交叉任职：同一人在同一处同时担任的两个岗位，每对列一次"""
        view, inside = within_view(info, as_of, within)
        return crossings.cross_appointments(view, inside, from_, to, first, after)

    @field
    def cross_matrix(self, info: Info, within: Within = None, as_of: AsOf = None) -> list[CrossCell]:
        """各类组织两两之间的交叉任职数，一肩挑另列"""
        return crossings.cross_matrix(*within_view(info, as_of, within))

    @field
    def two_way_entries(
        self,
        info: Info,
        key: Annotated[str, strawberry.argument(description="方案中双向进入的键，如 branch_and_committee")],
        within: Within = None,
        level: Annotated[AreaLevel, strawberry.argument(description="按哪一层级")] = AreaLevel.COMPOUND,
        as_of: AsOf = None,
    ) -> list[TwoWayEntry]:
        """双向进入：每处两个方向是否都有"""
        return crossings.two_way(*within_view(info, as_of, within), key, level)

    @field
    def alike_persons(self, info: Info, within: Within = None, as_of: AsOf = None) -> list[AlikePersons]:
        """可能重复登记的人员"""
        return crossings.alike_persons(*within_view(info, as_of, within))

    @field
    def vacancies(
        self, info: Info, within: Within = None, as_of: AsOf = None, first: First = 50, after: After = None
    ) -> Connection[Vacancy]:
        """空缺的岗位和空额，已空多久；未填报的不列"""
        view, inside = within_view(info, as_of, within)
        rows = model.vacancies(view.tree, inside)
        return staffing.paged(view, Vacancy, "vacancies", rows, rows.codes(), first, after, inside)

    @field
    def terms(
        self,
        info: Info,
        within: Within = None,
        ending: Annotated[int, strawberry.argument(description="多少天内届满的；逾期的总是列出")] = 90,
        as_of: AsOf = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Term]:
        """将届满和逾期未换届的任期，先届满的在前"""
        view, inside = within_view(info, as_of, within)
        rows = model.terms(view.tree, inside, ending)
        keys = [row.appointment for row in rows]
        return staffing.paged(view, Term, "terms", rows, keys, first, after, inside, str(ending))

    @field
    def many_posts(
        self,
        info: Info,
        within: Within = None,
        limit: Annotated[int | None, strawberry.argument(description="超过几个岗位；不写即方案的上限")] = None,
        as_of: AsOf = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Laden]:
        """任职过多的人，最多的在前"""
        view, inside = within_view(info, as_of, within)
        rows = model.many_posts(view.tree, inside, limit)
        keys = [row.person for row in rows]
        return staffing.paged(view, Laden, "manyPosts", rows, keys, first, after, inside, str(limit))

    @field
    def conflicts(
        self, info: Info, within: Within = None, as_of: AsOf = None, first: First = 50, after: After = None
    ) -> Connection[Clash]:
        """违反任职回避的任职"""
        view, inside = within_view(info, as_of, within)
        rows = model.conflicts(view.tree, inside)
        keys = [f"{row.rule}\n{row.one}\n{row.other}" for row in rows]
        return staffing.paged(view, Clash, "conflicts", rows, keys, first, after, inside)

    @field
    def overspans(
        self, info: Info, within: Within = None, as_of: AsOf = None, first: First = 50, after: After = None
    ) -> Connection[Overspan]:
        """管理幅度过大之处，按方案的上限"""
        view, inside = within_view(info, as_of, within)
        rows = model.overspans(view.tree, inside)
        keys = [f"{row.what}\n{row.code}" for row in rows]
        return staffing.paged(view, Overspan, "overspans", rows, keys, first, after, inside)

    @field
    def keystones(
        self,
        info: Info,
        within: Within = None,
        as_of: AsOf = None,
        first: Annotated[int, strawberry.argument(description="最多取多少人：1 至 500")] = 20,
    ) -> list[Keystone]:
        """一处所系的人：独任岗位最多、牵连区域最广的在前"""
        view, inside = within_view(info, as_of, within)
        rows = model.keystones(view.tree, inside, checked_first(first))
        return [Keystone(_view=view, _row=row) for row in rows]

    @field
    def dependence(
        self,
        info: Info,
        person: Annotated[str, strawberry.argument(description="人员的编码")],
        as_of: AsOf = None,
    ) -> Dependence:
        """此人离开，哪些岗位空缺、哪些链条中断、哪些指标不再达标"""
        view = info.context.on(as_of)
        return staffing.dependence(view, view.code("persons", person, "人员"))

    @field
    def answers_for(
        self,
        info: Info,
        post: Annotated[str, strawberry.argument(description="岗位的编码")],
        chain: Annotated[str, strawberry.argument(description="链条的键")] = "linkage",
        as_of: AsOf = None,
        first: First = 500,
    ) -> list[Area]:
        """一个岗位在链条中对哪些区域负责，自上而下；与 linkage 互为逆问"""
        view = info.context.on(as_of)
        codes = answers_for(view.tree, view.code("posts", post, "岗位"), chain)
        return view.many(Area, codes[: checked_first(first)])

    @field
    def branch_members(
        self, info: Info, within: Within = None, as_of: AsOf = None, first: First = 50, after: After = None
    ) -> Connection[BranchMembers]:
        """各党组织的党员数：正式、预备、功能型、报到，按编码排列"""
        view, inside = within_view(info, as_of, within)
        return members.branch_members(view, inside, first, after)

    @field
    def check_ins(
        self, info: Info, within: Within = None, as_of: AsOf = None, first: First = 50, after: After = None
    ) -> Connection[CheckIn]:
        """各小区在职党员到居住地报到的情况：应报到、已报到、未报到"""
        view, inside = within_view(info, as_of, within)
        return members.check_ins(view, inside, first, after)
