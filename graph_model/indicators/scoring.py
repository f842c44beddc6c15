"""Ratios and composites from the columns: every area of a level together. The meaning is `reference.scores`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from graph_model.answers import Coverage, PartValue, Tally
from graph_model.day import Day
from graph_model.indicators.parts import part_of
from graph_model.indicators.scored import Composite, Grade, Score
from graph_model.levels import AreaLevel
from graph_model.quantities import Part, Quantity
from graph_model.ranges import Range

if TYPE_CHECKING:
    from graph_model.network import Network

__all__ = ["ranks", "scored"]

Values = Sequence[Range | None]
"""One value an area, in the order of the areas asked; None where there is nothing to count."""


def scored(day: Day, key: str, within: str | None, by: AreaLevel | None) -> list[Coverage]:
    """One row for `within` (None: the whole store), or one for each area of a level; ranked if the level is the indicator's
    own."""
    rule = day.network.catalogue.scores[key]
    if by is None:
        code = None if within is None else day.network.tables["areas"].code(day.index("areas", within))
        return _rows(day, rule, _Areas(day, [code], None, code), ranked=False)
    return _rows(day, rule, _Areas(day, day.areas(within, by), by, within), ranked=by is rule.level)


@dataclass(frozen=True)
class _Areas:
    """The areas asked: one (`level` None), or all of a level in `within`."""

    day: Day
    codes: Sequence[str | None]
    level: AreaLevel | None
    within: str | None

    @property
    def network(self) -> Network:
        return self.day.network

    def answers(self, quantity: Quantity) -> list[Coverage]:
        """The answer of a quantity's indicator for each area."""
        assert quantity.indicator is not None
        network, key, on = self.network, quantity.indicator, self.day.date
        if quantity.part is Part.VALUE:
            return scored(self.day, key, self.within, self.level)
        rows = network.coverage(key, as_of=on, within=self.within, by=self.level, weight=quantity.weight)
        found = {row.area: row for row in rows if not row.remainder}
        return [found[code] for code in self.codes]


def _rows(day: Day, rule: Score, areas: _Areas, *, ranked: bool) -> list[Coverage]:
    parts: list[tuple[PartValue, ...]] = [()] * len(areas.codes)
    if isinstance(rule, Composite):
        values, parts = _composite(rule, areas)
    else:
        pairs = zip(_values(rule.numerator, areas), _values(rule.denominator, areas), strict=True)
        values = [None if one is None or other is None else one.over(other) for one, other in pairs]
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
            grade=_grade(rule, value, code, day),
            rank=rank,
            parts=some,
        )
        for code, value, rank, some in zip(areas.codes, values, places, parts, strict=True)
    ]


def _composite(rule: Composite, areas: _Areas) -> tuple[list[Range | None], list[tuple[PartValue, ...]]]:
    scores = [
        [None if one is None else one.times(1 / part.full).at_most(1) for one in _values(part.score, areas)]
        for part in rule.parts
    ]
    values: list[Range | None] = []
    parts: list[tuple[PartValue, ...]] = []
    for column in zip(*scores, strict=True) if areas.codes else ():
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


def _grade(rule: Score, value: Range | None, code: str | None, day: Day) -> Grade | None:
    """The grade that is certain, of an area of the indicator's level."""
    if not isinstance(rule, Composite) or value is None or code is None:
        return None
    if day.record("areas", code).level not in day.scheme(code).answering(rule.level):
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


# ── Quantities, for all areas together ───────────────────────────────────────────────────────────────────────────────


def _values(quantity: Quantity, areas: _Areas) -> Values:
    if quantity.indicator is not None:
        answers = areas.answers(quantity)
        if quantity.part is Part.VALUE:
            return [answer.value for answer in answers]
        tiers = [tier.key for tier in areas.network.catalogue[quantity.indicator].tiers]
        part = quantity.part or Part.RATE
        return [part_of(answer.tally, part, tiers, quantity.tier) for answer in answers]
    if quantity.attribute is not None:
        return [_attribute(areas.day, code, quantity.attribute) for code in areas.codes]
    if quantity.figure is not None:
        return _figures(areas, quantity.figure)
    if quantity.number is not None:
        return [Range.of(Fraction(str(quantity.number)))] * len(areas.codes)
    columns = [_values(part, areas) for part in quantity.sum or quantity.ratio]
    return [_put_together(quantity, column) for column in zip(*columns, strict=True)]


def _put_together(quantity: Quantity, column: Sequence[Range | None]) -> Range | None:
    known = [one for one in column if one is not None]
    if len(known) < len(column):
        return None
    return known[0].over(known[1]) if quantity.ratio else sum(known, Range.of(0))


def _attribute(day: Day, code: str | None, key: str) -> Range | None:
    value = None if code is None else day.record("areas", code).attributes.get(key)
    return Range.of(Fraction(str(value))) if isinstance(value, int | float) else None


def _figures(areas: _Areas, key: str) -> Values:
    """The figure of the latest period about each area; claims that differ are a range."""
    figures = areas.network.tables["figures"].frame[areas.day.rows("figures")]
    named = figures.filter(
        (pl.col("key") == key)
        & pl.col("value").is_not_null()
        & pl.col("area").is_in([code for code in areas.codes if code])
    )
    rows = named.select("area", "value", period=pl.col("period").fill_null(""))
    latest = rows.filter(pl.col("period") == pl.col("period").max().over("area"))
    bounds = latest.group_by("area").agg(low=pl.col("value").min(), high=pl.col("value").max())
    found = {area: Range(Fraction(str(low)), Fraction(str(high))) for area, low, high in bounds.iter_rows()}
    return [None if code is None else found.get(code) for code in areas.codes]
