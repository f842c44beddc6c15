"""The days of the Kaifeng case."""

from __future__ import annotations

from datetime import date

__all__ = ["AS_OF", "LAST_START"]

AS_OF = date(2022, 8, 19)
"""The day the case was published."""

LAST_START = date(2022, 8, 1)
"""Nothing of the synthetic part starts later."""
