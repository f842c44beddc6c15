"""Posts of the subject are held, by enough distinct persons or in every seat."""

from __future__ import annotations

import numpy as np
import polars as pl

from graph_model.columns import Bools
from graph_model.indicators.conditions import Condition, PostHeld, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, Kleene, constant, from_bounds
from graph_model.indicators.masks.reading import Asked, Reading, answers, or_absent, truth
from graph_model.levels import AreaLevel
from graph_model.scheme import Scheme
from graph_model.tree import Ints

__all__ = ["linkage_held", "of_persons", "or_post_absent"]

_LINKAGE = PostHeld(linkage=True)


@answers(PostHeld)
def _post_held(leaf: PostHeld, reading: Reading, asked: Asked) -> Kleene:
    return _held_enough(leaf, reading, asked)


def linkage_held(reading: Reading) -> Kleene:
    """For every area whether its linkage post is held: most indicators and every chain ask it, so it is kept for the day."""

    def make() -> Kleene:
        held = constant(UNKNOWN, len(reading.table("areas")))
        areas = reading.everybody(SubjectType.AREAS)
        held[areas.index] = _held_enough(_LINKAGE, reading, areas)
        return held

    return reading.day.keep(("linkage held", reading.scheme.key), make)


def _held_enough(leaf: PostHeld, reading: Reading, asked: Asked) -> Kleene:
    if leaf.at_least == 1 and leaf.holder is None:
        return _or_absent_post(_held_at_all(leaf, reading, asked), leaf, reading, asked)
    owner = _owners(leaf, reading, asked.type)
    post, holder = _held(leaf, reading, owner)
    size = len(reading.table(asked.type))
    if leaf.at_least == "all":
        found = _every_seat(reading, owner, post, holder, size)
    else:
        found = _enough(owner[post], holder, leaf.at_least, size)
    return _or_absent_post(found[asked.index], leaf, reading, asked)


def _held_at_all(leaf: PostHeld, reading: Reading, asked: Asked) -> Kleene:
    """For each subject whether anybody holds such a post of it, by appointments alone. Of areas of one level, as
    most indicators ask, only the appointments of that level are looked at."""
    level = None
    if asked.type is SubjectType.AREAS and len(asked):
        levels = reading.day.network.levels()[asked.index]
        level = int(levels[0]) if levels.min() == levels.max() else None
    return _holding(leaf, reading, asked.type, level)[asked.index]


def _holding(leaf: PostHeld, reading: Reading, subject: SubjectType, level: int | None) -> Kleene:
    """For every subject of a type (and level) whether anybody holds such a post of it; the others are false."""
    key = ("owner", subject, leaf.linkage, reading.scheme.key if leaf.linkage else leaf.role, level)
    network = reading.day.network

    def owned() -> tuple[Ints, Ints, Ints]:
        """Of the appointments to such posts the subject, the first day and the end."""
        appointments = reading.table("appointments")
        owner = _owners(leaf, reading, subject)[appointments.refers["post"]]
        here = owner >= 0
        if level is not None:
            here &= network.levels()[owner] == level
        return owner[here], appointments.start[here], appointments.end[here]

    def make() -> Kleene:
        owner, start, end = network.keep(key, owned)
        held = constant(FALSE, len(reading.table(subject)))
        held[owner[(start <= reading.day.number) & (reading.day.number < end)]] = TRUE
        return held

    return reading.day.keep(("held", *key), make)


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
    return post, (person, of_persons(leaf.holder, reading, person, reading.day.area_of("posts", post)))


def of_persons(condition: Condition, reading: Reading, person: Ints, area: Ints) -> Kleene:
    """The truth of a condition on persons, each standing at an area; asked once for every distinct pair."""
    pairs, back = np.unique(person.astype(np.int64) << 32 | (area + 1), return_inverse=True)
    asked = Asked(SubjectType.PERSONS, (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32) - 1)
    return truth(condition, reading, asked)[back]


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


def _or_absent_post(found: Kleene, leaf: PostHeld, reading: Reading, asked: Asked) -> Kleene:
    """What was found, and where that is false: unknown unless the post's topic is filed where the subject stands; a level
    without a linkage post has nothing to tell."""
    if asked.type is SubjectType.ORGANIZATIONS:
        return or_absent(found, reading, asked, [reading.scheme.topic_of_post(str(leaf.role), None)])
    if asked.type is SubjectType.AREAS:
        none = np.flatnonzero(found == FALSE)
        known = found.copy()
        known[none[~_post_filed(leaf, reading, asked.index[none])]] = UNKNOWN
        return known
    return or_post_absent(found, reading, asked)


def or_post_absent(found: Kleene, reading: Reading, asked: Asked) -> Kleene:
    """What was found of posts, and where that is false: unknown unless the post's own topic is filed where it stands."""
    posts = reading.table("posts")
    row = posts.first[asked.index]
    area, roles = posts.refers["area"][row], posts.frame["role"].gather(row)
    levels = reading.day.network.levels()
    level = np.where(area >= 0, levels[area], -1) if len(levels) else area
    known = found.copy()
    for number in np.flatnonzero(np.bincount(level + 1)) - 1:
        for role in roles.filter(pl.Series(level == number)).unique():
            here = (level == number) & (roles == role).to_numpy()
            topic = reading.scheme.topic_of_post(role, None if number < 0 else list(AreaLevel)[number])
            known[here] = or_absent(found[here], reading, asked.where(here), [topic])
    return known


def _post_filed(leaf: PostHeld, reading: Reading, area: Ints) -> Bools:
    """For each area whether the topic of its post is filed; a level without such a post has nothing to tell."""
    network, scheme = reading.day.network, reading.scheme
    level, told = network.levels()[area], np.ones(len(area), bool)
    for number in np.flatnonzero(np.bincount(level)):
        name = list(AreaLevel)[number]
        role = scheme.linkage_role(name) if leaf.linkage else leaf.role
        if role is not None:
            here = level == number
            told[here] = network.filed_since(scheme.topic_of_post(role, name))[area[here]] <= reading.day.number
    return told
