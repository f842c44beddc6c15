"""Who holds two posts in one place: `cross`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.context import inside_of
from api.cli.listing import Printed, area_names, counted, person_name, post_of, show
from api.cli.options import AsCsv, AsJson, AsOf, AsXlsx, First, StorePath, Within
from api.cli.questions import asked
from graph_model.levels import AreaLevel

if TYPE_CHECKING:
    from graph_model.day import Day
    from graph_model.patterns import PostPattern

__all__ = ["add_to", "cross"]

_PATTERN = "Posts as KIND/ROLE, /ROLE, KIND/, or LEVEL:ROLE such as compound:head."
FromPosts = Annotated[
    str | None, typer.Option("--from", metavar="POSTS", help="One side 一方. " + _PATTERN, show_default=False)
]
ToPosts = Annotated[
    str | None, typer.Option("--to", metavar="POSTS", help="The other side 另一方, written alike.", show_default=False)
]


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("cross")(cross)


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
    printed = Printed.of(as_json, as_csv, as_xlsx)
    patterns = _pattern(from_posts), _pattern(to_posts)
    with asked(store, as_of) as (_, day):
        inside = inside_of(day, within)
        if two_way is not None:
            _both_ways(day, two_way, inside, first, printed)
            return
        from graph_model.appointments import CrossAppointments

        found = CrossAppointments(day, inside, *patterns)
        if matrix:
            words = {} if as_json else _labels(day)
            cells = [
                [words.get(one.one, one.one), words.get(one.other, one.other), one.pairs, one.both_lead, one.persons]
                for one in found.matrix()
            ]
            headings = ["一方", "另一方", "交叉任职", "一肩挑", "人数"]
            show(headings, cells, title=f"交叉任职　{day.date}", printed=printed, right=3)
            return
        rows = [
            [
                person_name(day, pair.person),
                *(words for code in (pair.one, pair.other) for words in post_of(day, code)[:1]),
                area_names(day, pair.areas),
                pair.since.isoformat(),
                pair.days,
                "是" if pair.both_lead else "",
            ]
            for pair in found.page(first)
        ]
    title = f"交叉任职　{day.date}　{found.persons()}人，{counted(len(found), len(rows))}"
    headings = ["姓名", "岗位", "兼任", "何处", "自何日", "天数", "一肩挑"]
    show(headings, rows, title=title, printed=printed)


def _labels(day: Day) -> dict[str, str]:
    """What kinds of bodies and levels are called; where cities differ, as the default scheme says."""
    found: dict[str, str] = {}
    for scheme in sorted(day.network.schemes.values(), key=lambda one: one.key == "default"):
        found |= {level.value: declared.label for level, declared in scheme.levels.items()}
        found |= {key: kind.label for key, kind in scheme.kinds.items()}
    return found


_VERDICTS = {"complete": "完整", "half": "一半", "missing": "空缺", "unknown": "情况不明"}


def _both_ways(day: Day, key: str, inside: str | None, first: int, printed: Printed) -> None:
    from api.cli.questions import STATES
    from graph_model.two_way import two_way

    entries = two_way(day, key, inside)
    rows = [
        [area_names(day, [one.area]), one.area, STATES[one.forward], STATES[one.backward], _VERDICTS[one.verdict]]
        for one in entries[:first]
    ]
    counts = "，".join(
        f"{label}{sum(one.verdict == verdict for one in entries)}" for verdict, label in _VERDICTS.items()
    )
    headings = ["区域", "编码", "正向", "反向", "双向进入"]
    show(headings, rows, title=f"双向进入　{day.date}　{counts}　{counted(len(entries), len(rows))}", printed=printed)
