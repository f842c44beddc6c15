"""What Bloom asks: search phrases and scene actions, each a read-only query that returns nodes or paths.

A query asks about today, since Bloom has no day to give. Only words of the declarations stand in a text; what a user types is a
parameter, and so is a selection (`$nodes`).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LIMIT", "Action", "Parameter", "Phrase", "today"]

LIMIT = 500
"""Rows of a query, well under what Bloom draws."""


@dataclass(frozen=True)
class Parameter:
    """What a user types into a phrase: its name, and the query (one column) that suggests values. The query may use the
    parameters before it."""

    name: str
    suggestions: str


@dataclass(frozen=True)
class Phrase:
    """A search phrase: the `text` a user types, with `$name` for each parameter, and what it means."""

    text: str
    description: str
    cypher: str
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class Action:
    """An entry in the menu of selected nodes, offered for nodes with one of `labels`."""

    name: str
    cypher: str
    labels: tuple[str, ...]


def today(edge: str) -> str:
    """The condition that a relationship holds today.

    >>> today("r")
    'r.since <= date() AND (r.until IS NULL OR date() < r.until)'
    """
    return f"{edge}.since <= date() AND ({edge}.until IS NULL OR date() < {edge}.until)"
