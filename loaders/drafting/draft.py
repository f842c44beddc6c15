"""What a case is written into: records by table, with derived codes and invented names."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from graph_model.changes import KEY
from graph_model.levels import AreaLevel
from graph_model.records import (
    TABLES,
    Affiliation,
    AffiliationKind,
    Appointment,
    Area,
    Basis,
    Cover,
    CoverMode,
    Exemption,
    Filing,
    Ledger,
    Membership,
    MembershipKind,
    MembershipStatus,
    Organization,
    Person,
    Post,
    Record,
    frame_of,
)
from loaders.drafting.chance import roll

__all__ = ["SYNTHETIC", "Draft"]

SYNTHETIC = "合成数据（公布总数以下）"
"""The source of every row that no publication gives."""

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DIGITS = "零一二三四五六七八九"


@dataclass
class Draft:
    """Records so far. `latest`: nothing of the synthetic part that is drawn by chance starts later."""

    latest: date
    rows: dict[str, list[Record]] = field(default_factory=lambda: {table: [] for table in TABLES})
    in_party: set[str] = field(default_factory=set)
    """The persons with a formal membership."""
    _taken: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, *records: Record) -> None:
        """Take records in as they are."""
        for record in records:
            self.rows[record.table].append(record)

    def free(self, stem: str) -> str:
        """`stem`, and when it was given out before `stem/2`, `stem/3`, …: as codes are derived."""
        self._taken[stem] += 1
        return stem if self._taken[stem] == 1 else f"{stem}/{self._taken[stem]}"

    def day_after(self, start: date, least: int, most: int, *parts: object) -> date:
        """A day `least` to `most` days after `start`, no later than `latest`."""
        return min(start + timedelta(days=least + int(roll("day", *parts) * (most - least + 1))), self.latest)

    def area(
        self,
        code: str,
        level: AreaLevel,
        name: str,
        parent: str | None,
        since: date,
        until: date | None = None,
        **more: Any,
    ) -> str:
        """A version of an area; `more` are further fields of it. The code."""
        fields = {"source": SYNTHETIC, **more}
        self.add(Area(code=code, level=level, name=name, parent=parent, valid_from=since, valid_to=until, **fields))
        return code

    def body(self, area: str, kinds: tuple[str, ...], name: str, since: date, **more: Any) -> str:
        """An organization seated in `area`, with one version; `more` are further fields of it. The code."""
        code = self.free(f"{area}/{kinds[0]}")
        fields = {"source": SYNTHETIC, **more}
        self.add(Organization(code=code, name=name, kinds=kinds, area=area, valid_from=since, **fields))
        return code

    def person(self, community: str, residence: str | None, since: date, ledger: Ledger | None = None) -> str:
        """A new person registered in `community` (or a higher area), under the next number; the code."""
        self._taken[f"{community}/p"] += 1
        number = self._taken[f"{community}/p"]
        stem = _STEMS[(zlib.crc32(community.encode()) + len(community) + number // 100) % 10]
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

    def appoint(
        self,
        post: str,
        person: str,
        basis: Basis,
        since: date,
        until: date | None = None,
        *,
        on_behalf_of: str | None = None,
    ) -> None:
        """A person holds a post from `since`, until the day before `until`."""
        self.add(
            Appointment(
                code=f"{post}/{person}/{since}",
                post=post,
                person=person,
                basis=basis,
                on_behalf_of=on_behalf_of,
                valid_from=since,
                valid_to=until,
                source=SYNTHETIC,
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

    def tie(
        self,
        organization: str,
        kind: AffiliationKind,
        since: date,
        *,
        area: str | None = None,
        other: str | None = None,
    ) -> None:
        """An organization is tied to an area or to another organization."""
        self.add(
            Affiliation(
                code=f"{organization}/{area or other}/{kind}/{since}",
                organization=organization,
                other_organization=other,
                area=area,
                kind=kind,
                valid_from=since,
                source=SYNTHETIC,
            )
        )

    def member(
        self,
        person: str,
        organization: str,
        kind: MembershipKind,
        since: date,
        status: MembershipStatus = MembershipStatus.FULL,
    ) -> None:
        """A person belongs to a party organization."""
        if kind is MembershipKind.FORMAL:
            self.in_party.add(person)
        self.add(
            Membership(
                code=f"{person}/{organization}/{kind}/{since}",
                person=person,
                organization=organization,
                kind=kind,
                status=status,
                valid_from=since,
                source=SYNTHETIC,
            )
        )

    def file(self, area: str, topics: Iterable[str], day: date) -> None:
        """On this day the area told all about these topics."""
        for topic in topics:
            code = f"{area}/{topic}/{day}"
            self.add(Filing(code=code, area=area, topic=topic, valid_from=day, source=SYNTHETIC))

    def exempt(self, indicator: str, area: str, since: date, reason: str) -> None:
        """An area need not meet an indicator."""
        code = f"{indicator}/{area}/{since}"
        self.add(
            Exemption(code=code, indicator=indicator, area=area, reason=reason, valid_from=since, source=SYNTHETIC)
        )

    def tables(self) -> dict[str, pl.DataFrame]:
        """Everything so far as frames, sorted by code and start."""
        return {table: frame_of(table, rows).sort(KEY) for table, rows in self.rows.items()}
