"""Every number the Guancheng text gives, as printed, with its qualifier, what it counts, and the day it speaks of."""

from __future__ import annotations

from datetime import date

from graph_model.records import Qualifier
from loaders.drafting import Claim, Draft, Publication
from loaders.guancheng.days import AS_OF, COHORT, EARLY
from loaders.guancheng.places import COUNTY

__all__ = ["build_claims"]

_SOURCE = "人民网—中国共产党新闻网《河南郑州管城回族区：红色物业铸就“三无楼院”长效治理机制》（2022-07-07）"
_EXACT, _MORE = Qualifier.EXACT, Qualifier.MORE_THAN
_COHORT_SCOPE, _FIRM_SCOPE, _NOW = "2019年底统计的三无楼院577个", "全区物业服务企业162家", "截至2022年7月"
_TAKING_PART = "红色物业示范点创建"
_BASE = (
    # key, value, as printed, qualifier, unit, scope
    ("compounds", 987, "管城回族区辖区987个楼院", _EXACT, "个", "2019年底的辖区楼院统计"),
    ("lacking_all_three", 577, "有577个“三无楼院”", _EXACT, "个", "2019年底的辖区楼院统计"),
    ("lacking_all_three_rate", 59, "占整体楼院数的59%", _EXACT, "%", "2019年底的辖区楼院统计"),
)
_SURVEY = (("satisfied_residents", 18, "选择“满意”选项的仅有18%", _EXACT, "%", "2020年3月抽样的被调查居民"),)
_FIRMS_EARLY = (
    ("firms", 162, "物业服务企业共有162家", _EXACT, "家", "2021年初统计"),
    ("firms_with_organization", 21, "成立党组织的有21家", _EXACT, "家", "2021年初统计"),
    ("firms_with_organization_rate", 12.9, "仅占12.9%", _EXACT, "%", "2021年初统计"),
)
_TEXT = (
    ("cohort_party_rate", 100, "党组织覆盖100%", _EXACT, "%", f"{_COHORT_SCOPE}，含片区联合党组织"),
    ("cohort_self_governing_rate", 100, "居民自治组织覆盖率100%", _EXACT, "%", _COHORT_SCOPE),
    ("self_governing_bodies", 570, "570余个自管会、业委会相继成立", _MORE, "个", _COHORT_SCOPE),
    ("building_heads", 1_200, "1200余位楼栋长先后产生", _MORE, "位", _COHORT_SCOPE),
    ("cohort_volunteer_rate", 100, "志愿服务组织覆盖率100%", _EXACT, "%", _COHORT_SCOPE),
    ("volunteer_teams", 1_100, "群众性志愿服务组织1100多个", _MORE, "个", "全区"),
    ("volunteers", 12_000, "12000余人参与服务", _MORE, "人", "全区"),
    ("cohort_alliance_rate", 100, "支部联建100%", _EXACT, "%", _COHORT_SCOPE),
    ("department_branches", 162, "162个机关党支部与“三无楼院”党支部一一结对帮扶", _EXACT, "个", "全区"),
    ("cohort_cadre_rate", 100, "干部分包100%", _EXACT, "%", _COHORT_SCOPE),
    ("cadres", 570, "570余名科级干部和优秀年轻干部", _MORE, "名", "全区"),
    ("self_management_committees", 564, "成立楼院自管会564个", _EXACT, "个", _COHORT_SCOPE),
    ("owners_committees", 13, "成立业委会13个", _EXACT, "个", _COHORT_SCOPE),
    ("lasting_management", 558, "558个楼院小区建立常态长效治理模式", _EXACT, "个", _COHORT_SCOPE),
    ("lasting_management_rate", 96.7, "覆盖率达96.7%", _EXACT, "%", _COHORT_SCOPE),
    ("town_firms", 3, "成立了隆美、亮典、西美3个街道主导的国有物业管理公司", _EXACT, "个", "北下街、陇海马路、西大街"),
    (
        "compounds_of_liangdian",
        108,
        "亮典物业对北下街街道108个“三无楼院”全部纳入管理",
        _EXACT,
        "个",
        "亮典，北下街街道",
    ),
    ("fees_of_liangdian", 74, "收费率达74%", _EXACT, "%", "亮典，北下街街道"),
    ("turnover_of_liangdian", 1_000_000, "总体营业额约100万元", Qualifier.ABOUT, "元", "亮典，北下街街道"),
    (
        "compounds_of_longmei",
        102,
        "隆美物业将陇海马路街道102个“三无楼院”全部纳入管理",
        _EXACT,
        "个",
        "隆美，陇海马路街道",
    ),
    ("entered_by_longmei", 90, "总体入驻率达90%", _EXACT, "%", "隆美，陇海马路街道；同句称全部纳入管理"),
    ("fees_of_longmei", 75, "收费率达75%", _EXACT, "%", "隆美，陇海马路街道"),
    ("income_of_longmei", 800_000, "总收入达80万元", _EXACT, "元", "隆美，陇海马路街道"),
    ("rules_adopted", 98, "楼院（小区）管理公约覆盖率达到98%", _EXACT, "%", "全区楼院（小区），原文未给基数"),
    ("service_projects", 158, "8类158个项目", _EXACT, "个", "区委社治委管理台账"),
    ("children_places", 20, "儿童微乐园20个", _EXACT, "个", _NOW),
    ("elderly_places", 21, "老年人活动区21个", _EXACT, "个", _NOW),
    ("rehabilitation_places", 10, "残疾人康复站10个", _EXACT, "个", _NOW),
    ("aesthetic_places", 11, "楼院小微美学营造11个", _EXACT, "个", _NOW),
    ("incubators", 11, "街道级社区社会组织孵化平台11个", _EXACT, "个", _NOW),
    ("social_organizations", 1_167, "登记备案社区社会组织1167个", _EXACT, "个", _NOW),
    ("charity_organizations", 234, "公益慈善类234个", _EXACT, "个", _NOW),
    ("affairs_organizations", 177, "社区事务类177个", _EXACT, "个", _NOW),
    ("service_organizations", 756, "生活服务类756个", _EXACT, "个", _NOW),
    ("firms_now", 162, "辖区物业服务企业162家", _EXACT, "家", _NOW),
    ("firms_with_organization_now", 46, "党组织覆盖达到46家", _EXACT, "家", _FIRM_SCOPE),
    ("firms_with_party_work", 115, "党的工作覆盖115家", _EXACT, "家", _FIRM_SCOPE),
    ("firms_reached_rate", 98, "总体达到98%覆盖率", _EXACT, "%", _FIRM_SCOPE),
    ("towns_taking_part", 12, "在辖区12个街道", _EXACT, "个", _TAKING_PART),
    ("communities_taking_part", 44, "44个社区内开展", _EXACT, "个", _TAKING_PART),
    ("compounds_taking_part", 178, "覆盖178个小区", _EXACT, "个", _TAKING_PART),
    ("demonstration_towns", 4, "4个红色物业示范街道", _EXACT, "个", _TAKING_PART),
    ("demonstration_communities", 11, "11个红色物业示范社区", _EXACT, "个", _TAKING_PART),
    ("demonstration_compounds", 79, "79个红色物业示范小区", _EXACT, "个", _TAKING_PART),
    ("subsidy_most", 0.3, "给予不超过0.3元/㎡/月的阶梯补贴", _EXACT, "元/㎡·月", "改造达标小区，分3年；0.3为上限"),
)


def build_claims(draft: Draft) -> None:
    """All published figures, written into `draft`."""
    for claims, day, period in (
        (_BASE, COHORT, "2019"),
        (_SURVEY, date(2020, 3, 31), "2020-03"),
        (_FIRMS_EARLY, EARLY, "2021-01"),
        (_TEXT, AS_OF, "2022-07"),
    ):
        for claim in claims:
            Publication(_SOURCE, day, period).claim(draft, Claim(*claim), area=COUNTY)
