"""The organizations of a synthetic city and what they cover, as arrays; founded, ended and replaced over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph_model.levels import AreaLevel
from loaders.generate.city import City, Layer
from loaders.generate.columns import Bools, Days, Indices, days, draw, frame, joined, pick

__all__ = ["Bodies", "Body", "Covering", "build_bodies", "covers_table", "organizations_table"]


@dataclass(frozen=True)
class Body:
    """Bodies of one kind: where they are seated, when they stand, and the code of their parent and host (or null)."""

    kind: str
    name: str
    code: pl.Series
    seat: pl.Series
    home: Indices
    since: Days
    until: Days
    parent: pl.Series | None = None
    host: pl.Series | None = None

    def __len__(self) -> int:
        return len(self.since)


@dataclass(frozen=True)
class Covering:
    """Covers as arrays: organization, area, mode (or null) and interval."""

    organization: pl.Series
    area: pl.Series
    since: Days
    until: Days
    mode: pl.Series | None = None


@dataclass(frozen=True)
class Bodies:
    """All bodies and covers of a city. `branches` are the compounds' own, `branch_of` indexes them by compound, −1 for none."""

    bodies: tuple[Body, ...]
    covers: tuple[Covering, ...]
    branches: Body | None
    branch_of: Indices


def build_bodies(city: City) -> Bodies:
    """The bodies of towns, communities and compounds, as far as the city has these levels."""
    rng = np.random.default_rng([city.options.seed, 3])
    bodies: list[Body] = []
    covers: list[Covering] = []
    committee: Indices = np.empty(0, np.int64)
    for level, name in ((AreaLevel.TOWN, "党工委"), (AreaLevel.COMMUNITY, "社区党委")):
        layer = city.layers.get(level)
        if layer is None:
            continue
        here = (
            np.ones(len(layer), np.bool_)
            if level is AreaLevel.TOWN
            else rng.random(len(layer)) >= city.options.gap_rate
        )
        above = pick(bodies[0].code, layer.parent[here]) if level is AreaLevel.COMMUNITY else None
        body = _seated(layer, here, "party_committee", name, parent=above)
        committee = np.where(here, np.cumsum(here) - 1, -1)
        bodies.append(body)
        covers.append(Covering(body.code, body.seat, body.since, body.until, _modes("own", len(body))))
    if AreaLevel.COMMUNITY in city.layers:
        layer = city.layers[AreaLevel.COMMUNITY]
        residents = _seated(layer, np.ones(len(layer), np.bool_), "residents_committee", "居民委员会")
        bodies.append(residents)
        covers.append(Covering(residents.code, residents.seat, residents.since, residents.until))
    if AreaLevel.COMPOUND not in city.layers:
        return Bodies(tuple(bodies), tuple(covers), None, np.empty(0, np.int64))
    branches, branch_of = _branches(rng, city, bodies, covers, committee)
    _self_governing(rng, city, bodies, covers, (branches, branch_of))
    _firms(rng, city, bodies, covers)
    return Bodies(tuple(bodies), tuple(covers), branches, branch_of)


def _seated(layer: Layer, here: Bools, kind: str, name: str, *, parent: pl.Series | None = None) -> Body:
    """One body of a kind in each area of a layer where `here`."""
    seat = layer.code.filter(pl.Series(here))
    code = joined(seat, f"/{kind}")
    return Body(kind, name, code, seat, layer.home[here], layer.since[here], layer.until[here], parent)


def _modes(mode: str, size: int) -> pl.Series:
    return pl.repeat(mode, size, dtype=pl.String, eager=True)


def _community_of(city: City) -> Indices:
    """The community (by number) of each compound."""
    compounds, grids = city.layers[AreaLevel.COMPOUND], city.layers[AreaLevel.GRID]
    return grids.parent[compounds.parent]


def _branches(
    rng: np.random.Generator, city: City, bodies: list[Body], covers: list[Covering], committee: Indices
) -> tuple[Body, Indices]:
    """Branches of compounds: own ones, joint with the compound before, attached to the community's committee, or mere work."""
    compounds, rate = city.layers[AreaLevel.COMPOUND], city.options.gap_rate
    size, community = len(compounds), _community_of(city)
    leader = committee[community]
    chance, mode = rng.random(size), rng.random(size)
    covered = chance >= rate
    own = covered & (mode < 0.72)
    founded = compounds.since.copy()
    late = own & (rng.random(size) < city.options.history_rate)
    end = np.minimum(compounds.until, city.options.horizon).astype(np.int32)
    founded[late] = draw(rng, compounds.since, end)[late]
    seats = compounds.code.filter(pl.Series(own))
    parent = pick(bodies[1].code, leader[own])
    code = joined(seats, "/party_branch")
    branches = Body(
        "party_branch", "党支部", code, seats, compounds.home[own], founded[own], compounds.until[own], parent
    )
    branch_of = np.where(own, np.cumsum(own) - 1, -1)
    bodies.append(branches)
    covers.append(Covering(code, seats, branches.since, branches.until, _modes("own", len(branches))))

    nearest = np.maximum.accumulate(np.where(own, np.arange(size), -1))
    joint = covered & ~own & (mode < 0.84) & (nearest >= 0)
    joint &= community[nearest] == community
    since = np.maximum(compounds.since, founded[nearest])
    until = np.minimum(compounds.until, compounds.until[nearest])
    joint &= since < until
    partner = pick(code, branch_of[nearest][joint])
    area = compounds.code.filter(pl.Series(joint))
    covers.append(Covering(partner, area, since[joint], until[joint], _modes("joint", len(area))))

    rest = covered & ~own & ~joint & (leader >= 0)
    for word, here in (("attached", rest & (mode < 0.95)), ("work", rest & (mode >= 0.95))):
        area = compounds.code.filter(pl.Series(here))
        body = pick(bodies[1].code, leader[here])
        covers.append(Covering(body, area, compounds.since[here], compounds.until[here], _modes(word, len(area))))
    before = late & (leader >= 0) & (founded > compounds.since)
    area, body = compounds.code.filter(pl.Series(before)), pick(bodies[1].code, leader[before])
    covers.append(Covering(body, area, compounds.since[before], founded[before], _modes("work", len(area))))
    return branches, branch_of


def _self_governing(
    rng: np.random.Generator,
    city: City,
    bodies: list[Body],
    covers: list[Covering],
    branches: tuple[Body, Indices],
) -> None:
    """Owners' committees (some ended and elected anew, some with a branch inside) and self-management committees."""
    compounds, options = city.layers[AreaLevel.COMPOUND], city.options
    size = len(compounds)
    there = rng.random(size) >= options.gap_rate
    owners = there & (rng.random(size) < 0.7)
    managed = _seated(compounds, there & ~owners, "self_management_committee", "自管会")
    end = np.minimum(compounds.until, options.horizon).astype(np.int32)
    left = draw(rng, compounds.since + 1, end)
    again = owners & (rng.random(size) < options.history_rate) & (left > compounds.since) & (left < end)
    since = np.where(again, left, compounds.since).astype(np.int32)
    seat = compounds.code.filter(pl.Series(owners))
    code = joined(seat, "/owners_committee", pick(["", "/2"], again[owners].astype(np.int64)))
    current = Body(
        "owners_committee", "业主委员会", code, seat, compounds.home[owners], since[owners], compounds.until[owners]
    )
    first = _seated(compounds, again, "owners_committee", "业主委员会（首届）")
    former = Body(first.kind, first.name, first.code, first.seat, first.home, first.since, left[again])
    bodies += [managed, current, former]
    covers += [Covering(body.code, body.seat, body.since, body.until) for body in (managed, current, former)]

    branch, branch_of = branches
    of = branch_of[owners]
    inside = (rng.random(len(current)) < 0.3) & (of >= 0)
    since = np.maximum(current.since, np.where(of >= 0, branch.since[of], 0) if len(branch) else 0).astype(np.int32)
    inside &= since < current.until
    parent, host = pick(branch.code, of[inside]), current.code.filter(pl.Series(inside))
    seat = current.seat.filter(pl.Series(inside))
    hosted = joined(seat, "/party_branch/2")
    bodies.append(
        Body(
            "party_branch",
            "业委会功能型党支部",
            hosted,
            seat,
            current.home[inside],
            since[inside],
            current.until[inside],
            parent,
            host,
        )
    )


def _firms(rng: np.random.Generator, city: City, bodies: list[Body], covers: list[Covering]) -> None:
    """One property firm in each community that has any, serving two compounds of three."""
    communities, compounds = city.layers[AreaLevel.COMMUNITY], city.layers[AreaLevel.COMPOUND]
    has = rng.random(len(communities)) >= city.options.gap_rate
    firms = _seated(communities, has, "property_firm", "物业企业")
    firm_of = np.where(has, np.cumsum(has) - 1, -1)[_community_of(city)]
    served = (firm_of >= 0) & (rng.random(len(compounds)) < 0.67)
    area = compounds.code.filter(pl.Series(served))
    bodies.append(firms)
    covers.append(Covering(pick(firms.code, firm_of[served]), area, compounds.since[served], compounds.until[served]))


def organizations_table(bodies: Bodies) -> pl.DataFrame:
    """The organizations as a table."""

    def rows() -> Iterator[pl.DataFrame]:
        for body in bodies.bodies:
            nothing = pl.repeat(None, len(body), dtype=pl.String, eager=True)
            yield pl.DataFrame(
                {
                    "code": body.code,
                    "valid_from": days(body.since),
                    "valid_to": days(body.until),
                    "name": joined(body.seat, body.name),
                    "area": body.seat,
                    "parent": nothing if body.parent is None else body.parent,
                    "host": nothing if body.host is None else body.host,
                }
            ).with_columns(pl.lit([body.kind], dtype=pl.List(pl.String)).alias("kinds"))

    return frame("organizations", *rows())


def covers_table(bodies: Bodies) -> pl.DataFrame:
    """The covers as a table."""

    def rows() -> Iterator[pl.DataFrame]:
        for cover in bodies.covers:
            since = days(cover.since)
            size = len(cover.since)
            yield pl.DataFrame(
                {
                    "code": joined(cover.organization, "/", cover.area, "/", since.cast(pl.String)),
                    "valid_from": since,
                    "valid_to": days(cover.until),
                    "organization": cover.organization,
                    "area": cover.area,
                    "mode": pl.repeat(None, size, dtype=pl.String, eager=True) if cover.mode is None else cover.mode,
                }
            )

    return frame("covers", *rows())
