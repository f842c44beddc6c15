"""Every number the Kaifeng text gives, as printed (in simplified characters), with its qualifier and what it counts."""

from __future__ import annotations

from graph_model.records import Qualifier
from loaders.drafting import Claim, Draft, Publication
from loaders.kaifeng.bodies import PUBLISHED, Bodies
from loaders.kaifeng.days import AS_OF
from loaders.kaifeng.places import CITY

__all__ = ["build_claims"]

_PILOT = "“五治融合”试点范围"
_SINCE_START = "试点范围，2021年启动以来累计"
_WHOLE_CITY = "全市（不限试点）"
_NOT_SAID = "原文未说明范围"
_TEXT = Publication(PUBLISHED, AS_OF, "2022-08")

_EXACT, _MORE, _UNDER = Qualifier.EXACT, Qualifier.MORE_THAN, Qualifier.UNDER

_CLAIMS = (
    # key, value, as printed, qualifier, unit, scope
    ("counties", 4, "全市4个县区", _EXACT, "个", _PILOT),
    ("towns", 15, "15个街道（乡镇）", _EXACT, "个", _PILOT),
    ("communities", 25, "25个社区", _EXACT, "个", _PILOT),
    ("compounds", 33, "33个小区", _EXACT, "个", _PILOT),
    ("buildings", 933, "933座楼栋", _EXACT, "座", _PILOT),
    ("residents_reached", 50_000, "惠及居民将近50000人", _UNDER, "人", _PILOT),
    ("work_team_people", 160, "各级工作队伍160余人", _MORE, "人", _PILOT),
    ("grids_with_worker", 138, "138个配备网格员的基层网格", _EXACT, "个", _PILOT),
    ("party_organizations", 33, "33个基层党组织", _EXACT, "个", _PILOT),
    ("party_members", 400, "400余名党员", _MORE, "名", _PILOT),
    ("members_reported", 700, "近700名党员先后到居住地小区报到", _UNDER, "名", _SINCE_START),
    ("party_services", 231, "党员志愿服务231次", _EXACT, "次", _SINCE_START),
    ("problems_solved", 249, "解决各类难题249个", _EXACT, "个", _SINCE_START),
    ("red_owners_committees", 15, "红色业委会15个", _EXACT, "个", _SINCE_START),
    ("red_property_firms", 4, "红色物业4个", _EXACT, "个", _SINCE_START),
    ("lawyers", 24, "24名律师", _EXACT, "名", _SINCE_START),
    ("police_officers", 10, "十余名民警", _MORE, "名", _SINCE_START),
    ("legal_consultations", 900, "法律咨询900余次", _MORE, "次", _SINCE_START),
    ("mediations", 4_000, "基层调解4000余次", _MORE, "次", _SINCE_START),
    ("legal_education_events", 200, "普法活动200余次", _MORE, "次", _SINCE_START),
    ("disputes_resolved", 2_000, "化解基层矛盾纠纷近2000条", _UNDER, "条", _SINCE_START),
    ("legal_topics_studied", 10, "十余项一线法律实务问题", _MORE, "项", _SINCE_START),
    ("boards_and_slogans", 200, "文明宣传展示牌、标语牌200余个", _MORE, "个", "试点小区"),
    ("model_compounds_and_stairwells", 41, "文明小区文明楼道41个", _EXACT, "个", "小区与楼道合计，原文未分列"),
    ("honoured_person_times", 207, "207人次获得荣誉称号", _EXACT, "人次", _SINCE_START),
    ("mass_organizations", 21, "21个群团组织", _EXACT, "个", _PILOT),
    ("social_organizations", 40, "近40个基层社会组织", _UNDER, "个", _SINCE_START),
    ("social_organization_members", 544, "会员人数达544人", _EXACT, "人", _SINCE_START),
    ("social_organization_activities", 330, "各类活动330次", _EXACT, "次", _SINCE_START),
    ("smart_devices_installed", 1_800, "智能设备1800余个", _MORE, "个", _SINCE_START),
    ("platform_events", 260_000, "各类事件达26万件", _EXACT, "件", _NOT_SAID),
)
_TASKS = (3, 4, 4, 3, 4)


def build_claims(draft: Draft, bodies: Bodies) -> None:
    """All published figures, written into `draft`: of the city, of the five lead departments, of the federation."""
    for claim in _CLAIMS:
        _TEXT.claim(draft, Claim(*claim), area=CITY)
    departments = [row.code for row in draft.rows["organizations"] if row.code.startswith(f"{CITY}/lead_department")]
    for code, tasks in zip(departments, _TASKS, strict=True):
        printed = f"明确{'三' if tasks == 3 else '四'}项工作任务"
        _TEXT.claim(draft, Claim("line_tasks", tasks, printed, _EXACT, "项", "本条线工作方案"), organization=code)
    printed = "全市1200多个小区的负责人进入联合会"
    members = Claim("member_compounds", 1_200, printed, _MORE, "个", _WHOLE_CITY)
    _TEXT.claim(draft, members, organization=bodies.federation)
