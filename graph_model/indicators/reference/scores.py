"""The meaning of ratios and composites, in plain loops over areas or organizations: values, grades, ranks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from graph_model.answers import Tally
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.parts import part_of
from graph_model.indicators.reference.states import Reference
from graph_model.indicators.scored import Composite, Score
from graph_model.levels import AreaLevel
from graph_model.quantities import Part, Quantity
from graph_model.ranges import Range

__all__ = ["Scored", "score", "scores_by", "scores_of_bodies"]


@dataclass(frozen=True, slots=True)
class Scored:
    """A value (None: nothing to count), its parts by key (None: does not apply), the grade's key and the rank."""

    value: Range | None
    parts: Mapping[str, Range | None]
    grade: str | None = None
    rank: int | None = None


def score(reference: Reference, key: str, code: str, day: date) -> Scored:
    """A ratio or a composite for one area or organization: graded where an area is of its level and the grade is certain."""
    rule = reference.catalogue.scores[key]
    if not isinstance(rule, Composite):
        numerator = _value(reference, rule.numerator, rule, code, day)
        denominator = _value(reference, rule.denominator, rule, code, day)
        nothing = numerator is None or denominator is None
        return Scored(None if nothing else numerator.over(denominator), {})  # type: ignore[union-attr, arg-type]
    parts: dict[str, Range | None] = {}
    total, weights = Range.of(0), Fraction(0)
    for part in rule.parts:
        found = _value(reference, part.score, rule, code, day)
        parts[part.key] = None if found is None else found.times(1 / part.full).at_most(1)
        if found is not None:
            total += found.times(1 / part.full).at_most(1).times(part.weight)
            weights += part.weight
    value = total.times(1 / weights) if weights else None
    return Scored(value, parts, _grade(reference, rule, value, code, day))


def _grade(reference: Reference, rule: Composite, value: Range | None, code: str, day: date) -> str | None:
    graded = rule.level is None or (
        reference.on("areas", day)[code].level in reference.scheme(code, day).answering(rule.level)
    )
    if value is None or not graded:
        return None
    low, high = (
        next((grade.key for grade in rule.grades if grade.at_least <= bound), None) for bound in (value.low, value.high)
    )
    return low if low == high else None


def scores_of_bodies(reference: Reference, key: str, day: date, within: str | None = None) -> dict[str, Scored]:
    """Every organization of the kinds that stands in `within` under a scheme that lists the score; ranked by value."""
    rule, bodies = reference.catalogue.scores[key], []
    for code, body in reference.on("organizations", day).items():
        scheme = reference.scheme(body.area, day)
        inside = within is None or within in reference.path(body.area, day)
        if inside and key in scheme.scores and reference.is_of(code, rule.organizations, scheme, day):
            bodies.append(code)
    return _ranked({code: score(reference, key, code, day) for code in bodies})


def scores_by(
    reference: Reference, key: str, day: date, level: AreaLevel, within: str | None = None
) -> dict[str, Scored]:
    """Every area of a level in `within`; ranked among each other by value if the level is the indicator's own."""
    areas = [
        code
        for code, area in reference.on("areas", day).items()
        if area.level in reference.scheme(code, day).answering(level)
        and (within is None or within in reference.path(code, day))
    ]
    found = {area: score(reference, key, area, day) for area in areas}
    if level is not reference.catalogue.scores[key].level:
        return found
    return _ranked(found)


def _ranked(found: Mapping[str, Scored]) -> dict[str, Scored]:
    values = [one.value.low for one in found.values() if one.value is not None]
    return {
        code: Scored(one.value, one.parts, one.grade, 1 + sum(other > one.value.low for other in values))
        if one.value is not None
        else one
        for code, one in found.items()
    }


def _value(reference: Reference, quantity: Quantity, rule: Score, code: str, day: date) -> Range | None:
    """A quantity within an area, or of an organization."""
    if quantity.indicator is not None and quantity.part is Part.VALUE:
        return score(reference, quantity.indicator, code, day).value
    if quantity.indicator is not None:
        assert quantity.part is not None
        tally = _counts(reference, quantity, rule, code, day)
        tiers = [tier.key for tier in reference.catalogue[quantity.indicator].tiers]
        return part_of(tally, quantity.part, tiers, quantity.tier)
    if quantity.figure is not None or quantity.attribute is not None:
        return _on_record(reference, quantity, rule.subject, code, day)
    if quantity.number is not None:
        return Range.of(Fraction(str(quantity.number)))
    parts = [_value(reference, part, rule, code, day) for part in quantity.sum or quantity.ratio]
    if any(part is None for part in parts):
        return None
    known = [part for part in parts if part is not None]
    return known[0].over(known[1]) if quantity.ratio else sum(known, Range.of(0))


def _counts(reference: Reference, quantity: Quantity, rule: Score, code: str, day: date) -> Tally:
    """The counts in an area; of an organization those of itself, or of what lies in the areas it covers."""
    key = str(quantity.indicator)
    if not rule.organizations:
        return reference.counts(key, day, code, quantity.weight)
    if reference.catalogue[key].subject is SubjectType.ORGANIZATIONS:
        return reference.sums(
            key, [one for one in reference.states(key, day) if one.subject.code == code], quantity.weight, day
        )
    covered = {row.area for row in reference.on("covers", day).values() if row.organization == code}
    inside = [one for one in reference.states(key, day) if covered.intersection(reference.path(one.subject.area, day))]
    return reference.sums(key, inside, quantity.weight, day)


def _on_record(reference: Reference, quantity: Quantity, table: SubjectType, code: str, day: date) -> Range | None:
    """An attribute of the area or organization, or its figure of the latest period (claims that differ are a range); None if
    not told."""
    if quantity.attribute is not None:
        value = reference.on(table, day)[code].attributes.get(quantity.attribute)
        return Range.of(Fraction(str(value))) if isinstance(value, int | float) else None
    about = "area" if table is SubjectType.AREAS else "organization"
    rows = [
        row
        for row in reference.on("figures", day).values()
        if getattr(row, about) == code and row.key == quantity.figure and row.value is not None
    ]
    latest = max((row.period or "" for row in rows), default="")
    values = [Fraction(str(row.value)) for row in rows if (row.period or "") == latest]
    return Range(min(values), max(values)) if values else None
