"""Cross-appointments of a day (双向进入、交叉任职): the pairs, and the bodies they join."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.columns import Bools
from graph_model.crossings import Crossings, crossings
from graph_model.dates import date_of
from graph_model.day import Day
from graph_model.errors import BadQuestion, nearest
from graph_model.indicators.history import life_start
from graph_model.indicators.masks import Reading, fits
from graph_model.levels import AreaLevel
from graph_model.patterns import PostPattern
from graph_model.scheme import Scheme
from graph_model.tree import Ints

__all__ = ["Cell", "CrossAppointments", "Crossing", "by_scheme", "check_words", "named"]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two appointments (codes) of one person that meet in `areas`: since when both are held, and for how many days up to
    the day asked, that day included. `both_lead`: both posts lead (一肩挑)."""

    person: str
    one: str
    other: str
    areas: tuple[str, ...]
    since: date
    days: int
    both_lead: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """How many pairs join bodies of two kinds (or a kind and the posts of a level); 一肩挑 are counted apart."""

    one: str
    other: str
    pairs: int
    both_lead: int
    persons: int


class CrossAppointments:
    """The pairs within an area on a day, each once, by the codes of their appointments; `len()` is their number.

    With patterns, `one` is the side `from_` names and `other` the side `to` names.
    """

    def __init__(
        self, day: Day, within: str | None = None, from_: PostPattern | None = None, to: PostPattern | None = None
    ) -> None:
        """Raises NotFound: `within` is no area that day; BadQuestion: a pattern names a word no scheme has."""
        self.day = day
        for pattern in (from_, to):
            check_words(day, pattern)
        table, rows = _rows(day, within)
        one, other, chosen = table.one[rows], table.other[rows], np.zeros(len(rows), bool)
        one, other = one.copy(), other.copy()
        self._lead = np.zeros(len(rows), bool)
        posts = day.network.tables["appointments"].refers["post"]
        for scheme, here in by_scheme(day, table.place[rows]):
            reading = Reading(day, scheme)
            straight = named(reading, from_, posts[one]) & named(reading, to, posts[other])
            turned = named(reading, from_, posts[other]) & named(reading, to, posts[one]) & ~straight
            one[here & turned], other[here & turned] = other[here & turned], one[here & turned]
            chosen |= here & (straight | turned)
            leads = PostPattern(role=scheme.leading) if scheme.leading else None
            if leads is not None:
                self._lead |= here & fits(reading, leads, posts[one]) & fits(reading, leads, posts[other])
        index = day.network.tables["appointments"].index
        order = np.lexsort((table.place[rows], index[other], index[one]))
        order = order[chosen[order]]
        self._one, self._other, self._place = index[one[order]], index[other[order]], table.place[rows[order]]
        self._lead = self._lead[order]
        opens = np.ones(len(order), bool)
        opens[1:] = (self._one[1:] != self._one[:-1]) | (self._other[1:] != self._other[:-1])
        self._first = np.append(np.flatnonzero(opens), len(order))

    def __len__(self) -> int:
        return len(self._first) - 1

    def __iter__(self) -> Iterator[Crossing]:
        return (self._crossing(number) for number in range(len(self)))

    def page(self, first: int, after: tuple[str, str] | None = None) -> list[Crossing]:
        """The first pairs after the one of these two appointments."""
        start = 0 if after is None else self._after(*after)
        return [self._crossing(number) for number in range(start, min(start + first, len(self)))]

    def has_more(self, after: tuple[str, str] | None) -> bool:
        """Whether any pair comes after."""
        return (0 if after is None else self._after(*after)) < len(self)

    def persons(self) -> int:
        """How many distinct persons hold these pairs."""
        appointments = self.day.network.tables["appointments"]
        return len(np.unique(appointments.refers["person"][appointments.first[self._one[self._first[:-1]]]]))

    def matrix(self) -> list[Cell]:
        """Kind × kind: a body of two kinds counts in each; a post for an area stands under its level."""
        cells: dict[tuple[str, str], tuple[int, int, set[int]]] = {}
        appointments = self.day.network.tables["appointments"]
        for number in range(len(self)):
            at = int(self._first[number])
            one, other = int(self._one[at]), int(self._other[at])
            person, lead = int(appointments.refers["person"][appointments.first[one]]), bool(self._lead[at])
            for pair in {(min(a, b), max(a, b)) for a in self._kinds(one) for b in self._kinds(other)}:
                pairs, leads, people = cells.get(pair, (0, 0, set()))
                cells[pair] = pairs + (not lead), leads + lead, people | {person}
        return [Cell(*pair, pairs, leads, len(people)) for pair, (pairs, leads, people) in sorted(cells.items())]

    def _kinds(self, appointment: int) -> tuple[str, ...]:
        network = self.day.network
        appointments, posts = network.tables["appointments"], network.tables["posts"]
        row = int(posts.first[appointments.refers["post"][appointments.first[appointment]]])
        body = int(posts.refers["organization"][row])
        if body < 0:
            return (list(AreaLevel)[network.levels()[posts.refers["area"][row]]].value,)
        kinds = network.tables["organizations"].frame["kinds"]
        return self.day.keep(("kinds", body), lambda: tuple(kinds[int(self.day.row_of("organizations")[body])]))

    def _after(self, one: str, other: str) -> int:
        codes = self.day.network.tables["appointments"].codes
        wanted = bisect.bisect_right(codes, one) - 1, bisect.bisect_right(codes, other) - 1
        firsts = self._first[:-1]
        start = int(np.searchsorted(self._one[firsts], wanted[0]))
        stop = int(np.searchsorted(self._one[firsts], wanted[0], side="right"))
        if wanted[0] < 0 or codes[wanted[0]] != one:
            return stop
        return start + int(np.searchsorted(self._other[firsts[start:stop]], wanted[1], side="right"))

    def _crossing(self, number: int) -> Crossing:
        rows = slice(int(self._first[number]), int(self._first[number + 1]))
        network, day = self.day.network, self.day.number
        appointments = network.tables["appointments"]
        one, other = int(self._one[rows.start]), int(self._other[rows.start])
        since = max(life_start(appointments, index, day) for index in (one, other))
        held = date_of(since)
        assert held is not None
        return Crossing(
            person=network.tables["persons"].code(appointments.refers["person"][appointments.first[one]]),
            one=appointments.code(one),
            other=appointments.code(other),
            areas=tuple(dict.fromkeys(self.day.code(area) for area in network.places.area[self._place[rows]])),
            since=held,
            days=day - since + 1,
            both_lead=bool(self._lead[rows.start]),
        )


def check_words(day: Day, pattern: PostPattern | None) -> None:
    """That some scheme has each role and kind of a pattern.

    Raises:
        BadQuestion: none has; with the nearest word.
    """
    schemes = day.network.schemes.values()
    roles = {role for scheme in schemes for role in scheme.roles}
    kinds = {kind for scheme in schemes for kind in (*scheme.kinds, *scheme.groups)}
    for what, words, known in (
        ("role", pattern.role if pattern else (), roles),
        ("kind or group", pattern.kinds if pattern else (), kinds),
    ):
        for word in words:
            if word not in known:
                hint = nearest(word, sorted(known))
                raise BadQuestion(f"unknown {what} {word!r}" + (f"; {hint}" if hint else ""))


def named(reading: Reading, pattern: PostPattern | None, post: Ints) -> Bools:
    """Which posts a pattern names (None: all); a word the scheme does not have names none."""
    scheme = reading.scheme
    if pattern is None:
        return np.ones(len(post), bool)
    kinds = tuple(word for word in pattern.kinds if word in scheme.kinds or word in scheme.groups)
    if pattern.kinds and not kinds:
        return np.zeros(len(post), bool)
    return fits(reading, pattern.model_copy(update={"kinds": kinds}), post)


def _rows(day: Day, within: str | None) -> tuple[Crossings, Ints]:
    """The rows of crossings of the day within an area."""
    table, inside = crossings(day.network), day.within(within)
    rows = day.keep("crossings", lambda: table.rows_on(day.number))
    if within is None:
        return table, rows
    by_place = day.keep("crossings by place", lambda: rows[np.argsort(table.place[rows], kind="stable")])
    return table, by_place[slice(*np.searchsorted(table.place[by_place], [inside.start, inside.stop]))]


def by_scheme(day: Day, place: Ints) -> Iterator[tuple[Scheme, Bools]]:
    """Each scheme in force at some of the places, with which."""
    number = day.network.places.scheme[place]
    for one in np.unique(number):
        yield day.network.schemes[day.network.scheme_keys[int(one)]], number == one
