"""Who is counted, in Cypher: subjects, where each stands, and the test that the population names it.

Every text here leaves `subject`, `now` (the version that holds on the day), `place` (the area it stands at) and `at` (the area
or the organization it stands at or in; for a person, where its post or its branch is); where posts are spoken of, `post`.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph_model.indicators.conditions import PostPattern, SubjectType
from graph_model.indicators.cypher.patterns import pattern_words, post_fits
from graph_model.indicators.cypher.text import holds
from graph_model.indicators.declared import Indicator, Population
from graph_model.scheme import Scheme
from graph_model.stores.neo4j.shape import level_label

__all__ = ["all_words", "named", "population_words", "standing"]


def _pattern(population: Population) -> PostPattern | None:
    persons = population.persons
    return population.posts or population.appointments or (persons.holding if persons else None)


def _kinds(population: Population) -> tuple[str, ...]:
    return population.organizations or (population.persons.members_of if population.persons else ())


def population_words(population: Population, scheme: Scheme) -> dict[str, list[str]]:
    """What the population says in a scheme: any of `levels`, `kinds` and `roles`."""
    pattern = _pattern(population)
    if pattern is not None:
        return pattern_words(pattern, scheme)
    if population.areas is not None:
        return {"levels": sorted(level.value for level in scheme.answering(population.areas))}
    return {"kinds": sorted(scheme.kinds_of(_kinds(population)))} if _kinds(population) else {}


def all_words(words: Iterable[dict[str, list[str]]]) -> dict[str, list[str]]:
    """The words of all schemes together: nothing outside them can be counted anywhere."""
    found: dict[str, set[str]] = {}
    for one in words:
        for key, values in one.items():
            found.setdefault(key, set()).update(values)
    return {key: sorted(values) for key, values in found.items()}


def standing(indicator: Indicator, words: dict[str, list[str]], day: str) -> str:
    """The subjects that exist on the day and might be counted, with where each stands; `words` are those of all schemes."""
    role = "\n  AND {}.role IN $population.roles" if "roles" in words else ""
    match indicator.subject:
        case SubjectType.AREAS:
            labels = "|".join(level_label(level) for level in words["levels"])
            lines = [_version(f"(subject:{labels})", day), "WITH subject, now, subject AS place, subject AS at"]
        case SubjectType.ORGANIZATIONS:
            version = _version("(subject:Organization)", day)
            kinds = "  AND any(kind IN now.kinds WHERE kind IN $population.kinds)"
            lines = [version, kinds, _seat("subject", day), "WITH subject, now, place, subject AS at"]
        case SubjectType.POSTS:
            version = _version("(subject:Post)", day) + role.format("subject")
            lines = [version, _of("subject", day), "WITH subject, now, subject AS post, place, at"]
        case SubjectType.APPOINTMENTS:
            held = f"MATCH (:Person)-[subject:HOLDS]->(post:Post)\nWHERE {holds('subject', day)}{role.format('post')}"
            lines = [held, _of("post", day), "WITH subject, subject AS now, post, place, at"]
        case SubjectType.PERSONS:
            lines = [_persons(indicator.population, role, day), _version("(subject)", day)]
            post = "post, " if _pattern(indicator.population) is not None else ""
            lines.append(f"WITH subject, now, {post}place, at")
    return "\n".join(lines)


def _version(node: str, day: str) -> str:
    """A node carries its latest version; earlier ones hang on it by HAD, so that one hop or none finds that of any day."""
    return f"MATCH {node}-[:HAD*0..1]->(now)\nWHERE {holds('now', day)}"


def _persons(population: Population, role: str, day: str) -> str:
    if _pattern(population) is not None:
        held = f"MATCH (subject:Person)-[held:HOLDS]->(post:Post)\nWHERE {holds('held', day)}{role.format('post')}"
        return f"{held}\n{_of('post', day)}"
    if _kinds(population):
        member = f"MATCH (subject:Person)-[member:MEMBER_OF]->(at:Organization)\nWHERE {holds('member', day)}"
        return f"{member}\n{_seat('at', day)}"
    home = f"MATCH (subject:Person)-[home:LIVES_IN]->(place:Area)\nWHERE {holds('home', day)}"
    return f"{home}\nWITH subject, place, place AS at"


def _seat(organization: str, day: str) -> str:
    return f"MATCH ({organization})-[seat:LOCATED_IN]->(place:Area)\nWHERE {holds('seat', day)}"


def _of(post: str, day: str) -> str:
    """A post is for an area, or in an organization and then at its seat."""
    return (
        f"MATCH ({post})-[of:OF]->(at)-[seats:LOCATED_IN*0..1]->(place:Area)\n"
        f"WHERE {holds('of', day)}\n  AND all(seat IN seats WHERE {holds('seat', day)})"
    )


def named(indicator: Indicator, day: str) -> list[str]:
    """The conditions that the scheme in force counts the subject."""
    tests, population, pattern = ["scheme IN $inForce"], indicator.population, _pattern(indicator.population)
    if pattern is not None:
        tests += post_fits(pattern, "words.population", "post", "at", day)
    elif population.areas is not None:
        tests.append("subject.level IN words.population.levels")
    elif population.organizations:
        tests.append("any(kind IN now.kinds WHERE kind IN words.population.kinds)")
    elif _kinds(population):
        tests += post_fits(PostPattern(kinds=_kinds(population)), "words.population", "post", "at", day)
    return tests
