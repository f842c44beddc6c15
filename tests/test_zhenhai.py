"""The Zhenhai case: each published figure from records through an indicator."""

from __future__ import annotations

import polars as pl
import pytest

from graph_model.answers import State
from loaders.cases import CASES
from tests.cases import counted, network, on, shown

AS_OF = CASES["zhenhai"].as_of


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator"),
    [
        ("tri_party", 144, 144),
        ("brand_station", 19, 112),
        ("committee_chair_in_party", 144, 144),
        ("committee_half_in_party", 144, 144),
        ("committee_functional_branch", 144, 144),
        ("station_functional_branch", 63, 112),
        ("station_branch_part_timers", 107, 107),
        ("station_head_chairs_committee", 29, 112),
        ("station_backbone_on_committee", 336, 672),
        ("station_backbone_from_firm", 224, 672),
        ("community_property_station", 49, 49),
        ("tri_party_meeting", 49, 49),
        ("property_management", 144, 180),
    ],
)
def test_published_figures(indicator: str, numerator: int, denominator: int) -> None:
    """What the text counts comes out of the records, and its rows are as many."""
    assert counted("zhenhai", indicator) == (numerator, denominator)
    rows = {row.subject for row in network("zhenhai").gaps(indicator, as_of=AS_OF, state=State.COVERED)}
    assert len(rows) == numerator


def test_published_shares() -> None:
    """56 % of stations have a branch, half and a third of the backbone cross over, 80 % of compounds run the model."""
    assert shown("zhenhai", "station_functional_branch") == "56%"
    assert shown("zhenhai", "station_backbone_on_committee") == "50%"
    assert shown("zhenhai", "station_backbone_from_firm") == "33%"
    assert shown("zhenhai", "property_management") == "80%"


def test_at_least_seven_tenths_of_station_heads() -> None:
    """79 of 112 would do, 78 would not; the qualifier is 七成以上."""
    numerator, denominator = counted("zhenhai", "station_head_in_party")
    assert numerator >= 79
    assert denominator == 112


def test_half_is_counted_by_committee_and_pooled() -> None:
    """Each committee has at least half, some just half, and all members pooled are above half too."""
    numerator, denominator = counted("zhenhai", "committee_members_in_party")
    assert numerator * 2 > denominator
    held = on("zhenhai", "appointments").with_columns(committee=pl.col("post").str.replace("/[^/]*$", ""))
    seats = held.filter(pl.col("post").str.contains("/(chair|deputy|member)$"))
    members = on("zhenhai", "memberships").filter(pl.col("kind") == "formal")["person"]
    shares = seats.group_by("committee").agg(pl.col("person").is_in(members.implode()).mean().alias("share"))
    assert shares["share"].min() == 0.5


def test_stations_are_shared() -> None:
    """112 stations cover 144 compounds, so 32 serve two: own stations in relation to compounds are 77.8 %."""
    bodies = on("zhenhai", "organizations").filter(pl.col("kinds").list.contains("mutual_aid_station"))
    covers = on("zhenhai", "covers").join(bodies.select(organization="code"), on="organization")
    served = covers.group_by("organization").len()
    assert (covers["area"].n_unique(), served.height) == (144, 112)
    assert served.filter(pl.col("len") == 2).height == 32
    assert f"{served.height / covers['area'].n_unique():.1%}" == "77.8%"


def test_one_station_is_the_committee_too() -> None:
    """合署: one body of two kinds counts among both, and its head and chair are one person without crossing over."""
    both = on("zhenhai", "organizations").filter(
        pl.col("kinds").list.contains("mutual_aid_station") & pl.col("kinds").list.contains("owners_committee")
    )
    (code,) = both["code"]
    held = on("zhenhai", "appointments").filter(pl.col("post").is_in([f"{code}/head", f"{code}/chair"]))
    assert held["person"].n_unique() == 1
    gaps = {row.subject for row in network("zhenhai").gaps("station_head_chairs_committee", as_of=AS_OF)}
    assert code in gaps


def test_part_timers_act_on_behalf_of_their_unit() -> None:
    """Each of the 107 appointments names the unit that lends the person."""
    held = on("zhenhai", "appointments").filter(pl.col("post").str.ends_with("/part_time_member"))
    assert (held.height, held["on_behalf_of"].null_count()) == (107, 0)
    deputies = on("zhenhai", "appointments").filter(pl.col("post").str.ends_with("/deputy"))
    assert deputies["on_behalf_of"].drop_nulls().n_unique() == 1


def test_the_party_network_breaks_where_a_grid_or_a_stairwell_has_nothing() -> None:
    """The chain goes from street to stairwell, and a gap names the broken step."""
    numerator, denominator = counted("zhenhai", "party_network_complete")
    assert 0 < numerator < denominator
    gap = network("zhenhai").gaps("party_network_complete", as_of=AS_OF).page(1, None)[0].subject
    broken = network("zhenhai").linkage(gap, "party_network", as_of=AS_OF)
    assert not broken.complete
    assert {step.key for step in broken.broken_at} <= {"party_branch", "grid_branch", "party_group"}
