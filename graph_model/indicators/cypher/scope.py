"""What a condition is rendered about, and the truth of compositions; the leaves enter themselves in the table here.

Cypher's true, false and null are Kleene's true, false and unknown, and so are its AND, OR and NOT. A composition is therefore
an expression. A leaf that looks for records is a subquery before it; one that compares a property is an expression too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph_model.indicators.conditions import Condition, Leaf, SubjectType
from graph_model.indicators.cypher.text import DAY, call, identifier
from graph_model.indicators.cypher.tree import told, way_up
from graph_model.indicators.kleene import TRUE
from graph_model.indicators.reasons import leaf_reason
from graph_model.levels import AreaLevel
from graph_model.scheme import Scheme, Schemes

__all__ = ["RENDERS", "Rendering", "Scope", "renders", "truth"]


@dataclass
class Rendering:
    """One indicator read in one scheme. The text says nothing of the scheme: its words are collected in `words`, which the
    query finds as `$words[scheme]`."""

    scheme: Scheme
    schemes: Schemes
    words: dict[str, Any] = field(default_factory=dict)
    topics: set[str] = field(default_factory=set)
    _names: dict[str, int] = field(default_factory=dict)

    @property
    def levels(self) -> list[str]:
        """The levels of the areas counted, or at which the posts counted are; all of them where the population names none."""
        named: list[str] | None = self.words.get("population", {}).get("levels")
        return [level.value for level in AreaLevel] if named is None else named

    @property
    def roles(self) -> list[str]:
        """The roles of the posts counted; all of them where the population names none."""
        named: list[str] | None = self.words.get("population", {}).get("roles")
        return list(self.scheme.roles) if named is None else named

    def name(self, *parts: str) -> str:
        """A variable's name that nothing else has."""
        plain = identifier(*parts)
        self._names[plain] = self._names.get(plain, 0) + 1
        return plain if self._names[plain] == 1 else f"{plain}_{self._names[plain]}"

    def word(self, name: str, **values: Any) -> str:
        """Keep more words of `name` and say how the query reads them."""
        self.words.setdefault(name, {}).update(values)
        return f"words.{name}"


@dataclass
class Scope:
    """A subject on a day. `steps` are the subqueries that come before whatever is said about it."""

    rendering: Rendering
    type: SubjectType
    subject: str
    now: str
    """The version of the subject that holds on the day."""
    day: str = DAY
    place: str | None = None
    """The variable of the area it stands at; None for a body, which stands at its seat."""
    levels: list[str] = field(default_factory=list)
    """The levels that an area which is the subject, or the area of a post, may be of."""
    steps: list[str] = field(default_factory=list)
    _told: str | None = None
    _path: str | None = None
    _leaves: list[tuple[Leaf, str]] = field(default_factory=list)

    @property
    def scheme(self) -> Scheme:
        """The scheme in which the words are read."""
        return self.rendering.scheme

    def told(self) -> str:
        """The variable that holds the topics filed where the subject stands; its subquery is added on first use."""
        if self._told is None:
            self._told = self.rendering.name("told")
            place = self.place or self.rendering.name("seat_of", self.subject)
            self.steps.append(told(place, self.day, self._told, seat_of=None if self.place else self.subject))
        return self._told

    def path(self) -> str:
        """The variable that holds the area and those above it, from below; its subquery is added on first use."""
        if self._path is None:
            self._path = self.rendering.name("path")
            scheme = self.rendering.name("scheme_of", self.subject)
            self.steps.append(way_up(self.subject, self.day, path=self._path, scheme=scheme))
        return self._path

    def filed(self, topics: str, known: Iterable[str | Iterable[str]]) -> str:
        """The condition that all of `topics` (an expression) were filed where the subject stands; `known` are the topics, or
        the lists of them, that it may come to."""
        for one in known:
            self.rendering.topics.update([one] if isinstance(one, str) else one)
        return f"all(topic IN {topics} WHERE topic IN {self.told()})"

    def subquery(self, leaf: Leaf, name: str, lines: Iterable[str], *more: str) -> str:
        """Add the subquery of a leaf that returns its truth as `name`; it sees the subject, the words and `more`."""
        comment = leaf_reason(leaf, TRUE, self.scheme, None)["zh"]
        self.steps.append(call([self.subject, "words", *more], "\n".join(lines), comment))
        self._leaves.append((leaf, name))
        return name

    def once(self, leaf: Leaf) -> str | None:
        """The variable of a leaf that was asked before."""
        return next((name for known, name in self._leaves if known == leaf), None)

    def body(self, name: str, now: str) -> Scope:
        """The scope of a body met on the way; it stands at its seat."""
        return Scope(self.rendering, SubjectType.ORGANIZATIONS, name, now, self.day)

    def area(self, name: str, now: str, levels: list[str]) -> Scope:
        """The scope of an area met on the way."""
        return Scope(self.rendering, SubjectType.AREAS, name, now, self.day, name, levels)

    def holder(self, name: str, now: str) -> Scope:
        """The scope of a person who holds a post of the subject, and so stands where the subject stands."""
        return Scope(self.rendering, SubjectType.PERSONS, name, now, self.day, self.place, _told=self.told())

    def person(self, name: str, now: str, place: str) -> Scope:
        """The scope of a person who stands at another place."""
        return Scope(self.rendering, SubjectType.PERSONS, name, now, self.day, place)


Render = Callable[[Any, Scope], str]
RENDERS: dict[type, Render] = {}
"""Who renders which leaf; each module of this package enters its own."""
RenderT = TypeVar("RenderT", bound=Render)


def renders(*leaves: type) -> Callable[[RenderT], RenderT]:
    """Enter a function as the one that renders leaves of these types."""

    def enter(render: RenderT) -> RenderT:
        RENDERS.update(dict.fromkeys(leaves, render))
        return render

    return enter


def truth(condition: Condition, scope: Scope) -> str:
    """The expression that is the condition's truth; its subqueries are added to the scope's steps."""
    if condition.all or condition.any:
        parts = [truth(part, scope) for part in condition.all or condition.any]
        return parts[0] if len(parts) == 1 else "(" + (" AND " if condition.all else " OR ").join(parts) + ")"
    if condition.not_ is not None:
        return f"NOT {truth(condition.not_, scope)}"
    assert condition.leaf is not None
    return scope.once(condition.leaf) or RENDERS[type(condition.leaf)](condition.leaf, scope)
