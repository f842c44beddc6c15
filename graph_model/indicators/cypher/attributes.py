"""The leaf `attribute` in Cypher: a comparison of a property, null where the property is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from graph_model.indicators.conditions import AttributeIs
from graph_model.indicators.cypher.scope import Scope, renders
from graph_model.indicators.cypher.text import quoted
from graph_model.stores.neo4j.shape import attribute_property

__all__ = ["attribute"]


@renders(AttributeIs)
def attribute(leaf: AttributeIs, scope: Scope) -> str:
    """All bounds hold of the attribute on the day."""
    name = scope.rendering.name(scope.subject, leaf.key)
    parts, words = [], {}
    for bound, text, value in _bounds(leaf, f"{scope.now}.{quoted(attribute_property(leaf.key))}", scope.day):
        parts.append(f"{text} words.{name}.{bound}")
        words[bound] = value
    scope.rendering.word(name, **words)
    return parts[0] if len(parts) == 1 else "(" + " AND ".join(parts) + ")"


def _bounds(leaf: AttributeIs, value: str, day: str) -> Iterator[tuple[str, str, Any]]:
    """Each bound by its name, with the left side of the comparison and what to compare with."""
    if leaf.is_:
        yield "is", f"{value} IN", list(leaf.is_)
    for bound, sign in (("at_least", ">="), ("at_most", "<=")):
        limit = getattr(leaf, bound)
        if limit is not None:
            yield bound, f"date({value}) {sign}" if isinstance(limit, date) else f"{value} {sign}", limit
    for bound, sign in (("days_left_at_least", ">="), ("days_left_at_most", "<=")):
        limit = getattr(leaf, bound)
        if limit is not None:
            yield bound, f"duration.inDays({day}, date({value})).days {sign}", limit
