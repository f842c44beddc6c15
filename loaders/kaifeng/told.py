"""What Kaifeng's areas have told (filings), and what need not be met (exemptions). What is not filed stays unknown."""

from __future__ import annotations

from datetime import date

from graph_model.levels import AreaLevel
from loaders.drafting import Draft
from loaders.kaifeng.bodies import DEMOLISHED
from loaders.kaifeng.places import CITY, Places

__all__ = ["build_told"]

_ROUNDS = (date(2021, 12, 20), date(2022, 6, 30))
"""The days of the two reports."""

_CITY_TOPICS = ("city_lead", "five_lines", "work_group_posts", "owners_federation")
_COUNTY_TOPICS = ("county_lead", "town_lead")
_COMMUNITY_TOPICS = (
    "community_lead",
    "grid_worker",
    "compound_head",
    "building_head",
    "unit_head",
    "central_household",
    "party_organization",
    "party_posts",
    "members",
    "reported_members",
    "self_governing_body",
    "self_governing_posts",
    "property_service",
    "property_posts",
    "work_stage",
    "disclosure",
    "compound_facts",
)
_UNTOLD = {
    # community, counted from 0: topics it has never told
    4: ("self_governing_body", "property_service", "self_governing_posts"),
    3: ("compound_head",),
    9: ("building_head", "unit_head", "central_household"),
    14: ("unit_head", "central_household"),
    17: ("central_household",),
    20: ("party_organization",),
    22: ("central_household",),
}
_LATE = frozenset({6, 11, 21})
"""The communities that told nothing before the second report."""
_BY_COMPOUND = 2
"""The community that told about buildings and what lies below for its first compound alone."""
_STAIRS = ("building_head", "unit_head", "central_household")

_UNOCCUPIED_REASON = "新建楼栋尚未交付入住"
_DEMOLITION_REASON = "已列入拆迁范围"


def build_told(draft: Draft, places: Places) -> None:
    """All filings and exemptions, written into `draft`."""
    for day in _ROUNDS:
        draft.file(CITY, _CITY_TOPICS, day)
        for county in places.of(AreaLevel.COUNTY):
            draft.file(county.code, _COUNTY_TOPICS, day)
        for number, community in enumerate(places.of(AreaLevel.COMMUNITY)):
            if number in _LATE and day == _ROUNDS[0]:
                continue
            left_out = (*_UNTOLD.get(number, ()), *(_STAIRS if number == _BY_COMPOUND else ()))
            draft.file(community.code, (topic for topic in _COMMUNITY_TOPICS if topic not in left_out), day)
            if number == _BY_COMPOUND:
                draft.file(f"{community.code}-X1", _STAIRS, day)
    demolished = places.compounds[DEMOLISHED].place.code
    for indicator in ("self_governing_body", "property_management", "compound_type"):
        draft.exempt(indicator, demolished, date(2021, 10, 1), _DEMOLITION_REASON)
    for building in places.of(AreaLevel.BUILDING):
        if not building.occupied:
            for indicator in ("building_head", "unit_head", "linkage_complete"):
                draft.exempt(indicator, building.code, building.since, _UNOCCUPIED_REASON)
