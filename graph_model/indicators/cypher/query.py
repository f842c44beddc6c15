"""A coverage indicator as one Cypher query, made from its declaration.

The query answers what `Reference.states` and `Reference.counts` answer, from the graph that `stores/neo4j/shape.py` describes.
It is the same text for every scheme: what a scheme says is read from the parameter `$words` under the key of the scheme in force
where a subject stands. Only where a scheme's own parameters change the shape of a condition do two branches stand side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_model.answers import Weight
from graph_model.errors import BadQuestion
from graph_model.indicators.catalogue import Catalogue
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.cypher.cohort import last_standing
from graph_model.indicators.cypher.counting import counted
from graph_model.indicators.cypher.population import all_words, named, population_words, standing
from graph_model.indicators.cypher.scope import Rendering, Scope, truth
from graph_model.indicators.cypher.text import DAY, call, described, holds
from graph_model.indicators.cypher.tree import way_up
from graph_model.indicators.declared import Indicator
from graph_model.scheme import Scheme, Schemes

__all__ = ["CypherQuery", "counts_query", "states_query"]

_WITHIN = "($within IS NULL OR any(area IN path WHERE area.code = $within))"
_EXEMPTED = f"""\
UNWIND path + [at] AS named
MATCH (named)<-[:FOR]-(exemption:Exemption)-[:HAD*0..1]->(then)
WHERE exemption.indicator = $indicator AND {holds("then")}
RETURN count(*) > 0 AS exempted"""
_LEGEND = """\
条件取三值：true 已覆盖，false 空白点，null 未知（没有记录，也还未填报）；AND、OR、NOT 即三值逻辑。
记录在 $asOf 当天有效：since <= $asOf，且 until 为空或晚于 $asOf。节点是最新版本，以前的版本挂在 HAD 上。
$asOf 哪一天；$within 只看此区域（编码）以内，null 为全部；$words 各方案的用词；$inForce 采用本指标的方案。"""


@dataclass(frozen=True)
class CypherQuery:
    """A query with the values of its parameters, all but the day and the area asked."""

    indicator: str
    text: str
    values: Mapping[str, Any]

    def parameters(self, as_of: date, within: str | None = None) -> dict[str, Any]:
        """All parameters for a day and an area (its code; None: the whole store)."""
        return {"asOf": as_of, "within": within, **self.values}


def states_query(key: str, schemes: Schemes, catalogue: Catalogue) -> CypherQuery:
    """Every subject with its state: rows `subject, place` (codes), `state`, `tier` (its key, null unless covered by tiers).

    Raises:
        BadQuestion: it cannot be asked as one query.
    """
    ending = "RETURN DISTINCT subject.code AS subject, place.code AS place, state, tier\nORDER BY subject, place"
    return _query(key, schemes, catalogue, ending)


def counts_query(key: str, schemes: Schemes, catalogue: Catalogue, weight: Weight = Weight.SUBJECTS) -> CypherQuery:
    """One row: `numerator, denominator, unknown, exempt, unweighted, tiers` (a list in the order of `$tiers`), `rate,
    rateAtMost` (null when there is nothing to count, or all of it is unknown).

    Raises:
        BadQuestion: its subjects do not have the weight, or it cannot be asked as one query.
    """
    return _query(key, schemes, catalogue, counted(catalogue[key], weight))


def _query(key: str, schemes: Schemes, catalogue: Catalogue, ending: str) -> CypherQuery:
    declared = catalogue[key]
    in_force = [scheme.key for scheme in schemes.values() if key in scheme.indicators]
    population = all_words(
        population_words(catalogue.read(key, schemes[one]).population, schemes[one]) for one in in_force
    )
    branches: dict[str, dict[str, Any]] = {}
    for scheme in schemes.values() if declared.as_of is not None else (schemes[one] for one in in_force):
        try:
            text, words = _branch(catalogue.read(key, scheme), scheme, schemes, population)
        except KeyError:
            if scheme.key in in_force:
                raise
            continue  # it lacks the words: the reference, too, has no answer for a member that has come under it
        branches.setdefault(text, {})[scheme.key] = words
    if len(branches) > 1 and declared.as_of is not None:
        raise BadQuestion(
            f"{key} is a fixed cohort, and the parameters of {', '.join(in_force)} change the shape of its conditions: "
            "it cannot be asked as one query"
        )
    values: dict[str, Any] = {"indicator": key}
    if declared.as_of is not None:
        values["cohortDay"] = declared.as_of
    if declared.subject is not SubjectType.AREAS and population:
        values["population"] = population
    if declared.tiers:
        values["tiers"] = [tier.key for tier in declared.tiers]
    texts = []
    for number, (text, words) in enumerate(branches.items(), 1):
        name = "inForce" if len(branches) == 1 else f"inForce{number}"
        values[name] = [scheme for scheme in words if scheme in in_force]
        texts.append(text.replace("$inForce", f"${name}"))
    values["words"] = {scheme: words for branch in branches.values() for scheme, words in branch.items()}
    comment = described(f"{declared.title.zh}（{key}）\n{declared.description.zh}\n{_LEGEND}")
    return CypherQuery(key, f"{comment}\n{_joined(texts)}\n{ending}", values)


def _joined(branches: list[str]) -> str:
    if len(branches) == 1:
        return branches[0]
    returned = [f"{text}\nRETURN subject, place, now, state, tier" for text in branches]
    return call((), "\nUNION ALL\n".join(returned), "各方案的条件写法不同，分别计算")


def _branch(
    indicator: Indicator, scheme: Scheme, schemes: Schemes, population: dict[str, list[str]]
) -> tuple[str, dict[str, Any]]:
    """The query up to `subject, place, now, state, tier`, and the words this scheme has for it."""
    words = population_words(indicator.population, scheme)
    rendering = Rendering(scheme, schemes)
    if words:
        rendering.words["population"] = words
    day = DAY if indicator.as_of is None else "$cohortDay"
    scope = Scope(rendering, indicator.subject, "subject", "now", day, "place", rendering.levels, _path="path")
    tests = [*named(indicator, day), _WITHIN if indicator.as_of is None else "$cohortDay <= $asOf"]
    lines = [standing(indicator, population, day), way_up("place", day), *_reading(tests)]
    if indicator.where is not None:
        lines += _steps(scope, f"WITH * WHERE {truth(indicator.where, scope)}")
    if indicator.as_of is not None:
        scope = Scope(rendering, indicator.subject, "subject", "now", DAY, "place", rendering.levels, _path="path")
        lines += ["// 这批对象今天的情况", last_standing(indicator.subject), way_up("place", DAY), *_reading([_WITHIN])]
    lines += _judged(indicator, scope)
    if rendering.topics:
        rendering.words["topics"] = sorted(rendering.topics)
    return "\n".join(lines), rendering.words


def _reading(tests: list[str]) -> list[str]:
    """The words of the scheme in force, and who is left."""
    return ["WITH *, $words[scheme] AS words", "WHERE " + "\n  AND ".join(tests)]


def _steps(scope: Scope, ending: str) -> list[str]:
    """The subqueries gathered so far, and what follows them."""
    steps, scope.steps = scope.steps, []
    return [*steps, ending]


def _judged(indicator: Indicator, scope: Scope) -> list[str]:
    """The four states, in their order."""
    exempt = ["exempted"]
    if indicator.as_of is not None:
        exempt.insert(0, "ended")
    scope.steps.append(call(["path", "at"], _EXEMPTED, "不纳入考核：点名该对象、其所在组织或所在区域及上级"))
    if indicator.exempt is not None:
        exempt.append(f"coalesce({truth(indicator.exempt, scope)}, false)")
    met = [truth(condition, scope) for condition in indicator.met_by]
    tier = "null"
    if indicator.tiers:
        tier = "CASE " + " ".join(f"WHEN {one} THEN $tiers[{number}]" for number, one in enumerate(met)) + " END"
    whole = met[0] if len(met) == 1 else "(" + " OR ".join(met) + ")"
    ending = f"""\
WITH subject, place, now, {" OR ".join(exempt)} AS exempt, {whole} AS met, {tier} AS tier
WITH subject, place, now,
  CASE WHEN exempt THEN 'exempt' WHEN met THEN 'covered' WHEN met IS NULL THEN 'unknown' ELSE 'gap' END AS state,
  CASE WHEN met AND NOT exempt THEN tier END AS tier"""
    return _steps(scope, ending)
