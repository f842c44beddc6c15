"""What one request may come to, and how many are worked on at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Gt

from schema.budget import ROWS

__all__ = ["Limits"]

_Count = Annotated[int, Gt(0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Beyond any of these a request is refused; each is a setting (docs/operations.md)."""

    body: _Count = 256 * 1024
    """Bytes of a request's body: 40 KB of query, the rest is for variables."""
    letters: _Count = 40_000
    """Letters of a query's text."""
    tokens: _Count = 1_000
    """Words of a query. The query editor's own introspection has 430; parsing 1,000 takes 5 ms."""
    depth: _Count = 20
    """Levels of nesting. Introspection goes 14 deep; a path through ten levels and back up fits."""
    aliases: _Count = 50
    """A page that asks twenty indicators for two dates has 40."""
    operations: _Count = 20
    """Operations and fragments of a document together."""
    fields: _Count = 2_000
    """Fields after fragments are put in place: keeps a small text from unfolding into a huge question."""
    objects: _Count = ROWS
    """Objects one answer may hold."""
    seconds: Annotated[float, Gt(0)] = 10.0
    """Seconds of work on one question. A change has no such limit: it is taken in whole or not at all."""
    requests: _Count = 200
    """Requests in one process at once; whoever comes on top is asked to come again in a second."""
    introspection: bool = True
    """Whether the schema may be asked for; off, the query editor offers no completion."""
