"""Whether a published number and a derived one agree: exact rules on exact numbers.

A derived number is a range: what is not told yet could still raise it. A published one has the digit it was printed to
(69.6 to 0.1, 26万 to 10,000) and a qualifier:

- exact: equal, else equal after rounding half up to that digit, else after cutting off below it;
- 余/多 and 以上: at least the number printed;
- 不到/不足: below it; 近/将近: below it by no more than one of its last digit that is not 0 (近700: 600 to 700);
- 左右/约: within half of that.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from graph_model.ranges import Range
from graph_model.records import Qualifier

__all__ = ["Published", "Verdict", "as_published", "judge", "overall", "rounded", "truncated"]


class Verdict(StrEnum):
    """What comparing a published figure with the derived one came to."""

    EQUAL = "equal"
    ROUNDED = "rounded"
    TRUNCATED = "truncated"
    QUALIFIER_HOLDS = "qualifier_holds"
    OTHER_DENOMINATOR = "other_denominator"
    SELF_CONTRADICTION = "self_contradiction"
    DIFFERS = "differs"
    UNDECIDED = "undecided"
    CLAIM = "claim"

    @property
    def label(self) -> str:
        """The Chinese words for it."""
        return _LABELS[self]

    @property
    def agrees(self) -> bool:
        """Whether the numbers fit as they are meant."""
        return self in (Verdict.EQUAL, Verdict.ROUNDED, Verdict.QUALIFIER_HOLDS)


_LABELS = {
    Verdict.EQUAL: "相符",
    Verdict.ROUNDED: "四舍五入后相符",
    Verdict.TRUNCATED: "舍去尾数后相符",
    Verdict.QUALIFIER_HOLDS: "限定语成立",
    Verdict.OTHER_DENOMINATOR: "换一个分母相符",
    Verdict.SELF_CONTRADICTION: "原文自相矛盾",
    Verdict.DIFFERS: "不符",
    Verdict.UNDECIDED: "填报不全，不能断定",
    Verdict.CLAIM: "不可核算，只作记载",
}


@dataclass(frozen=True, slots=True)
class Published:
    """A number as printed: `digit` is one of the last digit printed (0.1 of 69.6), `text` the words around it."""

    value: Decimal
    digit: Decimal
    qualifier: Qualifier = Qualifier.EXACT
    text: str = ""

    @property
    def step(self) -> Decimal:
        """One of the last digit that is not 0: 100 of 700, 10,000 of 50,000, 0.1 of 69.6."""
        exponent = self.value.normalize().as_tuple().exponent
        return Decimal(1).scaleb(int(exponent)) if self.value else self.digit

    @property
    def nearly(self) -> bool:
        """Whether the text says 近 before a number (just under) rather than 不到 (anything less)."""
        said = _NEARLY.search(self.text) is not None and not any(word in self.text for word in ("不到", "不足"))
        return self.qualifier is Qualifier.UNDER and said


_NUMBER = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*([百千万亿]?)")
_NEARLY = re.compile(r"近\s*[\d一二两三四五六七八九十百千万]")
_UNITS = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}


def as_published(value: float, text: str | None, qualifier: Qualifier = Qualifier.EXACT) -> Published:
    """A figure's value with the digit it was printed to, which the text shows where it has the number in figures.

    >>> as_published(69.6, "党员占69.6%").digit, as_published(260000, "各类事件达26万件").digit
    (Decimal('0.1'), Decimal('1E+4'))
    """
    number = Decimal(int(value)) if value == int(value) else Decimal(repr(value))
    for digits, unit in _NUMBER.findall(text or ""):
        printed = Decimal(digits.replace(",", "").replace("，", ""))
        if printed * _UNITS[unit] == number:
            power = int(printed.as_tuple().exponent) + len(str(_UNITS[unit])) - 1
            return Published(number, Decimal(1).scaleb(power), qualifier, text or "")
    power = min(0, int(number.normalize().as_tuple().exponent))
    return Published(number, Decimal(1).scaleb(power), qualifier, text or "")


def rounded(number: Fraction, digit: Decimal) -> Decimal:
    """Half up to the digit.

    >>> rounded(Fraction(100 * 21, 162), Decimal("0.1")), truncated(Fraction(100 * 21, 162), Decimal("0.1"))
    (Decimal('13.0'), Decimal('12.9'))
    """
    return math.floor(number / Fraction(digit) + Fraction(1, 2)) * digit


def truncated(number: Fraction, digit: Decimal) -> Decimal:
    """Cut off below the digit."""
    return math.floor(number / Fraction(digit)) * digit


def judge(published: Published, derived: Range) -> Verdict:
    """Equal, rounded, truncated, the qualifier holds, or none of these; undecided where the rest of the filings could
    still decide either way."""
    low, high = _judge(published, derived.low), _judge(published, derived.high)
    if derived.low == derived.high:
        return low
    if low is high is Verdict.QUALIFIER_HOLDS:
        return low
    return Verdict.UNDECIDED if _could_fit(published, derived) else Verdict.DIFFERS


def _judge(published: Published, derived: Fraction) -> Verdict:
    value = Fraction(published.value)
    if published.qualifier is not Qualifier.EXACT:
        return Verdict.QUALIFIER_HOLDS if _holds(published, derived) else Verdict.DIFFERS
    if derived == value:
        return Verdict.EQUAL
    if rounded(derived, published.digit) == published.value:
        return Verdict.ROUNDED
    if truncated(derived, published.digit) == published.value:
        return Verdict.TRUNCATED
    return Verdict.DIFFERS


def _holds(published: Published, derived: Fraction) -> bool:
    value, step = Fraction(published.value), Fraction(published.step)
    match published.qualifier:
        case Qualifier.UNDER:
            return derived < value and (not published.nearly or derived >= value - step)
        case Qualifier.ABOUT:
            return abs(derived - value) <= step / 2
        case _:
            return derived >= value


def _could_fit(published: Published, derived: Range) -> bool:
    """Whether some number of the range would fit."""
    value, step, digit = Fraction(published.value), Fraction(published.step), Fraction(published.digit)
    match published.qualifier:
        case Qualifier.UNDER:
            return derived.low < value and (not published.nearly or derived.high >= value - step)
        case Qualifier.ABOUT:
            return derived.low <= value + step / 2 and derived.high >= value - step / 2
        case Qualifier.EXACT:
            return derived.low < value + digit and derived.high >= value - digit / 2
        case _:
            return derived.high >= value


def overall(own: Verdict, others: Iterable[Verdict], *, from_figures: bool) -> Verdict:
    """The verdict over the way a figure is meant and other ways it may have been: another denominator that fits goes before
    digits cut off; what the same source's own figures contradict is a contradiction of the source."""
    if own.agrees or own is Verdict.UNDECIDED:
        return own
    if any(other.agrees for other in others):
        return Verdict.OTHER_DENOMINATOR
    return Verdict.SELF_CONTRADICTION if from_figures and own is Verdict.DIFFERS else own
