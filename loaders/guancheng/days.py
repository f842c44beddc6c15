"""The days of the Guancheng case."""

from __future__ import annotations

from datetime import date

__all__ = ["AS_OF", "COHORT", "EARLY", "LAST_START", "REGISTERED"]

AS_OF = date(2022, 7, 7)
"""The day the text was published."""

COHORT = date(2019, 12, 31)
"""The list of compounds that lacked all three (三无楼院) is of the end of 2019."""

EARLY = date(2021, 1, 31)
"""The count of property firms of early 2021."""

LAST_START = date(2022, 6, 20)
"""Nothing of the synthetic part that is drawn by chance starts later."""

REGISTERED = date(2019, 1, 1)
"""The day the places and the persons were registered."""
