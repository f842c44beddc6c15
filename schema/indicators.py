"""Declared indicators, as the interface shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import strawberry

from graph_model.declarations import Text
from graph_model.indicators import declared
from graph_model.indicators.conditions import Condition, SubjectType
from graph_model.indicators.scored import Composite, Score
from graph_model.network import Network
from graph_model.scheme import DEFAULT, Scheme
from schema.attributes import Label
from schema.conditions import condition_words
from schema.enums import Language, Severity
from schema.fields import Lang, described, field
from schema.words import population_words

__all__ = ["Indicator"]


@described
class Indicator:
    """一项考核指标：考核谁，怎样算已覆盖"""

    _network: strawberry.Private[Network]
    _key: strawberry.Private[str]
    _scheme: strawberry.Private[str | None]

    @field
    def key(self) -> str:
        """指标的键"""
        return self._key

    @field
    def kind(self) -> str:
        """指标的种类：coverage 覆盖类，ratio 比值，composite 综合"""
        return self._either().kind

    @field
    def title(self, lang: Lang = Language.ZH) -> str:
        """标题"""
        return _said(self._either().title, lang)

    @field
    def description(self, lang: Lang = Language.ZH) -> str:
        """说明"""
        return _said(self._either().description, lang)

    @field
    def reference(self) -> str:
        """依据"""
        return self._either().reference

    @field
    def subject(self) -> SubjectType:
        """考核的是什么"""
        return (self._score() or self._rule()).subject

    @field
    def population(self, lang: Lang = Language.ZH) -> str:
        """考核哪些对象，用文字写出"""
        score = self._score()
        if score is not None:
            return population_words(
                declared.Population(areas=score.level, organizations=score.organizations), self._in_force(), lang
            )
        return population_words(self._rule().population, self._in_force(), lang)

    @field
    def where(self, lang: Lang = Language.ZH) -> str | None:
        """限于其中哪些对象，用文字写出；不限的为空"""
        return self._condition(lambda rule: rule.where, lang)

    @field
    def condition(self, lang: Lang = Language.ZH) -> str | None:
        """怎样算已覆盖，用文字写出；分档指标逐档写出，比值和综合指标为空"""
        if self._score() or not self._rule().tiers:
            return self._condition(lambda rule: rule.condition, lang)
        said = [(tier.label, tier.condition) for tier in self._rule().tiers]
        scheme, zh = self._in_force(), lang is Language.ZH
        words = [
            (
                _said(label, lang),
                ("其余" if zh else "all others") if one is None else condition_words(one, scheme)[lang.key],
            )
            for label, one in said
        ]
        return ("；" if zh else "; ").join(f"{label}：{text}" if zh else f"{label}: {text}" for label, text in words)

    @field
    def exempt(self, lang: Lang = Language.ZH) -> str | None:
        """哪些对象不纳入考核，用文字写出；没有这条规定的为空，另有逐个登记的"""
        return self._condition(lambda rule: rule.exempt, lang)

    @field
    def cohort(self) -> date | None:
        """总体固定在哪一天；空为随所问的日期"""
        return None if self._score() else self._rule().as_of

    @field
    def denominator_name(self, lang: Lang = Language.ZH) -> str:
        """分母的名称"""
        score = self._score()
        if isinstance(score, Composite):
            return "各部分权重之和" if lang is Language.ZH else "the sum of the weights"
        return _said((score or self._rule()).denominator_name, lang)

    @field
    def tiers(self) -> list[Label]:
        """分档指标的各档、综合指标的各等次，按先后；其余没有"""
        score = self._score()
        if score is not None:
            grades = score.grades if isinstance(score, Composite) else ()
            return [Label(_key=grade.key, _label=grade.label.zh) for grade in grades]
        return [Label(_key=tier.key, _label=tier.label.zh) for tier in self._rule().tiers]

    @field
    def target(self) -> float | None:
        """目标值，0 至 1"""
        return None if self._score() else self._rule().target

    @field
    def severity(self) -> Severity:
        """空白点的严重程度"""
        return Severity.INFO if self._score() else Severity(self._rule().severity)

    @field
    def recommendation(self, lang: Lang = Language.ZH) -> str | None:
        """怎样补上空白"""
        text = None if self._score() else self._rule().recommendation
        return None if text is None else _said(text, lang)

    @field
    def in_force(self) -> list[str]:
        """哪些方案在用这项指标"""
        return [
            key for key, scheme in self._network.schemes.items() if self._key in (*scheme.indicators, *scheme.scores)
        ]

    def _condition(self, of: Callable[[declared.Indicator], Condition | None], lang: Language) -> str | None:
        condition = None if self._score() else of(self._rule())
        return None if condition is None else condition_words(condition, self._in_force())[lang.key]

    def _in_force(self) -> Scheme:
        return self._network.schemes[self._scheme or DEFAULT]

    def _score(self) -> Score | None:
        return self._network.catalogue.scores.get(self._key)

    def _either(self) -> declared.Indicator | Score:
        return self._score() or self._rule()

    def _rule(self) -> declared.Indicator:
        """The declaration, with the parameters and the target of the scheme asked for."""
        catalogue = self._network.catalogue
        return catalogue[self._key] if self._scheme is None else catalogue.read(self._key, self._in_force())


def _said(text: Text, lang: Language) -> str:
    said: str = getattr(text, lang.key)
    return said
