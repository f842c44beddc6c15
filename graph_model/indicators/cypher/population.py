"""Who is counted, in Cypher: subjects, where each stands, and the test that the population names it.

Every text here leaves `subject`, `now` (the version that holds on the day), `place` (the area it stands at) and `at` (the area
or the organization it stands at or in; for a person, where its post or its branch is).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph_model.indicators.cypher.text import call, holds
from graph_model.indicators.cypher.tree import where_it_stands_now
from graph_model.indicators.declared import Indicator, Population, SubjectType
from graph_model.scheme import Scheme
from graph_model.stores.neo4j_shape import level_label

__all__ = ["all_words", "last_standing", "named", "population_words", "standing"]

_VERSION = "MATCH (subject)-[:HAD*0..1]->(now)\nWHERE {holds}"
"""A node carries its latest version; earlier ones hang on it by HAD, so that one hop or none finds that of any day."""


def population_words(population: Population, scheme: Scheme) -> dict[str, list[str]]:
    """What the population says in a scheme: any of `levels`, `kinds` and `roles`."""
    persons = population.persons
    pattern = population.posts or population.appointments or (persons.holding if persons else None)
    kinds = population.organizations or (persons.members_of if persons else ())
    level = population.areas
    words: dict[str, list[str]] = {}
    if pattern is not None:
        words["roles"] = [pattern.role]
        level, kinds = pattern.level, pattern.kinds if pattern.level is None else ()
    if level is not None:
        words["levels"] = sorted(one.value for one in scheme.answering(level))
    if kinds:
        words["kinds"] = sorted(scheme.kinds_of(kinds))
    return words


def all_words(words: Iterable[dict[str, list[str]]]) -> dict[str, list[str]]:
    """The words of all schemes together: nothing outside them can be counted anywhere."""
    found: dict[str, set[str]] = {}
    for one in words:
        for key, values in one.items():
            found.setdefault(key, set()).update(values)
    return {key: sorted(values) for key, values in found.items()}


def standing(indicator: Indicator, levels: Iterable[str], day: str) -> str:
    """The subjects that exist on the day and might be counted, with where each stands."""
    population = indicator.population
    version = _VERSION.format(holds=holds("now", day))
    match indicator.subject:
        case SubjectType.AREAS:
            labels = "|".join(level_label(level) for level in levels)
            return f"MATCH (subject:{labels})-[:HAD*0..1]->(now)\nWHERE {holds('now', day)}\nWITH subject, now, subject AS place, subject AS at"
        case SubjectType.ORGANIZATIONS:
            return (
                f"MATCH (subject:Organization)-[:HAD*0..1]->(now)\nWHERE {holds('now', day)}\n"
                "  AND any(kind IN now.kinds WHERE kind IN $population.kinds)\n"
                f"{_seat('subject', day)}\nWITH subject, now, place, subject AS at"
            )
        case SubjectType.POSTS:
            start = f"MATCH (subject:Post)-[:HAD*0..1]->(now)\nWHERE {holds('now', day)}\n  AND subject.role IN $population.roles"
            return f"{start}\n{_of('subject', day)}\nWITH subject, now, place, at"
        case SubjectType.APPOINTMENTS:
            start = f"MATCH (:Person)-[subject:HOLDS]->(post:Post)\nWHERE {holds('subject', day)}\n  AND post.role IN $population.roles"
            return f"{start}\n{_of('post', day)}\nWITH subject, subject AS now, post, place, at"
        case SubjectType.PERSONS:
            held = "post, " if population.persons and population.persons.holding else ""
            return f"{_persons(population, day)}\n{version}\nWITH subject, now, {held}place, at"


def _persons(population: Population, day: str) -> str:
    persons = population.persons
    assert persons is not None
    if persons.holding is not None:
        start = f"MATCH (subject:Person)-[held:HOLDS]->(post:Post)\nWHERE {holds('held', day)}\n  AND post.role IN $population.roles"
        return f"{start}\n{_of('post', day)}"
    if persons.members_of:
        start = f"MATCH (subject:Person)-[member:MEMBER_OF]->(at:Organization)\nWHERE {holds('member', day)}"
        return f"{start}\n{_seat('at', day)}"
    return f"MATCH (subject:Person)-[home:LIVES_IN]->(place:Area)\nWHERE {holds('home', day)}\nWITH subject, place, place AS at"


def _seat(organization: str, day: str) -> str:
    return f"MATCH ({organization})-[seat:LOCATED_IN]->(place:Area)\nWHERE {holds('seat', day)}"


def _of(post: str, day: str) -> str:
    """A post is for an area, or in an organization and then at its seat."""
    return (
        f"MATCH ({post})-[of:OF]->(at)-[seats:LOCATED_IN*0..1]->(place:Area)\n"
        f"WHERE {holds('of', day)}\n  AND all(seat IN seats WHERE {holds('seat', day)})"
    )


def named(indicator: Indicator, words: dict[str, Any], day: str) -> list[str]:
    """The conditions that the scheme in force counts the subject; `words` tells which kinds of words the population has."""
    tests = ["scheme IN $inForce"]
    if "levels" in words:
        tests.append("at.level IN words.population.levels")
    if "roles" in words:
        post = "subject" if indicator.subject is SubjectType.POSTS else "post"
        tests.append(f"{post}.role IN words.population.roles")
    if "kinds" in words and indicator.subject is SubjectType.ORGANIZATIONS:
        tests.append("any(kind IN now.kinds WHERE kind IN words.population.kinds)")
    elif "kinds" in words:
        tests.append(
            "EXISTS {\n    MATCH (at:Organization)-[:HAD*0..1]->(then)\n"
            f"    WHERE {holds('then', day)}\n      AND any(kind IN then.kinds WHERE kind IN words.population.kinds)\n  }}"
        )
    return tests


def last_standing(subject: SubjectType) -> str:
    """A member of a fixed cohort on the day asked: its last version `now`, whether it has `ended`, what it stands `at`, and the
    `place`: where it stands, or last stood."""
    ended = "NOT coalesce($asOf < now.until, true) AS ended"
    find = "WITH DISTINCT subject\nMATCH (subject)-[:HAD*0..1]->(now)"
    if subject is SubjectType.APPOINTMENTS:
        find = "WITH DISTINCT post, startNode(subject) AS person, subject.code AS code\nMATCH (person)-[now:HOLDS {code: code}]->(post)"
    kept = "now, post" if subject is SubjectType.APPOINTMENTS else "subject, now"
    last = f"{find}\nWHERE now.since <= $asOf\nWITH {kept} ORDER BY now.since DESC\n"
    match subject:
        case SubjectType.AREAS:
            last += f"WITH subject, collect(now)[0] AS now\nWITH subject, now, {ended}, subject AS at, subject AS stood"
        case SubjectType.ORGANIZATIONS:
            last += f"WITH subject, collect(now)[0] AS now\n{_last_seat()}\nWITH subject, now, {ended}, subject AS at, stood"
        case SubjectType.POSTS:
            last += (
                f"WITH subject, collect(now)[0] AS now\n{_last_owner('subject')}\nWITH subject, now, {ended}, at, stood"
            )
        case _:
            last += f"WITH now.code AS code, post, collect(now)[0] AS now\n{_last_owner('post')}\n"
            last += f"WITH now AS subject, now, {ended}, at, stood"
    return f"{last}\n{where_it_stands_now('stood')}"


def _last_seat() -> str:
    body = "MATCH (subject)-[seat:LOCATED_IN]->(stood:Area)\nWHERE seat.since <= $asOf\nRETURN stood ORDER BY seat.since DESC LIMIT 1"
    return call(["subject"], body, "组织的驻地，或最后的驻地")


def _last_owner(post: str) -> str:
    body = (
        f"MATCH ({post})-[:OF]->(at)\nWITH DISTINCT at\n"
        "OPTIONAL MATCH (at)-[seat:LOCATED_IN]->(area:Area)\nWHERE seat.since <= $asOf\n"
        "WITH at, seat, area ORDER BY seat.since DESC\nRETURN at, coalesce(collect(area)[0], at) AS stood"
    )
    return call([post], body, "岗位所属的区域，或所属组织（最后）的驻地")
