"""Who sees what, in plain loops over the records of one day: the meaning that `graph_model.scoping` is held to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from graph_model.network import Network

__all__ = ["Sight"]


@dataclass
class Sight:
    """What a scope shows on a day: for each table the codes of what holds that day, and whether it is seen whole."""

    records: Mapping[str, list[Any]]
    network: Network
    areas: frozenset[str]
    day: date

    def on(self, table: str) -> dict[str, Any]:
        """The records of a table that hold on the day, by code."""
        return {one.code: one for one in self.records[table] if one.holds_on(self.day)}

    def path(self, code: str | None) -> list[str]:
        """An area and those above it."""
        found, here = [], self.on("areas")
        while code is not None and code in here:
            found.append(code)
            code = here[code].parent
        return found

    @cached_property
    def inside(self) -> set[str]:
        """The areas in the scope."""
        return {code for code in self.on("areas") if self.areas.intersection(self.path(code))}

    @cached_property
    def above(self) -> set[str]:
        """The areas above the scope's own."""
        own = self.areas & set(self.on("areas"))
        return {code for area in own for code in self.path(area)} - self.inside

    @cached_property
    def home(self) -> set[str]:
        """The organizations seated inside."""
        return {code for code, one in self.on("organizations").items() if one.area in self.inside}

    @cached_property
    def posts(self) -> dict[str, bool]:
        """The posts inside, and the linkage posts above."""
        found = {}
        for code, post in self.on("posts").items():
            if post.area in self.inside or post.organization in self.home:
                found[code] = True
            elif post.area in self.above and self._links(post):
                found[code] = False
        return found

    def _links(self, post: Any) -> bool:
        scheme = self.network.on(self.day).scheme(post.area)
        return bool(post.role == scheme.linkage_role(self.on("areas")[post.area].level))

    @cached_property
    def appointments(self) -> dict[str, bool]:
        """The appointments to those posts."""
        held = self.on("appointments").items()
        return {code: self.posts[one.post] for code, one in held if one.post in self.posts}

    def persons(self, before: Iterable[Sight]) -> dict[str, bool]:
        """Who holds, or on an earlier day held, a visible post; who lives inside, or is a member at home."""
        found: dict[str, bool] = {}
        held = [
            (one.on("appointments")[code].person, whole) for one in before for code, whole in one.appointments.items()
        ]
        lives = [(code, True) for code, one in self.on("persons").items() if one.residence in self.inside]
        members = [(one.person, False) for one in self.on("memberships").values() if one.organization in self.home]
        for code, whole in [*held, *lives, *members]:
            if code in self.on("persons"):
                found[code] = found.get(code, False) or whole
        return found

    @cached_property
    def memberships(self) -> set[str]:
        """Those of home organizations, and those of who lives inside."""
        persons = self.on("persons")
        return {
            code
            for code, one in self.on("memberships").items()
            if one.organization in self.home or persons[one.person].residence in self.inside
        }

    @cached_property
    def covers(self) -> set[str]:
        """The covers that end inside."""
        here = self.on("covers").items()
        return {code for code, one in here if one.area in self.inside or one.target_organization in self.home}

    @cached_property
    def affiliations(self) -> set[str]:
        """The ties one end of which is inside; a tie to an area ends at the area."""
        return {
            code
            for code, one in self.on("affiliations").items()
            if one.area in self.inside
            or one.other_organization in self.home
            or (one.area is None and one.organization in self.home)
        }

    @cached_property
    def organizations(self) -> dict[str, bool]:
        """Those at home, whole; and whatever covers, leads, hosts, sends or is tied to something inside."""
        bodies, named = self.on("organizations"), set()
        for code in self.home:
            named |= {bodies[code].host, bodies[code].parent}
        for table, codes, columns in (
            ("covers", self.covers, ("organization",)),
            ("affiliations", self.affiliations, ("organization", "other_organization")),
            ("memberships", self.memberships, ("organization",)),
            ("appointments", {code for code, whole in self.appointments.items() if whole}, ("on_behalf_of",)),
        ):
            here = self.on(table)
            named |= {getattr(here[code], column) for code in codes for column in columns}
        return {code: code in self.home for code in bodies if code in self.home or code in named}
