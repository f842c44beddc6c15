"""A store as a plain dictionary of rows, with the rules checked day by day: slow, short, and easy to believe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from graph_model.changes import ChangeSet
from graph_model.levels import AreaLevel
from graph_model.records import Appointment, Area, Person, Post, Record

__all__ = ["BASE", "PlainModel", "Step", "change_set", "steps"]

FIRST = date(2020, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(8)]
ALLOWED = {"city": (), "county": ("city",), "compound": ("grid", "community"), "grid": ("compound", "community")}
LEVELS = {"c": "city", "x": "county", "g": "grid", "h": "grid", "m": "compound"}

Step = list[tuple[str, Any]]
"""One change set: `("put", record)`, `("withdraw", (table, code, day))`, `("end", (table, code, day))`."""


class PlainModel:
    """The rows by table, code and start. `take` says whether a step is accepted, and takes it in if so."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, date], Any] = {}

    def take(self, step: Step) -> bool:
        """Withdrawals first, then ends, then puts; the rules hold on every day afterwards, or nothing happens."""
        after, named = dict(self.rows), []
        for key in {what for verb, what in step if verb == "withdraw"}:
            if after.pop(key, None) is None:
                return False
            named.append(key)
        left = dict(after)
        for table, code, day in {what for verb, what in step if verb == "end"}:
            mine = {key: row for key, row in left.items() if key[:2] == (table, code)}
            held = [key for key, row in mine.items() if row.holds_on(day - timedelta(days=1))]
            if not held or any(row.valid_from >= day for row in mine.values()) or held[0] in named:
                return False
            after[held[0]] = _ended(left[held[0]], day)
            named.append(held[0])
        for key, row in ((_key(what), what) for verb, what in step if verb == "put"):
            if key in named:
                return False
            named.append(key)
            after[key] = row
        puts = [_key(what) for verb, what in step if verb == "put"]
        if len(puts) != len(set(puts)) or not _holds(list(after.values())):
            return False
        self.rows = after
        return True

    def records(self) -> set[Any]:
        """All rows, comparable with those of another."""
        return set(map(repr, self.rows.values()))


def change_set(step: Step) -> ChangeSet:
    """The same step as a change set."""
    parts: dict[str, list[Any]] = {"put": [], "withdraw": [], "end": []}
    for verb, what in step:
        parts[verb].append(what)
    return ChangeSet.of(parts["put"], parts["withdraw"], parts["end"], summary="a random step")


def _key(row: Record) -> tuple[str, str, date]:
    return row.table, row.code, row.valid_from


def _ended(row: Any, day: date) -> Any:
    return type(row)(**{name: getattr(row, name) for name in row.__dataclass_fields__} | {"valid_to": day})


def _holds(rows: list[Any]) -> bool:
    if any(row.valid_to is not None and row.valid_to <= row.valid_from for row in rows):
        return False
    if not all(_same_record(rows, row) for row in rows):
        return False
    return all(_holds_on([row for row in rows if row.holds_on(day)]) for day in [*DAYS, DAYS[-1] + timedelta(days=99)])


def _same_record(rows: Iterable[Any], row: Any) -> bool:
    fixed = {"areas": ("level",), "posts": ("role", "area"), "appointments": ("post", "person"), "persons": ()}[row.table]
    return all(
        getattr(row, name) == getattr(other, name)
        for other in rows
        if (other.table, other.code) == (row.table, row.code)
        for name in fixed
    )


def _holds_on(rows: list[Any]) -> bool:
    """Whether one day's rows are a right network."""
    there = {(row.table, row.code): row for row in rows}
    if len(there) != len(rows):
        return False
    ends = {"parent": "areas", "residence": "areas", "area": "areas", "post": "posts", "person": "persons"}
    if any((ends[name], code) not in there for row in rows for name, code in _references(row, ends)):
        return False
    for row in rows:
        if row.table == "areas":
            path = _path(row, there)
            levels = [area.level for area in path]
            if len(path) > 6 or len(set(levels)) != len(levels):
                return False
            if len(path) > 1 and path[1].level not in ALLOWED[row.level]:
                return False
    held = [(row.post, row.person) for row in rows if row.table == "appointments"]
    seats = {row.code: row.seats for row in rows if row.table == "posts"}
    full = any(limit is not None and sum(post == code for post, _ in held) > limit for code, limit in seats.items())
    return not full and len(set(held)) == len(held)


def _references(row: Any, ends: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((name, code) for name in ends if (code := getattr(row, name, None)) is not None)


def _path(row: Any, there: dict[tuple[str, str], Any]) -> list[Any]:
    path = [row]
    while path[-1].parent is not None and len(path) <= 6:
        path.append(there["areas", path[-1].parent])
    return path


def _area(code: str, parent: str | None = None, **when: date | None) -> Area:
    return Area(code=code, name=code, level=AreaLevel(LEVELS[code]), parent=parent, **{"valid_from": FIRST} | when)  # type: ignore[arg-type]


BASE: list[Record] = [
    *(_area(code, {"x": "c"}.get(code)) for code in LEVELS),
    *(Person(code=code, name=code, residence="x", valid_from=FIRST) for code in "pq"),
    Post(code="s", role="head", area="m", valid_from=FIRST),
    Appointment(code="t", post="s", person="p", valid_from=FIRST),
]
"""What every random sequence starts from: all of it is there from the first day on."""

_days = st.sampled_from(DAYS)
_when = st.fixed_dictionaries({"valid_from": st.sampled_from(DAYS[:5]), "valid_to": st.none() | _days})
_areas = st.sampled_from([None, *LEVELS])
_puts = st.one_of(
    st.builds(lambda code, parent, when: _area(code, parent, **when), st.sampled_from(list(LEVELS)), _areas, _when),
    st.builds(lambda code, home, when: Person(code=code, residence=home, **when), st.sampled_from("pqr"), _areas, _when),
    st.builds(
        lambda code, area, seats, when: Post(code=code, role="head", area=area, seats=seats, **when),
        st.sampled_from("sv"),
        st.sampled_from("mmmx"),
        st.sampled_from([1, 2, None]),
        _when,
    ),
    st.builds(
        lambda code, post, person, when: Appointment(code=code, post=post, person=person, **when),
        st.sampled_from("tuw"),
        st.sampled_from("sssv"),
        st.sampled_from("pqr"),
        _when,
    ),
)
_codes = st.sampled_from([*(("areas", code) for code in "ghmx"), *(("persons", code) for code in "pqr"), ("posts", "s"), *(("appointments", code) for code in "ttuw")])
_named = st.builds(lambda place, day: (*place, day), _codes, st.sampled_from([FIRST, *DAYS]))
_acts = st.one_of(
    _puts.map(lambda row: ("put", row)),
    _puts.map(lambda row: ("put", row)),
    _named.map(lambda key: ("withdraw", key)),
    _named.map(lambda key: ("end", key)),
    _named.map(lambda key: ("end", key)),
)
steps = st.lists(st.lists(_acts, min_size=1, max_size=3), min_size=1, max_size=6)
"""Random sequences of steps, right and wrong ones."""
