"""The scalars of our own, a civil day and the value of a scheme's attribute; and how Float writes a whole number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import NewType

import strawberry
from graphql import GraphQLError, GraphQLFloat
from strawberry.types.scalar import ScalarDefinition

from graph_model.records import Attribute

__all__ = ["SCALARS", "AttributeValue", "plain_number"]

AttributeValue = NewType("AttributeValue", object)
"""A text, a number or a truth value; a date is its ISO text."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: object) -> date:
    """Read `2024-05-01`, and nothing else: a question names one day."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise GraphQLError(f"日期应写作 2024-05-01 这样的年-月-日，收到的是 {value!r}")


def _attribute(value: object) -> object:
    """Read a value of an attribute; whether it is one of that attribute is the validator's to say."""
    if isinstance(value, str | bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    raise GraphQLError(f"属性值应为文字、数字或是否，收到的是 {value!r}")


def _plain(value: Attribute) -> Attribute:
    return value


_as_specified = GraphQLFloat.coerce_output_value
_EXACT = 2.0**53
"""Up to here every whole number is a float of its own."""


def plain_number(value: object) -> float | int:
    """A number as the specification has a Float, without the .0 of one that is whole: 848, not 848.0.

    >>> plain_number(848.0), plain_number(0.5), plain_number(1e300)
    (848, 0.5, 1e+300)
    """
    number: float = value if type(value) is float and value - value == 0 else _as_specified(value)
    return int(number) if -_EXACT < number < _EXACT and number == int(number) else number


SCALARS: Mapping[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="公历日期，写作 2024-05-01",
        serialize=date.isoformat,
        parse_value=_day,
    ),
    AttributeValue: strawberry.scalar(
        name="AttributeValue",
        description="方案自定义属性的值：文字、数字或是否；日期写作 2024-05-01",
        serialize=_plain,
        parse_value=_attribute,
    ),
}
"""How Python types stand in the schema, for `StrawberryConfig.scalar_map`."""
