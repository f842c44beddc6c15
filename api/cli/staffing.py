"""Questions about posts: `vacancies`, `terms`, `conflicts`, `many-posts`, `overspans`, `dependence`, `answers-for`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from api.cli.context import inside_of
from api.cli.listing import (
    SOME,
    Printed,
    area_names,
    counted,
    path_names,
    person_name,
    post_of,
    show,
    some,
    subject_words,
)
from api.cli.options import AsCsv, AsJson, AsOf, AsXlsx, First, StorePath, Within
from api.cli.questions import asked
from graph_model.levels import AreaLevel

__all__ = [
    "add_to",
    "answers_for",
    "conflicts",
    "dependence",
    "many_posts",
    "overspans",
    "terms",
    "vacancies",
]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    for command in (vacancies, terms, conflicts, many_posts, overspans, dependence, answers_for):
        app.command(command.__name__.replace("_", "-"))(command)


def vacancies(
    store: StorePath = None,
    within: Within = None,
    as_of: AsOf = None,
    first: First = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """Posts with nobody in them and free seats 缺岗与空额, and for how long. What nobody told about is not listed.

    Example:  liandong vacancies --within 开封市 --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.happenings import post_words
    from graph_model.staffing import vacancies as listed

    with asked(store, as_of) as (_, day):
        found = listed(day, inside_of(day, within))
        rows = [
            [
                post_words(day, day.index("posts", one.post))[0],
                path_names(day, "posts", one.post),
                one.post,
                one.held,
                one.free if one.free is not None or printed.as_json else "不限",
                one.since.isoformat(),
                one.days,
            ]
            for one in found[:first]
        ]
    headings = ["岗位", "所在", "编码", "在任", "空额", "自何日", "天数"]
    title = f"缺岗与空额　{day.date}　{counted(len(found), len(rows))}"
    show(headings, rows, title=title, printed=printed)


def terms(
    store: StorePath = None,
    within: Within = None,
    ending: Annotated[int, typer.Option("--ending", help="Ending within so many days 多少天内届满.")] = 90,
    as_of: AsOf = None,
    first: First = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """Terms that end soon or are overdue 届满与逾期未换届, the earliest first.

    Example:  liandong terms --ending 180 --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.staffing import terms as listed

    with asked(store, as_of) as (_, day):
        found = listed(day, inside_of(day, within), ending)
        rows = [
            [
                person_name(day, one.person),
                post_of(day, one.appointment)[0],
                one.since.isoformat(),
                one.ends.isoformat(),
                one.days_left,
                "逾期未换届" if one.overdue else "将届满",
            ]
            for one in found[:first]
        ]
    headings = ["姓名", "岗位", "自何日", "届满之日", "剩余天数", "情况"]
    title = f"任期　{day.date}　{counted(len(found), len(rows))}"
    show(headings, rows, title=title, printed=printed)


def conflicts(
    store: StorePath = None,
    within: Within = None,
    as_of: AsOf = None,
    first: First = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """Posts that may not go together 任职回避, by the rules of the scheme.

    Example:  liandong conflicts --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.staffing import conflicts as listed

    with asked(store, as_of) as (_, day):
        found = listed(day, inside_of(day, within))
        rows = [
            [
                person_name(day, one.person),
                post_of(day, one.one)[0],
                post_of(day, one.other)[0],
                area_names(day, one.areas),
                one.label,
            ]
            for one in found[:first]
        ]
    headings = ["姓名", "岗位", "又任", "何处", "规则"]
    title = f"任职回避　{day.date}　{counted(len(found), len(rows))}"
    show(headings, rows, title=title, printed=printed)


def many_posts(
    store: StorePath = None,
    within: Within = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", help="More than so many 超过几个 (default: the limit of the scheme).", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    first: First = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """Who holds too many posts 任职过多, most first.

    Example:  liandong many-posts --limit 2 --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.happenings import post_words
    from graph_model.staffing import many_posts as listed

    with asked(store, as_of) as (_, day):
        found = listed(day, inside_of(day, within), limit)
        rows = []
        for one in found[:first]:
            posts = [post_words(day, day.index("posts", code))[0] for code in one.posts]
            rows.append([person_name(day, one.person), one.person, some(posts, printed), len(one.posts), one.limit])
    title = f"任职过多　{day.date}　{counted(len(found), len(rows))}"
    show(["姓名", "编码", "岗位", "岗位数", "上限"], rows, title=title, printed=printed, right=2)


_SPANS = {"households": "户数", "joint_bodies": "联合建的组织数"}


def overspans(
    store: StorePath = None,
    within: Within = None,
    as_of: AsOf = None,
    first: First = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """Where the span of control is too wide 管理幅度过大: areas below one post, households of one, bodies of a joint branch.

    Example:  liandong overspans --within 开封市 --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.staffing import overspans as listed

    with asked(store, as_of) as (_, day):
        found = listed(day, inside_of(day, within))
        rows = []
        for one in found[:first]:
            label = _SPANS.get(one.what) or f"{day.scheme(one.code).levels[AreaLevel(one.what)].label}数"
            rows.append([day.record(one.table, one.code).name, one.code, label, one.count, one.limit])
    title = f"管理幅度过大　{day.date}　{counted(len(found), len(rows))}"
    show(["何处", "编码", "管理对象", "个数", "上限"], rows, title=title, printed=printed, right=2)


def dependence(
    person: Annotated[
        str | None,
        typer.Argument(metavar="PERSON", help="The code of a person (default: whom the place depends on most)."),
    ] = None,
    store: StorePath = None,
    within: Within = None,
    as_of: AsOf = None,
    first: First = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """What falls if one person leaves 谁离不得; without a person, on whom a place depends most.

    Example:  liandong dependence --within 开封市 --first 5 --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    from graph_model import staffing
    from graph_model.happenings import post_words

    with asked(store, as_of) as (network, day):
        inside = inside_of(day, within)

        def posts(codes: Sequence[str]) -> str:
            return some([post_words(day, day.index("posts", code))[0] for code in codes], printed)

        if person is None:
            rows = [
                [person_name(day, one.person), one.person, posts(one.posts), len(one.posts), one.reach]
                for one in staffing.keystones(day, inside, first)
            ]
            headings = ["姓名", "编码", "独任岗位", "岗位数", "牵连区域"]
            show(headings, rows, title=f"独任要岗　{day.date}", printed=printed, right=2)
            return
        alone, fallen = staffing.dependence(day, person)
        rows = [["空缺岗位", posts(alone), len(alone)]]
        for one in fallen:
            table = network.catalogue[one.indicator].subject
            shown = one.subjects if printed.whole else one.subjects[:SOME]
            names = [subject_words(day, table, code) for code in shown]
            rows.append(
                [network.catalogue[one.indicator].title.zh, some(names, printed, len(one.subjects)), len(one.subjects)]
            )
        name = person_name(day, person)
    show(
        ["随之落空", "对象", "个数"],
        rows,
        title=f"{name}离任　{day.date}",
        printed=printed,
        right=1,
    )


def answers_for(
    post: Annotated[str, typer.Argument(metavar="POST", help="The code of a post 岗位编码.")],
    store: StorePath = None,
    chain: Annotated[str, typer.Option("--chain", metavar="KEY", help="The named chain 链条.")] = "linkage",
    as_of: AsOf = None,
    first: First = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """All areas that a post answers for in a chain 一个岗位对何处负责, from above; `linkage` asks it from below.

    Example:  liandong answers-for 410202001001-1/head --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.happenings import post_words
    from graph_model.linkage import answers_for as listed

    with asked(store, as_of) as (_, day):
        codes = listed(day, post, chain)
        rows = []
        for code in codes[:first]:
            level = day.record("areas", code).level
            rows.append([area_names(day, [code]), code, day.scheme(code).levels[level].label])
        who = post_words(day, day.index("posts", post))[0]
    title = f"{who}所负责的区域　{day.date}　{counted(len(codes), len(rows))}"
    show(["区域", "编码", "层级"], rows, title=title, printed=printed)
