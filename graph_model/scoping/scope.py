"""Scope: of which areas an asker may see the records, and whether with names."""

from __future__ import annotations

import json
from dataclasses import dataclass

__all__ = ["EVERYTHING", "Scope"]


@dataclass(frozen=True, slots=True)
class Scope:
    """The areas (codes) in which an asker sees, each with all that lies in it; None: everywhere. `names`: whether persons'
    names are shown in full, and who is a member of what."""

    areas: frozenset[str] | None = None
    names: bool = True

    @property
    def key(self) -> str:
        """The scope as text: equal for equal scopes, for caches and cursors."""
        return json.dumps([None if self.areas is None else sorted(self.areas), self.names], ensure_ascii=False)


EVERYTHING = Scope()
"""The scope of an asker who may see all."""
