"""What can be wrong with a ratio or a composite: quantities that are none, values of themselves, circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from graph_model.declarations import Path_
from graph_model.errors import nearest
from graph_model.indicators.quantity_lint import Finding, problems_of_quantity
from graph_model.indicators.scored import Score
from graph_model.quantities import Part, Quantity
from graph_model.scheme import Scheme

if TYPE_CHECKING:
    from graph_model.indicators.catalogue import Catalogue

__all__ = ["circles", "problems_of_score"]


def problems_of_score(rule: Score, catalogue: Catalogue, scheme: Scheme) -> Iterator[Finding]:
    """Everything wrong with a score where `scheme` is in force, as (path, message, found/expected/hint)."""
    if rule.level is not None and not any(level in scheme.levels for level in scheme.answering(rule.level)):
        found: dict[str, str | None] = {"found": rule.level.value, "hint": nearest(rule.level, scheme.levels)}
        yield ("level",), f"unknown level of scheme {scheme.key}", found
    known = [*scheme.kinds, *scheme.groups]
    for number, kind in enumerate(rule.organizations):
        if kind not in known:
            yield ("organizations", number), "unknown kind", {"found": kind, "hint": nearest(kind, known)}
    for path, quantity in rule.quantities():
        for inner, message, more in problems_of_quantity(quantity, catalogue, scheme, figures=False):
            yield (*path, *inner), message, more
        for inner, leaf in quantity.leaves():
            if leaf.within is not None or leaf.as_of is not None or leaf.level is not None:
                yield (
                    (*path, *inner),
                    "a score is of the area and the day asked",
                    {"expected": "no within, as_of or level"},
                )
            for message, more in _of_another_subject(rule, leaf, catalogue):
                yield (*path, *inner, "indicator"), message, more


def _of_another_subject(
    rule: Score, leaf: Quantity, catalogue: Catalogue
) -> Iterator[tuple[str, dict[str, str | None]]]:
    """A body is scored by itself and by the areas it covers; values are taken of the same things."""
    key = str(leaf.indicator)
    if leaf.part is Part.VALUE and key in catalogue.scores and catalogue.scores[key].subject is not rule.subject:
        found = catalogue.scores[key].subject
        yield f"{key} has values of {found}", {"found": found.value, "expected": rule.subject.value}
    elif rule.organizations and key in catalogue and catalogue[key].subject not in ("areas", "organizations"):
        found = catalogue[key].subject
        yield f"{key} counts {found}", {"found": found.value, "expected": "areas or organizations"}


def circles(scores: Mapping[str, Score]) -> Iterator[tuple[str, Path_, list[str]]]:
    """Each score that comes to rest on itself: its key, the path of the part that leads there, and the way round."""
    for key, rule in scores.items():
        for path, quantity in rule.quantities():
            for inner, leaf in quantity.leaves():
                way = _way(str(leaf.indicator), key, scores, ())
                if leaf.part is Part.VALUE and way is not None:
                    yield key, (*path, *inner, "indicator"), [key, *way]


def _way(start: str, goal: str, scores: Mapping[str, Score], seen: tuple[str, ...]) -> list[str] | None:
    """From `start` by values to `goal`, None if there is no way."""
    if start == goal:
        return [goal]
    if start in seen or start not in scores:
        return None
    for _, quantity in scores[start].quantities():
        for _, leaf in quantity.leaves():
            way = _way(str(leaf.indicator), goal, scores, (*seen, start)) if leaf.part is Part.VALUE else None
            if way is not None:
                return [start, *way]
    return None
