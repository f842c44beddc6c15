"""The columnar answer to a condition: one Kleene truth a subject, for all subjects at once.

Mirrors `reference.py` leaf by leaf; what a leaf means is written there. `index` holds record indices of the subjects' table
(all of them exist on the reading's day), and the result has one truth for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from graph_model.columns import Bools, Versions
from graph_model.dates import ALWAYS, OPEN
from graph_model.day import Day
from graph_model.indicators.declared import (
    AttributeIs,
    ChainComplete,
    Condition,
    CoveredBy,
    FigureIs,
    Hosts,
    PostHeld,
    SubjectType,
)
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, Kleene, constant, from_bounds, negation
from graph_model.levels import AreaLevel
from graph_model.records import Qualifier
from graph_model.scheme import Scheme, Step
from graph_model.tree import Ints

__all__ = ["Reading", "attribute_type", "figure_fits", "filed", "step_truth", "truth"]

_DTYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "choice": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
}


_LINKAGE = PostHeld(linkage=True)


@dataclass(frozen=True)
class Reading:
    """How a condition is read: on a day, in the scheme in force where the outermost subject stands."""

    day: Day
    scheme: Scheme

    def table(self, name: str) -> Versions:
        """The columns of a table."""
        return self.day.network.tables[name]


def truth(condition: Condition, reading: Reading, subject: SubjectType, index: Ints) -> Kleene:
    """The truth of a condition for each subject."""
    parts = condition.all or condition.any
    if parts:
        combine = np.minimum if condition.all else np.maximum
        found = truth(parts[0], reading, subject, index)
        for part in parts[1:]:
            found = combine(found, truth(part, reading, subject, index))
        return found
    if condition.not_ is not None:
        return negation(truth(condition.not_, reading, subject, index))
    match condition.leaf:
        case CoveredBy() | Hosts() as leaf:
            return _body(leaf, reading, subject, index)
        case PostHeld() as leaf:
            return _post_held(leaf, reading, subject, index)
        case AttributeIs() as leaf:
            return _attribute(leaf, reading, subject, index)
        case FigureIs() as leaf:
            return _figure(leaf, reading, subject, index)
        case ChainComplete() as leaf:
            return _chain(leaf, reading, index)
        case None:
            raise AssertionError("a condition has exactly one key")


# ── Bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _body(leaf: CoveredBy | Hosts, reading: Reading, subject: SubjectType, index: Ints) -> Kleene:
    kinds = reading.scheme.kinds_of(leaf.kinds)
    organizations = reading.table("organizations")
    row_of = reading.day.row_of("organizations")
    if isinstance(leaf, Hosts):
        rows = reading.day.rows("organizations")
        body, target = organizations.index[rows], organizations.refers["host"][rows]
    else:
        covers, rows = reading.table("covers"), reading.day.rows("covers")
        if leaf.modes:
            rows = rows[covers.is_one_of("mode", leaf.modes)[rows]]
        end = "area" if subject is SubjectType.AREAS else "target_organization"
        body, target = covers.refers["organization"][rows], covers.refers[end][rows]
    fits = (target >= 0) & organizations.is_one_of("kinds", kinds)[row_of[body]]
    body, target = body[fits], target[fits]
    found = constant(FALSE, len(reading.table(subject)))
    if leaf.that is None:
        found[target] = TRUE
    else:
        bodies, back = np.unique(body, return_inverse=True)
        one = truth(leaf.that, reading, SubjectType.ORGANIZATIONS, bodies)[back]
        found[target[one == UNKNOWN]] = UNKNOWN
        found[target[one == TRUE]] = TRUE
    return _or_absent(found[index], reading, subject, index, reading.scheme.topics_of_kinds(kinds))


def _or_absent(found: Kleene, reading: Reading, subject: SubjectType, index: Ints, topics: Iterable[str]) -> Kleene:
    """What was found, and where that is false: unknown unless the topics are filed."""
    told = filed(reading.day, topics, reading.day.area_of(subject, index))
    return np.where((found == FALSE) & ~told, np.int8(UNKNOWN), found)


def filed(day: Day, topics: Iterable[str], area: Ints) -> Bools:
    """Whether every topic was filed by the day for each area."""
    told = area >= 0
    for topic in topics:
        told &= day.network.filed_since(topic)[area] <= day.number
    return told


# ── Posts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _post_held(leaf: PostHeld, reading: Reading, subject: SubjectType, index: Ints) -> Kleene:
    if leaf == _LINKAGE and subject is SubjectType.AREAS:
        return _linkage_held(reading)[index]
    return _held_enough(leaf, reading, subject, index)


def _linkage_held(reading: Reading) -> Kleene:
    """For every area whether its linkage post is held: most indicators and every chain ask it, so it is kept for the day."""

    def make() -> Kleene:
        held = constant(UNKNOWN, len(reading.table("areas")))
        areas = reading.table("areas").index[reading.day.rows("areas")]
        held[areas] = _held_enough(_LINKAGE, reading, SubjectType.AREAS, areas)
        return held

    return reading.day.keep(("linkage held", reading.scheme.key), make)


def _held_enough(leaf: PostHeld, reading: Reading, subject: SubjectType, index: Ints) -> Kleene:
    owner = _owners(leaf, reading, subject)
    post, holder = _held(leaf, reading, owner)
    size = len(reading.table(subject))
    if leaf.at_least == "all":
        found = _every_seat(reading, owner, post, holder, size)
    else:
        found = _enough(owner[post], holder, leaf.at_least, size)
    return _or_post_absent(found[index], leaf, reading, subject, index)


def _owners(leaf: PostHeld, reading: Reading, subject: SubjectType) -> Ints:
    """For each post the subject it counts for, −1 for posts the leaf does not speak of. The role and the place of a post
    never change, so this holds on every day."""
    posts = reading.table("posts")
    if subject is SubjectType.POSTS:
        return np.arange(len(posts), dtype=np.int32)
    column = "area" if subject is SubjectType.AREAS else "organization"

    def make() -> Ints:
        row = posts.first[:-1]
        target = posts.refers[column][row]
        if leaf.linkage:
            chosen = np.zeros(len(posts), bool)
            for role, levels in _linkage_roles(reading.scheme).items():
                of_levels = reading.day.network.of_levels(levels)
                chosen |= posts.is_one_of("role", [role])[row] & of_levels[target] & (target >= 0)
        else:
            chosen = posts.is_one_of("role", [str(leaf.role)])[row]
        return np.where(chosen, target, np.int32(-1))

    words = reading.scheme.key if leaf.linkage else leaf.role
    return posts.keep(("owners", column, leaf.linkage, words), make) if len(posts) else np.empty(0, np.int32)


def _linkage_roles(scheme: Scheme) -> dict[str, frozenset[AreaLevel]]:
    levels: dict[str, set[AreaLevel]] = {}
    for level in scheme.levels:
        role = scheme.linkage_role(level)
        if role is not None:
            levels.setdefault(role, set()).add(level)
    return {role: frozenset(found) for role, found in levels.items()}


def _held(leaf: PostHeld, reading: Reading, owner: Ints) -> tuple[Ints, tuple[Ints, Kleene]]:
    """The appointments to owned posts: posts, and persons with the truth of the leaf's condition on them."""
    appointments, rows = reading.table("appointments"), reading.day.rows("appointments")
    post = appointments.refers["post"][rows]
    owned = owner[post] >= 0
    rows, post = (rows, post) if owned.all() else (rows[owned], post[owned])
    person = appointments.refers["person"][rows]
    if leaf.holder is None:
        return post, (person, constant(TRUE, len(person)))
    persons, back = np.unique(person, return_inverse=True)
    return post, (person, truth(leaf.holder, reading, SubjectType.PERSONS, persons)[back])


def _enough(group: Ints, holder: tuple[Ints, Kleene], least: int | Ints, size: int) -> Kleene:
    """For each group whether at least `least` distinct persons certainly (or only possibly) hold."""
    person, fits = holder
    if isinstance(least, int) and least == 1:
        found = constant(FALSE, size)
        if (fits != TRUE).any():
            found[group[fits == UNKNOWN]] = UNKNOWN
            group = group[fits == TRUE]
        found[group] = TRUE
        return found
    pair = group.astype(np.int64) << 32 | person
    pair, first = np.unique(pair, return_index=True)
    group, fits = (pair >> 32).astype(np.int32), fits[first]
    certain = np.bincount(group[fits == TRUE], minlength=size)
    possible = np.bincount(group[fits >= UNKNOWN], minlength=size)
    return from_bounds(certain >= least, possible >= least)


def _every_seat(reading: Reading, owner: Ints, post: Ints, holder: tuple[Ints, Kleene], size: int) -> Kleene:
    """For each owner the weakest of its posts; an owner without posts is false."""
    row_of = reading.day.row_of("posts")
    seats = reading.table("posts").frame["seats"].fill_null(1).to_numpy()
    owned = np.flatnonzero((owner >= 0) & (row_of >= 0))
    least = np.ones(len(owner), np.int32)
    least[owned] = seats[row_of[owned]]
    filled = _enough(post, holder, least, len(owner))
    weakest = constant(TRUE, size)
    np.minimum.at(weakest, owner[owned], filled[owned])
    weakest[np.bincount(owner[owned], minlength=size) == 0] = FALSE
    return weakest


def _or_post_absent(found: Kleene, leaf: PostHeld, reading: Reading, subject: SubjectType, index: Ints) -> Kleene:
    """What was found, and where that is false: unknown unless the post's topic is filed where the subject stands; a level
    without a linkage post has nothing to tell."""
    if subject is SubjectType.ORGANIZATIONS:
        return _or_absent(found, reading, subject, index, [reading.scheme.topic_of_post(str(leaf.role), None)])
    if subject is SubjectType.AREAS:
        told = _post_filed_since(leaf, reading)[index] <= reading.day.number
        return np.where((found == FALSE) & ~told, np.int8(UNKNOWN), found)
    posts = reading.table("posts")
    row = posts.first[index]
    area, roles = posts.refers["area"][row], posts.frame["role"].gather(row)
    levels = reading.day.network.levels()
    level = np.where(area >= 0, levels[area], -1) if len(levels) else area
    known = found.copy()
    for number in np.flatnonzero(np.bincount(level + 1)) - 1:
        for role in roles.filter(pl.Series(level == number)).unique():
            here = (level == number) & (roles == role).to_numpy()
            topic = reading.scheme.topic_of_post(role, None if number < 0 else list(AreaLevel)[number])
            known[here] = _or_absent(found[here], reading, subject, index[here], [topic])
    return known


def _post_filed_since(leaf: PostHeld, reading: Reading) -> Ints:
    """For each area the day from which the topic of its post is filed, whatever the day asked."""
    network, scheme = reading.day.network, reading.scheme

    def make() -> Ints:
        since = np.full(len(network.tables["areas"]), OPEN, np.int32)
        for number, level in enumerate(AreaLevel):
            here = network.levels() == number
            role = scheme.linkage_role(level) if leaf.linkage else leaf.role
            since[here] = ALWAYS if role is None else network.filed_since(scheme.topic_of_post(role, level))[here]
        return since

    return network.keep(("post filed", scheme.key, leaf.linkage, leaf.role), make)


# ── Attributes and figures ───────────────────────────────────────────────────────────────────────────────────────────


def attribute_type(reading: Reading, key: str, versions: Versions) -> pl.DataType:
    """The column type of a field or an attribute."""
    if key in versions.frame.columns:
        return versions.frame[key].dtype
    return _DTYPES[reading.scheme.attributes[key].type]


def _attribute(leaf: AttributeIs, reading: Reading, subject: SubjectType, index: Ints) -> Kleene:
    versions = reading.table(subject)
    row = reading.day.row_of(subject)[index]
    values = versions.values(leaf.key, attribute_type(reading, leaf.key, versions)).gather(row)
    fits = np.ones(len(values), bool)
    if leaf.is_:
        fits &= values.is_in(list(leaf.is_)).fill_null(value=False).to_numpy()
    bounds = [(leaf.at_least, False), (leaf.at_most, True)]
    if values.dtype == pl.Date:
        values = values.to_physical()
        epoch = date(1970, 1, 1)
        bounds = [(bound and (bound - epoch).days, upper) for bound, upper in bounds if isinstance(bound, date | None)]
        for left, upper in ((leaf.days_left_at_least, False), (leaf.days_left_at_most, True)):
            bounds.append((None if left is None else left + reading.day.number, upper))
    for bound, upper in bounds:
        if bound is not None:
            inside = values <= bound if upper else values >= bound
            fits &= inside.fill_null(value=False).to_numpy()
    return np.where(values.is_null().to_numpy(), UNKNOWN, np.where(fits, TRUE, FALSE)).astype(np.int8)


def figure_fits(leaf: FigureIs, value: float | None, qualifier: Qualifier) -> int:
    """A figure against its bound: 余/多 lies above the number printed, 近/不到 below it, 约 is read as printed."""
    if value is None:
        return UNKNOWN
    above = qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN)
    under = qualifier is Qualifier.UNDER
    if leaf.at_least is not None:
        if value >= leaf.at_least:
            return TRUE if not under else UNKNOWN if value > leaf.at_least else FALSE
        return UNKNOWN if above else FALSE
    bound = leaf.at_most
    if bound is None or value > bound:
        return UNKNOWN if under else FALSE
    if qualifier is Qualifier.MORE_THAN and value == bound:
        return FALSE
    return UNKNOWN if above else TRUE


def _figure(leaf: FigureIs, reading: Reading, subject: SubjectType, index: Ints) -> Kleene:
    figures, rows = reading.table("figures"), reading.day.rows("figures")
    target = figures.refers[{"areas": "area", "organizations": "organization"}.get(subject, "person")][rows]
    chosen = (target >= 0) & figures.is_one_of("key", [leaf.key])[rows]
    if leaf.measure is not None:
        chosen &= figures.is_one_of("measure", [leaf.measure])[rows]
    claims = figures.frame[rows[chosen]].select("value", "qualifier", period=pl.col("period").fill_null(""))
    claims = claims.with_columns(subject=pl.Series(target[chosen]))
    wanted = pl.col("period").max().over("subject") if leaf.period is None else pl.lit(leaf.period)
    claims = claims.filter(pl.col("period") == wanted)
    truths = [figure_fits(leaf, value, Qualifier(word)) for value, word in claims.select("value", "qualifier").rows()]
    bounds = (
        claims.with_columns(truth=pl.Series(truths, dtype=pl.Int8))
        .group_by("subject")
        .agg(low=pl.col("truth").min(), high=pl.col("truth").max())
    )
    found = constant(UNKNOWN, len(reading.table(subject)))
    agree = bounds.filter(pl.col("low") == pl.col("high"))
    found[agree["subject"].to_numpy()] = agree["low"].to_numpy()
    return found[index]


# ── Chains ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _chain(leaf: ChainComplete, reading: Reading, index: Ints) -> Kleene:
    found = constant(TRUE, len(index))
    for step in reading.scheme.chains[leaf.chain].steps:
        one, counts = step_truth(step, reading, index)
        found = np.where(counts, np.minimum(found, one), found)
    return found


def step_truth(step: Step, reading: Reading, index: Ints) -> tuple[Kleene, Bools]:
    """The truth of one step seen from each area, and whether the step counts there (else it is left out)."""
    network, places = reading.day.network, reading.day.network.places
    place = reading.day.place_of()[index]
    if step.level is None:
        return _covered_on_the_way_up(step, reading, place), np.ones(len(index), bool)
    wanted = reading.scheme.answering(step.level)
    at = network.ancestors(wanted)[place]
    exists = at >= 0
    found = np.where(exists, _linkage_held(reading)[places.area[at]], np.int8(FALSE))
    counts = exists.copy()
    missing = ~exists
    if step.level is not AreaLevel.RESIDENTS and missing.any():
        counts[missing] = ~_lies_below(wanted, reading, index[missing], place[missing])
    return found, counts


def _lies_below(wanted: frozenset[AreaLevel], reading: Reading, index: Ints, place: Ints) -> Bools:
    """Whether a level lies below each place: an area of it does that day, or it can by the scheme and not the reverse."""
    network = reading.day.network
    here = network.of_levels(wanted)[network.places.area] & reading.day.alive()
    before = np.concatenate(([0], np.cumsum(here, dtype=np.int32)))
    below = before[network.places.stop[place]] > before[place]
    may = reading.scheme.may_lie_below
    by_rule = [any(may(level, own) and not may(own, level) for level in wanted) for own in AreaLevel]
    found: Bools = below | np.array(by_rule)[network.levels()[index]]
    return found


def _covered_on_the_way_up(step: Step, reading: Reading, place: Ints) -> Kleene:
    """The strongest truth of "a body of the kinds covers it" among each place and those above."""
    places = reading.day.network.places
    areas = np.flatnonzero(reading.day.place_of() >= 0).astype(np.int32)
    covered = constant(FALSE, len(reading.table("areas")))
    leaf = Condition(covered_by=CoveredBy(kinds=step.kinds))
    covered[areas] = truth(leaf, reading, SubjectType.AREAS, areas)
    found, at = covered[places.area[place]], places.parent[place]
    while (at >= 0).any():
        found = np.where(at >= 0, np.maximum(found, covered[places.area[at]]), found)
        at = np.where(at >= 0, places.parent[at], -1)
    return found
