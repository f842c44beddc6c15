"""The leaf `cross_appointment` in Cypher: two posts of one person that meet in a place."""

from __future__ import annotations

from graph_model.indicators.conditions import CrossAppointment, PostPattern, SubjectType
from graph_model.indicators.cypher.patterns import pattern_words, post_fits
from graph_model.indicators.cypher.posts import own_topics
from graph_model.indicators.cypher.scope import Scope, renders
from graph_model.indicators.cypher.text import call, holds

__all__ = ["cross_appointment", "meeting"]


@renders(CrossAppointment)
def cross_appointment(leaf: CrossAppointment, scope: Scope) -> str:
    """Some pair has its first post among `from` and its second among `to`, and is the subject's."""
    rendering, day = scope.rendering, scope.day
    name = rendering.name("crossed")
    words = rendering.word(name, to=pattern_words(leaf.to, scope.scheme))
    tests = [
        "second <> first AND (there <> here OR here:Area)",
        *post_fits(leaf.to, f"{words}.to", "second", "there", day),
    ]
    if leaf.from_ is not None:
        rendering.word(name, **{"from": pattern_words(leaf.from_, scope.scheme)})
        tests += post_fits(leaf.from_, f"{words}.from", "first", "here", day)
    inside = ""
    if scope.type is SubjectType.AREAS:
        inside = f" AND EXISTS {{\n  MATCH (met)-[way:PART_OF*0..]->({scope.subject}) WHERE {_all_hold(day)}\n}}"
    lines = [
        _first_posts(scope),
        "MATCH (first)-[of_first:OF]->(here), (who)-[other:HOLDS]->(second:Post)-[of_second:OF]->(there)",
        f"WHERE {holds('of_first', day)}",
        f"  AND {holds('other', day)}",
        f"  AND {holds('of_second', day)}",
        *(f"  AND {test}" for test in tests),
        meeting(day),
        f"WHERE met IS NOT NULL{inside}",
        "WITH count(*) AS found",
        "RETURN CASE",
        "  WHEN found > 0 THEN true",
        f"  WHEN {_filed(leaf, scope, name)} THEN false",
        f"END AS {name}",
    ]
    more = ["at"] if scope.type is SubjectType.POSTS else []
    return scope.subquery(leaf, name, lines, scope.told(), *more)


def _all_hold(day: str) -> str:
    return f"all(hop IN way WHERE {holds('hop', day)})"


def _first_posts(scope: Scope) -> str:
    """Lines that find `who` and `first`, a post that person holds and that is the subject's.

    An area's pair has one of its posts at an area within, so the persons with a post there are all who can make one.
    """
    subject, day = scope.subject, scope.day
    one = holds("one", day)
    match scope.type:
        case SubjectType.AREAS:
            return (
                f"MATCH (inside:Area)-[way:PART_OF*0..]->({subject})\nWHERE {_all_hold(day)}\n"
                "MATCH (inside)<-[:OF|COVERS|LOCATED_IN]-(near)\n"
                "MATCH (near)<-[:OF*0..1]-(:Post)<-[:HOLDS]-(who:Person)\nWITH DISTINCT who\n"
                f"MATCH (who)-[one:HOLDS]->(first:Post)\nWHERE {one}"
            )
        case SubjectType.ORGANIZATIONS:
            return f"MATCH ({subject})<-[:OF]-(first:Post)<-[one:HOLDS]-(who:Person)\nWHERE {one}"
        case SubjectType.POSTS:
            return f"MATCH ({subject})<-[one:HOLDS]-(who:Person)\nWHERE {one}\nWITH who, {subject} AS first"
        case SubjectType.APPOINTMENTS:
            return f"WITH startNode({subject}) AS who, endNode({subject}) AS first"
        case SubjectType.PERSONS:
            return f"MATCH ({subject})-[one:HOLDS]->(first:Post)\nWHERE {one}\nWITH {subject} AS who, first"


def meeting(day: str) -> str:
    """Lines that add `met`: the area where a post of `here` and one of `there` share a place, null where they do not; a row
    for each two areas they are at."""
    return f"""\
{_areas("here", day)}
{_areas("there", day)}
UNWIND areas_of_here AS area UNWIND areas_of_there AS other_area
WITH *, CASE
  WHEN area = other_area OR {_within("area", "other_area", day)} THEN area
  WHEN {_within("other_area", "area", day)} THEN other_area
END AS met"""


def _areas(owner: str, day: str) -> str:
    """A post for an area is at its area, any other at the areas its body covers, else at its seat."""
    body = f"""\
OPTIONAL MATCH ({owner})-[cover:COVERS]->(covered:Area)
WHERE {holds("cover", day)}
WITH collect(DISTINCT covered) AS covers
OPTIONAL MATCH ({owner})-[seat:LOCATED_IN]->(home:Area)
WHERE {holds("seat", day)}
RETURN CASE WHEN {owner}:Area THEN [{owner}] WHEN covers <> [] THEN covers ELSE [home] END AS areas_of_{owner}"""
    return call([owner], body, "岗位在其区域；组织的岗位在组织所覆盖的区域，没有覆盖的在其驻地")


def _within(lower: str, upper: str, day: str) -> str:
    """One area lies in another, both within one community, which may be the upper one itself."""
    return (
        f"(EXISTS {{ MATCH ({lower})-[way:PART_OF*1..]->({upper}) WHERE {_all_hold(day)} }}\n"
        f"    AND EXISTS {{ MATCH ({upper})-[way:PART_OF*0..]->(:Community) WHERE {_all_hold(day)} }})"
    )


def _filed(leaf: CrossAppointment, scope: Scope, name: str) -> str:
    """The condition that the topics of both sides are filed; of a post asked about its own, of an appointment it is known."""
    topics = set(leaf.to.topics(scope.scheme))
    if scope.type not in (SubjectType.POSTS, SubjectType.APPOINTMENTS):
        topics |= (leaf.from_ or PostPattern(role=tuple(scope.scheme.roles))).topics(scope.scheme)
    told = sorted(topics)
    filed = scope.filed(f"{scope.rendering.word(name, topics=told)}.topics", told)
    return f"{filed} AND {own_topics(scope, name)}" if scope.type is SubjectType.POSTS else filed
