"""Kaifeng's bodies: lead departments and work groups as published, and invented bodies of towns, communities and compounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from graph_model.levels import AreaLevel
from graph_model.records import AffiliationKind, Attribute, CoverMode
from loaders.drafting import SYNTHETIC, Draft, roll
from loaders.kaifeng.places import CITY, Compound, Places

__all__ = ["DEMOLISHED", "PUBLISHED", "Bodies", "build_bodies"]

PUBLISHED = "人民网—中国共产党新闻网《开封市业主自治联合会》（2022-08-19）"

DEMOLISHED = 29
"""The compound about to be demolished: no self-governing body and no firm is asked of it."""

_LINES = (
    # line, lead department, its group, tasks
    ("political", "市委组织部", "政治引领组", 3),
    ("legal", "市司法局", "法治保障组", 4),
    ("moral", "市文明办", "德治教化组", 4),
    ("autonomy", "市民政局", "自治强基组", 3),
    ("smart", "市基层社会治理服务保障中心", "智治支撑组", 4),
)
_OTHER_GROUPS = ("综合组", "推广指导组")
_NEITHER = frozenset({24, 30})
_UNTOLD = frozenset({6})
"""The compound of the community that told nothing about self-governing bodies and property service."""
_WITHOUT_EITHER = _NEITHER | _UNTOLD | {DEMOLISHED}
_SELF_MANAGED = frozenset({4, 11, 17, 25, 32})
_COMMITTEE_ONLY = frozenset({1, 7, 9, 14, 18, 20, 22, 27, 31})
_FIRM_ONLY = frozenset({5, 12})
_NOT_RED = frozenset({1, 8, 9, 15, 20, 26, 31})
"""The owners' committees without a party organization."""
_FIRMS = ((0, 2), (3,), (5, 8), (10,), (12,), (13,), (15, 16), (19, 21), (23,), (26,), (28,))
"""Each property firm's compounds."""
_RED_FIRMS = frozenset({0, 3, 6, 9})
_JOINT = frozenset({8, 16, 28})
_ATTACHED = frozenset({14, 22})
_LATE = 20
_LATE_DAY = date(2022, 5, 10)
"""The compound whose branch was founded last, and when; until then a town's committee worked there."""


@dataclass
class Bodies:
    """Codes of bodies, as the posts and members need them."""

    city_groups: list[str] = field(default_factory=list)
    county_groups: list[str] = field(default_factory=list)
    federation: str = ""
    town_committees: dict[str, str] = field(default_factory=dict)
    community_committees: dict[str, str] = field(default_factory=dict)
    branches: dict[int, tuple[str, date]] = field(default_factory=dict)
    """By compound number: the branch and since when."""
    committees: dict[int, tuple[str, date]] = field(default_factory=dict)
    """By compound number: the owners' or self-management committee and since when."""
    firms: list[tuple[str, date, tuple[int, ...]]] = field(default_factory=list)
    """Firm, since when, the compounds it serves."""
    functional: list[tuple[str, date, int]] = field(default_factory=list)
    """Functional branch, since when, the compound whose members are in it."""


def build_bodies(draft: Draft, places: Places) -> Bodies:
    """All organizations with what they cover and whom they are tied to, written into `draft`."""
    bodies = Bodies()
    _lines(draft, places, bodies)
    _party_committees(draft, places, bodies)
    for compound in places.compounds:
        _branch(draft, compound, bodies)
        _committee(draft, compound, bodies)
    _firms(draft, places, bodies)
    _partners(draft, places)
    return bodies


def _lines(draft: Draft, places: Places, bodies: Bodies) -> None:
    """The five lead departments, seven groups of the city, seven of each county, and the owners' federation."""
    began = date(2021, 2, 1)
    departments: list[str | None] = []
    for line, name, _, tasks in _LINES:
        attributes: dict[str, Attribute] = {"line": line, "tasks": tasks}
        kinds = ("lead_department", "department")
        departments.append(draft.body(CITY, kinds, name, began, attributes=attributes, source=PUBLISHED))
    groups = [(line, name, tasks) for line, _, name, tasks in _LINES] + [("", name, 0) for name in _OTHER_GROUPS]
    parents = [*departments, None, None]
    for area, since, place_name, source in [
        (CITY, began, "市", PUBLISHED),
        *((county.code, date(2021, 2, 20), "县区", SYNTHETIC) for county in places.of(AreaLevel.COUNTY)),
    ]:
        for (line, name, tasks), parent in zip(groups, parents, strict=True):
            attributes = {"line": line, "tasks": tasks} if line else {}
            code = draft.body(
                area,
                ("work_group",),
                f"{place_name}{name}",
                since,
                parent=parent,
                attributes=attributes,
                source=source,
            )
            (bodies.city_groups if area == CITY else bodies.county_groups).append(code)
        if area == CITY:
            parents = list(bodies.city_groups)
    kinds = ("owners_federation", "social_organization")
    bodies.federation = draft.body(CITY, kinds, "开封市业主自治联合会", date(2021, 9, 1), source=PUBLISHED)


def _party_committees(draft: Draft, places: Places, bodies: Bodies) -> None:
    """A party committee for every town and every community."""
    for level, known in ((AreaLevel.TOWN, bodies.town_committees), (AreaLevel.COMMUNITY, bodies.community_committees)):
        label = "党工委" if level is AreaLevel.TOWN else "社区党委"
        for number, place in enumerate(places.of(level), 1):
            parent = bodies.town_committees[place.code.rsplit("-", 1)[0]] if level is AreaLevel.COMMUNITY else None
            code = draft.body(place.code, ("party_committee",), f"{label}（{number}）", place.since, parent=parent)
            draft.cover(code, place.since, area=place.code, mode=CoverMode.OWN)
            known[place.code] = code


def _branch(draft: Draft, compound: Compound, bodies: Bodies) -> None:
    """The compound's branch: of its own, joint with its property firm (see `_firms`), or one of the community's."""
    place, number = compound.place, compound.number
    since = _LATE_DAY if number == _LATE else draft.day_after(place.since, 20, 150, "branch", place.code)
    mode = CoverMode.JOINT if number in _JOINT else CoverMode.ATTACHED if number in _ATTACHED else CoverMode.OWN
    name = {"own": f"{compound.name}党支部", "joint": f"{compound.name}联合党支部", "attached": "社区第二党支部"}[mode]
    parent = bodies.community_committees[place.community]
    code = draft.body(place.code, ("party_branch",), name, since, parent=parent)
    draft.cover(code, since, area=place.code, mode=mode)
    bodies.branches[number] = code, since
    if number == _LATE:
        town = bodies.town_committees[place.community.rsplit("-", 1)[0]]
        draft.cover(town, date(2021, 9, 15), area=place.code, mode=CoverMode.WORK, until=_LATE_DAY)


def _committee(draft: Draft, compound: Compound, bodies: Bodies) -> None:
    """The compound's self-governing body, if it has one; most owners' committees host a functional branch."""
    place, number = compound.place, compound.number
    if number in _WITHOUT_EITHER | _FIRM_ONLY:
        return
    kind, label = (
        ("self_management_committee", "自管会") if number in _SELF_MANAGED else ("owners_committee", "业主委员会")
    )
    since = draft.day_after(place.since, 40, 300, "committee", place.code)
    code = draft.body(place.code, (kind,), f"{compound.name}{label}", since)
    draft.cover(code, since, area=place.code)
    bodies.committees[number] = code, since
    if kind == "owners_committee" and number not in _NOT_RED:
        _functional(draft, bodies, code, f"{compound.name}业委会功能型党支部", place.code, since, number)


def _functional(draft: Draft, bodies: Bodies, host: str, name: str, area: str, since: date, compound: int) -> None:
    """A functional branch inside `host`, under the compound's branch, founded when both are there."""
    parent, parent_since = bodies.branches[compound]
    founded = draft.day_after(max(since, parent_since), 5, 60, "functional", host)
    code = draft.body(area, ("functional_branch",), name, founded, parent=parent, host=host)
    bodies.functional.append((code, founded, compound))


def _firms(draft: Draft, places: Places, bodies: Bodies) -> None:
    """Property firms, seated in the community of their first compound, and whom they serve."""
    for turn, numbers in enumerate(_FIRMS):
        first = places.compounds[numbers[0]].place
        since = draft.day_after(first.since, 1, 20, "firm", turn)
        end = date(2022, 9, 30) + timedelta(days=int(700 * roll("contract", turn)))
        name = f"示例物业服务公司（{turn + 1}）"
        code = draft.body(first.community, ("property_firm",), name, since, attributes={"contract_end": str(end)})
        bodies.firms.append((code, since, numbers))
        for number in numbers:
            compound = places.compounds[number].place
            begun = max(since, draft.day_after(compound.since, 5, 200, "service", compound.code))
            draft.cover(code, begun, area=compound.code)
            if number in _JOINT:
                branch, founded = bodies.branches[number]
                draft.cover(branch, max(begun, founded), target=code, mode=CoverMode.JOINT)
        if turn in _RED_FIRMS:
            _functional(draft, bodies, code, f"{name}项目党支部", first.community, since, numbers[0])


def _partners(draft: Draft, places: Places) -> None:
    """Units paired with compounds (文明单位结对帮扶), and 38 social organizations of the communities."""
    towns = places.of(AreaLevel.TOWN)
    for number in range(1, 13):
        town = towns[number % len(towns)]
        code = draft.body(town.code, ("employer",), f"示例文明单位（{number}）", town.since)
        compound = next(item.place for item in places.compounds if item.place.code.startswith(town.code))
        since = draft.day_after(compound.since, 30, 200, "partner", code)
        kind = AffiliationKind.PARTNERSHIP if number % 3 else AffiliationKind.UNIT_CHECK_IN
        draft.tie(code, kind, since, area=compound.code)
    communities = places.of(AreaLevel.COMMUNITY)
    for number in range(38):
        place = communities[number % len(communities)]
        since = draft.day_after(place.since, 90, 500, "social", number)
        code = draft.body(place.code, ("social_organization",), f"示例社区社会组织（{number + 1}）", since)
        draft.cover(code, since, area=place.code)
