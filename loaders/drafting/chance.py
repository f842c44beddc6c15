"""Numbers that look like chance and are the same on every machine."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

__all__ = ["apportion", "roll"]


def roll(*parts: object) -> float:
    """A number in [0, 1) that depends on `parts` alone: the same on every machine and in every order.

    >>> roll("vacant", "4102") == roll("vacant", "4102")
    True
    """
    return zlib.crc32("|".join(map(str, parts)).encode()) / 2**32


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to `weights` (positive) that add up to `total`: the largest remainders get one more.

    >>> apportion(10, [1, 1, 1])
    [4, 3, 3]
    """
    whole = sum(weights)
    shares = [total * weight / whole for weight in weights]
    parts = [int(share) for share in shares]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - shares[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts
