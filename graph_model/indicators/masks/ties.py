"""Ties outside the tree, bodies that had to be there in time, and sets."""

from __future__ import annotations

import numpy as np

from graph_model.indicators.conditions import AffiliatedWith, EstablishedWithin, SetComplete, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, Kleene, constant
from graph_model.indicators.masks.attributes import attribute_type
from graph_model.indicators.masks.members import marked
from graph_model.indicators.masks.patterns import of_kinds
from graph_model.indicators.masks.reading import Asked, Reading, answers, or_absent, truth
from graph_model.tree import Ints, ranges

__all__ = ["standing_spans"]


@answers(SetComplete)
def _set_complete(leaf: SetComplete, reading: Reading, asked: Asked) -> Kleene:
    return truth(leaf.whole, reading, asked)


@answers(AffiliatedWith)
def _affiliated_with(leaf: AffiliatedWith, reading: Reading, asked: Asked) -> Kleene:
    affiliations, rows = reading.table("affiliations"), reading.day.rows("affiliations")
    if leaf.ties:
        rows = rows[affiliations.is_one_of("kind", leaf.ties)[rows]]
    body, mate, area = (affiliations.refers[end][rows] for end in ("organization", "other_organization", "area"))
    if asked.type is SubjectType.AREAS:
        own, other = area, body
    elif leaf.other is SubjectType.AREAS:
        own, other = body, area
    else:
        own, other = np.concatenate([body, mate]), np.concatenate([mate, body])
    tied = (own >= 0) & (other >= 0)
    own, other = own[tied], other[tied]
    found = marked(len(reading.table(asked.type)), own, _other_end(leaf, reading, other))
    return or_absent(found[asked.index], reading, asked, reading.scheme.topics_of_affiliations(leaf.ties))


def _other_end(leaf: AffiliatedWith, reading: Reading, other: Ints) -> Kleene:
    if leaf.level is not None:
        named = reading.day.network.of_levels(reading.scheme.answering(leaf.level))[other]
    else:
        named = of_kinds(reading, leaf.kinds, other)
    found = np.where(named, TRUE, FALSE).astype(np.int8)
    if leaf.that is not None and named.any():
        ends, back = np.unique(other[named], return_inverse=True)
        found[named] = truth(leaf.that, reading, reading.asked(leaf.other, ends))[back]
    return found


@answers(EstablishedWithin)
def _established_within(leaf: EstablishedWithin, reading: Reading, asked: Asked) -> Kleene:
    versions, day = reading.table(asked.type), reading.day.number
    values = versions.values(leaf.after, attribute_type(reading, leaf.after, versions))
    values = values.gather(reading.day.row_of(asked.type)[asked.index])
    dated = values.is_not_null().to_numpy()
    handed_over = np.zeros(len(versions), np.int64)
    handed_over[asked.index] = values.to_physical().fill_null(0).to_numpy()
    target, start, end = standing_spans(leaf, reading, asked.type)
    begins = np.maximum(start, handed_over[target])
    in_time = (begins <= np.minimum(handed_over[target] + leaf.days, day)) & (begins < end)
    found = constant(FALSE, len(versions))
    found[target[in_time]] = TRUE
    known = or_absent(
        found[asked.index], reading, asked, reading.scheme.topics_of_kinds(reading.scheme.kinds_of(leaf.kinds))
    )
    running = (known != TRUE) & (day <= handed_over[asked.index] + leaf.days)
    return np.where(~dated | running, UNKNOWN, known).astype(np.int8)


def standing_spans(leaf: EstablishedWithin, reading: Reading, subject: SubjectType) -> tuple[Ints, Ints, Ints]:
    """Whatever the day, when a body of the kinds covered whom: subject, start, end."""
    covers, organizations = reading.table("covers"), reading.table("organizations")
    target = covers.refers["area" if subject is SubjectType.AREAS else "target_organization"]
    chosen = target >= 0
    if leaf.modes:
        chosen &= covers.is_one_of("mode", leaf.modes)
    rows = np.flatnonzero(chosen)
    body = covers.refers["organization"][rows]
    count = organizations.first[body + 1] - organizations.first[body]
    version, rows = ranges(organizations.first[body], count), np.repeat(rows, count)
    fits = organizations.is_one_of("kinds", reading.scheme.kinds_of(leaf.kinds))[version]
    version, rows = version[fits], rows[fits]
    start = np.maximum(covers.start[rows], organizations.start[version])
    return target[rows], start, np.minimum(covers.end[rows], organizations.end[version])
