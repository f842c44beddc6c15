"""What the parts of the Kaifeng case are written into: records by table, with derived codes and invented names."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from graph_model.changes import KEY
from graph_model.records import TABLES, Appointment, Basis, Cover, CoverMode, Ledger, Person, Post, Record, frame_of

__all__ = ["AS_OF", "LAST_START", "SYNTHETIC", "Draft", "apportion", "day_after", "roll"]

AS_OF = date(2022, 8, 19)
"""The day the case was published."""

LAST_START = date(2022, 8, 1)
"""Nothing of the synthetic part starts later."""

SYNTHETIC = "合成数据（公布总数以下）"
"""The source of every row that no publication gives."""

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DIGITS = "零一二三四五六七八九"


def roll(*parts: object) -> float:
    """A number in [0, 1) that depends on `parts` alone: the same on every machine and in every order.

    >>> roll("vacant", "4102") == roll("vacant", "4102")
    True
    """
    return zlib.crc32("|".join(map(str, parts)).encode()) / 2**32


def day_after(start: date, least: int, most: int, *parts: object) -> date:
    """A day `least` to `most` days after `start`, no later than `LAST_START`."""
    return min(start + timedelta(days=least + int(roll("day", *parts) * (most - least + 1))), LAST_START)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to `weights` (positive) that add up to `total`: the largest remainders get one more.

    >>> apportion(10, [1, 1, 1])
    [4, 3, 3]
    """
    whole = sum(weights)
    shares = [total * weight / whole for weight in weights]
    parts = [int(share) for share in shares]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - shares[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


@dataclass
class Draft:
    """Records so far, and how many persons each area has given a number to."""

    rows: dict[str, list[Record]] = field(default_factory=lambda: {table: [] for table in TABLES})
    _persons: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, *records: Record) -> None:
        """Take records in as they are."""
        for record in records:
            self.rows[record.table].append(record)

    def person(self, community: str, residence: str | None, since: date, ledger: Ledger | None = None) -> str:
        """A new person registered in `community` (or a higher area), under the next number; the code."""
        self._persons[community] += 1
        number = self._persons[community]
        stem = _STEMS[(zlib.crc32(community.encode()) + number // 100) % 10]
        name = stem + _DIGITS[number // 10 % 10] + _DIGITS[number % 10]
        code = f"{community}/p{number}"
        self.add(Person(code=code, name=name, residence=residence, ledger=ledger, valid_from=since, source=SYNTHETIC))
        return code

    def post(
        self,
        role: str,
        label: str,
        since: date,
        *,
        area: str | None = None,
        organization: str | None = None,
        until: date | None = None,
        seats: int | None = 1,
    ) -> str:
        """A post for an area or in an organization; the code."""
        code = f"{area or organization}/{role}"
        self.add(
            Post(
                code=code,
                role=role,
                label=label,
                area=area,
                organization=organization,
                seats=seats,
                valid_from=since,
                valid_to=until,
                source=SYNTHETIC,
            )
        )
        return code

    def appoint(self, post: str, person: str, basis: Basis, since: date, until: date | None = None) -> None:
        """A person holds a post from `since`, until the day before `until`."""
        code = f"{post}/{person}/{since}"
        self.add(
            Appointment(
                code=code, post=post, person=person, basis=basis, valid_from=since, valid_to=until, source=SYNTHETIC
            )
        )

    def cover(
        self,
        organization: str,
        since: date,
        *,
        area: str | None = None,
        target: str | None = None,
        mode: CoverMode | None = None,
        until: date | None = None,
    ) -> None:
        """An organization covers an area or another organization."""
        self.add(
            Cover(
                code=f"{organization}/{area or target}/{since}",
                organization=organization,
                area=area,
                target_organization=target,
                mode=mode,
                valid_from=since,
                valid_to=until,
                source=SYNTHETIC,
            )
        )

    def tables(self) -> dict[str, pl.DataFrame]:
        """Everything so far as frames, sorted by code and start."""
        return {table: frame_of(table, rows).sort(KEY) for table, rows in self.rows.items()}
