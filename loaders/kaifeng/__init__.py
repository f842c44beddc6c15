"""The Kaifeng case: the published totals as records and figures, invented ("合成数据") below them.

What the text gives is met exactly: 4 / 15 / 25 / 33 / 933 areas, 138 grids with a grid worker, 33 compounds with a party
organization, 15 and 4 hosted ones, 105 posts of the work groups, and its own figures with their qualifiers. Everything else
is made up, by rule and not by chance, so that the case is the same everywhere: the names of places below the county, all
persons, who holds which post, what is vacant, unfiled or exempt. Of the four pilot counties the text names only 兰考.
"""

from __future__ import annotations

import polars as pl

from loaders.drafting import SYNTHETIC, Draft
from loaders.kaifeng.bodies import build_bodies
from loaders.kaifeng.claims import build_claims
from loaders.kaifeng.days import AS_OF, LAST_START
from loaders.kaifeng.members import build_members
from loaders.kaifeng.places import build_places
from loaders.kaifeng.posts import build_posts
from loaders.kaifeng.told import build_told

__all__ = ["AS_OF", "SYNTHETIC", "kaifeng"]


def kaifeng() -> dict[str, pl.DataFrame]:
    """The eleven tables of the case (about 9,300 areas), sorted by code and start."""
    draft = Draft(LAST_START)
    places = build_places(draft)
    bodies = build_bodies(draft, places)
    holders = build_posts(draft, places, bodies)
    build_members(draft, places, bodies, holders)
    build_told(draft, places)
    build_claims(draft, bodies)
    return draft.tables()
