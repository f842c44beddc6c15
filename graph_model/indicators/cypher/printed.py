"""A query as text to paste: its parameters as `:param` lines for Neo4j Browser and cypher-shell, then the query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from graph_model.indicators.cypher.text import quoted

__all__ = ["literal", "param_lines"]


def literal(value: Any) -> str:
    r"""A parameter's value as Cypher writes it.

    >>> literal({"day": date(2022, 8, 19), "of": ["a'b", 1, True, None]})
    "{day: date('2022-08-19'), of: ['a\\'b', 1, true, null]}"

    Raises:
        TypeError: it is no value a query takes.
    """
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case str():
            return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
        case date():
            return f"date('{value.isoformat()}')"
        case Mapping():
            return "{" + ", ".join(f"{quoted(key)}: {literal(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(literal(item) for item in value) + "]"
    raise TypeError(f"expected a text, number, date, list or map, found {type(value).__name__}")


def param_lines(parameters: Mapping[str, Any]) -> str:
    """One `:param name => value` line each."""
    return "\n".join(f":param {name} => {literal(value)}" for name, value in parameters.items())
