"""Questions asked of a store: `coverage`, `gaps`, `linkage`; answers as a table, JSON or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.context import area_code, existing, inside_of, opened
from api.cli.options import AsCsv, AsJson, AsOf, AsXlsx, By, First, StateOption, StorePath, WeightOption, Within
from api.cli.output import amount, percent, print_json, print_rows, print_table
from graph_model.answers import State, Weight
from graph_model.naming import called

if TYPE_CHECKING:
    from graph_model.answers import Tally
    from graph_model.day import Day
    from graph_model.network import Network

__all__ = [
    "STATES",
    "IndicatorKey",
    "add_to",
    "asked",
    "coverage",
    "coverage_object",
    "gap_object",
    "gaps",
    "linkage",
    "one_form",
    "written",
]

STATES = {
    State.COVERED: "已覆盖",
    State.GAP: "空白点/缺岗",
    State.UNKNOWN: "未填报",
    State.EXEMPT: "不纳入考核",
}
"""The states in a printed table."""

IndicatorKey = Annotated[
    str,
    typer.Argument(metavar="INDICATOR", help="Its key 指标, such as party_organization_coverage.", show_default=False),
]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("coverage")(coverage)
    app.command("gaps")(gaps)
    app.command("linkage")(linkage)


@contextmanager
def asked(store: str | None, as_of: date | None) -> Iterator[tuple[Network, Day]]:
    """The network of a store, and the day asked (today, unless said)."""
    from graph_model.dates import today

    with opened(existing(store)) as here:
        network = here.network()
        yield network, network.on(as_of or today())


def one_form(*forms: bool) -> None:
    """That an answer is printed in one way.

    Raises:
        typer.BadParameter: in several.
    """
    if sum(forms) > 1:
        raise typer.BadParameter("--json, --csv and --xlsx: name one of them")


def written(path: Path, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], note: str) -> None:
    """A workbook of one sheet; says where it is."""
    from loaders.workbook.export import write_rows

    made = list(rows)
    write_rows(path, title, headings, made, ("比例", "上限"), note)
    typer.echo(f"已写入 {path}（{len(made)}行）。")


def coverage(
    indicator: IndicatorKey,
    store: StorePath = None,
    within: Within = None,
    by: By = None,
    as_of: AsOf = None,
    weight: WeightOption = Weight.SUBJECTS,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """How much of an indicator is met 覆盖情况: numerator, denominator, unknown, exempt, rate.

    The rate is a lower bound while anything is unknown; 上限 is the upper one.

    Example:  liandong coverage party_organization_coverage --by county --store city.duckdb
    """
    one_form(as_json, as_csv, as_xlsx is not None)
    with asked(store, as_of) as (network, day):
        inside = inside_of(day, within)
        answers = network.coverage(indicator, as_of=day.date, within=inside, by=by, weight=weight)
        names = {one.area: day.record("areas", one.area).name for one in answers if one.area}
        if indicator in network.catalogue.scores:
            from api.cli.scores import show

            show(day, indicator, answers, as_xlsx, as_json=as_json, as_csv=as_csv)
            return
    declared = network.catalogue[indicator]
    if as_json:
        print_json([coverage_object(one, names) for one in answers])
        return
    headings = ["区域", "编码", "分子", "分母", "未填报", "不纳入考核", "比例", "上限"]
    tiers = [tier.label["zh"] for tier in answers[0].tiers] if answers else []
    plain = [
        [_place(one, names), one.area, *_numbers(one), *(_plain(tier.count) for tier in one.tiers)] for one in answers
    ]
    note = f"{declared.title.zh}　{day.date}　分母：{declared.denominator_name.zh}"
    if as_csv:
        print_rows([*headings, *tiers], plain)
        return
    if as_xlsx is not None:
        written(as_xlsx, "覆盖情况", [*headings, *tiers], plain, note)
        return
    whole = network.coverage(indicator, as_of=day.date, within=inside, weight=weight) if by else answers
    rows = [
        [
            place,
            one.area or "",
            *(amount(number) for number in _numbers(one)[:4]),
            percent(one.tally.rate),
            percent(one.tally.rate_at_most),
            *(amount(tier.count) for tier in one.tiers),
        ]
        for place, one in [*((_place(one, names), one) for one in answers), *([("合计", whole[0])] if by else [])]
    ]
    print_table([*headings, *tiers], rows, title=note, right=6 + len(tiers))
    _say_why_nothing(network, day, indicator, whole[0].tally)
    unweighted = sum(one.tally.unweighted for one in answers)
    if unweighted:
        typer.echo(f"其中{unweighted}个对象没有户数或人口，未计入。")


def _say_why_nothing(network: Network, day: Day, indicator: str, tally: Tally) -> None:
    """Where nothing at all is counted: whether the indicator is in force anywhere, and when the records begin."""
    if tally.denominator or tally.exempt:
        return
    if not network.in_force(indicator):
        typer.echo(
            f"没有可计的对象：本库各区域所用的方案都没有启用指标 {indicator}"
            "（在方案的 indicators 中列出才启用，见 docs/indicators.md）。"
        )
    elif (first := network.first_day()) is None or day.date < first:
        typer.echo(f"没有可计的对象：最早的记录始于 {first}。" if first else "没有可计的对象：库中没有记录。")


def _place(answer: Any, names: Mapping[str, str]) -> str:
    if answer.remainder:
        return "其余"
    return names[answer.area] if answer.area else "全部"


def _numbers(answer: Any) -> list[float | None]:
    tally = answer.tally
    counts = [_plain(number) for number in (tally.numerator, tally.denominator, tally.unknown, tally.exempt)]
    return [*counts, tally.rate, tally.rate_at_most]


def _plain(number: float) -> float:
    """A count without a decimal point."""
    return int(number) if number == int(number) else number


def coverage_object(answer: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """A row of an indicator as JSON."""
    keys = ["numerator", "denominator", "unknown", "exempt", "rate", "rateAtMost"]
    return {
        "area": {"code": answer.area, "name": names[answer.area]} if answer.area else None,
        "remainder": answer.remainder,
        "asOf": answer.as_of.isoformat(),
        **dict(zip(keys, _numbers(answer), strict=True)),
        "unweighted": answer.tally.unweighted,
        "denominatorName": answer.denominator_name["zh"],
        "tiers": [
            {
                "key": tier.key,
                "label": tier.label["zh"],
                "count": _plain(tier.count),
                "rate": tier.rate,
                "cumulativeRate": tier.cumulative_rate,
            }
            for tier in answer.tiers
        ],
    }


def gaps(
    indicator: IndicatorKey,
    store: StorePath = None,
    within: Within = None,
    state: StateOption = State.GAP,
    as_of: AsOf = None,
    first: First = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """The subjects behind a rate 空白点: which, where, why, since when, and who should act.

    Example:  liandong gaps building_head --within 开封市 --first 5 --store city.duckdb
    """
    one_form(as_json, as_csv, as_xlsx is not None)
    with asked(store, as_of) as (network, day):
        inside = inside_of(day, within)
        found = network.gaps(indicator, as_of=day.date, within=inside, state=state)
        shown = [gap_object(day, one) for one in found.page(first)]
    if as_json:
        print_json({"totalCount": len(found), "nodes": shown})
        return
    headings = ["对象", "编码", "所在", "原因", "起始日期", "责任岗位"]
    rows = [
        [
            one["subject"]["name"],
            one["subject"]["code"],
            "/".join(area["name"] for area in one["path"] if area["code"] != one["subject"]["code"]),
            one["reason"],
            one["since"] or "",
            one["responsibleLabel"] or "",
        ]
        for one in shown
    ]
    if as_csv:
        print_rows(headings, rows)
        return
    if as_xlsx is not None:
        written(as_xlsx, "空白点", headings, rows, f"{network.catalogue[indicator].title.zh}　{day.date}")
        return
    title = f"{network.catalogue[indicator].title.zh}　{day.date}　{STATES[state]}共{amount(len(found))}个"
    more = f"，列出前{len(rows)}个（用 --first N 可多列）" if len(found) > len(rows) else ""
    print_table(headings, rows, title=title + more)
    if not len(found):
        _say_why_nothing(network, day, indicator, network.coverage(indicator, as_of=day.date, within=inside)[0].tally)


def gap_object(day: Day, gap: Any) -> dict[str, Any]:
    """A gap as JSON."""
    return {
        "subject": {"type": gap.subject_type, "code": gap.subject, "name": called(day, gap.subject_type, gap.subject)},
        "area": gap.area,
        "state": gap.state.value,
        "reason": gap.reason["zh"],
        "since": gap.since.isoformat() if gap.since else None,
        "responsible": gap.responsible,
        "responsibleLabel": called(day, "posts", gap.responsible) if gap.responsible else None,
        "path": [{"code": code, "name": called(day, "areas", code)} for code in gap.path],
    }


def linkage(
    area: Annotated[str, typer.Argument(metavar="AREA", help="Its code, or its name 名称.", show_default=False)],
    store: StorePath = None,
    chain: Annotated[
        str | None,
        typer.Option("--chain", help="A named chain of the scheme 链条 (default: linkage).", show_default=False),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """The chain from the city down to a place 联动链条: who holds each step, and where it is broken.

    Example:  liandong linkage 4102 --store city.duckdb
    """
    one_form(as_json, as_csv, as_xlsx is not None)
    with asked(store, as_of) as (network, day):
        found = network.linkage(area_code(day, area), chain, as_of=day.date)
        shown = [_step_object(day, step) for step in found.steps]
        name = day.record("areas", found.area).name
    if as_json:
        print_json({"area": {"code": found.area, "name": name}, "complete": found.complete, "steps": shown})
        return
    headings = ["环节", "区域或组织", "岗位", "任职人员", "状态"]
    rows = [
        [
            step["label"],
            step["place"] or "",
            step["postLabel"] or "",
            "、".join(holder["name"] for holder in step["holders"]),
            step["words"],
        ]
        for step in shown
    ]
    if as_csv:
        print_rows(headings, rows)
        return
    if as_xlsx is not None:
        written(as_xlsx, "联动链条", headings, rows, f"{name}（{found.area}）　{day.date}")
        return
    broken = "、".join(step.label["zh"] for step in found.broken_at)
    verdict = "完整" if found.complete else f"在{broken}环节中断" if broken else "有环节未填报，情况不明"
    print_table(headings, rows, title=f"{name}（{found.area}）　{day.date}　{verdict}")


def _step_object(day: Day, step: Any) -> dict[str, Any]:
    place = ("areas", step.area) if step.area else ("organizations", step.organization) if step.organization else None
    return {
        "key": step.key,
        "label": step.label["zh"],
        "area": step.area,
        "organization": step.organization,
        "place": called(day, *place) if place else None,
        "post": step.post,
        "postLabel": called(day, "posts", step.post) if step.post else None,
        "holders": [{"code": code, "name": called(day, "persons", code)} for code in step.holders],
        "state": step.state.value,
        "words": step.words,
    }
