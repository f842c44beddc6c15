"""What an indicator may say: populations, tiers, and who should act. Its conditions are declared in `conditions.py`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from graph_model.declarations import Declaration, Text
from graph_model.indicators.conditions import Condition, PostPattern, SubjectType
from graph_model.levels import AreaLevel

__all__ = ["Indicator", "PersonPlaces", "Population", "Responsible", "Tier"]


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
