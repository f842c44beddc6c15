"""The Luohu case: the published totals as records and figures, invented ("合成数据") below them.

What the text gives is met exactly: 929 compounds (42 of them 城中村, read as among the 929), more than 21,000 buildings, 10
streets, 1.15 million of 1.6 million residents, at the end of 2018 owners' committees in 20 % and 145 compounds without a firm;
since then party coverage of 99 %, 411 mediation rooms with 1,132 mediators. How the 99 % splits into modes is not published. Names
below the county, persons and everything else are made up by rule.
"""

from __future__ import annotations

import polars as pl

from loaders.drafting import Draft
from loaders.luohu.appraisal import build_appraisal
from loaders.luohu.bodies import build_bodies
from loaders.luohu.claims import build_claims
from loaders.luohu.days import AS_OF, BEFORE, LAST_START
from loaders.luohu.mediation import build_mediation
from loaders.luohu.party import build_party
from loaders.luohu.places import build_places
from loaders.luohu.told import build_told

__all__ = ["AS_OF", "BEFORE", "luohu"]


def luohu() -> dict[str, pl.DataFrame]:
    """The eleven tables of the case (about 22,000 areas), sorted by code and start."""
    draft = Draft(LAST_START)
    places = build_places(draft)
    people = build_party(draft, places)
    build_bodies(draft, places, people)
    build_mediation(draft, places)
    build_appraisal(draft, places, people)
    build_told(draft, places)
    build_claims(draft, places)
    return draft.tables()
