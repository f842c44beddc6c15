"""The model's closed lists as GraphQL enums: keys in SCREAMING_SNAKE, each described by its Chinese word.

The enums themselves are the model's; importing this module declares them to strawberry. `LABELS` has the Chinese word of
every member, for descriptions and for the `…Label` fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Literal

import strawberry

from graph_model.answers import State, Weight
from graph_model.claims.verdicts import Verdict
from graph_model.indicators.conditions import SubjectType
from graph_model.levels import AreaLevel
from graph_model.periods import Every
from graph_model.records import (
    AffiliationKind,
    Basis,
    CoverMode,
    Ledger,
    MembershipKind,
    MembershipStatus,
    Qualifier,
)

__all__ = ["LABELS", "Language", "RecordTable", "Severity", "label_of"]


class Language(StrEnum):
    """The language of a text; the values are the keys of `Names`."""

    ZH = "zh"
    EN = "en"

    @property
    def key(self) -> Literal["zh", "en"]:
        """The key under which a text of this language is kept."""
        return "zh" if self is Language.ZH else "en"


class Severity(StrEnum):
    """How much a gap matters."""

    INFO = "info"
    WARNING = "warning"
    SEVERE = "severe"
    CRITICAL = "critical"


class RecordTable(StrEnum):
    """The eleven tables."""

    AREAS = "areas"
    ORGANIZATIONS = "organizations"
    COVERS = "covers"
    AFFILIATIONS = "affiliations"
    PERSONS = "persons"
    MEMBERSHIPS = "memberships"
    POSTS = "posts"
    APPOINTMENTS = "appointments"
    FILINGS = "filings"
    FIGURES = "figures"
    EXEMPTIONS = "exemptions"


LABELS: Mapping[type[Enum], Mapping[str, str]] = {
    AreaLevel: {
        "COUNTRY": "国家",
        "PROVINCE": "省",
        "CITY": "市",
        "COUNTY": "县区",
        "TOWN": "乡镇/街道",
        "COMMUNITY": "村/社区",
        "GRID": "网格",
        "COMPOUND": "小区/楼院",
        "BUILDING": "楼栋",
        "UNIT": "单元",
        "CENTRAL_HOUSEHOLD": "中心户",
        "RESIDENTS": "群众",
    },
    State: {
        "EXEMPT": "不纳入考核",
        "UNKNOWN": "未填报，情况不明",
        "GAP": "空白点或缺岗",
        "COVERED": "已覆盖",
    },
    Weight: {"SUBJECTS": "按对象个数", "HOUSEHOLDS": "按户数", "RESIDENTS": "按人口"},
    SubjectType: {
        "AREAS": "区域",
        "ORGANIZATIONS": "组织",
        "POSTS": "岗位",
        "APPOINTMENTS": "任职",
        "PERSONS": "人员",
    },
    CoverMode: {"OWN": "单独建", "JOINT": "联合建", "ATTACHED": "挂靠建", "WORK": "党的工作覆盖"},
    Basis: {
        "ELECTED": "选举",
        "PROPOSED": "推选",
        "APPOINTED": "任命",
        "SENT": "选派",
        "HIRED": "聘用",
        "CONCURRENT": "兼任",
        "CLAIMED": "认领",
    },
    Ledger: {"OWN": "自管", "EMPLOYED": "在职", "RETIRED": "离退休", "MOBILE": "流动"},
    MembershipKind: {"FORMAL": "组织关系", "FUNCTIONAL": "功能型", "REPORTED": "报到"},
    MembershipStatus: {"FULL": "正式党员", "PROBATIONARY": "预备党员"},
    AffiliationKind: {
        "BRANCH_ALLIANCE": "支部联建",
        "SPONSORSHIP": "包保",
        "LIAISON": "包联",
        "PARTNERSHIP": "共建",
        "UNIT_CHECK_IN": "单位报到",
    },
    Severity: {"INFO": "提示", "WARNING": "预警", "SEVERE": "严重", "CRITICAL": "特别严重"},
    Qualifier: {
        "EXACT": "如数",
        "ABOUT": "约、左右",
        "AT_LEAST": "以上，含本数",
        "MORE_THAN": "余、多",
        "UNDER": "近、不到",
    },
    Verdict: {verdict.name: verdict.label for verdict in Verdict},
    Every: {"MONTH": "月", "QUARTER": "季度", "HALF": "半年", "YEAR": "年"},
    Language: {"ZH": "中文", "EN": "英文"},
    RecordTable: {
        "AREAS": "区域",
        "ORGANIZATIONS": "组织",
        "COVERS": "覆盖关系",
        "AFFILIATIONS": "结对",
        "PERSONS": "人员",
        "MEMBERSHIPS": "党员关系",
        "POSTS": "岗位",
        "APPOINTMENTS": "任职",
        "FILINGS": "填报",
        "FIGURES": "上报数",
        "EXEMPTIONS": "不纳入考核",
    },
}
"""The Chinese word of every enum member, by the member's name."""

_NAMES: Mapping[type[Enum], tuple[str, str]] = {
    AreaLevel: ("AreaLevel", "区域的层级；层级之间没有先后，上下关系只由区划归属决定"),
    State: ("CoverageState", "对象相对于一项指标的状态，依次判定"),
    Weight: ("Weight", "一个对象按什么计数"),
    SubjectType: ("SubjectType", "指标考核的是什么"),
    CoverMode: ("CoverMode", "党组织的覆盖方式，由强到弱"),
    Basis: ("Basis", "任职的产生方式"),
    Ledger: ("Ledger", "党员台账"),
    MembershipKind: ("MembershipKind", "党员属于组织的方式"),
    MembershipStatus: ("MembershipStatus", "党员类别"),
    AffiliationKind: ("AffiliationKind", "结对的方式"),
    Severity: ("Severity", "空白点的严重程度"),
    Qualifier: ("Qualifier", "公布数的限定语"),
    Verdict: ("ClaimVerdict", "公布数与核算数比较的结论"),
    Every: ("Step", "每隔多久"),
    Language: ("Language", "文字的语言"),
    RecordTable: ("RecordTable", "记录的类型"),
}


def label_of(member: Enum | None) -> str | None:
    """The Chinese word of an enum member; None of None."""
    return None if member is None else LABELS[type(member)][member.name]


def _declare() -> None:
    for kind, (name, description) in _NAMES.items():
        strawberry.enum(kind, name=name, description=description)
        for value in kind.__strawberry_definition__.values:  # type: ignore[attr-defined]
            value.description = LABELS[kind][value.name]


_declare()
