"""The days of the Macheng case."""

from __future__ import annotations

from datetime import date

__all__ = ["AS_OF", "BEFORE", "LAST_START", "REDIVISION", "REGISTERED"]

AS_OF = date(2023, 1, 31)
"""After the re-division; the text reports the year 2022."""

BEFORE = date(2022, 10, 31)
"""Before the notice of November 2022."""

REDIVISION = date(2022, 12, 1)
"""The day the compounds were divided anew; the notice that ordered it is of November 2022, its own day is not published."""

LAST_START = date(2023, 1, 15)
"""Nothing of the synthetic part that is drawn by chance starts later."""

REGISTERED = date(2020, 1, 1)
"""The day the places and the persons were registered."""
