"""The levels an area can be of. An enum without order: order comes only from parents."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["AreaLevel"]


class AreaLevel(StrEnum):
    """One of the twelve levels; the last ten are the ten levels of 十级联动."""

    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    COMMUNITY = "community"
    GRID = "grid"
    COMPOUND = "compound"
    BUILDING = "building"
    UNIT = "unit"
    CENTRAL_HOUSEHOLD = "central_household"
    RESIDENTS = "residents"
