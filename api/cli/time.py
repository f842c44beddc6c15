"""Questions about time: `trend`, `changes`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.context import inside_of
from api.cli.listing import Printed, counted, path_names, show, subject_words
from api.cli.options import AsCsv, AsJson, AsXlsx, First, StorePath, Within, read_day
from api.cli.output import percent
from api.cli.questions import IndicatorKey, asked
from graph_model.periods import Every

if TYPE_CHECKING:
    from graph_model.network import Network
    from graph_model.trends import Turn

__all__ = ["add_to", "changes", "trend"]

Since = Annotated[date, typer.Option("--from", parser=read_day, metavar="DATE", help="The first day 起.")]
Until = Annotated[date, typer.Option("--to", parser=read_day, metavar="DATE", help="The last day 止.")]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    for command in (trend, changes):
        app.command(command.__name__)(command)


def trend(
    indicator: IndicatorKey,
    since: Since,
    until: Until,
    store: StorePath = None,
    within: Within = None,
    step: Annotated[Every, typer.Option("--step", help="How far apart 间隔.")] = Every.MONTH,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """An indicator over time 趋势: both days asked and the first of each period between.

    Example:  liandong trend grid_worker --from 2021-01-01 --to 2022-08-19 --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.trends import trend as points

    with asked(store, until) as (network, day):
        found = points(network, indicator, since, until, inside_of(day, within), step)
    tallies = [(one.as_of.isoformat(), one.tally) for one in found]
    told = as_json or as_csv or as_xlsx is not None
    rows = [
        [on, one.numerator, one.denominator, one.unknown, one.rate if told else percent(one.rate)]
        for on, one in tallies
    ]
    title = f"{network.catalogue[indicator].title.zh}　{since}至{until}"
    show(
        ["日期", "分子", "分母", "未填报", "比例"],
        rows,
        title=title,
        printed=printed,
        right=4,
    )


def changes(
    since: Since,
    until: Until,
    store: StorePath = None,
    within: Within = None,
    indicator: Annotated[
        str | None,
        typer.Option(
            "--indicator", metavar="KEY", help="Whose state changed, and why 对象状态变化.", show_default=False
        ),
    ] = None,
    first: First = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """What happened between two days 变动: who came to which post and who left, what was founded and ended.

    Example:  liandong changes --from 2022-01-01 --to 2022-08-19 --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    from api.cli.questions import STATES
    from graph_model.happenings import happenings
    from graph_model.trends import compared

    with asked(store, until) as (network, day):
        inside = inside_of(day, within)
        if indicator is not None:
            turns = compared(network, indicator, since, until, inside)
            rows = [
                [
                    _named(network, one, since, until),
                    one.subject,
                    STATES[one.before] if one.before else "不在范围",
                    STATES[one.after] if one.after else "不在范围",
                    one.reason["zh"],
                ]
                for one in turns[:first]
            ]
            headings, total = ["对象", "编码", str(since), str(until), "原因"], len(turns)
        else:
            found = happenings(network, since, until, inside)
            rows = [
                [
                    one.day.isoformat(),
                    one.sentence["zh"],
                    "" if one.area is None else path_names(network.on(one.day), "areas", one.area),
                    one.code,
                ]
                for one in found[:first]
            ]
            headings, total = ["日期", "变动", "所在", "编码"], len(found)
    title = f"变动　{since}至{until}　{counted(total, len(rows))}"
    show(headings, rows, title=title, printed=printed)


def _named(network: Network, turn: Turn, since: date, until: date) -> str:
    """What a subject is called on the later day, or on the earlier one where it has ended."""
    later = network.on(until)
    index = later.network.tables[turn.table].find(turn.subject)
    return subject_words(later if later.row_of(turn.table)[index] >= 0 else network.on(since), turn.table, turn.subject)
