"""What may be followed: a question that is answered again whenever its answer changes."""

from __future__ import annotations

from graph_model.answers import Weight
from schema import coverage as answered
from schema.coverage import Coverage
from schema.fields import AsOf, By, IndicatorKey, Weighed, Within, described, field
from schema.people_questions import Info, within_view

__all__ = ["Subscription"]


@described
class Subscription:
    """可以持续关注的问题：先答一次，此后答案每有变化再答一次"""

    @field
    def coverage_changed(
        self,
        info: Info,
        indicator: IndicatorKey,
        within: Within = None,
        by: By = None,
        as_of: AsOf = None,
        weight: Weighed = Weight.SUBJECTS,
    ) -> list[Coverage]:
        """一项指标的覆盖情况，同 Query.coverage；数据变更或日期更替使它变化时再答一次"""
        view, inside = within_view(info, as_of, within)
        return answered.coverage(view, indicator, inside, by, weight)
