"""Numbers that are known between two bounds, exactly: what is not told yet could still raise them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Range"]


@dataclass(frozen=True, slots=True)
class Range:
    """A derived number, never negative: between `low` and `high`, which are equal unless something is not told yet.

    >>> Range.of(1, 2) + Range.of(3)
    Range(low=Fraction(4, 1), high=Fraction(5, 1))
    """

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, number: float | Fraction, high: float | Fraction | None = None) -> Range:
        """A number that is known, or a range."""
        return cls(Fraction(number), Fraction(number if high is None else high))

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def over(self, other: Range) -> Range | None:
        """This divided by the other; None when that could be 0."""
        return Range(self.low / other.high, self.high / other.low) if other.low > 0 else None

    def times(self, factor: int | Fraction) -> Range:
        """So many times this."""
        return Range(self.low * factor, self.high * factor)

    def at_most(self, limit: int) -> Range:
        """This, cut off at a limit."""
        return Range(min(self.low, Fraction(limit)), min(self.high, Fraction(limit)))
