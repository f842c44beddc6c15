"""Macheng's bodies: branches, committees and councils, firms and their industry's branches, units; and who leads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from graph_model.records import Attribute, Basis, CoverMode, Ledger, MembershipKind
from loaders.drafting import Draft, apportion, founded, roll, staffed
from loaders.macheng.days import REDIVISION, REGISTERED
from loaders.macheng.places import COUNTY, Compound, Places

__all__ = ["Bodies", "build_bodies"]

_MEMBERS, _IN_PARTY = 1_106, 770
_FIRMS, _INDUSTRY_BRANCHES = 38, 21
_INTERIM = 12
"""In every twelfth compound handed over, a management committee came first."""
_LEDGERS = (Ledger.OWN, Ledger.RETIRED, Ledger.OWN, Ledger.EMPLOYED, Ledger.MOBILE)


@dataclass
class Bodies:
    """Codes and people, by the number of the compound."""

    branches: dict[int, tuple[str, date]] = field(default_factory=dict)
    secretaries: dict[int, str] = field(default_factory=dict)
    communities: dict[str, str] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    seated: dict[int, date] = field(default_factory=dict)
    """Since when the committee or council is there."""


def build_bodies(draft: Draft, places: Places) -> Bodies:
    """All these bodies, written into `draft`."""
    bodies = Bodies()
    for community in places.communities:
        code = founded(draft, community, "party_committee", "社区党委", REGISTERED, mode=CoverMode.OWN)
        bodies.communities[community] = code
        secretary = draft.person(community, None, REGISTERED)
        staffed(draft, "secretary", "社区党委书记", [secretary], Basis.ELECTED, REGISTERED, organization=code)
        staffed(draft, "lead", "社区书记（派单）", [secretary], Basis.CONCURRENT, REGISTERED, area=community)
    for old in places.old:
        _ended(draft, old)
    heads = _firms(draft, places)
    sizes = apportion(_MEMBERS, [0.8 + 0.4 * roll("members", compound.number) for compound in places.compounds])
    in_party = apportion(_IN_PARTY, sizes)
    for compound, size, members in zip(places.compounds, sizes, in_party, strict=True):
        _branch(draft, compound, bodies, heads)
        _committee(draft, compound, bodies, size, members)
    return bodies


def _start(draft: Draft, compound: Compound, *parts: object) -> date:
    """When a body of the compound was founded: in step with the hand-over, with the re-division, or some day before."""
    if compound.handed_over is not None:
        late = roll("late", compound.number, *parts) < 0.06
        return compound.handed_over + timedelta(days=150 if late else int(80 * roll("step", compound.number, *parts)))
    if compound.predecessors:
        return REDIVISION
    return draft.day_after(date(2020, 3, 1), 0, 700, compound.code, *parts)


def _ended(draft: Draft, old: Compound) -> None:
    """The branch and the committee of an old compound, until the re-division."""
    since = draft.day_after(date(2020, 3, 1), 0, 700, old.code)
    for kind, label, mode, role in (
        ("party_branch", "党支部", CoverMode.OWN, "secretary"),
        ("owners_committee", "业主委员会", None, "chair"),
    ):
        code = draft.body(old.code, (kind,), f"{old.name}{label}", since, valid_to=REDIVISION)
        draft.cover(code, since, area=old.code, mode=mode, until=REDIVISION)
        post = draft.post(role, "书记" if mode else "主任", since, organization=code, until=REDIVISION)
        person = draft.person(old.community, None, REGISTERED)
        draft.appoint(post, person, Basis.ELECTED, since, REDIVISION)


def _firms(draft: Draft, places: Places) -> dict[int, tuple[str, date]]:
    """38 firms serve all compounds, each with a head on the spot; 21 of them host a branch of the industry. The heads."""
    committee = draft.body(COUNTY, ("industry_committee",), "物业服务行业党委", date(2021, 6, 1))
    heads: dict[int, tuple[str, date]] = {}
    for firm in range(_FIRMS):
        served = places.compounds[firm::_FIRMS]
        since = min(*(_start(draft, one, "firm") for one in served), date(2021, 1, 1))
        seat = served[0].community
        facts: dict[str, Attribute] = {"in_firm_articles": roll("articles", firm) < 0.9}
        code = draft.body(seat, ("property_firm",), f"示例物业服务公司（{firm + 1}）", since, attributes=facts)
        post = draft.post("head", "物业项目负责人", since, organization=code, seats=None)
        for compound in served:
            begun = _start(draft, compound, "firm")
            draft.cover(code, begun, area=compound.code)
            heads[compound.number] = draft.person(seat, None, REGISTERED), begun
            draft.appoint(post, heads[compound.number][0], Basis.HIRED, begun)
        if firm < _INDUSTRY_BRANCHES:
            name = f"示例物业服务公司（{firm + 1}）党支部"
            begun = max(since, date(2021, 7, 1))
            branch = draft.body(seat, ("industry_branch",), name, begun, parent=committee, host=code)
            draft.cover(branch, begun, target=code, mode=CoverMode.OWN)
            secretary = heads[served[0].number][0]
            begun = max(begun, heads[served[0].number][1])
            staffed(draft, "secretary", "书记", [secretary], Basis.ELECTED, begun, organization=branch)
            draft.member(secretary, branch, MembershipKind.FORMAL, begun)
    return heads


def _branch(draft: Draft, compound: Compound, bodies: Bodies, heads: dict[int, tuple[str, date]]) -> None:
    """The compound's branch, its secretary, and in two of three the head of the property firm."""
    since = _start(draft, compound, "branch")
    code = founded(
        draft,
        compound.code,
        "party_branch",
        f"{compound.name}党支部",
        since,
        mode=CoverMode.OWN,
        parent=bodies.communities[compound.community],
        predecessors=tuple(f"{old}/party_branch" for old in compound.predecessors),
    )
    bodies.branches[compound.number] = code, since
    secretary = draft.person(compound.community, None, REGISTERED, Ledger.OWN)
    bodies.secretaries[compound.number] = secretary
    staffed(draft, "secretary", "书记", [secretary], Basis.ELECTED, since, organization=code)
    draft.member(secretary, code, MembershipKind.FORMAL, since)
    if compound.number % 3:
        head, begun = heads[compound.number]
        post = draft.post("member", "委员", since, organization=code)
        draft.appoint(post, head, Basis.CONCURRENT, max(since, begun))


def _interim(draft: Draft, compound: Compound, since: date) -> date:
    """A property management committee (物管会) stands in until owners can elect. The day they did."""
    elected = since + timedelta(days=200)
    name = f"{compound.name}物业管理委员会"
    code = draft.body(compound.code, ("property_management_committee",), name, since, valid_to=elected)
    draft.cover(code, since, area=compound.code, until=elected)
    return elected


def _committee(draft: Draft, compound: Compound, bodies: Bodies, size: int, in_party: int) -> None:
    """An owners' committee, in every fifth compound a deliberation council; with so many members, so many in the party."""
    number, council = compound.number, compound.number % 5 == 4
    kind, label = ("deliberation_council", "党群议事会") if council else ("owners_committee", "业主委员会")
    since = _start(draft, compound, "committee")
    if compound.handed_over is not None and number % _INTERIM == 1:
        since = _interim(draft, compound, since)
    code = founded(
        draft,
        compound.code,
        kind,
        f"{compound.name}{label}",
        since,
        attributes={} if council else {"in_committee_rules": roll("rules", number) < 0.92},
    )
    bodies.seated[number] = since
    branch, begun = bodies.branches[number]
    secretary_chairs = number % 5 in (0, 1, 3)
    members = [bodies.secretaries[number]] if secretary_chairs else []
    home = compound.code if compound.since == REGISTERED else None
    while len(members) < size:
        ledger = _LEDGERS[(number + len(members)) % len(_LEDGERS)]
        members.append(draft.person(compound.community, home, REGISTERED, ledger))
    for person in members[:in_party]:
        if person not in draft.in_party:
            draft.member(person, branch, MembershipKind.FORMAL, begun)
    seated = max(since, begun) if secretary_chairs else since
    draft.appoint(draft.post("chair", "主任", since, organization=code), members[0], Basis.ELECTED, seated)
    staffed(draft, "member", "委员", members[1:], Basis.ELECTED, since, organization=code, seats=None)
