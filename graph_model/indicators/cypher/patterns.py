"""Which posts: a pattern of roles, a level or kinds of bodies, as words and as the tests that a query makes of a post."""

from __future__ import annotations

from graph_model.indicators.conditions import PostPattern
from graph_model.indicators.cypher.text import holds
from graph_model.scheme import Scheme

__all__ = ["pattern_words", "post_fits"]


def pattern_words(pattern: PostPattern, scheme: Scheme) -> dict[str, list[str]]:
    """What a pattern says in a scheme: any of `roles`, `levels` and `kinds`."""
    words: dict[str, list[str]] = {}
    if pattern.role:
        words["roles"] = list(pattern.role)
    if pattern.level is not None:
        words["levels"] = sorted(level.value for level in scheme.answering(pattern.level))
    if pattern.kinds:
        words["kinds"] = sorted(scheme.kinds_of(pattern.kinds))
    return words


def post_fits(pattern: PostPattern, words: str, post: str, at: str, day: str) -> list[str]:
    """The tests that a post, which is at an area or in an organization `at`, fits the pattern whose words stand in `words`."""
    tests = []
    if pattern.role:
        tests.append(f"{post}.role IN {words}.roles")
    if pattern.level is not None:
        tests.append(f"{at}.level IN {words}.levels")
    if pattern.kinds:
        tests.append(
            f"EXISTS {{\n    MATCH ({at}:Organization)-[:HAD*0..1]->(of_kind)\n    WHERE {holds('of_kind', day)}\n"
            f"      AND any(kind IN of_kind.kinds WHERE kind IN {words}.kinds)\n  }}"
        )
    return tests
