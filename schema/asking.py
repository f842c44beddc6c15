"""What one request sees: a network, a scope, the day each field asks about, and how many rows it may still show.

An `Asking` lives for one request. It gives a `View` a day; a view makes the GraphQL objects of that day, each once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from graph_model.dates import today
from graph_model.day import Day
from graph_model.errors import NotFound
from graph_model.network import Network
from graph_model.scheme import DEFAULT
from schema.batch import Batch
from schema.budget import COMPUTED, ROWS, Budget
from schema.errors import Code, Refusal, not_found

if TYPE_CHECKING:
    from schema.changing import Writer

__all__ = ["COMPUTED", "EVERYTHING", "ROWS", "Asking", "Shown", "View"]

EVERYTHING = "*"
"""The scope of an asker who may see all; a sign-in gives narrower ones."""


class Shown(Protocol):
    """A GraphQL object that stands for a record of a day."""

    table: ClassVar[str]

    def __init__(self, *, view: View, batch: Batch, at: int, own_code: str) -> None: ...


Node = TypeVar("Node", bound=Shown)


class Asking:
    """One request's question: against `network`, by somebody who may see `scope`, within a `budget`."""

    def __init__(
        self,
        network: Network,
        scope: str = EVERYTHING,
        writer: Writer | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.network, self.scope, self.writer = network, scope, writer
        self.budget = budget or Budget()
        self._views: dict[date, View] = {}

    def on(self, as_of: date | None, near: str | None = None) -> View:
        """The view of `as_of`; without it of today, in the time zone of the scheme in force at the area `near`."""
        return self._view(as_of or self._today(near))

    def take(self, network: Network) -> None:
        """Go on with the network that a change of this request has led to."""
        self.network, self._views = network, {}

    def begin_again(self) -> None:
        """Forget what has been shown, and what was spent on it; the time goes on."""
        self.budget.spent, self._views = 0, {}

    def writing(self) -> Writer:
        """Who takes changes in here.

        Raises:
            Refusal: nobody does.
        """
        if self.writer is None:
            raise Refusal(Code.FORBIDDEN, "此处只能查询，不能修改")
        return self.writer

    def against(self, network: Network) -> Asking:
        """The same asker's question against another network, which may show nothing beyond what this one still may."""
        return Asking(network, self.scope, budget=self.budget)

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
