"""The rates of a report as sheets: formulas over the counts beside them, with the values they come to."""

from __future__ import annotations

from typing import Any

from graph_model.answers import Coverage
from graph_model.indicators.declared import Indicator
from graph_model.naming import called
from loaders.reports.contents import Contents
from loaders.workbook.export import Formula, Sheet

__all__ = ["coverage_sheet", "place_of", "tiers_sheet", "whole_of"]

_HEADINGS = [
    "指标",
    "区域",
    "分子",
    "分母",
    "未填报",
    "不纳入考核",
    "比例",
    "上限",
    "目标",
    "分母名称",
    "指标编码",
    "区域编码",
]


_COMPARED = ["上期分子", "上期分母", "上期未填报", "上期比例", "增减", "新增空白点", "已消除空白点"]
"""What stands beside a row of a report on a period."""


def coverage_sheet(contents: Contents) -> Sheet:
    """覆盖总表: every indicator for the whole and for each area."""
    rows: list[list[Any]] = []
    for indicator, answers in contents.coverage:
        for position, answer in enumerate(answers):
            rows.append(_answer(contents, indicator, answer, len(rows) + 2, whole=not position))
    headings = [*_HEADINGS, *(_COMPARED if contents.period else ())]
    note = f"{contents.place}　{contents.day.date}"
    return Sheet("覆盖总表", headings, rows, ("比例", "上限", "目标", "上期比例", "增减"), note)


def _answer(contents: Contents, indicator: Indicator, answer: Coverage, row: int, *, whole: bool) -> list[Any]:
    tally = answer.tally
    counts = [whole_of(number) for number in (tally.numerator, tally.denominator, tally.unknown, tally.exempt)]
    told = f"OR(D{row}=0,E{row}=D{row})"
    return [
        indicator.title.zh,
        place_of(contents, answer, whole=whole),
        *counts,
        Formula(f'=IF({told},"",C{row}/D{row})', "" if tally.rate is None else tally.rate),
        Formula(f'=IF({told},"",(C{row}+E{row})/D{row})', "" if tally.rate_at_most is None else tally.rate_at_most),
        indicator.target,
        answer.denominator_name["zh"],
        indicator.key,
        answer.area,
        *(_against(contents, indicator.key, answer, row, whole=whole) if contents.period else ()),
    ]


def _against(contents: Contents, key: str, answer: Coverage, row: int, *, whole: bool) -> list[Any]:
    """The same at the end of the period before, and what changed; empty cells for what was not there."""
    then = contents.before[key].get((answer.area, answer.remainder))
    if then is None:
        return [None] * len(_COMPARED)
    now, before = answer.tally.rate, then.tally.rate
    told = f"OR(N{row}=0,O{row}=N{row})"
    return [
        whole_of(then.tally.numerator),
        whole_of(then.tally.denominator),
        whole_of(then.tally.unknown),
        Formula(f'=IF({told},"",M{row}/N{row})', "" if before is None else before),
        Formula(f'=IF(OR(G{row}="",P{row}=""),"",G{row}-P{row})', "" if None in (now, before) else now - before),  # type: ignore[operator]
        *(contents.new_and_gone(key) or (None, None) if whole else (None, None)),
    ]


def place_of(contents: Contents, answer: Coverage, *, whole: bool) -> str:
    """What a row is about: the whole, an area, or what stands beside the level."""
    if answer.remainder:
        return "其余"
    if whole:
        return f"合计（{contents.place}）"
    return called(contents.day, "areas", answer.area or "")


def whole_of(number: float) -> float:
    """A count without a decimal point."""
    return int(number) if number == int(number) else number


def tiers_sheet(contents: Contents) -> Sheet:
    """分档情况: the tiers of the indicators that have them."""
    rows: list[list[Any]] = []
    for indicator, answers in contents.coverage:
        for position, answer in enumerate(answers):
            place, first = place_of(contents, answer, whole=not position), len(rows) + 2
            for tier in answer.tiers:
                row = len(rows) + 2
                rows.append(
                    [
                        indicator.title.zh,
                        place,
                        tier.label["zh"],
                        whole_of(tier.count),
                        whole_of(answer.tally.denominator),
                        Formula(f'=IF(E{row}=0,"",D{row}/E{row})', _share(tier.count, answer)),
                        Formula(
                            f'=IF(E{row}=0,"",SUM(D{first}:D{row})/E{row})',
                            _share(sum(one[3] for one in rows[first - 2 :]) + tier.count, answer),
                        ),
                        answer.denominator_name["zh"],
                    ]
                )
    headings = ["指标", "区域", "档", "数目", "分母", "比例", "累计比例", "分母名称"]
    return Sheet("分档情况", headings, rows, ("比例", "累计比例"), f"{contents.place}　{contents.day.date}")


def _share(count: float, answer: Coverage) -> float | str:
    return count / answer.tally.denominator if answer.tally.denominator else ""
