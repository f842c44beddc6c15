"""Vacancies, terms, too many posts, avoidance, span of control and who is missed, as the interface shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import strawberry

from graph_model import staffing as model
from schema.asking import COMPUTED, View
from schema.connections import Connection, Page, checked_first
from schema.cursors import Cursors
from schema.errors import bad_input
from schema.fields import described, field
from schema.nodes import SUBJECTS, Appointment, Area, Person, Post, Subject

__all__ = ["Clash", "Dependence", "Fallen", "Keystone", "Laden", "Overspan", "Term", "Vacancy", "dependence", "paged"]

Row = TypeVar("Row")


@described
class Vacancy:
    """一个空缺的岗位，或还有空额的岗位"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[model.Vacancy]

    @field
    def post(self) -> Post:
        """哪个岗位"""
        return self._view.one(Post, self._row.post)

    @field
    def held(self) -> int:
        """在任几人；0 为空缺"""
        return self._row.held

    @field
    def free(self) -> int | None:
        """还空几个职数；不限职数的为空"""
        return self._row.free

    @field
    def since(self) -> date:
        """自何日起：最近一人离任之日，从未有人的为设岗之日"""
        return self._row.since

    @field
    def days(self) -> int:
        """已空多少天"""
        return self._row.days


@described
class Term:
    """一项将满或逾期的任期"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[model.Term]

    @field
    def appointment(self) -> Appointment:
        """哪项任职"""
        return self._view.one(Appointment, self._row.appointment)

    @field
    def since(self) -> date:
        """任期自何日起"""
        return self._row.since

    @field
    def ends(self) -> date:
        """任期至何日止（不含）"""
        return self._row.ends

    @field
    def days_left(self) -> int:
        """还剩多少天；负数为逾期未换届的天数"""
        return self._row.days_left

    @field
    def overdue(self) -> bool:
        """是否逾期未换届"""
        return self._row.overdue


@described
class Laden:
    """任职过多的人"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[model.Laden]

    @field
    def person(self) -> Person:
        """何人"""
        return self._view.one(Person, self._row.person)

    @field
    def posts(self) -> list[Post]:
        """所任各岗"""
        return self._view.many(Post, self._row.posts)

    @field
    def limit(self) -> int:
        """上限"""
        return self._row.limit


@described
class Clash:
    """违反任职回避的一对任职"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[model.Clash]

    @field
    def rule(self) -> str:
        """规则的键"""
        return self._row.rule

    @field
    def label(self) -> str:
        """规则"""
        return self._row.label

    @field
    def person(self) -> Person:
        """何人"""
        return self._view.one(Person, self._row.person)

    @field
    def one(self) -> Appointment:
        """一方的任职"""
        return self._view.one(Appointment, self._row.one)

    @field
    def other(self) -> Appointment:
        """另一方的任职"""
        return self._view.one(Appointment, self._row.other)

    @field
    def areas(self) -> list[Area]:
        """冲突在何处；不论何处都须回避的为空"""
        return self._view.many(Area, self._row.areas)


@described
class Overspan:
    """管理幅度过大之处"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[model.Overspan]

    @field
    def subject(self) -> Subject:
        """哪个区域或组织"""
        return self._view.one(SUBJECTS[self._row.table], self._row.code)

    @field
    def what(self) -> str:
        """按什么计：下级层级的键、households 户数、joint_bodies 联合组建覆盖数"""
        return self._row.what

    @field
    def count(self) -> int:
        """实际数"""
        return self._row.count

    @field
    def limit(self) -> int:
        """上限"""
        return self._row.limit


@described
class Keystone:
    """独任要岗的人：其所任各岗别无他人"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[model.Keystone]

    @field
    def person(self) -> Person:
        """何人"""
        return self._view.one(Person, self._row.person)

    @field
    def posts(self) -> list[Post]:
        """独任的岗位"""
        return self._view.many(Post, self._row.posts)

    @field
    def reach(self) -> int:
        """这些岗位所在区域及其以下共多少个区域"""
        return self._row.reach


@described
class Fallen:
    """一项指标中，此人离开后不再达标的对象"""

    _row: strawberry.Private[model.Fallen]

    @field
    def indicator(self) -> str:
        """指标的键"""
        return self._row.indicator

    @field
    def count(self) -> int:
        """共多少个"""
        return len(self._row.subjects)

    @field
    def subjects(self) -> list[str]:
        """对象的编码，至多前五百个"""
        return list(self._row.subjects[:500])


@described
class Dependence:
    """一个人离开，什么会随之落空"""

    _view: strawberry.Private[View]
    _posts: strawberry.Private[tuple[str, ...]]
    _fallen: strawberry.Private[list[model.Fallen]]

    @field
    def posts(self) -> list[Post]:
        """随之空缺的岗位"""
        return self._view.many(Post, self._posts)

    @field
    def fallen(self) -> list[Fallen]:
        """随之不再达标的指标对象"""
        return [Fallen(_row=row) for row in self._fallen]


def dependence(view: View, person: str) -> Dependence:
    """What falls if a person leaves."""
    view.asking.spend(50 * COMPUTED)
    posts, fallen = model.dependence(view.whole, person)
    own = tuple(post for post in posts if view.network.shows("posts", post))
    return Dependence(_view=view, _posts=own, _fallen=[one for one in map(_shown_of(view), fallen) if one.subjects])


def _shown_of(view: View) -> Callable[[model.Fallen], model.Fallen]:
    """What falls, of that what the asker is shown."""

    def shown(fallen: model.Fallen) -> model.Fallen:
        evaluation = view.network.evaluation(fallen.indicator, view.day)
        table = view.network.tables[evaluation.subjects.type]
        if view.network.whole is view.network:
            return fallen
        if evaluation.subjects.type == "persons" and not view.asking.scope.names:
            return model.Fallen(fallen.indicator, ())
        index = evaluation.subjects.index
        counted = set(table.codes_of(index[index < len(table)]))
        return model.Fallen(fallen.indicator, tuple(code for code in fallen.subjects if code in counted))

    return shown


def paged(
    view: View,
    kind: type[Row],
    name: str,
    rows: Sequence[Any],
    keys: Sequence[str],
    first: int,
    after: str | None,
    *asked: str | None,
) -> Connection[Row]:
    """A page of rows that stand in a fixed order under `keys`.

    Raises:
        Refusal: `first` out of range, a foreign cursor, or one of a row that is no longer there.
    """
    checked_first(first)
    cursors = Cursors(name, view.day, view.asking.scope.key, *asked)
    start = 0
    if after is not None:
        last = cursors.code(after)
        if last not in keys:
            raise bad_input("after 所指的一条在这一天已不在列表中，请从头再取")
        start = keys.index(last) + 1
    page = rows[start : start + first]
    view.asking.spend(len(page))
    shown: list[Any] = [kind(_view=view, _row=row) for row in page]  # type: ignore[call-arg]
    more = start + first < len(rows)
    return Connection(
        _page=Page(
            shown,
            list(keys[start : start + first]),
            more,
            lambda: len(rows),
            cursors,
            view.day,
            after=after is not None,
        )
    )
