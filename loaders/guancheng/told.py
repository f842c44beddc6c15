"""What Guancheng has told: of the compounds at the end of 2019, of firms early in 2021, of all in mid-2022; of self-governing bodies the cohort alone."""

from __future__ import annotations

from datetime import date

from loaders.drafting import Draft
from loaders.guancheng.days import COHORT, EARLY
from loaders.guancheng.places import COHORT_SIZE, COUNTY, Places

__all__ = ["build_told"]

_COMPOUNDS = ("property_service",)
_FIRMS = ("property_service", "party_organization", "members", "property_posts")
_ALL = (
    "town_lead",
    "community_lead",
    *_FIRMS,
    "department_branches",
    "alliances",
    "self_governing_posts",
    "self_management",
    "residents_body",
    "social_body",
    "work_unit",
    "contracted_cadres",
    "building_head",
    "demonstration",
    "social_organizations",
    "party_posts",
    "other_posts",
)


def build_told(draft: Draft, places: Places) -> None:
    """All filings, written into `draft`."""
    draft.file(COUNTY, _COMPOUNDS, COHORT)
    draft.file(COUNTY, _FIRMS, EARLY)
    draft.file(COUNTY, _ALL, date(2022, 6, 30))
    for compound in places.compounds[:COHORT_SIZE]:
        draft.file(compound.code, ("self_governing_body",), date(2022, 6, 30))
