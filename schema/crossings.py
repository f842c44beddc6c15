"""Cross-appointments as the interface shows them: pairs, the matrix of kinds, both directions of a place."""

from __future__ import annotations

from datetime import date

import strawberry

from graph_model import alike as model_alike
from graph_model import appointments as model
from graph_model import two_way as model_two_way
from graph_model.answers import State
from graph_model.levels import AreaLevel
from graph_model.patterns import PostPattern
from schema.asking import COMPUTED, View
from schema.connections import Connection, Page, checked_first
from schema.cursors import Cursors
from schema.errors import bad_input, unknown_word
from schema.fields import described, field
from schema.nodes import Appointment, Area, Person

__all__ = [
    "AlikePersons",
    "CrossAppointment",
    "CrossCell",
    "PostPatternInput",
    "TwoWayEntry",
    "alike_persons",
    "cross_appointments",
    "cross_matrix",
    "two_way",
]

_BETWEEN = "\n"


@strawberry.input(name="PostPattern", description="哪些岗位：某类组织的、某一层级区域的、某个角色的，三项至少写一项")
class PostPatternInput:
    """Posts a question names."""

    kind: str | None = strawberry.field(default=None, description="组织类型或类型组的键，如 owners_committee")
    role: str | None = strawberry.field(default=None, description="角色的键，如 chair")
    level: AreaLevel | None = strawberry.field(default=None, description="为哪一层级的区域而设；不能与 kind 同时写")

    def pattern(self, view: View) -> PostPattern:
        """As the model has it.

        Raises:
            Refusal: an unknown word, nothing named, or level and kind together.
        """
        schemes = view.network.schemes.values()
        roles = {role for scheme in schemes for role in scheme.roles}
        kinds = {kind for scheme in schemes for kind in (*scheme.kinds, *scheme.groups)}
        if self.role is not None and self.role not in roles:
            raise unknown_word("角色", self.role, sorted(roles))
        if self.kind is not None and self.kind not in kinds:
            raise unknown_word("组织类型", self.kind, sorted(kinds))
        if self.level is not None and self.kind is not None:
            raise bad_input("岗位要么属于区域、要么属于组织：level 与 kind 不能同时写")
        if self.level is None and self.kind is None and self.role is None:
            raise bad_input("kind、role、level 至少写一项")
        words = {"role": (self.role,) if self.role else (), "kinds": (self.kind,) if self.kind else ()}
        return PostPattern(role=words["role"], kinds=words["kinds"], level=self.level)

    def written(self) -> str:
        """The pattern as part of a cursor's question."""
        return f"{self.kind}/{self.role}/{self.level}"


@described
class CrossAppointment:
    """交叉任职：同一个人在同一处的两个组织（或为区域）同时担任的两个岗位"""

    _view: strawberry.Private[View]
    _pair: strawberry.Private[model.Crossing]

    @field
    def person(self) -> Person:
        """何人"""
        return self._view.one(Person, self._pair.person)

    @field
    def one(self) -> Appointment:
        """一方的任职；写了 from 的，即符合 from 的一方"""
        return self._view.one(Appointment, self._pair.one)

    @field
    def other(self) -> Appointment:
        """另一方的任职"""
        return self._view.one(Appointment, self._pair.other)

    @field
    def areas(self) -> list[Area]:
        """交叉在何处：两个岗位共同所在的区域，一大一小时取小的"""
        return self._view.many(Area, self._pair.areas)

    @field
    def since(self) -> date:
        """自何日起同时任职"""
        return self._pair.since

    @field
    def days(self) -> int:
        """截至所问之日已同时任职多少天，含当日"""
        return self._pair.days

    @field
    def both_lead(self) -> bool:
        """是否一肩挑：两个岗位都是负责人"""
        return self._pair.both_lead


@described
class CrossCell:
    """两类组织之间的交叉任职数；为区域而设的岗位按层级列出"""

    _cell: strawberry.Private[model.Cell]

    @field
    def one(self) -> str:
        """一方的组织类型或层级的键"""
        return self._cell.one

    @field
    def other(self) -> str:
        """另一方的组织类型或层级的键"""
        return self._cell.other

    @field
    def pairs(self) -> int:
        """交叉任职数，不含一肩挑"""
        return self._cell.pairs

    @field
    def both_lead(self) -> int:
        """一肩挑数"""
        return self._cell.both_lead

    @field
    def persons(self) -> int:
        """涉及多少人"""
        return self._cell.persons


@described
class TwoWayEntry:
    """一处的双向进入：两个方向都有为完整，只有一个为一半，都没有为空缺"""

    _view: strawberry.Private[View]
    _entry: strawberry.Private[model_two_way.Entry]

    @field
    def area(self) -> Area:
        """何处"""
        return self._view.one(Area, self._entry.area)

    @field
    def forward(self) -> State:
        """正向是否有人"""
        return self._entry.forward

    @field
    def backward(self) -> State:
        """反向是否有人"""
        return self._entry.backward

    @field
    def verdict(self) -> str:
        """Complete 完整、half 一半、missing 空缺、unknown 情况不明"""
        return self._entry.verdict


@described
class AlikePersons:
    """可能是同一个人的几条人员记录，须由人核对"""

    _view: strawberry.Private[View]
    _group: strawberry.Private[model_alike.Alike]

    @field
    def name(self) -> str:
        """姓名"""
        return self._group.name

    @field
    def persons(self) -> list[Person]:
        """各条记录"""
        return self._view.many(Person, self._group.persons)

    @field
    def because(self) -> str:
        """Contact 联系方式相同、community 同一社区"""
        return self._group.because


def cross_appointments(
    view: View,
    inside: str | None,
    from_: PostPatternInput | None,
    to: PostPatternInput | None,
    first: int,
    after: str | None,
) -> Connection[CrossAppointment]:
    """A page of pairs.

    Raises:
        Refusal: `first` out of range, a foreign cursor, or an unknown word.
    """
    checked_first(first)
    asked = [one.written() if one else None for one in (from_, to)]
    cursors = Cursors("crossAppointments", view.day, view.asking.scope.key, inside, *asked)
    patterns = [one.pattern(view) if one else None for one in (from_, to)]
    found = model.CrossAppointments(view.tree, inside, *patterns)
    last = None if after is None else _pair(cursors.code(after))
    rows = found.page(first, last)
    codes = [f"{row.one}{_BETWEEN}{row.other}" for row in rows]
    more = bool(rows) and found.has_more((rows[-1].one, rows[-1].other))
    view.asking.spend(len(rows))
    shown = [CrossAppointment(_view=view, _pair=row) for row in rows]
    return Connection(_page=Page(shown, codes, more, lambda: len(found), cursors, view.day, after=after is not None))


def _pair(code: str) -> tuple[str, str]:
    one, _, other = code.partition(_BETWEEN)
    return one, other


def cross_matrix(view: View, inside: str | None) -> list[CrossCell]:
    """Kind × kind within an area."""
    view.asking.spend(COMPUTED)
    return [CrossCell(_cell=cell) for cell in model.CrossAppointments(view.tree, inside).matrix()]


def two_way(view: View, inside: str | None, key: str, level: AreaLevel) -> list[TwoWayEntry]:
    """Both directions of a declared 双向进入.

    Raises:
        Refusal: no scheme declares it, or there are more places than an answer may hold.
    """
    known = sorted({one for scheme in view.network.schemes.values() for one in scheme.two_way})
    if key not in known:
        raise unknown_word("双向进入", key, known)
    rows = [row for row in model_two_way.two_way(view.whole, key, inside, level) if view.counts(row.area)]
    view.asking.spend(len(rows))
    return [TwoWayEntry(_view=view, _entry=row) for row in rows]


def alike_persons(view: View, inside: str | None) -> list[AlikePersons]:
    """Who may be registered twice."""
    view.asking.named()
    groups = model_alike.alike(view.tree, inside)
    view.asking.spend(COMPUTED + len(groups))
    return [AlikePersons(_view=view, _group=group) for group in groups]
