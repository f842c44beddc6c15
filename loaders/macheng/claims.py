"""Every number the Macheng text gives, as printed, with its qualifier and what it counts."""

from __future__ import annotations

from graph_model.records import Qualifier
from loaders.drafting import Claim, Draft, Publication
from loaders.macheng.days import AS_OF
from loaders.macheng.places import COUNTY

__all__ = ["build_claims"]

_TEXT = Publication("湖北省黄冈市麻城市《一核多元》小区治理做法（2022年11月以后）", AS_OF, "2022")
_EXACT, _LEAST, _UNDER = Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.UNDER
_TOWN_AREA, _AFTER = "城区17个城市社区", "城区255个小区（网格）"
_CLAIMS = (
    # key, value, as printed, qualifier, unit, scope[, period]
    ("communities", 17, "城区17个城市社区", _EXACT, "个", _TOWN_AREA),
    ("compounds_before", 209, "原有的209个小区（网格）", _EXACT, "个", _TOWN_AREA, "2022-10"),
    ("compounds_after", 255, "新增小区（网格）至255个", _EXACT, "个", _TOWN_AREA),
    ("committee_members", 1_106, "业委会（党群议事会）1106名成员", _EXACT, "名", _AFTER),
    ("committee_members_in_party", 770, "党员有770人", _EXACT, "人", _AFTER),
    ("committee_members_in_party_rate", 69.6, "占比69.6%", _EXACT, "%", "业委会（党群议事会）成员，合并计算"),
    ("industry_branches", 21, "成立21个党支部", _EXACT, "个", "物业服务行业党委"),
    ("serviced_compounds", 255, "物业服务覆盖255个小区（网格）", _EXACT, "个", _AFTER),
    ("serviced_compounds_rate", 100, "占比100%", _EXACT, "%", _AFTER),
    ("first_secretaries", 23, "23名市级领导担任社区“大党委”第一书记", _EXACT, "名", _TOWN_AREA),
    ("joint_meetings", 69, "已召开联席会议69次", _EXACT, "次", "社区大党委，截至目前"),
    ("community_problems_solved", 151, "为社区解决问题151个", _EXACT, "个", "社区大党委，截至目前"),
    ("working_fund_least", 10_000, "每年工作经费不少于1万元", _LEAST, "元", "每个小区综合党组织"),
    ("working_funds", 3_100_000, "落实小区（网格）党组织工作经费310万元", _EXACT, "元", "2022年"),
    ("phone_allowances", 380_000, "通讯补贴38万元", _EXACT, "元", "小区党组织书记、业委会（党群议事会）主任，2022年"),
    ("activity_rooms", 68, "新建小区活动室68个", _EXACT, "个", "今年来"),
    ("platform_administrators", 479, "平台已选配管理员479名", _EXACT, "名", "新时代文明实践平台，全市"),
    ("platform_organizations", 614, "注册组织近614个", _UNDER, "个", "新时代文明实践平台，全市"),
    ("platform_volunteers", 136_000, "注册志愿者13.6万人", _EXACT, "人", "新时代文明实践平台，全市"),
    ("voluntary_services", 6_532, "志愿服务6532次", _EXACT, "次", _AFTER),
)


def build_claims(draft: Draft) -> None:
    """All published figures, written into `draft`."""
    for claim in _CLAIMS:
        _TEXT.claim(draft, Claim(*claim), area=COUNTY)
