"""The options that several commands share, and how their values are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from graph_model.answers import State, Weight
from graph_model.levels import AreaLevel
from graph_model.periods import Period

__all__ = [
    "AsCsv",
    "AsJson",
    "AsOf",
    "AsXlsx",
    "By",
    "First",
    "PeriodOption",
    "ReportDate",
    "StateOption",
    "StorePath",
    "WeightOption",
    "Within",
    "read_day",
    "read_period",
]


def read_day(text: str) -> date:
    """A whole civil day, as a question and a report date need one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"日期应写作 2024-05-01，收到的是“{text}”") from None


def read_period(text: str) -> Period:
    """A year, a half, a quarter or a month by its name."""
    try:
        return Period.read(text)
    except ValueError:
        raise typer.BadParameter(f"期间应写作 2024、2024-H1、2024-Q3 或 2024-06，收到的是“{text}”") from None


StorePath = Annotated[
    str | None,
    typer.Option(
        "--store",
        envvar="LIANDONG_STORE",
        metavar="STORE",
        help="The store 数据库: a file such as city.duckdb, or neo4j://user:password@host:port.",
        show_default=False,
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=read_day,
        metavar="DATE",
        help="The day asked about 截至日期 (default: today).",
        show_default=False,
    ),
]
PeriodOption = Annotated[
    Period | None,
    typer.Option(
        "--period",
        parser=read_period,
        metavar="PERIOD",
        help="A period 期间: 2024, 2024-H1, 2024-Q3 or 2024-06; compared with the one before.",
        show_default=False,
    ),
]
ReportDate = Annotated[
    date | None,
    typer.Option(
        "--on",
        parser=read_day,
        metavar="DATE",
        help="The report date 填报日期, for rows that name no day (default: today).",
        show_default=False,
    ),
]
Within = Annotated[
    str | None,
    typer.Option(
        "--within", metavar="AREA", help="Only inside this area: its code, or its name 名称.", show_default=False
    ),
]
By = Annotated[
    AreaLevel | None,
    typer.Option("--by", metavar="LEVEL", help="One row for each area of this level.", show_default=False),
]
WeightOption = Annotated[Weight, typer.Option("--weight", help="What a subject counts for 计数方式.")]
StateOption = Annotated[State, typer.Option("--state", help="Which subjects to list 状态.")]
First = Annotated[int, typer.Option("--first", min=1, max=100_000, help="How many rows to print.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsXlsx = Annotated[
    Path | None,
    typer.Option("--xlsx", metavar="FILE", help="Write an Excel workbook 工作簿.", show_default=False),
]
AsCsv = Annotated[
    bool, typer.Option("--csv", help="Print CSV; into a file (> FILE) with the mark by which Excel knows UTF-8.")
]
