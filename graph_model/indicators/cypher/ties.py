"""The leaves about ties, hand-over and sets in Cypher."""

from __future__ import annotations

from graph_model.indicators.conditions import AffiliatedWith, EstablishedWithin, SetComplete, SubjectType
from graph_model.indicators.cypher.scope import Scope, renders, truth
from graph_model.indicators.cypher.text import holds, quoted, some_fits
from graph_model.stores.neo4j.shape import attribute_property

__all__ = ["affiliated_with", "established_within", "set_complete"]


@renders(SetComplete)
def set_complete(leaf: SetComplete, scope: Scope) -> str:
    """All parts that apply are there: a composition."""
    return truth(leaf.whole, scope)


@renders(AffiliatedWith)
def affiliated_with(leaf: AffiliatedWith, scope: Scope) -> str:
    """Some tie of the kinds leads to such an organization or area, of which `that` holds; between organizations both ways."""
    rendering, scheme = scope.rendering, scope.scheme
    name = rendering.name("tied_to", *(leaf.kinds[:1] or [str(leaf.level)]))
    topics = sorted(scheme.topics_of_affiliations(leaf.ties))
    words = rendering.word(name, topics=topics)
    filed = scope.filed(f"{words}.topics", topics)
    other, then = rendering.name("other"), rendering.name("then")
    levels = sorted(level.value for level in scheme.answering(leaf.level)) if leaf.level is not None else []
    label, towards, away = "Organization", "", ""
    if scope.type is SubjectType.AREAS:
        towards = "<"
    elif leaf.level is not None:
        label, away = "Area", ">"
    lines = [
        f"MATCH ({scope.subject}){towards}-[tie:AFFILIATED_WITH]-{away}({other}:{label})-[:HAD*0..1]->({then})",
        f"WHERE {holds('tie', scope.day)}",
        f"  AND {holds(then, scope.day)}",
    ]
    if leaf.ties:
        rendering.word(name, ties=[one.value for one in leaf.ties])
        lines.append(f"  AND tie.kind IN {words}.ties")
    if leaf.level is not None:
        rendering.word(name, levels=levels)
        lines.append(f"  AND {other}.level IN {words}.levels")
    else:
        rendering.word(name, kinds=sorted(scheme.kinds_of(leaf.kinds)))
        lines.append(f"  AND any(kind IN {then}.kinds WHERE kind IN {words}.kinds)")
    inner = scope.body(other, then) if leaf.level is None else scope.area(other, then, levels)
    fits = "true" if leaf.that is None else truth(leaf.that, inner)
    lines += [*inner.steps, *some_fits(fits, filed, name)]
    return scope.subquery(leaf, name, lines, scope.told())


@renders(EstablishedWithin)
def established_within(leaf: EstablishedWithin, scope: Scope) -> str:
    """Such a body covered the subject on some day of the term; unknown without a date, or while the term runs."""
    rendering, scheme = scope.rendering, scope.scheme
    name = rendering.name("established", *leaf.kinds[:1])
    kinds = sorted(scheme.kinds_of(leaf.kinds))
    topics = sorted(scheme.topics_of_kinds(kinds))
    words = rendering.word(name, kinds=kinds, days=leaf.days, topics=topics)
    modes = []
    if leaf.modes:
        rendering.word(name, modes=[mode.value for mode in leaf.modes])
        modes = [f"  AND cover.mode IN {words}.modes"]
    filed = scope.filed(f"{words}.topics", topics)
    lines = [
        f"WITH date({scope.now}.{quoted(attribute_property(leaf.after))}) AS handed_over",
        f"WITH handed_over, handed_over + duration({{days: {words}.days}}) AS last_day",
        f"OPTIONAL MATCH ({scope.subject})<-[cover:COVERS]-(:Organization)-[:HAD*0..1]->(then)",
        f"WHERE any(kind IN then.kinds WHERE kind IN {words}.kinds)",
        *modes,
        "WITH handed_over, last_day, cover, then,",
        "  reduce(latest = handed_over, one IN [cover.since, then.since] | CASE WHEN one > latest THEN one ELSE latest END) AS begun",
        f"WITH handed_over, last_day, max(cover IS NOT NULL AND begun <= last_day AND begun <= {scope.day}",
        "  AND coalesce(begun < cover.until, true) AND coalesce(begun < then.until, true)) AS in_time",
        "RETURN CASE",
        "  WHEN handed_over IS NULL THEN null",
        "  WHEN in_time THEN true",
        f"  WHEN {scope.day} <= last_day THEN null",
        f"  WHEN {filed} THEN false",
        f"END AS {name}",
    ]
    return scope.subquery(leaf, name, lines, scope.told(), scope.now)
