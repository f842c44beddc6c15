"""What Zhenhai has told: the district files for all; of the heads of stairwells only some of its streets have told."""

from __future__ import annotations

from datetime import date

from loaders.drafting import Draft
from loaders.zhenhai.places import DISTRICT, Places

__all__ = ["build_told"]

_DAY = date(2020, 6, 30)
_TOPICS = (
    "town_lead",
    "community_lead",
    "party_organization",
    "self_governing_body",
    "property_service",
    "party_posts",
    "self_governing_posts",
    "other_posts",
    "members",
    "stations",
    "station_posts",
    "branch_posts",
    "property_station",
    "community_workers",
    "property_posts",
)
_UNTOLD = 4
"""The town (counted from 0) that has told nothing about the heads of its stairwells."""


def build_told(draft: Draft, places: Places) -> None:
    """All filings, written into `draft`."""
    draft.file(DISTRICT, _TOPICS, _DAY)
    for number, town in enumerate(places.towns):
        if number != _UNTOLD:
            draft.file(town, ("unit_head",), _DAY)
