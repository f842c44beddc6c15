"""Which column is which: the headings of a file or sheet against those its reader knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from graph_model.errors import Problem, nearest

__all__ = ["match_headings"]

Known = TypeVar("Known")


def match_headings(
    where: str,
    written: Sequence[str],
    known: Mapping[str, Known],
    name: Callable[[Known], str],
    expected: Iterable[str],
) -> tuple[dict[int, Known], list[Problem]]:
    """What the column at each position is, and the headings that are unknown or there twice.

    `known` has every text a column may be headed with, `name` says what a column is called (two texts may mean one), and
    `expected` are the names to tell when a heading is unknown. `where` is the place and row of the headings.
    """
    found: dict[int, Known] = {}
    problems: list[Problem] = []
    taken: dict[str, str] = {}
    for position, raw in enumerate(written):
        text = raw.strip()
        at = f"{where} column {position + 1}"
        column = known.get(text)
        if column is None:
            found_text = f'"{text}"' if text else "no heading"
            one_of = "one of " + ", ".join(expected)
            problems.append(Problem(at, "unknown heading", found_text, one_of, nearest(text, known)))
            continue
        if name(column) in taken:
            both = f'"{text}" and "{taken[name(column)]}"'
            problems.append(Problem(at, "a column twice", both, f"{name(column)} once"))
            continue
        taken[name(column)] = text
        found[position] = column
    return found, problems
