"""The leaves about members in Cypher: whether a person is one, how many there are, and what share fulfils a condition."""

from __future__ import annotations

from graph_model.indicators.conditions import MemberCount, MemberOf, Members, Share, SubjectType
from graph_model.indicators.cypher.patterns import pattern_words, post_fits
from graph_model.indicators.cypher.scope import Scope, renders, truth
from graph_model.indicators.cypher.text import call, holds, indented, some_fits

__all__ = ["member_count", "member_of", "share"]


def _status(statuses: tuple[str, ...], words: str) -> str:
    """Whether a membership is of one of the statuses; one of no known status might be."""
    return f"member.status IN {words}.status" if statuses else "true"


@renders(MemberOf)
def member_of(leaf: MemberOf, scope: Scope) -> str:
    """The person has such a membership."""
    name = scope.rendering.name("member_of", *leaf.kinds[:1])
    topics = sorted(scope.scheme.topics_of_memberships(leaf.membership))
    words = scope.rendering.word(
        name, kinds=sorted(scope.scheme.kinds_of(leaf.kinds)), membership=[one.value for one in leaf.membership]
    )
    if leaf.status:
        scope.rendering.word(name, status=[one.value for one in leaf.status])
    filed = scope.filed(f"{scope.rendering.word(name, topics=topics)}.topics", topics)
    branch, then = scope.rendering.name("branch"), scope.rendering.name("then")
    lines = [
        f"MATCH ({scope.subject})-[member:MEMBER_OF]->({branch}:Organization)-[:HAD*0..1]->({then})",
        f"WHERE {holds('member', scope.day)}",
        f"  AND {holds(then, scope.day)}",
        f"  AND member.kind IN {words}.membership",
        f"  AND any(kind IN {then}.kinds WHERE kind IN {words}.kinds)",
        *some_fits(_status(leaf.status, words), filed, name),
    ]
    return scope.subquery(leaf, name, lines, scope.told())


# ── Counts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@renders(MemberCount)
def member_count(leaf: MemberCount, scope: Scope) -> str:
    """Enough distinct members of the subject."""
    rendering, scheme = scope.rendering, scope.scheme
    name = rendering.name("members")
    words = rendering.word(name, at_least=leaf.at_least, membership=leaf.membership.value)
    if leaf.status:
        rendering.word(name, status=[one.value for one in leaf.status])
    topics = set(scheme.topics_of_memberships([leaf.membership]))
    if "host" in leaf.through:
        topics |= scheme.topics_of_kinds(scheme.party_kinds)
    if "post" in leaf.through:
        topics |= scheme.topics_of_posts((), None, of_bodies=True)
    filed = scope.filed(f"{rendering.word(name, topics=sorted(topics))}.topics", topics)
    through = ("residence",) if scope.type is SubjectType.AREAS else leaf.through or ("membership",)
    ways = [f"{_way(one, scope)}\nRETURN person, member" for one in through]
    if len(ways) == 1:
        found = ways[0].removesuffix("\nRETURN person, member")
    else:
        found = call([scope.subject], "\nUNION\n".join(ways))
    lines = [
        found,
        f"WITH person, member WHERE member.kind = {words}.membership",
        f"WITH person, {_status(leaf.status, words)} AS fits",
        *_each_person(),
        "RETURN CASE",
        f"  WHEN certain >= {words}.at_least THEN true",
        f"  WHEN possible >= {words}.at_least THEN null",
        f"  WHEN {filed} THEN false",
        f"END AS {name}",
    ]
    return scope.subquery(leaf, name, lines, scope.told())


def _way(through: str, scope: Scope) -> str:
    """Lines that find `person` and `member`, a membership that counts for the subject."""
    subject, day = scope.subject, scope.day
    member = "MATCH (person:Person)-[member:MEMBER_OF]->"
    match through:
        case "membership":
            return f"{member}({subject})\nWHERE {holds('member', day)}"
        case "host":
            return (
                f"{member}(:Organization)-[hosted:HOSTED_BY]->({subject})\n"
                f"WHERE {holds('member', day)}\n  AND {holds('hosted', day)}"
            )
        case "post":
            return (
                f"MATCH ({subject})<-[:OF]-(:Post)<-[held:HOLDS]-(person:Person)-[member:MEMBER_OF]->(:Organization)\n"
                f"WHERE {holds('held', day)}\n  AND {holds('member', day)}"
            )
    return (
        f"MATCH ({subject})<-[way:PART_OF*0..]-(:Area)<-[home:LIVES_IN]-(person:Person)-[member:MEMBER_OF]->(:Organization)\n"
        f"WHERE all(hop IN way WHERE {holds('hop', day)})\n  AND {holds('home', day)}\n  AND {holds('member', day)}"
    )


def _each_person() -> list[str]:
    """From rows of `person` and `fits`: how many distinct persons there are, fit certainly, and fit possibly."""
    return [
        "WITH person, max(fits) AS one_fits, count(*) - count(fits) AS may_fit",
        "WITH count(*) AS everybody, count(CASE WHEN one_fits THEN 1 END) AS certain,",
        "  count(CASE WHEN one_fits OR may_fit > 0 THEN 1 END) AS possible",
    ]


# ── Shares ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@renders(Share)
def share(leaf: Share, scope: Scope) -> str:
    """The share of distinct holders or members of whom `that` holds; unknown before all topics are filed."""
    rendering = scope.rendering
    name = rendering.name("share", "holders" if leaf.holders else "members")
    portion, sign = (leaf.at_least, ">=") if leaf.more_than is None else (leaf.more_than, ">")
    assert portion is not None
    words = rendering.word(name, part=portion.numerator, whole=portion.denominator)
    person, now, place, owner = (rendering.name(word) for word in ("person", "one_now", "stands_at", "owner"))
    found = _holders(leaf, scope, name, person, owner) if leaf.holders else _members(leaf, scope, name, person, owner)
    inner = scope.person(person, now, place)
    fits = truth(leaf.that, inner)
    topics = sorted(_topics(leaf, scope))
    filed = scope.filed(f"{rendering.word(name, topics=topics)}.topics", topics)
    reached = f"{{0}} * {words}.whole {sign} everybody * {words}.part"
    lines = [
        *found,
        f"MATCH ({owner})-[seats:LOCATED_IN*0..1]->({place}:Area)",
        f"WHERE all(seat IN seats WHERE {holds('seat', scope.day)})",
        f"MATCH ({person})-[:HAD*0..1]->({now})",
        f"WHERE {holds(now, scope.day)}",
        *inner.steps,
        f"WITH {person} AS person, {fits} AS fits",
        *_each_person(),
        "RETURN CASE",
        f"  WHEN NOT {filed} THEN null",
        f"  WHEN everybody = 0 OR NOT {reached.format('possible')} THEN false",
        f"  WHEN {reached.format('certain')} THEN true",
        f"END AS {name}",
    ]
    return scope.subquery(leaf, name, lines, scope.told())


def _owners(scope: Scope, owner: str) -> list[str]:
    """Lines that find the organization itself; or the area itself and the bodies that cover it."""
    if scope.type is SubjectType.ORGANIZATIONS:
        return [f"WITH {scope.subject} AS {owner}"]
    return [
        f"MATCH ({scope.subject})<-[covers:COVERS*0..1]-({owner})",
        f"WHERE all(cover IN covers WHERE {holds('cover', scope.day)})",
    ]


def _holders(leaf: Share, scope: Scope, name: str, person: str, owner: str) -> list[str]:
    assert leaf.holders is not None
    words = scope.rendering.word(name, holders=pattern_words(leaf.holders, scope.scheme))
    tests = post_fits(leaf.holders, f"{words}.holders", "post", owner, scope.day)
    return [
        *_owners(scope, owner),
        f"MATCH ({owner})<-[of:OF]-(post:Post)<-[held:HOLDS]-({person}:Person)",
        f"WHERE {holds('of', scope.day)}",
        f"  AND {holds('held', scope.day)}",
        *(f"  AND {test}" for test in tests),
    ]


def _members(leaf: Share, scope: Scope, name: str, person: str, owner: str) -> list[str]:
    members = leaf.members or Members()
    words = scope.rendering.word(name, membership=members.membership.value)
    lines = [
        *_owners(scope, owner),
        f"MATCH ({owner})<-[member:MEMBER_OF]-({person}:Person)",
        f"WHERE {holds('member', scope.day)}",
        f"  AND member.kind = {words}.membership",
    ]
    if members.kinds:
        scope.rendering.word(name, kinds=sorted(scope.scheme.kinds_of(members.kinds)))
        kinds = f"any(kind IN of_kind.kinds WHERE kind IN {words}.kinds)"
        test = f"MATCH ({owner})-[:HAD*0..1]->(of_kind)\nWHERE {holds('of_kind', scope.day)}\n  AND {kinds}"
        lines.append(f"  AND EXISTS {{\n{indented(test)}\n}}")
    return lines


def _topics(leaf: Share, scope: Scope) -> frozenset[str]:
    """Posts or memberships; of an area also the bodies that might cover it."""
    scheme, of_body = scope.scheme, scope.type is SubjectType.ORGANIZATIONS
    if leaf.holders is not None:
        pattern = leaf.holders
        topics = scheme.topics_of_posts(pattern.role, pattern.level, of_bodies=of_body or bool(pattern.kinds))
        return topics if of_body else topics | scheme.topics_of_kinds(scheme.kinds_of(pattern.kinds))
    members = leaf.members or Members()
    topics = scheme.topics_of_memberships([members.membership])
    return topics if of_body else topics | scheme.topics_of_kinds(scheme.kinds_of(members.kinds))
