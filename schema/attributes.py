"""Keys with their Chinese labels, and the attributes a scheme gives its records."""

from __future__ import annotations

from collections.abc import Mapping

import strawberry

from graph_model.records import Attribute as Value
from graph_model.scheme import Scheme
from schema.fields import described, field
from schema.scalars import AttributeValue

__all__ = ["Attribute", "Label", "attributes_of"]


@described
class Label:
    """一个键及其中文名"""

    _key: strawberry.Private[str]
    _label: strawberry.Private[str]

    @field
    def key(self) -> str:
        """键，各处通用，不随文字变化"""
        return self._key

    @field
    def label(self) -> str:
        """中文名，随方案而定"""
        return self._label


@described
class Attribute:
    """方案自定义的一项属性"""

    _key: strawberry.Private[str]
    _value: strawberry.Private[Value]
    _scheme: strawberry.Private[Scheme]

    @field
    def key(self) -> str:
        """属性的键"""
        return self._key

    @field
    def label(self) -> str:
        """属性的中文名"""
        declared = self._scheme.attributes.get(self._key)
        return declared.label if declared else self._key

    @field
    def value(self) -> AttributeValue:
        """属性的值"""
        return self._value  # type: ignore[return-value]

    @field
    def text(self) -> str:
        """属性值的中文写法：是、否，或选项的名称"""
        if isinstance(self._value, bool):
            return "是" if self._value else "否"
        declared = self._scheme.attributes.get(self._key)
        text = str(self._value)
        return declared.choices.get(text, text) if declared else text


def attributes_of(values: Mapping[str, Value], scheme: Scheme) -> list[Attribute]:
    """Attributes as they are shown, by key."""
    return [Attribute(_key=key, _value=value, _scheme=scheme) for key, value in sorted(values.items())]
