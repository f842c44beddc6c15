"""Questions about people and posts: `cross`, `vacancies`, `terms`, `conflicts`, `dependence`; and about time: `trend`, `changes`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from api.cli.context import inside_of
from api.cli.options import AsCsv, AsJson, AsOf, AsXlsx, First, StorePath, Within, read_day
from api.cli.output import amount, percent, print_json, print_rows, print_table
from api.cli.questions import IndicatorKey, asked, one_form, written
from graph_model.levels import AreaLevel
from graph_model.periods import Every

if TYPE_CHECKING:
    from graph_model.day import Day
    from graph_model.patterns import PostPattern

__all__ = ["add_to", "changes", "conflicts", "cross", "dependence", "terms", "trend", "vacancies"]

_PATTERN = "Posts as KIND/ROLE, /ROLE, KIND/, or LEVEL:ROLE such as compound:head."
FromPosts = Annotated[
    str | None, typer.Option("--from", metavar="POSTS", help="One side 一方. " + _PATTERN, show_default=False)
]
ToPosts = Annotated[
    str | None, typer.Option("--to", metavar="POSTS", help="The other side 另一方, written alike.", show_default=False)
]
Since = Annotated[date, typer.Option("--from", parser=read_day, metavar="DATE", help="The first day 起.")]
Until = Annotated[date, typer.Option("--to", parser=read_day, metavar="DATE", help="The last day 止.")]


_KEYS = {
    "一方": "one",
    "另一方": "other",
    "交叉任职": "pairs",
    "一肩挑": "bothLead",
    "人数": "persons",
    "姓名": "person",
    "岗位": "post",
    "兼任": "otherPost",
    "又任": "otherPost",
    "何处": "areas",
    "自何日": "since",
    "天数": "days",
    "区域": "area",
    "编码": "code",
    "正向": "forward",
    "反向": "backward",
    "双向进入": "verdict",
    "在任": "held",
    "空额": "free",
    "届满之日": "ends",
    "剩余天数": "daysLeft",
    "情况": "situation",
    "规则": "rule",
    "独任岗位": "posts",
    "岗位数": "postCount",
    "牵连区域": "reach",
    "随之落空": "falls",
    "对象": "subject",
    "个数": "count",
    "日期": "on",
    "分子": "numerator",
    "分母": "denominator",
    "未填报": "unknown",
    "比例": "rate",
    "变动": "sentence",
    "原因": "reason",
}
"""The headings of a table as keys of JSON."""


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    for command in (cross, vacancies, terms, conflicts, dependence, trend, changes):
        app.command(command.__name__)(command)


class _Printed(NamedTuple):
    """How an answer is printed."""

    as_json: bool
    as_csv: bool
    as_xlsx: Path | None

    @classmethod
    def of(cls, as_json: bool, as_csv: bool, as_xlsx: Path | None) -> _Printed:
        """As the options say.

        Raises:
            typer.BadParameter: in several ways.
        """
        one_form(as_json, as_csv, as_xlsx is not None)
        return cls(as_json, as_csv, as_xlsx)


def _show(
    headings: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str, printed: _Printed, right: int = 0
) -> None:
    """Rows as a table, as CSV, as a workbook, or as JSON objects."""
    if printed.as_json:
        print_json([dict(zip((_KEYS.get(heading, heading) for heading in headings), row, strict=True)) for row in rows])
    elif printed.as_csv:
        print_rows(headings, rows)
    elif printed.as_xlsx is not None:
        written(printed.as_xlsx, title.partition("　")[0], headings, rows, title)
    else:
        print_table(headings, [[_cell(cell) for cell in row] for row in rows], title=title, right=right)


def _cell(value: Any) -> str:
    return "" if value is None else amount(value) if isinstance(value, int | float) else str(value)


def _counted(total: int, shown: int) -> str:
    return f"共{total}条" + (f"，列出前{shown}条（--first N可多列）" if shown < total else "")


def _pattern(text: str | None) -> PostPattern | None:
    """Posts as an option names them.

    Raises:
        typer.BadParameter: it names none.
    """
    from graph_model.patterns import PostPattern

    if text is None:
        return None
    level, colon, role = text.partition(":")
    kind, slash, of_kind = text.partition("/")
    if colon and level in list(AreaLevel):
        return PostPattern(role=(role,) if role else (), level=AreaLevel(level))
    if not slash or text == "/":
        raise typer.BadParameter(f"expected posts as owners_committee/chair, /chair or compound:head, found {text!r}")
    return PostPattern(role=(of_kind,) if of_kind else (), kinds=(kind,) if kind else ())


def _post(day: Day, appointment: str) -> tuple[str, str]:
    """What post an appointment is to, in words, and on what basis and for whom."""
    from graph_model.happenings import post_words

    held = day.record("appointments", appointment)
    words = post_words(day, day.index("posts", held.post))[0]
    sent = f"（代表{day.record('organizations', held.on_behalf_of).name}）" if held.on_behalf_of else ""
    return words + sent, held.basis.value if held.basis else ""


def _person(day: Day, code: str) -> str:
    return day.record("persons", code).name or code


def _areas(day: Day, codes: Iterable[str]) -> str:
    return "、".join(day.record("areas", code).name for code in codes)


def cross(
    store: StorePath = None,
    within: Within = None,
    from_posts: FromPosts = None,
    to_posts: ToPosts = None,
    as_of: AsOf = None,
    first: First = 50,
    matrix: Annotated[bool, typer.Option("--matrix", help="Count by kinds of bodies instead 按类型汇总.")] = False,
    two_way: Annotated[
        str | None,
        typer.Option("--two-way", metavar="KEY", help="Both directions of a place 双向进入.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """Who holds two posts in one place 交叉任职: the person, both posts, where, since when, for how many days.

    Example:  liandong cross --from party_branch/secretary --to owners_committee/chair --store city.duckdb
    """
    printed = _Printed.of(as_json, as_csv, as_xlsx)
    patterns = _pattern(from_posts), _pattern(to_posts)
    with asked(store, as_of) as (_, day):
        inside = inside_of(day, within)
        if two_way is not None:
            _both_ways(day, two_way, inside, printed)
            return
        from graph_model.appointments import CrossAppointments

        found = CrossAppointments(day, inside, *patterns)
        if matrix:
            cells = [[one.one, one.other, one.pairs, one.both_lead, one.persons] for one in found.matrix()]
            headings = ["一方", "另一方", "交叉任职", "一肩挑", "人数"]
            _show(headings, cells, title=f"交叉任职　{day.date}", printed=printed, right=3)
            return
        rows = [
            [
                _person(day, pair.person),
                *(words for code in (pair.one, pair.other) for words in _post(day, code)[:1]),
                _areas(day, pair.areas),
                pair.since.isoformat(),
                pair.days,
                "是" if pair.both_lead else "",
            ]
            for pair in found.page(first)
        ]
    title = f"交叉任职　{day.date}　{found.persons()}人，{_counted(len(found), len(rows))}"
    headings = ["姓名", "岗位", "兼任", "何处", "自何日", "天数", "一肩挑"]
    _show(headings, rows, title=title, printed=printed)


_VERDICTS = {"complete": "完整", "half": "一半", "missing": "空缺", "unknown": "情况不明"}


def _both_ways(day: Day, key: str, inside: str | None, printed: _Printed) -> None:
    from api.cli.questions import STATES
    from graph_model.two_way import two_way

    entries = two_way(day, key, inside)
    rows = [
        [_areas(day, [one.area]), one.area, STATES[one.forward], STATES[one.backward], _VERDICTS[one.verdict]]
        for one in entries
    ]
    counts = "，".join(
        f"{label}{sum(one.verdict == verdict for one in entries)}" for verdict, label in _VERDICTS.items()
    )
    headings = ["区域", "编码", "正向", "反向", "双向进入"]
    _show(headings, rows, title=f"双向进入　{day.date}　{counts}", printed=printed)


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
    printed = _Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.happenings import post_words
    from graph_model.staffing import vacancies as listed

    with asked(store, as_of) as (_, day):
        found = listed(day, inside_of(day, within))
        rows = [
            [
                post_words(day, day.index("posts", one.post))[0],
                one.post,
                one.held,
                one.free,
                one.since.isoformat(),
                one.days,
            ]
            for one in found[:first]
        ]
    headings = ["岗位", "编码", "在任", "空额", "自何日", "天数"]
    title = f"缺岗与空额　{day.date}　{_counted(len(found), len(rows))}"
    _show(headings, rows, title=title, printed=printed)


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
    printed = _Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.staffing import terms as listed

    with asked(store, as_of) as (_, day):
        found = listed(day, inside_of(day, within), ending)
        rows = [
            [
                _person(day, one.person),
                _post(day, one.appointment)[0],
                one.since.isoformat(),
                one.ends.isoformat(),
                one.days_left,
                "逾期未换届" if one.overdue else "将届满",
            ]
            for one in found[:first]
        ]
    headings = ["姓名", "岗位", "自何日", "届满之日", "剩余天数", "情况"]
    title = f"任期　{day.date}　{_counted(len(found), len(rows))}"
    _show(headings, rows, title=title, printed=printed)


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
    printed = _Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.staffing import conflicts as listed

    with asked(store, as_of) as (_, day):
        found = listed(day, inside_of(day, within))
        rows = [
            [
                _person(day, one.person),
                _post(day, one.one)[0],
                _post(day, one.other)[0],
                _areas(day, one.areas),
                one.label,
            ]
            for one in found[:first]
        ]
    headings = ["姓名", "岗位", "又任", "何处", "规则"]
    title = f"任职回避　{day.date}　{_counted(len(found), len(rows))}"
    _show(headings, rows, title=title, printed=printed)


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
    printed = _Printed.of(as_json, as_csv, as_xlsx)
    from graph_model import staffing
    from graph_model.happenings import post_words

    with asked(store, as_of) as (network, day):
        inside = inside_of(day, within)

        def posts(codes: Iterable[str]) -> str:
            return "、".join(post_words(day, day.index("posts", code))[0] for code in codes)

        if person is None:
            rows = [
                [_person(day, one.person), one.person, posts(one.posts), len(one.posts), one.reach]
                for one in staffing.keystones(day, inside, first)
            ]
            headings = ["姓名", "编码", "独任岗位", "岗位数", "牵连区域"]
            _show(headings, rows, title=f"独任要岗　{day.date}", printed=printed, right=2)
            return
        alone, fallen = staffing.dependence(day, person)
        rows = [["空缺岗位", posts(alone), len(alone)]]
        for one in fallen:
            some = "、".join(one.subjects[:5]) + ("……" if len(one.subjects) > 5 else "")
            rows.append([network.catalogue[one.indicator].title.zh, some, len(one.subjects)])
        name = _person(day, person)
    _show(
        ["随之落空", "对象", "个数"],
        rows,
        title=f"{name}离任　{day.date}",
        printed=printed,
        right=1,
    )


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
    printed = _Printed.of(as_json, as_csv, as_xlsx)
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
    _show(
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
    printed = _Printed.of(as_json, as_csv, as_xlsx)
    from api.cli.questions import STATES
    from graph_model.happenings import happenings
    from graph_model.trends import compared

    with asked(store, until) as (network, day):
        inside = inside_of(day, within)
        if indicator is not None:
            turns = compared(network, indicator, since, until, inside)
            rows = [
                [
                    one.subject,
                    STATES[one.before] if one.before else "不在范围",
                    STATES[one.after] if one.after else "不在范围",
                    one.reason["zh"],
                ]
                for one in turns[:first]
            ]
            headings, total = ["对象", str(since), str(until), "原因"], len(turns)
        else:
            found = happenings(network, since, until, inside)
            rows = [[one.day.isoformat(), one.sentence["zh"], one.code] for one in found[:first]]
            headings, total = ["日期", "变动", "编码"], len(found)
    title = f"{since}至{until}　{_counted(total, len(rows))}"
    _show(headings, rows, title=title, printed=printed)
