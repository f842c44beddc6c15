"""The leaves `covered_by` and `hosts` in Cypher: some body of the kinds covers the subject, or stands in it."""

from __future__ import annotations

from graph_model.indicators.conditions import CoveredBy, Hosts
from graph_model.indicators.cypher.scope import Scope, renders, truth
from graph_model.indicators.cypher.text import holds, some_fits

__all__ = ["covered_by_or_hosts"]


@renders(CoveredBy, Hosts)
def covered_by_or_hosts(leaf: CoveredBy | Hosts, scope: Scope) -> str:
    """Some body of the kinds covers (or stands in) the subject, and `that` holds of the body."""
    rendering, covers = scope.rendering, isinstance(leaf, CoveredBy)
    modes = [mode.value for mode in leaf.modes] if isinstance(leaf, CoveredBy) else []
    kinds = sorted(scope.scheme.kinds_of(leaf.kinds))
    topics = sorted(scope.scheme.topics_of_kinds(kinds))
    name = rendering.name("covered_by" if covers else "hosts", *leaf.kinds[:1], *modes[:1])
    words = rendering.word(name, kinds=kinds, topics=topics, **({"modes": modes} if modes else {}))
    body, then, edge = (rendering.name(word) for word in ("body", "then", "cover" if covers else "host"))
    lines = [
        f"MATCH ({scope.subject})<-[{edge}:{'COVERS' if covers else 'HOSTED_BY'}]-({body}:Organization)-[:HAD*0..1]->({then})",
        f"WHERE {holds(edge, scope.day)}",
        f"  AND {holds(then, scope.day)}",
        f"  AND any(kind IN {then}.kinds WHERE kind IN {words}.kinds)",
        *([f"  AND {edge}.mode IN {words}.modes"] if modes else []),
    ]
    filed = scope.filed(f"{words}.topics", topics)
    if leaf.that is None:
        lines += ["WITH count(*) AS found", "RETURN CASE", "  WHEN found > 0 THEN true"]
        lines += [f"  WHEN {filed} THEN false", f"END AS {name}"]
    else:
        inner = scope.body(body, then)
        fits = truth(leaf.that, inner)
        lines += [*inner.steps, *some_fits(fits, filed, name)]
    return scope.subquery(leaf, name, lines, scope.told())
