"""The Guancheng case: the cohort of 2019, the firms early in 2021 and in mid-2022, and the rest, each through an indicator."""

from __future__ import annotations

import polars as pl
import pytest

from graph_model.answers import State
from loaders.cases import CASES
from loaders.guancheng import COHORT, EARLY
from tests.cases import counted, network, on, shown

AS_OF = CASES["guancheng"].as_of


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator"),
    [
        ("cohort_party_organization", 577, 577),
        ("cohort_self_governing_body", 577, 577),
        ("cohort_volunteer_team", 577, 577),
        ("cohort_branch_alliance", 577, 577),
        ("cohort_cadre", 577, 577),
        ("cohort_lasting_management", 558, 577),
        ("department_branch_alliance", 162, 162),
        ("firm_instructor", 115, 115),
        ("demonstration_town", 4, 12),
        ("demonstration_community", 11, 44),
        ("demonstration_compound", 79, 178),
        ("town_firm_party", 3, 3),
        ("town_incubator", 11, 12),
    ],
)
def test_published_figures(indicator: str, numerator: int, denominator: int) -> None:
    """What the text counts comes out of the records, and its rows are as many."""
    assert counted("guancheng", indicator) == (numerator, denominator)
    rows = {row.subject for row in network("guancheng").gaps(indicator, as_of=AS_OF, state=State.COVERED)}
    assert len(rows) == numerator


def test_the_list_of_compounds_that_lacked_all_three() -> None:
    """577 of 987 at the end of 2019: 58.46 %, printed as 59 %."""
    covered, compounds = counted("guancheng", "three_lacks", COHORT)
    assert (compounds - covered, compounds) == (577, 987)
    assert f"{(compounds - covered) / compounds:.2%}" == "58.46%"


def test_a_compound_that_gets_a_manager_leaves_the_class_and_stays_in_the_cohort() -> None:
    """Fewer lack all three today, and the denominator of every cohort rate is 577 all the same."""
    covered, compounds = counted("guancheng", "three_lacks")
    assert compounds - covered < 577
    cohort = [key for key in network("guancheng").catalogue if key.startswith("cohort_")]
    assert len(cohort) == 6
    assert {counted("guancheng", key)[1] for key in cohort} == {577}
    assert {counted("guancheng", key, day)[1] for key in cohort for day in (COHORT, EARLY)} == {577}


def test_the_cohorts_self_governing_bodies_by_kind() -> None:
    """13 owners' committees and 564 self-management committees."""
    assert network("guancheng").coverage("cohort_self_governing_body", as_of=AS_OF)[0].tally.tiers == (13, 564, 0)


def test_firms_early_in_2021_and_in_mid_2022() -> None:
    """21 of 162 are 12.96 %, printed as 12.9 %; later 46 + 115, the two tiers together 161 of 162, printed as 98 %."""
    early, now = (
        network("guancheng").coverage("firm_party_coverage", as_of=day)[0].tally.tiers for day in (EARLY, AS_OF)
    )
    assert (early, now) == ((21, 0, 141), (46, 115, 1))
    shares = [f"{part / sum(now):.1%}" for part in (early[0], now[0], now[1], now[0] + now[1])]
    assert shares == ["13.0%", "28.4%", "71.0%", "99.4%"]


def test_instructors_go_where_there_are_fewer_than_three_full_members() -> None:
    """A firm with three full members and no organization is due, not a case for an instructor."""
    assert counted("guancheng", "firm_party_established") == (46, 47)
    (due,) = {row.subject for row in network("guancheng").gaps("firm_party_established", as_of=AS_OF)}
    instructed = {row.subject for row in network("guancheng").gaps("firm_instructor", as_of=AS_OF, state=State.COVERED)}
    assert due not in instructed


def test_shared_branches_and_alliances_of_one_with_several() -> None:
    """Fewer branches than compounds, each allied; strictly one to one the 162 would reach 28.1 %."""
    tiers = network("guancheng").coverage("party_coverage_by_mode", as_of=AS_OF)[0].tally.tiers
    assert tiers[0] + tiers[1] == 577
    assert tiers[1] > 0
    ties = on("guancheng", "affiliations")
    assert (ties["organization"].n_unique(), ties["other_organization"].n_unique()) == (162, ties.height)
    branches, cohort = counted("guancheng", "department_branch_alliance")[0], counted("guancheng", "cohort_cadre")[1]
    assert f"{branches / cohort:.1%}" == "28.1%"


def test_modes_of_management_over_the_cohort() -> None:
    """255 + 60 + 24 + 219 of the cohort are managed, 19 are not; over all compounds the tiers add up to what is known."""
    tally = network("guancheng").coverage("management_mode", as_of=AS_OF)[0].tally
    assert sum(tally.tiers) + tally.unknown == tally.denominator == 987
    assert tally.tiers[0] == 255
    assert shown("guancheng", "cohort_lasting_management", digits=1) == "96.7%"
    lacking = {row.subject for row in network("guancheng").gaps("cohort_lasting_management", as_of=AS_OF)}
    assert len(lacking) == 19


def test_people_and_teams_behind_more_than() -> None:
    """1,200 余 heads of buildings, 570 余 cadres, 1,100 多 teams: more than each, the cadres counted as persons."""
    assert counted("guancheng", "building_head")[0] == 1236
    assert counted("guancheng", "contracted_cadres")[1] == 574
    assert counted("guancheng", "volunteer_team_head")[1] == 1104


def test_social_organizations_by_class() -> None:
    """1,167 = 234 + 177 + 756."""
    assert network("guancheng").coverage("social_organization_class", as_of=AS_OF)[0].tally.tiers == (234, 177, 756)


def test_members_of_the_two_committees_cross_over_both_ways() -> None:
    """Some communities have both directions, some one, some none; concurrent posts say so."""
    numerator, denominator = counted("guancheng", "two_committees_entry")
    assert 0 < numerator < denominator == 72
    reasons = {row.reason["zh"] for row in network("guancheng").gaps("two_committees_entry", as_of=AS_OF)}
    assert len(reasons) >= 2
    crossed = on("guancheng", "appointments").filter(pl.col("basis") == "concurrent")
    assert crossed.height > 60
