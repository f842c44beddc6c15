"""A list as a command prints it: a table, CSV, a workbook, or JSON objects; and records in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from api.cli.output import amount, print_json, print_rows, print_table
from api.cli.questions import one_form, written
from graph_model.naming import called

if TYPE_CHECKING:
    from graph_model.day import Day

__all__ = [
    "SOME",
    "Printed",
    "area_names",
    "counted",
    "path_names",
    "person_name",
    "post_of",
    "show",
    "some",
    "subject_words",
]

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
    "所在": "path",
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
    "管理对象": "what",
    "上限": "limit",
    "层级": "level",
    "人员": "persons",
    "因何": "because",
    "党组织": "organization",
    "正式党员": "full",
    "预备党员": "probationary",
    "功能型": "functional",
    "报到": "reported",
    "满三名正式党员": "mayStandAlone",
    "小区": "area",
    "应报到": "due",
    "已报到": "reported",
    "未报到": "missing",
    "未报到人员": "missingPersons",
}
"""The headings of a table as keys of JSON."""


class Printed(NamedTuple):
    """How an answer is printed."""

    as_json: bool
    as_csv: bool
    as_xlsx: Path | None

    @property
    def whole(self) -> bool:
        """Whether a program or a spreadsheet reads it, which has room for everything."""
        return self.as_json or self.as_csv or self.as_xlsx is not None

    @classmethod
    def of(cls, as_json: bool, as_csv: bool, as_xlsx: Path | None) -> Printed:
        """As the options say.

        Raises:
            typer.BadParameter: in several ways.
        """
        one_form(as_json, as_csv, as_xlsx is not None)
        return cls(as_json, as_csv, as_xlsx)


def show(
    headings: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str, printed: Printed, right: int = 0
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


def counted(total: int, shown: int) -> str:
    """How many there are, and how to see more of them."""
    return f"共{total}条" + (f"，列出前{shown}条（--first N可多列）" if shown < total else "")


SOME = 3
"""How many names a cell of a printed table holds."""


def some(names: Sequence[str], printed: Printed, total: int | None = None) -> str:
    """The first names and how many there are; all of them where nobody has to read the line."""
    total = len(names) if total is None else total
    if printed.whole or total <= SOME:
        return "、".join(names)
    return "、".join(names[:SOME]) + f"等{total}个"


def subject_words(day: Day, table: str, code: str) -> str:
    """What a subject of an indicator is called, with its place where the name alone says little."""
    from graph_model.happenings import post_words

    index = day.network.tables[table].find(code)
    if index < 0 or day.row_of(table)[index] < 0:
        return code
    if table == "posts":
        return post_words(day, index)[0]
    if table == "appointments":
        held = day.record(table, code)
        return f"{person_name(day, held.person)}（{post_words(day, day.index('posts', held.post))[0]}）"
    name = called(day, table, code)
    above = [area_names(day, [one]) for one in day.path(code)[:-1]] if table == "areas" else []
    return (above[-1] if above else "") + name


def post_of(day: Day, appointment: str) -> tuple[str, str]:
    """What post an appointment is to, in words, and on what basis and for whom."""
    from graph_model.happenings import post_words

    held = day.record("appointments", appointment)
    words = post_words(day, day.index("posts", held.post))[0]
    sent = f"（代表{day.record('organizations', held.on_behalf_of).name}）" if held.on_behalf_of else ""
    return words + sent, held.basis.value if held.basis else ""


def person_name(day: Day, code: str) -> str:
    """The name of a person, else the code."""
    return day.record("persons", code).name or code


def path_names(day: Day, table: str, code: str) -> str:
    """Where a record stands, from the top: 开封市/龙亭区/启源街道; nothing where it is not there that day or stands nowhere."""
    import numpy as np

    index = day.network.tables[table].find(code)
    if index < 0 or day.row_of(table)[index] < 0:
        return ""
    area = int(day.area_of(table, np.array([index], np.int32))[0])
    above = [] if area < 0 else day.path(day.code(area))
    return "/".join(day.record("areas", one).name for one in above)


def area_names(day: Day, codes: Iterable[str]) -> str:
    """The names of areas."""
    return "、".join(day.record("areas", code).name for code in codes)
