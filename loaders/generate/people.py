"""Posts, the persons who hold or held them, and party members, as arrays and then as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph_model.dates import OPEN
from graph_model.levels import AreaLevel
from graph_model.records import Basis
from loaders.generate.bodies import Bodies
from loaders.generate.city import City
from loaders.generate.columns import Bools, Days, Indices, days, draw, frame, joined, ordinals, pick

__all__ = ["People", "appointments_table", "build_people", "memberships_table", "persons_table", "posts_table"]

_LINKAGE = {
    AreaLevel.CITY: ("lead", "市级牵头人", Basis.APPOINTED),
    AreaLevel.COUNTY: ("lead", "县区牵头人", Basis.APPOINTED),
    AreaLevel.TOWN: ("lead", "乡镇（街道）牵头人", Basis.APPOINTED),
    AreaLevel.COMMUNITY: ("lead", "村（社区）牵头人", Basis.APPOINTED),
    AreaLevel.GRID: ("grid_worker", "网格员", Basis.HIRED),
    AreaLevel.COMPOUND: ("head", "小区长", Basis.PROPOSED),
    AreaLevel.BUILDING: ("head", "楼栋长", Basis.PROPOSED),
    AreaLevel.UNIT: ("head", "单元长", Basis.PROPOSED),
    AreaLevel.CENTRAL_HOUSEHOLD: ("head", "中心户", Basis.CLAIMED),
}
_CHIEF = {
    "party_committee": ("secretary", "书记"),
    "party_branch": ("secretary", "书记"),
    "owners_committee": ("chair", "主任"),
    "self_management_committee": ("chair", "主任"),
    "residents_committee": ("chair", "主任"),
    "property_firm": ("head", "项目经理"),
}
_NO_POST = 0.8
"""Of the places where nobody holds the post: how many have not even the post."""
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
_MEMBERS = 0.1
"""How many persons at home in a compound with a branch are its members."""


@dataclass(frozen=True)
class _Posts:
    """All posts: of areas first, then of bodies."""

    code: pl.Series
    role: pl.Series
    label: pl.Series
    area: pl.Series
    organization: pl.Series
    basis: pl.Series
    home: Indices
    since: Days
    until: Days
    compound: Indices
    """The compound an area post stands in or below, −1 for others."""


@dataclass(frozen=True)
class People:
    """Posts, who holds which when (`held`: now, `left`: before), and the persons."""

    posts: _Posts
    exists: Bools
    term_post: Indices
    term_person: Indices
    term_since: Days
    term_until: Days
    person: pl.Series
    name: pl.Series
    compound: Indices
    """Where a person lives, −1 for elsewhere in the community."""


def build_people(city: City, bodies: Bodies) -> People:
    """Who holds what: vacancies, second posts and former holders at the rates asked for."""
    options = city.options
    rng = np.random.default_rng([options.seed, 4])
    posts = _posts(city, bodies)
    size = len(posts.home)
    held = rng.random(size) >= options.gap_rate
    exists = held | (rng.random(size) >= _NO_POST)
    end = np.minimum(posts.until, options.horizon).astype(np.int32)
    past = exists & (rng.random(size) < options.history_rate) & (end - posts.since > 2)
    since = draw(rng, posts.since, end)
    since = np.where(past, np.maximum(since, posts.since + 2), since).astype(np.int32)
    former = draw(rng, posts.since, since - 1)
    left = draw(rng, former + 1, since + 1)

    now, before = np.flatnonzero(held), np.flatnonzero(past)
    person_now, primary = _second_posts(rng, posts.home[now], options.cross_rate)
    owner = np.concatenate((now[primary], before))
    person_before = len(primary) + np.arange(len(before))
    number = ordinals(posts.home[owner]) + 1
    person = joined(pick(city.homes, posts.home[owner]), "/p", pl.Series(number).cast(pl.String))
    return People(
        posts,
        exists,
        np.concatenate((now, before)),
        np.concatenate((person_now, person_before)),
        np.concatenate((since[now], former[before])),
        np.concatenate((posts.until[now], left[before])),
        person,
        _names(number),
        posts.compound[owner],
    )


def _posts(city: City, bodies: Bodies) -> _Posts:
    """The linkage post of every area and the chief's post of every body."""
    parts: list[tuple[pl.Series, str, str, Basis, Indices, Days, Days, Indices]] = []
    compound: Indices | None = None
    for level, layer in city.layers.items():
        compound = (
            np.arange(len(layer))
            if level is AreaLevel.COMPOUND
            else None
            if compound is None
            else compound[layer.parent]
        )
        here = np.full(len(layer), -1, np.int64) if compound is None else compound
        parts.append((layer.code, *_LINKAGE[level], layer.home, layer.since, layer.until, here))
    areas = len(parts)
    for body in bodies.bodies:
        role, label = _CHIEF[body.kind]
        here = np.full(len(body), -1, np.int64)
        parts.append((body.code, role, label, Basis.ELECTED, body.home, body.since, body.until, here))
    codes, roles, labels, bases, homes, since, until, compounds = zip(*parts, strict=True)
    sizes = np.array([len(code) for code in codes])
    at = np.repeat(np.arange(len(sizes)), sizes)
    of, duty = pl.concat(codes), pick(list(roles), at)
    in_area = pl.Series(at < areas)
    return _Posts(
        joined(of, "/", duty),
        duty,
        pick(list(labels), at),
        pl.select(pl.when(in_area).then(of)).to_series(),
        pl.select(pl.when(~in_area).then(of)).to_series(),
        pick([str(basis) for basis in bases], at),
        np.concatenate(homes),
        np.concatenate(since),
        np.concatenate(until),
        np.concatenate(compounds),
    )


def _second_posts(rng: np.random.Generator, home: Indices, rate: float) -> tuple[Indices, Indices]:
    """A person for each held post, and the post each person was met at first.

    In every home the last of its posts (in an order drawn at random) go to the persons of the first ones, one each.
    """
    order = np.lexsort((rng.random(len(home)), home))
    place = ordinals(home[order])
    sizes = np.bincount(home, minlength=1)
    second = np.minimum(np.floor(sizes * rate / (1 + rate) + rng.random(len(sizes))), sizes // 2).astype(np.int64)
    mine, extra = sizes[home[order]], second[home[order]]
    is_first = place < mine - extra
    person = np.cumsum(is_first) - 1
    start = np.concatenate(([0], np.cumsum(sizes - second)))[home[order]]
    person = np.where(is_first, person, start + place - (mine - extra))
    by_post = np.empty(len(home), np.int64)
    by_post[order] = person
    return by_post, order[is_first]


def _names(number: Indices) -> pl.Series:
    """Invented names that differ within a home: a stem and a number."""
    most = int(number.max(initial=0)) + 1
    return pick([_STEMS[turn % 10] + f"{turn // 10:03}".translate(_DIGITS) for turn in range(most)], number)


def posts_table(people: People) -> pl.DataFrame:
    """The posts as a table."""
    posts = people.posts
    columns = {"code": posts.code, "valid_from": days(posts.since), "valid_to": days(posts.until)}
    columns |= {"role": posts.role, "label": posts.label, "area": posts.area, "organization": posts.organization}
    whole = pl.DataFrame(columns).filter(pl.Series(people.exists))
    return frame("posts", whole.with_columns(pl.lit(1, pl.Int64).alias("seats")))


def persons_table(city: City, people: People) -> pl.DataFrame:
    """The persons as a table: known since the start, living in their compound if it stood all the time."""
    options, residence = city.options, people.person.str.extract(r"^(.*)/p\d+$")
    compounds = city.layers.get(AreaLevel.COMPOUND)
    if compounds is not None:
        lasting = (compounds.since == options.origin) & (compounds.until == OPEN)
        lives = np.where((people.compound >= 0) & lasting[people.compound], people.compound, -1)
        residence = pick(compounds.code, lives).fill_null(residence)
    columns = {"code": people.person, "name": people.name, "residence": residence}
    whole = pl.DataFrame(columns).with_columns(pl.lit(options.start).alias("valid_from"))
    return frame("persons", whole)


def appointments_table(people: People) -> pl.DataFrame:
    """The appointments as a table."""
    post, person = pick(people.posts.code, people.term_post), pick(people.person, people.term_person)
    since = days(people.term_since)
    whole = pl.DataFrame(
        {
            "code": joined(post, "/", person, "/", since.cast(pl.String)),
            "valid_from": since,
            "valid_to": days(people.term_until),
            "post": post,
            "person": person,
            "basis": pick(people.posts.basis, people.term_post),
        }
    )
    return frame("appointments", whole)


def memberships_table(city: City, bodies: Bodies, people: People) -> pl.DataFrame:
    """Formal members of the compounds' branches, among those who live there."""
    branches = bodies.branches
    if branches is None or not len(branches):
        return frame("memberships")
    rng = np.random.default_rng([city.options.seed, 5])
    lives = people.compound >= 0
    branch = np.where(lives, bodies.branch_of[people.compound], -1)
    member = (branch >= 0) & (rng.random(len(branch)) < _MEMBERS)

    def rows() -> Iterator[pl.DataFrame]:
        person, of = people.person.filter(pl.Series(member)), branch[member]
        organization, since = pick(branches.code, of), days(branches.since[of])
        code = joined(person, "/", organization, "/formal/", since.cast(pl.String))
        columns = {"code": code, "valid_from": since, "valid_to": days(branches.until[of])}
        columns |= {"person": person, "organization": organization}
        yield pl.DataFrame(columns).with_columns(pl.lit("formal").alias("kind"), pl.lit("full").alias("status"))

    return frame("memberships", *rows())
