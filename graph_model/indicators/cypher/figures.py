"""The leaf `figure` in Cypher: what the claims about the subject in one period say of a bound."""

from __future__ import annotations

from graph_model.indicators.conditions import FigureIs
from graph_model.indicators.cypher.scope import Scope, renders
from graph_model.indicators.cypher.text import holds, indented

__all__ = ["figure"]

_AT_LEAST = """\
CASE
  WHEN claim.value IS NULL THEN null
  WHEN claim.value < {bound} THEN CASE WHEN claim.qualifier IN ['at_least', 'more_than'] THEN null ELSE false END
  WHEN claim.qualifier <> 'under' THEN true
  WHEN claim.value > {bound} THEN null
  ELSE false
END"""
_AT_MOST = """\
CASE
  WHEN claim.value IS NULL THEN null
  WHEN claim.value > {bound} THEN CASE WHEN claim.qualifier = 'under' THEN null ELSE false END
  WHEN claim.value = {bound} AND claim.qualifier = 'more_than' THEN false
  WHEN claim.qualifier IN ['at_least', 'more_than'] THEN null
  ELSE true
END"""


@renders(FigureIs)
def figure(leaf: FigureIs, scope: Scope) -> str:
    """The figures of the latest period (or of the one named) agree that the bound is kept, or that it is not."""
    name = scope.rendering.name("figure", leaf.key)
    bound = "at_least" if leaf.at_least is not None else "at_most"
    words = {"key": leaf.key, bound: getattr(leaf, bound), "measure": leaf.measure, "period": leaf.period}
    read = scope.rendering.word(name, **{key: value for key, value in words.items() if value is not None})
    fits = (_AT_LEAST if leaf.at_least is not None else _AT_MOST).format(bound=f"{read}.{bound}")
    lines = [
        f"MATCH ({scope.subject})<-[about:ABOUT]-(:Figure)-[:HAD*0..1]->(claim)",
        f"WHERE {holds('about', scope.day)}",
        f"  AND {holds('claim', scope.day)}",
        f"  AND claim.key = {read}.key",
        *([f"  AND claim.measure = {read}.measure"] if leaf.measure is not None else []),
        *([f"  AND coalesce(claim.period, '') = {read}.period"] if leaf.period is not None else []),
        "WITH coalesce(claim.period, '') AS period,",
        indented(f"{fits} AS fits"),
        "WITH period, count(*) AS claims, count(fits) AS sure, min(fits) AS least, max(fits) AS most",
        "ORDER BY period DESC LIMIT 1  // 只看最近一期；说法不一即未知",
        f"RETURN head(collect(CASE WHEN claims = sure AND least = most THEN least END)) AS {name}",
    ]
    return scope.subquery(leaf, name, lines)
