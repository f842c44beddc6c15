"""Numbers that can be derived, as declarations: a part of an indicator's answer, a figure, an attribute, a sum, a ratio.

A quantity is a mapping with exactly one of `indicator`, `figure`, `attribute`, `number`, `sum`, `ratio`. Schemes say with
them how a published figure comes out of the records (`figures:`), indicators of kind `ratio` what they divide.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from graph_model.answers import Weight
from graph_model.declarations import Declaration, Path_
from graph_model.levels import AreaLevel

__all__ = ["FigureRule", "Other", "Part", "Quantity"]


class Part(StrEnum):
    """Which part of an indicator's answer (the population is the denominator with the exempt); of a tier its count, its rate, or the rate of it and all tiers before."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    POPULATION = "population"
    GAPS = "gaps"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"
    RATE = "rate"
    VALUE = "value"
    COUNT = "count"
    CUMULATIVE_RATE = "cumulative_rate"

    @property
    def is_rate(self) -> bool:
        """Whether it is a share of 1, which a claim in % is compared with a hundred times."""
        return self in (Part.RATE, Part.CUMULATIVE_RATE)


class Quantity(Declaration):
    """One number; see the module. `within` and `as_of` say where and when, if not where and when the whole is asked.

    An attribute or a figure is the subject's own, or with `level` the sum over the areas of that level.
    """

    indicator: str | None = None
    part: Part | None = None
    tier: str | None = None
    weight: Weight = Weight.SUBJECTS
    figure: str | None = None
    attribute: str | None = None
    level: AreaLevel | None = None
    number: int | float | None = None
    sum: tuple[Quantity, ...] = ()
    ratio: Annotated[tuple[Quantity, ...], Field(max_length=2)] = ()
    within: str | None = None
    as_of: date | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Quantity:
        kinds = ("indicator", "figure", "attribute", "number", "sum", "ratio")
        named = [kind for kind in kinds if getattr(self, kind) not in (None, ())]
        if len(named) != 1:
            raise ValueError(f"a quantity is exactly one of {', '.join(kinds)}; found " + (", ".join(named) or "none"))
        if (self.part is not None or self.tier is not None) and self.indicator is None:
            raise ValueError("part and tier belong to an indicator")
        if self.level is not None and self.attribute is None and self.figure is None:
            raise ValueError("level says over which areas an attribute or a figure is summed")
        if self.indicator is not None and self.part is None:
            raise ValueError("say which part of the indicator: " + ", ".join(Part))
        if self.part in (Part.COUNT, Part.CUMULATIVE_RATE) and self.tier is None:
            raise ValueError(f"{self.part} is of a tier: say which")
        if self.tier is not None and self.part not in (Part.COUNT, Part.RATE, Part.CUMULATIVE_RATE):
            raise ValueError("of a tier there are count, rate and cumulative_rate")
        if self.ratio and len(self.ratio) != 2:
            raise ValueError("a ratio is of two quantities: what is divided, and by what")
        return self

    @property
    def is_rate(self) -> bool:
        """Whether it is a share of 1."""
        return bool(self.ratio) or (self.part is not None and self.part.is_rate)

    @property
    def from_figures(self) -> bool:
        """Whether it comes from published figures about the same subject alone, none of it from records."""
        return all((part.figure and not part.level) or part.number is not None for _, part in self.leaves())

    def leaves(self, path: Path_ = ()) -> Iterator[tuple[Path_, Quantity]]:
        """What it is made of in the end, each with its path."""
        if not (self.sum or self.ratio):
            yield path, self
        for key, parts in (("sum", self.sum), ("ratio", self.ratio)):
            for number, part in enumerate(parts):
                yield from part.leaves((*path, key, number))


class Other(Declaration):
    """Another way to count that may have been meant: another denominator, another base."""

    label: str
    derived: Quantity


class FigureRule(Declaration):
    """How a published figure comes out of the records, or why it does not.

    `derived` within the place the figure is about (or `within`), as of the day its version begins (or `as_of`); `others` are
    tried when it does not fit; `claim` is the reason why nothing in the records tells it.
    """

    label: str
    derived: Quantity | None = None
    others: tuple[Other, ...] = ()
    within: str | None = None
    as_of: date | None = None
    claim: str | None = None

    @model_validator(mode="after")
    def _derived_or_claim(self) -> FigureRule:
        if (self.derived is None) == (self.claim is None):
            raise ValueError("a figure is derived, or a claim with the reason why it is not")
        if self.claim is not None and (self.others or self.within or self.as_of):
            raise ValueError("a claim is not derived: others, within and as_of have no place beside it")
        return self

    def quantities(self) -> Iterator[tuple[Path_, Quantity]]:
        """All that is derived, each with its path below the rule."""
        if self.derived is not None:
            yield ("derived",), self.derived
        for number, other in enumerate(self.others):
            yield ("others", number, "derived"), other.derived
