"""The leaf `post_held` in Cypher: at least n persons, or every seat, hold the posts it speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from graph_model.indicators.conditions import PostHeld, SubjectType
from graph_model.indicators.cypher.scope import Scope, renders, truth
from graph_model.indicators.cypher.text import call, holds
from graph_model.levels import AreaLevel
from graph_model.scheme import Scheme

__all__ = ["linkage_roles", "linkage_topics", "own_topics", "post_held"]


def linkage_roles(scheme: Scheme, levels: Iterable[str]) -> dict[str, str]:
    """The role of each level's linkage post; a level without one is left out."""
    roles = {level: scheme.linkage_role(AreaLevel(level)) for level in levels}
    return {level: role for level, role in roles.items() if role is not None}


def linkage_topics(scheme: Scheme, levels: Iterable[str]) -> dict[str, list[str]]:
    """For each level the topics that tell about its linkage post: one, or none where it has no such post."""
    named = list(levels)
    roles = linkage_roles(scheme, named)
    return {level: [scheme.topic_of_post(roles[level], AreaLevel(level))] if level in roles else [] for level in named}


@renders(PostHeld)
def post_held(leaf: PostHeld, scope: Scope) -> str:
    """Enough persons hold the posts of the subject, which may be the post itself."""
    rendering, is_post = scope.rendering, scope.type is SubjectType.POSTS
    name = rendering.name("held", "linkage" if leaf.linkage else leaf.role or "post")
    words = rendering.word(name)
    filed = _filed(leaf, scope, name)
    post = scope.subject if is_post else rendering.name("post")
    lines = [] if is_post else _posts(leaf, scope, name, post)
    if leaf.at_least == "all" and not is_post:
        lines += _every_seat(leaf, scope, post)
    else:
        least = f"coalesce({scope.now}.seats, 1)" if leaf.at_least == "all" else f"{words}.at_least"
        if leaf.at_least != "all":
            rendering.word(name, at_least=leaf.at_least)
        lines += [*_holders(leaf, scope, post), "RETURN CASE", *_enough(leaf, least)]
    lines += [f"  WHEN {filed} THEN false", f"END AS {name}"]
    return scope.subquery(leaf, name, lines, scope.told(), *([scope.now, "at"] if is_post else []))


def _posts(leaf: PostHeld, scope: Scope, name: str, post: str) -> list[str]:
    """Lines that find the posts of an area or an organization."""
    of, role = scope.rendering.name("of"), f"words.{name}.role"
    if leaf.linkage:
        role = f"words.{name}.roles[{scope.subject}.level]"
        scope.rendering.word(name, roles=linkage_roles(scope.scheme, scope.levels))
    else:
        scope.rendering.word(name, role=leaf.role)
    return [
        f"MATCH ({scope.subject})<-[{of}:OF]-({post}:Post)",
        f"WHERE {post}.role = {role}",
        f"  AND {holds(of, scope.day)}",
    ]


def _filed(leaf: PostHeld, scope: Scope, name: str) -> str:
    """The condition that the topics of the posts are filed: of a post in an organization, or by the level of its area."""
    scheme, rendering = scope.scheme, scope.rendering
    if scope.type is SubjectType.POSTS:
        return own_topics(scope, name)
    if scope.type is SubjectType.ORGANIZATIONS:
        topics = [scheme.topic_of_post(str(leaf.role), None)]
        return scope.filed(f"{rendering.word(name, topics=topics)}.topics", topics)
    if leaf.linkage:
        by_level = linkage_topics(scheme, scope.levels)
    else:
        by_level = {level: [scheme.topic_of_post(str(leaf.role), AreaLevel(level))] for level in scope.levels}
    return scope.filed(f"{rendering.word(name, topics=by_level)}.topics[{scope.subject}.level]", by_level.values())


def own_topics(scope: Scope, name: str) -> str:
    """The condition that the topic of the post asked about is filed: by its role, and the level of its area."""
    scheme, rendering = scope.scheme, scope.rendering
    topics = {
        role: {
            **{level: scheme.topic_of_post(role, AreaLevel(level)) for level in scope.levels},
            "organization": scheme.topic_of_post(role, None),
        }
        for role in rendering.roles
    }
    read = f"{rendering.word(name, own=topics)}.own[{scope.subject}.role][coalesce(at.level, 'organization')]"
    return scope.filed(f"[{read}]", (by_level.values() for by_level in topics.values()))


def _holders(leaf: PostHeld, scope: Scope, post: str) -> list[str]:
    """Lines that end in `certain` and `possible`, the numbers of distinct persons who hold as the leaf wants them."""
    rendering = scope.rendering
    held, person = rendering.name("held_by"), rendering.name("person")
    lines = [f"MATCH ({post})<-[{held}:HOLDS]-({person}:Person)", f"WHERE {holds(held, scope.day)}"]
    if leaf.holder is None:
        return [*lines, f"WITH count(DISTINCT {person}) AS certain"]
    now = rendering.name("holder")
    inner = scope.holder(person, now)
    fits = truth(leaf.holder, inner)
    return [
        *lines,
        f"MATCH ({person})-[:HAD*0..1]->({now})",
        f"WHERE {holds(now, scope.day)}",
        *inner.steps,
        f"WITH {person}, {fits} AS fits",
        f"WITH count(DISTINCT CASE WHEN fits THEN {person} END) AS certain,",
        f"  count(DISTINCT CASE WHEN coalesce(fits, true) THEN {person} END) AS possible",
    ]


def _enough(leaf: PostHeld, least: str) -> list[str]:
    lines = [f"  WHEN certain >= {least} THEN true"]
    return lines if leaf.holder is None else [*lines, f"  WHEN possible >= {least} THEN null"]


def _every_seat(leaf: PostHeld, scope: Scope, post: str) -> list[str]:
    """Lines that judge each post and then the weakest of them, up to the case in which one is empty or there is none."""
    seat = scope.rendering.name("seat")
    filled = [*_holders(leaf, scope, post), "RETURN CASE", *_enough(leaf, f"coalesce({seat}.seats, 1)")]
    return [
        f"MATCH ({post})-[:HAD*0..1]->({seat})",
        f"WHERE {holds(seat, scope.day)}",
        call([post, seat, scope.told(), "words"], "\n".join([*filled, "  ELSE false", "END AS filled"])),
        "WITH count(*) AS posts, count(filled) AS sure, coalesce(min(filled), true) AS none_empty",
        "RETURN CASE",
        "  WHEN posts > 0 AND none_empty THEN CASE WHEN sure = posts THEN true END",
    ]
