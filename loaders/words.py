"""The words a file may use: the key of every closed list and the Chinese label a department would write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
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
from graph_model.scheme import DEFAULT, Scheme, Schemes

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
    def of(cls, *ranked: Iterable[tuple[str, str]]) -> Words:
        """From pairs of key and label, in groups, the one that is asked first before the others: a label is what the first group
        that has it says. Where that group has it for two keys it is accepted for neither."""
        groups = [list(pairs) for pairs in ranked]
        keys = tuple(dict.fromkeys(key for pairs in groups for key, _ in pairs))
        accepted: dict[str, str] = {}
        seen: set[str] = set(keys)
        for pairs in groups:
            meant: dict[str, set[str]] = {}
            for key, label in pairs:
                meant.setdefault(label, set()).add(key)
            accepted |= {label: next(iter(of)) for label, of in meant.items() if len(of) == 1 and label not in seen}
            seen.update(meant)
        return cls(keys, {**accepted, **{key: key for key in keys}})


def words_of(table: str, field: Field, schemes: Schemes) -> Words | None:
    """The words of a field with a closed list; None for a field without one (and for lists only a validator knows).

    Cities call things differently: what `default` calls a thing goes before what another scheme does.
    """
    if issubclass(field.type, StrEnum) and field.type is not AreaLevel:
        return Words.of([(key, label) for key, labels in LABELS[field.type].items() for label in labels])
    if field.type is AreaLevel:
        plain = [(level.value, level.value) for level in AreaLevel]
        whole = _ranked(schemes, lambda one: [(level.value, kept.label) for level, kept in one.levels.items()])
        parts = ([(key, part) for key, label in group for part in _parts(label)] for group in whole)
        return Words.of(plain, *(group for both in zip(whole, parts, strict=True) for group in both))
    if (table, field.name) == ("organizations", "kinds"):
        return Words.of(*_ranked(schemes, lambda one: [(key, kind.label) for key, kind in one.kinds.items()]))
    if (table, field.name) == ("posts", "role"):
        return Words.of(*_ranked(schemes, _roles))
    if (table, field.name) == ("filings", "topic"):
        return Words.of(*_ranked(schemes, lambda one: [(key, topic.label) for key, topic in one.topics.items()]))
    if (table, field.name) == ("areas", "scheme"):
        return Words.of([(one.key, one.label.zh) for one in schemes.values()])
    return None


def _ranked(schemes: Schemes, pairs: Callable[[Scheme], list[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    """The pairs of the default scheme, and those of all others."""
    others = [pair for key, one in schemes.items() if key != DEFAULT for pair in pairs(one)]
    return [pairs(schemes[DEFAULT]) if DEFAULT in schemes else [], others]


def _roles(scheme: Scheme) -> list[tuple[str, str]]:
    posts = [(level.post.role, level.post.label) for level in scheme.levels.values() if level.post]
    return [*scheme.roles.items(), *posts]


def _parts(label: str) -> list[str]:
    """A label and the words it joins: 乡镇/街道 is also 乡镇 and 街道."""
    return list(dict.fromkeys([label, *(part for part in re.split(r"[/（）()]", label) if part)]))
