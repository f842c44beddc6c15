"""One edit: records put, changed and ended on one day, seen together with what stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any, TypeVar, cast

from graph_model.changes import ChangeSet
from graph_model.errors import NotFound
from graph_model.lookup import Frames, nearest_code
from graph_model.network import Network
from graph_model.records import TABLES, Record, record_at

__all__ = ["Edit"]

RecordT = TypeVar("RecordT", bound=Record)


class Edit:
    """What is to change on the day `on`, against the records of a network. Later verbs see what earlier ones did.

    `shown` is the network that records are named from: what a scope does not show is not found (see `scoping`).
    """

    def __init__(self, shown: Network, on: date) -> None:
        self.shown, self.network, self.on = shown, shown.whole, on
        self._now: dict[tuple[str, str], Record | None] = {}
        """What this edit makes of a record on its day: another version, or None once it has ended."""
        self._puts: dict[tuple[str, str, date], Record] = {}
        self._ends: set[tuple[str, str]] = set()
        self._withdrawn: set[tuple[str, str, date]] = set()

    def find(self, kind: type[RecordT], code: str) -> RecordT | None:
        """The version of a record that holds on the day, None when none does."""
        if (kind.table, code) in self._now:
            return cast("RecordT | None", self._now[kind.table, code])
        versions = self.network.tables[kind.table]
        index = versions.find(code)
        row = self.network.on(self.on).row_at(kind.table, index) if index >= 0 else -1
        return None if row < 0 else cast("RecordT", record_at(kind.table, versions.frame, row))

    def get(self, kind: type[RecordT], code: str) -> RecordT:
        """The version of a record that holds on the day.

        Raises:
            NotFound: none does; says when the record holds, or which code is near.
        """
        found = self.find(kind, code) if self._is_shown(kind.table, code) else None
        if found is None:
            near = nearest_code(code, kind.table, Frames(self.shown.frames()))
            raise NotFound(f"no {kind.table} record {code!r} on {self.on}" + (f"; {near}" if near else ""))
        return found

    def _is_shown(self, table: str, code: str) -> bool:
        """Whether the record is shown on the day, or made by this edit."""
        if self.shown is self.network or (table, code) in self._now:
            return True
        index = self.shown.tables[table].find(code)
        return index >= 0 and self.shown.on(self.on).row_at(table, index) >= 0

    def referring(self, kind: type[RecordT], column: str, code: str) -> list[RecordT]:
        """The records of a type that hold on the day and whose `column` is `code`, by code."""
        versions, target = self.network.tables[kind.table], TABLES[kind.table].field(column).column.refers_to
        index = self.network.tables[str(target)].find(code)
        rows = versions.groups(column).of(index) if index >= 0 else ()
        codes = {versions.code(int(versions.index[row])) for row in rows}
        codes |= {code for (table, code) in self._now if table == kind.table}
        found = (self.find(kind, one) for one in sorted(codes))
        return [one for one in found if one is not None and getattr(one, column) == code]

    def put(self, record: RecordT) -> RecordT:
        """A new record, or a new version of one."""
        self._puts[record.table, record.code, record.valid_from] = record
        if record.holds_on(self.on):
            self._now[record.table, record.code] = record
        return record

    def change(self, record: RecordT, **fields: Any) -> RecordT:
        """From the day on other fields: the version that stood closes, or is put right if it began on the day itself."""
        if record.valid_from < self.on:
            self._ends.add((record.table, record.code))
        return self.put(replace(record, valid_from=self.on, **fields))

    def end(self, record: Record) -> None:
        """The record ends on the day; what began on the day itself is taken out again."""
        key = (record.table, record.code, record.valid_from)
        put = self._puts.pop(key, None)
        if record.valid_from < self.on:
            self._ends.add((record.table, record.code))
        elif put is None or self._stood(record):
            self._withdrawn.add(key)
        self._now[record.table, record.code] = None

    def _stood(self, record: Record) -> bool:
        """Whether the network has this version."""
        versions = self.network.tables[record.table]
        index = versions.find(record.code)
        if index < 0:
            return False
        return (
            record.valid_from
            in versions.frame["valid_from"][int(versions.first[index]) : int(versions.first[index + 1])]
        )

    def free_code(self, table: str, stem: str) -> str:
        """`stem`, or when a record ever had that code `stem/2`, `stem/3`, …: as loaders derive them."""
        return next(code for code in _numbered(stem) if not self._taken(table, code))

    def numbered_code(self, table: str, stem: str) -> str:
        """The first of `stem` with 1, 2, 3, … that no record ever had."""
        return next(code for code in (f"{stem}{number}" for number in count(1)) if not self._taken(table, code))

    def _taken(self, table: str, code: str) -> bool:
        return (table, code) in self._now or self.network.tables[table].find(code) >= 0

    def change_set(self, summary: str, actor: str = "liandong") -> ChangeSet:
        """All of it as one change set."""
        return ChangeSet.of(
            self._puts.values(),
            sorted(self._withdrawn),
            [(table, code, self.on) for table, code in sorted(self._ends)],
            summary=summary,
            actor=actor,
        )


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}/{number}" for number in count(2))
