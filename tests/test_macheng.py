"""The Macheng case: each published figure from records through an indicator, before and after the re-division."""

from __future__ import annotations

import polars as pl
import pytest

from graph_model.answers import State
from graph_model.errors import NotFound
from graph_model.two_way import two_way
from loaders.cases import CASES
from loaders.macheng import BEFORE
from tests.cases import counted, network, on, shown, tables

AS_OF = CASES["macheng"].as_of


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator"),
    [
        ("committee_members_in_party", 770, 1106),
        ("property_management", 255, 255),
        ("industry_branch_secretary", 21, 21),
        ("first_secretary", 23, 23),
        ("community_first_secretary", 17, 17),
        ("working_fund", 255, 255),
    ],
)
def test_published_figures(indicator: str, numerator: int, denominator: int) -> None:
    """What the text counts comes out of the records, and its rows are as many."""
    assert counted("macheng", indicator) == (numerator, denominator)
    rows = {row.subject for row in network("macheng").gaps(indicator, as_of=AS_OF, state=State.COVERED)}
    assert len(rows) == numerator


def test_compounds_before_and_after_the_re_division() -> None:
    """209 as of October 2022, 255 as of January 2023, and as many grids, for the compound answers for the grid."""
    for day, compounds in ((BEFORE, 209), (AS_OF, 255)):
        assert counted("macheng", "party_organization_coverage", day)[1] == compounds
        assert on("macheng", "areas", day).filter(pl.col("level") == "compound").height == compounds
    assert on("macheng", "areas").filter(pl.col("level") == "grid").height == 0
    rows = network("macheng").coverage("party_organization_coverage", by="grid", as_of=AS_OF)
    assert len([row for row in rows if not row.remainder]) == 255


def test_old_compounds_are_found_by_code_with_their_successors() -> None:
    """43 codes ended; asked today one names its two or three heirs, the merged ones answer with theirs, and before they
    answer for themselves, buildings and branch included."""
    areas = tables("macheng")["areas"].filter(pl.col("level") == "compound")
    ended = areas.filter(pl.col("valid_to").is_not_null())["code"].to_list()
    assert len(ended) == 43
    heirs = {code: areas.filter(pl.col("predecessors").list.contains(code))["code"].to_list() for code in ended}
    assert sorted(map(len, heirs.values())) == [1] * 2 + [2] * 35 + [3] * 6
    today, before = network("macheng").on(AS_OF), network("macheng").on(BEFORE)
    for code, those in heirs.items():
        assert before.record("areas", code).code == code
        if len(those) == 1:
            assert today.record("areas", code).code == those[0]
        else:
            with pytest.raises(NotFound, match="succeeded by " + ", ".join(those)):
                today.record("areas", code)
    divided = ended[0]
    old = on("macheng", "areas", BEFORE).filter(pl.col("parent") == divided)["code"].to_list()
    now = on("macheng", "areas").filter(pl.col("code").is_in(old))["parent"].to_list()
    assert len(old) >= 2
    assert set(now) <= set(heirs[divided])


def test_shares_and_sums_as_printed() -> None:
    """69.6 % of all members pooled, working funds of 3.1 million yuan in three tiers."""
    assert shown("macheng", "committee_members_in_party", digits=1) == "69.6%"
    funds = on("macheng", "figures").filter(pl.col("key") == "working_fund")
    assert funds["value"].sum() == 3_100_000
    tiers = network("macheng").coverage("working_fund", as_of=AS_OF)[0].tally.tiers
    assert 20_000 * tiers[0] + 15_000 * tiers[1] + 10_000 * tiers[2] == 3_100_000


def test_both_directions_and_the_compounds_that_lack_one() -> None:
    """Complete compounds are those the indicator covers; a gap row names the direction that is lacking."""
    entries = {entry.area: entry for entry in two_way(network("macheng").on(AS_OF), "branch_and_committee")}
    verdicts = [entry.verdict for entry in entries.values()]
    assert set(verdicts) == {"complete", "half", "missing"}
    assert counted("macheng", "two_way_entry") == (verdicts.count("complete"), 255)
    for row in network("macheng").gaps("two_way_entry", as_of=AS_OF):
        entry, reason = entries[row.subject], row.reason["zh"]
        assert ("书记任业主委员会主任" in reason) == (entry.forward is State.GAP)
        assert ("物业负责人进入党组织" in reason) == (entry.backward is State.GAP)


def test_each_part_of_the_team_is_named_where_it_lacks() -> None:
    """1+N: a compound without an urban officer is a gap that says so."""
    reasons = [row.reason["zh"] for row in network("macheng").gaps("one_plus_n", as_of=AS_OF)]
    assert sum("城管队员" in reason for reason in reasons) == len([n for n in range(255) if n % 19 == 5])


def test_the_management_committee_counts_as_in_step() -> None:
    """Where 物管会 came first and the owners elected later, 三个同步 holds all the same."""
    first = tables("macheng")["organizations"].filter(pl.col("kinds").list.contains("property_management_committee"))
    assert first["valid_to"].null_count() == 0
    states = network("macheng").gaps("three_in_step", as_of=AS_OF, state=State.COVERED)
    assert set(first["area"]) & {row.subject for row in states}


def test_employees_who_are_no_members_are_contacts_too() -> None:
    """一联十户 asks for employees of the state, not for members."""
    held = on("macheng", "appointments").filter(pl.col("post").str.ends_with("/household_contact"))
    members = on("macheng", "memberships")["person"]
    assert 0 < held.filter(~pl.col("person").is_in(members.implode())).height < held.height
    assert held["on_behalf_of"].null_count() == 0
