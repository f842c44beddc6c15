"""What can be wrong with a quantity under a scheme: indicators not in force, parts they do not have, unknown figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph_model.answers import Weight
from graph_model.declarations import Path_
from graph_model.errors import nearest
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.declared import Indicator
from graph_model.quantities import Quantity
from graph_model.scheme import Scheme

__all__ = ["problems_of_quantity"]

Finding = tuple[Path_, str, dict[str, str | None]]


def problems_of_quantity(quantity: Quantity, catalogue: Mapping[str, Indicator], scheme: Scheme) -> Iterator[Finding]:
    """Everything wrong with `quantity` where `scheme` is in force, as (path, message, found/expected/hint)."""
    for path, leaf in quantity.leaves():
        if leaf.indicator is not None:
            yield from _indicator(leaf, leaf.indicator, catalogue, scheme, path)
        if leaf.figure is not None and leaf.figure not in scheme.figures:
            yield (*path, "figure"), "unknown figure", _nearest(leaf.figure, scheme.figures)
        if leaf.attribute is not None and leaf.attribute not in scheme.attributes:
            yield (*path, "attribute"), "unknown attribute", _nearest(leaf.attribute, scheme.attributes)
        elif leaf.attribute is not None and scheme.attributes[leaf.attribute].type not in ("integer", "number"):
            found: dict[str, str | None] = {"found": scheme.attributes[leaf.attribute].type, "expected": "a number"}
            yield (*path, "attribute"), f"{leaf.attribute} is no number", found


def _indicator(
    leaf: Quantity, key: str, catalogue: Mapping[str, Indicator], scheme: Scheme, path: Path_
) -> Iterator[Finding]:
    place = (*path, "indicator")
    if key not in catalogue:
        yield place, "unknown indicator", _nearest(key, catalogue)
        return
    if key not in scheme.indicators:
        yield place, f"the indicator is not in force in scheme {scheme.key}", _nearest(key, scheme.indicators)
        return
    indicator = catalogue[key]
    tiers = [tier.key for tier in indicator.tiers]
    if leaf.tier is not None and leaf.tier not in tiers:
        yield (*path, "tier"), f"{key} has no such tier", _nearest(leaf.tier, tiers)
    if leaf.weight is not Weight.SUBJECTS and indicator.subject is not SubjectType.AREAS:
        found: dict[str, str | None] = {"found": leaf.weight.value, "expected": "subjects"}
        yield (*path, "weight"), f"{key} counts {indicator.subject.value}, which have no such weight", found


def _nearest(word: str, words: Mapping[str, object] | list[str]) -> dict[str, str | None]:
    return {"found": word, "expected": "one of " + ", ".join(words), "hint": nearest(word, words)}
