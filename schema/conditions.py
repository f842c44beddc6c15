"""A condition in words, for the page of an indicator: what makes a subject covered, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from graph_model.answers import Names
from graph_model.indicators.conditions import (
    AffiliatedWith,
    AttributeIs,
    ChainComplete,
    Condition,
    CoveredBy,
    CrossAppointment,
    EstablishedWithin,
    FigureIs,
    Hosts,
    Leaf,
    MemberCount,
    MemberOf,
    PostHeld,
    SetComplete,
    Share,
)
from graph_model.indicators.reasons import mode_label
from graph_model.levels import AreaLevel
from graph_model.patterns import PostPattern
from graph_model.records import AffiliationKind, MembershipKind, MembershipStatus
from graph_model.scheme import Scheme
from schema.enums import LABELS, Language
from schema.words import Words

__all__ = ["condition_words"]

_THROUGH = {
    "membership": ("本组织的", "its own"),
    "host": ("内设组织的", "of bodies that stand in it"),
    "post": ("在其中任职的", "who hold a post in it"),
    "residence": ("居住在内的", "who live in it"),
}
_EVERY = {
    "month": ("个月", "months"),
    "quarter": ("个季度", "quarters"),
    "half": ("个半年", "half-years"),
    "year": ("年", "years"),
}


def condition_words(condition: Condition, scheme: Scheme) -> Names:
    """What the condition asks for, with the labels of `scheme`; in English the keys stand for them."""
    return {language.key: _Sentence(scheme, language).of(condition) for language in Language}


class _Sentence:
    """Conditions in one language."""

    def __init__(self, scheme: Scheme, lang: Language) -> None:
        self._scheme, self._lang, self._words = scheme, lang, Words(scheme, lang)

    def _either(self, zh: str, en: str) -> str:
        return self._words.either(zh, en)

    def of(self, condition: Condition) -> str:
        if condition.all or condition.any:
            parts = [self._part(part) for part in condition.all or condition.any]
            return self._either("，且" if condition.all else "，或", ", and " if condition.all else ", or ").join(parts)
        if condition.not_ is not None:
            return self._either(f"并非（{self.of(condition.not_)}）", f"not ({self.of(condition.not_)})")
        assert condition.leaf is not None
        return self._leaf(condition.leaf)

    def _part(self, condition: Condition) -> str:
        inner = self.of(condition)
        return self._either(f"（{inner}）", f"({inner})") if condition.all or condition.any else inner

    def _leaf(self, leaf: Leaf) -> str:
        match leaf:
            case CoveredBy() | Hosts():
                return self._bodies(leaf)
            case PostHeld():
                return self._held(leaf)
            case AttributeIs():
                return self._attribute(leaf)
            case FigureIs():
                return self._figure(leaf)
            case ChainComplete():
                label = self._scheme.chains[leaf.chain].label if leaf.chain in self._scheme.chains else leaf.chain
                return self._either(f"“{label}”链条各环节均已落实", f"every step of the chain {leaf.chain} is covered")
            case CrossAppointment():
                return self._crossing(leaf)
            case MemberOf() | MemberCount() | Share():
                return self._members(leaf)
            case AffiliatedWith():
                return self._tied(leaf)
            case EstablishedWithin():
                kinds = self._words.kinds(leaf.kinds)
                zh = f"“{self._label(leaf.after)}”之日起{leaf.days}天内有{kinds}覆盖"
                return self._either(zh, f"a {kinds} covered it within {leaf.days} days from {leaf.after}")
            case SetComplete():
                return self._set(leaf)

    def _bodies(self, leaf: CoveredBy | Hosts) -> str:
        kinds = self._words.kinds(leaf.kinds)
        that = "" if leaf.that is None else self.of(leaf.that)
        modes = leaf.modes if isinstance(leaf, CoveredBy) else ()
        zh = "、".join(mode_label(mode) for mode in modes)
        zh, en = (f"（{zh}）" if zh else ""), " or ".join(modes)
        if isinstance(leaf, Hosts):
            said = self._either(f"内设{kinds}", f"hosts a {kinds}")
        else:
            said = self._either(f"有{kinds}{zh}覆盖", f"covered by a {kinds}" + (f" ({en})" if en else ""))
        return said + (self._either(f"，该组织{that}", f", of which: {that}") if that else "")

    def _held(self, leaf: PostHeld) -> str:
        role = "" if leaf.role is None else self._scheme.roles.get(leaf.role, leaf.role)
        zh = "联动岗位" if leaf.linkage else f"{role}岗位" if role else "该岗位"
        en = "its linkage post" if leaf.linkage else f"a post as {leaf.role}" if leaf.role else "the post"
        if leaf.at_least == "all":
            zh, en = f"{zh}的职数全部配齐", f"every seat of {en} is held"
        elif leaf.at_least > 1:
            zh, en = f"{zh}至少有{leaf.at_least}人担任", f"{en} is held by at least {leaf.at_least}"
        else:
            zh, en = f"{zh}有人担任", f"{en} is held"
        if leaf.holder is None:
            return self._either(zh, en)
        holder = self.of(leaf.holder)
        return self._either(f"{zh}，任职者{holder}", f"{en} by somebody who is: {holder}")

    def _label(self, key: str) -> str:
        known = self._scheme.attributes.get(key)
        return (
            known.label
            if known
            else {
                "households": "户数",
                "residents": "人口",
                "basis": "产生方式",
                "ledger": "台账",
                "seats": "职数",
            }.get(key, key)
        )

    def _attribute(self, leaf: AttributeIs) -> str:
        label = self._either(f"“{self._label(leaf.key)}”", leaf.key)
        parts = []
        if leaf.is_:
            kind = self._scheme.attributes.get(leaf.key)
            choices = kind.choices if kind else {}
            yes_no = {"True": "是", "False": "否"}
            zh = "、".join(yes_no.get(str(one), choices.get(str(one), str(one))) for one in leaf.is_)
            parts.append(self._either(f"为{zh}", "is " + " or ".join(str(one).lower() for one in leaf.is_)))
        bounds = (
            (leaf.at_least, "不小于{}", "at least {}"),
            (leaf.at_most, "不大于{}", "at most {}"),
            (leaf.days_left_at_least, "距今至少{}天", "at least {} days away"),
            (leaf.days_left_at_most, "距今至多{}天", "at most {} days away"),
        )
        parts += [self._either(zh, en).format(bound) for bound, zh, en in bounds if bound is not None]
        return f"{label}{self._either('', ' ')}{self._either('且', ' and ').join(parts)}"

    def _figure(self, leaf: FigureIs) -> str:
        bound = (
            self._either("不小于{}", "at least {}")
            if leaf.at_least is not None
            else self._either("不大于{}", "at most {}")
        )
        bound = bound.format(f"{leaf.at_least if leaf.at_least is not None else leaf.at_most:g}")
        if leaf.last is not None and leaf.every is not None:
            zh, en = _EVERY[leaf.every]
            return self._either(
                f"最近{leaf.last}{zh}的上报数{leaf.key}每期均{bound}",
                f"the figure {leaf.key} of each of the last {leaf.last} {en} is {bound}",
            )
        when = "最近一期" if leaf.period is None else f"{leaf.period}期"
        return self._either(f"{when}的上报数{leaf.key}{bound}", f"the figure {leaf.key} is {bound}")

    def _crossing(self, leaf: CrossAppointment) -> str:
        to = self._posts(leaf.to)
        if leaf.from_ is None:
            return self._either(f"任职者同时在同一处担任{to}", f"the holder is also {to} in the same place")
        one = self._posts(leaf.from_)
        return self._either(f"有人既任{one}，又在同一处任{to}", f"somebody is both {one} and {to} in the same place")

    def _posts(self, pattern: PostPattern) -> str:
        return self._words.posts(pattern)

    def _members(self, leaf: MemberOf | MemberCount | Share) -> str:
        if isinstance(leaf, MemberOf):
            kinds, memberships = self._words.kinds(leaf.kinds), self._listed(leaf.membership, MembershipKind)
            zh = f"在{kinds}有党员关系（{memberships}）"
            return self._either(zh, f"a member ({memberships}) of a {kinds}")
        if isinstance(leaf, MemberCount):
            statuses = self._listed(leaf.status, MembershipStatus)
            through = self._either("、", " or ").join(self._either(*_THROUGH[one]) for one in leaf.through)
            zh = f"{through}{statuses}（{LABELS[MembershipKind][leaf.membership.name]}）不少于{leaf.at_least}名"
            return self._either(zh, f"at least {leaf.at_least} {statuses} members {through}".rstrip())
        of = self._posts(leaf.holders) if leaf.holders is not None else self._either("党员", "members")
        bound = leaf.at_least if leaf.at_least is not None else leaf.more_than
        how = self._either("不低于", "at least") if leaf.at_least is not None else self._either("超过", "more than")
        that = self.of(leaf.that)
        return self._either(
            f"{of}中“{that}”的人数占比{how}{bound}", f"of those who are {of}, {how} {bound} are: {that}"
        )

    def _listed(self, words: Iterable[StrEnum], kind: type[StrEnum]) -> str:
        return self._either("、".join(LABELS[kind][word.name] for word in words), " or ".join(words))

    def _tied(self, leaf: AffiliatedWith) -> str:
        zh = "、".join(LABELS[AffiliationKind][tie.name] for tie in leaf.ties) or "结对"
        en = " or ".join(tie.value.replace("_", " ") for tie in leaf.ties) or "a tie"
        level = LABELS[AreaLevel][leaf.level.name] if leaf.level else ""
        other = self._words.kinds(leaf.kinds) if leaf.kinds else self._either(level, str(leaf.level))
        that = (
            ""
            if leaf.that is None
            else self._either(f"，对方{self.of(leaf.that)}", f", of which: {self.of(leaf.that)}")
        )
        return self._either(f"与{other}有{zh}关系", f"tied to a {other} by {en}") + that

    def _set(self, leaf: SetComplete) -> str:
        parts = []
        for part in leaf.parts:
            label = part.label.zh if self._lang is Language.ZH else part.label.en
            applies = (
                ""
                if part.applies is None
                else self._either(f"（限{self.of(part.applies)}）", f" (where {self.of(part.applies)})")
            )
            parts.append(f"{label}{applies}{self._either('：', ': ')}{self.of(part.condition)}")
        return self._either("以下各项齐备：", "all of: ") + self._either("；", "; ").join(parts)
