"""Bloom: the perspective that shows the network there, and the same queries for Neo4j Browser."""

from __future__ import annotations

from schema.bloom.browser import browser_file
from schema.bloom.perspective import perspective

__all__ = ["browser_file", "perspective"]
