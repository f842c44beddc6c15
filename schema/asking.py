"""What one request sees: a network, a scope, the day each field asks about, and how many rows it may still show.

An `Asking` lives for one request. It gives a `View` a day; a view makes the GraphQL objects of that day, each once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

import numpy as np

from graph_model.dates import today
from graph_model.day import Day
from graph_model.errors import NotFound
from graph_model.network import Network
from graph_model.scheme import DEFAULT
from graph_model.scoping import EVERYTHING, Scope, seen
from schema.batch import Batch
from schema.budget import COMPUTED, ROWS, Budget
from schema.errors import Code, Refusal, not_found

if TYPE_CHECKING:
    from schema.changing import Writer

__all__ = ["ACTOR", "COMPUTED", "ROWS", "Asking", "Shown", "View"]

ACTOR = "liandong"
"""Whose the changes are where nobody signs in."""


class Shown(Protocol):
    """A GraphQL object that stands for a record of a day."""

    table: ClassVar[str]

    def __init__(self, *, view: View, batch: Batch, at: int, own_code: str) -> None: ...


Node = TypeVar("Node", bound=Shown)


class Asking:
    """One request's question: against `network`, which shows what somebody with this `scope` may see (see `scoping.seen`),
    within a `budget`."""

    def __init__(
        self,
        network: Network,
        scope: Scope = EVERYTHING,
        writer: Writer | None = None,
        budget: Budget | None = None,
        actor: str = ACTOR,
        *,
        administrator: bool = False,
    ) -> None:
        self.network, self.scope, self.writer, self.actor = network, scope, writer, actor
        self.administrator = administrator
        self.budget = budget or Budget()
        self._views: dict[date, View] = {}

    def on(self, as_of: date | None, near: str | None = None) -> View:
        """The view of `as_of`; without it of today, in the time zone of the scheme in force at the area `near`."""
        return self._view(as_of or self._today(near))

    def take(self, whole: Network) -> None:
        """Go on with the network that a change of this request has led to."""
        self.network, self._views = seen(whole, self.scope), {}

    def begin_again(self) -> None:
        """Forget what has been shown, and what was spent on it; the time goes on."""
        self.budget.spent, self._views = 0, {}

    def writing(self) -> Writer:
        """Who takes changes in here.

        Raises:
            Refusal: nobody does.
        """
        if self.writer is None:
            raise Refusal(Code.FORBIDDEN, "您的权限只能查询，不能修改")
        return self.writer

    def administering(self) -> None:
        """Go on only for whoever may do what cannot be undone.

        Raises:
            Refusal: this asker may not.
        """
        if not self.administrator:
            raise Refusal(Code.FORBIDDEN, "只有管理员可以这样做，因为它不能撤回")

    def against(self, whole: Network) -> Asking:
        """The same asker's question against another network, which may show nothing beyond what this one still may."""
        return Asking(seen(whole, self.scope), self.scope, budget=self.budget)

    def named(self) -> None:
        """Go on only for whoever may see persons' names, and with them who is a member of what.

        Raises:
            Refusal: this asker may not.
        """
        if not self.scope.names:
            raise Refusal(Code.FORBIDDEN, "此项需要姓名与党员信息的权限，您没有")

    def spend(self, rows: int) -> None:
        """Take `rows` from the budget.

        Raises:
            Refusal: it asks for more than one answer may hold, or takes too long.
        """
        self.budget.spend(rows)

    def _view(self, day: date) -> View:
        if day not in self._views:
            self._views[day] = View(self, self.network.on(day))
        return self._views[day]

    def _today(self, near: str | None) -> date:
        zone = self.network.schemes[DEFAULT].zone
        here = today(zone)
        if near is not None and any(scheme.zone != zone for scheme in self.network.schemes.values()):
            try:
                here = today(self._view(here).tree.scheme(near).zone)
            except NotFound:
                return here
        return here


class View:
    """One day of the network, as one request sees it."""

    def __init__(self, asking: Asking, tree: Day) -> None:
        self.asking, self.tree, self.day = asking, tree, tree.date
        self._made: dict[tuple[type, str], Any] = {}

    @property
    def network(self) -> Network:
        """The network asked."""
        return self.asking.network

    @property
    def whole(self) -> Day:
        """The day in the whole network: for what is judged there. What is shown of it must be seen in `tree`."""
        return self.network.whole.on(self.day)

    def inside(self, code: str) -> str:
        """The code of the area that answers for `code` on this day, where the asker may ask for counts and lists.

        Raises:
            Refusal: NOT_FOUND; FORBIDDEN for an area above what the asker may see, of which only is seen who it is.
        """
        found = self.code("areas", code, "区域")
        if not self.counts(found):
            raise Refusal(
                Code.FORBIDDEN,
                f"您的权限不包括{self.tree.name('areas', self.tree.index('areas', found))}的全部，请缩小范围",
            )
        return found

    def counts(self, area: str) -> bool:
        """Whether an area of the day lies in the asker's scope."""
        index = self.network.tables["areas"].find(area)
        place = self.tree.place_of()[index : index + 1] if index >= 0 else np.empty(0, np.int32)
        return bool(len(place) and place[0] >= 0 and self.network.counts(place)[0])

    def find(self, kind: type[Node], code: str, what: str) -> Node:
        """The object for a code the asker named; an ended code is answered by its one successor.

        Raises:
            Refusal: NOT_FOUND; `what` is its Chinese word.
        """
        return self.one(kind, self.code(kind.table, code, what))

    def code(self, table: str, code: str, what: str) -> str:
        """The code of the record that answers for `code` on this day.

        Raises:
            Refusal: NOT_FOUND; `what` is its Chinese word.
        """
        try:
            found = self.tree.index(table, code)
        except NotFound as error:
            heirs = [one for one in error.successors if self._is_there(table, one)]
            raise not_found(what, code, self.day, heirs) from None
        return self.network.tables[table].code(found)

    def _is_there(self, table: str, code: str) -> bool:
        """Whether a code is this asker's to see on this day."""
        index = self.network.tables[table].find(code)
        return index >= 0 and bool(self.tree.row_of(table)[index] >= 0)

    def one(self, kind: type[Node], code: str) -> Node:
        """The object for a code the model named."""
        return self.many(kind, (code,))[0]

    def maybe(self, kind: type[Node], code: str | None) -> Node | None:
        """As `one`, None for None."""
        return None if code is None else self.one(kind, code)

    def seen(self, kind: type[Node], code: str | None) -> Node | None:
        """As `maybe`, for a code the whole network named: None for what is not seen."""
        return self.one(kind, code) if code is not None and self.network.shows(kind.table, code) else None

    def many(self, kind: type[Node], codes: Sequence[str]) -> list[Node]:
        """The objects for codes the model named, in order; what was not shown before is read together when needed."""
        made = self._made
        new = [code for code in dict.fromkeys(codes) if (kind, code) not in made]
        self.asking.spend(len(codes))
        if new:
            batch = Batch(self.tree, kind.table, new)
            for at, code in enumerate(new):
                made[kind, code] = kind(view=self, batch=batch, at=at, own_code=code)
        return [made[kind, code] for code in codes]
