"""Periods by name: `2020`, `2020-H1`, `2020-Q2`, `2020-06`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

__all__ = ["Every", "Period", "begins", "completed", "period_of"]


class Every(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_SHAPE = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})))?")
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}


def _number(every: Every, day: date) -> int:
    """Periods counted from year 0."""
    return (day.year * 12 + day.month - 1) // _MONTHS[every]


def _name(every: Every, number: int) -> str:
    year, part = divmod(number, 12 // _MONTHS[every])
    tail = {Every.MONTH: f"-{part + 1:02}", Every.QUARTER: f"-Q{part + 1}", Every.HALF: f"-H{part + 1}", Every.YEAR: ""}
    return f"{year:04}{tail[every]}"


def period_of(every: Every, day: date) -> str:
    """The period a day lies in.

    >>> [period_of(every, date(2020, 6, 30)) for every in Every]
    ['2020-06', '2020-Q2', '2020-H1', '2020']
    """
    return _name(every, _number(every, day))


def completed(every: Every, last: int, day: date) -> list[str]:
    """The `last` periods that are over on `day`, the earliest first; the one that is running is not.

    >>> completed(Every.MONTH, 3, date(2020, 2, 29))
    ['2019-11', '2019-12', '2020-01']
    """
    running = _number(every, day)
    return [_name(every, number) for number in range(running - last, running)]


def begins(every: Every, day: date, later: int = 0) -> date:
    """The first day of the period `day` lies in, or of one so many periods later.

    >>> begins(Every.QUARTER, date(2020, 5, 4), 2)
    datetime.date(2020, 10, 1)
    """
    year, month = divmod((_number(every, day) + later) * _MONTHS[every], 12)
    return date(year, month + 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a half, a quarter or a month."""

    every: Every
    first: date

    @classmethod
    def read(cls, text: str) -> Period:
        """The period of a name.

        >>> str(Period.read("2020-Q2").last), str(Period.read("2020-Q2").before), Period.read("2020-06").every.value
        ('2020-06-30', '2020-Q1', 'month')

        Raises:
            ValueError: the text names none.
        """
        shape = _SHAPE.fullmatch(text.strip())
        months = 0
        every = Every.YEAR
        if shape is not None:
            for kind, part in zip((Every.HALF, Every.QUARTER, Every.MONTH), shape.groups()[1:], strict=True):
                if part is not None:
                    every, months = kind, (int(part) - 1) * _MONTHS[kind]
        if shape is None or not 0 <= months < 12 or shape[1] == "0000":
            raise ValueError(f"expected a period like 2024, 2024-H1, 2024-Q3 or 2024-06, found {text!r}")
        return cls(every, date(int(shape[1]), months + 1, 1))

    @property
    def last(self) -> date:
        """Its last day."""
        return begins(self.every, self.first, 1) - timedelta(days=1)

    @property
    def before(self) -> Period:
        """The one just before it."""
        return Period(self.every, begins(self.every, self.first, -1))

    def holds(self, period: str | None) -> bool:
        """Whether the period of this name is this one or lies in it.

        >>> [Period.read("2020-H1").holds(one) for one in ("2020-06", "2020-H1", "2020", "2020-07", None)]
        [True, True, False, False, False]
        """
        try:
            other = Period.read(period or "")
        except ValueError:
            return False
        return self.first <= other.first and other.last <= self.last

    def __str__(self) -> str:
        return period_of(self.every, self.first)
