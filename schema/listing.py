"""Listing areas in tree order: a page is a slice of place numbers, and only its own rows are looked up by code."""

from __future__ import annotations

import numpy as np

from graph_model.day import Day
from graph_model.levels import AreaLevel
from graph_model.searching import meant
from graph_model.tree import Ints
from schema.errors import bad_input

__all__ = ["codes_of", "listed", "page_of", "topmost"]


def listed(tree: Day, within: str | None, level: AreaLevel | None, search: str | None) -> Ints:
    """The places of areas, in tree order.

    Those in `within` (the code of an area that exists that day), of `level`, that `search` means: see `graph_model.searching`.
    """
    inside = tree.within(within)
    found = np.flatnonzero(tree.alive()).astype(np.int32) if level is None else tree.places_answering(level)
    found = found[np.searchsorted(found, inside.start) : np.searchsorted(found, inside.stop)]
    if not search:
        return found
    rows = tree.row_of("areas")[tree.network.places.area[found]]
    frame = tree.network.tables["areas"].frame.select("code", "name")[rows]
    return np.compress(meant(frame, search).to_numpy(), found)


def topmost(tree: Day) -> Ints:
    """The places that may be asked about and lie in none that may, in tree order."""
    alive = np.flatnonzero(tree.alive()).astype(np.int32)
    found = alive[tree.network.counts(alive)]
    above, inside = tree.network.places.parent[found], np.zeros(len(tree.network.places), bool)
    inside[found] = True
    return found[(above < 0) | ~inside[above]]


def page_of(tree: Day, places: Ints, first: int, after: str | None) -> tuple[Ints, bool]:
    """The `first` places after the area `after`, and whether others follow.

    Raises:
        Refusal: `after` is no area on that day (any more).
    """
    start = 0
    if after is not None:
        index = tree.network.tables["areas"].find(after)
        place = int(tree.place_of()[index]) if index >= 0 else -1
        if place < 0:
            raise bad_input("after 所指的区域在这一天已不存在，请从头再取")
        start = int(np.searchsorted(places, place, side="right"))
    return places[start : start + first], start + first < len(places)


def codes_of(tree: Day, places: Ints) -> list[str]:
    """The codes of the areas at `places`."""
    return tree.network.tables["areas"].codes_of(tree.network.places.area[places])
