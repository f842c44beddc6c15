"""The upper part of a case's tree: towns in a county, communities in each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph_model.levels import AreaLevel
from loaders.drafting.draft import Draft

__all__ = ["towns_with_communities"]


def towns_with_communities(
    draft: Draft, county: str, towns: Iterable[tuple[str, int]], communities: Iterable[str], since: date
) -> tuple[list[str], list[str]]:
    """The codes of the towns (each a name and its number of communities) and of the communities, written into `draft`."""
    names, town_codes, community_codes = iter(communities), list[str](), list[str]()
    for number, (name, size) in enumerate(towns, 1):
        town = draft.area(f"{county}-{number:02}", AreaLevel.TOWN, name, county, since)
        town_codes.append(town)
        for turn in range(1, size + 1):
            code = f"{town}-{turn:02}"
            community_codes.append(draft.area(code, AreaLevel.COMMUNITY, next(names), town, since))
    return town_codes, community_codes
