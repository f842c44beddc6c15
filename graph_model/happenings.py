"""What happened between two days, in words a person reads: who came to which post and who left, what was founded and ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import overload

import numpy as np
from numpy.typing import NDArray

from graph_model.answers import Names
from graph_model.columns import Bools
from graph_model.dates import date_of
from graph_model.day import Day
from graph_model.errors import BadQuestion
from graph_model.levels import AreaLevel
from graph_model.naming import run_together
from graph_model.network import Network
from graph_model.scoping.visible import inside_of
from graph_model.tree import Ints

__all__ = ["Happening", "Happenings", "happenings", "post_words"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened on a day: to which record, what (`appointed`, `left`, `vacated`, `founded`, `ended`, `moved`),
    where (an area code, None for nowhere), and as a sentence."""

    day: date
    what: str
    table: str
    code: str
    area: str | None
    sentence: Names


class Happenings(Sequence[Happening]):
    """What happened, in order of days, then of tables and codes; each is put into words when it is looked at."""

    def __init__(self, shown: Network, rows: _Rows) -> None:
        self._shown, self._rows = shown, rows

    def __len__(self) -> int:
        return len(self._rows.day)

    def keys(self) -> list[str]:
        """What each stands under in a list."""
        tables, days = self._shown.whole.tables, {day: date_of(day) for day in np.unique(self._rows.day).tolist()}
        found = zip(self._rows.day.tolist(), self._rows.table.tolist(), self._rows.index.tolist(), strict=True)
        return [f"{days[day]}\n{_TABLES[table]}\n{tables[_TABLES[table]].code(index)}" for day, table, index in found]

    @overload
    def __getitem__(self, at: int) -> Happening: ...

    @overload
    def __getitem__(self, at: slice) -> list[Happening]: ...

    def __getitem__(self, at: int | slice) -> Happening | list[Happening]:
        if isinstance(at, slice):
            return [self._made(number) for number in range(*at.indices(len(self)))]
        return self._made(range(len(self))[at])

    def _made(self, at: int) -> Happening:
        network, rows = self._shown.whole, self._rows
        table, index, ended = _TABLES[rows.table[at]], int(rows.index[at]), bool(rows.ended[at])
        happened = date_of(int(rows.day[at]))
        assert happened is not None
        seen = network.on_number(int(rows.day[at]) - ended)
        what, sentence = _told(self._shown, seen, table, index, ended=ended, moved=bool(rows.moved[at]))
        area = None if rows.place[at] < 0 else seen.code(int(network.places.area[rows.place[at]]))
        return Happening(happened, what, table, network.tables[table].code(index), area, sentence)


def happenings(network: Network, start: date, stop: date, within: str | None = None) -> Happenings:
    """What began or ended after `start` and up to `stop`, within an area as it lies on the day it happened (what ended: on the
    day before).

    Raises:
        BadQuestion: the second day is not later.
        NotFound: `within` is no area on the second day.
    """
    if stop <= start:
        raise BadQuestion(f"between {start} and {stop} nothing can happen: the second day must be later")
    inside = network.tops
    if within is not None:
        inside = frozenset([network.on(stop).code(network.on(stop).index("areas", within))])
    rows = _Rows.of(network, network.on(start).number, network.on(stop).number)
    if inside is not None:
        rows = rows.where((rows.place >= 0) & inside_of(network.whole, inside)[rows.place])
    return Happenings(network, rows.where(np.lexsort((rows.index, rows.table, rows.day))))


_TABLES = ("appointments", "areas", "organizations", "posts")


@dataclass(frozen=True)
class _Rows:
    """The beginnings and ends of unbroken lives of records, and what stands in between of areas: moves. They are those of the
    whole network: what comes into somebody's sight has not been founded."""

    table: Ints
    """Which of `_TABLES`."""
    index: Ints
    day: Ints
    ended: Bools
    moved: Bools
    place: Ints
    """Where it stood that day (what ended: the day before), −1 for nowhere."""

    def where(self, chosen: Bools | NDArray[np.intp]) -> _Rows:
        """Some of them, or all in another order."""
        return _Rows(*(getattr(self, one.name)[chosen] for one in fields(self)))

    @classmethod
    def of(cls, shown: Network, first: int, last: int) -> _Rows:
        """Those of all tables after one day and up to another."""
        parts = [_part(shown, table, ended, first, last) for table in range(len(_TABLES)) for ended in (False, True)]
        return cls(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)))


def _part(shown: Network, number: int, ended: bool, first: int, last: int) -> _Rows:  # noqa: FBT001 (an inner loop)
    network, table = shown.whole, _TABLES[number]
    versions = network.tables[table]
    days = versions.end if ended else versions.start
    rows = np.flatnonzero((days > first) & (days <= last))
    rows = rows[shown.sees(table, versions.index[rows])]
    beside = rows + (1 if ended else -1)
    other = np.clip(beside, 0, max(len(versions.index) - 1, 0))
    joined = (beside == other) & (versions.index[other] == versions.index[rows])
    joined &= days[rows] == (versions.start if ended else versions.end)[other]
    moved = joined & False
    if table == "areas" and not ended:
        moved = joined & (versions.refers["parent"][other] != versions.refers["parent"][rows])
    kept = ~joined | moved
    rows, moved = rows[kept], moved[kept]
    on = days[rows] - np.int32(ended)
    return _Rows(
        np.full(len(rows), number, np.int32),
        versions.index[rows],
        days[rows],
        np.full(len(rows), ended),
        moved,
        network.places_at(_area_at(network, table, rows, on), on),
    )


def _area_at(network: Network, table: str, row: Ints, day: Ints) -> Ints:
    """The area where each version stands on the day beside it, on which it holds."""
    versions = network.tables[table]
    if table == "areas":
        return versions.index[row]
    if table == "appointments":
        posts = network.tables["posts"]
        return _area_at(network, "posts", posts.first[versions.refers["post"][row]], day)
    area = versions.refers["area"][row]
    if table == "posts":
        body = versions.refers["organization"][row]
        seated = np.flatnonzero(body >= 0)
        area = area.copy()
        seats = network.tables["organizations"]
        found = seats.rows_at(body[seated], day[seated])
        area[seated] = np.where(found >= 0, seats.refers["area"][found], -1)
    return area


def _told(shown: Network, seen: Day, table: str, index: int, *, ended: bool, moved: bool) -> tuple[str, Names]:
    if table == "appointments":
        return _appointment(shown, seen, index, ended=ended)
    if table == "posts":
        zh, en = post_words(seen, index)
        return (
            ("ended", {"zh": f"撤销岗位：{zh}", "en": f"post ended: {en}"})
            if ended
            else (
                "founded",
                {"zh": f"设立岗位：{zh}", "en": f"post made: {en}"},
            )
        )
    name = seen.name(table, index) or seen.network.tables[table].code(index)
    if moved:
        return "moved", {"zh": f"{name}调整区划归属", "en": f"{name} moved"}
    if ended:
        return "ended", {"zh": f"{name}撤销或终止", "en": f"{name} ended"}
    return "founded", {"zh": f"{name}设立", "en": f"{name} founded"}


def _appointment(shown: Network, seen: Day, index: int, *, ended: bool) -> tuple[str, Names]:
    appointments = seen.network.tables["appointments"]
    row = int(appointments.first[index])
    post, person = int(appointments.refers["post"][row]), int(appointments.refers["person"][row])
    zh, en = post_words(seen, post)
    name = seen.name("persons", person) if seen.row_at("persons", person) >= 0 else None
    who = shown.name_of(name) if name else seen.network.tables["persons"].code(person)
    if not ended:
        return "appointed", {"zh": f"{who}任{zh}", "en": f"{who} became {en}"}
    after = seen.network.on_number(seen.number + 1)
    vacant = after.row_at("posts", post) >= 0 and not len(_held(after, post))
    if vacant:
        return "vacated", {"zh": f"{who}不再任{zh}，岗位空缺", "en": f"{who} left {en}, which fell vacant"}
    return "left", {"zh": f"{who}不再任{zh}", "en": f"{who} left {en}"}


def _held(day: Day, post: int) -> Ints:
    appointments = day.network.tables["appointments"]
    rows = appointments.groups("post").of(post)
    return rows[(appointments.start[rows] <= day.number) & (day.number < appointments.end[rows])]


def post_words(day: Day, index: int) -> tuple[str, str]:
    """A post with its place, in Chinese and English: 梅苑小区长, head of C1; one that exists that day."""
    posts, row = day.network.tables["posts"], day.row_at("posts", index)
    role, label = posts.frame["role"][row], posts.frame["label"][row]
    area, body = int(posts.refers["area"][row]), int(posts.refers["organization"][row])
    table, owner = ("areas", area) if area >= 0 else ("organizations", body)
    place = int(day.places_of(day.area_of("posts", np.array([index], np.int32)))[0])
    scheme = day.scheme_at(place) if place >= 0 else day.network.schemes["default"]
    declared = scheme.levels.get(list(AreaLevel)[day.network.levels()[area]]) if area >= 0 else None
    if label is None and declared and declared.post and declared.post.role == role:
        label = declared.post.label
    name = day.name(table, owner) if day.row_at(table, owner) >= 0 else None
    code = day.network.tables[table].code(owner)
    if body >= 0 and name in day.keep("shared names", lambda: _shared_names(day)):
        seat = day.name("areas", int(day.area_of(table, np.array([owner], np.int32))[0]))
        name = run_together(seat or "", name)
    words = run_together(name or code, label or scheme.roles.get(role, role), declared.label if declared else None)
    return words, f"{role} of {code}"


def _shared_names(day: Day) -> frozenset[str]:
    """The names that several bodies have that day: they say nothing without the place."""
    names = day.network.tables["organizations"].frame["name"][day.rows("organizations")]
    return frozenset(names.filter(names.is_duplicated()))
