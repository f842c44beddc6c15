"""Lists in pages: Relay connections with keyset cursors, whose total is counted only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

import strawberry

from schema.cursors import Cursors
from schema.errors import bad_input
from schema.fields import described, field

__all__ = ["LEVEL_ROWS", "PAGE_ROWS", "Connection", "Edge", "Page", "PageInfo", "checked_first"]

PAGE_ROWS = 500
"""The largest page."""
LEVEL_ROWS = 5_000
"""The largest list of one level."""

Row = TypeVar("Row")


def checked_first(first: int, largest: int = PAGE_ROWS) -> int:
    """`first` if it is in range.

    Raises:
        Refusal: it is not.
    """
    if not 1 <= first <= largest:
        raise bad_input(f"first 应为 1 至 {largest}，收到的是 {first}")
    return first


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its rows, the code each stands under, whether others follow, and how to count them all."""

    rows: list[Any]
    codes: list[str]
    more: bool
    total: Callable[[], int]
    cursors: Cursors
    day: date
    after: bool


@described
class PageInfo:
    """一页的前后"""

    _page: strawberry.Private[Page]

    @field
    def has_next_page(self) -> bool:
        """后面是否还有"""
        return self._page.more

    @field
    def has_previous_page(self) -> bool:
        """前面是否还有"""
        return self._page.after

    @field
    def start_cursor(self) -> str | None:
        """本页第一条的游标"""
        return self._page.cursors.of(self._page.codes[0]) if self._page.codes else None

    @field
    def end_cursor(self) -> str | None:
        """本页最后一条的游标，取下一页时写在 after"""
        return self._page.cursors.of(self._page.codes[-1]) if self._page.codes else None


@described
class Edge(Generic[Row]):
    """列表中的一条及其游标"""

    _row: strawberry.Private[Any]
    _code: strawberry.Private[str]
    _cursors: strawberry.Private[Cursors]

    @field
    def cursor(self) -> str:
        """这一条的游标"""
        return self._cursors.of(self._code)

    @field
    def node(self) -> Row:
        """这一条"""
        row: Row = self._row
        return row


@described
class Connection(Generic[Row]):
    """分页列表"""

    _page: strawberry.Private[Page]

    @field
    def edges(self) -> list[Edge[Row]]:
        """本页各条，带游标"""
        page = self._page
        return [
            Edge(_row=row, _code=code, _cursors=page.cursors) for row, code in zip(page.rows, page.codes, strict=True)
        ]

    @field
    def nodes(self) -> list[Row]:
        """本页各条"""
        return self._page.rows

    @field
    def page_info(self) -> PageInfo:
        """本页的前后"""
        return PageInfo(_page=self._page)

    @field
    def total_count(self) -> int:
        """各页合计多少条；写了才计算"""
        return self._page.total()

    @field
    def as_of(self) -> date:
        """所答的是哪一天的情况"""
        return self._page.day
