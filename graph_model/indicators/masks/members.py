"""Members: whether a person is one, and whether there are enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from graph_model.indicators.conditions import MemberCount, MemberOf, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, Kleene, constant, from_bounds
from graph_model.indicators.masks.patterns import of_kinds
from graph_model.indicators.masks.reading import Asked, Reading, answers, or_absent
from graph_model.records import MembershipKind, MembershipStatus
from graph_model.scheme import Scheme
from graph_model.tree import Ints

__all__ = ["marked", "strongest", "topics_of_count"]


@answers(MemberOf)
def _member_of(leaf: MemberOf, reading: Reading, asked: Asked) -> Kleene:
    rows, fits = _memberships(reading, leaf.membership, leaf.status)
    memberships = reading.table("memberships")
    of_kind = of_kinds(reading, leaf.kinds, memberships.refers["organization"][rows])
    found = marked(len(reading.table("persons")), memberships.refers["person"][rows[of_kind]], fits[of_kind])
    return or_absent(found[asked.index], reading, asked, reading.scheme.topics_of_memberships(leaf.membership))


def _memberships(
    reading: Reading, kinds: Iterable[MembershipKind], status: Iterable[MembershipStatus]
) -> tuple[Ints, Kleene]:
    """The rows of memberships of some kinds, each with the truth of its being of one of the statuses (of any: true)."""
    memberships, rows = reading.table("memberships"), reading.day.rows("memberships")
    rows = rows[memberships.is_one_of("kind", kinds)[rows]]
    wanted = tuple(status)
    if not wanted:
        return rows, constant(TRUE, len(rows))
    fits, untold = memberships.is_one_of("status", wanted), memberships.frame["status"].is_null().to_numpy()
    return rows, from_bounds(fits[rows], (fits | untold)[rows])


def marked(size: int, target: Ints, fits: Kleene) -> Kleene:
    """For each of `size` records the strongest truth told of it, false where none is."""
    found = constant(FALSE, size)
    found[target[fits == UNKNOWN]] = UNKNOWN
    found[target[fits == TRUE]] = TRUE
    return found


def strongest(group: Ints, person: Ints, fits: Kleene) -> tuple[Ints, Kleene]:
    """Each person once in each group, with its strongest truth there: group, truth."""
    pair = group.astype(np.int64) << 32 | person
    order = np.lexsort((-fits, pair))
    first = np.ones(len(order), bool)
    first[1:] = pair[order][1:] != pair[order][:-1]
    return group[order][first], fits[order][first]


@answers(MemberCount)
def _member_count(leaf: MemberCount, reading: Reading, asked: Asked) -> Kleene:
    rows, fits = _memberships(reading, [leaf.membership], leaf.status)
    if asked.type is SubjectType.AREAS:
        found = _living(leaf.at_least, reading, asked.index, rows, fits)
    else:
        groups, persons, truths = (
            np.concatenate(part) for part in zip(*_through(leaf, reading, rows, fits), strict=True)
        )
        group, one = strongest(groups, persons, truths)
        size = len(reading.table("organizations"))
        certain, possible = (np.bincount(group[one >= least], minlength=size) for least in (TRUE, UNKNOWN))
        found = from_bounds(certain >= leaf.at_least, possible >= leaf.at_least)[asked.index]
    return or_absent(found, reading, asked, topics_of_count(leaf, reading.scheme))


def topics_of_count(leaf: MemberCount, scheme: Scheme) -> set[str]:
    """What must be filed before it is known that no more members count."""
    topics = set(scheme.topics_of_memberships([leaf.membership]))
    if "host" in leaf.through:
        topics |= scheme.topics_of_kinds(scheme.party_kinds)
    if "post" in leaf.through:
        topics |= scheme.topics_of_posts((), None, of_bodies=True)
    return topics


def _through(leaf: MemberCount, reading: Reading, rows: Ints, fits: Kleene) -> Iterator[tuple[Ints, Ints, Kleene]]:
    """Organizations, persons and truths, for each way in which a membership counts."""
    memberships, organizations = reading.table("memberships"), reading.table("organizations")
    person, body = memberships.refers["person"][rows], memberships.refers["organization"][rows]
    through = leaf.through or ("membership",)
    if "membership" in through:
        yield body, person, fits
    if "host" in through:
        host = organizations.refers["host"][reading.day.row_of("organizations")[body]]
        yield host[host >= 0], person[host >= 0], fits[host >= 0]
    if "post" in through:
        appointments, held = reading.table("appointments"), reading.day.rows("appointments")
        posts, holder = reading.table("posts"), appointments.refers["person"][held]
        seat = posts.refers["organization"][posts.first[appointments.refers["post"][held]]]
        member = marked(len(reading.table("persons")), person, fits)[holder]
        counts = (seat >= 0) & (member != FALSE)
        yield seat[counts], holder[counts], member[counts]


def _living(least: int, reading: Reading, area: Ints, rows: Ints, fits: Kleene) -> Kleene:
    """Whether enough members live in each area."""
    persons, places = reading.table("persons"), reading.day.network.places
    member = marked(len(persons), reading.table("memberships").refers["person"][rows], fits)
    row_of = reading.day.row_of("persons")
    home = np.where(row_of >= 0, persons.refers["residence"][row_of], np.int32(-1)) if len(persons) else row_of
    place = np.where(home >= 0, reading.day.place_of()[home], np.int32(-1)) if len(home) else home
    own = reading.day.place_of()[area]
    bounds = []
    for truth in (TRUE, UNKNOWN):
        living = np.bincount(place[(place >= 0) & (member >= truth)], minlength=len(places))
        before = np.concatenate(([0], np.cumsum(living)))
        bounds.append(before[places.stop[own]] - before[own] >= least)
    return from_bounds(*bounds)
