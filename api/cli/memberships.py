"""`members`: party members by branch, or by compound who should report to where they live (双报到)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.context import inside_of
from api.cli.listing import Printed, counted, show
from api.cli.options import AsCsv, AsJson, AsOf, AsXlsx, First, StorePath, Within
from api.cli.questions import asked
from graph_model.naming import called

if TYPE_CHECKING:
    from graph_model.day import Day

__all__ = ["add_to", "members"]


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("members")(members)


def members(
    store: StorePath = None,
    within: Within = None,
    check_in: Annotated[
        bool, typer.Option("--check-in", help="By compound: who should report, who has, who has not 双报到.")
    ] = False,
    as_of: AsOf = None,
    first: First = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """Party members by branch 党员数: full, probationary, functional, reported.

    With three full members a branch may stand alone; where compounds should have one and do not (应建未建) is told by
    liandong gaps compound_branch_established.

    Example:  liandong members --within 鼓楼区 --store city.duckdb
    Example:  liandong members --check-in --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    with asked(store, as_of) as (_, day):
        inside = inside_of(day, within)
        if check_in:
            _check_ins(day, inside, first, printed)
            return
        from graph_model.memberships import branch_members

        found = branch_members(day, inside)
        rows = [
            [
                called(day, "organizations", one.organization),
                one.organization,
                one.full,
                one.probationary,
                one.functional,
                one.reported,
                "是" if one.may_stand_alone else "",
            ]
            for one in found[:first]
        ]
    headings = ["党组织", "编码", "正式党员", "预备党员", "功能型", "报到", "满三名正式党员"]
    show(headings, rows, title=f"各党组织党员数　{day.date}　{counted(len(found), len(rows))}", printed=printed)


def _check_ins(day: Day, inside: str | None, first: int, printed: Printed) -> None:
    from graph_model.memberships import check_ins

    found = check_ins(day, inside)
    rows = [
        [
            called(day, "areas", one.area),
            one.area,
            one.due,
            one.reported,
            len(one.missing),
            one.unknown,
            "、".join(called(day, "persons", code) for code in one.missing),
        ]
        for one in found[:first]
    ]
    due, reported = sum(one.due for one in found), sum(one.reported for one in found)
    headings = ["小区", "编码", "应报到", "已报到", "未报到", "未填报", "未报到人员"]
    title = f"在职党员到居住地报到　{day.date}　应报到{due}人，已报到{reported}人，{counted(len(found), len(rows))}"
    show(headings, rows, title=title, printed=printed)
