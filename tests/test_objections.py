"""What a real department would object to: each objection is a rule the model holds to, shown on the records of a city."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from graph_model.records import (
    TABLES,
    Basis,
    Cover,
    CoverMode,
    Filing,
    Membership,
    MembershipKind,
    MembershipStatus,
    Organization,
    Record,
)
from graph_model.scoping import Scope
from loaders.cases import CASES
from loaders.words import TABLE_LABELS
from tests.cases import counted, network, on, tables
from tests.small_city import CATALOGUE, SCHEMES, START, ask, network_of
from tests.test_staffing import area, body, held, person, post

CITIES = list(CASES)
ROOT = Path(__file__).parent.parent


# ── Coverage counts organizations ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["zhenhai", "macheng"])
def test_a_party_group_is_no_party_organization(name: str) -> None:
    """党小组 is a body of the line, never among the kinds that coverage counts."""
    scheme = SCHEMES[name]
    assert "party_group" in scheme.kinds
    assert "party_group" not in scheme.kinds_of(["party_organization"]) | scheme.party_kinds


def _compound_with(*bodies: Record) -> list[Record]:
    """A compound of Zhenhai that told all, with some bodies."""
    return [area("区", "county", scheme="zhenhai"), area("小区", "compound", "区"), *bodies, *_told("zhenhai")]


def _told(scheme: str) -> list[Record]:
    """Everything the scheme knows to tell about."""
    return [Filing(code=f"区/{topic}", area="区", topic=topic, valid_from=START) for topic in SCHEMES[scheme].topics]


def _covered(kind: str, mode: CoverMode | None) -> list[Record]:
    return [
        body(kind, kind, "小区"),
        Cover(code=f"{kind}/小区", organization=kind, area="小区", mode=mode, valid_from=START),
    ]


def test_a_compound_with_a_party_group_alone_is_a_gap() -> None:
    """The group covers it, and 组织覆盖 and 工作覆盖 both say gap."""
    found = network_of(_compound_with(*_covered("party_group", None)))
    for indicator in ("party_organization_coverage", "party_work_coverage"):
        assert [row.subject for row in found.gaps(indicator, as_of=START)] == ["小区"]


def test_functional_branches_are_hosted_and_add_no_members() -> None:
    """Each stands in a body, none covers a compound, and only functional memberships lead to it: nobody counts twice."""
    for name in ("kaifeng", "zhenhai"):
        branches = on(name, "organizations").filter(pl.col("kinds").list.contains("functional_branch"))
        assert branches.height > 0
        assert branches["host"].null_count() == 0
        assert on(name, "covers").join(branches.select(organization="code"), on="organization").height == 0
        joined = on(name, "memberships").join(branches.select(organization="code"), on="organization")
        assert joined["kind"].unique().to_list() == ["functional"]
        formal = on(name, "memberships").filter(pl.col("kind") == "formal")
        assert formal["person"].n_unique() == formal.height


def test_of_several_covers_the_strongest_counts() -> None:
    """Own > joint > attached > work, whichever stands there first."""
    weaker = [CoverMode.WORK, CoverMode.ATTACHED, CoverMode.JOINT, CoverMode.OWN]
    for number, strongest in enumerate(weaker):
        covers = [record for mode in weaker[: number + 1] for record in _party(mode)]
        tally = network_of(_compound_with(*covers)).coverage("party_coverage_by_mode", as_of=START)[0].tally
        tiers = [tier.key for tier in CATALOGUE["party_coverage_by_mode"].tiers]
        assert [key for key, count in zip(tiers, tally.tiers, strict=True) if count] == [strongest.value]


def _party(mode: CoverMode) -> list[Record]:
    code = f"支部{mode}"
    return [
        Organization(code=code, name=code, kinds=("party_branch",), area="小区", valid_from=START),
        Cover(code=f"{code}/小区", organization=code, area="小区", mode=mode, valid_from=START),
    ]


# ── Three rates, three denominators ──────────────────────────────────────────────────────────────────────────────────


def test_established_organization_and_work_are_three_indicators() -> None:
    """组建率 is of those that should have one, 组织覆盖率 and 工作覆盖率 of all; each is printed with its denominator's name."""
    assert counted("guancheng", "firm_party_established")[1] == 47
    tally = network("guancheng").coverage("firm_party_coverage", as_of=CASES["guancheng"].as_of)[0].tally
    assert (tally.denominator, tally.tiers[0], tally.tiers[0] + tally.tiers[1]) == (162, 46, 161)
    names = {CATALOGUE[key].denominator_name.zh for key in ("firm_party_established", "firm_party_coverage")}
    assert len(names) == 2


@pytest.mark.parametrize("members", [2, 3])
def test_three_full_members_make_an_organization_due(members: int) -> None:
    """Two full members and a probationary one are not enough; a third full member makes the firm one that should have it."""
    staff = [f"员{number}" for number in range(members + 1)]
    records = [
        area("区", "county", scheme="guancheng"),
        body("物业", "property_firm", "区"),
        body("支部", "party_branch", "区"),
        post("物业/property_staff", "property_staff", organization="物业", seats=None),
        *(person(one) for one in staff),
        *(held("物业/property_staff", one) for one in staff),
        *(
            Membership(
                code=f"{one}/支部",
                person=one,
                organization="支部",
                kind=MembershipKind.FORMAL,
                status=MembershipStatus.FULL if number < members else MembershipStatus.PROBATIONARY,
                valid_from=START,
            )
            for number, one in enumerate(staff)
        ),
        *_told("guancheng"),
    ]
    found = network_of(records)
    due = found.coverage("firm_party_established", as_of=START)[0].tally.denominator
    needs_instructor = found.coverage("firm_instructor", as_of=START)[0].tally.denominator
    assert (due, needs_instructor) == ((1, 0) if members >= 3 else (0, 1))


def test_every_denominator_has_a_name_in_both_languages() -> None:
    """No rate can be printed without saying of what."""
    assert [key for key, one in CATALOGUE.items() if not (one.denominator_name.zh and one.denominator_name.en)] == []


# ── Who is elected, proposed, hired, sent ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "ending", "bases"),
    [
        ("zhenhai", "owners_committee/(chair|deputy|member)", {Basis.ELECTED}),
        ("kaifeng", "-L[0-9]+/head", {Basis.PROPOSED}),
        ("kaifeng", "-U[0-9]+/head", {Basis.PROPOSED}),
        ("zhenhai", "-D[0-9]/head", {Basis.PROPOSED}),
        ("kaifeng", "/grid_worker", {Basis.HIRED, Basis.CONCURRENT}),
        ("macheng", "/first_secretary", {Basis.SENT}),
        ("macheng", "/sent_member", {Basis.SENT}),
        ("guancheng", "/instructor", {Basis.SENT}),
        ("guancheng", "/contracted_cadre", {Basis.SENT}),
        ("macheng", "/health_volunteer", {Basis.CLAIMED}),
    ],
)
def test_an_appointment_records_its_basis(name: str, ending: str, bases: set[Basis]) -> None:
    """Committees are elected, heads of buildings proposed, grid workers hired, first secretaries and instructors sent."""
    terms = tables(name)["appointments"].filter(pl.col("post").str.contains(f"{ending}$"))
    assert terms.height > 0
    assert set(terms["basis"]) == set(bases)


@pytest.mark.parametrize("name", CITIES)
def test_no_appointment_is_without_its_basis(name: str) -> None:
    """The system records who was elected, proposed, hired or sent; it appoints nobody."""
    assert tables(name)["appointments"]["basis"].null_count() == 0


def test_a_chair_is_chosen_among_elected_members() -> None:
    """Whoever chairs an owners' committee holds that post by election, like the members, and nobody is sent into it."""
    for name in CITIES:
        chairs = tables(name)["appointments"].filter(pl.col("post").str.contains("/owners_committee(/[0-9]+)?/chair$"))
        assert set(chairs["basis"]) <= {Basis.ELECTED.value}, name


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_labels_are_the_departments_words() -> None:
    """区划归属, 隶属, 产生方式 and 口径 head their columns; 上报/公布数 and 不纳入考核 are tables; a mutation records (登记任职)."""
    assert TABLE_LABELS["figures"] == "上报/公布数"
    assert TABLE_LABELS["exemptions"] == "不纳入考核"
    assert "登记任职：" in (ROOT / "docs" / "schema.graphql").read_text(encoding="utf-8")
    labels = {(table, field.name): field.column.label for table, one in TABLES.items() for field in one.fields}
    assert labels["organizations", "parent"] == "隶属"
    assert labels["areas", "parent"] == "区划归属"
    assert labels["appointments", "basis"] == "产生方式"
    assert labels["figures", "scope"] == "口径"
    assert labels["affiliations", "other_organization"] == "结对组织"


def test_a_vacant_post_and_a_lacking_body_are_told_apart() -> None:
    """缺岗 is a post nobody holds (空缺), 空白点 a place without a body (没有…覆盖): the reasons say which."""
    day = CASES["kaifeng"].as_of
    for key, words in (("building_head", "空缺"), ("property_management", "没有物业企业覆盖")):
        assert {words in row.reason["zh"] for row in network("kaifeng").gaps(key, as_of=day)} == {True}


# ── Who uses it ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_departments_that_lead_are_data() -> None:
    """组织部, 社会工作部, 民政局, 政法委 and 住建局 are bodies of a store or names in a scheme: no code names one."""
    words = ("社会工作部", "政法委", "住建局", "民政局")
    code = [
        path
        for folder in ("graph_model", "schema", "api")
        for path in (ROOT / folder).rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in words)
    ]
    assert code == []


def test_membership_and_ledger_go_with_the_name() -> None:
    """Who may not see a person's name sees neither whose member they are nor in which ledger they stand."""
    query = '{ person(code: "p1", asOf: "2024-05-01") { name ledger ledgerLabel residence { code } } }'
    shown = ask(query)["data"]["person"]
    assert (shown["name"], shown["ledger"]) == ("人员甲", "RETIRED")
    hidden = ask(query, scope=Scope(names=False))["data"]["person"]
    assert (hidden["name"], hidden["ledger"], hidden["ledgerLabel"]) == ("人*", None, None)
    for refused in ("branchMembers { totalCount }", "checkIns { totalCount }"):
        (error,) = ask(f"{{ {refused} }}", scope=Scope(names=False))["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN"
