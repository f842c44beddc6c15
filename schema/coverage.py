"""Coverage and the gaps behind it: the answers of the network, as the interface shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from graph_model import answers
from graph_model.answers import State, Weight
from graph_model.indicators import declared
from graph_model.indicators.conditions import SubjectType
from graph_model.levels import AreaLevel
from graph_model.ranges import Range
from schema.asking import COMPUTED, View
from schema.connections import LEVEL_ROWS, Connection, Page, checked_first
from schema.cursors import Cursors
from schema.enums import LABELS, Language
from schema.errors import bad_input, too_complex, unknown_word
from schema.fields import After, First, Lang, described, field
from schema.indicators import Indicator
from schema.listing import listed
from schema.nodes import SUBJECTS, Appointment, Area, Organization, Post, Subject
from schema.remainder import Rows, beside, nothing

__all__ = ["Coverage", "Gap", "Part", "Tier", "coverage", "gaps", "known", "listed_subjects", "of_place"]


@described
class Part:
    """综合指标的一个组成部分"""

    key: str = strawberry.field(description="组成部分的键")
    label: str = strawberry.field(description="组成部分的名称")
    value: float | None = strawberry.field(description="这一部分的得分，0 至 1，是下限；没有可计的对象、不计分时为空")
    value_at_most: float | None = strawberry.field(description="得分的上限：未填报的都算已覆盖")
    weight: float | None = strawberry.field(description="这一部分的权重")


@described
class Tier:
    """分档指标中一档的数目"""

    _tier: strawberry.Private[answers.TierCount]

    @field
    def key(self) -> str:
        """档的键"""
        return self._tier.key

    @field
    def label(self) -> str:
        """档的名称"""
        return self._tier.label["zh"]

    @field
    def count(self) -> float | None:
        """落在这一档的数目"""
        return self._tier.count

    @field
    def rate(self) -> float | None:
        """占分母之比，0 至 1"""
        return self._tier.rate

    @field
    def cumulative_rate(self) -> float | None:
        """连同前面各档占分母之比"""
        return self._tier.cumulative_rate


@described
class Coverage:
    """一项指标在一个区域的覆盖情况"""

    _view: strawberry.Private[View]
    _answer: strawberry.Private[answers.Coverage]
    _key: strawberry.Private[str]
    _weight: strawberry.Private[Weight]
    _within: strawberry.Private[str | None]
    _beside: strawberry.Private[frozenset[str]]
    area: Area | None = strawberry.field(description="哪个区域；空为全部。其余一行写的是所问的区域")
    numerator: float | None = strawberry.field(description="分子：已覆盖的数目")
    denominator: float | None = strawberry.field(description="分母：总体减去不纳入考核的数目，情况不明的在内")
    organization: Organization | None = strawberry.field(description="评定组织的综合指标：哪个组织；其他指标为空")
    rate: float | None = strawberry.field(description="覆盖率，0 至 1，是下限；分母为零或全部不明时为空")
    rate_at_most: float | None = strawberry.field(description="覆盖率的上限：情况不明的都算已覆盖")
    unknown: float | None = strawberry.field(description="未填报、情况不明的数目")
    exempt: float | None = strawberry.field(description="不纳入考核的数目")

    @field
    def remainder(self) -> bool:
        """是否其余一行：不在所列层级任何一个区域之内的部分"""
        return self._answer.remainder

    @field
    def as_of(self) -> date:
        """所答的是哪一天的情况"""
        return self._answer.as_of

    @field
    def indicator(self) -> Indicator:
        """哪一项指标"""
        return Indicator(_network=self._view.network, _key=self._key, _scheme=None)

    @field
    def weight(self) -> Weight:
        """按什么计数"""
        return self._weight

    @field
    def unweighted(self) -> int:
        """缺少户数或人口、因而没有计入的对象个数"""
        return self._answer.tally.unweighted

    @field
    def denominator_name(self) -> str | None:
        """分母的名称，与覆盖率一同写出"""
        return self._answer.denominator_name["zh"]

    @field
    def suppressed(self) -> bool:
        """数目是否因人数太少而隐去：查询者不能看姓名，而由此可推知不足五人的一组"""
        return self._answer.suppressed

    @field
    def value(self) -> float | None:
        """比值或综合得分，是下限；覆盖类指标为空"""
        return _bound(self._answer.value)

    @field
    def value_at_most(self) -> float | None:
        """比值或综合得分的上限：未填报的都算已覆盖"""
        return _bound(self._answer.value, high=True)

    @field
    def grade(self) -> str | None:
        """等次；未填报的还可能改变等次、所问不是评定的层级，或属覆盖类指标时为空"""
        return self._answer.grade.label.zh if self._answer.grade else None

    @field
    def rank(self) -> int | None:
        """名次，同分并列；按评定的层级分列，或评定组织时才有"""
        return self._answer.rank

    @field
    def parts(self) -> list[Part]:
        """综合指标的组成部分；其他指标没有"""
        return [
            Part(
                key=part.key,
                label=part.label["zh"],
                value=_bound(part.value),
                value_at_most=_bound(part.value, high=True),
                weight=part.weight,
            )
            for part in self._answer.parts
        ]

    @field
    def tiers(self) -> list[Tier]:
        """各档的数目，按先后；不分档的指标没有"""
        return [Tier(_tier=tier) for tier in self._answer.tiers]

    @field
    def gaps(self, first: First = 50, after: After = None) -> Connection[Gap]:
        """这一行背后的空白点，按对象编码排列；比值和综合指标没有"""
        if self._key in self._view.network.catalogue.scores:
            return _page(self._view, nothing(), (self._key, self._within), first, after)
        listed_subjects(self._view, self._key)
        rows: Rows = self._view.network.gaps(self._key, as_of=self._view.day, within=self._within)
        question: tuple[str | None, ...] = (self._key, self._within, State.GAP)
        if self._answer.remainder:
            rows, question = beside(rows, self._beside), (*question, *sorted(self._beside))
        return _page(self._view, rows, question, first, after)


@described
class Gap:
    """一个对象及其状态：空白点、缺岗，或所问的其他状态"""

    _view: strawberry.Private[View]
    _gap: strawberry.Private[answers.Gap]
    subject: Subject = strawberry.field(description="哪个对象")
    area: Area = strawberry.field(description="对象所在的区域")
    since: date | None = strawberry.field(description="自哪天起空缺；一直如此或状态不是空缺时为空")

    @field
    def state(self) -> State:
        """状态"""
        return self._gap.state

    @field
    def reason(self, lang: Lang = Language.ZH) -> str:
        """原因"""
        return self._gap.reason[lang.key]

    @field
    def responsible(self) -> Post | None:
        """应当处理的岗位"""
        return self._view.seen(Post, self._gap.responsible)

    @field
    def path(self) -> list[Area]:
        """从最上层到所在区域的各级区域"""
        return self._view.many(Area, self._gap.path)


def coverage(view: View, indicator: str, within: str | None, by: AreaLevel | None, weight: Weight) -> list[Coverage]:
    """The rows of an indicator; `within` is the code of an area that exists that day.

    Raises:
        Refusal: unknown indicator, a weight it does not have, more rows than a list may hold.
    """
    view.asking.spend(COMPUTED)
    score = indicator in view.network.catalogue.scores
    subject = SubjectType.AREAS if score else known(view, indicator).subject
    if weight is not Weight.SUBJECTS and score:
        raise bad_input(f"指标 {indicator} 是比值或综合得分，不能另按户数或人口计")
    if weight is not Weight.SUBJECTS and subject is not SubjectType.AREAS:
        word = LABELS[SubjectType][subject.name]
        raise bad_input(f"指标 {indicator} 考核的是{word}，只能按 SUBJECTS（对象个数）计数")
    if by is not None and len(listed(view.tree, within, by, None)) > LEVEL_ROWS:
        raise too_complex(f"按 {by.name} 分列超过 {LEVEL_ROWS} 行；请用 within 缩小范围，或用更高的层级分列")
    if by is not None and score and view.network.catalogue.scores[indicator].organizations:
        raise bad_input(f"指标 {indicator} 评定的是组织，每个组织一行，不能按层级分列；去掉 by")
    rows = view.network.coverage(indicator, as_of=view.day, within=within, by=by, weight=weight)
    if len(rows) > LEVEL_ROWS + 1:
        raise too_complex(f"评定的组织超过 {LEVEL_ROWS} 个；请用 within 缩小范围")
    areas = view.many(Area, [row.area for row in rows if row.area is not None])
    shown = iter(areas)
    bodies = iter(view.many(Organization, [row.organization for row in rows if row.organization is not None]))
    listed_areas = frozenset(row.area for row in rows if row.area is not None and not row.remainder)

    def untold(row: answers.Coverage) -> bool:
        return score or row.suppressed

    return [
        Coverage(
            _view=view,
            _answer=row,
            _key=indicator,
            _weight=weight,
            _within=within if row.remainder else row.area,
            _beside=listed_areas if row.remainder else frozenset(),
            area=None if row.area is None else next(shown),
            numerator=None if untold(row) else row.tally.numerator,
            denominator=None if untold(row) else row.tally.denominator,
            organization=None if row.organization is None else next(bodies),
            rate=row.tally.rate,
            rate_at_most=row.tally.rate_at_most,
            unknown=None if untold(row) else row.tally.unknown,
            exempt=None if untold(row) else row.tally.exempt,
        )
        for row in rows
    ]


def of_place(view: View, indicator: str, within: str | None) -> Coverage:
    """The one row of an indicator for a place (None: for all).

    Raises:
        Refusal: as `coverage`, or a score of organizations, which a place has none of.
    """
    score = view.network.catalogue.scores.get(indicator)
    if score is not None and score.organizations:
        raise bad_input(f"指标 {indicator} 评定的是组织，没有一处的值")
    return coverage(view, indicator, within, None, Weight.SUBJECTS)[0]


def _bound(value: Range | None, *, high: bool = False) -> float | None:
    return None if value is None else float(value.high if high else value.low)


def gaps(
    view: View, indicator: str, within: str | None, state: State, first: int, after: str | None
) -> Connection[Gap]:
    """A page of an indicator's subjects in a state; `within` is the code of an area that exists that day.

    Raises:
        Refusal: unknown indicator, `first` out of range, a foreign cursor.
    """
    listed_subjects(view, indicator)
    rows = view.network.gaps(indicator, as_of=view.day, within=within, state=state)
    return _page(view, rows, (indicator, within, state), first, after)


def listed_subjects(view: View, indicator: str) -> None:
    """Go on only where the asker may see one subject after the other: persons go with their names.

    Raises:
        Refusal: as `known`, or this asker may not.
    """
    if known(view, indicator).subject is SubjectType.PERSONS:
        view.asking.named()


def known(view: View, indicator: str) -> declared.Indicator:
    """The coverage indicator of a key.

    Raises:
        Refusal: there is none, with the nearest; or it is a ratio or a composite, which has no states.
    """
    catalogue = view.network.catalogue
    if indicator in catalogue.scores:
        raise bad_input(f"指标 {indicator} 是比值或综合得分，没有空白点和状态；用 coverage 取它的值、等次和名次")
    if indicator not in catalogue:
        raise unknown_word("指标", indicator, [*catalogue, *catalogue.scores])
    return catalogue[indicator]


def _page(view: View, rows: Rows, question: tuple[str | None, ...], first: int, after: str | None) -> Connection[Gap]:
    """A page of `rows`; `question` is what the rows depend on, besides the day and the scope."""
    checked_first(first)
    view.asking.spend(COMPUTED)
    cursors = Cursors("gaps", view.day, view.asking.scope.key, *question)
    last = cursors.after(after)
    found = rows.page(first, last)
    codes = [gap.subject for gap in found]
    more = len(found) == first and rows.has_more(codes[-1])
    shown = _shown(view, found)
    return Connection(_page=Page(shown, codes, more, lambda: len(rows), cursors, view.day, after=after is not None))


def _shown(view: View, found: list[answers.Gap]) -> list[Gap]:
    """Gaps with their subjects and areas, which are found together."""
    subjects: list[Any] = view.many(SUBJECTS[found[0].subject_type], [gap.subject for gap in found]) if found else []
    areas = view.many(Area, [gap.area or _stood_at(subject) for gap, subject in zip(found, subjects, strict=True)])
    return [
        Gap(_view=view, _gap=gap, subject=subject, area=area, since=gap.since)
        for gap, subject, area in zip(found, subjects, areas, strict=True)
    ]


def _stood_at(subject: Any) -> str:
    """Where a subject that has ended stood last."""
    if isinstance(subject, Area):
        return subject.own_code
    if isinstance(subject, Organization):
        return subject.record.area
    if isinstance(subject, Appointment):
        return _stood_at(subject.view.one(Post, subject.record.post))
    if isinstance(subject, Post) and subject.record.organization is not None:
        return _stood_at(subject.view.one(Organization, subject.record.organization))
    return str(subject.record.area if isinstance(subject, Post) else subject.record.residence)
