"""`report`: what a department hands in, for a published case or for an area of a store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.context import area_code, declared, existing, inside_of, opened
from api.cli.options import AsJson, AsOf, AsXlsx, By, PeriodOption, StorePath, Within
from api.cli.output import amount, percent, print_json, print_table, steps
from api.cli.questions import coverage_object, gap_object, one_form
from api.cli.scores import score_object
from graph_model.errors import InvalidInput
from graph_model.periods import Period

if TYPE_CHECKING:
    from graph_model.answers import Coverage
    from graph_model.claims import Comparison
    from graph_model.day import Day
    from loaders.reports import Contents

__all__ = ["add_to", "report"]


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("report")(report)


def report(
    case: Annotated[
        str | None,
        typer.Option("--case", metavar="NAME", help="A published case 案例; needs no store.", show_default=False),
    ] = None,
    store: StorePath = None,
    within: Within = None,
    by: By = None,
    as_of: AsOf = None,
    period: PeriodOption = None,
    as_json: AsJson = False,
    as_xlsx: AsXlsx = None,
    form: Annotated[
        Path | None,
        typer.Option("--form", metavar="FILE", help="Fill in your own form 填表 (docs/forms.md).", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Where the filled form goes (default: FORM.已填.xlsx).", show_default=False
        ),
    ] = None,
) -> None:
    """Write a report 汇总上报: coverage by area, gaps, cross-appointments, published figures against derived ones.

    Printed are the rates and the figures with their verdicts; --xlsx and --json hold everything, the gaps too. --form fills
    in an .xlsx of your own, whose cells say {{覆盖率 building_head 鼓楼区}}, and adds a sheet that says where each number comes from.

    Example:  liandong report --case kaifeng --xlsx kaifeng.xlsx
    Example:  liandong report --within 鼓楼区 --as-of 2022-08-19 --store city.duckdb
    Example:  liandong report --within 鼓楼区 --period 2022-Q2 --store city.duckdb
    """
    from loaders.reports import contents_of, write_report

    one_form(as_json, as_xlsx is not None, form is not None)
    if out is not None and form is None:
        raise typer.BadParameter("--out belongs to --form")
    if period is not None and as_of is not None:
        raise typer.BadParameter("--period has its own day: name it or --as-of")
    with _asked(case, store, as_of, period) as (day, root):
        if form is not None:
            _fill(form, out, day, inside_of(day, within) or root)
            return
        contents = contents_of(day, inside_of(day, within) or root, by, period)
        if as_json:
            print_json(_object(contents))
            return
        if as_xlsx is not None:
            with steps(2) as step:
                step("核算")
                step(f"写入 {as_xlsx}")
                counts = write_report(contents, as_xlsx)
            typer.echo(f"已写入 {as_xlsx}：" + "，".join(f"{title}{amount(rows)}行" for title, rows in counts.items()))
            return
        _print(contents)


def _fill(form: Path, out: Path | None, day: Day, within: str | None) -> None:
    """Fill a form; what is wrong with it is told in Chinese, each with its cell.

    Raises:
        typer.Exit: something is wrong.
        typer.BadParameter: the filled form would replace the form.
    """
    from loaders.forms import SHEET, fill, filled_path
    from loaders.telling import Teller, told_in

    to = out or filled_path(form)
    if to.resolve() == form.resolve():
        raise typer.BadParameter(f"{form} itself is never replaced: name another file with --out")
    try:
        count = fill(form, to, day.network, day.date, within, area_code)
    except InvalidInput as error:
        wrong = told_in(error.problems, Teller(day.network.schemes))
        typer.echo(f"共{len(wrong)}处错误，没有填写：", err=True)
        for one in wrong:
            typer.echo(f"  {one}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"已填写 {to}：{count}处，依据见工作表“{SHEET}”。")


@contextmanager
def _asked(
    case: str | None, store: str | None, as_of: date | None, period: Period | None
) -> Iterator[tuple[Day, str | None]]:
    """The day asked, of a case (its own, with its topmost area) or of a store (today).

    Raises:
        typer.BadParameter: neither is named.
        NotFound: there is no such case.
        BadQuestion: the period has not begun.
    """
    from graph_model.dates import today
    from loaders.reports import day_of

    if case is None:
        with opened(existing(store)) as here:
            network = here.network()
            yield network.on(as_of or today()) if period is None else day_of(network, period, today()), None
        return
    from graph_model.network import Network
    from loaders.cases import CASES
    from loaders.cases import case as tables_of

    tables = tables_of(case)
    words = declared()
    network = Network.compile(tables, words.schemes, words.catalogue)
    day = network.on(as_of or CASES[case].as_of) if period is None else day_of(network, period, today())
    yield day, CASES[case].root


def _print(contents: Contents) -> None:
    """The rates of the whole, then the figures."""
    rows = [
        [
            indicator.title.zh,
            amount(answers[0].tally.numerator),
            amount(answers[0].tally.denominator),
            amount(answers[0].tally.unknown),
            percent(answers[0].tally.rate),
            *(_against(contents, indicator.key, answers[0]) if contents.period else ()),
            indicator.denominator_name.zh,
        ]
        for indicator, answers in contents.coverage
    ]
    headings = ["指标", "分子", "分母", "未填报", "比例", *(_AGAINST if contents.period else ()), "分母名称"]
    print_table(headings, rows, title=f"{contents.place}　{_when(contents)}　覆盖总表")
    figures = [_figure_row(one) for one in contents.figures]
    headings = ["名称", "原文", "公布数", "核算数", "结论", "依据"]
    print_table(headings, figures, title=f"\n上报与核算对照　共{len(figures)}条")


_AGAINST = ("上期比例", "增减（百分点）", "新增空白点", "已消除空白点")


def _when(contents: Contents) -> str:
    """The day; of a period its name, and what it is compared with."""
    if contents.period is None:
        return str(contents.day.date)
    before = contents.period.before
    return f"{contents.period}（截至{contents.day.date}），对比{before}（截至{before.last}）"


def _against(contents: Contents, key: str, answer: Coverage) -> list[str]:
    """The rate at the end of the period before, and what changed since."""
    then = contents.before[key].get((answer.area, False))
    now, before = answer.tally.rate, then.tally.rate if then else None
    turned = contents.new_and_gone(key)
    return [
        percent(before),
        "—" if now is None or before is None else f"{(now - before) * 100:+.1f}",
        *(amount(number) for number in turned or (None, None)),
    ]


def _figure_row(one: Comparison) -> list[str]:
    from graph_model.claims import written

    figure = one.figure
    value = figure.value
    unit = figure.measure if figure.measure in ("%", "％") else ""
    printed = "" if value is None else (f"{value:,.0f}" if value == int(value) else f"{value:,}")
    derived = written(one.value) + (unit or "") if one.value else "—"
    return [one.label, figure.published or "", printed + (unit or ""), derived, one.verdict.label, one.reason["zh"]]


def _object(contents: Contents) -> dict[str, Any]:
    """All of it, as JSON."""
    from graph_model.naming import called

    day = contents.day
    answers = [row for _, rows in (*contents.coverage, *contents.scores) for row in rows]
    names = {row.area: called(day, "areas", row.area) for row in answers if row.area}
    names |= {row.organization: called(day, "organizations", row.organization) for row in answers if row.organization}
    return {
        "area": None if contents.within is None else {"code": contents.within, "name": contents.place},
        "asOf": day.date.isoformat(),
        **_period_object(contents),
        "coverage": [
            {
                "indicator": indicator.key,
                "title": indicator.title.zh,
                "rows": [coverage_object(row, names) for row in rows],
                **_before_object(contents, indicator.key, rows, names),
            }
            for indicator, rows in contents.coverage
        ],
        "scores": [
            {"indicator": score.key, "title": score.title.zh, "rows": [score_object(row, names) for row in rows]}
            for score, rows in contents.scores
        ],
        "gaps": [{"indicator": indicator.key, **gap_object(day, gap)} for indicator, gap in contents.gaps()],
        "crossAppointments": [
            {"person": pair.person, "one": pair.one, "other": pair.other, "areas": list(pair.areas), "days": pair.days}
            for pair in contents.crossings.page(len(contents.crossings))
        ],
        "figures": [_figure_object(one) for one in contents.figures],
    }


def _period_object(contents: Contents) -> dict[str, Any]:
    if contents.period is None:
        return {}
    before = contents.period.before
    return {"period": str(contents.period), "before": {"period": str(before), "asOf": before.last.isoformat()}}


def _before_object(contents: Contents, key: str, rows: Sequence[Coverage], names: Mapping[str, str]) -> dict[str, Any]:
    """The rows of the period before that have one now, and how many gaps are new and how many are gone."""
    if contents.period is None:
        return {}
    then = (contents.before[key].get((row.area, row.remainder)) for row in rows)
    new, gone = contents.new_and_gone(key) or (None, None)
    return {"before": [coverage_object(row, names) for row in then if row], "newGaps": new, "goneGaps": gone}


def _figure_object(one: Comparison) -> dict[str, Any]:
    figure, value, difference = one.figure, one.value, one.difference
    return {
        "key": figure.key,
        "label": one.label,
        "area": one.area,
        "published": figure.published,
        "value": figure.value,
        "qualifier": figure.qualifier.value,
        "measure": figure.measure,
        "period": figure.period,
        "scope": figure.scope,
        "derived": None if value is None else float(value.low),
        "derivedAtMost": None if value is None else float(value.high),
        "difference": None if difference is None else float(difference),
        "derivation": one.derived.words["zh"] if one.derived else None,
        "asOf": one.as_of.isoformat() if one.as_of else None,
        "verdict": one.verdict.value,
        "reason": one.reason["zh"],
    }
