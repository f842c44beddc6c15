"""What happened between two days, in words a person reads: who came to which post and who left, what was founded and ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.answers import Names
from graph_model.dates import date_of
from graph_model.day import Day
from graph_model.errors import BadQuestion
from graph_model.levels import AreaLevel
from graph_model.naming import run_together
from graph_model.network import Network
from graph_model.tree import Ints

__all__ = ["Happening", "happenings", "post_words"]


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

    @property
    def key(self) -> str:
        """What it stands under in a list: day, table, code and what, in the order of the list."""
        return f"{self.day}\n{self.table}\n{self.code}\n{self.what}"


def happenings(
    network: Network, start: date, stop: date, within: str | None = None, before_each: Callable[[], object] = int
) -> list[Happening]:
    """What began or ended after `start` and up to `stop`, in order of days, within an area as it lies on the day it
    happened (what ended: on the day before). `before_each` is called before each of them is looked at, and may raise.

    Raises:
        BadQuestion: the second day is not later.
        NotFound: `within` is no area on the second day.
    """
    if stop <= start:
        raise BadQuestion(f"between {start} and {stop} nothing can happen: the second day must be later")
    inside = network.tops if within is None else [network.on(stop).code(network.on(stop).index("areas", within))]
    areas = network.whole.tables["areas"]
    tops = None if inside is None else {areas.find(code) for code in inside}
    tables = ("areas", "organizations", "posts", "appointments")
    found = [one for table in tables for one in _lives(network, table, start, stop, tops, before_each)]
    return sorted(found, key=lambda one: one.key)


def _lives(
    shown: Network, table: str, start: date, stop: date, tops: set[int] | None, before_each: Callable[[], object]
) -> Iterator[Happening]:
    """The beginnings and ends of unbroken lives of a table's records, and what stands in between of areas: moves. They are
    those of the whole network: what comes into somebody's sight has not been founded."""
    network = shown.whole
    versions = network.tables[table]
    first, last = network.on(start).number, network.on(stop).number
    for ended, days in ((False, versions.start), (True, versions.end)):
        rows = np.flatnonzero((days > first) & (days <= last))
        for row in rows[np.argsort(days[rows], kind="stable")]:  # day by day: a day's columns are made once
            before_each()
            neighbour = int(row) + (1 if ended else -1)
            joined = (
                0 <= neighbour < len(versions.index)
                and versions.index[neighbour] == versions.index[row]
                and (versions.start[neighbour] == days[row] if ended else versions.end[neighbour] == days[row])
            )
            if joined and (
                ended or table != "areas" or versions.refers["parent"][neighbour] == versions.refers["parent"][row]
            ):
                continue
            code = versions.code(versions.index[row])
            if not shown.shows(table, code):
                continue
            number = int(days[row])
            seen = network.on_number(number - 1 if ended else number)
            area = seen.area_of(table, np.array([versions.index[row]], np.int32))
            path = seen.path_of_place(int(seen.place_of()[area[0]])) if area[0] >= 0 else []
            if tops is not None and tops.isdisjoint(path):
                continue
            happened = date_of(number)
            assert happened is not None
            what, sentence = _told(shown, seen, table, int(versions.index[row]), ended=ended, moved=joined)
            yield Happening(happened, what, table, code, seen.code(path[-1]) if path else None, sentence)


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
    name = seen.name("persons", person) if seen.row_of("persons")[person] >= 0 else None
    who = shown.name_of(name) if name else seen.network.tables["persons"].code(person)
    if not ended:
        return "appointed", {"zh": f"{who}任{zh}", "en": f"{who} became {en}"}
    after = seen.network.on_number(seen.number + 1)
    vacant = after.row_of("posts")[post] >= 0 and not len(_held(after, post))
    if vacant:
        return "vacated", {"zh": f"{who}不再任{zh}，岗位空缺", "en": f"{who} left {en}, which fell vacant"}
    return "left", {"zh": f"{who}不再任{zh}", "en": f"{who} left {en}"}


def _held(day: Day, post: int) -> Ints:
    appointments = day.network.tables["appointments"]
    rows = appointments.groups("post").of(post)
    return rows[(appointments.start[rows] <= day.number) & (day.number < appointments.end[rows])]


def post_words(day: Day, index: int) -> tuple[str, str]:
    """A post with its place, in Chinese and English: 梅苑小区长, head of C1; one that exists that day."""
    posts, row = day.network.tables["posts"], int(day.row_of("posts")[index])
    role, label = posts.frame["role"][row], posts.frame["label"][row]
    area, body = int(posts.refers["area"][row]), int(posts.refers["organization"][row])
    table, owner = ("areas", area) if area >= 0 else ("organizations", body)
    place = int(day.place_of()[int(day.area_of("posts", np.array([index], np.int32))[0])])
    scheme = day.scheme_at(place) if place >= 0 else day.network.schemes["default"]
    declared = scheme.levels.get(list(AreaLevel)[day.network.levels()[area]]) if area >= 0 else None
    if label is None and declared and declared.post and declared.post.role == role:
        label = declared.post.label
    name = day.name(table, owner) if day.row_of(table)[owner] >= 0 else None
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
