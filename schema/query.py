"""The root of the schema: every question that can be asked."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph_model.answers import State, Weight
from graph_model.levels import AreaLevel
from schema import coverage as answered
from schema.connections import LEVEL_ROWS, PAGE_ROWS, Connection, Page, checked_first
from schema.coverage import Coverage, Gap
from schema.cursors import Cursors
from schema.errors import bad_input, unknown_word
from schema.fields import After, AsOf, By, First, IndicatorKey, OfState, Weighed, Within, described, field
from schema.indicators import Indicator
from schema.linkage import Linkage, linkage
from schema.listing import codes_of, listed, page_of, topmost
from schema.node import Node
from schema.nodes import SUBJECTS, Area, Organization, Person, Post
from schema.people_questions import Info, PeopleQuestions, within_view
from schema.schemes import Scheme
from schema.time_questions import TimeQuestions

__all__ = ["Query"]


AREA, ORGANIZATION, PERSON, POST = "区域", "组织", "人员", "岗位"
WORDS = {"Area": AREA, "Organization": ORGANIZATION, "Person": PERSON, "Post": POST, "Appointment": "任职"}
KINDS = {kind.__name__: kind for kind in SUBJECTS.values()}

Code = Annotated[str, strawberry.argument(description="编码")]
LINKAGE = "linkage"


@described
class Query(PeopleQuestions, TimeQuestions):
    """可以问的问题。每个问题都可用 asOf 指定日期"""

    @field
    def revision(self, info: Info) -> int:
        """数据的版本号：每接受一批变更加一"""
        return info.context.network.revision

    @field
    def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="全局编号，写作“类型:编码”")],  # noqa: A002
        as_of: AsOf = None,
    ) -> Node | None:
        """按全局编号取一条记录"""
        name, _, code = str(id).partition(":")
        if name not in KINDS or not code:
            raise bad_input(f"id 应写作“类型:编码”，类型为 {'、'.join(KINDS)} 之一，收到的是“{id}”")
        return info.context.on(as_of).find(KINDS[name], code, WORDS[name])

    @field
    def area(self, info: Info, code: Code, as_of: AsOf = None) -> Area | None:
        """按编码取一个区域；已撤并的编码由其唯一的后继回答"""
        return info.context.on(as_of, code).find(Area, code, AREA)

    @field
    def areas(
        self,
        info: Info,
        within: Within = None,
        level: Annotated[AreaLevel | None, strawberry.argument(description="只列这一层级的")] = None,
        search: Annotated[
            str | None, strawberry.argument(description="名称中含有、编码以此开头，或拼音相符（全拼或首字母）")
        ] = None,
        as_of: AsOf = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Area]:
        """列出区域，上级在前、同级按编码"""
        view = info.context.on(as_of, within)
        inside = None if within is None else view.code("areas", within, AREA)
        checked_first(first, PAGE_ROWS if level is None else LEVEL_ROWS)
        cursors = Cursors("areas", view.day, info.context.scope.key, inside, level, search)
        found = listed(view.tree, inside, level, search)
        places, more = page_of(view.tree, found, first, cursors.after(after))
        codes = codes_of(view.tree, places)
        page = Page(view.many(Area, codes), codes, more, lambda: len(found), cursors, view.day, after=after is not None)
        return Connection(_page=page)

    @field
    def tops(self, info: Info, as_of: AsOf = None, first: First = 50, after: After = None) -> Connection[Area]:
        """最上层的各区域：不归属于其他任何区域的；限定了范围的，是范围内最上层的"""
        view = info.context.on(as_of)
        checked_first(first)
        cursors, found = Cursors("tops", view.day, info.context.scope.key), topmost(view.tree)
        places, more = page_of(view.tree, found, first, cursors.after(after))
        codes = codes_of(view.tree, places)
        page = Page(view.many(Area, codes), codes, more, lambda: len(found), cursors, view.day, after=after is not None)
        return Connection(_page=page)

    @field
    def organization(self, info: Info, code: Code, as_of: AsOf = None) -> Organization | None:
        """按编码取一个组织；已撤并的编码由其唯一的后继回答"""
        return info.context.on(as_of).find(Organization, code, ORGANIZATION)

    @field
    def person(self, info: Info, code: Code, as_of: AsOf = None) -> Person | None:
        """按编码取一个人员"""
        return info.context.on(as_of).find(Person, code, PERSON)

    @field
    def post(self, info: Info, code: Code, as_of: AsOf = None) -> Post | None:
        """按编码取一个岗位"""
        return info.context.on(as_of).find(Post, code, POST)

    @field
    def indicators(
        self,
        info: Info,
        scheme: Annotated[
            str | None, strawberry.argument(description="只列这一方案在用的，并按它的参数和目标；不写即全部")
        ] = None,
    ) -> list[Indicator]:
        """列出指标"""
        network = info.context.network
        if scheme is not None and scheme not in network.schemes:
            raise unknown_word("方案", scheme, network.schemes)
        here = None if scheme is None else network.schemes[scheme]
        scores = network.catalogue.scores if here is None else here.scores
        keys = [*(network.catalogue if here is None else here.indicators), *scores]
        return [Indicator(_network=network, _key=key, _scheme=scheme) for key in keys]

    @field
    def indicator(
        self, info: Info, key: Annotated[str, strawberry.argument(description="指标的键")]
    ) -> Indicator | None:
        """按键取一项指标"""
        network = info.context.network
        if key not in network.catalogue and key not in network.catalogue.scores:
            raise unknown_word("指标", key, [*network.catalogue, *network.catalogue.scores])
        return Indicator(_network=network, _key=key, _scheme=None)

    @field
    def scheme(self, info: Info, key: Annotated[str, strawberry.argument(description="方案的键")]) -> Scheme:
        """按键取一个方案：其层级、组织类型、链条的叫法"""
        schemes = info.context.network.schemes
        if key not in schemes:
            raise unknown_word("方案", key, schemes)
        return Scheme(_scheme=schemes[key])

    @field
    def coverage(
        self,
        info: Info,
        indicator: IndicatorKey,
        within: Within = None,
        by: By = None,
        as_of: AsOf = None,
        weight: Weighed = Weight.SUBJECTS,
    ) -> list[Coverage]:
        """一项指标的覆盖情况：分子、分母、覆盖率，以及背后的空白点"""
        view, inside = within_view(info, as_of, within)
        return answered.coverage(view, indicator, inside, by, weight)

    @field
    def gaps(
        self,
        info: Info,
        indicator: IndicatorKey,
        within: Within = None,
        state: OfState = State.GAP,
        as_of: AsOf = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Gap]:
        """一项指标的空白点（或处于另一状态的对象），附原因、起始日期和应当处理的岗位"""
        view, inside = within_view(info, as_of, within)
        return answered.gaps(view, indicator, inside, state, first, after)

    @field
    def linkage(
        self,
        info: Info,
        area: Annotated[str, strawberry.argument(description="从哪个区域（编码）看")],
        chain: Annotated[str | None, strawberry.argument(description="链条的键；不写即十级联动")] = None,
        as_of: AsOf = None,
    ) -> Linkage:
        """从一个区域看到的联动链条：各环节由谁负责，断在哪里"""
        view = info.context.on(as_of, area)
        return linkage(view, view.inside(area), chain or LINKAGE)
