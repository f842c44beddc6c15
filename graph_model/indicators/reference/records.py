"""The records of a day, in plain loops: which hold, where they stand, what has been filed, what a pattern names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph_model.indicators.catalogue import Catalogue
from graph_model.indicators.conditions import PostPattern, SubjectType
from graph_model.records import Post
from graph_model.scheme import DEFAULT, Scheme, Schemes

__all__ = ["Records", "Subject"]


@dataclass(frozen=True)
class Subject:
    """One thing counted at one place. A person has one of these for each place where it stands."""

    type: SubjectType
    code: str
    area: str | None
    """The area it stands at; None when it has ended and nothing above it is left."""
    stands_in: tuple[str, str] | None = None
    """What it stands in, as (table, code): a post's organization; what places a person (a post, an organization, a residence)."""
    ended: bool = False
    """A member of a fixed cohort that has ended since."""


class Records:
    """All versions of all records, and what holds on a day."""

    def __init__(self, records: Mapping[str, Sequence[Any]], schemes: Schemes, catalogue: Catalogue) -> None:
        self.records, self.schemes, self.catalogue = records, schemes, catalogue
        self.kept: dict[tuple[str, date], Any] = {}

    def on(self, table: str, day: date) -> dict[str, Any]:
        """The versions that hold on `day`, by code."""
        if (table, day) not in self.kept:
            self.kept[table, day] = {row.code: row for row in self.records.get(table, ()) if row.holds_on(day)}
        held: dict[str, Any] = self.kept[table, day]
        return held

    def last(self, table: str, code: str, day: date) -> Any:
        """The version that holds on `day`, else the last one before it."""
        return max(
            (row for row in self.records[table] if row.code == code and row.valid_from <= day),
            key=lambda row: row.valid_from,
        )

    def path(self, area: str | None, day: date) -> list[str]:
        """The area and its ancestors in the tree of `day`, from below; empty when it does not exist that day."""
        areas, found = self.on("areas", day), []
        while area is not None and area in areas:
            found.append(area)
            area = areas[area].parent
        return found

    def scheme(self, area: str | None, day: date) -> Scheme:
        """The scheme in force: the one the nearest ancestor-or-self names, else the default."""
        areas = self.on("areas", day)
        named = (areas[code].scheme for code in self.path(area, day))
        return self.schemes[next((key for key in named if key is not None), DEFAULT)]

    def filed(self, area: str | None, topics: Iterable[str], day: date) -> bool:
        """Whether each topic was filed by `day` for the area: by itself or one in which it lay on the day of filing."""
        told = {
            filing.topic
            for filing in self.records.get("filings", ())
            if filing.valid_from <= day and filing.area in self.path(area, filing.valid_from)
        }
        return set(topics) <= told

    def stand(self, subject: SubjectType, code: str, day: date) -> Subject:
        """Where a subject stands on `day`; one that has ended, where it last stood."""
        row = self.last(subject, code, day)
        ended = not row.holds_on(day)
        if subject is SubjectType.APPOINTMENTS:
            return replace(self.stand(SubjectType.POSTS, row.post, day), type=subject, code=code, ended=ended)
        organization = row.organization if subject is SubjectType.POSTS else None
        if organization is not None:
            area = self.last("organizations", organization, day).area
        else:
            area = code if subject is SubjectType.AREAS else row.area
        while area is not None and area not in self.on("areas", day):
            area = self.last("areas", area, day).parent
        return Subject(subject, code, area, ("organizations", organization) if organization else None, ended)

    def is_of(self, organization: str, kinds: Iterable[str], scheme: Scheme, day: date) -> bool:
        """Whether an organization is of one of the kinds or groups."""
        return not scheme.kinds_of(kinds).isdisjoint(self.on("organizations", day)[organization].kinds)

    def fits(self, post: Post, pattern: PostPattern, scheme: Scheme, day: date) -> bool:
        """Whether a pattern names a post."""
        if pattern.role and post.role not in pattern.role:
            return False
        if pattern.level is not None:
            return post.area is not None and self.on("areas", day)[post.area].level in scheme.answering(pattern.level)
        if pattern.kinds:
            return post.organization is not None and self.is_of(post.organization, pattern.kinds, scheme, day)
        return True
