"""Node: what every record with a global id shows."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import strawberry

from graph_model import records
from graph_model.errors import NotFound
from graph_model.scheme import DEFAULT, Scheme
from schema.asking import View
from schema.batch import Batch
from schema.fields import field

__all__ = ["Node"]


@strawberry.interface(description="有全局编号的记录，按所问日期显示")
class Node:
    """A record as it is on the day of its view. Records are found and read in batches, when a field needs them."""

    view: strawberry.Private[View]
    batch: strawberry.Private[Batch]
    at: strawberry.Private[int]
    own_code: strawberry.Private[str]
    table: ClassVar[str]

    @field
    def id(self) -> strawberry.ID:
        """全局编号，写作“类型:编码”，用于 node"""
        return strawberry.ID(f"{type(self).__name__}:{self.own_code}")

    @field
    def code(self) -> str:
        """编码，同类记录中唯一，不重复使用"""
        return self.own_code

    @field
    def as_of(self) -> date:
        """所答的是哪一天的情况"""
        return self.view.day

    @field
    def valid_from(self) -> date:
        """这一版自哪天起有效"""
        return self.record.valid_from

    @field
    def valid_to(self) -> date | None:
        """这一版到哪天为止，不含当天；空为至今有效"""
        return self.record.valid_to

    @field
    def source(self) -> str | None:
        """这一版的来源"""
        return self.record.source

    @property
    def record(self) -> records.Record:
        """The record's version of the day."""
        found: records.Record = self.batch.record(self.at)
        return found

    def scheme_at(self, area: str | None) -> Scheme:
        """The scheme in force at an area; where that has ended, the default; at one that is not seen, that of the top."""
        if area is None:
            return self.view.tree.scheme_at(0)
        try:
            return self.view.tree.scheme(area)
        except NotFound:
            return self.view.network.schemes[DEFAULT]
