"""How a field is written here: its docstring is its description, in Chinese, in the SDL and in the query editor.

Arguments that several fields share are declared once, with their descriptions.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar, dataclass_transform

import strawberry

from graph_model.answers import State, Weight
from graph_model.levels import AreaLevel
from schema import enums

__all__ = ["After", "AsOf", "By", "First", "IndicatorKey", "Lang", "OfState", "Weighed", "Within", "described", "field"]

T = TypeVar("T")


def field(resolver: Callable[..., Any]) -> Any:
    """A GraphQL field answered by this method; its docstring is the description."""
    return strawberry.field(resolver, description=inspect.getdoc(resolver))


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def described(kind: type[T]) -> type[T]:
    """A GraphQL type made of this class; its docstring is the description."""
    return strawberry.type(kind, description=inspect.getdoc(kind))


AsOf = Annotated[
    date | None,
    strawberry.argument(name="asOf", description="问的是哪一天的情况；不写即方案所在时区的今天"),
]
First = Annotated[int, strawberry.argument(description="最多取多少条：1 至 500；areas 写了 level 时可至 5000")]
After = Annotated[str | None, strawberry.argument(description="从哪个游标之后取；游标只在同一问题、同一日期内有效")]
Within = Annotated[str | None, strawberry.argument(description="只看这个区域（编码）及其以下；不写即全部")]
By = Annotated[
    AreaLevel | None, strawberry.argument(description="按这一层级分列，每个区域一行，另有其余一行，合计与总数一致")
]
Weighed = Annotated[Weight, strawberry.argument(description="按什么计数；户数、人口只用于考核区域的指标")]
OfState = Annotated[State, strawberry.argument(description="列出处于哪种状态的对象")]
IndicatorKey = Annotated[str, strawberry.argument(description="指标的键，见 indicators")]
Lang = Annotated[enums.Language, strawberry.argument(description="用哪种语言")]
