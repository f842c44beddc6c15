"""The words a file may use: the key of every closed list and the Chinese label a department would write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph_model.levels import AreaLevel
from graph_model.records import (
    AffiliationKind,
    Basis,
    CoverMode,
    Field,
    Ledger,
    MembershipKind,
    MembershipStatus,
    Qualifier,
)
from graph_model.scheme import Schemes

__all__ = ["LABELS", "TABLE_LABELS", "Words", "words_of"]

TABLE_LABELS: Mapping[str, str] = {
    "areas": "区域",
    "organizations": "组织",
    "covers": "覆盖关系",
    "affiliations": "结对",
    "persons": "人员",
    "memberships": "党员关系",
    "posts": "岗位",
    "appointments": "任职",
    "filings": "填报",
    "figures": "上报/公布数",
    "exemptions": "不纳入考核",
}
"""What the eleven tables are called."""

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, ...]]] = {
    CoverMode: {
        "own": ("单独建", "单独组建"),
        "joint": ("联合建", "联合组建"),
        "attached": ("挂靠建", "挂靠组建"),
        "work": ("党的工作覆盖", "工作覆盖"),
    },
    AffiliationKind: {
        "branch_alliance": ("支部联建",),
        "sponsorship": ("包保",),
        "liaison": ("包联",),
        "partnership": ("共建",),
        "unit_check_in": ("单位报到",),
    },
    Ledger: {"own": ("自管",), "employed": ("在职",), "retired": ("离退休",), "mobile": ("流动",)},
    MembershipKind: {"formal": ("组织关系",), "functional": ("功能型",), "reported": ("报到",)},
    MembershipStatus: {"full": ("正式党员", "正式"), "probationary": ("预备党员", "预备")},
    Basis: {
        "elected": ("选举",),
        "proposed": ("推选",),
        "appointed": ("任命",),
        "sent": ("选派",),
        "hired": ("聘用",),
        "concurrent": ("兼任",),
        "claimed": ("认领",),
    },
    Qualifier: {
        "exact": ("确数",),
        "about": ("约",),
        "at_least": ("以上",),
        "more_than": ("余", "多"),
        "under": ("近", "将近", "不到"),
    },
}
"""The Chinese labels of the closed lists, the first one the usual one."""


@dataclass(frozen=True, slots=True)
class Words:
    """A list of keys, and every other text accepted for one of them."""

    keys: tuple[str, ...]
    keys_by_text: Mapping[str, str]

    @classmethod
    def of(cls, labels: Iterable[tuple[str, str]]) -> Words:
        """From pairs of key and label. A label that stands for two keys is not accepted for either."""
        found: dict[str, set[str]] = {}
        pairs = list(labels)
        for key, label in pairs:
            found.setdefault(label, set()).add(key)
        keys = tuple(dict.fromkeys(key for key, _ in pairs))
        accepted = {label: next(iter(meant)) for label, meant in found.items() if len(meant) == 1}
        return cls(keys, {**accepted, **{key: key for key in keys}})


def words_of(table: str, field: Field, schemes: Schemes) -> Words | None:
    """The words of a field with a closed list; None for a field without one (and for lists only a validator knows)."""
    every = list(schemes.values())
    if field.type is AreaLevel:
        named = [
            (level.value, label) for one in every for level, kept in one.levels.items() for label in _parts(kept.label)
        ]
        return Words.of([(level.value, level.value) for level in AreaLevel] + named)
    if issubclass(field.type, StrEnum):
        return Words.of([(key, label) for key, labels in LABELS[field.type].items() for label in labels])
    if (table, field.name) == ("organizations", "kinds"):
        return Words.of([(key, kind.label) for one in every for key, kind in one.kinds.items()])
    if (table, field.name) == ("posts", "role"):
        posts = [level.post for one in every for level in one.levels.values() if level.post]
        return Words.of(
            [(key, label) for one in every for key, label in one.roles.items()]
            + [(post.role, post.label) for post in posts]
        )
    if (table, field.name) == ("filings", "topic"):
        return Words.of([(key, topic.label) for one in every for key, topic in one.topics.items()])
    if (table, field.name) == ("areas", "scheme"):
        return Words.of([(one.key, one.label.zh) for one in every])
    return None


def _parts(label: str) -> list[str]:
    """A label and the words it joins: 乡镇/街道 is also 乡镇 and 街道."""
    return list(dict.fromkeys([label, *(part for part in re.split(r"[/（）()]", label) if part)]))
