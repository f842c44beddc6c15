"""What happened, and what changed between two days, as the interface shows them."""

from __future__ import annotations

from datetime import date

import strawberry

from graph_model import happenings as model
from graph_model import trends
from graph_model.answers import State
from schema.asking import View
from schema.enums import Language
from schema.fields import Lang, described, field
from schema.nodes import SUBJECTS, Area, Subject

__all__ = ["Change", "Turn"]


@described
class Change:
    """一件发生的事：何日、何人、何岗，何处设立、撤销或调整"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[model.Happening]

    @field
    def on(self) -> date:
        """何日"""
        return self._row.day

    @field
    def what(self) -> str:
        """Appointed 任职、left 离任、vacated 离任且岗位空缺、founded 设立、ended 撤销、moved 调整区划归属"""
        return self._row.what

    @field
    def table(self) -> str:
        """哪类记录"""
        return self._row.table

    @field
    def code(self) -> str:
        """记录的编码"""
        return self._row.code

    @field
    def area(self) -> Area | None:
        """在何处；所问末日已不存在的为空"""
        code = self._row.area
        if code is None or not self._view.counts(code):
            return None
        return self._view.one(Area, code)

    @field
    def sentence(self, lang: Lang = Language.ZH) -> str:
        """一句话说明"""
        return self._row.sentence[lang.key]


@described
class Turn:
    """一个对象在两个日期之间状态的变化"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[trends.Turn]

    @field
    def table(self) -> str:
        """哪类对象"""
        return self._row.table

    @field
    def code(self) -> str:
        """对象的编码"""
        return self._row.subject

    @field
    def subject(self) -> Subject:
        """哪个对象；后一日期已撤并的按其最后的情况显示"""
        return self._view.one(SUBJECTS[self._row.table], self._row.subject)

    @field
    def before(self) -> State | None:
        """前一日期的状态；当时不在考核范围的为空"""
        return self._row.before

    @field
    def after(self) -> State | None:
        """后一日期的状态；已不在考核范围的为空"""
        return self._row.after

    @field
    def because(self) -> str:
        """原因的键"""
        return self._row.because

    @field
    def reason(self, lang: Lang = Language.ZH) -> str:
        """原因"""
        return self._row.reason[lang.key]
