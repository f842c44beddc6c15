"""Members and holders: whether a person is a member, how many there are, and what share of them fulfils a condition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from graph_model.indicators.conditions import MemberCount, MemberOf, Members, PostPattern, Share, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN
from graph_model.indicators.reference.judging import Judging
from graph_model.indicators.reference.records import Subject
from graph_model.records import Membership
from graph_model.scheme import Scheme

__all__ = ["MembersAndHolders"]


class MembersAndHolders(Judging):
    """The leaves about members and holders."""

    def member_of(self, leaf: MemberOf, person: Subject, scheme: Scheme, day: date) -> int:
        """The person has such a membership; false once the topics of memberships are filed where it stands, as a holder
        at its post. A membership of no known status might be of any."""
        found = FALSE
        for row in self.on("memberships", day).values():
            its = row.person == person.code and row.kind in leaf.membership
            if its and self.is_of(row.organization, leaf.kinds, scheme, day):
                found = max(found, _of_status(row, leaf.status))
        return found or self.absent(person, scheme.topics_of_memberships(leaf.membership), day)

    def member_count(self, leaf: MemberCount, subject: Subject, scheme: Scheme, day: date) -> int:
        """Enough distinct members; too few of them are false only when all is filed that could bring more: memberships,
        for hosted bodies the party organizations, for holders the posts."""
        truths: dict[str, int] = {}
        for row in self.on("memberships", day).values():
            if row.kind == leaf.membership and self._counts(leaf, row, subject, day):
                truths[row.person] = max(truths.get(row.person, FALSE), _of_status(row, leaf.status))
        certain, possible = _tally(truths)
        return self.enough(
            certain, possible, leaf.at_least, self.absent(subject, self._topics_of_count(leaf, scheme), day)
        )

    def _counts(self, leaf: MemberCount, row: Membership, subject: Subject, day: date) -> bool:
        """Whether a membership is one of the subject's."""
        if subject.type is SubjectType.AREAS:
            return subject.code in self.path(self.on("persons", day)[row.person].residence, day)
        own = row.organization == subject.code
        hosted = self.on("organizations", day)[row.organization].host == subject.code
        holds = any(
            held.person == row.person and self.on("posts", day)[held.post].organization == subject.code
            for held in self.on("appointments", day).values()
        )
        through = leaf.through or ("membership",)
        return (own and "membership" in through) or (hosted and "host" in through) or (holds and "post" in through)

    def _topics_of_count(self, leaf: MemberCount, scheme: Scheme) -> set[str]:
        topics = set(scheme.topics_of_memberships([leaf.membership]))
        if "host" in leaf.through:
            topics |= scheme.topics_of_kinds(scheme.party_kinds)
        if "post" in leaf.through:
            topics |= scheme.topics_of_posts((), None, of_bodies=True)
        return topics

    def share(self, leaf: Share, subject: Subject, scheme: Scheme, day: date) -> int:
        """The share of distinct persons of whom `that` holds. One unfiled person could move it either way, so nothing is
        known before all topics are filed; then it is known unless those of whom `that` is unknown decide. Of nobody it is
        false."""
        if not self.filed(subject.area, self._topics_of_share(leaf, subject, scheme), day):
            return UNKNOWN
        truths: dict[str, int] = {}
        for person in self._shared_among(leaf, subject, scheme, day):
            one = self.truth(leaf.that, person, scheme, day)
            truths[person.code] = max(truths.get(person.code, FALSE), one)
        certain, possible = _tally(truths)
        if not truths or not leaf.reached(possible, len(truths)):
            return FALSE
        return TRUE if leaf.reached(certain, len(truths)) else UNKNOWN

    def _shared_among(self, leaf: Share, subject: Subject, scheme: Scheme, day: date) -> Iterator[Subject]:
        """The holders or the members, each standing at its post or at its organization."""
        if leaf.holders is not None:
            for held in self.on("appointments", day).values():
                post = self.on("posts", day)[held.post]
                if self._is_its_post(post, subject, day) and self.fits(post, leaf.holders, scheme, day):
                    stands = self.stand(SubjectType.POSTS, held.post, day)
                    yield Subject(SubjectType.PERSONS, held.person, stands.area)
        members = leaf.members or Members()
        for row in self.on("memberships", day).values() if leaf.members is not None else ():
            of_kinds = not members.kinds or self.is_of(row.organization, members.kinds, scheme, day)
            if of_kinds and row.kind == members.membership and self._is_its_body(row.organization, subject, day):
                stands = self.stand(SubjectType.ORGANIZATIONS, row.organization, day)
                yield Subject(SubjectType.PERSONS, row.person, stands.area)

    def _is_its_post(self, post: Any, subject: Subject, day: date) -> bool:
        if post.area is not None:
            return subject.type is SubjectType.AREAS and bool(post.area == subject.code)
        return self._is_its_body(post.organization, subject, day)

    def _is_its_body(self, organization: str, subject: Subject, day: date) -> bool:
        """The organization itself, or one that covers the area."""
        if subject.type is SubjectType.ORGANIZATIONS:
            return organization == subject.code
        covers = self.on("covers", day).values()
        return any(cover.organization == organization and cover.area == subject.code for cover in covers)

    def _topics_of_share(self, leaf: Share, subject: Subject, scheme: Scheme) -> set[str]:
        """Posts or memberships; of an area also the bodies that might cover it."""
        of_body = subject.type is SubjectType.ORGANIZATIONS
        if leaf.holders is not None:
            pattern: PostPattern = leaf.holders
            topics = set(scheme.topics_of_posts(pattern.role, pattern.level, of_bodies=of_body or bool(pattern.kinds)))
            return topics if of_body else topics | scheme.topics_of_kinds(scheme.kinds_of(pattern.kinds))
        members = leaf.members or Members()
        topics = set(scheme.topics_of_memberships([members.membership]))
        return topics if of_body else topics | scheme.topics_of_kinds(scheme.kinds_of(members.kinds))


def _of_status(row: Membership, status: tuple[str, ...]) -> int:
    if not status or row.status in status:
        return TRUE
    return UNKNOWN if row.status is None else FALSE


def _tally(truths: dict[str, int]) -> tuple[int, int]:
    """How many are certain, and how many possible."""
    return sum(one == TRUE for one in truths.values()), sum(one >= UNKNOWN for one in truths.values())
