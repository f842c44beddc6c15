"""Zhenhai's 144 owners' committees: who sits on them, who is a party member, and what the communities add."""

from __future__ import annotations

from datetime import date

from graph_model.records import Basis, MembershipKind
from loaders.drafting import Draft, founded, report, roll, staffed
from loaders.zhenhai.days import REGISTERED
from loaders.zhenhai.party import Branches
from loaders.zhenhai.places import DISTRICT, MANAGED, STATIONS, Compound, Places
from loaders.zhenhai.stations import MERGED, Stations

__all__ = ["build_committees"]

_FOUNDED = date(2018, 3, 1)
_CHAIRED_BY_HEAD = 29
_WORKERS_SINCE = date(2019, 9, 1)
_MONTHS = ("2020-01", "2020-02", "2020-03", "2020-04", "2020-05", "2020-06")


def build_committees(draft: Draft, places: Places, branches: Branches, stations: Stations) -> None:
    """Community stations and workers, committees with all their posts and memberships, written into `draft`."""
    housing = draft.body(DISTRICT, ("department",), "区公房管理部门（示例）", REGISTERED)
    workers = {community: _community(draft, community) for community in places.communities}
    for compound in places.compounds[:MANAGED]:
        worker = workers[compound.community].pop() if workers[compound.community] else None
        _committee(draft, compound, branches, stations, (worker, housing))


def _community(draft: Draft, community: str) -> list[str]:
    """The property station with its social worker, reported meetings, and community workers free to be deputy chairs."""
    station = founded(draft, community, "property_station", "社区物业管理站", _WORKERS_SINCE)
    social = draft.person(community, community, REGISTERED)
    staffed(
        draft, "property_social_worker", "物业管理社工", [social], Basis.APPOINTED, _WORKERS_SINCE, organization=station
    )
    workers = [draft.person(community, community, REGISTERED) for _ in range(2)]
    staffed(draft, "community_worker", "社工", workers, Basis.HIRED, _WORKERS_SINCE, area=community, seats=None)
    for month in _MONTHS:
        held = 1 + int(2 * roll("meetings", community, month))
        report(draft, community, "tri_party_meetings", held, "次", month, date(2020, 7, 10))
    return workers


def _committee(
    draft: Draft, compound: Compound, branches: Branches, stations: Stations, deputy: tuple[str | None, str]
) -> None:
    """A committee of seven or eight, of whom just half or one or two more are party members."""
    number, home = compound.number, compound.community
    merged = number == MERGED
    since = (
        stations.all[number].since if merged else draft.day_after(date(2018, 6, 1), 0, 380, "committee", compound.code)
    )
    code = (
        stations.all[number].code
        if merged
        else founded(draft, compound.code, "owners_committee", f"{compound.name}业主委员会", since)
    )
    chair, seated_since = _chair(draft, compound, stations, since)
    draft.appoint(draft.post("chair", "主任", since, organization=code), chair, Basis.ELECTED, seated_since)
    worker, housing = deputy
    second = worker or draft.person(home, compound.code, REGISTERED)
    begun = max(since, _WORKERS_SINCE) if worker else since
    behalf = housing if worker else None
    post = draft.post("deputy", "副主任", since, organization=code)
    draft.appoint(post, second, Basis.ELECTED, begun, on_behalf_of=behalf)
    members = _members(draft, compound, branches, stations)
    post = draft.post("member", "委员", since, organization=code, seats=None)
    for person, backbone in members:
        draft.appoint(post, person, Basis.ELECTED, max(since, stations.all[number].since) if backbone else since)
    everybody = [chair, *(person for person, _ in members), second]
    _in_party(draft, compound, (code, since), everybody, f"{compound.code}/party_branch")


def _chair(draft: Draft, compound: Compound, stations: Stations, since: date) -> tuple[str, date]:
    """The chair, and since when: 29 station heads chair, and the one of the merged body."""
    if compound.number < _CHAIRED_BY_HEAD or compound.number == MERGED:
        station = stations.all[compound.number]
        return station.head, max(since, station.since)
    return draft.person(compound.community, compound.code, REGISTERED), since


def _members(draft: Draft, compound: Compound, branches: Branches, stations: Stations) -> list[tuple[str, bool]]:
    """Members, and whether they are backbone: three of each station's six; all six at the station after the merged one, whose
    own backbone cannot cross over within one body."""
    number = compound.number
    backbone = {MERGED: 0, MERGED + 1: 6}.get(number, 3) if number < STATIONS else 0
    members = [(person, True) for person in stations.all[number].backbone[:backbone]] if backbone else []
    if number % 3 == 0 and number in branches.grid_secretaries:
        members.append((branches.grid_secretaries[number], False))
    while len(members) < 5 + number % 2:
        members.append((draft.person(compound.community, compound.code, REGISTERED), False))
    return members


def _in_party(draft: Draft, compound: Compound, committee: tuple[str, date], everybody: list[str], branch: str) -> None:
    """At least half are members of the compound's branch, the chair among them, and make the functional branch."""
    code, since = committee
    number = compound.number
    wanted = (len(everybody) + 1) // 2 + (number % 4 == 0)
    already = [person for person in everybody if person in draft.in_party]
    fresh = [person for person in everybody if person not in draft.in_party]
    chosen = already + fresh[: max(0, wanted - len(already))]
    if everybody[0] not in chosen:
        chosen = [everybody[0], *chosen[:-1]]
    for person in chosen:
        if person not in draft.in_party:
            draft.member(person, branch, MembershipKind.FORMAL, _FOUNDED)
    name = f"{compound.name}业委会功能型党支部"
    functional = draft.body(compound.code, ("functional_branch",), name, since, parent=branch, host=code)
    for person in chosen:
        draft.member(person, functional, MembershipKind.FUNCTIONAL, since)
