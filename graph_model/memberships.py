"""Party members by branch, and who has reported to where they live (双报到).

Members are counted once in each organization, whatever versions their membership has. Who *should* report are those who live in
a compound, have their formal membership in a party organization and stand in the employed ledger (在职).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph_model.columns import Bools
from graph_model.dates import OPEN
from graph_model.day import Day
from graph_model.levels import AreaLevel
from graph_model.records import Ledger, MembershipKind, MembershipStatus
from graph_model.tree import Ints

__all__ = ["BranchMembers", "CheckIn", "branch_members", "check_ins"]


@dataclass(frozen=True, slots=True)
class BranchMembers:
    """A party organization's members: full and probationary ones by 组织关系, functional ones, and those who reported to it."""

    organization: str
    full: int
    probationary: int
    functional: int
    reported: int

    @property
    def may_stand_alone(self) -> bool:
        """Whether it has the three full members a branch of its own needs."""
        return self.full >= 3


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A compound's employed members: how many should report, how many have, who has not (codes), and of how many nobody can
    say because reports are not filed there. `due = reported + len(missing) + unknown`."""

    area: str
    due: int
    reported: int
    missing: tuple[str, ...]
    unknown: int


def branch_members(day: Day, within: str | None = None) -> list[BranchMembers]:
    """The party organizations seated in an area (None: everywhere) with their members, by code.

    Raises:
        NotFound: `within` is no area that day.
    """
    tables = day.network.tables
    rows = day.rows("memberships")
    frame = (
        tables["memberships"]
        .frame[rows]
        .select("kind", "status")
        .with_columns(
            organization=pl.Series(tables["memberships"].refers["organization"][rows], dtype=pl.Int32),
            person=pl.Series(tables["memberships"].refers["person"][rows], dtype=pl.Int32),
        )
    )
    counted = frame.group_by("organization").agg(
        full=_persons(MembershipKind.FORMAL, MembershipStatus.FULL),
        probationary=_persons(MembershipKind.FORMAL, MembershipStatus.PROBATIONARY),
        functional=_persons(MembershipKind.FUNCTIONAL),
        reported=_persons(MembershipKind.REPORTED),
    )
    counts = {int(row[0]): row[1:] for row in counted.iter_rows()}
    return [
        BranchMembers(tables["organizations"].code(int(index)), *counts.get(int(index), (0, 0, 0, 0)))
        for index in _party_organizations(day, within)
    ]


def _persons(kind: MembershipKind, status: MembershipStatus | None = None) -> pl.Expr:
    chosen = pl.col("kind") == kind.value
    if status is not None:
        chosen &= pl.col("status") == status.value
    return pl.col("person").filter(chosen).n_unique()


def _party_organizations(day: Day, within: str | None) -> Ints:
    """The bodies of a party kind, in the scheme in force at their seat, that are seated inside."""
    bodies, inside = day.network.tables["organizations"], day.within(within)
    index = bodies.index[day.rows("organizations")]
    area = day.area_of("organizations", index)
    place = day.place_of()[area]
    kinds = bodies.frame["kinds"].gather(day.row_of("organizations")[index])
    chosen = np.zeros(len(index), bool)
    for number, key in enumerate(day.network.scheme_keys):
        here = (place >= 0) & (day.network.places.scheme[place] == number)
        party = pl.Series(list(day.network.schemes[key].party_kinds), dtype=pl.String)
        if here.any():
            chosen |= here & kinds.list.eval(pl.element().is_in(party.implode())).list.any().to_numpy()
    return np.sort(index[chosen & (place >= inside.start) & (place < inside.stop)])


def check_ins(day: Day, within: str | None = None) -> list[CheckIn]:
    """Every compound in an area (None: everywhere), in tree order, with who should report to where they live.

    Raises:
        NotFound: `within` is no area that day.
    """
    network, inside = day.network, day.within(within)
    persons, compound = _due(day)
    member = _has_reported(day)[persons]
    topics = {key: scheme.topics_of_memberships([MembershipKind.REPORTED]) for key, scheme in network.schemes.items()}
    rows: list[CheckIn] = []
    for place in day.places_answering(AreaLevel.COMPOUND):
        if not inside.start <= place < inside.stop:
            continue
        here = persons[compound == place]
        reported = member[compound == place]
        area = int(network.places.area[place])
        filed = _filed(day, area, topics[network.scheme_keys[network.places.scheme[place]]])
        left = sorted(network.tables["persons"].codes_of(here[~reported]))
        rows.append(
            CheckIn(
                day.code(area), len(here), int(reported.sum()), tuple(left) if filed else (), 0 if filed else len(left)
            )
        )
    return rows


def _due(day: Day) -> tuple[Ints, Ints]:
    """The persons who should report, and the place of the compound each lives in."""
    network, persons = day.network, day.network.tables["persons"]
    rows = day.rows("persons")
    rows = rows[persons.is_one_of("ledger", [Ledger.EMPLOYED.value])[rows]]
    rows = rows[persons.refers["residence"][rows] >= 0]
    index = persons.index[rows]
    place = day.place_of()[persons.refers["residence"][rows]]
    compounds = network.ancestors(frozenset({AreaLevel.COMPOUND}))
    compound = np.where(place >= 0, compounds[place], np.int32(-1))
    chosen = (compound >= 0) & _members(day, MembershipKind.FORMAL)[index]
    return index[chosen], compound[chosen]


def _has_reported(day: Day) -> Bools:
    return _members(day, MembershipKind.REPORTED)


def _members(day: Day, kind: MembershipKind) -> Bools:
    """Which persons have a membership of a kind."""
    memberships, rows = day.network.tables["memberships"], day.rows("memberships")
    chosen = rows[memberships.is_one_of("kind", [kind.value])[rows]]
    found = np.zeros(len(day.network.tables["persons"]), bool)
    found[memberships.refers["person"][chosen]] = True
    return found


def _filed(day: Day, area: int, topics: Iterable[str]) -> bool:
    since = [int(day.network.filed_since(topic)[area]) for topic in topics]
    return bool(since) and max(since) <= day.number < OPEN
