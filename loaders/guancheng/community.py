"""Guancheng's communities: residents' committees that cross over with firms and committees, and social organizations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from graph_model.records import Basis
from loaders.drafting import Draft, founded, staffed
from loaders.guancheng.days import REGISTERED
from loaders.guancheng.places import Places

__all__ = ["build_communities"]

_CLASSES = (("charity", "公益慈善", 234), ("community_affairs", "社区事务", 177), ("daily_services", "生活服务", 756))
_INCUBATORS = 11
_CROSSED = date(2022, 1, 10)


def build_communities(
    draft: Draft, places: Places, managers: Mapping[str, str], bodies: Mapping[str, Sequence[tuple[str, str]]]
) -> None:
    """All of it, written into `draft`. By community: `managers`, the head of a firm, and `bodies`, the self-governing
    bodies with their chairs."""
    for number, community in enumerate(places.communities):
        code = founded(draft, community, "residents_committee", "居民委员会", REGISTERED)
        people = [draft.person(community, community, REGISTERED) for _ in range(4)]
        staffed(draft, "chair", "主任", people[:1], Basis.ELECTED, REGISTERED, organization=code)
        members = draft.post("member", "委员", REGISTERED, organization=code, seats=None)
        for person in people[1:]:
            draft.appoint(members, person, Basis.ELECTED, REGISTERED)
        if number % 3:
            # A member of the committee joins the self-governing body of one of the community's compounds.
            draft.appoint(f"{bodies[community][0][0]}/member", people[1], Basis.CONCURRENT, _CROSSED)
        if number % 4 == 1:
            draft.appoint(members, bodies[community][0][1], Basis.CONCURRENT, _CROSSED)
        elif number % 4 == 2 and community in managers:
            draft.appoint(members, managers[community], Basis.CONCURRENT, _CROSSED)
    for town in places.towns[:_INCUBATORS]:
        founded(draft, town, "incubator", "社区社会组织孵化平台", date(2020, 10, 1))
    turn = 0
    for key, label, count in _CLASSES:
        for number in range(count):
            community = places.communities[turn % len(places.communities)]
            since = draft.day_after(date(2019, 6, 1), 0, 1000, "social", turn)
            name = f"示例{label}组织（{number + 1}）"
            founded(draft, community, "social_organization", name, since, attributes={"social_class": key})
            turn += 1
