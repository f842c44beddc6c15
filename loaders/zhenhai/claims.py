"""Every number the Zhenhai text gives, as printed (in simplified characters), with its qualifier and what it counts."""

from __future__ import annotations

from graph_model.records import Qualifier
from loaders.drafting import Claim, Draft, Publication
from loaders.zhenhai.days import AS_OF
from loaders.zhenhai.places import DISTRICT
from loaders.zhenhai.stations import MERGED, Stations

__all__ = ["build_claims"]

_TEXT = Publication("镇海区政研室、镇海区民政局《三联四促》（原文未署日期，内容止于2020年）", AS_OF, "2020")
_EXACT, _MORE, _LEAST = Qualifier.EXACT, Qualifier.MORE_THAN, Qualifier.AT_LEAST
_WHOLE, _STATION, _HALF = "全区", "全区112个互助站", "2020-H1"
_CLAIMS = (
    # key, value, as printed, qualifier, unit, scope[, period]
    ("compounds_with_model", 80, "已在全区80%的小区推广运行", _EXACT, "%", "全区小区；另称“基本实现城市小区全覆盖”"),
    ("communities", 49, "全区49个社区", _EXACT, "个", "有物业管理小区的社区"),
    ("managed_compounds", 144, "144个物业管理小区", _EXACT, "个", _WHOLE),
    ("tri_party_coverage", 100, "均已建立“三方融合”组织体系，覆盖率达100%", _EXACT, "%", "物业管理小区，含合用互助站"),
    ("stations", 112, "已建居民自治互助站112个", _EXACT, "个", _WHOLE),
    ("brand_stations", 19, "19个品牌站点", _EXACT, "个", _WHOLE),
    ("residents_taking_part", 20_000, "吸引2万余名居民参与小区自治", _MORE, "人", _STATION),
    ("matters_solved", 15_000, "自我解决民生问题1.5万余件", _MORE, "件", _STATION),
    ("owners_committees", 144, "已建成的144个业委会", _EXACT, "个", _WHOLE),
    ("chairs_in_party", 144, "144个业委会主任均为党员", _EXACT, "个", _WHOLE),
    ("committee_members_in_party", 50, "业委会委员半数以上是党员", _LEAST, "%", "未说明逐个计算还是合并计算"),
    ("committees_with_branch", 144, "所有业委会全部建立功能性党支部", _EXACT, "个", _WHOLE),
    ("station_heads_in_party", 70, "七成以上站点负责人为党员", _LEAST, "%", _STATION),
    ("station_branches", 63, "建立功能性党支部63个", _EXACT, "个", _STATION),
    ("part_time_members", 107, "吸纳兼职委员107名", _EXACT, "名", "63个互助站功能型党支部"),
    ("backbone_on_committees", 50, "骨干成员中业委会成员占比50%", _EXACT, "%", "互助站骨干"),
    ("backbone_from_firms", 33, "物业成员占比33%", _EXACT, "%", "互助站骨干"),
    ("heads_who_chair", 29, "有29名站长兼任业委会主任", _EXACT, "名", _STATION),
    ("property_social_workers", 1, "配备1名物业管理社工", _EXACT, "名", "每个社区物业管理站"),
    ("tri_party_meetings", 1, "每月召开不少于1次议事协商会议", _LEAST, "次", "每个社区，每月"),
    ("events_reported", 9_560, "累计上报事件9560件", _EXACT, "件", _STATION, _HALF),
    ("events_in_station", 6_755, "站内处置6755件", _EXACT, "件", _STATION, _HALF),
    ("events_by_grid", 2_895, "网格流转处置2895件", _EXACT, "件", _STATION, _HALF),
    ("events_solved_in_station", 70, "站内问题解决率达70%", _EXACT, "%", _STATION, _HALF),
    ("property_staff_in_epidemic", 3_500, "3500多名物业工作人员", _MORE, "人", "疫情防控期间，全区"),
    ("volunteers_in_epidemic", 1_200, "1200余名居民志愿者", _MORE, "人", "疫情防控期间，全区"),
    ("households_visited", 220_000, "排摸居民22万余户", _MORE, "户", "疫情防控期间，全区"),
    ("community_organizations", 600, "600余家社区社会组织", _MORE, "家", "今年以来，全区"),
    ("organization_person_times", 12_000, "1.2万余人次", _MORE, "人次", "今年以来，全区"),
    ("volunteers_in_campaign", 500, "带动500余名居民志愿者", _MORE, "人", "招宝山街道，文明城市创建期间"),
    ("households_checked", 6_300, "2天之内完成6300余户居民排查", _MORE, "户", "庄市街道同心湖社区"),
    ("checking_time_saved", 80, "“清楼”时间缩减80%", _EXACT, "%", "庄市街道同心湖社区"),
)


def build_claims(draft: Draft, stations: Stations) -> None:
    """All published figures, written into `draft`: of the district, and the one of the merged station."""
    for claim in _CLAIMS:
        _TEXT.claim(draft, Claim(*claim), area=DISTRICT)
    fees = Claim("fees_paid", 100, "小区物业费缴纳率达100%", _EXACT, "%", "海景东苑：互助站与业委会合署")
    _TEXT.claim(draft, fees, organization=stations.all[MERGED].code)
