"""A scheme's words, as the interface shows them: what its levels, kinds, chains and two-way entries are called."""

from __future__ import annotations

from collections.abc import Iterable

import strawberry

from graph_model.scheme import Scheme as Declared
from schema.attributes import Label
from schema.enums import Language
from schema.fields import Lang, described, field

__all__ = ["Scheme"]


@described
class Scheme:
    """方案：一地自己的层级、组织类型、链条及其叫法"""

    _scheme: strawberry.Private[Declared]

    @field
    def key(self) -> str:
        """方案的键"""
        return self._scheme.key

    @field
    def title(self, lang: Lang = Language.ZH) -> str:
        """方案的名称"""
        said: str = getattr(self._scheme.label, lang.key)
        return said

    @field
    def levels(self) -> list[Label]:
        """层级，键的写法同 AreaLevel 的小写"""
        return _labels((level.value, one.label) for level, one in self._scheme.levels.items())

    @field
    def kinds(self) -> list[Label]:
        """组织类型"""
        return _labels((key, kind.label) for key, kind in self._scheme.kinds.items())

    @field
    def chains(self) -> list[Label]:
        """联动链条"""
        return _labels((key, chain.label) for key, chain in self._scheme.chains.items())

    @field
    def two_ways(self) -> list[Label]:
        """双向进入"""
        return _labels((key, one.label) for key, one in self._scheme.two_way.items())


def _labels(told: Iterable[tuple[str, str]]) -> list[Label]:
    return [Label(_key=key, _label=label) for key, label in told]
