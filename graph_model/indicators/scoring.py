"""Ratios and composites from the columns: every area of a level, or every organization, together. The meaning is
`reference.scores`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

import polars as pl

from graph_model.answers import Coverage, PartValue, Tally
from graph_model.day import Day
from graph_model.errors import BadQuestion
from graph_model.indicators.parts import part_of
from graph_model.indicators.scored import Composite, Grade, Score
from graph_model.indicators.scoring_bodies import bodies_of
from graph_model.levels import AreaLevel
from graph_model.quantities import Part, Quantity
from graph_model.ranges import Range

__all__ = ["ranks", "scored"]

Values = Sequence[Range | None]
"""One value an area, in the order of the areas asked; None where there is nothing to count."""


def scored(day: Day, key: str, within: str | None, by: AreaLevel | None) -> list[Coverage]:
    """One row for `within` (None: the whole store), or one for each area of a level; ranked if the level is the indicator's
    own. A score of organizations has a row for each that stands in `within`, by code, ranked.

    Raises:
        BadQuestion: a score of organizations by level.
        NotFound: `within` is no area that day.
    """
    rule = day.network.catalogue.scores[key]
    if rule.organizations:
        if by is not None:
            raise BadQuestion(f"{key} has a value for each organization: ask without a level, found {by}")
        bodies = bodies_of(day, key, within)
        return [
            replace(row, area=seat, organization=code)
            for row, code, seat in zip(_rows(day, rule, bodies, ranked=True), bodies.codes, bodies.seats(), strict=True)
        ]
    if by is None:
        code = None if within is None else day.network.tables["areas"].code(day.index("areas", within))
        return _rows(day, rule, _Areas(day, [code], None, code), ranked=False)
    return _rows(day, rule, _Areas(day, day.areas(within, by), by, within), ranked=by is rule.level)


class _Asked(Protocol):
    """What has a value each: areas or organizations."""

    day: Day
    table: str

    @property
    def codes(self) -> Sequence[str | None]: ...

    def counted(self, quantity: Quantity) -> Values:
        """A part of an indicator's answer for each."""
        ...


@dataclass
class _Areas:
    """The areas asked: one (`level` None), or all of a level in `within`."""

    day: Day
    codes: Sequence[str | None]
    level: AreaLevel | None
    within: str | None
    table: str = "areas"

    def counted(self, quantity: Quantity) -> Values:
        """A part of an indicator's answer for each."""
        network, key = self.day.network, str(quantity.indicator)
        rows = network.coverage(key, as_of=self.day.date, within=self.within, by=self.level, weight=quantity.weight)
        tallies = {row.area: row.tally for row in rows if not row.remainder}
        tiers, part = [tier.key for tier in network.catalogue[key].tiers], quantity.part or Part.RATE
        return [part_of(tallies[code], part, tiers, quantity.tier) for code in self.codes]


def _rows(day: Day, rule: Score, asked: _Asked, *, ranked: bool) -> list[Coverage]:
    values, parts = _scores(rule, asked)
    named = {"zh": "各部分权重之和", "en": "the sum of the weights"}
    if not isinstance(rule, Composite):
        named = rule.denominator_name.model_dump()
    places = ranks(values) if ranked else [None] * len(values)
    return [
        Coverage(
            code,
            remainder=False,
            as_of=day.date,
            tally=Tally(),
            denominator_name=named,
            value=value,
            grade=_grade(rule, value) if _graded(rule, code, day) else None,
            rank=rank,
            parts=some,
        )
        for code, value, rank, some in zip(asked.codes, values, places, parts, strict=True)
    ]


def _scores(rule: Score, asked: _Asked) -> tuple[Values, list[tuple[PartValue, ...]]]:
    """The values, and for a composite the parts of each."""
    if isinstance(rule, Composite):
        return _composite(rule, asked)
    pairs = zip(_values(rule.numerator, asked), _values(rule.denominator, asked), strict=True)
    values = [None if one is None or other is None else one.over(other) for one, other in pairs]
    return values, [()] * len(values)


def _composite(rule: Composite, asked: _Asked) -> tuple[list[Range | None], list[tuple[PartValue, ...]]]:
    scores = [
        [None if one is None else one.times(1 / part.full).at_most(1) for one in _values(part.score, asked)]
        for part in rule.parts
    ]
    values: list[Range | None] = []
    parts: list[tuple[PartValue, ...]] = []
    for column in zip(*scores, strict=True) if asked.codes else ():
        applying = [(part, one) for part, one in zip(rule.parts, column, strict=True) if one is not None]
        weights = sum((part.weight for part, _ in applying), Fraction(0))
        total = sum((one.times(part.weight) for part, one in applying), Range.of(0))
        values.append(total.times(1 / weights) if weights else None)
        parts.append(
            tuple(
                PartValue(part.key, part.label.model_dump(), one, float(part.weight))
                for part, one in zip(rule.parts, column, strict=True)
            )
        )
    return values, parts


def _graded(rule: Score, code: str | None, day: Day) -> bool:
    """Whether it is of what the score grades: an area of its level, or an organization."""
    if rule.level is None:
        return True
    return code is not None and day.record("areas", code).level in day.scheme(code).answering(rule.level)


def _grade(rule: Score, value: Range | None) -> Grade | None:
    """The grade that is certain."""
    if not isinstance(rule, Composite) or value is None:
        return None
    low, high = (
        next((grade for grade in rule.grades if grade.at_least <= bound), None) for bound in (value.low, value.high)
    )
    return low if low == high else None


def ranks(values: Values) -> list[int | None]:
    """1 for the highest value; equal ones share a rank, and the next is as many lower. None without a value."""
    ordered = sorted((value.low for value in values if value is not None), reverse=True)
    first = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    return [None if value is None else first[value.low] for value in values]


# ── Quantities, for all together ─────────────────────────────────────────────────────────────────────────────────────


def _values(quantity: Quantity, asked: _Asked) -> Values:
    if quantity.indicator is not None and quantity.part is Part.VALUE:
        return _scores(asked.day.network.catalogue.scores[quantity.indicator], asked)[0]
    if quantity.indicator is not None:
        return asked.counted(quantity)
    if quantity.attribute is not None:
        return [_attribute(asked, code, quantity.attribute) for code in asked.codes]
    if quantity.figure is not None:
        return _figures(asked, quantity.figure)
    if quantity.number is not None:
        return [Range.of(Fraction(str(quantity.number)))] * len(asked.codes)
    columns = [_values(part, asked) for part in quantity.sum or quantity.ratio]
    return [_put_together(quantity, column) for column in zip(*columns, strict=True)]


def _put_together(quantity: Quantity, column: Sequence[Range | None]) -> Range | None:
    known = [one for one in column if one is not None]
    if len(known) < len(column):
        return None
    return known[0].over(known[1]) if quantity.ratio else sum(known, Range.of(0))


def _attribute(asked: _Asked, code: str | None, key: str) -> Range | None:
    value = None if code is None else asked.day.record(asked.table, code).attributes.get(key)
    return Range.of(Fraction(str(value))) if isinstance(value, int | float) else None


def _figures(asked: _Asked, key: str) -> Values:
    """The figure of the latest period about each; claims that differ are a range."""
    about = asked.table.removesuffix("s")
    figures = asked.day.network.tables["figures"].frame[asked.day.rows("figures")]
    named = figures.filter(
        (pl.col("key") == key)
        & pl.col("value").is_not_null()
        & pl.col(about).is_in([code for code in asked.codes if code])
    )
    rows = named.select(about, "value", period=pl.col("period").fill_null(""))
    latest = rows.filter(pl.col("period") == pl.col("period").max().over(about))
    bounds = latest.group_by(about).agg(low=pl.col("value").min(), high=pl.col("value").max())
    found = {code: Range(Fraction(str(low)), Fraction(str(high))) for code, low, high in bounds.iter_rows()}
    return [None if code is None else found.get(code) for code in asked.codes]
