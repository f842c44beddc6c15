"""How much of what is random is tried: little in every run, much with `LIANDONG_THOROUGH=1`, which takes some twenty minutes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["THOROUGH", "some"]

THOROUGH = bool(os.environ.get("LIANDONG_THOROUGH"))

T = TypeVar("T")


def some(items: Sequence[T], step: int) -> list[T]:
    """Every `step`-th of the items; when thorough all of them."""
    return list(items[:: 1 if THOROUGH else step])
