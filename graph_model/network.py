"""Network: the columnar read model of all records at one revision, for all dates.

Immutable. Compile it once a revision, then ask: `coverage`, `gaps`, `linkage`, and `on(day)` for the records of a day.
Everything derived (the columns of a day, the answer to an indicator) is kept for as long as the network lives.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import numpy as np
import polars as pl

from graph_model.answers import Coverage, Linkage, State, Weight
from graph_model.changes import Applied, apply
from graph_model.columns import Bools, Groups, Versions, compile_table, link
from graph_model.dates import OPEN, date_of, day_number
from graph_model.day import Day
from graph_model.errors import BadQuestion, nearest
from graph_model.indicators.catalogue import Catalogue
from graph_model.indicators.evaluation import Evaluation, evaluate
from graph_model.indicators.gaps import GapList
from graph_model.indicators.rollup import coverage
from graph_model.indicators.scoring import scored
from graph_model.levels import AreaLevel
from graph_model.linkage import linkage
from graph_model.records import TABLES
from graph_model.revision import revised
from graph_model.scheme import DEFAULT, Scheme, Schemes
from graph_model.tree import Ints, Places, build_places, merge_runs, ranges
from graph_model.views import view

__all__ = ["BULK", "Network"]

T = TypeVar("T")
LEVELS = tuple(AreaLevel)
BULK = 20_000
"""From how many changed rows on compiling anew is quicker than rewriting row by row."""
DAYS_KEPT, ANSWERS_KEPT = 200_000_000, 300_000_000
"""How many bytes of days' columns, and of evaluated (indicator, day) pairs, stay in memory (about 25 MB each at 1 M areas)."""


class _Recent:
    """The most recently used values, as many as fit in `limit` when each takes `size`; the newest always stays."""

    def __init__(self, limit: int) -> None:
        self.limit, self.values = limit, OrderedDict[Any, tuple[Any, int]]()
        self._turn = threading.Lock()

    def get(self, key: Any, make: Callable[[], T], size: int) -> T:
        with self._turn:
            if key in self.values:
                self.values.move_to_end(key)
                found: T = self.values[key][0]
                return found
        made = make()  # two threads may make the same; nobody waits for the other
        with self._turn:
            self.values[key] = made, size
            while len(self.values) > 1 and sum(one for _, one in self.values.values()) > self.limit:
                self.values.popitem(last=False)
        return made


@dataclass(frozen=True, eq=False)
class Network:
    """All records at one revision; see the module. Build one with `Network.compile`."""

    tables: Mapping[str, Versions] = field(repr=False)
    places: Places = field(repr=False)
    schemes: Schemes = field(repr=False)
    catalogue: Catalogue = field(repr=False)
    revision: int
    _days: _Recent = field(default_factory=lambda: _Recent(DAYS_KEPT), repr=False)
    _answers: _Recent = field(default_factory=lambda: _Recent(ANSWERS_KEPT), repr=False)
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def compile(
        cls, tables: Mapping[str, pl.DataFrame], schemes: Schemes, catalogue: Catalogue, revision: int = 0
    ) -> Network:
        """The read model of `tables` (every table of `TABLES`, any row order), which a validator has let through."""
        compiled = {name: compile_table(name, tables[name]) for name in TABLES}
        linked = link(compiled)
        return cls(linked, _places(linked["areas"], schemes), schemes, catalogue, revision)

    def apply(self, change: Applied) -> Network:
        """The network after a change a store has taken in: equal to compiling its tables anew. Only what the change touches
        is rewritten; the tree is laid out again only if a place, its parent, scheme or interval changed."""
        if change.rows > BULK:
            frames = apply(self.frames(), change.delta)
            return Network.compile(frames, self.schemes, self.catalogue, change.revision)
        tables = revised(self.tables, change.before, change.after)
        same_tree = not change.delta.changes_tree and len(tables["areas"]) == len(self.tables["areas"])
        places = self.places if same_tree else _places(tables["areas"], self.schemes)
        return Network(tables, places, self.schemes, self.catalogue, change.revision)

    def frames(self) -> dict[str, pl.DataFrame]:
        """All records, as the tables of a store."""
        return {name: versions.frame for name, versions in self.tables.items()}

    # ── Who sees it ──────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def whole(self) -> Network:
        """The network of all records: itself, unless it shows what a scope lets somebody see (see `scoping`)."""
        return self

    @property
    def tops(self) -> frozenset[str] | None:
        """The areas (codes) a scope names; None for no limits."""
        return None

    def counts(self, places: Ints) -> Bools:
        """Which places may be asked about and have a row of their own in an answer: all of them, unless a scope says less."""
        return np.ones(len(places), bool)

    def shows(self, table: str, code: str) -> bool:
        """Whether there is such a record, on whatever day."""
        return self.tables[table].find(code) >= 0

    def sees(self, table: str, index: Ints) -> Bools:
        """Which records of the whole network are shown, on whatever day."""
        del table
        return np.ones(len(index), bool)

    def name_of(self, name: str) -> str:
        """A person's name as it is shown."""
        return name

    # ── Questions ────────────────────────────────────────────────────────────────────────────────────────────────────

    def coverage(
        self,
        indicator: str,
        *,
        as_of: date,
        within: str | None = None,
        by: AreaLevel | None = None,
        weight: Weight = Weight.SUBJECTS,
    ) -> list[Coverage]:
        """The indicator's answer on `as_of`: one row for `within` (None: the whole store), or one for each area of level
        `by` in tree order and, if anything stands above or beside that level, a remainder row. A ratio or a composite has no
        remainder: a value is an area's.

        Raises:
            BadQuestion: unknown indicator, or a weight its subjects do not have.
            NotFound: `within` is no area that day.
        """
        if indicator in self.catalogue.scores:
            if weight is not Weight.SUBJECTS:
                raise BadQuestion(f"{indicator} has a value, which has no {weight.value}; ask with weight subjects")
            return scored(self.on(as_of), indicator, within, by)
        return coverage(self.on(as_of), self.evaluation(indicator, as_of), within, by, weight)

    def gaps(self, indicator: str, *, as_of: date, within: str | None = None, state: State = State.GAP) -> GapList:
        """The subjects in `state`, by code: the rows behind `coverage`.

        Raises:
            BadQuestion: unknown indicator.
            NotFound: `within` is no area that day.
        """
        return GapList(self.on(as_of), self.evaluation(indicator, as_of), within, state)

    def linkage(self, area: str, chain: str | None = None, *, as_of: date) -> Linkage:
        """A named chain (`linkage` unless said) seen from an area.

        Raises:
            BadQuestion: the scheme in force has no such chain.
            NotFound: no such area that day.
        """
        return linkage(self.on(as_of), area, chain or "linkage")

    def view(self, name: str, *, as_of: date, within: str | None = None) -> Any:
        """The network as a read-only networkx graph (`tree`, `bipartite`, `interlock` or `full`; see `views`), read from the
        columns as it is asked for.

        Raises:
            BadQuestion: unknown view, or one that would not fit into memory.
            NotFound: `within` is no area that day.
        """
        return view(self.on(as_of), name, within)

    def on(self, day: date) -> Day:
        """The records of a day.

        Raises:
            BadQuestion: it is no `date`.
        """
        if not isinstance(day, date):
            raise BadQuestion(f"a day is a datetime.date: found {day!r}; make one with date.fromisoformat or parse_day")
        return self.on_number(day_number(day))

    def on_number(self, number: int) -> Day:
        """The records of the day with this number (see `dates`)."""
        return self._days.get(number, lambda: Day(self, number), self._size)

    def evaluation(self, indicator: str, day: date) -> Evaluation:
        """Every subject of the indicator with its state on `day`.

        Raises:
            BadQuestion: unknown indicator.
        """
        if indicator in self.catalogue.scores:
            kind = self.catalogue.scores[indicator].kind
            raise BadQuestion(f"{indicator} is a {kind}: it has a value, parts and a rank, but no states and no gaps")
        if indicator not in self.catalogue:
            hint = nearest(indicator, [*self.catalogue, *self.catalogue.scores])
            raise BadQuestion(f"unknown indicator {indicator!r}" + (f"; {hint}" if hint else ""))
        return self._answers.get((indicator, day), lambda: evaluate(self, indicator, day_number(day)), self._size)

    def in_force(self, indicator: str) -> bool:
        """Whether any area is, on some day, under a scheme that lists the indicator."""
        return any(indicator in scheme.indicators or indicator in scheme.scores for scheme in self.schemes_in_use())

    def schemes_in_use(self) -> list[Scheme]:
        """The schemes that are in force anywhere on any day."""
        return [self.schemes[self.scheme_keys[one]] for one in np.unique(self.places.scheme)]

    def first_day(self) -> date | None:
        """The first day on which any area exists; None without areas."""
        return date_of(int(self.places.start.min())) if len(self.places) else None

    # ── What is the same on all days ─────────────────────────────────────────────────────────────────────────────────

    @property
    def scheme_keys(self) -> tuple[str, ...]:
        """The schemes' keys; a scheme number in the columns is an index into them."""
        return tuple(self.schemes)

    def levels(self) -> Ints:
        """The level of each area, as an index into `LEVELS`."""
        return self.keep("levels", self._levels)

    def _levels(self) -> Ints:
        areas = self.tables["areas"]
        named = areas.frame["level"].gather(areas.first[:-1]).cast(pl.Enum([level.value for level in LEVELS]))
        return named.to_physical().cast(pl.Int32).to_numpy()

    def of_levels(self, levels: frozenset[AreaLevel]) -> Bools:
        """Which areas are of one of `levels`."""
        wanted = [LEVELS.index(level) for level in levels]
        return self.keep(("of_levels", levels), lambda: np.isin(self.levels(), wanted))

    def areas_on(self, levels: frozenset[AreaLevel], day: int) -> tuple[Ints, Ints]:
        """The areas of one of `levels` that exist on the day with this number, by code, and the place of each."""

        def make() -> tuple[Ints, Ints, Ints, Ints]:
            found = self.places_of_area().rows
            found = found[self.of_levels(levels)[self.places.area[found]]]
            return self.places.area[found], found, self.places.start[found], self.places.end[found]

        area, place, start, end = self.keep(("areas", levels), make)
        on = (start <= day) & (day < end)
        return area[on], place[on]

    def ancestors(self, levels: frozenset[AreaLevel]) -> Ints:
        """For each place the nearest place of one of `levels` at or above it, −1 if there is none."""
        return self.keep(("ancestors", levels), lambda: self._ancestors(self.of_levels(levels)))

    def _ancestors(self, of_level: Bools) -> Ints:
        places = self.places
        found = np.where(of_level[places.area], np.arange(len(places), dtype=np.int32), np.int32(-1))
        for generation in self.generations()[1:]:
            inherits = generation[found[generation] < 0]
            found[inherits] = found[places.parent[inherits]]
        return found

    def generations(self) -> list[Ints]:
        """The places by depth, roots first."""
        return self.keep("generations", self._generations)

    def _generations(self) -> list[Ints]:
        order = np.argsort(self.places.depth, kind="stable").astype(np.int32)
        return np.split(order, np.cumsum(np.bincount(self.places.depth))[:-1]) if len(order) else []

    def keep_last(self, name: str, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives for a key, kept until another key is asked: what one day mostly shares with the next."""
        before = self._kept.get(name)
        if before is None or before[0] != key:
            self._kept[name] = before = key, make()
        found: T = before[1]
        return found

    def filed_since(self, topic: str) -> Ints:
        """The first day on which `topic` was filed for each area, by itself or by one in which it lay that day; `OPEN`
        if never."""
        return self.keep(("filed", topic), lambda: self._filed_since(topic))

    def _filed_since(self, topic: str) -> Ints:
        filings, places = self.tables["filings"], self.places
        since = np.full(len(self.tables["areas"]), OPEN, np.int32)
        rows = np.flatnonzero(filings.is_one_of("topic", [topic]))
        placed = self.places_of_area()
        for row in rows[np.argsort(filings.start[rows], kind="stable")]:
            day = filings.start[row]
            for place in placed.of(int(filings.refers["area"][row])):
                if places.start[place] <= day < places.end[place]:
                    inside = slice(place, places.stop[place])
                    area = places.area[inside][(places.start[inside] <= day) & (day < places.end[inside])]
                    since[area] = np.minimum(since[area], day)
        return since

    def first_places(self) -> Ints:
        """The first place of each area, −1 for one that has none."""

        def make() -> Ints:
            groups = self.places_of_area()
            placed = groups.first[1:] > groups.first[:-1]
            found = np.full(len(self.tables["areas"]), -1, np.int32)
            found[placed] = groups.rows[groups.first[:-1][placed]]
            return found

        return self.keep("first_places", make)

    def places_at(self, area: Ints, day: Ints | int) -> Ints:
        """The place of each area on the day beside it (or on the one day), −1 for none; of −1 too."""
        groups, places = self.places_of_area(), self.places
        named = np.flatnonzero(area >= 0)
        first = groups.first[area[named]]
        count = groups.first[area[named] + 1] - first
        at, of = groups.rows[ranges(first, count)], np.repeat(named, count)
        on = np.broadcast_to(day, area.shape)[of]
        holds = (places.start[at] <= on) & (on < places.end[at])
        found = np.full(len(area), -1, np.int32)
        found[of[holds]] = at[holds]
        return found

    def has_moved(self) -> Bools:
        """Which areas have several places."""
        return self.keep("has_moved", lambda: np.diff(self.places_of_area().first) > 1)

    def places_of_area(self) -> Groups:
        """The places grouped by area."""
        return self.keep("places_of_area", self._places_of_area)

    def _places_of_area(self) -> Groups:
        rows = np.argsort(self.places.area, kind="stable").astype(np.int32)
        first = np.searchsorted(self.places.area[rows], np.arange(len(self.tables["areas"]) + 1))
        return Groups(rows, first.astype(np.int32))

    @property
    def _size(self) -> int:
        """About how many bytes the columns of a day, or an answer, take."""
        return 1_000 + 24 * len(self.places)

    def keep(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives, made once for this network."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found


def _places(areas: Versions, schemes: Schemes) -> Places:
    numbers = {key: number for number, key in enumerate(schemes)}
    scheme = areas.frame["scheme"].replace_strict(numbers, default=None, return_dtype=pl.Int32).fill_null(-1).to_numpy()
    runs = merge_runs(areas.index, areas.refers["parent"], scheme, areas.start, areas.end)
    return build_places(runs, len(areas), numbers[DEFAULT])
