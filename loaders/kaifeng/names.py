"""Invented names for the places of the Kaifeng case: no town, community or compound of the city is meant."""

from __future__ import annotations

from loaders.drafting import crossed

__all__ = ["COMMUNITIES", "COMPOUNDS", "TOWNS"]


TOWNS = (*crossed("启禾清东安景明", "源和篱远泰澄", 11, "街道"), *crossed("柳槐榆枣", "庄岗湾店", 4, "乡"))
COMMUNITIES = crossed("春夏秋冬晨晴云霞星露霜雪虹", "华荣宁康睦信礼乐雅", 25, "社区")
COMPOUNDS = crossed("梧桐兰菊竹梅荷桂枫柏杨", "苑园庭居里坊轩", 33, "小区")
