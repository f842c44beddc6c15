"""Published against derived: the rules, on the numbers of the five texts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from graph_model.claims.verdicts import Verdict, as_published, judge, overall
from graph_model.ranges import Range
from graph_model.records import Qualifier

E, R, T, H, D, U = (
    Verdict.EQUAL,
    Verdict.ROUNDED,
    Verdict.TRUNCATED,
    Verdict.QUALIFIER_HOLDS,
    Verdict.DIFFERS,
    Verdict.UNDECIDED,
)
EXACT, ABOUT, AT_LEAST = Qualifier.EXACT, Qualifier.ABOUT, Qualifier.AT_LEAST
MORE, UNDER = Qualifier.MORE_THAN, Qualifier.UNDER


def share(numerator: int, denominator: int) -> Fraction:
    """A percentage, exactly."""
    return Fraction(100 * numerator, denominator)


@pytest.mark.parametrize(
    ("value", "text", "qualifier", "derived", "verdict"),
    [
        # Macheng
        (69.6, "党员770人，占69.6%", EXACT, share(770, 1106), R),
        # Guancheng
        (59, "占比59%", EXACT, share(577, 987), D),
        (98, "达到98%", EXACT, share(161, 162), D),
        (12.9, "仅占12.9%", EXACT, share(21, 162), T),
        # Zhenhai
        (9560, "矛盾9560件", EXACT, Fraction(6755 + 2895), D),
        (70, "占70%", EXACT, share(6755, 6755 + 2895), E),
        (70, "党员站长达70%以上", AT_LEAST, share(79, 112), H),
        (70, "党员站长达70%以上", AT_LEAST, share(78, 112), D),
        # Luohu
        (72, "占72%", EXACT, Fraction(100 * 115, 160), R),
        (1, "不到1%", UNDER, share(12_740, 1_600_000), H),
        (1, "不到1%", UNDER, share(12_740, 1_150_000), D),
        # Kaifeng
        (400, "400余名党员", MORE, Fraction(400), H),
        (400, "400余名党员", MORE, Fraction(399), D),
        (700, "近700名党员", UNDER, Fraction(686), H),
        (700, "近700名党员", UNDER, Fraction(599), D),
        (700, "近700名党员", UNDER, Fraction(700), D),
        (260_000, "26万件", EXACT, Fraction(258_731), R),
        (260_000, "26万件", EXACT, Fraction(269_999), T),
        (1, "近年来不到1%", UNDER, Fraction(0), H),
        (50_000, "将近50000人", UNDER, Fraction(39_999), D),
        (50_000, "将近50000人", UNDER, Fraction(48_213), H),
        (40, "约40个", ABOUT, Fraction(45), H),
        (40, "约40个", ABOUT, Fraction(46), D),
        (3, "三项工作任务", EXACT, Fraction(3), E),
    ],
)
def test_a_number_is_judged(value: float, text: str, qualifier: Qualifier, derived: Fraction, verdict: Verdict) -> None:
    """Each published number of the cases against what the records give."""
    assert judge(as_published(value, text, qualifier), Range.of(derived)) is verdict


@pytest.mark.parametrize(
    ("value", "qualifier", "low", "high", "verdict"),
    [
        (100, EXACT, 90, 110, U),
        (100, EXACT, 90, 99, D),
        (100, MORE, 100, 110, H),
        (100, MORE, 99, 110, U),
        (100, MORE, 90, 99, D),
        (100, UNDER, 99, 110, U),
        (100, UNDER, 100, 110, D),
        (100, ABOUT, 151, 170, D),
        (100, ABOUT, 140, 170, U),
    ],
)
def test_what_is_not_told_decides_nothing(
    value: float, qualifier: Qualifier, low: int, high: int, verdict: Verdict
) -> None:
    """A range fits or differs only where every number of it does."""
    assert judge(as_published(value, None, qualifier), Range.of(low, high)) is verdict


@pytest.mark.parametrize(
    ("value", "text", "digit"),
    [
        (69.6, "占69.6%", "0.1"),
        (70, "占70.0%", "0.1"),
        (70, None, "1"),
        (260_000, "26万件", "1E+4"),
        (3_100_000, "310万元", "1E+4"),
        (9_560, "9,560件", "1"),
        (9_560, "12个月共9560件", "1"),
        (0.8, None, "0.1"),
        (3, "三项", "1"),
    ],
)
def test_the_digit_printed_is_read(value: float, text: str | None, digit: str) -> None:
    """The last digit printed is that of the number in the text, else of the value."""
    assert as_published(value, text).digit == Decimal(digit)


@pytest.mark.parametrize(
    ("own", "others", "from_figures", "verdict"),
    [
        (E, [D], False, E),
        (D, [E], True, Verdict.OTHER_DENOMINATOR),
        (T, [R], False, Verdict.OTHER_DENOMINATOR),
        (T, [T, D], False, T),
        (D, [T], False, D),
        (D, [], True, Verdict.SELF_CONTRADICTION),
        (U, [E], False, U),
    ],
)
def test_other_denominators_are_weighed(
    own: Verdict, others: list[Verdict], verdict: Verdict, *, from_figures: bool
) -> None:
    """What fits as it is meant stays; then another denominator, then digits cut off, then a contradiction."""
    assert overall(own, others, from_figures=from_figures) is verdict


def test_zhenhais_misprint_is_found() -> None:
    """9,560 contradicts its parts, whose sum makes the 70 % exact; of 9,560 itself it would be 70.66 %."""
    total = judge(as_published(9560, "9560件"), Range.of(6755) + Range.of(2895))
    printed = judge(as_published(70, "占70%"), Range.of(share(6755, 9560)))
    summed = judge(as_published(70, "占70%"), Range.of(share(6755, 9650)))
    assert overall(total, [], from_figures=True) is Verdict.SELF_CONTRADICTION
    assert (printed, summed) == (T, E)
    assert overall(printed, [summed], from_figures=True) is Verdict.OTHER_DENOMINATOR


def test_a_division_by_what_may_be_nothing_has_no_value() -> None:
    """A ratio whose denominator could be 0 is None, not infinite."""
    assert Range.of(1).over(Range.of(0, 5)) is None
    assert Range.of(1, 2).over(Range.of(4, 5)) == Range.of(Fraction(1, 5), Fraction(1, 2))
