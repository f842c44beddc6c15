"""Invented names of places: no town, community or compound that exists is meant."""

from __future__ import annotations

__all__ = ["crossed"]


def crossed(first: str, second: str, count: int, suffix: str) -> tuple[str, ...]:
    """`count` different two-character names with a suffix; the lengths of `first` and `second` have no common divisor, and
    that of `second` is no multiple of 5.

    >>> crossed("春夏秋", "华荣", 3, "社区")
    ('春华社区', '夏荣社区', '秋华社区')
    """
    return tuple(first[turn % len(first)] + second[turn * 5 % len(second)] + suffix for turn in range(count))
