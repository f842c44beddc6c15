"""What records are called, for tables that people read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph_model.errors import NotFound

if TYPE_CHECKING:
    from graph_model.day import Day

__all__ = ["areas_called", "called", "holders_called", "run_together"]


def called(day: Day, table: str, code: str) -> str:
    """What a record is called: its name, a post's label, else its code; what has ended is only its code."""
    column = _CALLED.get(table)
    try:
        index = day.index(table, code)
    except NotFound:
        return code
    versions = day.network.tables[table]
    name = column and versions.frame[column][int(day.row_of(table)[index])]
    return name or versions.code(index)


_CALLED = {"areas": "name", "organizations": "name", "persons": "name", "posts": "label"}
"""The column that holds what a record is called; the others are called by their code."""


def areas_called(day: Day, codes: Iterable[str], between: str = "/") -> str:
    """The names of areas, one after the other: of a path, or of several."""
    return between.join(called(day, "areas", code) for code in codes)


def holders_called(day: Day, post: str | None) -> str:
    """Who holds a post, "" when nobody does."""
    return "" if post is None else "、".join(called(day, "persons", one.person) for one in day.holders(post))


def run_together(name: str, label: str, level: str | None = None) -> str:
    """A name and what follows it, without saying twice what both say; `level` is what areas like the one named are called.

    >>> run_together("党支部", "支部书记"), run_together("春华社区", "社区党委"), run_together("柏苑", "柏苑党支部")
    ('党支部书记', '春华社区党委', '柏苑党支部')
    >>> run_together("启源街道", "街道（镇）牵头人", "街道（镇）"), run_together("开封市", "市级牵头人", "市")
    ('启源街道牵头人', '开封市牵头人')
    >>> run_together("第5网格", "网格员", "网格"), run_together("示例物业公司（3）", "经理")
    ('第5网格网格员', '示例物业公司（3）经理')
    """
    size = next((size for size in range(min(len(name), len(label)), 1, -1) if name.endswith(label[:size])), 0)
    rest = label[size:]
    if level and label.startswith(level) and name[-1:] in level:
        rest = label.removeprefix(level).removeprefix("级")
    return name + (label if rest in ("", "员") and size < len(label) else rest)
