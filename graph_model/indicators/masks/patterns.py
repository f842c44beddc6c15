"""Which posts and organizations a declaration names, read in one scheme."""

from __future__ import annotations

import numpy as np

from graph_model.columns import Bools
from graph_model.indicators.conditions import PostPattern
from graph_model.indicators.masks.reading import Reading
from graph_model.tree import Ints

__all__ = ["fits", "of_kinds"]


def of_kinds(reading: Reading, kinds: tuple[str, ...], organization: Ints) -> Bools:
    """Which organizations (all exist that day) are of one of the kinds or groups."""
    wanted = reading.scheme.kinds_of(kinds)
    row = reading.day.row_of("organizations")[organization]
    return reading.table("organizations").is_one_of("kinds", wanted)[row]


def fits(reading: Reading, pattern: PostPattern, post: Ints) -> Bools:
    """Which posts (all exist that day) a pattern names."""
    posts = reading.table("posts")
    row = reading.day.row_of("posts")[post]
    found = posts.is_one_of("role", pattern.role)[row] if pattern.role else np.ones(len(post), bool)
    if pattern.level is not None:
        area = posts.refers["area"][row]
        found &= (area >= 0) & reading.day.network.of_levels(reading.scheme.answering(pattern.level))[area]
    elif pattern.kinds:
        organization = posts.refers["organization"][row]
        found[found] = organization[found] >= 0
        found[found] = of_kinds(reading, pattern.kinds, organization[found])
    return found
