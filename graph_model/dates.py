"""Civil days: reading them, counting them, and what "today" is.

A record holds on day D when `valid_from <= D < valid_to`; a null `valid_to` means it still holds.
Columns count days from 1970-01-01 as int32, and `OPEN` stands for "no end".
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["ALWAYS", "OPEN", "date_of", "day_number", "parse_day", "today"]

_EPOCH = date(1970, 1, 1).toordinal()
OPEN = 2**31 - 1
"""The day number that stands for a null `valid_to`: later than every day that can be asked."""
ALWAYS = -(2**31)
"""The day number before every day."""

_SHAPE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def day_number(day: date | None) -> int:
    """Days since 1970-01-01; a missing day is `OPEN`.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return OPEN if day is None else day.toordinal() - _EPOCH


def date_of(number: int) -> date | None:
    """The day a number stands for; `OPEN` is None.

    >>> date_of(1)
    datetime.date(1970, 1, 2)
    """
    return None if number == OPEN else date.fromordinal(int(number) + _EPOCH)


def parse_day(text: str, *, end: bool = False) -> date:
    """Read `2024-05-01`, or a partial date: a start is its first day, an exclusive end the first day after it.

    >>> parse_day("2024"), parse_day("2024", end=True), parse_day("2024-05", end=True)
    (datetime.date(2024, 1, 1), datetime.date(2025, 1, 1), datetime.date(2024, 6, 1))

    Raises:
        ValueError: the text is no such date.
    """
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None:
        raise ValueError(f"expected a date like 2024-05-01, 2024-05 or 2024, found {text!r}")
    year, month, day = (int(part) if part else None for part in shape.groups())
    assert year is not None  # the pattern demands it
    if day is not None and month is not None:
        return date(year, month, day)
    if month is not None:
        first = date(year, month, 1)
        return (first + timedelta(days=32)).replace(day=1) if end else first
    return date(year + 1 if end else year, 1, 1)


def today(zone: str = "Asia/Shanghai") -> date:
    """Today's civil day where the city is."""
    return datetime.now(ZoneInfo(zone)).date()
