"""Organizations, posts, appointments and persons over GraphQL."""

from __future__ import annotations

import pytest

from tests.small_city import DAY, data


def test_an_organization_shows_who_it_covers_and_who_covers_it() -> None:
    """Kinds have labels; covers, hosts and posts are seen from both ends."""
    query = """query($day: Date) { organization(code: "F1", asOf: $day) {
      id name kinds { key label } area { code } parent { code } host { code } hosts { code host { code } }
      covers { code mode modeLabel area { code covers { organization { code } mode modeLabel } } targetOrganization { code } }
      coveredBy { code } posts { code label roleLabel seats freeSeats vacant } creditCode attributes { key } predecessors
    } }"""
    assert data(query, day=DAY)["organization"] == {
        "id": "Organization:F1",
        "name": "和顺物业",
        "kinds": [{"key": "property_firm", "label": "物业企业"}],
        "area": {"code": "41010101"},
        "parent": None,
        "host": None,
        "hosts": [{"code": "C1/party_branch", "host": {"code": "F1"}}],
        "covers": [
            {
                "code": "F1/C1",
                "mode": None,
                "modeLabel": None,
                "area": {
                    "code": "C1",
                    "covers": [
                        {"organization": {"code": "C1/party_branch"}, "mode": "OWN", "modeLabel": "单独建"},
                        {"organization": {"code": "F1"}, "mode": None, "modeLabel": None},
                    ],
                },
                "targetOrganization": None,
            }
        ],
        "coveredBy": [],
        "posts": [
            {"code": "F1/deputy", "label": "副职", "roleLabel": "副职", "seats": 2, "freeSeats": 1, "vacant": False}
        ],
        "creditCode": None,
        "attributes": [],
        "predecessors": [],
    }


def test_a_post_shows_its_holders_as_appointments() -> None:
    """A linkage post without a label of its own is called what the scheme calls it; its holders say on what basis."""
    query = """query($day: Date) { post(code: "C1/head", asOf: $day) {
      role roleLabel label area { code } organization { code } seats vacant freeSeats
      holders { id person { name } post { code } basis basisLabel onBehalfOf { code } validFrom validTo }
    } }"""
    assert data(query, day=DAY)["post"] == {
        "role": "head",
        "roleLabel": "负责人",
        "label": "小区长",
        "area": {"code": "C1"},
        "organization": None,
        "seats": 1,
        "vacant": False,
        "freeSeats": 0,
        "holders": [
            {
                "id": "Appointment:C1/head/p1",
                "person": {"name": "人员甲"},
                "post": {"code": "C1/head"},
                "basis": "ELECTED",
                "basisLabel": "选举",
                "onBehalfOf": {"code": "F1"},
                "validFrom": "2020-01-01",
                "validTo": None,
            }
        ],
    }


@pytest.mark.parametrize(("day", "vacant"), [("2022-12-31", False), ("2023-01-01", True)])
def test_a_post_is_vacant_from_the_day_its_holder_left(day: str, *, vacant: bool) -> None:
    """`validTo` is exclusive: on that day nobody holds the post any more."""
    found = data('query($day: Date) { post(code: "C2/head", asOf: $day) { vacant holders { code } } }', day=day)
    assert found["post"]["vacant"] is vacant
    assert bool(found["post"]["holders"]) is not vacant


def test_a_person_shows_what_it_holds() -> None:
    """A person shows its residence, its ledger and its appointments of the day."""
    query = """query($day: Date) { person(code: "p1", asOf: $day) {
      name ledger ledgerLabel residence { code } appointments { code } } }"""
    assert data(query, day=DAY)["person"] == {
        "name": "人员甲",
        "ledger": "RETIRED",
        "ledgerLabel": "离退休",
        "residence": {"code": "C1"},
        "appointments": [{"code": "C1/head/p1"}],
    }


@pytest.mark.parametrize(
    "id_", ["Area:C1", "Organization:C1/party_branch", "Person:p1", "Post:C1/head", "Appointment:C1/head/p1"]
)
def test_a_global_id_leads_back_to_its_record(id_: str) -> None:
    """`node(id)` finds every type of record by the id it shows, whatever stands in its code."""
    query = "query($id: ID!, $day: Date) { node(id: $id, asOf: $day) { id __typename code asOf } }"
    kind, _, code = id_.partition(":")
    assert data(query, id=id_, day=DAY)["node"] == {"id": id_, "__typename": kind, "code": code, "asOf": DAY}
