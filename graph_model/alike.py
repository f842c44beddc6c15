"""Persons who may be one and the same."""

from __future__ import annotations

from dataclasses import dataclass

from graph_model.day import Day
from graph_model.levels import AreaLevel

__all__ = ["Alike", "alike"]


@dataclass(frozen=True, slots=True)
class Alike:
    """Persons (codes) who may be one and the same: of one name, and of one contact or living in one community."""

    name: str
    persons: tuple[str, ...]
    because: str


def alike(day: Day, within: str | None = None) -> list[Alike]:
    """Who may be registered twice: to be looked at by a person, merged by nobody else."""
    persons, rows = day.network.tables["persons"], day.rows("persons")
    inside, places = day.within(within), day.place_of()
    community = day.network.ancestors(frozenset({AreaLevel.COMMUNITY}))
    seen: dict[tuple[str, str, object], list[str]] = {}
    names, contacts = persons.frame["name"], persons.frame["contact"]
    repeated = names.gather(rows).is_duplicated().to_numpy()
    for row in rows[repeated]:
        name, home = names[int(row)], int(persons.refers["residence"][row])
        place = int(places[home]) if home >= 0 else -1
        if name is None or (within is not None and not inside.start <= place < inside.stop):
            continue
        code = persons.code(persons.index[row])
        if contacts[int(row)] is not None:
            seen.setdefault((name, "contact", contacts[int(row)]), []).append(code)
        if place >= 0 and community[place] >= 0:
            seen.setdefault((name, "community", int(community[place])), []).append(code)
    groups = [Alike(name, tuple(sorted(codes)), why) for (name, why, _), codes in seen.items() if len(codes) > 1]
    return sorted(groups, key=lambda group: (group.name, group.because, group.persons))
