"""The history of ties, of bodies that had to be there in time, and of sets."""

from __future__ import annotations

from graph_model.dates import day_number
from graph_model.indicators.conditions import AffiliatedWith, EstablishedWithin, SetComplete, SubjectType
from graph_model.indicators.history.spans import (
    History,
    One,
    days_of,
    ends_of,
    histories,
    history,
    spans_of,
    told_of,
    versions_of,
)
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN
from graph_model.indicators.masks import Reading, attribute_type
from graph_model.indicators.masks.ties import standing_spans

__all__: list[str] = []


@histories(SetComplete)
def _set_complete(leaf: SetComplete, reading: Reading, one: One) -> History:
    return history(leaf.whole, reading, one)


@histories(AffiliatedWith)
def _affiliated_with(leaf: AffiliatedWith, reading: Reading, one: One) -> History:
    spans = [
        (max(start, begins), min(end, stops), other)
        for start, end, other in _ties(leaf, reading, one)
        for begins, stops in _while_named(leaf, reading, other)
    ]
    inner = {}
    if leaf.that is not None:
        for other in {other for _, _, other in spans}:
            inner[other] = history(leaf.that, reading, One.of(reading, leaf.other, other, -1))
    told = told_of(reading, one, reading.scheme.topics_of_affiliations(leaf.ties))

    def at(day: int) -> int:
        here = (other for start, end, other in spans if start <= day < end)
        return max((inner[other].at(day) if inner else TRUE for other in here), default=FALSE) or told.at(day)

    return History((*ends_of(spans), *days_of(inner.values()), *told.days), at)


def _ties(leaf: AffiliatedWith, reading: Reading, one: One) -> list[tuple[int, int, int]]:
    """(start, end, other end) of the subject's ties of the kinds."""
    affiliations = reading.table("affiliations")
    if one.type is SubjectType.AREAS:
        ends = [("area", "organization")]
    elif leaf.other is SubjectType.AREAS:
        ends = [("organization", "area")]
    else:
        ends = [("organization", "other_organization"), ("other_organization", "organization")]
    of_kind = affiliations.is_one_of("kind", leaf.ties) if leaf.ties else None
    return [
        (start, end, int(affiliations.refers[other][row]))
        for own, other in ends
        for start, end, row in spans_of(affiliations, affiliations.groups(own).of(one.index))
        if affiliations.refers[other][row] >= 0 and (of_kind is None or of_kind[row])
    ]


def _while_named(leaf: AffiliatedWith, reading: Reading, other: int) -> list[tuple[int, int]]:
    """When the other end is what the leaf names; an area is always of its level."""
    versions = reading.table(leaf.other)
    if leaf.level is not None:
        named = reading.day.network.of_levels(reading.scheme.answering(leaf.level))[other]
        return [(start, end) for start, end, _ in versions_of(versions, other) if named]
    is_kind = versions.is_one_of("kinds", reading.scheme.kinds_of(leaf.kinds))
    return [(start, end) for start, end, row in versions_of(versions, other) if is_kind[row]]


@histories(EstablishedWithin)
def _established_within(leaf: EstablishedWithin, reading: Reading, one: One) -> History:
    versions = reading.table(one.type)
    values = versions.values(leaf.after, attribute_type(reading, leaf.after, versions))
    dated = [(start, end, values[row]) for start, end, row in versions_of(versions, one.index)]
    target, starts, ends = standing_spans(leaf, reading, one.type)
    own = target == one.index
    standing = [(int(start), int(end)) for start, end in zip(starts[own], ends[own], strict=True)]
    told = told_of(reading, one, reading.scheme.topics_of_kinds(reading.scheme.kinds_of(leaf.kinds)))
    turns = {
        turn for _, _, value in dated if value is not None for turn in _turns(day_number(value), leaf.days, standing)
    }

    def at(day: int) -> int:
        value = next((value for start, end, value in dated if start <= day < end), None)
        if value is None:
            return UNKNOWN
        first = day_number(value)
        for start, end in standing:
            if max(start, first) <= min(first + leaf.days, day) and max(start, first) < end:
                return TRUE
        return UNKNOWN if day <= first + leaf.days else told.at(day)

    return History((*ends_of(dated), *turns, *told.days), at)


def _turns(first: int, days: int, standing: list[tuple[int, int]]) -> set[int]:
    """The days on which the answer for one date of hand-over can change."""
    return {first + days + 1, *(max(start, first) for start, _ in standing)}
