"""Cross-appointments (双向进入、交叉任职): two posts of one person that meet in a place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from graph_model.indicators.conditions import CrossAppointment, PostPattern, SubjectType
from graph_model.indicators.kleene import TRUE
from graph_model.indicators.reference.judging import Judging
from graph_model.indicators.reference.records import Subject
from graph_model.levels import AreaLevel
from graph_model.records import Appointment
from graph_model.scheme import Scheme

__all__ = ["Crossings"]

Crossing = tuple[Appointment, Appointment, set[str]]


class Crossings(Judging):
    """What a cross-appointment is, and for whom it counts."""

    def crossings(self, day: date) -> list[Crossing]:
        """Every two posts one person holds in the same place, in both orders, with the areas where the pair counts.

        Two posts of one body are none (its secretary sits on his own committee anyway); two posts for areas are, even for
        one area.
        """
        if ("crossings", day) not in self.kept:
            self.kept["crossings", day] = list(self._crossings(day))
        found: list[Crossing] = self.kept["crossings", day]
        return found

    def _crossings(self, day: date) -> Iterator[Crossing]:
        posts = self.on("posts", day)
        for one in self.on("appointments", day).values():
            for other in self.on("appointments", day).values():
                body = posts[one.post].organization
                same_body = body is not None and body == posts[other.post].organization
                if one.person == other.person and one.post != other.post and not same_body:
                    areas = self.meeting(one.post, other.post, day)
                    if areas:
                        yield one, other, areas

    def meeting(self, one: str, other: str, day: date) -> set[str]:
        """Where two posts share a place: of each two areas that do, the smaller."""
        found = set()
        for here in self.areas_of_post(one, day):
            for there in self.areas_of_post(other, day):
                if here == there:
                    found.add(here)
                for lower, upper in ((here, there), (there, here)):
                    if self._contains(upper, lower, day):
                        found.add(lower)
        return found

    def areas_of_post(self, post: str, day: date) -> set[str]:
        """A post for an area is at its area; any other at the areas its body covers (in any mode), else at its seat."""
        row = self.on("posts", day)[post]
        if row.area is not None:
            return {row.area}
        covers = self.on("covers", day).values()
        covered = {cover.area for cover in covers if cover.organization == row.organization and cover.area is not None}
        return covered or {self.on("organizations", day)[row.organization].area}

    def _contains(self, upper: str, lower: str, day: date) -> bool:
        """Whether one area contains another, both within one community (which may be the upper one itself)."""
        levels = [self.on("areas", day)[area].level for area in self.path(upper, day)]
        return upper in self.path(lower, day)[1:] and AreaLevel.COMMUNITY in levels

    def cross_appointment(self, leaf: CrossAppointment, subject: Subject, scheme: Scheme, day: date) -> int:
        """Some pair has its first post among `from` and its second among `to`, and is the subject's.

        It is an area's if it counts there or at an area within; an organization's, a post's, an appointment's or a
        person's if the first post is of the organization, is the post, is held by the appointment or by the person.
        """
        posts = self.on("posts", day)
        for one, other, areas in self.crossings(day):
            asked = leaf.from_ is None or self.fits(posts[one.post], leaf.from_, scheme, day)
            if asked and self.fits(posts[other.post], leaf.to, scheme, day):
                its = {
                    SubjectType.AREAS: {above for area in areas for above in self.path(area, day)},
                    SubjectType.ORGANIZATIONS: {posts[one.post].organization},
                    SubjectType.POSTS: {one.post},
                    SubjectType.APPOINTMENTS: {one.code},
                    SubjectType.PERSONS: {one.person},
                }
                if subject.code in its[subject.type]:
                    return TRUE
        return self.absent(subject, self._topics(leaf, subject, scheme, day), day)

    def _topics(self, leaf: CrossAppointment, subject: Subject, scheme: Scheme, day: date) -> set[str]:
        """What must be filed before "none" is known: the posts on both sides; of a post asked about, its own holders; of an
        appointment the first side is known."""
        topics = set(leaf.to.topics(scheme))
        if subject.type is SubjectType.POSTS:
            post = self.on("posts", day)[subject.code]
            topics.add(scheme.topic_of_post(post.role, self.on("areas", day)[post.area].level if post.area else None))
        elif subject.type is not SubjectType.APPOINTMENTS:
            topics |= (leaf.from_ or PostPattern(role=tuple(scheme.roles))).topics(scheme)
        return topics
