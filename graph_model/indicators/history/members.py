"""The history of members and holders: whether a person is one, how many there are, what share fulfils a condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph_model.columns import Versions
from graph_model.dates import ALWAYS, OPEN
from graph_model.indicators.conditions import MemberCount, MemberOf, Members, Share, SubjectType
from graph_model.indicators.history.crossings import while_it_fits
from graph_model.indicators.history.spans import (
    History,
    One,
    days_of,
    ends_of,
    histories,
    history,
    spans_of,
    standing,
    told_of,
    versions_of,
)
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN
from graph_model.indicators.masks import Reading
from graph_model.indicators.masks.members import topics_of_count
from graph_model.indicators.masks.shares import topics_of_share
from graph_model.records import MembershipStatus

__all__: list[str] = []


@dataclass(frozen=True)
class _Span:
    """A stretch in which a person counts, with what truth."""

    start: int
    end: int
    person: int
    truth: int = TRUE

    def during(self, start: int, end: int) -> _Span:
        """What of it lies in [start, end); it may be nothing."""
        return _Span(max(self.start, start), min(self.end, end), self.person, self.truth)


def _ends(spans: Iterable[_Span]) -> tuple[int, ...]:
    return ends_of((span.start, span.end) for span in spans)


def _here(spans: Iterable[_Span], day: int) -> dict[int, int]:
    """Each person that counts on the day, with its strongest truth."""
    found: dict[int, int] = {}
    for span in spans:
        if span.start <= day < span.end:
            found[span.person] = max(found.get(span.person, FALSE), span.truth)
    return found


def _memberships(reading: Reading, rows: Iterable[int], status: tuple[MembershipStatus, ...]) -> list[_Span]:
    memberships = reading.table("memberships")
    found = []
    for start, end, row in spans_of(memberships, rows):
        told = memberships.frame["status"][row]
        fits = TRUE if not status or told in status else UNKNOWN if told is None else FALSE
        found.append(_Span(start, end, int(memberships.refers["person"][row]), fits))
    return found


def _of_kind(versions: Versions, rows: Iterable[int], words: Iterable[str]) -> list[int]:
    fits = versions.is_one_of("kind", words)
    return [int(row) for row in rows if fits[row]]


@histories(MemberOf)
def _member_of(leaf: MemberOf, reading: Reading, one: One) -> History:
    memberships, organizations = reading.table("memberships"), reading.table("organizations")
    is_kind = organizations.is_one_of("kinds", reading.scheme.kinds_of(leaf.kinds))
    rows = _of_kind(memberships, memberships.groups("person").of(one.index), leaf.membership)
    spans = [
        span.during(start, end)
        for row, span in zip(rows, _memberships(reading, rows, leaf.status), strict=True)
        for start, end, version in versions_of(organizations, int(memberships.refers["organization"][row]))
        if is_kind[version]
    ]
    told = told_of(reading, one, reading.scheme.topics_of_memberships(leaf.membership))
    return History(
        (*_ends(spans), *told.days), lambda day: max(_here(spans, day).values(), default=FALSE) or told.at(day)
    )


@histories(MemberCount)
def _member_count(leaf: MemberCount, reading: Reading, one: One) -> History:
    ways = _living if one.type is SubjectType.AREAS else _through
    spans = list(ways(leaf, reading, one.index))
    told = told_of(reading, one, topics_of_count(leaf, reading.scheme))

    def at(day: int) -> int:
        truths = list(_here(spans, day).values())
        if sum(truth == TRUE for truth in truths) >= leaf.at_least:
            return TRUE
        return UNKNOWN if sum(truth >= UNKNOWN for truth in truths) >= leaf.at_least else told.at(day)

    return History((*_ends(spans), *told.days), at)


def _through(leaf: MemberCount, reading: Reading, organization: int) -> Iterator[_Span]:
    memberships, organizations = reading.table("memberships"), reading.table("organizations")
    through = leaf.through or ("membership",)
    if "membership" in through:
        yield from _in_body(leaf, reading, organization)
    if "host" in through:
        for start, end, row in spans_of(organizations, organizations.groups("host").of(organization)):
            yield from (span.during(start, end) for span in _in_body(leaf, reading, int(organizations.index[row])))
    if "post" in through:
        for held in _holders(reading, organization):
            rows = _of_kind(memberships, memberships.groups("person").of(held.person), [leaf.membership])
            yield from (span.during(held.start, held.end) for span in _memberships(reading, rows, leaf.status))


def _in_body(leaf: MemberCount, reading: Reading, organization: int) -> list[_Span]:
    memberships = reading.table("memberships")
    rows = _of_kind(memberships, memberships.groups("organization").of(organization), [leaf.membership])
    return _memberships(reading, rows, leaf.status)


def _holders(reading: Reading, organization: int) -> Iterator[_Span]:
    """Who holds posts in an organization, and when."""
    for post in _posts(reading, "organization", organization):
        yield from _held(reading, post)


def _posts(reading: Reading, end: str, owner: int) -> set[int]:
    posts = reading.table("posts")
    return {int(posts.index[row]) for row in posts.groups(end).of(owner)}


def _held(reading: Reading, post: int) -> Iterator[_Span]:
    appointments = reading.table("appointments")
    for start, end, row in spans_of(appointments, appointments.groups("post").of(post)):
        yield _Span(start, end, int(appointments.refers["person"][row]))


def _living(leaf: MemberCount, reading: Reading, area: int) -> Iterator[_Span]:
    persons, memberships, network = reading.table("persons"), reading.table("memberships"), reading.day.network
    places = network.places
    for own in network.places_of_area().of(area):
        for place in range(int(own), int(places.stop[own])):
            for start, end, row in spans_of(persons, persons.groups("residence").of(int(places.area[place]))):
                person = int(persons.index[row])
                lives = _Span(start, end, person).during(int(places.start[place]), int(places.end[place]))
                rows = _of_kind(memberships, memberships.groups("person").of(person), [leaf.membership])
                for span in _memberships(reading, rows, leaf.status):
                    yield span.during(lives.start, lives.end)


@histories(Share)
def _share(leaf: Share, reading: Reading, one: One) -> History:
    people = [
        (span, history(leaf.that, reading, One(SubjectType.PERSONS, span.person, standing(reading, kind, owner))))
        for span, kind, owner in _shared_among(leaf, reading, one)
    ]
    told = told_of(reading, one, topics_of_share(leaf, one.type, reading.scheme))

    def at(day: int) -> int:
        if told.at(day) == UNKNOWN:
            return UNKNOWN
        truths: dict[int, int] = {}
        for span, that in people:
            if span.start <= day < span.end:
                truths[span.person] = max(truths.get(span.person, FALSE), that.at(day))
        certain, possible = (sum(truth >= least for truth in truths.values()) for least in (TRUE, UNKNOWN))
        if not truths or not leaf.reached(possible, len(truths)):
            return FALSE
        return TRUE if leaf.reached(certain, len(truths)) else UNKNOWN

    spans = [span for span, _ in people]
    return History((*_ends(spans), *days_of(that for _, that in people), *told.days), at)


def _shared_among(leaf: Share, reading: Reading, one: One) -> Iterator[tuple[_Span, SubjectType, int]]:
    """When each person counts, and what it stands at: its post or its organization."""
    bodies = [(ALWAYS, OPEN, one.index)] if one.type is SubjectType.ORGANIZATIONS else _covering(reading, one.index)
    if leaf.holders is not None:
        posts = [(start, end, post) for start, end, body in bodies for post in _posts(reading, "organization", body)]
        if one.type is SubjectType.AREAS:
            posts += [(ALWAYS, OPEN, post) for post in _posts(reading, "area", one.index)]
        for start, end, post in posts:
            for begins, stops in while_it_fits(leaf.holders, reading, post):
                for span in _held(reading, post):
                    yield span.during(max(start, begins), min(end, stops)), SubjectType.POSTS, post
        return
    members, organizations = leaf.members or Members(), reading.table("organizations")
    is_kind = organizations.is_one_of("kinds", reading.scheme.kinds_of(members.kinds))
    memberships = reading.table("memberships")
    for start, end, body in bodies:
        rows = _of_kind(memberships, memberships.groups("organization").of(body), [members.membership])
        for begins, stops, version in versions_of(organizations, body):
            if not members.kinds or is_kind[version]:
                for span in _memberships(reading, rows, ()):
                    yield span.during(max(start, begins), min(end, stops)), SubjectType.ORGANIZATIONS, body


def _covering(reading: Reading, area: int) -> list[tuple[int, int, int]]:
    """(start, end, organization) for each cover of an area."""
    covers = reading.table("covers")
    rows = covers.groups("area").of(area)
    return [(start, end, int(covers.refers["organization"][row])) for start, end, row in spans_of(covers, rows)]
