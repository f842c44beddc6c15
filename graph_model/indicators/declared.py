"""What an indicator may say: populations, and the closed list of conditions, as declarations.

A condition is a mapping with exactly one key: a leaf (`covered_by`, `hosts`, `post_held`, `attribute`, `figure`,
`chain_complete`) or a composition (`all`, `any`, `not`). What a leaf *means* is written down in `reference.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from graph_model.declarations import Declaration, Text
from graph_model.levels import AreaLevel
from graph_model.records import CoverMode

__all__ = [
    "AttributeIs",
    "ChainComplete",
    "Condition",
    "CoveredBy",
    "FigureIs",
    "Hosts",
    "Indicator",
    "Leaf",
    "PersonPlaces",
    "Population",
    "PostHeld",
    "PostPattern",
    "Responsible",
    "SubjectType",
    "Tier",
]


class SubjectType(StrEnum):
    """What is counted; each value is the table the subjects come from."""

    AREAS = "areas"
    ORGANIZATIONS = "organizations"
    POSTS = "posts"
    APPOINTMENTS = "appointments"
    PERSONS = "persons"


class PostPattern(Declaration):
    """Posts of a role; at areas of a level (its alias answers), or in organizations of some kinds, if so narrowed."""

    role: str
    level: AreaLevel | None = None
    kinds: tuple[str, ...] = ()


class PersonPlaces(Declaration):
    """Which persons, and where each stands: at the posts it holds, its party organizations, or its residence."""

    holding: PostPattern | None = None
    members_of: tuple[str, ...] = ()
    living: Literal[True] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> PersonPlaces:
        if sum((self.holding is not None, bool(self.members_of), self.living is not None)) != 1:
            raise ValueError("persons are named by exactly one of holding, members_of, living")
        return self


class Population(Declaration):
    """What an indicator counts."""

    areas: AreaLevel | None = None
    organizations: tuple[str, ...] = ()
    posts: PostPattern | None = None
    appointments: PostPattern | None = None
    persons: PersonPlaces | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Population:
        if len(list(self._named())) != 1:
            raise ValueError("a population names exactly one of " + ", ".join(SubjectType))
        return self

    def _named(self) -> Iterator[SubjectType]:
        return (subject for subject in SubjectType if getattr(self, subject.value))

    @property
    def subject(self) -> SubjectType:
        """What kind of thing is counted."""
        return next(self._named())


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


Leaf = CoveredBy | Hosts | PostHeld | AttributeIs | FigureIs | ChainComplete


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

    @model_validator(mode="after")
    def _exactly_one(self) -> Condition:
        named = [item.alias or name for name, item in type(self).model_fields.items() if getattr(self, name)]
        if len(named) != 1:
            raise ValueError("a condition has exactly one key, found " + (", ".join(named) or "none"))
        return self

    @property
    def leaf(self) -> Leaf | None:
        """The leaf, None for a composition."""
        return self.covered_by or self.hosts or self.post_held or self.attribute or self.figure or self.chain_complete


class Tier(Declaration):
    """One tier. A last tier without a condition (`gap: true`) names and counts the gaps."""

    key: str
    label: Text
    condition: Condition | None = None
    gap: bool = False

    @model_validator(mode="after")
    def _gap_or_condition(self) -> Tier:
        if self.gap == (self.condition is not None):
            raise ValueError("a tier has a condition, or is the gap tier")
        return self


class Responsible(Declaration):
    """The post that should act: the linkage post of the nearest area of `level` at or above the subject, or its `role`."""

    level: AreaLevel
    role: str | None = None


class Indicator(Declaration):
    """A declared rule; see `docs/indicators.md` for how to write one."""

    key: str
    kind: Literal["coverage"]
    title: Text
    description: Text
    reference: str
    parameters: dict[str, bool | int | float | str] = Field(default_factory=dict)
    population: Population
    where: Condition | None = None
    as_of: date | None = None
    exempt: Condition | None = None
    condition: Condition | None = None
    tiers: tuple[Tier, ...] = ()
    denominator_name: Text
    target: float | None = None
    severity: Literal["info", "warning", "severe", "critical"] = "warning"
    responsible: Responsible | None = None
    recommendation: Text | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Indicator:
        if (self.condition is None) == (not self.tiers):
            raise ValueError("an indicator has either a condition or tiers")
        if any(tier.gap for tier in self.tiers[:-1]):
            raise ValueError("only the last tier may be the gap tier")
        if self.tiers and all(tier.gap for tier in self.tiers):
            raise ValueError("a gap tier needs a tier with a condition before it")
        if self.as_of is not None and self.population.subject is SubjectType.PERSONS:
            raise ValueError("persons stand in several places and cannot be a fixed cohort: leave out as_of")
        return self

    @property
    def subject(self) -> SubjectType:
        """What kind of thing is counted."""
        return self.population.subject

    @property
    def met_by(self) -> tuple[Condition, ...]:
        """The conditions any of which makes a subject covered: the one, or the tiers' in order."""
        if self.condition is not None:
            return (self.condition,)
        return tuple(tier.condition for tier in self.tiers if tier.condition is not None)
