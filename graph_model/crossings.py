"""Where two posts of one person meet: every pair held at the same time in the same place, for all dates, as columns.

A post for an area is at its area; any other at the areas its body covers, else at its seat. Two posts share a place where two
such areas are equal or, within one community (itself included), one contains the other; the pair counts at the smaller area.
Two posts of one body do not make a pair. Compiled once a network; a date is a mask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from graph_model.columns import Versions
from graph_model.dates import ALWAYS, OPEN
from graph_model.levels import AreaLevel
from graph_model.tree import Ints, distinct, ranges

if TYPE_CHECKING:
    from graph_model.network import Network

__all__ = ["Crossings", "crossings"]


@dataclass(frozen=True)
class Crossings:
    """One row for a pair of appointment versions, a place and a stretch of days; `one` and `other` are rows of
    `appointments` (each pair once, in code order), `place` the smaller of the two areas' places."""

    one: Ints
    other: Ints
    place: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.one)

    def rows_on(self, day: int) -> Ints:
        """The rows that hold on `day`."""
        return np.flatnonzero((self.start <= day) & (day < self.end)).astype(np.int32)


def crossings(network: Network) -> Crossings:
    """The crossings of a network, made once."""
    return network.keep("crossings", lambda: _crossings(network))


def _crossings(network: Network) -> Crossings:
    appointments, posts = network.tables["appointments"], network.tables["posts"]
    one, other = _held_together(appointments, posts)
    start = np.maximum(appointments.start[one], appointments.start[other])
    end = np.minimum(appointments.end[one], appointments.end[other])
    pair = pl.DataFrame({"pair": np.arange(len(one), dtype=np.int32), "start": start, "end": end})
    owners = [_owner(network, appointments.refers["post"][side]) for side in (one, other)]
    at = _stretches(network, distinct(np.concatenate(owners)))
    here, there = (_side(pair, owner, at) for owner in owners)
    near, far = _in_one_community(network, here, there)
    met = pl.concat([_met(here, there), _met(_upward(network, near), far), _met(_upward(network, far), near)])
    met = met.unique(maintain_order=False).sort("pair", "lower", "start", "end")
    number = met["pair"].to_numpy()
    columns = (met[name].to_numpy() for name in ("lower", "start", "end"))
    return Crossings(one[number], other[number], *columns)


def _held_together(appointments: Versions, posts: Versions) -> tuple[Ints, Ints]:
    """Rows of appointments of one person that overlap, to different posts, not of one body."""
    person, post = appointments.refers["person"], appointments.refers["post"]
    several = np.flatnonzero(np.bincount(person, minlength=1)[person] > 1) if len(person) else np.empty(0, np.int64)
    rows = several[np.argsort(person[several], kind="stable")].astype(np.int32)
    body = posts.refers["organization"][posts.first[:-1]] if len(posts) else np.empty(0, np.int32)
    found: list[tuple[Ints, Ints]] = []
    left = np.arange(len(rows))
    for step in range(1, len(rows)):
        left = left[left + step < len(rows)]
        left = left[person[rows[left]] == person[rows[left + step]]]
        if not len(left):
            break
        one, other = rows[left], rows[left + step]
        overlap = (appointments.start[one] < appointments.end[other]) & (
            appointments.start[other] < appointments.end[one]
        )
        apart = (post[one] != post[other]) & ((body[post[one]] != body[post[other]]) | (body[post[one]] < 0))
        found.append((one[overlap & apart], other[overlap & apart]))
    if not found:
        return np.empty(0, np.int32), np.empty(0, np.int32)
    ones, others = (np.concatenate(side) for side in zip(*found, strict=True))
    return ones, others


def _owner(network: Network, post: Ints) -> Ints:
    """What a post belongs to as one number: the area, or the number of areas and the organization."""
    posts = network.tables["posts"]
    if not len(post):
        return np.empty(0, np.int32)
    row = posts.first[post]
    area, body = posts.refers["area"][row], posts.refers["organization"][row]
    return np.where(area >= 0, area, body + np.int32(len(network.tables["areas"]))).astype(np.int32)


def _stretches(network: Network, owners: Ints) -> pl.DataFrame:
    """Where the posts of each owner are: `owner, place, start, end`."""
    areas = len(network.tables["areas"])
    own = owners[owners < areas]
    always = {"start": np.full(len(own), ALWAYS, np.int32), "end": np.full(len(own), OPEN, np.int32)}
    spans = pl.concat(
        [pl.DataFrame({"owner": own, "area": own, **always}), _of_bodies(network, owners[owners >= areas] - areas)]
    )
    placed, places = network.places_of_area(), network.places
    area = spans["area"].to_numpy()
    count = placed.first[area + 1] - placed.first[area]
    place = placed.rows[ranges(placed.first[area], count)]
    spread = spans[np.repeat(np.arange(len(area)), count)]
    return spread.select(
        "owner",
        place=pl.Series(place, dtype=pl.Int32),
        start=pl.max_horizontal("start", pl.Series(places.start[place], dtype=pl.Int32)),
        end=pl.min_horizontal("end", pl.Series(places.end[place], dtype=pl.Int32)),
    ).filter(pl.col("start") < pl.col("end"))


def _of_bodies(network: Network, bodies: Ints) -> pl.DataFrame:
    """The areas that bodies cover, and their seats while they cover none: `owner, area, start, end`."""
    covers, organizations = network.tables["covers"], network.tables["organizations"]
    wanted = np.zeros(len(organizations), bool)
    wanted[bodies] = True
    offset = len(network.tables["areas"])
    rows = np.flatnonzero(wanted[covers.refers["organization"]] & (covers.refers["area"] >= 0)).astype(np.int32)
    covered = _spans(covers, rows, covers.refers["organization"][rows])
    rows = np.flatnonzero(wanted[organizations.index]).astype(np.int32)
    seats = _spans(organizations, rows, organizations.index[rows])
    free = _gaps(covered.sort("owner", "start"))
    without = pl.DataFrame({"owner": bodies}).join(covered, on="owner", how="anti")
    free = pl.concat([free, without.select("owner", free=_whole("free"), until=_whole("until", OPEN))])
    seated = (
        seats.join(free, on="owner")
        .select("owner", "area", start=pl.max_horizontal("start", "free"), end=pl.min_horizontal("end", "until"))
        .filter(pl.col("start") < pl.col("end"))
    )
    return pl.concat([covered, seated]).with_columns(pl.col("owner") + offset).cast({"owner": pl.Int32})


def _spans(versions: Versions, rows: Ints, owner: Ints) -> pl.DataFrame:
    columns = {"owner": owner, "area": versions.refers["area"][rows]}
    return pl.DataFrame({**columns, "start": versions.start[rows], "end": versions.end[rows]})


def _whole(name: str, value: int = ALWAYS) -> pl.Expr:
    return pl.lit(value, dtype=pl.Int32).alias(name)


def _gaps(spans: pl.DataFrame) -> pl.DataFrame:
    """The stretches between spans (sorted by owner, start) that none of the owner's covers: `owner, free, until`."""
    reach = pl.col("end").cum_max().over("owner")
    before = spans.select("owner", free=reach.shift(1).over("owner").fill_null(ALWAYS), until="start")
    after = spans.group_by("owner").agg(free=pl.col("end").max()).with_columns(until=_whole("until", OPEN))
    return pl.concat([before, after.select("owner", "free", "until")]).filter(pl.col("free") < pl.col("until"))


def _side(pair: pl.DataFrame, owner: Ints, at: pl.DataFrame) -> pl.DataFrame:
    """Where one side of each pair is while the pair lasts: `pair, upper, lower, start, end`; both are its own place."""
    placed = pair.with_columns(owner=pl.Series(owner, dtype=pl.Int32)).join(at, on="owner", suffix="_at")
    return placed.select(
        "pair",
        upper="place",
        lower="place",
        start=pl.max_horizontal("start", "start_at"),
        end=pl.min_horizontal("end", "end_at"),
    ).filter(pl.col("start") < pl.col("end"))


def _in_one_community(network: Network, here: pl.DataFrame, there: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of both sides of the pairs those places that lie in (or are) a community in which the other side has one too."""
    community = network.ancestors(frozenset({AreaLevel.COMMUNITY}))
    one, other = (
        side.with_columns(community=pl.Series(community[side["lower"].to_numpy()], dtype=pl.Int32)).filter(
            pl.col("community") >= 0
        )
        for side in (here, there)
    )
    both = ["pair", "community"]
    near, far = one.join(other, on=both, how="semi"), other.join(one, on=both, how="semi")
    return near.drop("community"), far.drop("community")


def _upward(network: Network, side: pl.DataFrame) -> pl.DataFrame:
    """The same with each place's ancestors in its community as `upper`, the place itself left out."""
    community, parent = network.ancestors(frozenset({AreaLevel.COMMUNITY})), network.places.parent
    at, rows, found = side["upper"].to_numpy(), np.arange(len(side)), [side.clear()]
    while len(rows):
        at = parent[at]
        inside = at >= 0
        inside[inside] = community[at[inside]] >= 0
        at, rows = at[inside], rows[inside]
        found.append(side[rows].with_columns(upper=pl.Series(at, dtype=pl.Int32)))
    return pl.concat(found)


def _met(lower: pl.DataFrame, upper: pl.DataFrame) -> pl.DataFrame:
    """Where a pair's one side lies at or below a place of the other: `pair, lower, start, end`."""
    both = lower.join(upper.select("pair", "upper", "start", "end"), on=["pair", "upper"], suffix="_other")
    return both.select(
        "pair",
        "lower",
        start=pl.max_horizontal("start", "start_other"),
        end=pl.min_horizontal("end", "end_other"),
    ).filter(pl.col("start") < pl.col("end"))
