"""The published cases, ready to load: each a set of tables with the day it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import polars as pl

from graph_model.errors import NotFound, nearest
from loaders import guancheng, kaifeng, luohu, macheng, zhenhai

__all__ = ["CASES", "Case", "case"]


@dataclass(frozen=True, slots=True)
class Case:
    """A published case. `root` is its topmost area, `as_of` the day its figures are asked of."""

    key: str
    title: str
    root: str
    as_of: date
    tables: Callable[[], dict[str, pl.DataFrame]]


CASES: Mapping[str, Case] = MappingProxyType(
    {
        one.key: one
        for one in (
            Case("kaifeng", "开封：十级联动、五治融合", "4102", kaifeng.AS_OF, kaifeng.kaifeng),
            Case("zhenhai", "镇海：三联四促、三方融合", "330211", zhenhai.AS_OF, zhenhai.zhenhai),
            Case("macheng", "麻城：一核多元、双向进入", "421181", macheng.AS_OF, macheng.macheng),
            Case("guancheng", "管城：三无楼院、红色物业", "410104", guancheng.AS_OF, guancheng.guancheng),
            Case("luohu", "罗湖：六联工作法、四位一体", "440303", luohu.AS_OF, luohu.luohu),
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
