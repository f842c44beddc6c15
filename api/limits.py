"""What one request may come to, and how many are worked on at once."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import PositiveFloat, PositiveInt

from schema.budget import ROWS

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Beyond any of these a request is refused; each is a setting (docs/operations.md)."""

    body: PositiveInt = 256 * 1024
    """Bytes of a request's body: 40 KB of query, the rest is for variables."""
    letters: PositiveInt = 40_000
    """Letters of a query's text."""
    tokens: PositiveInt = 1_000
    """Words of a query. The query editor's own introspection has 430; parsing 1,000 takes 5 ms."""
    depth: PositiveInt = 20
    """Levels of nesting. Introspection goes 14 deep; a path through ten levels and back up fits."""
    aliases: PositiveInt = 50
    """A page that asks twenty indicators for two dates has 40."""
    operations: PositiveInt = 20
    """Operations and fragments of a document together."""
    fields: PositiveInt = 2_000
    """Fields after fragments are put in place: keeps a small text from unfolding into a huge question."""
    objects: PositiveInt = ROWS
    """Objects one answer may hold."""
    seconds: PositiveFloat = 10.0
    """Seconds of work on one question. A change has no such limit: it is taken in whole or not at all."""
    workbook: PositiveInt = 8 * 2**20
    """Bytes of a workbook; unpacked sixteen times as many."""
    requests: PositiveInt = 200
    """Requests in one process at once; whoever comes on top is asked to come again in a second."""
    streams: PositiveInt = 100
    """Subscriptions in one process at once."""
    introspection: bool = True
    """Whether the schema may be asked for; off, the query editor offers no completion."""
