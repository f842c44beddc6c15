"""What Macheng has told: the county files for all, once before the re-division and once after it."""

from __future__ import annotations

from datetime import date

from loaders.drafting import Draft
from loaders.macheng.places import COUNTY

__all__ = ["build_told"]

_BEFORE = ("party_organization", "self_governing_body", "party_posts", "self_governing_posts")
"""What was told before the re-division; what nobody had asked for then stays unknown of that time."""

_AFTER = (
    *_BEFORE,
    "property_service",
    "social_body",
    "work_unit",
    "other_posts",
    "members",
    "reported_members",
    "unit_check_in",
    "community_lead",
    "compound_head",
    "building_head",
    "one_plus_n",
    "service_posts",
    "first_secretaries",
    "ten_households",
    "deliberation",
    "civilization",
    "five_haves",
    "party_in_articles",
)


def build_told(draft: Draft) -> None:
    """All filings, written into `draft`."""
    draft.file(COUNTY, _BEFORE, date(2022, 9, 30))
    draft.file(COUNTY, _AFTER, date(2023, 1, 20))
