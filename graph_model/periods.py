"""Periods by name: `2020`, `2020-H1`, `2020-Q2`, `2020-06`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

__all__ = ["Every", "begins", "completed", "period_of"]


class Every(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


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
