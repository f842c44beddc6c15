"""The sheets of the workbook and their columns, as the template writes them and the reader knows them.

Eleven sheets are the eleven tables, headed with the labels of their fields. Two are ledgers as street offices keep them: 小区台账
has a row for each compound, 楼栋长 one for each building; one row of a ledger is many records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from graph_model.levels import AreaLevel
from graph_model.records import TABLES
from graph_model.scheme import Scheme, Schemes
from loaders.rows import attributes_of, headings_of
from loaders.words import TABLE_LABELS

__all__ = [
    "BUILDINGS",
    "COMPOUNDS",
    "EXAMPLE",
    "GUIDE",
    "IGNORED",
    "LEDGER_LEVELS",
    "MISTAKES",
    "NUMBER",
    "OPTIONS",
    "REPORT_DATE",
    "SCOPE",
    "Column",
    "Kinds",
    "ledger_columns",
    "sheet_title",
]

GUIDE, OPTIONS, MISTAKES = "填表说明", "选项", "错误清单"
REPORT_DATE, SCOPE = "填报日期", "填报范围"
NUMBER, REMARK = "序号", "备注"
IGNORED = (NUMBER, REMARK)
EXAMPLE = ("例", "示例", "例：")
"""What stands under 序号 in a row that is only an example."""

COMPOUNDS, BUILDINGS = "compound_ledger", "building_ledger"
LEDGER_LEVELS = {COMPOUNDS: AreaLevel.COMPOUND, BUILDINGS: AreaLevel.BUILDING}
_TITLES = {COMPOUNDS: "小区台账", BUILDINGS: "楼栋长"}

Sort = Literal[
    "number", "area", "code", "name", "count", "attribute", "body", "kind", "mode", "holder", "contact", "credit"
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a ledger: its key, its heading, what its cells are, the note and the example of the template."""

    key: str
    heading: str
    sort: Sort
    note: str
    example: str | int = ""
    width: int = 12
    required: bool = False
    aliases: tuple[str, ...] = ()


def ledger_columns(kind: str, scheme: Scheme) -> list[Column]:
    """The columns of a ledger under a scheme, in order."""
    post = scheme.levels[LEDGER_LEVELS[kind]].post
    head = post.label if post else "负责人"
    return _compounds(head, scheme) if kind == COMPOUNDS else _buildings(head)


_WHO = "没有的填“无”；空着表示没有填报。两人以上用“、”隔开；同名的写人员编码。"
_HOW = "没有的填“无”；空着表示没有填报。"


def _compounds(head: str, scheme: Scheme) -> list[Column]:
    labels = {key: kind.label for key, kind in scheme.kinds.items()}
    councils = scheme.groups.get("self_governing_body")
    council = "、".join(labels[kind] for kind in councils.kinds) if councils else "业主委员会"
    extra = [
        Column(key, kind.label, "attribute", "不清楚的空着。", width=min(22, 2 * len(kind.label) + 3))
        for key, kind in scheme.attributes.items()
        if "areas" in kind.of and key != "contract_end"
    ]
    return [
        Column(
            "up",
            "所属社区",
            "area",
            "名称或编码。小区在网格之下的，写网格。",
            "示例社区",
            14,
            required=True,
            aliases=("社区", "所属村社区", "所属网格"),
        ),
        Column(
            "code",
            "小区编码",
            "code",
            "新小区必填，如社区编码加“-01”；已有的小区可空着，按名称识别。",
            "310000000001-01",
            20,
        ),
        Column("name", "小区名称", "name", "改名时须填小区编码。", "示例小区", 18, required=True, aliases=("小区",)),
        Column("households", "户数", "count", "整数。", 620, 8),
        Column("residents", "人口", "count", "整数。", 1850, 8, aliases=("人口数",)),
        Column("party", "党组织", "body", f"名称。{_HOW}", "示例小区党支部", 20),
        Column("party_kind", "党组织类型", "kind", "不填按党支部。", "党支部", 12),
        Column("mode", "组建方式", "mode", "填了党组织的必填。", "单独建", 13),
        Column("secretary", "党组织书记", "holder", _WHO, "张三", 12, aliases=("书记",)),
        Column("secretary_contact", "书记电话", "contact", "与姓名同序，用“、”隔开。", "13800000001", 14),
        Column(
            "council",
            "自治组织",
            "body",
            f"{council}的名称。{_HOW}",
            "示例小区业主委员会",
            22,
            aliases=("业主委员会", "业委会"),
        ),
        Column("council_kind", "自治组织类型", "kind", "不填按业主委员会。", "业主委员会", 15),
        Column("chair", "自治组织主任", "holder", _WHO, "李四", 14, aliases=("业委会主任", "业主委员会主任", "主任")),
        Column("chair_contact", "主任电话", "contact", "与姓名同序，用“、”隔开。", "13800000002", 14),
        Column(
            "firm",
            "物业企业",
            "body",
            f"名称。{_HOW}",
            "示例物业服务有限公司",
            24,
            aliases=("物业公司", "物业服务企业"),
        ),
        Column("credit_code", "物业企业信用代码", "credit", "18位统一社会信用代码，可空。", "91350100M000100Y43", 22),
        Column("contract_end", "物业合同到期日", "attribute", "如2026-12-31。", "2026-12-31", 15),
        Column("head", head, "holder", _WHO, "李四", 12),
        Column("head_contact", f"{head}电话", "contact", "与姓名同序，用“、”隔开。", "13800000002", 14),
        *extra,
    ]


def _buildings(head: str) -> list[Column]:
    return [
        Column("community", "所属社区", "area", "名称或编码；小区写编码时可空着。", "示例社区", 14, aliases=("社区",)),
        Column(
            "up",
            "所属小区",
            "area",
            "名称或编码，须是台账中或已有的小区。",
            "示例小区",
            18,
            required=True,
            aliases=("小区", "小区名称"),
        ),
        Column(
            "code",
            "楼栋编码",
            "code",
            "新楼栋必填，如小区编码加“-01”；已有的可空着，按名称识别。",
            "310000000001-01-01",
            24,
        ),
        Column(
            "name", "楼栋名称", "name", "改名时须填楼栋编码。", "1号楼", 14, required=True, aliases=("楼栋", "楼号")
        ),
        Column("households", "户数", "count", "整数。", 48, 8),
        Column("head", head, "holder", _WHO, "王五", 12),
        Column("head_contact", f"{head}电话", "contact", "与姓名同序，用“、”隔开。", "13800000003", 14),
    ]


def sheet_title(kind: str) -> str:
    """The name of a kind's sheet; Excel forbids some signs in it."""
    return _TITLES.get(kind) or TABLE_LABELS[kind].replace("/", "")


class Kinds:
    """The kinds of sheets there are under some schemes, by name and by headings."""

    def __init__(self, schemes: Schemes) -> None:
        self.schemes = schemes
        self._by_name: dict[str, str] = {}
        for kind in (*_TITLES, *TABLES):
            self._by_name |= {kind: kind, sheet_title(kind): kind}

    @cached_property
    def titles(self) -> list[str]:
        """The names of all sheets."""
        return [sheet_title(kind) for kind in (*_TITLES, *TABLES)]

    @cached_property
    def columns(self) -> Mapping[str, Mapping[str, Column]]:
        """For each ledger its columns by every text that may head them, under any scheme."""
        found: dict[str, dict[str, Column]] = {kind: {} for kind in _TITLES}
        for kind, known in found.items():
            for scheme in self.schemes.values():
                for column in ledger_columns(kind, scheme):
                    for text in (column.heading, *column.aliases):
                        known.setdefault(text, column)
            if kind == COMPOUNDS:
                for key, (declared, _) in attributes_of("areas", self.schemes).items():
                    known.setdefault(declared.label, Column(key, declared.label, "attribute", ""))
        return found

    def named(self, name: str) -> str | None:
        """The kind a sheet or file of this name is of."""
        return self._by_name.get(name.strip())

    def headings(self, kind: str) -> frozenset[str]:
        """Every text that may head a column of the kind."""
        ledger = self.columns.get(kind)
        return frozenset(ledger) if ledger is not None else frozenset(headings_of(TABLES[kind], self.schemes))

    def headed(self, written: Iterable[str]) -> str | None:
        """The one kind that knows all of these headings best; None when none or several do."""
        texts = {text.strip() for text in written} - {*IGNORED, ""}
        fitting = [kind for kind in (*_TITLES, *TABLES) if texts and texts <= self.headings(kind)]
        return fitting[0] if len(fitting) == 1 else None
