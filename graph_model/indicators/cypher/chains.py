"""The leaf `chain_complete` in Cypher: every step of a named chain is covered, seen from the subject's place."""

from __future__ import annotations

from collections.abc import Iterable

from graph_model.indicators.conditions import ChainComplete
from graph_model.indicators.cypher.posts import linkage_roles, linkage_topics
from graph_model.indicators.cypher.scope import Scope, renders
from graph_model.indicators.cypher.text import call, holds
from graph_model.indicators.cypher.tree import told
from graph_model.levels import AreaLevel
from graph_model.scheme import Scheme, Step

__all__ = ["chain_complete"]


@renders(ChainComplete)
def chain_complete(leaf: ChainComplete, scope: Scope) -> str:
    """The expression of the chain's truth: its steps at levels, and its steps that are bodies, each all covered."""
    scheme, rendering = scope.scheme, scope.rendering
    name = rendering.name("chain", leaf.chain)
    steps = scheme.chains[leaf.chain].steps
    levels = [_level_words(step.level, scope.levels, scheme) for step in steps if step.level is not None]
    bodies = [_body_words(step, scheme) for step in steps if step.level is None]
    reached = sorted({level for step in levels for level in step["levels"]})
    roles, topics = linkage_roles(scheme, reached), linkage_topics(scheme, reached)
    read = rendering.word(name, roles=roles, topics=topics, levels=levels, **({"bodies": bodies} if bodies else {}))
    chains = (one.chains.get(leaf.chain) for one in rendering.schemes.values())
    if not any(step.level is None for chain in chains if chain for step in chain.steps):
        return scope.subquery(leaf, name, [_level_steps(scope, read, name)], scope.path())
    scope.steps.append(call([scope.path(), "words"], _body_steps(scope, read, f"{name}_bodies"), "链条中的组织环节"))
    scope.steps.append(
        call([scope.subject, scope.path(), "words"], _level_steps(scope, read, f"{name}_posts"), "链条中的各级联动岗位")
    )
    return f"({name}_posts AND {name}_bodies)"


def _level_words(level: AreaLevel, counted: Iterable[str], scheme: Scheme) -> dict[str, list[str]]:
    """A step at a level: the levels that answer for it, and those of the levels `counted` below which it lies by the scheme."""
    wanted = scheme.answering(level)
    by_rule = [
        own
        for own in counted
        if level is AreaLevel.RESIDENTS
        or any(
            scheme.may_lie_below(one, AreaLevel(own)) and not scheme.may_lie_below(AreaLevel(own), one)
            for one in wanted
        )
    ]
    return {"levels": sorted(one.value for one in wanted), "below": by_rule}


def _body_words(step: Step, scheme: Scheme) -> dict[str, list[str]]:
    kinds = sorted(scheme.kinds_of(step.kinds))
    return {"kinds": kinds, "topics": sorted(scheme.topics_of_kinds(kinds))}


def _level_steps(scope: Scope, read: str, name: str) -> str:
    """A step counts where an area of its levels is on the way up, or where it cannot lie below; there its post is held."""
    day = scope.day
    holders = f"""\
MATCH (at)<-[of:OF]-(post:Post)<-[held:HOLDS]-(:Person)
WHERE post.role = {read}.roles[at.level]
  AND {holds("of", day)}
  AND {holds("held", day)}
RETURN count(*) AS holders"""
    return f"""\
UNWIND {read}.levels AS step
WITH step, head([one IN {scope.path()} WHERE one.level IN step.levels]) AS at
WHERE at IS NOT NULL OR NOT ({scope.subject}.level IN step.below OR EXISTS {{
  MATCH ({scope.subject})<-[way:PART_OF*1..]-(lower:Area)
  WHERE lower.level IN step.levels AND all(hop IN way WHERE {holds("hop", day)})
}})
{call(["at", "words"], holders)}
WITH *, {read}.topics[at.level] AS topics
{told("at", day, "told_there", topics="topics", found="holders")}
WITH CASE
  WHEN holders > 0 THEN true
  WHEN at IS NULL OR all(topic IN topics WHERE topic IN told_there) THEN false
END AS held
WITH count(*) AS steps, count(held) AS sure, coalesce(min(held), true) AS none_broken
RETURN CASE WHEN NOT none_broken THEN false WHEN sure = steps THEN true END AS {name}"""


def _body_steps(scope: Scope, read: str, name: str) -> str:
    """For every step of bodies some place on the way up is covered by one."""
    day = scope.day
    covers = f"""\
MATCH (at)<-[cover:COVERS]-(body:Organization)-[:HAD*0..1]->(then)
WHERE {holds("cover", day)}
  AND {holds("then", day)}
  AND any(kind IN then.kinds WHERE kind IN step.kinds)
RETURN count(*) AS covers"""
    places = f"""\
UNWIND {scope.path()} AS at
{call(["at", "step"], covers)}
{told("at", day, "told_there", topics="step.topics", found="covers")}
WITH CASE
  WHEN covers > 0 THEN true
  WHEN all(topic IN step.topics WHERE topic IN told_there) THEN false
END AS covered
WITH count(*) AS places, count(covered) AS sure, max(covered) AS one_covered
RETURN CASE WHEN one_covered THEN true WHEN sure = places THEN false END AS met"""
    return f"""\
UNWIND coalesce({read}.bodies, []) AS step
{call([scope.path(), "step"], places)}
WITH count(*) AS steps, count(met) AS sure, coalesce(min(met), true) AS none_broken
RETURN CASE WHEN NOT none_broken THEN false WHEN sure = steps THEN true END AS {name}"""
