"""Indicators with a value instead of states: ratios of two quantities, and composites of weighted parts.

A composite's value is Σ weight × score ÷ Σ weight, where a part's score is its quantity divided by `full`, cut off at 1. A part
with nothing to count does not apply and is left out with its weight. Areas of its `level` are graded (the first grade the value
reaches) and ranked (1 for the highest; equal values share a rank, and the next one is as many lower).

Instead of areas either may be of `organizations`: bodies of these kinds where the scheme lists the score. An indicator of
organizations then counts the body itself, one of areas what lies in the areas the body covers; attributes and figures are its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from graph_model.declarations import Declaration, Path_, Text
from graph_model.indicators.conditions import SubjectType
from graph_model.levels import AreaLevel
from graph_model.quantities import Quantity

__all__ = ["Composite", "CompositePart", "Grade", "Ratio", "Score"]


def _exact(value: object) -> object:
    """A number exactly as it is written: 0.1 is a tenth."""
    return Fraction(Decimal(str(value))) if isinstance(value, int | float) and not isinstance(value, bool) else value


Exact = Annotated[Fraction, BeforeValidator(_exact)]


class _Scored(Declaration):
    key: str
    title: Text
    description: Text
    reference: str
    level: AreaLevel | None = None
    organizations: tuple[str, ...] = ()

    @property
    def subject(self) -> SubjectType:
        """What has the value."""
        return SubjectType.ORGANIZATIONS if self.organizations else SubjectType.AREAS

    @model_validator(mode="after")
    def _of_one_thing(self) -> Self:
        if (self.level is None) == (not self.organizations):
            raise ValueError("a score is of areas (level) or of organizations (kinds): name one of them")
        return self


class Ratio(_Scored):
    """One quantity divided by another, in areas of any level; ranked among those of `level`, or among the organizations."""

    kind: Literal["ratio"]
    numerator: Quantity
    denominator: Quantity
    denominator_name: Text

    def quantities(self) -> Iterator[tuple[Path_, Quantity]]:
        """What it is made of, each with its path."""
        yield ("numerator",), self.numerator
        yield ("denominator",), self.denominator


class CompositePart(Declaration):
    """One part of a composite: a quantity that counts in full from `full` on."""

    key: str
    label: Text
    weight: Annotated[Exact, Field(gt=0)]
    score: Quantity
    full: Annotated[Exact, Field(gt=0)] = Fraction(1)


class Grade(Declaration):
    """A star, a tier: reached from `at_least` on. `amount` is what goes with it, such as yuan a year."""

    key: str
    label: Text
    at_least: Annotated[Exact, Field(ge=0, le=1)]
    amount: int | None = None


class Composite(_Scored):
    """Weighted parts, graded and ranked; see the module."""

    kind: Literal["composite"]
    parts: tuple[CompositePart, ...] = Field(min_length=1)
    grades: tuple[Grade, ...] = ()

    def quantities(self) -> Iterator[tuple[Path_, Quantity]]:
        """What it is made of, each with its path."""
        return ((("parts", number, "score"), part.score) for number, part in enumerate(self.parts))

    @model_validator(mode="after")
    def _hangs_together(self) -> Composite:
        keys = [part.key for part in self.parts]
        if len(set(keys)) < len(keys):
            raise ValueError("each part of a composite has a key of its own")
        bounds = [grade.at_least for grade in self.grades]
        if any(lower >= upper for upper, lower in itertools.pairwise(bounds)):
            raise ValueError("grades stand from the highest down, each at_least below the one before")
        return self


Score = Ratio | Composite
