"""The Kaifeng case: the published totals straight from the records, and what the indicators make of them."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl
import pytest

from graph_model.errors import NotFound
from graph_model.indicators.catalogue import load_catalogue
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.scheme import load_schemes
from loaders.cases import CASES, case
from loaders.drafting import apportion
from loaders.kaifeng import SYNTHETIC

AS_OF = CASES["kaifeng"].as_of
BEFORE = date(2022, 1, 15)


@cache
def tables() -> dict[str, pl.DataFrame]:
    """The case, made once."""
    return case("kaifeng")


@cache
def network() -> Network:
    """The case, compiled once."""
    schemes = load_schemes()
    return Network.compile(tables(), schemes, load_catalogue(schemes))


def on(table: str, day: date = AS_OF) -> pl.DataFrame:
    """The rows of a table that hold on a day."""
    ends = pl.col("valid_to")
    return tables()[table].filter((pl.col("valid_from") <= day) & (ends.is_null() | (ends > day)))


def counted(indicator: str, day: date = AS_OF) -> tuple[float, float, float, float]:
    """Numerator, unknown, denominator and exempt of the whole case."""
    tally = network().coverage(indicator, as_of=day)[0].tally
    return tally.numerator, tally.unknown, tally.denominator, tally.exempt


def test_the_published_tree() -> None:
    """The areas of each level are as many as the text says, and units and central households lie below."""
    levels = dict(on("areas").group_by("level").len().iter_rows())
    published = {"city": 1, "county": 4, "town": 15, "community": 25, "grid": 138, "compound": 33, "building": 933}
    assert {level: levels[level] for level in published} == published
    assert 8_000 < sum(levels.values()) < 12_000
    assert levels["central_household"] > levels["unit"] > 933


def test_nearly_fifty_thousand_residents_at_every_level_that_has_them() -> None:
    """Grids, compounds, buildings, units and central households all add up to the same number just under 50,000."""
    sums = on("areas").filter(pl.col("residents").is_not_null()).group_by("level").agg(pl.col("residents").sum())
    assert set(sums["level"]) == {"grid", "compound", "building", "unit", "central_household"}
    assert sums["residents"].unique().to_list() == [49_632]


def test_only_the_city_and_its_counties_have_official_codes_and_kaifeng_names_its_scheme() -> None:
    """The six-digit codes are those of the four counties, and 兰考 is among them."""
    areas = on("areas")
    official = areas.filter(pl.col("code").str.contains(r"^\d+$"))
    assert official.sort("code")["code"].to_list() == ["4102", "410202", "410204", "410212", "410225"]
    assert areas.filter(pl.col("code") == "410225")["name"].to_list() == ["兰考县"]
    assert areas.filter(pl.col("scheme").is_not_null()).select("code", "scheme").rows() == [("4102", "kaifeng")]


def test_grids_lie_above_some_compounds_and_beneath_others() -> None:
    """Eight grids hold the compounds of five communities, 130 lie in the other compounds."""
    areas = on("areas")
    parents = areas.join(areas.select(pl.col("code").alias("parent"), pl.col("level").alias("above")), on="parent")
    pairs = pl.concat_str("level", "above", separator=" < ")
    counts = dict(parents.group_by(pairs).len().iter_rows())
    assert counts["grid < community"] == 8
    assert counts["compound < grid"] == 8
    assert counts["grid < compound"] == 130
    assert counts["compound < community"] == 25


def test_hosted_party_organizations_of_committees_and_firms() -> None:
    """15 party organizations stand in owners' committees, 4 in property firms."""
    bodies = on("organizations")
    hosts = bodies.select(pl.col("code").alias("host"), pl.col("kinds").alias("of"))
    hosted = bodies.join(hosts, on="host").filter(pl.col("kinds").list.contains("functional_branch"))
    assert hosted.filter(pl.col("of").list.contains("owners_committee")).height == 15
    assert hosted.filter(pl.col("of").list.contains("property_firm")).height == 4
    assert hosted.height == 19


def test_work_groups_have_105_posts() -> None:
    """Seven groups of the city and seven of each county have three posts each; the counties' two vacant ones are known."""
    groups = on("organizations").filter(pl.col("kinds").list.contains("work_group"))
    assert groups.filter(pl.col("area") == "4102").height == 7
    assert groups.filter(pl.col("area") != "4102").group_by("area").len()["len"].to_list() == [7] * 4
    posts = on("posts").join(groups.select(pl.col("code").alias("organization")), on="organization")
    assert posts.height == 105
    held = posts.join(on("appointments").select(pl.col("post").alias("code")).unique(), on="code", how="semi")
    assert held.height == 103


def test_members_and_branches() -> None:
    """33 branches, one seated in each compound, have 412 formal members, each of at least three; nearly 700 reported."""
    formal = on("memberships").filter(pl.col("kind") == "formal")
    assert formal.height == formal["person"].n_unique() == 412
    sizes = formal.group_by("organization").len()
    assert sizes.height == 33
    assert min(sizes["len"]) >= 3
    reported = on("memberships").filter(pl.col("kind") == "reported")
    assert 650 < reported["person"].n_unique() < 700


def test_five_lines_and_their_tasks() -> None:
    """Five lead departments, one a line, have 3 + 4 + 4 + 3 + 4 tasks; one federation stands beside them."""
    bodies = on("organizations")
    departments = bodies.filter(pl.col("kinds").list.contains("lead_department")).sort("code")
    facts = departments["attributes"].str.json_decode(pl.Struct({"line": pl.String, "tasks": pl.Int64})).struct.unnest()
    assert facts["line"].to_list() == ["political", "legal", "moral", "autonomy", "smart"]
    assert facts["tasks"].to_list() == [3, 4, 4, 3, 4]
    assert bodies.filter(pl.col("kinds").list.contains("owners_federation")).height == 1


def test_some_grid_workers_are_property_staff() -> None:
    """Persons who work for a firm and hold a grid's post do so on the basis concurrent, in a compound the firm serves."""
    terms = on("appointments")
    staff = terms.filter(pl.col("post").str.ends_with("/property_staff"))["person"]
    both = terms.filter(pl.col("post").str.ends_with("/grid_worker") & pl.col("person").is_in(staff.implode()))
    assert both.height > 20
    assert both["basis"].unique().to_list() == ["concurrent"]
    assert counted("grid_worker_from_firm") == (both.height, 0, 138, 0)


def test_history_makes_answers_differ() -> None:
    """Before 2022-03 a compound lay in another grid, a branch was not yet founded, and a building since gone stood."""
    moved = tables()["areas"].filter(pl.col("level") == "compound").group_by("code").agg(pl.col("parent").n_unique())
    assert moved.filter(pl.col("parent") > 1).height == 1
    assert on("areas", BEFORE).filter(pl.col("level") == "building").height == 934
    assert counted("party_organization_coverage", BEFORE) == (32, 0, 33, 0)
    assert counted("party_work_coverage", BEFORE) == (33, 0, 33, 0)
    assert counted("party_organization_coverage", date(2020, 12, 31)) == (0, 0, 0, 0)
    ended = tables()["appointments"].filter(pl.col("valid_to").is_not_null())
    assert ended.height > 300


def test_every_claim_has_source_qualifier_scope_and_the_words_it_was_printed_in() -> None:
    """No published number stands without saying whose it is and how exact."""
    figures = tables()["figures"]
    assert figures.height == 37
    for column in ("source", "qualifier", "scope", "measure", "published", "period", "value"):
        assert figures[column].null_count() == 0
    claims = {
        key: (value, qualifier) for key, value, qualifier in figures.select("key", "value", "qualifier").iter_rows()
    }
    assert claims["residents_reached"] == (50_000, "under")
    assert claims["party_members"] == (400, "more_than")
    assert claims["red_owners_committees"] == (15, "exact")


def test_every_row_names_its_source() -> None:
    """Whatever no publication gives is marked synthetic: all persons and appointments, and every place below the county."""
    for name, frame in tables().items():
        assert frame["source"].null_count() == 0, name
    for name in ("persons", "appointments", "covers", "memberships", "filings", "exemptions"):
        assert tables()[name]["source"].unique().to_list() == [SYNTHETIC]
    below = tables()["areas"].filter(~pl.col("level").is_in(["city", "county"]))
    assert below["source"].unique().to_list() == [SYNTHETIC]


def test_published_rates_through_indicators() -> None:
    """33 of 33 compounds, 138 of 138 grids, 15 red committees and 4 red firms come out of the records."""
    assert counted("party_organization_coverage") == (33, 0, 33, 0)
    assert counted("grid_worker") == (138, 0, 138, 0)
    assert counted("red_owners_committee") == (15, 0, 22, 0)
    assert counted("red_property") == (4, 0, 11, 0)
    assert counted("work_group_complete") == (33, 0, 35, 0)
    assert counted("work_group_contact") == (34, 0, 35, 0)


@pytest.mark.parametrize(
    "indicator", ["building_head", "unit_head", "compound_type", "self_governing_body", "linkage_complete"]
)
def test_all_four_states_appear(indicator: str) -> None:
    """Covered, gap, unknown and exempt subjects are all there."""
    numerator, unknown, denominator, exempt = counted(indicator)
    assert min(numerator, unknown, exempt, denominator - numerator - unknown) > 0


def test_vacant_linkage_posts_on_every_level_from_the_compound_down() -> None:
    """小区长, 楼栋长, 单元长 and 中心户 all have gaps, none has only gaps."""
    for indicator in ("compound_head", "building_head", "unit_head", "central_household"):
        numerator, unknown, denominator, _ = counted(indicator)
        assert 0 < denominator - numerator - unknown < numerator


def test_chains_of_central_households_complete_and_broken() -> None:
    """Some chains hold from the city down to the central household, others break, at the town among other places."""
    whole = network().linkage("410212-01-01-X1-L01-U1-H1", as_of=AS_OF)
    assert whole.complete
    assert len(whole.steps) == 9
    numerator, unknown, denominator, _ = counted("household_linkage_complete")
    assert 0 < numerator < denominator - unknown
    town = on("areas").filter(pl.col("level") == AreaLevel.TOWN).sort("code")["code"][8]
    gaps = network().gaps("household_linkage_complete", within=town, as_of=AS_OF).page(1, None)
    broken = network().linkage(gaps[0].subject, as_of=AS_OF)
    assert "town" in [step.key for step in broken.broken_at]


def test_an_unknown_case_names_the_nearest() -> None:
    """A misspelt case is not found, and the message says which was meant."""
    with pytest.raises(NotFound, match='did you mean "kaifeng"'):
        case("kaifen")


def test_parts_add_up_to_the_whole() -> None:
    """Shares are whole numbers that add up exactly, the largest remainders getting one more."""
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(apportion(933, [0.1 * turn + 1 for turn in range(33)])) == 933


def test_chinese_titles_of_the_catalogue_use_chinese_punctuation() -> None:
    """No title, description or recommendation in Chinese has a half-width comma, colon, semicolon or bracket."""
    catalogue = load_catalogue(load_schemes())
    texts = [
        text.zh
        for indicator in catalogue.values()
        for text in (indicator.title, indicator.description, indicator.denominator_name, indicator.recommendation)
        if text is not None
    ]
    assert [text for text in texts if set(",:;()") & set(text)] == []
