"""The Luohu case: the state before the plan of 2019 and what has come since, each published figure through an indicator."""

from __future__ import annotations

import polars as pl
import pytest

from graph_model.answers import State, Weight
from loaders.cases import CASES
from loaders.luohu import BEFORE
from tests.cases import counted, network, on, shown

AS_OF = CASES["luohu"].as_of


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator"),
    [
        ("chengzhongcun", 42, 929),
        ("mediation_room", 411, 411),
        ("mediation_room_staffed", 411, 411),
        ("party_work_coverage", 920, 929),
    ],
)
def test_published_figures(indicator: str, numerator: int, denominator: int) -> None:
    """What the text counts comes out of the records, and its rows are as many."""
    assert counted("luohu", indicator) == (numerator, denominator)
    rows = {row.subject for row in network("luohu").gaps(indicator, as_of=AS_OF, state=State.COVERED)}
    assert len(rows) == numerator


def test_the_state_before_the_plan() -> None:
    """At the end of 2018: committees in 20 % of 929, 145 without a firm, and no more than these with neither."""
    assert counted("luohu", "owners_committee", BEFORE) == (186, 929)
    assert shown("luohu", "owners_committee", BEFORE) == "20%"
    managed, compounds = counted("luohu", "property_management", BEFORE)
    assert compounds - managed == 145
    some, compounds = counted("luohu", "two_lacks", BEFORE)
    assert 0 < compounds - some <= 145
    assert counted("luohu", "owners_committee")[0] > 186


def test_coverage_by_mode_adds_up_to_99_percent() -> None:
    """Own, joint, attached and party work together are 99 %; organizations alone are less."""
    tally = network("luohu").coverage("party_coverage_by_mode", as_of=AS_OF)[0].tally
    assert min(tally.tiers) > 0
    assert sum(tally.tiers[:4]) == 920
    assert shown("luohu", "party_work_coverage") == "99%"
    assert counted("luohu", "party_organization_coverage")[0] == sum(tally.tiers[:3])


def test_the_threshold_is_in_the_population() -> None:
    """411 compounds have a firm and 300 households or more; large ones without a firm are not asked."""
    large = on("luohu", "areas").filter((pl.col("level") == "compound") & (pl.col("households") >= 300))
    assert large.height > 411
    assert counted("luohu", "mediation_room")[1] == 411


def test_mediators_are_counted_as_persons() -> None:
    """1,132 persons in 411 rooms, two or three each."""
    assert counted("luohu", "mediators_in_party")[1] == 1132
    held = on("luohu", "appointments").filter(pl.col("post").str.ends_with("/mediator"))
    assert held["person"].n_unique() == held.height == 1132


def test_residents_of_compounds_are_a_share_of_all() -> None:
    """1.15 million 余 of 1.6 million are 71.9 %; 12,740 staff are under 1 % of the one and over 1 % of the other."""
    of_compounds = network("luohu").coverage("party_work_coverage", as_of=BEFORE, weight=Weight.RESIDENTS)[0].tally
    county = on("luohu", "areas", BEFORE).filter(pl.col("level") == "county")["residents"].item()
    assert 1_150_000 < of_compounds.denominator < 1_160_000
    assert f"{of_compounds.denominator / county:.1%}" == "71.9%"
    (staff,) = on("luohu", "figures").filter(pl.col("key") == "property_staff")["value"]
    assert staff / county < 0.01 < staff / of_compounds.denominator


def test_buildings_are_more_than_21_000() -> None:
    """Each stands in a compound."""
    assert 21_000 < counted("luohu", "building_head")[1] < 22_000


def test_only_the_bodies_a_compound_should_have_are_asked() -> None:
    """With committees in a fifth, all four strictly could be at most that; scored by what is due far more are complete."""
    complete, asked = counted("luohu", "four_in_one")
    committees, compounds = counted("luohu", "owners_committee")
    assert asked == compounds - 6
    assert complete > committees
    exempt = network("luohu").coverage("four_in_one", as_of=AS_OF)[0].tally.exempt
    assert exempt == 6
    reasons = {row.reason["zh"] for row in network("luohu").gaps("four_in_one", as_of=AS_OF)}
    assert len(reasons) > 2


def test_people_of_the_branch_serve_in_group_and_committee() -> None:
    """Both ways of crossing over occur, and a gap names which lacks."""
    numerator, denominator = counted("luohu", "branch_entry")
    assert 0 < numerator < denominator
    reasons = [row.reason["zh"] for row in network("luohu").gaps("branch_entry", as_of=AS_OF)]
    assert any("居民小组" in reason for reason in reasons)
    assert any("业委会" in reason for reason in reasons)


def test_stars_come_from_three_reported_shares() -> None:
    """A compound's value is the mean of its three shares; one that reported nothing has no grade."""
    rows = network("luohu").coverage("three_star_compounds", by="compound", as_of=AS_OF)
    reported = on("luohu", "figures").filter(
        pl.col("key").is_in(["member_participation", "resident_participation", "satisfaction"])
    )
    means = dict(reported.group_by("area").agg(pl.col("value").mean() / 100).iter_rows())
    graded = {row.area: row for row in rows if row.grade is not None}
    assert set(graded) == set(means)
    assert {row.grade.key for row in graded.values() if row.grade} == {"three_stars", "two_stars", "one_star"}
    assert all(float(row.value.low) == pytest.approx(means[code]) for code, row in graded.items() if code and row.value)
