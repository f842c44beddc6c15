"""Pieces of Cypher text, in the words of the graph shape (`stores/neo4j/shape.py`).

Only words of the code and checked identifiers become text; every value is a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["DAY", "call", "described", "holds", "identifier", "indented", "quoted", "some_fits"]

DAY = "$asOf"
"""The day asked."""


def indented(text: str) -> str:
    r"""Every line of a text two blanks further in.

    >>> indented("a\n\nb")
    '  a\n\n  b'
    """
    return "\n".join(f"  {line}" if line else line for line in text.split("\n"))


def described(text: str) -> str:
    r"""A text as comment lines.

    >>> described("一行\n两行")
    '// 一行\n// 两行'
    """
    return "\n".join(f"// {line}" for line in text.splitlines())


def call(imports: Iterable[str], body: str, comment: str | None = None) -> str:
    """A subquery that sees `imports`; it must return exactly one row, or it would drop or double its subject."""
    head = f"{described(comment)}\n" if comment else ""
    return f"{head}CALL ({', '.join(dict.fromkeys(imports))}) {{\n{indented(body)}\n}}"


def holds(name: str, day: str = DAY) -> str:
    """The condition that a version (a node or a relationship) holds on a day.

    >>> holds("cover")
    'cover.since <= $asOf AND coalesce($asOf < cover.until, true)'
    """
    return f"{name}.since <= {day} AND coalesce({day} < {name}.until, true)"


def some_fits(fits: str, filed: str, name: str) -> list[str]:
    """The last lines of a subquery whose rows are records: `name` is true if `fits` is true of one, unknown if it may be,
    else false once the topics are `filed`."""
    return [
        f"WITH {fits} AS fits",
        "WITH max(fits) AS one_fits, count(*) - count(fits) AS may_fit",
        "RETURN CASE",
        "  WHEN one_fits THEN true",
        "  WHEN may_fit > 0 THEN null",
        f"  WHEN {filed} THEN false",
        f"END AS {name}",
    ]


def identifier(*words: str) -> str:
    """A variable's name made of declared words; whatever is no letter, digit or underscore becomes an underscore.

    >>> identifier("covered_by", "party-branch")
    'covered_by_party_branch'
    """
    return re.sub(r"\W", "_", "_".join(words))


def quoted(name: str) -> str:
    """A property's name as it may stand in a query.

    >>> quoted("protected"), quoted("a`b")
    ('protected', '`a``b`')
    """
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else "`" + name.replace("`", "``") + "`"
