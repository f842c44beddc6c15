"""A report as a workbook: its sheets one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph_model.answers import Coverage
from graph_model.claims import Comparison, Range, written
from graph_model.happenings import post_words
from graph_model.naming import areas_called, called
from graph_model.records import Qualifier
from loaders.reports.contents import SEVERITIES, Contents
from loaders.reports.coverage import coverage_sheet, place_of, tiers_sheet, whole_of
from loaders.workbook.export import Formula, Sheet, write_sheets

__all__ = ["write_report"]


def write_report(contents: Contents, path: Path) -> dict[str, int]:
    """Write the workbook; the rows of each sheet by its title.

    Raises:
        BadQuestion: there are more gaps than a sheet has rows.
    """
    sheets = [_cover(contents), coverage_sheet(contents), tiers_sheet(contents), _scores(contents), _gaps(contents)]
    sheets += [_crossings(contents), _figures(contents)]
    kept = [sheet for sheet in sheets if sheet.rows or sheet.title not in ("分档情况", "比值与综合评定")]
    write_sheets(path, kept)
    return {sheet.title: len(sheet.rows) for sheet in kept}


def _cover(contents: Contents) -> Sheet:
    day, network = contents.day, contents.day.network
    gaps = sum(contents.gap_count(one.key) for one in contents.indicators)
    rows: list[list[Any]] = [
        ["区域", contents.place],
        ["编码", contents.within],
        ["截至日期", day.date],
        *_period(contents),
        ["数据版本", network.revision],
        ["指标数", len(contents.indicators)],
        ["空白点与缺岗", gaps],
        ["公布数", len(contents.figures)],
        ["比例", "分子 ÷ 分母，是下限：未填报的留在分母；上限把未填报的都算作已覆盖。分母不含不纳入考核的"],
        ["各区域之和", "按人计的指标，同一人在几个区域都算，各区域之和可能大于合计"],
    ]
    return Sheet("说明", ["项目", "内容"], rows)


def _period(contents: Contents) -> list[list[Any]]:
    if contents.period is None:
        return []
    before = contents.period.before
    return [["期间", str(contents.period)], ["对比", f"{before}，截至{before.last}"]]


# ── 比值与综合评定 ──────────────────────────────────────────────────────────────────────────────────────────────────


def _scores(contents: Contents) -> Sheet:
    rows = [
        [
            score.title.zh,
            _scored(contents, answer, whole=not position),
            answer.rank,
            _single(answer.value),
            answer.grade_label,
            "；".join(f"{part.label['zh']}（{part.weight:g}）{written(part.value)}" for part in answer.parts),
            score.key,
            answer.organization or answer.area,
        ]
        for score, answers in contents.scores
        for position, answer in enumerate(answers)
    ]
    headings = ["指标", "区域或组织", "名次", "值", "等次", "各部分得分（权重）", "指标编码", "区域或组织编码"]
    return Sheet("比值与综合评定", headings, rows, (), f"{contents.place}　{contents.day.date}")


def _scored(contents: Contents, answer: Coverage, *, whole: bool) -> str:
    if answer.organization is not None:
        return called(contents.day, "organizations", answer.organization)
    return place_of(contents, answer, whole=whole)


# ── 空白点与缺岗清单、交叉任职 ───────────────────────────────────────────────────────────────────────────────────────


def _gaps(contents: Contents) -> Sheet:
    headings = ["指标", "严重程度", "对象", "所在", "原因", "起始日期", "责任岗位", "责任人", "建议", "编码"]
    return Sheet("空白点与缺岗清单", headings, list(_gap_rows(contents)), (), f"{contents.place}　{contents.day.date}")


def _gap_rows(contents: Contents) -> Iterator[list[Any]]:
    for indicator, gap in contents.gaps():
        yield [
            indicator.title.zh,
            SEVERITIES[indicator.severity],
            contents.called(gap.subject_type, gap.subject),
            "/".join(contents.called("areas", code) for code in gap.path if code != gap.subject),
            gap.reason["zh"],
            gap.since,
            contents.called("posts", gap.responsible) if gap.responsible else None,
            contents.holders(gap.responsible),
            indicator.recommendation.zh if indicator.recommendation else None,
            gap.subject,
        ]


def _crossings(contents: Contents) -> Sheet:
    day = contents.day

    def post(appointment: str) -> str:
        return post_words(day, day.index("posts", day.record("appointments", appointment).post))[0]

    rows = [
        [
            called(day, "persons", pair.person),
            post(pair.one),
            post(pair.other),
            areas_called(day, pair.areas, "、"),
            pair.since,
            pair.days,
            "是" if pair.both_lead else "",
        ]
        for pair in contents.crossings.page(len(contents.crossings))
    ]
    headings = ["姓名", "岗位", "兼任", "何处", "自何日", "天数", "一肩挑"]
    return Sheet("交叉任职", headings, rows, (), f"{contents.place}　{day.date}")


# ── 上报与核算对照 ───────────────────────────────────────────────────────────────────────────────────────────────────


_QUALIFIERS = {
    Qualifier.EXACT: None,
    Qualifier.ABOUT: "约",
    Qualifier.AT_LEAST: "以上",
    Qualifier.MORE_THAN: "余",
    Qualifier.UNDER: "近/不到",
}


def _figures(contents: Contents) -> Sheet:
    rows = [_figure(contents, one, number) for number, one in enumerate(contents.figures, start=2)]
    headings = ["名称", "原文", "公布数", "限定", "单位", "核算数", "相差", "结论", "依据", "怎样核算", "其他算法"]
    headings += ["核算日期", "期间", "口径", "所在", "出处", "编码"]
    return Sheet("上报与核算对照", headings, rows, (), f"{contents.place}　{contents.day.date}")


def _figure(contents: Contents, one: Comparison, row: int) -> list[Any]:
    figure, difference = one.figure, one.difference
    return [
        one.label,
        figure.published,
        figure.value,
        _QUALIFIERS[figure.qualifier],
        figure.measure,
        _single(one.value),
        None if difference is None else Formula(f"=C{row}-F{row}", float(difference)),
        one.verdict.label,
        one.reason["zh"],
        one.derived.words["zh"] if one.derived else None,
        "；".join(f"{other.label}：{written(other.derived.value)}，{other.verdict.label}" for other in one.others),
        one.as_of,
        figure.period,
        figure.scope,
        areas_called(contents.day, [one.area]) if one.table == "areas" else called(contents.day, one.table, one.code),
        figure.source,
        figure.key,
    ]


def _single(value: Range | None) -> float | str | None:
    """A number where there is one, a range as text."""
    if value is None:
        return None
    return whole_of(float(value.low)) if value.low == value.high else written(value)
