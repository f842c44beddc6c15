"""The leaf `figure` in Cypher: what the claims about the subject in one period say of a bound."""

from __future__ import annotations

from graph_model.indicators.conditions import FigureIs
from graph_model.indicators.cypher.scope import Scope, renders
from graph_model.indicators.cypher.text import call, holds, indented
from graph_model.periods import Every

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


_PERIODS = {
    Every.MONTH: (1, "toString(number / 12) + '-' + right('0' + toString(number % 12 + 1), 2)"),
    Every.QUARTER: (3, "toString(number / 4) + '-Q' + toString(number % 4 + 1)"),
    Every.HALF: (6, "toString(number / 2) + '-H' + toString(number % 2 + 1)"),
    Every.YEAR: (12, "toString(number)"),
}
"""Months in a period, and its name by its number since year 0 (see `graph_model.periods`)."""
_SUMS = "count(*) AS claims, count(fits) AS sure, min(fits) AS least, max(fits) AS most"
_AGREED = "CASE WHEN claims > 0 AND claims = sure AND least = most THEN least END"
"""What all claims on one period say; unknown without any, or when they disagree."""


@renders(FigureIs)
def figure(leaf: FigureIs, scope: Scope) -> str:
    """The figure of the latest period, of the one named, or of each of the last that are over."""
    name = scope.rendering.name("figure", leaf.key)
    bound = "at_least" if leaf.at_least is not None else "at_most"
    words = {"key": leaf.key, bound: getattr(leaf, bound)}
    words |= {key: getattr(leaf, key) for key in ("measure", "period", "last") if getattr(leaf, key) is not None}
    read = scope.rendering.word(name, **words)
    fits = (_AT_LEAST if leaf.at_least is not None else _AT_MOST).format(bound=f"{read}.{bound}")
    claims = [
        f"MATCH ({scope.subject})<-[about:ABOUT]-(:Figure)-[:HAD*0..1]->(claim)",
        f"WHERE {holds('about', scope.day)}",
        f"  AND {holds('claim', scope.day)}",
        f"  AND claim.key = {read}.key",
        *([f"  AND claim.measure = {read}.measure"] if leaf.measure is not None else []),
    ]
    if leaf.every is not None:
        months, period = _PERIODS[leaf.every]
        one = [*claims, "  AND claim.period = period", "WITH", indented(f"{fits} AS fits"), f"WITH {_SUMS}"]
        lines = [
            f"UNWIND range(1, {read}.last) AS back",
            f"WITH ({scope.day}.year * 12 + {scope.day}.month - 1) / {months} - back AS number",
            f"WITH {period} AS period",
            call([scope.subject, "words", "period"], "\n".join([*one, f"RETURN {_AGREED} AS agreed"])),
            "WITH count(*) AS periods, count(agreed) AS sure, coalesce(min(agreed), true) AS none_missed",
            f"RETURN CASE WHEN NOT none_missed THEN false WHEN sure = periods THEN true END AS {name}",
        ]
        return scope.subquery(leaf, name, lines)
    lines = [
        *claims,
        *([f"  AND coalesce(claim.period, '') = {read}.period"] if leaf.period is not None else []),
        "WITH coalesce(claim.period, '') AS period,",
        indented(f"{fits} AS fits"),
        f"WITH period, {_SUMS}",
        "ORDER BY period DESC LIMIT 1  // 只看最近一期；说法不一即未知",
        f"RETURN head(collect({_AGREED})) AS {name}",
    ]
    return scope.subquery(leaf, name, lines)
