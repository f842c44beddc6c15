"""What the 577 compounds of the cohort got since: self-governing bodies, volunteers, cadres, heads of buildings."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from graph_model.records import Attribute, Basis, MembershipKind
from loaders.drafting import Draft, founded, roll, staffed
from loaders.guancheng.days import REGISTERED
from loaders.guancheng.firms import MARKET, OWNER_UNIT, TOWN_FIRM
from loaders.guancheng.places import COHORT_SIZE, COUNTY, Compound, Places

__all__ = ["build_cohort"]

_OWNERS, _TEAMS, _CADRES, _HEADS = 13, 1_104, 574, 1_236
_WITHOUT_RULES = 19
"""The compounds whose self-management committee has no rules on fees in force yet: 577 − 558."""


def build_cohort(draft: Draft, places: Places) -> dict[str, list[tuple[str, str]]]:
    """All of it, written into `draft`. The self-governing bodies with their chairs, by community."""
    bodies: dict[str, list[tuple[str, str]]] = defaultdict(list)
    cadres = [draft.person(COUNTY, None, REGISTERED) for _ in range(_CADRES)]
    for number, cadre in enumerate(cadres):
        if number % 8:
            branch = f"{COUNTY}/department_branch/{number % 160 + 2}"
            draft.member(cadre, branch, MembershipKind.FORMAL, REGISTERED)
    heads = 0
    for compound in places.compounds[:COHORT_SIZE]:
        bodies[compound.community].append(_committee(draft, compound))
        since = draft.day_after(date(2020, 4, 1), 0, 200, "cadre", compound.number)
        cadre = cadres[compound.number % _CADRES]
        unit = f"{COUNTY}/department/{compound.number % 50 + 2}"
        post = draft.post("contracted_cadre", "分包干部", since, area=compound.code)
        draft.appoint(post, cadre, Basis.SENT, since, on_behalf_of=unit)
        for turn in range(1 + (compound.number < _TEAMS - COHORT_SIZE)):
            begun = draft.day_after(date(2020, 6, 1), 0, 400, "team", compound.number, turn)
            team = founded(draft, compound.code, "volunteer_team", f"{compound.name}第{turn + 1}志愿服务队", begun)
            if turn == 0:
                leader = draft.person(compound.community, compound.code, REGISTERED)
                staffed(draft, "head", "队长", [leader], Basis.PROPOSED, begun, organization=team)
        for building in compound.buildings:
            held, heads = heads < _HEADS, heads + 1
            head = [draft.person(compound.community, building, REGISTERED)] if held else []
            staffed(draft, "head", "楼栋长", head, Basis.PROPOSED, since, area=building)
    return bodies


def _committee(draft: Draft, compound: Compound) -> tuple[str, str]:
    """A self-management committee, or in 13 compounds an owners' committee. The body and its chair."""
    number = compound.number
    owners = number % 45 == 7
    kind, label = ("owners_committee", "业主委员会") if owners else ("self_management_committee", "自管会")
    since = draft.day_after(date(2020, 3, 1), 0, 240, "committee", number)
    code = founded(draft, compound.code, kind, f"{compound.name}{label}", since, attributes=_rules(compound))
    chair = draft.person(compound.community, compound.code, REGISTERED)
    staffed(draft, "chair", "主任", [chair], Basis.ELECTED, since, organization=code)
    members = [draft.person(compound.community, compound.code, REGISTERED) for _ in range(2)]
    staffed(draft, "member", "委员", members, Basis.ELECTED, since, organization=code, seats=None)
    return code, chair


def _rules(compound: Compound) -> dict[str, Attribute]:
    """Rules on fees: in force where the compound manages itself, not yet in the last 19; elsewhere now and then."""
    managed = sum(TOWN_FIRM) + MARKET + OWNER_UNIT
    if compound.number < managed:
        return {"fee_rules": roll("rules", compound.number) < 0.3}
    return {"fee_rules": compound.number < COHORT_SIZE - _WITHOUT_RULES}
