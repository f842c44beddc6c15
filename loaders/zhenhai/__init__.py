"""The Zhenhai case: the published totals as records and figures, invented ("合成数据") below them.

What the text gives is met exactly: 49 communities, 144 compounds with a property firm and an owners' committee each, 112
stations (19 of them brand stations) of which 32 serve a second compound, 63 functional branches at stations with 107 part-time
members, 29 station heads who chair the committee, half of the backbone on a committee and a third from the firm. 144 of 180
compounds is our reading of "80 % of the compounds". Names below the district, persons and everything else are made up by rule.
"""

from __future__ import annotations

import polars as pl

from loaders.drafting import Draft
from loaders.zhenhai.claims import build_claims
from loaders.zhenhai.committees import build_committees
from loaders.zhenhai.days import AS_OF, LAST_START
from loaders.zhenhai.party import build_party
from loaders.zhenhai.places import build_places
from loaders.zhenhai.stations import build_stations
from loaders.zhenhai.told import build_told

__all__ = ["AS_OF", "zhenhai"]


def zhenhai() -> dict[str, pl.DataFrame]:
    """The eleven tables of the case (about 1,400 areas), sorted by code and start."""
    draft = Draft(LAST_START)
    places = build_places(draft)
    branches = build_party(draft, places)
    stations = build_stations(draft, places)
    build_committees(draft, places, branches, stations)
    build_told(draft, places)
    build_claims(draft, stations)
    return draft.tables()
