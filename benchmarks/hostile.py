"""Hostile questions: how long it takes to refuse each of them."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from benchmarks.city import City
from benchmarks.measure import Row, timed
from benchmarks.serving import answering, sent

__all__ = ["HOSTILE", "measure"]

COMPLEX, INPUT = "QUERY_TOO_COMPLEX", "BAD_USER_INPUT"


def _rings(number: int) -> str:
    return "{ ...F0 } " + " ".join(
        f"fragment F{one} on Query {{ ...F{(one + 1) % number} revision }}" for one in range(number)
    )


def _nested(inner: str, times: int) -> str:
    return (inner + " { ") * times + "code" + " }" * times


HOSTILE: dict[str, tuple[str, str]] = {
    "deep": ('{ area(code: "C1") { ' + _nested("parent", 30) + " } }", COMPLEX),
    "deep, never closed": ("{ area " * 400, COMPLEX),
    "deep by fragments in place": ("{ " + _nested("... on Query", 60) + " }", COMPLEX),
    "deep in a value": ('{ area(code: "C1") { code @skip(if: ' + "[" * 200 + "]" * 200 + ") } }", COMPLEX),
    "wide": ("{ " + " ".join(f"field{n}" for n in range(300)) + " }", COMPLEX),
    "wide, the same": ("{ " + "revision " * 900 + "}", COMPLEX),
    "the same, with others in it": ("{ " + 'area(code: "C1") { parent { code } } ' * 60 + "}", COMPLEX),
    "aliased": ("{ " + " ".join(f"a{n}: revision" for n in range(60)) + " }", COMPLEX),
    "many words": ("{ " + "revision " * 9_000 + "}", COMPLEX),
    "many letters": ("{ revision } #" + "x" * 100_000, COMPLEX),
    "a text never closed": ('{ area(code: "' + "x" * 100_000, COMPLEX),
    "many operations": (" ".join(f"query Q{n} {{ revision }}" for n in range(150)), COMPLEX),
    "circular fragments": ("{ ...F } fragment F on Query { ...F }", INPUT),
    "a ring of fragments": (_rings(19), INPUT),
    "a larger ring of fragments": (_rings(100), COMPLEX),
    "fragments that double": (
        "{ ...F0 } "
        + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(16))
        + " fragment F16 on Query { revision }",
        COMPLEX,
    ),
    "directives": ("{ revision " + "@include(if: true) " * 100 + "}", COMPLEX),
    "directives everywhere": ("{ " + "revision @include(if: true) " * 100 + "}", COMPLEX),
    "a list in a text's place": ("{ area(code: [" + "1," * 800 + "]) { code } }", COMPLEX),
    "introspection in itself": (
        "{ __schema { types { " + "fields { type { " * 5 + "name" + " } }" * 5 + " } } }",
        INPUT,
    ),
    "a page too large": ("{ areas(first: 2147483647) { nodes { code } } }", INPUT),
    "a page of nothing": ("{ areas(first: -1) { nodes { code } } }", INPUT),
    "a number too large": ("{ areas(first: 99999999999) { nodes { code } } }", INPUT),
    "no such list": ('{ gaps(indicator: "' + "x" * 5_000 + '") { totalCount } }', INPUT),
}
"""By what is hostile in it: the question, and the code it is refused with."""


def measure(city: City, runs: int) -> Iterator[Row]:
    """The kind that takes longest to refuse, over HTTP; each request is another text."""
    times: dict[str, list[float]] = {kind: [] for kind in HOSTILE}
    with answering(str(city.store)) as connection:
        for number in range(runs):
            for kind, (query, _) in HOSTILE.items():
                text = f"# {number}\n{query}"
                times[kind].append(timed(lambda text=text, at=number: sent(connection, text, {}, at)) * 1000)  # type: ignore[misc]
    slowest = max(times, key=lambda kind: statistics.median(times[kind]))
    yield Row(
        f"a hostile query refused over HTTP, the slowest of {len(times)} kinds ({slowest})", times[slowest], "ms", 5
    )
