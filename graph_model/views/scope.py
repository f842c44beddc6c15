"""What a view looks at: a day, an area or everything, and what stands there."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from graph_model.day import Day
from graph_model.tree import Ints

__all__ = ["Scope"]

_SUGGESTED = 3


class Scope:
    """The part of a day inside an area (None: all of it)."""

    def __init__(self, day: Day, within: str | None) -> None:
        """Raises `NotFound` when `within` is no area that day."""
        self.day, self.within, self.places = day, within, day.within(within)

    def standing(self, table: str) -> Ints:
        """The records of a table that exist and stand inside, in code order."""
        index = np.flatnonzero(self.day.row_of(table) >= 0).astype(np.int32)
        area = self.day.area_of(table, index)
        place = np.where(area >= 0, self.day.place_of()[area], -1)
        inside: Ints = index[(place >= self.places.start) & (place < self.places.stop)]
        return inside

    @property
    def told(self) -> dict[str, str]:
        """What every view says of itself: `as_of`, `within` (if narrowed), `revision`."""
        within = {"within": self.within} if self.within else {}
        return {"as_of": self.day.date.isoformat(), **within, "revision": str(self.day.network.revision)}

    @cached_property
    def narrower(self) -> str:
        """How to ask for less, ready to end a sentence with."""
        areas = self.day.network.places
        below = self.day.children(self.within) if self.within else []
        if not self.within:
            roots = np.flatnonzero(self.day.alive() & (areas.parent < 0))
            below = [self.day.code(area) for area in areas.area[roots]]
            below = self.day.children(below[0]) if len(below) == 1 else below
        named = ", ".join(below[:_SUGGESTED])
        return f"narrow it with within=, an area such as {named}" if below else "it cannot be narrowed by an area"
