"""Verbs for areas: founded, moved, renamed, split and merged; the past keeps the boundaries it had."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graph_model.edits.edit import Edit
from graph_model.errors import BadQuestion
from graph_model.levels import AreaLevel
from graph_model.records import Affiliation, Appointment, Area, Cover, Organization, Person, Post, Record

__all__ = ["Part", "merge_areas", "place_area", "rename_area", "split_area"]


@dataclass(frozen=True, slots=True)
class Part:
    """An area that comes out of a split: its code and name, and which of the areas below, bodies and residents become its."""

    code: str
    name: str
    areas: Sequence[str] = ()
    organizations: Sequence[str] = ()
    persons: Sequence[str] = ()
    households: int | None = None
    residents: int | None = None


def place_area(
    edit: Edit, code: str, parent: str | None, *, name: str | None = None, level: AreaLevel | None = None, **more: Any
) -> Area:
    """An area lies in `parent` from the day on: a known one moves, a new one (it needs a name and a level) is founded.

    Raises:
        NotFound: no such parent that day.
        BadQuestion: a new area has no name or no level.
    """
    if parent is not None:
        edit.get(Area, parent)
    standing = edit.find(Area, code)
    if standing is not None:
        return edit.change(standing, parent=parent, **({"name": name} if name else {}), **more)
    if name is None or level is None:
        raise BadQuestion(f"there is no area {code} on {edit.on}: a new one needs a name and a level")
    return edit.put(Area(code=code, name=name, level=level, parent=parent, valid_from=edit.on, **more))


def rename_area(edit: Edit, code: str, name: str) -> Area:
    """An area has another name from the day on.

    Raises:
        NotFound: no such area that day.
    """
    return edit.change(edit.get(Area, code), name=name)


def split_area(edit: Edit, code: str, parts: Sequence[Part]) -> list[Area]:
    """An area ends on the day and its parts, which name it as predecessor, lie where it lay. What lay or stood in it goes to the
    part that names it; its own posts end, and so do covers and ties of it.

    Raises:
        NotFound: no such area that day.
        BadQuestion: fewer than two parts, or something that lay in it is named by none or by several.
    """
    old = edit.get(Area, code)
    if len(parts) < 2:
        raise BadQuestion(f"{code} is split into two parts or more: found {len(parts)}")
    named: dict[tuple[str, str], str] = {}
    twice = []
    for part in parts:
        for table, codes in (("areas", part.areas), ("organizations", part.organizations), ("persons", part.persons)):
            twice += [one for one in codes if (table, one) in named]
            named.update({(table, one): part.code for one in codes})
    left = [f"{table} {one.code}" for table, one in _standing_in(edit, code) if (table, one.code) not in named]
    if left or twice:
        told = [*(f"{one} is named by no part" for one in left), *(f"{one} is named twice" for one in twice)]
        raise BadQuestion(f"{code} cannot be split so: " + "; ".join(told[:8]))
    made = [
        edit.put(
            Area(
                code=part.code,
                name=part.name,
                level=old.level,
                parent=old.parent,
                scheme=old.scheme,
                households=part.households,
                residents=part.residents,
                predecessors=(code,),
                attributes=old.attributes,
                valid_from=edit.on,
            )
        )
        for part in parts
    ]
    _empty(edit, old, lambda table, one: named[table, one])
    return made


def merge_areas(edit: Edit, codes: Sequence[str], code: str, name: str) -> Area:
    """Several areas end on the day and one, which names them as predecessors, lies where the first lay, with all that lay or stood
    in them; their own posts end, and so do covers and ties of them.

    Raises:
        NotFound: one of them is not there that day.
        BadQuestion: fewer than two, of different levels, or `code` is taken.
    """
    olds = [edit.get(Area, one) for one in dict.fromkeys(codes)]
    if len(olds) < 2:
        raise BadQuestion("two areas or more are merged")
    if len({old.level for old in olds}) > 1:
        raise BadQuestion(
            "areas of one level are merged: found " + ", ".join(f"{old.code} {old.level}" for old in olds)
        )
    if edit.free_code("areas", code) != code:
        raise BadQuestion(f"the code {code} is taken: a merged area has a new one")
    households, residents = (_sum(getattr(old, key) for old in olds) for key in ("households", "residents"))
    made = edit.put(
        Area(
            code=code,
            name=name,
            level=olds[0].level,
            parent=olds[0].parent,
            scheme=olds[0].scheme,
            households=households,
            residents=residents,
            predecessors=tuple(old.code for old in olds),
            attributes=olds[0].attributes,
            valid_from=edit.on,
        )
    )
    for old in olds:
        _empty(edit, old, lambda _table, _one: code)
    return made


def _sum(values: Iterator[int | None]) -> int | None:
    told = list(values)
    return None if None in told else sum(one for one in told if one is not None)


def _standing_in(edit: Edit, code: str) -> Iterator[tuple[str, Record]]:
    """What lies, sits or lives in an area itself."""
    for kind, column in ((Area, "parent"), (Organization, "area"), (Person, "residence")):
        for one in edit.referring(kind, column, code):
            yield kind.table, one


def _empty(edit: Edit, old: Area, goes: Callable[[str, str], str]) -> None:
    """Move what is in an area to where it goes (asked by table and code), end what was the area's own, and end the area."""
    for table, one in list(_standing_in(edit, old.code)):
        column = {"areas": "parent", "organizations": "area", "persons": "residence"}[table]
        edit.change(one, **{column: goes(table, one.code)})
    for post in edit.referring(Post, "area", old.code):
        for held in edit.referring(Appointment, "post", post.code):
            edit.end(held)
        edit.end(post)
    for kind in (Cover, Affiliation):
        for one in edit.referring(kind, "area", old.code):
            edit.end(one)
    edit.end(old)
