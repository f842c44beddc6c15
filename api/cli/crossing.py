"""Who holds two posts in one place: `cross`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.context import inside_of
from api.cli.listing import Printed, area_names, counted, person_name, post_of, show
from api.cli.options import AsCsv, AsJson, AsOf, AsXlsx, First, StorePath, Within
from api.cli.questions import asked
from graph_model.levels import AreaLevel
from graph_model.patterns import PostPattern
from schema.errors import closest

if TYPE_CHECKING:
    from graph_model.day import Day
    from graph_model.network import Network

__all__ = ["add_to", "cross"]

_PATTERN = (
    "Posts as KIND/ROLE, /ROLE, KIND/, or LEVEL:ROLE, by key or Chinese label: owners_committee/chair, 业主委员会/主任, "
    "compound:head, 小区长. A word that is none lists them all."
)
FromPosts = Annotated[
    str | None, typer.Option("--from", metavar="POSTS", help="One side 一方. " + _PATTERN, show_default=False)
]
ToPosts = Annotated[
    str | None, typer.Option("--to", metavar="POSTS", help="The other side 另一方, written alike.", show_default=False)
]


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("cross")(cross)


def _pattern(text: str | None, network: Network) -> PostPattern | None:
    """Posts as an option names them, in the words of the schemes in use.

    Raises:
        typer.BadParameter: it names none; says which words there are.
    """
    if text is None:
        return None
    words, text = _Words(network), text.replace("：", ":")
    level, colon, role = text.partition(":")
    linkage = words.post(text)
    if linkage is not None:
        return linkage
    kind, slash, of_kind = text.replace("／", "/").partition("/")
    if colon:
        return PostPattern(role=words.keys("角色", role), level=AreaLevel(words.keys("层级", level)[0]))
    if not slash or not (kind or of_kind):
        raise typer.BadParameter(
            f"岗位应写作 owners_committee/chair、业主委员会/主任、/chair、compound:head 或小区长；收到的是“{text}”"
        )
    return PostPattern(role=words.keys("角色", of_kind), kinds=words.keys("组织类型", kind))


class _Words:
    """The kinds, groups, roles and levels of the schemes in use, by key and by label."""

    def __init__(self, network: Network) -> None:
        self._known: dict[str, dict[str, str]] = {"组织类型": {}, "角色": {}, "层级": {}}
        self._of_levels: dict[str, PostPattern] = {}
        for scheme in network.schemes_in_use():
            self._known["组织类型"] |= {key: kind.label for key, kind in scheme.kinds.items()}
            self._known["组织类型"] |= {key: group.label for key, group in scheme.groups.items()}
            self._known["角色"] |= dict(scheme.roles)
            self._known["层级"] |= {level.value: one.label for level, one in scheme.levels.items()}
            posts = {one.post.label: (level, one.post.role) for level, one in scheme.levels.items() if one.post}
            self._of_levels |= {label: PostPattern(level=level, role=(role,)) for label, (level, role) in posts.items()}

    def post(self, text: str) -> PostPattern | None:
        """The linkage posts that are called so, such as 小区长."""
        return self._of_levels.get(text.rpartition(":")[2])

    def keys(self, what: str, word: str) -> tuple[str, ...]:
        """The keys a word stands for: itself, or all that are labelled so; none for an empty word.

        Raises:
            typer.BadParameter: it is neither.
        """
        known = self._known[what]
        found = (word,) if word in known else tuple(key for key, label in known.items() if label == word)
        if word and not found:
            near = closest(word, [*known, *known.values()])
            listed = "、".join(f"{key}（{label}）" for key, label in sorted(known.items()))
            raise typer.BadParameter(f"没有名为“{word}”的{what}{near}。{what}有：{listed}")
        return found if word else ()


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
    Example:  liandong cross --from 党组织/书记 --to 业主委员会/主任 --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    with asked(store, as_of) as (network, day):
        patterns = _pattern(from_posts, network), _pattern(to_posts, network)
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


def _ways(day: Day, key: str, area: str) -> tuple[str, str]:
    """Both directions in words, as the scheme at an area declares them: 党组织书记→业主委员会主任."""
    from schema.enums import Language
    from schema.words import Words

    scheme = day.scheme(area)
    words, pair = Words(scheme, Language.ZH), scheme.two_way[key]
    forward, backward = (f"{words.posts(way.from_)}→{words.posts(way.to)}" for way in (pair.forward, pair.backward))
    return forward, backward


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
    ways = ("正向", "反向") if printed.as_json or not entries else _ways(day, key, entries[0].area)
    headings = ["区域", "编码", *ways, "双向进入"]
    show(headings, rows, title=f"双向进入　{day.date}　{counts}　{counted(len(entries), len(rows))}", printed=printed)
