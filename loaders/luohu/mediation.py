"""Luohu's 411 mediation rooms in the large compounds that have a firm, with 1,132 mediators."""

from __future__ import annotations

from graph_model.records import Basis, MembershipKind
from loaders.drafting import Draft, founded, roll, staffed
from loaders.luohu.days import PLAN, REGISTERED
from loaders.luohu.places import LARGE, Places

__all__ = ["build_mediation"]

_MEDIATORS = 1_132


def build_mediation(draft: Draft, places: Places) -> None:
    """The rooms and who serves in them, written into `draft`: two or three each."""
    for compound in places.compounds[:LARGE]:
        since = draft.day_after(PLAN, 30, 220, "mediation", compound.number)
        code = founded(draft, compound.code, "mediation_room", f"{compound.name}物业调解室", since)
        count = 3 if compound.number < _MEDIATORS - 2 * LARGE else 2
        mediators = [draft.person(compound.community, None, REGISTERED) for _ in range(count)]
        staffed(draft, "mediator", "物业调解员", mediators, Basis.HIRED, since, organization=code, seats=None)
        for person in mediators:
            if roll("member", person) < 0.35:
                home = f"{compound.community}/party_committee"
                draft.member(person, home, MembershipKind.FORMAL, REGISTERED)
