"""Kaifeng's party members: 412 in 33 branches, those who reported to where they live, and functional memberships."""

from __future__ import annotations

from graph_model.records import Ledger, MembershipKind, MembershipStatus
from loaders.drafting import Draft, apportion, roll
from loaders.kaifeng.bodies import Bodies
from loaders.kaifeng.places import Places
from loaders.kaifeng.posts import Holders

__all__ = ["build_members"]

_FORMAL, _REPORTED = 412, 686
_LEDGERS = (Ledger.OWN, Ledger.OWN, Ledger.EMPLOYED, Ledger.RETIRED, Ledger.RETIRED, Ledger.MOBILE)


def build_members(draft: Draft, places: Places, bodies: Bodies, holders: Holders) -> None:
    """All memberships, with the persons who hold no post, written into `draft`."""
    weights = [7 + 9 * roll("members", compound.place.code) for compound in places.compounds]
    formal = dict(enumerate(apportion(_FORMAL, weights)))
    reported = dict(enumerate(apportion(_REPORTED, weights)))
    members: dict[int, list[str]] = {}
    for compound in places.compounds:
        place, number = compound.place, compound.number
        branch, founded = bodies.branches[number]
        known = [holders.secretaries[number], *holders.building_heads[place.code]]
        known = list(dict.fromkeys(known))[: max(3, formal[number] // 3)]
        fresh = [
            draft.person(place.community, place.code, place.since, _LEDGERS[turn % len(_LEDGERS)])
            for turn in range(formal[number] - len(known))
        ]
        members[number] = [*known, *fresh]
        for turn, person in enumerate(members[number]):
            status = MembershipStatus.PROBATIONARY if turn > 3 and turn % 9 == 0 else MembershipStatus.FULL
            draft.member(person, branch, MembershipKind.FORMAL, founded, status)
        for _ in range(reported[number]):
            person = draft.person(place.community, place.code, place.since, Ledger.EMPLOYED)
            draft.member(person, branch, MembershipKind.REPORTED, draft.day_after(founded, 10, 260, "reported", person))
    for branch, founded, number in bodies.functional:
        for person in members[number][:3]:
            draft.member(person, branch, MembershipKind.FUNCTIONAL, founded)
