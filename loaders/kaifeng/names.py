"""Invented names for the places of the Kaifeng case: no town, community or compound of the city is meant."""

from __future__ import annotations

__all__ = ["COMMUNITIES", "COMPOUNDS", "TOWNS"]


def _crossed(first: str, second: str, count: int, suffix: str) -> tuple[str, ...]:
    """`count` different two-character names with a suffix."""
    return tuple(first[turn % len(first)] + second[turn * 5 % len(second)] + suffix for turn in range(count))


TOWNS = (*_crossed("启禾清东安景明", "源和篱远泰澄", 11, "街道"), *_crossed("柳槐榆枣", "庄岗湾店", 4, "乡"))
COMMUNITIES = _crossed("春夏秋冬晨晴云霞星露霜雪虹", "华荣宁康睦信礼乐雅", 25, "社区")
COMPOUNDS = _crossed("梧桐兰菊竹梅荷桂枫柏杨", "苑园庭居里坊轩", 33, "小区")
