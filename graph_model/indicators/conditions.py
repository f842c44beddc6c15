"""The closed list of conditions, as declarations: what a leaf *means* is written down in `reference`.

A condition is a mapping with exactly one key: a leaf or a composition (`all`, `any`, `not`).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from graph_model.declarations import Declaration, Text
from graph_model.levels import AreaLevel
from graph_model.patterns import PostPattern
from graph_model.periods import Every
from graph_model.records import AffiliationKind, CoverMode, MembershipKind, MembershipStatus

__all__ = [
    "AffiliatedWith",
    "AttributeIs",
    "ChainComplete",
    "Condition",
    "CoveredBy",
    "CrossAppointment",
    "EstablishedWithin",
    "FigureIs",
    "Hosts",
    "Leaf",
    "MemberCount",
    "MemberOf",
    "Members",
    "Part",
    "PostHeld",
    "PostPattern",
    "SetComplete",
    "Share",
    "SubjectType",
]


class SubjectType(StrEnum):
    """What is counted; each value is the table the subjects come from."""

    AREAS = "areas"
    ORGANIZATIONS = "organizations"
    POSTS = "posts"
    APPOINTMENTS = "appointments"
    PERSONS = "persons"


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
    """A figure about the subject, of the latest period on the day (or of `period`), within bounds; or the figures of
    each of the `last` k periods of one month, quarter, half or year (`every`) that are over, all of them.

    A qualifier makes the figure a range (400余 is more than 400), and so the answer may be unknown. Several claims count
    together: true if all of them fit, false if none does, else unknown.
    """

    key: str
    at_least: float | None = None
    at_most: float | None = None
    measure: str | None = None
    period: str | None = None
    last: int | None = Field(default=None, ge=1)
    every: Every | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> FigureIs:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a figure needs at_least or at_most")
        if (self.last is None) != (self.every is None):
            raise ValueError("last needs every, and every needs last: the last 3 of every month")
        if self.last is not None and self.period is not None:
            raise ValueError("a figure is of one period, or of the last of every")
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


class MemberOf(Declaration):
    """The person has a membership of one of the kinds (组织关系 unless said) in an organization of `kinds`."""

    kinds: tuple[str, ...] = Field(min_length=1)
    membership: tuple[MembershipKind, ...] = (MembershipKind.FORMAL,)
    status: tuple[MembershipStatus, ...] = ()


class MemberCount(Declaration):
    """At least n distinct members: full ones by 组织关系, unless said.

    `through` says whose members count. Of an organization: those with a membership in it (`membership`, unless said), in a
    body that stands in it (`host`), or anywhere while they hold a post in it (`post`). Of an area: those who live in it
    (`residence`). Functional branches add none: theirs are functional memberships.
    """

    at_least: int = Field(ge=1)
    through: tuple[Literal["membership", "host", "post", "residence"], ...] = ()
    membership: MembershipKind = MembershipKind.FORMAL
    status: tuple[MembershipStatus, ...] = (MembershipStatus.FULL,)


class Members(Declaration):
    """The members, by one kind of membership, of the subject or of the bodies of `kinds` that cover it."""

    kinds: tuple[str, ...] = ()
    membership: MembershipKind = MembershipKind.FORMAL


def _fraction(value: Any) -> Any:
    """`0.5` or `1/2`, exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise ValueError("expected a share such as 0.7 or 1/2") from None


Portion = Annotated[Fraction, BeforeValidator(_fraction), Field(ge=0, le=1)]


class Share(Declaration):
    """How many of the distinct holders of some posts, or of the members, fulfil `that`, as a share of all of them.

    Of an organization its own; of an area those at the area or in the bodies that cover it, pooled. `at_least` includes the
    bound (半数以上), `more_than` does not (过半数).
    """

    holders: PostPattern | None = None
    members: Members | None = None
    that: Condition
    at_least: Portion | None = None
    more_than: Portion | None = None

    @model_validator(mode="after")
    def _of_one_thing(self) -> Share:
        if (self.holders is None) == (self.members is None):
            raise ValueError("a share is of holders or of members")
        if (self.at_least is None) == (self.more_than is None):
            raise ValueError("a share needs at_least or more_than")
        return self

    def reached(self, some: Any, everybody: Any) -> Any:
        """Whether `some` of `everybody` (numbers or arrays, none of 0) reach the bound, in whole numbers."""
        if self.more_than is not None:
            return some * self.more_than.denominator > everybody * self.more_than.numerator
        assert self.at_least is not None
        return some * self.at_least.denominator >= everybody * self.at_least.numerator


class AffiliatedWith(Declaration):
    """Tied to an organization of `kinds`, or to an area of `level`, by one of the `ties` (all, unless said), of which
    `that` holds. Between organizations a tie counts both ways."""

    kinds: tuple[str, ...] = ()
    level: AreaLevel | None = None
    ties: tuple[AffiliationKind, ...] = ()
    that: Condition | None = None

    @model_validator(mode="after")
    def _one_end(self) -> AffiliatedWith:
        if bool(self.kinds) == (self.level is not None):
            raise ValueError("the other end of a tie is named by kinds or by level")
        return self

    @property
    def other(self) -> SubjectType:
        """What stands at the other end."""
        return SubjectType.ORGANIZATIONS if self.kinds else SubjectType.AREAS


class EstablishedWithin(Declaration):
    """A body of `kinds` covered the subject (in one of `modes`) on some day from the date of the attribute `after` until
    `days` days later, both included; while that day is still to come and there is none, nobody can know."""

    kinds: tuple[str, ...] = Field(min_length=1)
    modes: tuple[CoverMode, ...] = ()
    days: int = Field(ge=0)
    after: str


class Part(Declaration):
    """One part of a set; where `applies` is false it is left out."""

    key: str
    label: Text
    condition: Condition
    applies: Condition | None = None

    @property
    def whole(self) -> Condition:
        """That the part is there, or need not be."""
        if self.applies is None:
            return self.condition
        return Condition(any=(Condition(not_=self.applies), self.condition))


class SetComplete(Declaration):
    """All parts that apply are there (1+N, 2+4+X, 四位一体, 五有). With none that applies it is complete."""

    parts: tuple[Part, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_differ(self) -> SetComplete:
        keys = [part.key for part in self.parts]
        if len(set(keys)) < len(keys):
            raise ValueError("each part of a set has a key of its own")
        return self

    @property
    def whole(self) -> Condition:
        """The set as one composition: what it means."""
        return Condition(all=tuple(part.whole for part in self.parts))


Leaf = (
    CoveredBy
    | Hosts
    | PostHeld
    | AttributeIs
    | FigureIs
    | ChainComplete
    | CrossAppointment
    | MemberOf
    | MemberCount
    | Share
    | AffiliatedWith
    | EstablishedWithin
    | SetComplete
)


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
    member_of: MemberOf | None = None
    member_count: MemberCount | None = None
    share: Share | None = None
    affiliated_with: AffiliatedWith | None = None
    established_within: EstablishedWithin | None = None
    set_complete: SetComplete | None = None

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
