"""The leaves about one subject: bodies, posts, attributes, figures, chains."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from graph_model.indicators.conditions import AttributeIs, CoveredBy, FigureIs, Hosts, PostHeld, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN
from graph_model.indicators.reference.judging import Judging
from graph_model.indicators.reference.records import Subject
from graph_model.levels import AreaLevel
from graph_model.periods import completed
from graph_model.records import Qualifier
from graph_model.scheme import Scheme, Step

__all__ = ["Leaves"]


class Leaves(Judging):
    """Each method answers one leaf."""

    def body(self, leaf: CoveredBy | Hosts, subject: Subject, scheme: Scheme, day: date) -> int:
        """Some body of the kinds covers (or stands in) the subject, and `that` holds of the body."""
        kinds = scheme.kinds_of(leaf.kinds)
        if isinstance(leaf, Hosts):
            bodies = [row.code for row in self.on("organizations", day).values() if row.host == subject.code]
        else:
            target = "area" if subject.type is SubjectType.AREAS else "target_organization"
            bodies = [
                cover.organization
                for cover in self.on("covers", day).values()
                if getattr(cover, target) == subject.code and (not leaf.modes or cover.mode in leaf.modes)
            ]
        found = FALSE
        for body in bodies:
            if self.is_of(body, kinds, scheme, day):
                one = self.stand(SubjectType.ORGANIZATIONS, body, day)
                found = max(found, TRUE if leaf.that is None else self.truth(leaf.that, one, scheme, day))
        return found or self.absent(subject, scheme.topics_of_kinds(kinds), day)

    def post_held(self, leaf: PostHeld, subject: Subject, scheme: Scheme, day: date) -> int:
        """Enough distinct persons hold the posts, or every seat of each; a holder stands where its post stands."""
        posts, topic = self._posts(leaf, subject, scheme, day)
        absent = FALSE if topic is None else self.absent(subject, {topic}, day)
        wanted = [leaf.at_least] if leaf.at_least != "all" else [post.seats or 1 for post in posts]
        groups = [[post.code] for post in posts] if leaf.at_least == "all" else [[post.code for post in posts]]
        truths = []
        for codes, least in zip(groups, wanted, strict=True):
            certain, possible = self._holders(leaf, codes, scheme, day)
            truths.append(self.enough(certain, possible, int(least), absent))
        return min(truths, default=absent)

    def _posts(self, leaf: PostHeld, subject: Subject, scheme: Scheme, day: date) -> tuple[list[Any], str | None]:
        """The posts a leaf speaks of, and the topic that tells about them (None: there can be no such post)."""
        posts = self.on("posts", day)
        if subject.type is SubjectType.POSTS:
            post = posts[subject.code]
            level = self.on("areas", day)[post.area].level if post.area else None
            return [post], scheme.topic_of_post(post.role, level)
        level = self.on("areas", day)[subject.code].level if subject.type is SubjectType.AREAS else None
        role = scheme.linkage_role(level) if leaf.linkage and level is not None else leaf.role
        if role is None:
            return [], None
        end = "area" if subject.type is SubjectType.AREAS else "organization"
        found = [post for post in posts.values() if post.role == role and getattr(post, end) == subject.code]
        return found, scheme.topic_of_post(role, level)

    def _holders(self, leaf: PostHeld, posts: Sequence[str], scheme: Scheme, day: date) -> tuple[int, int]:
        """How many distinct persons certainly, and how many possibly, hold one of the posts as the leaf wants them."""
        truths = {}
        for held in self.on("appointments", day).values():
            if held.post in posts:
                person = Subject(SubjectType.PERSONS, held.person, self.stand(SubjectType.POSTS, held.post, day).area)
                truths[held.person] = TRUE if leaf.holder is None else self.truth(leaf.holder, person, scheme, day)
        return sum(truth == TRUE for truth in truths.values()), sum(truth >= UNKNOWN for truth in truths.values())

    def attribute(self, leaf: AttributeIs, row: Any, day: date) -> int:
        """A field or an attribute within all bounds given; null is unknown."""
        value = getattr(row, leaf.key) if hasattr(row, leaf.key) else row.attributes.get(leaf.key)
        if value is None:
            return UNKNOWN
        if isinstance(leaf.at_least, date) or isinstance(leaf.at_most, date) or _asks_days_left(leaf):
            value = date.fromisoformat(str(value))
        fits = not leaf.is_ or value in leaf.is_
        fits = fits and (leaf.at_least is None or value >= leaf.at_least)
        fits = fits and (leaf.at_most is None or value <= leaf.at_most)
        if _asks_days_left(leaf):
            left = (value - day).days
            fits = fits and (leaf.days_left_at_least is None or left >= leaf.days_left_at_least)
            fits = fits and (leaf.days_left_at_most is None or left <= leaf.days_left_at_most)
        return TRUE if fits else FALSE

    def figure(self, leaf: FigureIs, subject: Subject, day: date) -> int:
        """The figure of the latest period, of the one named, or of each of the last that are over; a period without a
        figure is unknown, and so are claims that disagree."""
        end = {"areas": "area", "organizations": "organization", "persons": "person"}[subject.type]
        rows = [
            row
            for row in self.on("figures", day).values()
            if getattr(row, end) == subject.code and row.key == leaf.key and leaf.measure in (None, row.measure)
        ]
        if leaf.last is not None and leaf.every is not None:
            wanted = completed(leaf.every, leaf.last, day)
        else:
            wanted = [max((row.period or "" for row in rows), default="") if leaf.period is None else leaf.period]
        return min(_agreed(leaf, [row for row in rows if (row.period or "") == period]) for period in wanted)

    # ── Chains ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def step(self, step: Step, area: str, scheme: Scheme, day: date) -> int | None:
        """The truth of one step of a chain seen from `area`; None when the step lies below the place and is left out."""
        path = [self.stand(SubjectType.AREAS, code, day) for code in self.path(area, day)]
        if step.level is None:
            leaf = CoveredBy(kinds=step.kinds)
            return max(self.leaf(leaf, place, scheme, day) for place in path)
        areas, wanted = self.on("areas", day), scheme.answering(step.level)
        for place in path:
            if areas[place.code].level in wanted:
                return self.leaf(PostHeld(linkage=True), place, scheme, day)
        here = areas[area].level
        below = step.level is AreaLevel.RESIDENTS or any(
            row.level in wanted and area in self.path(row.code, day) for row in areas.values()
        )
        by_rule = any(scheme.may_lie_below(level, here) and not scheme.may_lie_below(here, level) for level in wanted)
        return None if below or by_rule else FALSE


def _asks_days_left(leaf: AttributeIs) -> bool:
    return leaf.days_left_at_least is not None or leaf.days_left_at_most is not None


def _agreed(leaf: FigureIs, rows: Sequence[Any]) -> int:
    """What all claims on one period say; unknown without any, or when they disagree."""
    truths = {_figure_fits(leaf, row) for row in rows}
    return truths.pop() if len(truths) == 1 else UNKNOWN


def _figure_fits(leaf: FigureIs, row: Any) -> int:
    """A figure against its bound. 余/多 lies above the number printed, 近/不到 below it; 约 is read as printed."""
    if row.value is None:
        return UNKNOWN
    value, qualifier = row.value, row.qualifier
    if leaf.at_least is not None:
        if value >= leaf.at_least:
            return TRUE if qualifier is not Qualifier.UNDER else UNKNOWN if value > leaf.at_least else FALSE
        return UNKNOWN if qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN) else FALSE
    assert leaf.at_most is not None
    if value <= leaf.at_most:
        above = (Qualifier.AT_LEAST, Qualifier.MORE_THAN)
        exactly_at = value == leaf.at_most and qualifier is Qualifier.MORE_THAN
        return FALSE if exactly_at else UNKNOWN if qualifier in above else TRUE
    return UNKNOWN if qualifier is Qualifier.UNDER else FALSE
