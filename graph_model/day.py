"""Day: the records of a network as they hold on one day."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from graph_model.columns import Bools, Versions
from graph_model.dates import date_of
from graph_model.errors import NotFound
from graph_model.levels import AreaLevel
from graph_model.records import Appointment, Cover, record_at
from graph_model.scheme import Scheme
from graph_model.searching import meant
from graph_model.tree import Ints

if TYPE_CHECKING:
    from graph_model.network import Network

__all__ = ["Day"]


T = TypeVar("T")
FEW = 50
"""Records that are looked up one by one, rather than all of a day."""


def _scattered(owner: Ints, at: Ints, size: int) -> Ints:
    """For each of `size` records the entry of `at` whose `owner` it is (no two have the same), −1 if there is none."""
    found = np.full(size, -1, np.int32)
    found[owner] = at
    return found


def _heirs(versions: Versions) -> dict[str, list[int]]:
    """The rows that name each predecessor: found once, since anybody may ask for any code."""
    named = versions.frame["predecessors"]
    heirs: dict[str, list[int]] = {}
    for row in np.flatnonzero((named.list.len() > 0).fill_null(value=False).to_numpy()):
        for code in named[int(row)]:
            heirs.setdefault(code, []).append(int(row))
    return heirs


class Day:
    """What holds on one day: record indices to rows, areas to places, codes to records."""

    def __init__(self, network: Network, number: int) -> None:
        self.network, self.number = network, number
        day = date_of(number)
        assert day is not None  # a day that can be asked is never `OPEN`
        self.date: date = day
        self._rows: dict[str, Ints] = {}
        self._row_of: dict[str, Ints] = {}
        self._place_of: Ints | None = None
        self._alive: Bools | None = None
        self._kept: dict[Any, Any] = {}

    # ── Columns ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def rows(self, table: str) -> Ints:
        """The rows of a table that hold."""
        if table not in self._rows:
            self._rows[table] = self.network.tables[table].rows_on(self.number)
        return self._rows[table]

    def row_of(self, table: str) -> Ints:
        """For each record its row that holds, −1 when it does not exist that day."""
        if table not in self._row_of:
            versions = self.network.tables[table]
            rows = self.rows(table)
            self._row_of[table] = _scattered(versions.index[rows], rows, len(versions))
        return self._row_of[table]

    def row_at(self, table: str, index: int) -> int:
        """The row of one record that holds, as `row_of` has it, without looking at all records."""
        if table in self._row_of:
            return int(self._row_of[table][index])
        versions = self.network.tables[table]
        for row in range(versions.first[index], versions.first[index + 1]):
            if versions.start[row] <= self.number < versions.end[row]:
                return row
        return -1

    def _rows_of(self, table: str, index: Ints) -> Ints:
        if len(index) > FEW or table in self._row_of:
            return self.row_of(table)[index]
        return np.array([self.row_at(table, int(one)) for one in index], np.int32)

    def alive(self) -> Bools:
        """Which places hold."""
        if self._alive is None:
            self._alive = self.network.places.on(self.number)
        return self._alive

    def place_of(self) -> Ints:
        """For each area its place, −1 when it does not exist that day."""
        if self._place_of is None:
            places = np.flatnonzero(self.alive()).astype(np.int32)
            self._place_of = _scattered(self.network.places.area[places], places, len(self.network.tables["areas"]))
        return self._place_of

    def places_of(self, area: Ints) -> Ints:
        """The place of each of some areas, as `place_of` has it, without asking for all areas of the day."""
        if self._place_of is not None:
            return self._place_of[area]
        places, at = self.network.places, self.network.first_places()[area]
        found = np.where((places.start[at] <= self.number) & (self.number < places.end[at]), at, np.int32(-1))
        found[at < 0] = -1
        several = np.flatnonzero((found < 0) & self.network.has_moved()[area])
        if len(several):
            found[several] = self.network.places_at(area[several], self.number)
        return found.astype(np.int32)

    def keep(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives, made once for this day."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def area_of(self, table: str, index: Ints) -> Ints:
        """The area each record stands at that day (−1: none): an area at itself, an organization at its seat, a post at its
        area or its organization's seat, an appointment at its post."""
        if table == "areas":
            return index
        versions = self.network.tables[table]
        row = self._rows_of(table, index)
        if table == "appointments":
            return self.area_of("posts", versions.refers["post"][row])
        area = versions.refers["area"][row]
        if table == "posts":
            organization = versions.refers["organization"][row]
            seated = organization >= 0
            area = area.copy()
            area[seated] = self.area_of("organizations", organization[seated])
        return area

    # ── Records ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def index(self, table: str, code: str) -> int:
        """The index of the record that answers for `code` that day: itself, or the one that succeeded it.

        Raises:
            NotFound: nothing does.
        """
        versions = self.network.tables[table]
        index = versions.find(code)
        if index >= 0 and self.row_at(table, index) >= 0:
            return index
        heirs = self._successors(table, code) if "predecessors" in versions.frame.columns else []
        if len(heirs) == 1:
            return self.index(table, heirs[0])
        if heirs:
            raise NotFound(f"{code} was succeeded by {', '.join(heirs)}: ask for one of them", heirs)
        known = "" if index < 0 else f"; it exists {self._lives(versions, index)}"
        raise NotFound(f"no {table} record {code!r} on {self.date}{known}")

    def _successors(self, table: str, code: str) -> list[str]:
        versions = self.network.tables[table]
        heirs = versions.keep("heirs", functools.partial(_heirs, versions))
        later = {
            versions.code(versions.index[row]) for row in heirs.get(code, ()) if versions.start[row] <= self.number
        }
        return sorted(later - {code})

    def _lives(self, versions: Versions, index: int) -> str:
        rows = range(versions.first[index], versions.first[index + 1])
        until = date_of(int(versions.end[rows[-1]]))
        return f"from {date_of(int(versions.start[rows[0]]))}" + (f" until {until}" if until else "")

    def record(self, table: str, code: str) -> Any:
        """The version that holds; an ended code with one successor answers with it.

        Raises:
            NotFound: there is none that day.
        """
        return self.record_at(table, self.index(table, code))

    def record_at(self, table: str, index: int) -> Any:
        """The version of record `index` that holds that day."""
        return self._read(table, [self.row_at(table, index)])[0]

    def _read(self, table: str, rows: Iterable[int]) -> list[Any]:
        frame = self.network.tables[table].frame
        return [record_at(table, frame, row) for row in rows]

    def name(self, table: str, index: int) -> str | None:
        """The name a record has that day."""
        row = self.row_at(table, index)
        name: str | None = self.network.tables[table].frame["name"][row]
        return name

    def scheme(self, code: str) -> Scheme:
        """The scheme in force at an area."""
        return self.scheme_at(int(self.place_of()[self.index("areas", code)]))

    def scheme_at(self, place: int) -> Scheme:
        """The scheme in force at a place."""
        return self.network.schemes[self.network.scheme_keys[self.network.places.scheme[place]]]

    # ── The tree ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def place(self, code: str) -> int:
        """The place of an area.

        Raises:
            NotFound: it does not exist that day.
        """
        return int(self.place_of()[self.index("areas", code)])

    def within(self, code: str | None) -> slice:
        """The places of an area's subtree, of all areas for None (also those that do not hold that day).

        Raises:
            NotFound: the area does not exist that day.
        """
        if code is None:
            return slice(0, len(self.network.places))
        place = self.place(code)
        return slice(place, int(self.network.places.stop[place]))

    def path(self, code: str) -> tuple[str, ...]:
        """The area's ancestors from the top down, and the area."""
        return tuple(self.code(area) for area in self.path_of_place(self.place(code)))

    def path_of_place(self, place: int) -> list[int]:
        """The areas (indices) above a place from the top down, and its own."""
        places, found = self.network.places, []
        while place >= 0:
            found.append(int(places.area[place]))
            place = int(places.parent[place])
        return found[::-1]

    def code(self, area: int) -> str:
        """The code of an area index."""
        return self.network.tables["areas"].code(area)

    def places_answering(self, level: AreaLevel) -> Ints:
        """The places of the areas that answer where `level` is named (an alias answers), in tree order."""
        return self.keep(("answering", level), lambda: self._places_answering(level))

    def _places_answering(self, level: AreaLevel) -> Ints:
        places, answers = self.network.places, np.zeros(len(self.network.places), bool)
        for number, scheme in enumerate(self.network.schemes.values()):
            of_level = self.network.of_levels(scheme.answering(level))
            answers |= (places.scheme == number) & of_level[places.area]
        return np.flatnonzero(answers & self.alive()).astype(np.int32)

    def areas(self, within: str | None = None, level: AreaLevel | None = None) -> list[str]:
        """The areas in tree order, of a level if one is named."""
        inside = self.within(within)
        found = np.flatnonzero(self.alive()) if level is None else self.places_answering(level)
        found = found[(found >= inside.start) & (found < inside.stop)]
        return [self.code(area) for area in self.network.places.area[found]]

    def children(self, code: str) -> list[str]:
        """The areas directly in an area, in code order."""
        place, places = self.place(code), self.network.places
        inside = np.arange(place + 1, places.stop[place])
        here = inside[(places.parent[inside] == place) & self.alive()[inside]]
        return [self.code(area) for area in places.area[here]]

    def level_counts(self, within: str | None = None) -> dict[AreaLevel, int]:
        """How many areas of each level there are, in the order of the levels; levels without any are left out."""
        inside = self.within(within)
        area = self.network.places.area[inside][self.alive()[inside]]
        counts = np.bincount(self.network.levels()[area], minlength=len(AreaLevel))
        return {level: int(count) for level, count in zip(AreaLevel, counts, strict=True) if count}

    def search(self, text: str, within: str | None = None, level: AreaLevel | None = None) -> list[str]:
        """The areas that `text` means (see `graph_model.searching`), in tree order."""
        areas = self.network.tables["areas"]
        row_of, found = self.row_of("areas"), meant(areas.frame, text).to_numpy()
        return [code for code in self.areas(within, level) if found[row_of[areas.find(code)]]]

    # ── What hangs together ──────────────────────────────────────────────────────────────────────────────────────────

    def _referring(self, table: str, column: str, index: int) -> Iterator[int]:
        """The rows of `table` that hold and refer to record `index` by `column`."""
        versions = self.network.tables[table]
        for row in versions.groups(column).of(index):
            if versions.start[row] <= self.number < versions.end[row]:
                yield int(row)

    def _codes(self, table: str, column: str, index: int) -> list[str]:
        versions = self.network.tables[table]
        return sorted(versions.code(versions.index[row]) for row in self._referring(table, column, index))

    def posts_of(self, table: str, code: str) -> list[str]:
        """The posts for an area (`areas`) or in an organization (`organizations`)."""
        column = "area" if table == "areas" else "organization"
        return self._codes("posts", column, self.index(table, code))

    def holders(self, post: str) -> list[Appointment]:
        """Who holds a post."""
        return self._read("appointments", self._referring("appointments", "post", self.index("posts", post)))

    def appointments_of(self, person: str) -> list[Appointment]:
        """What a person holds."""
        return self._read("appointments", self._referring("appointments", "person", self.index("persons", person)))

    def covers_of(self, table: str, code: str) -> list[Cover]:
        """The covers of an area or an organization: who covers it."""
        column = "area" if table == "areas" else "target_organization"
        return self._read("covers", self._referring("covers", column, self.index(table, code)))

    def covered_by(self, organization: str) -> list[Cover]:
        """The covers an organization makes: what it covers."""
        return self._read(
            "covers", self._referring("covers", "organization", self.index("organizations", organization))
        )

    def seated_in(self, area: str) -> list[str]:
        """The organizations whose seat is the area."""
        return self._codes("organizations", "area", self.index("areas", area))

    def hosted_by(self, organization: str) -> list[str]:
        """The organizations that stand in an organization."""
        return self._codes("organizations", "host", self.index("organizations", organization))
