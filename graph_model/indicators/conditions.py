"""The closed list of conditions, as declarations: what a leaf *means* is written down in `reference`.

A condition is a mapping with exactly one key: a leaf or a composition (`all`, `any`, `not`).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from graph_model.declarations import Declaration
from graph_model.levels import AreaLevel
from graph_model.records import CoverMode
from graph_model.scheme import Scheme

__all__ = [
    "AttributeIs",
    "ChainComplete",
    "Condition",
    "CoveredBy",
    "CrossAppointment",
    "FigureIs",
    "Hosts",
    "Leaf",
    "PostHeld",
    "PostPattern",
    "SubjectType",
]


class SubjectType(StrEnum):
    """What is counted; each value is the table the subjects come from."""

    AREAS = "areas"
    ORGANIZATIONS = "organizations"
    POSTS = "posts"
    APPOINTMENTS = "appointments"
    PERSONS = "persons"


def _several(value: Any) -> Any:
    """One word stands for a list of it."""
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(_several)]


class PostPattern(Declaration):
    """Posts of a role (or of any of several, or of all); narrowed to areas of a level (its alias answers), or to
    organizations of some kinds."""

    role: OneOrMore = ()
    level: AreaLevel | None = None
    kinds: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> PostPattern:
        if not (self.role or self.level or self.kinds):
            raise ValueError("posts are named by role, level or kinds")
        if self.level is not None and self.kinds:
            raise ValueError("a post is of an area or of an organization: level and kinds exclude each other")
        return self

    def topics(self, scheme: Scheme) -> frozenset[str]:
        """The topics that tell about these posts."""
        return scheme.topics_of_posts(self.role, self.level, of_bodies=bool(self.kinds))


class CoveredBy(Declaration):
    """An organization of `kinds` covers the subject, in one of `modes`, and `that` holds of the organization."""

    kinds: tuple[str, ...] = Field(min_length=1)
    modes: tuple[CoverMode, ...] = ()
    that: Condition | None = None


class Hosts(Declaration):
    """An organization of `kinds` stands inside the subject (its `host`), and `that` holds of it."""

    kinds: tuple[str, ...] = Field(min_length=1)
    that: Condition | None = None


class PostHeld(Declaration):
    """At least n persons (or every seat) hold the subject's posts of a role; `holder` is a condition on the person.

    Of an area or an organization the role is named, or `linkage` stands for the linkage post of the area's level. A post
    that is itself the subject needs neither.
    """

    role: str | None = None
    linkage: bool = False
    at_least: int | Literal["all"] = 1
    holder: Condition | None = None

    @model_validator(mode="after")
    def _in_range(self) -> PostHeld:
        if self.at_least != "all" and self.at_least < 1:
            raise ValueError("at_least is 1 or more, or all")
        if self.role is not None and self.linkage:
            raise ValueError("a post is named by role or by linkage, not by both")
        return self


class AttributeIs(Declaration):
    """An attribute of the subject on the day; null is unknown. All bounds given must hold.

    `days_left_*` compare a date with the day asked: an end in 90 days has 90 days left, one yesterday −1.
    """

    key: str
    is_: tuple[bool | int | float | str, ...] = Field(default=(), alias="is")
    at_least: int | float | date | None = None
    at_most: int | float | date | None = None
    days_left_at_least: int | None = None
    days_left_at_most: int | None = None

    @model_validator(mode="after")
    def _says_something(self) -> AttributeIs:
        bounds = (self.at_least, self.at_most, self.days_left_at_least, self.days_left_at_most)
        if not self.is_ and all(bound is None for bound in bounds):
            raise ValueError("an attribute needs is, at_least, at_most, days_left_at_least or days_left_at_most")
        return self


class FigureIs(Declaration):
    """A figure about the subject, of the latest period on the day (or of `period`), within bounds.

    A qualifier makes the figure a range (400余 is more than 400), and so the answer may be unknown. Several claims count
    together: true if all of them fit, false if none does, else unknown.
    """

    key: str
    at_least: float | None = None
    at_most: float | None = None
    measure: str | None = None
    period: str | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> FigureIs:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a figure needs at_least or at_most")
        return self


class ChainComplete(Declaration):
    """Every step of a named chain is covered, seen from the subject's place."""

    chain: str


class CrossAppointment(Declaration):
    """One person holds a post of `from` and one of `to`, in different bodies or for areas, in the same place.

    Of an area, an organization or a person `from` says which posts are the first side (of the two latter: all, unless
    said); a post or an appointment is the first side itself.
    """

    from_: PostPattern | None = Field(default=None, alias="from")
    to: PostPattern


Leaf = CoveredBy | Hosts | PostHeld | AttributeIs | FigureIs | ChainComplete | CrossAppointment


class Condition(Declaration):
    """One leaf or one composition."""

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    not_: Condition | None = Field(default=None, alias="not")
    covered_by: CoveredBy | None = None
    hosts: Hosts | None = None
    post_held: PostHeld | None = None
    attribute: AttributeIs | None = None
    figure: FigureIs | None = None
    chain_complete: ChainComplete | None = None
    cross_appointment: CrossAppointment | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Condition:
        named = [item.alias or name for name, item in type(self).model_fields.items() if getattr(self, name)]
        if len(named) != 1:
            raise ValueError("a condition has exactly one key, found " + (", ".join(named) or "none"))
        return self

    @property
    def leaf(self) -> Leaf | None:
        """The leaf, None for a composition."""
        return next((found for name in _LEAVES if (found := getattr(self, name)) is not None), None)


_LEAVES = [name for name in Condition.model_fields if name not in ("all", "any", "not_")]
