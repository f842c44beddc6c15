"""Members by branch, 应建未建, and who has reported to where they live."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from graph_model.levels import AreaLevel
from graph_model.memberships import branch_members, check_ins
from graph_model.records import (
    Area,
    Cover,
    CoverMode,
    Filing,
    Ledger,
    Membership,
    MembershipKind,
    MembershipStatus,
    Organization,
    Person,
    Record,
)
from loaders.cases import CASES
from tests.cases import network
from tests.commands import done
from tests.small_city import ask, network_of

START, DAY = date(2020, 1, 1), date(2022, 1, 1)


def city(*more: Record) -> list[Record]:
    """A community with three compounds and a branch, in which five members have their formal membership."""
    return [
        Area(code="社", valid_from=START, name="社区", level=AreaLevel.COMMUNITY),
        *(Area(code=code, valid_from=START, name=code, level=AreaLevel.COMPOUND, parent="社") for code in "甲乙丙"),
        Area(code="甲1", valid_from=START, name="1栋", level=AreaLevel.BUILDING, parent="甲"),
        Organization(code="支部", valid_from=START, name="支部", kinds=("party_branch",), area="社"),
        Organization(code="物业", valid_from=START, name="物业", kinds=("property_firm",), area="社"),
        *more,
    ]


def person(
    code: str, residence: str, ledger: Ledger | None = Ledger.EMPLOYED, **kinds: MembershipStatus
) -> list[Record]:
    """A person who lives somewhere, with memberships in the branch by kind."""
    return [
        Person(code=code, valid_from=START, name=code, residence=residence, ledger=ledger),
        *(
            Membership(
                code=f"{code}/{kind}",
                valid_from=START,
                person=code,
                organization="支部",
                kind=MembershipKind(kind),
                status=status,
            )
            for kind, status in kinds.items()
        ),
    ]


FULL, PROBATIONARY = MembershipStatus.FULL, MembershipStatus.PROBATIONARY
PEOPLE = [
    *person("p1", "甲1", formal=FULL, reported=FULL),
    *person("p2", "甲", formal=FULL),
    *person("p3", "甲", Ledger.RETIRED, formal=FULL),
    *person("p4", "乙", formal=PROBATIONARY),
    *person("p5", "乙", functional=FULL),
]
TOLD = [
    Filing(code=topic, valid_from=START, area="社", topic=topic)
    for topic in ("members", "reported_members", "party_organization")
]


def test_members_are_counted_by_branch() -> None:
    """Full, probationary, functional and reported members are told apart; what is no party organization is left out."""
    (branch,) = branch_members(network_of(city(*PEOPLE)).on(DAY), "社")
    assert branch.organization == "支部"
    assert (branch.full, branch.probationary, branch.functional, branch.reported) == (3, 1, 1, 1)
    assert branch.may_stand_alone


def test_the_employed_should_report() -> None:
    """Due are the employed with a formal membership who live in the compound or beneath; the retired and the others are not."""
    rows = {row.area: row for row in check_ins(network_of(city(*PEOPLE, *TOLD)).on(DAY), "社")}
    assert (rows["甲"].due, rows["甲"].reported, rows["甲"].missing) == (2, 1, ("p2",))
    assert (rows["乙"].due, rows["乙"].missing) == (1, ("p4",))
    assert (rows["丙"].due, rows["丙"].reported, rows["丙"].missing, rows["丙"].unknown) == (0, 0, (), 0)


def test_unfiled_reports_are_unknown_not_missing() -> None:
    """Where nobody filed who reported, those without a report are unknown."""
    rows = {row.area: row for row in check_ins(network_of(city(*PEOPLE)).on(DAY))}
    assert (rows["甲"].due, rows["甲"].reported, rows["甲"].missing, rows["甲"].unknown) == (2, 1, (), 1)


def test_three_full_members_without_a_branch_of_their_own() -> None:
    """应建未建: three full members live there and the compound has no branch of its own; a joint one does not do."""
    joint = Cover(code="c", valid_from=START, organization="支部", area="甲", mode=CoverMode.JOINT)
    found = network_of(city(*PEOPLE, *TOLD, joint))
    assert [gap.subject for gap in found.gaps("compound_branch_established", as_of=DAY)] == ["甲"]
    own = Cover(code="d", valid_from=date(2021, 1, 1), organization="支部", area="甲", mode=CoverMode.OWN)
    tally = network_of(city(*PEOPLE, *TOLD, joint, own)).coverage("compound_branch_established", as_of=DAY)[0].tally
    assert (tally.numerator, tally.denominator) == (1, 1)


def test_check_ins_are_what_the_indicator_counts() -> None:
    """In Macheng due, reported and missing of each compound are the indicator's denominator, numerator and gaps."""
    case, macheng = CASES["macheng"], network("macheng")
    rows = {row.area: row for row in check_ins(macheng.on(case.as_of), case.root)}
    counted = macheng.coverage("member_check_in", as_of=case.as_of, within=case.root, by=AreaLevel.COMPOUND)
    for one in counted:
        if not one.remainder:
            row = rows[str(one.area)]
            assert (row.due, row.reported, row.unknown) == (
                one.tally.denominator,
                one.tally.numerator,
                one.tally.unknown,
            )
    missing = {code for row in rows.values() for code in row.missing}
    assert missing == {gap.subject for gap in macheng.gaps("member_check_in", as_of=case.as_of)}


def test_members_are_asked_over_graphql() -> None:
    """`branchMembers` and `checkIns` page through branches and compounds."""
    found = ask(
        """{ branchMembers(within: "社", asOf: "2022-01-01") { totalCount nodes { organization { code } full mayStandAlone } }
             checkIns(asOf: "2022-01-01", first: 1) { totalCount nodes { area { code } due reported missing { code } unknown } } }""",
        network_of(city(*PEOPLE, *TOLD)),
    )["data"]
    assert found["branchMembers"]["nodes"] == [{"organization": {"code": "支部"}, "full": 3, "mayStandAlone": True}]
    assert found["checkIns"]["totalCount"] == 3
    assert found["checkIns"]["nodes"][0]["area"]["code"] == "丙"


def test_members_are_printed(small_store: Path) -> None:
    """`members` lists branches, with --check-in compounds; as a table and as JSON."""
    asked = ("--as-of", "2024-05-01")
    assert "甲小区党支部" in done("members", *asked, store=small_store)
    rows = json.loads(done("members", "--check-in", "--json", *asked, store=small_store))
    assert {row["code"] for row in rows} >= {"C1", "C2"}
    assert set(rows[0]) == {"area", "code", "due", "reported", "missing", "unknown", "missingPersons"}
