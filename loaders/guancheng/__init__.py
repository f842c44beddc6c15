"""The Guancheng case: the published totals as records and figures, invented ("合成数据") below them.

What the text gives is met exactly: 987 compounds of which 577 lacked all three at the end of 2019 (the cohort of the later rates),
162 property firms with 21 party organizations early in 2021 and 46 + 115 in mid-2022, 564 + 13 self-governing bodies, 162 allied
branches, 558 compounds with lasting management, 12 / 44 / 178 places taking part of which 4 / 11 / 79 are demonstrations, 1,167
social organizations in three classes. Names below the county, persons and everything else are made up by rule.
"""

from __future__ import annotations

import polars as pl

from loaders.drafting import Draft
from loaders.guancheng.claims import build_claims
from loaders.guancheng.cohort import build_cohort
from loaders.guancheng.community import build_communities
from loaders.guancheng.days import AS_OF, COHORT, EARLY, LAST_START
from loaders.guancheng.firms import build_firms
from loaders.guancheng.party import build_party
from loaders.guancheng.places import build_places
from loaders.guancheng.told import build_told

__all__ = ["AS_OF", "COHORT", "EARLY", "guancheng"]


def guancheng() -> dict[str, pl.DataFrame]:
    """The eleven tables of the case (about 2,300 areas), sorted by code and start."""
    draft = Draft(LAST_START)
    places = build_places(draft)
    committees = build_party(draft, places)
    managers = build_firms(draft, places, committees)
    bodies = build_cohort(draft, places)
    build_communities(draft, places, managers, bodies)
    build_told(draft, places)
    build_claims(draft)
    return draft.tables()
