"""Every number the Luohu text gives, as printed, with its qualifier, what it counts, and the day it speaks of."""

from __future__ import annotations

from graph_model.records import Qualifier
from loaders.drafting import Claim, Draft, Publication
from loaders.luohu.days import AS_OF, BEFORE
from loaders.luohu.places import COUNTY, Places

__all__ = ["build_claims"]

_SOURCE = "《罗湖区以“六联工作法”构建居民小区治理体系》（原文未署日期，内容止于2019年计划）"
_EXACT, _MORE, _LEAST, _UNDER = Qualifier.EXACT, Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.UNDER
_WHOLE, _PLAN = "全区，2019年计划之前", "截至目前（2019年计划实施以来）"
_STATE_BEFORE = (
    # key, value, as printed, qualifier, unit, scope
    ("buildings", 21_000, "遍布21000多幢建筑", _MORE, "幢", "33.72平方公里建成区"),
    ("compounds", 929, "有929个居民小区", _EXACT, "个", _WHOLE),
    ("chengzhongcun", 42, "42个城中村小区", _EXACT, "个", "原文未说明在929个之内还是之外"),
    ("residents_of_compounds", 1_150_000, "929个居民小区管理人口就有115万余人", _MORE, "人", _WHOLE),
    ("residents", 1_600_000, "全区160万人口", _EXACT, "人", _WHOLE),
    ("residents_of_compounds_rate", 72, "占全区160万人口的72%", _EXACT, "%", _WHOLE),
    ("floating_residents_rate", 50, "大部分小区流动人口都在50%以上", _LEAST, "%", "大部分小区"),
    ("committee_rate", 20, "929个小区业委会组建率仅20%", _EXACT, "%", _WHOLE),
    ("property_staff", 12_740, "物业管理从业12740人", _EXACT, "人", _WHOLE),
    ("property_staff_rate", 1, "占比实际人口不到1%", _UNDER, "%", "原文未说明实际人口是160万还是115万"),
    ("without_property", 145, "145个小区没有物业管理", _EXACT, "个", _WHOLE),
)
_SINCE = (
    (
        "party_coverage",
        99,
        "党的组织和工作覆盖率已达99%",
        _EXACT,
        "%",
        f"居民小区，{_PLAN}；未分单独建、联合建、挂靠建",
    ),
    ("powers", 5, "赋予小区党支部议事、建议、人事、监督和评议等5项权力", _EXACT, "项", "小区党支部"),
    ("towns", 10, "在全区10个街道", _EXACT, "个", "全区"),
    ("mediation_rooms", 411, "300户以上的物业小区管理处成立411个物业调解室", _EXACT, "个", _PLAN),
    ("mediators", 1_132, "新增物业调解员1132人", _EXACT, "人", _PLAN),
)
_NANHU = (
    ("members_identified", 1_558, "南湖街道2018年共有1558名党员主动亮明身份", _EXACT, "名", "南湖街道，2018年"),
    ("organizations_taking_part", 62, "6类62个组织参与", _EXACT, "个", "南湖街道，2018年"),
    ("projects_taken_on", 72, "认领了72个项目", _EXACT, "个", "南湖街道，2018年"),
    ("problems_solved", 68, "已解决问题68个", _EXACT, "个", "南湖街道，2018年"),
)
_PILOTS = (
    "fewer_disputes_rate",
    32.4,
    "八个试点小区2018年物业纠纷数量较2017年下降了32.4%",
    _EXACT,
    "%",
    "八个试点小区，2018年对2017年",
)


def build_claims(draft: Draft, places: Places) -> None:
    """All published figures, written into `draft`: of the county before the plan and since, and of one street."""
    before, since = Publication(_SOURCE, BEFORE, "2018"), Publication(_SOURCE, AS_OF, "2019")
    for claim in (*_STATE_BEFORE, _PILOTS):
        before.claim(draft, Claim(*claim), area=COUNTY)
    for claim in _SINCE:
        since.claim(draft, Claim(*claim), area=COUNTY)
    for claim in _NANHU:
        before.claim(draft, Claim(*claim), area=places.towns[4])
