"""Verbs for organizations: founded and dissolved, whom they cover, to whom they are tied, who belongs to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graph_model.edits.edit import Edit
from graph_model.errors import BadQuestion
from graph_model.records import (
    Affiliation,
    AffiliationKind,
    Appointment,
    Area,
    Cover,
    CoverMode,
    Membership,
    MembershipKind,
    MembershipStatus,
    Organization,
    Person,
    Post,
    Record,
)

__all__ = ["affiliate", "cover", "dissolve_organization", "establish_organization", "join", "leave", "uncover"]


def establish_organization(edit: Edit, name: str, kinds: Sequence[str], area: str, **more: Any) -> Organization:
    """A body founded on the day, seated in an area; `more` are further fields (`parent`, `host`, `credit_code`, …).

    Raises:
        NotFound: no such area that day.
        BadQuestion: no kind is named.
    """
    if not kinds:
        raise BadQuestion("an organization has one kind or more: name them")
    seat = edit.get(Area, area).code
    code = edit.free_code("organizations", f"{seat}/{kinds[0]}")
    return edit.put(Organization(code=code, name=name, kinds=tuple(kinds), area=seat, valid_from=edit.on, **more))


def dissolve_organization(edit: Edit, organization: str) -> None:
    """A body ends on the day, and with it its posts and who holds them, its covers, ties and memberships; bodies under it or in
    it go on without.

    Raises:
        NotFound: no such body that day.
    """
    gone = edit.get(Organization, organization)
    for record in list(_hanging_on(edit, gone.code)):
        edit.end(record)
    for column in ("parent", "host"):
        for below in edit.referring(Organization, column, gone.code):
            edit.change(below, **{column: None})
    for sent in edit.referring(Appointment, "on_behalf_of", gone.code):
        edit.change(sent, on_behalf_of=None)
    edit.end(gone)


def _hanging_on(edit: Edit, organization: str) -> Iterator[Record]:
    for post in edit.referring(Post, "organization", organization):
        yield from edit.referring(Appointment, "post", post.code)
        yield post
    yield from edit.referring(Membership, "organization", organization)
    for column in ("organization", "target_organization"):
        yield from edit.referring(Cover, column, organization)
    for column in ("organization", "other_organization"):
        yield from edit.referring(Affiliation, column, organization)


def cover(
    edit: Edit,
    organization: str,
    *,
    area: str | None = None,
    target_organization: str | None = None,
    mode: CoverMode | None = None,
) -> Cover:
    """A body covers an area or another body from the day on; where it does so already, in this mode from the day on.

    Raises:
        NotFound: one of them is not there that day.
        BadQuestion: not exactly one of area and organization.
    """
    body = edit.get(Organization, organization).code
    covered = _one_of(edit, area, target_organization)
    for standing in edit.referring(Cover, "organization", body):
        if (standing.area, standing.target_organization) == (area, target_organization):
            return edit.change(standing, mode=mode)
    code = f"{body}/{covered}/{edit.on}"
    return edit.put(
        Cover(
            code=code,
            organization=body,
            area=area,
            target_organization=target_organization,
            mode=mode,
            valid_from=edit.on,
        )
    )


def uncover(edit: Edit, cover: str) -> None:
    """A cover ends on the day.

    Raises:
        NotFound: no such cover that day.
    """
    edit.end(edit.get(Cover, cover))


def affiliate(
    edit: Edit,
    organization: str,
    kind: AffiliationKind,
    *,
    area: str | None = None,
    other_organization: str | None = None,
) -> Affiliation:
    """A body is tied to another or to an area from the day on.

    Raises:
        NotFound: one of them is not there that day.
        BadQuestion: not exactly one of area and organization.
    """
    body, other = edit.get(Organization, organization).code, _one_of(edit, area, other_organization)
    return edit.put(
        Affiliation(
            code=f"{body}/{other}/{kind}/{edit.on}",
            organization=body,
            area=area,
            other_organization=other_organization,
            kind=kind,
            valid_from=edit.on,
        )
    )


def join(
    edit: Edit,
    person: str,
    organization: str,
    kind: MembershipKind,
    status: MembershipStatus = MembershipStatus.FULL,
) -> Membership:
    """A person belongs to a party organization from the day on.

    Raises:
        NotFound: one of them is not there that day.
    """
    who, body = edit.get(Person, person).code, edit.get(Organization, organization).code
    code = f"{who}/{body}/{kind}/{edit.on}"
    return edit.put(Membership(code=code, person=who, organization=body, kind=kind, status=status, valid_from=edit.on))


def leave(edit: Edit, membership: str) -> None:
    """A membership ends on the day.

    Raises:
        NotFound: no such membership that day.
    """
    edit.end(edit.get(Membership, membership))


def _one_of(edit: Edit, area: str | None, organization: str | None) -> str:
    if (area is None) == (organization is None):
        raise BadQuestion("name either an area or another organization")
    return edit.get(Area, area).code if area is not None else edit.get(Organization, str(organization)).code
