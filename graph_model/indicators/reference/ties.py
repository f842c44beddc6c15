"""Ties outside the tree, and bodies that had to be there in time."""

from __future__ import annotations

from datetime import date, timedelta

from graph_model.indicators.conditions import AffiliatedWith, EstablishedWithin, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN
from graph_model.indicators.reference.judging import Judging
from graph_model.indicators.reference.records import Subject
from graph_model.scheme import Scheme

__all__ = ["Ties"]


class Ties(Judging):
    """The leaves about affiliations and about hand-over."""

    def affiliated_with(self, leaf: AffiliatedWith, subject: Subject, scheme: Scheme, day: date) -> int:
        """Some tie of the kinds leads to such an organization or area; between organizations it counts both ways."""
        found = FALSE
        for row in self.on("affiliations", day).values():
            if leaf.ties and row.kind not in leaf.ties:
                continue
            ends = [(row.organization, row.other_organization), (row.other_organization, row.organization)]
            if subject.type is SubjectType.AREAS:
                ends = [(row.area, row.organization)]
            elif leaf.other is SubjectType.AREAS:
                ends = [(row.organization, row.area)]
            for own, other in ends:
                if own == subject.code and other is not None:
                    found = max(found, self._other_end(leaf, other, scheme, day))
        return found or self.absent(subject, scheme.topics_of_affiliations(leaf.ties), day)

    def _other_end(self, leaf: AffiliatedWith, other: str, scheme: Scheme, day: date) -> int:
        if leaf.level is not None:
            named = self.on("areas", day)[other].level in scheme.answering(leaf.level)
        else:
            named = self.is_of(other, leaf.kinds, scheme, day)
        if not named or leaf.that is None:
            return TRUE if named else FALSE
        return self.truth(leaf.that, self.stand(leaf.other, other, day), scheme, day)

    def established_within(self, leaf: EstablishedWithin, subject: Subject, scheme: Scheme, day: date) -> int:
        """On some day from hand-over to the last day of the term such a body covered the subject: whether one does today
        is another question (`covered_by`). Without a date, or while the term runs, it is unknown."""
        handed_over = self.on(subject.type, day)[subject.code].attributes.get(leaf.after)
        if handed_over is None:
            return UNKNOWN
        first = date.fromisoformat(str(handed_over))
        last = first + timedelta(days=leaf.days)
        target = "area" if subject.type is SubjectType.AREAS else "target_organization"
        kinds = scheme.kinds_of(leaf.kinds)
        for cover in self.records["covers"]:
            if getattr(cover, target) == subject.code and (not leaf.modes or cover.mode in leaf.modes):
                for body in self.records["organizations"]:
                    if body.code == cover.organization and not kinds.isdisjoint(body.kinds):
                        begins = max(cover.valid_from, body.valid_from, first)
                        ends = min(cover.valid_to or date.max, body.valid_to or date.max)
                        if begins <= min(last, day) and begins < ends:
                            return TRUE
        return UNKNOWN if day <= last else self.absent(subject, scheme.topics_of_kinds(kinds), day)
