"""Kaifeng's posts and who holds them: linkage posts of all nine levels, work groups, bodies; some vacant, some replaced."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from graph_model.levels import AreaLevel
from graph_model.records import Basis
from loaders.drafting import Draft, roll
from loaders.kaifeng.bodies import DEMOLISHED, Bodies
from loaders.kaifeng.days import LAST_START
from loaders.kaifeng.places import CITY, Place, Places

__all__ = ["Holders", "build_posts"]

_LINKAGE = (
    # level, role, label, basis, share of posts that are held
    (AreaLevel.CITY, "lead", "市级牵头人", Basis.APPOINTED, 1.0),
    (AreaLevel.COUNTY, "lead", "县区牵头人", Basis.APPOINTED, 1.0),
    (AreaLevel.TOWN, "lead", "乡镇（街道）牵头人", Basis.APPOINTED, 1.0),
    (AreaLevel.COMMUNITY, "lead", "村（社区）牵头人", Basis.APPOINTED, 1.0),
    (AreaLevel.GRID, "grid_worker", "网格员", Basis.HIRED, 1.0),
    (AreaLevel.COMPOUND, "head", "小区长", Basis.PROPOSED, 1.0),
    (AreaLevel.BUILDING, "head", "楼栋长", Basis.PROPOSED, 0.91),
    (AreaLevel.UNIT, "head", "单元长", Basis.PROPOSED, 0.87),
    (AreaLevel.CENTRAL_HOUSEHOLD, "head", "中心户", Basis.CLAIMED, 0.84),
)
_CITY_POSTS = (("supervising_deputy", "主管副职"), ("section_chief", "科长"), ("chief_contact", "首席联系人"))
_COUNTY_POSTS = (("group_leader", "组长"), ("deputy_group_leader", "副组长"), ("chief_contact", "首席联系人"))

_VACANT_TOWN, _VACANT_COMMUNITY = 8, 15
_VACANT_COMPOUNDS = frozenset({5, 13, 27})
"""The compounds without a head; the first stands in a community that told nothing about heads."""
_VACANT_GROUP_POSTS = frozenset(
    {("410204/work_group/6", "deputy_group_leader"), ("410212/work_group/3", "chief_contact")}
)
_COMPLETE = 8
"""The community (counted from 0) in which every post is held."""


@dataclass
class Holders:
    """Who holds what, as members and cross-appointments need it: persons by compound or area."""

    leads: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    building_heads: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    secretaries: dict[int, str] = field(default_factory=dict)
    chairs: dict[int, str] = field(default_factory=dict)


def build_posts(draft: Draft, places: Places, bodies: Bodies) -> Holders:
    """All posts and appointments with their persons, written into `draft`."""
    holders = Holders()
    staff = _property_posts(draft, places, bodies)
    for level, role, label, basis, share in _LINKAGE:
        for number, place in enumerate(places.of(level)):
            _linkage_post(draft, place, number, (role, label, basis, share), holders, staff, places)
    _group_posts(draft, bodies)
    _body_posts(draft, places, bodies, holders)
    return holders


def _linkage_post(
    draft: Draft,
    place: Place,
    number: int,
    what: tuple[str, str, Basis, float],
    holders: Holders,
    staff: dict[str, list[tuple[str, date]]],
    places: Places,
) -> None:
    """The linkage post of one place, and who holds it now or held it before; some units have not even a post."""
    role, label, basis, share = what
    full = place.community == places.of(AreaLevel.COMMUNITY)[_COMPLETE].code
    held = _held(place, number, share) or full
    if place.level is AreaLevel.UNIT and not held and roll("no post", place.code) < 0.3:
        return
    post = draft.post(role, label, place.since, area=place.code, until=place.until)
    start = draft.day_after(place.since, 10, 220, "start", place.code)
    replaced = roll("replaced", place.code) < 0.06 and place.until is None
    if not held and not (replaced and place.occupied):
        return
    if place.until is not None:
        start = min(start, place.until - timedelta(days=30))
    if replaced or not held:
        until = draft.day_after(start, 20, 200, "until", place.code)
        if until > start:
            draft.appoint(post, _new_person(draft, place), basis, start, until)
            start = draft.day_after(until, 0, 25, "next", place.code)
    if not held:
        return
    served = staff.get(place.residence or "") if place.level is AreaLevel.GRID else None
    if served:
        person, begun = served.pop()
        draft.appoint(post, person, Basis.CONCURRENT, max(start, begun), place.until)
        return
    person = _new_person(draft, place)
    draft.appoint(post, person, basis, start, place.until)
    if place.level in (AreaLevel.TOWN, AreaLevel.COMMUNITY):
        holders.leads[place.code] = person
    elif place.level is AreaLevel.COMPOUND:
        holders.heads[place.code] = person
    elif place.level is AreaLevel.BUILDING and place.until is None:
        holders.building_heads[place.code.rsplit("-", 1)[0]].append(person)


def _held(place: Place, number: int, share: float) -> bool:
    """Whether somebody holds the place's post now: chosen above the building, by chance from there down."""
    chosen = {
        AreaLevel.TOWN: number != _VACANT_TOWN,
        AreaLevel.COMMUNITY: number != _VACANT_COMMUNITY,
        AreaLevel.COMPOUND: number not in _VACANT_COMPOUNDS,
    }
    lean = 0.12 * (roll("care", place.community) - 0.5) if share < 1 else 0.0
    return chosen.get(place.level, place.occupied and roll("held", place.code) < share + lean)


def _new_person(draft: Draft, place: Place) -> str:
    """A new person of the place's community who lives in its building or compound."""
    return draft.person(place.community, place.residence, place.since)


def _property_posts(draft: Draft, places: Places, bodies: Bodies) -> dict[str, list[tuple[str, date]]]:
    """Managers and staff of the firms; the staff who are to serve as grid workers too, by compound."""
    staff: dict[str, list[tuple[str, date]]] = defaultdict(list)
    for firm, since, numbers in bodies.firms:
        community = places.compounds[numbers[0]].place.community
        begun = since + timedelta(days=10)
        manager = draft.post("property_manager", "物业项目负责人", since, organization=firm)
        draft.appoint(manager, draft.person(community, None, since), Basis.HIRED, begun)
        hands = draft.post("property_staff", "物业管理人员", since, organization=firm, seats=None)
        for number in numbers:
            for turn in range(4):
                person = draft.person(community, None, since)
                draft.appoint(hands, person, Basis.HIRED, begun)
                if turn < 2:
                    staff[places.compounds[number].place.code].append((person, begun))
    return staff


def _group_posts(draft: Draft, bodies: Bodies) -> None:
    """Three posts in each of the 7 groups of the city and the 28 of the counties: 105."""
    began = date(2021, 2, 1)
    for groups, posts in ((bodies.city_groups, _CITY_POSTS), (bodies.county_groups, _COUNTY_POSTS)):
        for group in groups:
            area = group.split("/")[0]
            since = began if area == CITY else date(2021, 2, 20)
            for role, label in posts:
                post = draft.post(role, label, since, organization=group)
                if (group, role) in _VACANT_GROUP_POSTS:
                    left = date(2022, 3, 15)
                    draft.appoint(post, draft.person(area, None, since), Basis.APPOINTED, since, left)
                    continue
                draft.appoint(
                    post, draft.person(area, None, since), Basis.APPOINTED, draft.day_after(since, 0, 40, post)
                )


def _body_posts(draft: Draft, places: Places, bodies: Bodies, holders: Holders) -> None:
    """Secretaries, chairs, and the seats of the federation; heads of compounds and communities hold some of them too."""
    for area, committee in (*bodies.town_committees.items(), *bodies.community_committees.items()):
        since = next(
            place.since
            for level in (AreaLevel.TOWN, AreaLevel.COMMUNITY)
            for place in places.of(level)
            if place.code == area
        )
        post = draft.post("secretary", "书记", since, organization=committee)
        if area in holders.leads:
            draft.appoint(post, holders.leads[area], Basis.ELECTED, since + timedelta(days=30))
    federation_since = date(2021, 9, 1)
    chair = draft.post("chair", "会长", federation_since, organization=bodies.federation)
    draft.appoint(chair, draft.person(CITY, None, federation_since), Basis.ELECTED, federation_since)
    seats = draft.post("member", "会员", federation_since, organization=bodies.federation, seats=None)
    for compound in places.compounds:
        code, number = compound.place.code, compound.number
        head = holders.heads.get(code)
        if head is not None:
            draft.appoint(seats, head, Basis.CONCURRENT, draft.day_after(federation_since, 0, 330, "federation", code))
        branch, founded = bodies.branches[number]
        post = draft.post("secretary", "支部书记", founded, organization=branch)
        secretary = (
            head if head and number % 4 == 1 else draft.person(compound.place.community, code, compound.place.since)
        )
        holders.secretaries[number] = secretary
        draft.appoint(post, secretary, Basis.ELECTED, founded)
        if number not in bodies.committees or number == DEMOLISHED:
            continue
        committee, elected = bodies.committees[number]
        post = draft.post("chair", "主任", elected, organization=committee)
        member = draft.post("member", "委员", elected, organization=committee, seats=6)
        if number % 11 != 4:
            holders.chairs[number] = (
                head if head and number % 3 == 0 else draft.person(compound.place.community, code, compound.place.since)
            )
            draft.appoint(post, holders.chairs[number], Basis.ELECTED, elected)
        for _ in range(3 + number % 3):
            person = draft.person(compound.place.community, code, compound.place.since)
            draft.appoint(member, person, Basis.ELECTED, min(elected, LAST_START))
