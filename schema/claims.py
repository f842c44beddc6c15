"""Published figures against derived ones, as the interface shows them."""

from __future__ import annotations

from datetime import date

import strawberry

from graph_model import claims as model
from graph_model.claims import Verdict
from graph_model.records import Qualifier
from graph_model.scoping import counts_persons
from schema.asking import View
from schema.connections import LEVEL_ROWS
from schema.enums import Language
from schema.errors import bad_input, closest, too_complex
from schema.fields import Lang, described, field
from schema.nodes import Area, Organization, Person

__all__ = ["ClaimComparison", "ClaimOther", "figures"]


@described
class ClaimOther:
    """原文可能采用的另一种算法（另一个分母、另一个基数）及其结果"""

    _tried: strawberry.Private[model.Tried]

    @field
    def label(self) -> str:
        """怎样算"""
        return self._tried.label

    @field
    def derived(self) -> float | None:
        """核算数，单位同公布数"""
        return _lower(self._tried.derived)

    @field
    def derivation(self, lang: Lang = Language.ZH) -> str:
        """核算数由何而来"""
        return self._tried.derived.words[lang.key]

    @field
    def verdict(self) -> Verdict:
        """按这种算法的结论"""
        return self._tried.verdict


@described
class ClaimComparison:
    """一个上报/公布数与由记录核算之数的对照"""

    _view: strawberry.Private[View]
    _row: strawberry.Private[model.Comparison]

    @field
    def key(self) -> str:
        """公布数的键"""
        return self._row.figure.key

    @field
    def label(self) -> str:
        """公布数的名称"""
        return self._row.label

    @field
    def area(self) -> Area:
        """所说的对象在哪个区域"""
        return self._view.one(Area, self._row.area)

    @field
    def organization(self) -> Organization | None:
        """所说的是一个组织时，哪个组织"""
        return self._view.one(Organization, self._row.code) if self._row.table == "organizations" else None

    @field
    def person(self) -> Person | None:
        """所说的是一个人时，哪个人"""
        return self._view.one(Person, self._row.code) if self._row.table == "persons" else None

    @field
    def published(self) -> str | None:
        """原文"""
        return self._row.figure.published

    @field
    def value(self) -> float | None:
        """公布的数值"""
        return self._row.figure.value

    @field
    def qualifier(self) -> Qualifier:
        """限定语"""
        return self._row.figure.qualifier

    @field
    def measure(self) -> str | None:
        """单位；为 % 时数值按百分数"""
        return self._row.figure.measure

    @field
    def period(self) -> str | None:
        """期间"""
        return self._row.figure.period

    @field
    def scope(self) -> str | None:
        """口径"""
        return self._row.figure.scope

    @field
    def source(self) -> str | None:
        """出处"""
        return self._row.figure.source

    @field
    def derived(self) -> float | None:
        """由记录核算之数，单位同公布数；填报不全时为下限，不可核算时为空"""
        return _lower(self._row.derived)

    @field
    def derived_at_most(self) -> float | None:
        """核算数的上限：未填报的都算在内"""
        value = self._row.value
        return None if value is None else float(value.high)

    @field
    def derivation(self, lang: Lang = Language.ZH) -> str | None:
        """核算数由何而来"""
        return self._row.derived.words[lang.key] if self._row.derived else None

    @field
    def difference(self) -> float | None:
        """公布数减核算数；没有唯一的核算数时为空"""
        found = self._row.difference
        return None if found is None else float(found)

    @field
    def as_of(self) -> date | None:
        """按哪一天的情况核算"""
        return self._row.as_of

    @field
    def verdict(self) -> Verdict:
        """结论"""
        return self._row.verdict

    @field
    def reason(self, lang: Lang = Language.ZH) -> str:
        """结论的依据"""
        return self._row.reason[lang.key]

    @field
    def others(self) -> list[ClaimOther]:
        """原文可能采用的其他算法"""
        return [ClaimOther(_tried=one) for one in self._row.others]


def _lower(derived: model.Derived | None) -> float | None:
    return None if derived is None or derived.value is None else float(derived.value.low)


def _shown(view: View, row: model.Comparison) -> bool:
    """Whether the asker may see the figure: one about a person goes with the name."""
    named = view.asking.scope.names or not (row.table == "persons" or _of_persons(view, row))
    return named and view.network.shows(row.table, row.code) and view.network.shows("figures", row.figure.code)


def _of_persons(view: View, row: model.Comparison) -> bool:
    """Whether a figure is compared with a count of persons, which is told by `coverage` where it may be."""
    catalogue = view.network.catalogue
    rules = (scheme.figures.get(row.figure.key) for scheme in view.network.schemes.values())
    leaves = (leaf for rule in rules if rule for path, one in rule.quantities() for _, leaf in one.leaves(path))
    return any(leaf.indicator is not None and counts_persons(catalogue, leaf.indicator) for leaf in leaves)


def figures(view: View, area: str, period: str | None) -> list[ClaimComparison]:
    """The comparisons of an area that exists that day, and of all that stands in it.

    Raises:
        Refusal: no figure is of that period, with the nearest; more figures than a list may hold.
    """
    if period is not None:
        there = model.periods(view.tree, area)
        if period not in there:
            known = f"有的期间：{'、'.join(there)}" if there else "当日没有公布数"
            raise bad_input(f"没有期间为“{period}”的公布数{closest(period, there)}；{known}")
    rows = [row for row in model.compare(view.whole, area, period) if _shown(view, row)]
    if len(rows) > LEVEL_ROWS:
        raise too_complex(f"公布数超过 {LEVEL_ROWS} 个；请用更小的区域，或写明 period")
    view.asking.spend(len(rows))
    return [ClaimComparison(_view=view, _row=row) for row in rows]
