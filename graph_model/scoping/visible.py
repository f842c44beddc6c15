"""What a scope shows of each table, on which days: the rules of who may see what.

* An area inside the scope is seen whole: it, its posts, figures and exemptions, and the persons who live there. Of the areas
  above only who they are, their linkage post and who holds it.
* An organization whose seat is inside (*home*) is seen whole, with its posts and members. One that covers, hosts, leads, sends
  to or is tied to something inside (*visiting*) is seen by code, name and kinds, with the ties that end inside.
* A person is seen from the first day of holding a visible post, and while living inside or being a member at home.
* An appointment is seen with its post.

All of it goes by the tree of each day: what has moved out is seen up to the day it moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from graph_model.columns import Bools
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.records import TABLES
from graph_model.scoping.spans import Pieces, Spans, clip, painted

__all__ = ["Visible", "inside_of", "visible"]


@dataclass(frozen=True)
class Visible:
    """What is seen: the pieces of every table's versions, and the spans of its records."""

    inside: Bools
    """Which places lie in the scope."""
    pieces: Mapping[str, Pieces]
    spans: Mapping[str, Spans]


def inside_of(network: Network, areas: frozenset[str]) -> Bools:
    """Which places lie in one of the areas, on the days of the place. A code that is no area's has none."""
    places = network.places
    depth = np.zeros(len(places) + 1, np.int32)
    for top in _tops(network, areas):
        depth[top] += 1
        depth[places.stop[top]] -= 1
    inside: Bools = np.cumsum(depth)[:-1] > 0
    return inside


def _tops(network: Network, areas: frozenset[str]) -> list[int]:
    """The places of the areas themselves."""
    found = (network.tables["areas"].find(code) for code in areas)
    return [int(place) for area in found if area >= 0 for place in network.places_of_area().of(area)]


def _above(network: Network, tops: list[int]) -> Pieces:
    """The places above others, each for the days of the one below."""
    places, found = network.places, []
    for top in tops:
        place = top
        while (place := int(places.parent[place])) >= 0:
            found.append((place, int(places.start[top]), int(places.end[top])))
    row, start, end = np.array(found, np.int32).reshape(-1, 3).T
    return Pieces(row, start, end, np.zeros(len(row), bool))


def visible(network: Network, areas: frozenset[str]) -> Visible:
    """What the areas' scope shows."""
    return _Rules(network, areas).told()


class _Rules:
    """The rules in the order in which one needs the other."""

    def __init__(self, network: Network, areas: frozenset[str]) -> None:
        self.network, self.tables = network, network.tables
        self.inside = inside_of(network, areas)
        self.above = _above(network, _tops(network, areas))
        self.spans: dict[str, Spans] = {}

    def told(self) -> Visible:
        """Spans of areas, organizations, posts, appointments and persons; then everything else hangs on these."""
        places, at = self.network.places, np.flatnonzero(self.inside)
        own = Pieces(places.area[at], places.start[at], places.end[at], np.ones(len(at), bool))
        self._see("areas", [own, self.above.named(places.area)])
        here = self.spans["areas"].wholly()
        seats = self._clipped("organizations", "area", here)
        home = painted(seats.named(self.tables["organizations"].index), len(self.tables["organizations"]))
        self._see("posts", [*self._posts_above(), *self._own_posts(here, home)])
        held = self._clipped("appointments", "post", self.spans["posts"])
        living = self._clipped("persons", "residence", here)
        self._see("persons", self._persons(held, living, home))
        lives = painted(living.named(self.tables["persons"].index), len(self.tables["persons"]))
        members = Pieces.together(
            [self._clipped("memberships", "organization", home), self._clipped("memberships", "person", lives)]
        )
        covers = Pieces.together(
            [self._clipped("covers", "area", here), self._clipped("covers", "target_organization", home)]
        )
        ties = Pieces.together(self._ties(here, home))
        visiting = self._visiting(seats, covers, ties, held, members)
        self._see("organizations", [seats.named(self.tables["organizations"].index), *visiting])
        pieces = {
            **{table: self._clipped(table, None, spans) for table, spans in self.spans.items()},
            "appointments": held,
            "covers": self._merged("covers", covers),
            "affiliations": self._merged("affiliations", ties),
            "memberships": self._merged("memberships", members),
            "filings": self._filings(),
            **{
                table: self._merged(table, Pieces.together(self._about(table, home)))
                for table in ("figures", "exemptions")
            },
        }
        return Visible(self.inside, {table: pieces[table] for table in TABLES}, self.spans)

    def _see(self, table: str, parts: list[Pieces]) -> None:
        self.spans[table] = painted(Pieces.together(parts), len(self.tables[table]))

    def _clipped(self, table: str, column: str | None, spans: Spans) -> Pieces:
        """The versions of a table while what they name in `column` is seen; without one, while they themselves are."""
        versions = self.tables[table]
        return clip(versions, versions.index if column is None else versions.refers[column], spans)

    def _merged(self, table: str, pieces: Pieces) -> Pieces:
        """Pieces that several rules gave, each day once."""
        versions = self.tables[table]
        return clip(versions, versions.index, painted(pieces.named(versions.index), len(versions)))

    def _posts_above(self) -> Iterator[Pieces]:
        """The linkage posts of the areas above, as who they are."""
        network, posts = self.network, self.tables["posts"]
        for place, since, until in zip(self.above.row, self.above.start, self.above.end, strict=True):
            area = int(network.places.area[place])
            scheme = network.schemes[network.scheme_keys[network.places.scheme[place]]]
            role = scheme.linkage_role(list(AreaLevel)[network.levels()[area]])
            rows = posts.groups("area").of(area)
            rows = rows[posts.is_one_of("role", [role] if role else [])[rows]]
            start, end = np.maximum(posts.start[rows], since), np.minimum(posts.end[rows], until)
            yield Pieces(posts.index[rows], start, end, np.zeros(len(rows), bool)).where(start < end)

    def _own_posts(self, here: Spans, home: Spans) -> Iterator[Pieces]:
        for column, spans in (("area", here), ("organization", home)):
            yield self._clipped("posts", column, spans).named(self.tables["posts"].index)

    def _persons(self, held: Pieces, living: Pieces, home: Spans) -> list[Pieces]:
        appointments, memberships = self.tables["appointments"], self.tables["memberships"]
        members = self._clipped("memberships", "organization", home)
        return [
            held.named(appointments.refers["person"], lasting=True),
            living.named(self.tables["persons"].index),
            members.named(memberships.refers["person"], whole=False),
        ]

    def _ties(self, here: Spans, home: Spans) -> list[Pieces]:
        """The affiliations one end of which is inside; one that ends at an area outside does not end inside."""
        own = self._clipped("affiliations", "organization", home)
        between = self.tables["affiliations"].refers["area"][own.row] < 0
        return [
            self._clipped("affiliations", "area", here),
            self._clipped("affiliations", "other_organization", home),
            own.where(between),
        ]

    def _visiting(self, seats: Pieces, covers: Pieces, ties: Pieces, held: Pieces, members: Pieces) -> Iterator[Pieces]:
        named = (
            ("organizations", seats, ("host", "parent")),
            ("covers", covers, ("organization",)),
            ("affiliations", ties, ("organization", "other_organization")),
            ("appointments", held.where(held.whole), ("on_behalf_of",)),
            ("memberships", members, ("organization",)),
        )
        for table, pieces, columns in named:
            for column in columns:
                yield pieces.named(self.tables[table].refers[column], whole=False)

    def _filings(self) -> Pieces:
        """The filings of areas seen on the day of filing, also those above: they tell for what lies inside."""
        filings = self.tables["filings"]
        rows = np.flatnonzero(self.spans["areas"].holds(filings.refers["area"], filings.start)).astype(np.int32)
        own = self.spans["areas"].wholly().holds(filings.refers["area"][rows], filings.start[rows])
        return Pieces(rows, filings.start[rows], filings.end[rows], own)

    def _about(self, table: str, home: Spans) -> Iterator[Pieces]:
        """Figures and exemptions of what is seen whole, and of what was when it ended."""
        spans = {"area": self.spans["areas"].wholly(), "organization": home, "person": self.spans["persons"].wholly()}
        of = {"area": "areas", "organization": "organizations", "person": "persons"}
        for column in self.tables[table].refers:
            yield self._clipped(table, column, spans[column].lasting(self.tables[of[column]]))
