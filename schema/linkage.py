"""A linkage chain seen from an area, as the interface shows it."""

from __future__ import annotations

from datetime import date

import strawberry

from graph_model import answers
from graph_model.answers import State
from graph_model.levels import AreaLevel
from schema.asking import View
from schema.errors import unknown_word
from schema.fields import described, field
from schema.nodes import Area, Organization, Person, Post

__all__ = ["Linkage", "LinkageStep", "linkage"]


@described
class LinkageStep:
    """联动链条的一个环节"""

    _view: strawberry.Private[View]
    _step: strawberry.Private[answers.LinkageStep]

    @field
    def key(self) -> str:
        """环节的键：层级或组织类型"""
        return self._step.key

    @field
    def label(self) -> str:
        """环节的名称"""
        return self._step.label["zh"]

    @field
    def level(self) -> AreaLevel | None:
        """由哪一级区域的岗位承担；由组织承担的为空"""
        return self._step.level

    @field
    def words(self) -> str:
        """状态的说法：岗位为有人、缺岗、无此层级，组织为有组织、无组织，或未填报"""
        return self._step.words

    @field
    def area(self) -> Area | None:
        """这一环节所在的区域；没有这一级区域的为空"""
        return self._view.maybe(Area, self._step.area)

    @field
    def organization(self) -> Organization | None:
        """承担这一环节的组织；由岗位承担的为空"""
        return self._view.maybe(Organization, self._step.organization)

    @field
    def post(self) -> Post | None:
        """承担这一环节的岗位；没有设岗的为空"""
        return self._view.maybe(Post, self._step.post)

    @field
    def holders(self) -> list[Person]:
        """在任者"""
        return self._view.many(Person, self._step.holders)

    @field
    def state(self) -> State:
        """状态"""
        return self._step.state


@described
class Linkage:
    """从一个区域看到的联动链条，自上而下"""

    _view: strawberry.Private[View]
    _linkage: strawberry.Private[answers.Linkage]

    @field
    def area(self) -> Area:
        """哪个区域"""
        return self._view.one(Area, self._linkage.area)

    @field
    def chain(self) -> str:
        """链条的键"""
        return self._linkage.chain

    @field
    def label(self) -> str:
        """链条的名称"""
        return self._view.tree.scheme(self._linkage.area).chains[self._linkage.chain].label

    @field
    def as_of(self) -> date:
        """所答的是哪一天的情况"""
        return self._linkage.as_of

    @field
    def complete(self) -> bool:
        """是否各环节都有人负责"""
        return self._linkage.complete

    @field
    def broken_at(self) -> list[LinkageStep]:
        """断在哪些环节"""
        return self._shown(self._linkage.broken_at)

    @field
    def steps(self) -> list[LinkageStep]:
        """各环节，自上而下；位于本区域以下的环节不列"""
        return self._shown(self._linkage.steps)

    def _shown(self, steps: tuple[answers.LinkageStep, ...]) -> list[LinkageStep]:
        return [LinkageStep(_view=self._view, _step=step) for step in steps]


def linkage(view: View, area: str, chain: str) -> Linkage:
    """A chain seen from `area`, the code of an area that exists that day.

    Raises:
        Refusal: the scheme in force there has no such chain.
    """
    scheme = view.tree.scheme(area)
    if chain not in scheme.chains:
        raise unknown_word(f"链条（方案 {scheme.key}）", chain, scheme.chains)
    return Linkage(_view=view, _linkage=view.network.linkage(area, chain, as_of=view.day))
