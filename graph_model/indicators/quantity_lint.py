"""What can be wrong with a quantity under a scheme: indicators not in force, parts they do not have, unknown figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from graph_model.answers import Weight
from graph_model.declarations import Path_
from graph_model.errors import nearest
from graph_model.indicators.conditions import SubjectType
from graph_model.quantities import Part, Quantity
from graph_model.scheme import Scheme

if TYPE_CHECKING:
    from graph_model.indicators.catalogue import Catalogue

__all__ = ["Finding", "problems_of_quantity"]

Finding = tuple[Path_, str, dict[str, str | None]]


def problems_of_quantity(
    quantity: Quantity, catalogue: Catalogue, scheme: Scheme, *, figures: bool = True
) -> Iterator[Finding]:
    """Everything wrong with `quantity` where `scheme` is in force, as (path, message, found/expected/hint). With `figures` a
    figure must have its rule in the scheme."""
    for path, leaf in quantity.leaves():
        if leaf.indicator is not None:
            yield from _indicator(leaf, leaf.indicator, catalogue, scheme, path, of_places=figures)
        if figures and leaf.figure is not None and leaf.figure not in scheme.figures:
            yield (*path, "figure"), "unknown figure", _nearest(leaf.figure, scheme.figures)
        if leaf.attribute is not None and leaf.attribute not in scheme.attributes:
            yield (*path, "attribute"), "unknown attribute", _nearest(leaf.attribute, scheme.attributes)
        elif leaf.attribute is not None and scheme.attributes[leaf.attribute].type not in ("integer", "number"):
            found: dict[str, str | None] = {"found": scheme.attributes[leaf.attribute].type, "expected": "a number"}
            yield (*path, "attribute"), f"{leaf.attribute} is no number", found


def _indicator(
    leaf: Quantity, key: str, catalogue: Catalogue, scheme: Scheme, path: Path_, *, of_places: bool
) -> Iterator[Finding]:
    place = (*path, "indicator")
    if leaf.part is Part.VALUE or key in catalogue.scores:
        yield from _score(leaf, key, catalogue, scheme, path, of_places=of_places)
        return
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


def _score(
    leaf: Quantity, key: str, catalogue: Catalogue, scheme: Scheme, path: Path_, *, of_places: bool
) -> Iterator[Finding]:
    """Of a ratio or a composite there is the value alone."""
    if key in catalogue:
        yield (*path, "part"), f"{key} has no value: it is of kind coverage", {"found": "value", "expected": "rate"}
    elif key not in catalogue.scores:
        yield (*path, "indicator"), "unknown indicator with a value", _nearest(key, catalogue.scores)
    elif leaf.part is not Part.VALUE:
        yield (*path, "part"), f"{key} has a value and no counts", {"found": str(leaf.part), "expected": "value"}
    elif of_places and catalogue.scores[key].organizations:
        yield (*path, "indicator"), f"{key} has a value for each organization and none for a place", {"found": key}
    elif key not in scheme.scores:
        yield (*path, "indicator"), f"the score is not in force in scheme {scheme.key}", _nearest(key, scheme.scores)


def _nearest(word: str, words: Iterable[str]) -> dict[str, str | None]:
    known = list(words)
    return {"found": word, "expected": "one of " + ", ".join(known) if known else None, "hint": nearest(word, known)}
