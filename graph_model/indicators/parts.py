"""One part of an indicator's answer as an exact number."""

from __future__ import annotations

from collections.abc import Sequence

from graph_model.answers import Tally
from graph_model.quantities import Part
from graph_model.ranges import Range

__all__ = ["part_of"]


def part_of(tally: Tally, part: Part, tiers: Sequence[str] = (), tier: str | None = None) -> Range | None:
    """The part, a range while something is unknown; None for a rate of nothing. `tiers` are the keys of the tally's tiers.

    `value` is no part of a tally.
    """
    counted = Range.of(tally.numerator, tally.numerator + tally.unknown)
    left = tally.denominator - tally.numerator - tally.unknown
    if tier is not None:
        number = list(tiers).index(tier)
        count = sum(tally.tiers[: number + 1]) if part is Part.CUMULATIVE_RATE else tally.tiers[number]
        counted = Range.of(count, count + tally.unknown)
    match part:
        case Part.RATE | Part.CUMULATIVE_RATE:
            return counted.over(Range.of(tally.denominator))
        case Part.NUMERATOR | Part.COUNT:
            return counted
        case Part.DENOMINATOR:
            return Range.of(tally.denominator)
        case Part.POPULATION:
            return Range.of(tally.denominator + tally.exempt)
        case Part.GAPS:
            return Range.of(left, left + tally.unknown)
        case Part.UNKNOWN:
            return Range.of(tally.unknown)
        case Part.EXEMPT:
            return Range.of(tally.exempt)
        case Part.VALUE:
            raise ValueError("a tally has no value")
