"""The Macheng case: the published totals as records and figures, invented ("合成数据") below them.

What the text gives is met exactly: 17 communities, 209 compounds before the re-division and 255 after it, 1,106 members of
committees and councils of whom 770 are party members, one industry committee with 21 branches, 23 first secretaries, working
funds of 3.1 million yuan. Old compounds end on the day of the re-division and name no longer hold, but their codes, bodies and
boundaries stay and their successors name them. Names below the county, persons and everything else are made up by rule.
"""

from __future__ import annotations

import polars as pl

from loaders.drafting import Draft
from loaders.macheng.bodies import build_bodies
from loaders.macheng.claims import build_claims
from loaders.macheng.days import AS_OF, BEFORE, LAST_START
from loaders.macheng.members import build_members
from loaders.macheng.places import build_places
from loaders.macheng.service import build_service
from loaders.macheng.team import build_team
from loaders.macheng.told import build_told

__all__ = ["AS_OF", "BEFORE", "macheng"]


def macheng() -> dict[str, pl.DataFrame]:
    """The eleven tables of the case (about 1,900 areas), sorted by code and start."""
    draft = Draft(LAST_START)
    places = build_places(draft)
    bodies = build_bodies(draft, places)
    build_team(draft, places, bodies)
    build_service(draft, places, bodies)
    build_members(draft, places, bodies)
    build_told(draft)
    build_claims(draft)
    return draft.tables()
