"""Questions about time, part of the root of the schema."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graph_model import happenings as happened
from graph_model import trends
from graph_model.periods import Every
from schema import claims, staffing
from schema import coverage as answered
from schema.asking import COMPUTED
from schema.claims import ClaimComparison
from schema.connections import Connection
from schema.coverage import Coverage
from schema.fields import After, AsOf, First, IndicatorKey, Within, described, field
from schema.people_questions import Info, within_view
from schema.time import Change, Turn

__all__ = ["TimeQuestions"]

From = Annotated[date, strawberry.argument(name="from", description="自何日")]
To = Annotated[date, strawberry.argument(description="至何日")]


@described
class TimeQuestions:
    """关于时间的问题"""

    @field
    def trend(
        self,
        info: Info,
        indicator: IndicatorKey,
        from_: From,
        to: To,
        within: Within = None,
        step: Annotated[Every, strawberry.argument(description="每隔多久一个点")] = Every.MONTH,
    ) -> list[Coverage]:
        """一项指标随时间的变化：起始日、其后每期首日、截止日各一点"""
        days = trends.days_of(from_, to, step)
        info.context.spend(COMPUTED * len(days))
        found: list[Coverage] = []
        for day in days:
            view, inside = within_view(info, day, within)
            found.append(answered.of_place(view, indicator, inside))
        return found

    @field
    def changes(
        self, info: Info, from_: From, to: To, within: Within = None, first: First = 50, after: After = None
    ) -> Connection[Change]:
        """两个日期之间发生了什么：何人任何岗、何岗空缺、何处设立或撤销，按日期排列"""
        view, inside = within_view(info, to, within)
        info.context.spend(COMPUTED)
        rows = happened.happenings(info.context.network, from_, to, inside)
        keys = rows.keys()
        return staffing.paged(view, Change, "changes", rows, keys, first, after, inside, from_.isoformat())

    @field
    def compared(
        self,
        info: Info,
        indicator: IndicatorKey,
        from_: From,
        to: To,
        within: Within = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Turn]:
        """两个日期相比，哪些对象的状态变了、为什么"""
        view, inside = within_view(info, to, within)
        answered.listed_subjects(view, indicator)
        rows = trends.compared(info.context.network, indicator, from_, to, inside)
        keys = [row.subject for row in rows]
        asked = (inside, indicator, from_.isoformat())
        return staffing.paged(view, Turn, "compared", rows, keys, first, after, *asked)

    @field
    def figures(
        self,
        info: Info,
        area: Annotated[str, strawberry.argument(description="区域的编码；其中的组织、人员和下级区域的公布数都在内")],
        period: Annotated[str | None, strawberry.argument(description="只看这一期间的，如 2022-08")] = None,
        as_of: AsOf = None,
    ) -> list[ClaimComparison]:
        """上报/公布数与由记录核算之数的对照，逐条给出结论"""
        view, inside = within_view(info, as_of, area)
        return claims.figures(view, inside or area, period)
