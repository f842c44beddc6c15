"""The published cases, ready to load: each a set of tables with the day it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import polars as pl

from graph_model.errors import NotFound, nearest
from graph_model.levels import AreaLevel
from loaders import guancheng, kaifeng, luohu, macheng, zhenhai

__all__ = ["CASES", "Case", "case"]


@dataclass(frozen=True, slots=True)
class Case:
    """A published case. `root` is its topmost area, `as_of` the day its figures are asked of.

    `shown` are the indicators a demonstration opens with, by areas of the level `by`; it lists gaps of the last of them, and
    where there is a `chain` (an indicator and the chain it asks for) a complete and a broken one.
    """

    key: str
    title: str
    root: str
    as_of: date
    tables: Callable[[], dict[str, pl.DataFrame]]
    shown: tuple[str, ...]
    by: AreaLevel = AreaLevel.TOWN
    chain: tuple[str, str] | None = None


CASES: Mapping[str, Case] = MappingProxyType(
    {
        one.key: one
        for one in (
            Case(
                "kaifeng",
                "开封：十级联动、五治融合",
                "4102",
                kaifeng.AS_OF,
                kaifeng.kaifeng,
                ("party_organization_coverage", "self_governing_body", "property_management", "building_head"),
                AreaLevel.COUNTY,
                ("household_linkage_complete", "linkage"),
            ),
            Case(
                "zhenhai",
                "镇海：三联四促、三方融合",
                "330211",
                zhenhai.AS_OF,
                zhenhai.zhenhai,
                ("tri_party", "station_head_chairs_committee", "committee_chair_in_party", "party_network_complete"),
                chain=("party_network_complete", "party_network"),
            ),
            Case(
                "macheng",
                "麻城：一核多元、双向进入",
                "421181",
                macheng.AS_OF,
                macheng.macheng,
                ("committee_members_in_party", "two_way_entry", "three_in_step", "one_plus_n"),
                chain=("deliberation_route", "deliberation_route"),
            ),
            Case(
                "guancheng",
                "管城：三无楼院、红色物业",
                "410104",
                guancheng.AS_OF,
                guancheng.guancheng,
                ("cohort_party_organization", "firm_party_coverage", "management_mode", "cohort_lasting_management"),
            ),
            Case(
                "luohu",
                "罗湖：六联工作法、四位一体",
                "440303",
                luohu.AS_OF,
                luohu.luohu,
                ("party_work_coverage", "owners_committee", "mediation_room", "four_in_one"),
            ),
        )
    }
)
"""All cases by key."""


def case(name: str) -> dict[str, pl.DataFrame]:
    """The tables of a case: the same on every call and every machine.

    Raises:
        NotFound: there is no case of that name.
    """
    if name not in CASES:
        hint = nearest(name, CASES)
        raise NotFound(f'no case "{name}"; there are: {", ".join(CASES)}' + (f" ({hint})" if hint else ""))
    return CASES[name].tables()
