"""The days of the Luohu case."""

from __future__ import annotations

from datetime import date

__all__ = ["AS_OF", "BEFORE", "LAST_START", "PLAN", "REGISTERED"]

AS_OF = date(2019, 11, 30)
"""The text bears no date; it speaks of the plan of 2019 to 2021 as under way."""

BEFORE = date(2018, 12, 31)
"""20 %, 145, 12,740 and 1.15 million describe the state before the plan."""

PLAN = date(2019, 1, 15)
"""From when on the plan is carried out."""

LAST_START = date(2019, 11, 15)
"""Nothing of the synthetic part that is drawn by chance starts later."""

REGISTERED = date(2016, 1, 1)
"""The day the places and the persons were registered."""
