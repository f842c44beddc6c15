"""Whether something fits into memory, told before it is tried."""

from __future__ import annotations

import os
from pathlib import Path

from graph_model.errors import BadQuestion

__all__ = ["available", "require"]


def available() -> int | None:
    """Bytes that can be had now without swapping; None where the system does not say."""
    told = Path("/proc/meminfo")
    if told.exists():
        for line in told.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def require(needed: int, what: str, narrower: str) -> None:
    """Refuse what would not fit.

    Raises:
        BadQuestion: `needed` bytes are more than can be had; says how much `what` is and how to ask for less.
    """
    free = available()
    if free is not None and needed > free:
        raise BadQuestion(
            f"{what} takes about {needed / 2**30:,.1f} GB, and {free / 2**30:,.1f} GB can be had: {narrower}"
        )
