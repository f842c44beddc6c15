"""The days of the Zhenhai case."""

from __future__ import annotations

from datetime import date

__all__ = ["AS_OF", "LAST_START", "REGISTERED"]

AS_OF = date(2020, 7, 31)
"""The text bears no date; it reports the first half of 2020."""

LAST_START = date(2020, 6, 20)
"""Nothing of the synthetic part that is drawn by chance starts later."""

REGISTERED = date(2018, 1, 1)
"""The day the places and the persons were registered."""
