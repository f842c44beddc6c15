"""What Luohu has told: of bodies and firms before the plan, of all since; and the compounds that need not be complete."""

from __future__ import annotations

from datetime import date

from loaders.drafting import Draft
from loaders.luohu.days import BEFORE
from loaders.luohu.places import COUNTY, TOTAL, Places

__all__ = ["build_told"]

_BODIES = ("party_organization", "self_governing_body", "property_service", "residents_body")
_SINCE = (
    *_BODIES,
    "town_lead",
    "community_lead",
    "compound_class",
    "five_powers",
    "mediation",
    "party_posts",
    "self_governing_posts",
    "other_posts",
    "members",
)
_RENEWED = range(TOTAL - 6, TOTAL)
"""The compounds that are to be torn down (城市更新)."""


def build_told(draft: Draft, places: Places) -> None:
    """All filings and exemptions, written into `draft`."""
    draft.file(COUNTY, _BODIES, BEFORE)
    draft.file(COUNTY, _SINCE, date(2019, 11, 20))
    for number in _RENEWED:
        draft.exempt("four_in_one", places.compounds[number].code, date(2019, 6, 1), "已列入城市更新拆除范围")
