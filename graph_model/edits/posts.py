"""Verbs for posts and who holds them. The system records what was decided; it appoints nobody (登记任职)."""

from __future__ import annotations

from datetime import date

from graph_model.edits.edit import Edit
from graph_model.errors import BadQuestion
from graph_model.records import Appointment, Area, Basis, Ledger, Organization, Person, Post

__all__ = ["create_post", "end_appointment", "record_appointment", "register_person"]


def create_post(
    edit: Edit,
    role: str,
    *,
    area: str | None = None,
    organization: str | None = None,
    label: str | None = None,
    seats: int | None = 1,
) -> Post:
    """A post for an area or in an organization. One of that role that has ended is opened again under its code.

    Raises:
        NotFound: no such area or organization that day.
        BadQuestion: not exactly one of both, or the post is there.
    """
    if (area is None) == (organization is None):
        raise BadQuestion("a post is for an area or in an organization: name one of both")
    owner = edit.get(Area, area) if area is not None else edit.get(Organization, str(organization))
    code = f"{owner.code}/{role}"
    if edit.find(Post, code) is not None:
        raise BadQuestion(f"there is a post {code} on {edit.on} already")
    return edit.put(
        Post(code=code, role=role, label=label, area=area, organization=organization, seats=seats, valid_from=edit.on)
    )


def register_person(
    edit: Edit,
    community: str,
    name: str,
    *,
    residence: str | None = None,
    contact: str | None = None,
    ledger: Ledger | None = None,
) -> Person:
    """A person nobody has registered, under the next number of a community.

    Raises:
        NotFound: no such area that day.
    """
    place = edit.get(Area, community).code
    return edit.put(
        Person(
            code=edit.numbered_code("persons", f"{place}/p"),
            name=name,
            residence=residence,
            contact=contact,
            ledger=ledger,
            valid_from=edit.on,
        )
    )


def record_appointment(
    edit: Edit,
    post: str,
    person: str,
    *,
    basis: Basis | None = None,
    on_behalf_of: str | None = None,
    until: date | None = None,
) -> Appointment:
    """A person holds a post from the day on, until a day or until it is ended.

    Raises:
        NotFound: no such post or person that day.
    """
    edit.get(Post, post), edit.get(Person, person)
    return edit.put(
        Appointment(
            code=f"{post}/{person}/{edit.on}",
            post=post,
            person=person,
            basis=basis,
            on_behalf_of=on_behalf_of,
            valid_from=edit.on,
            valid_to=until,
        )
    )


def end_appointment(edit: Edit, appointment: str) -> None:
    """A person leaves a post on the day.

    Raises:
        NotFound: no such appointment that day.
    """
    edit.end(edit.get(Appointment, appointment))
