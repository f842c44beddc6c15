"""Ratios and composites: the columns give what the plain loops define, and the rules of value, grade and rank."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import BadQuestion
from graph_model.indicators.reference.scores import score, scores_by, scores_of_bodies
from graph_model.indicators.scoring import ranks
from graph_model.levels import AreaLevel
from graph_model.ranges import Range
from graph_model.trends import trend
from loaders.cases import CASES
from tests.cases import network
from tests.random_network import DAYS, SEEDS, world
from tests.small_city import ask, refusal


@pytest.mark.parametrize("key", ["x_ratio", "x_composite"])
@given(seed=SEEDS, day=st.sampled_from(DAYS), level=st.sampled_from(["county", "compound", "grid"]))
@settings(max_examples=25, deadline=None)
def test_columns_give_the_reference_scores(key: str, seed: int, day: date, level: str) -> None:
    """Values, parts, grades and ranks of every area are the reference's, one by one and by level."""
    network, reference = world(seed).network, world(seed).reference
    rows = network.coverage(key, as_of=day, by=AreaLevel(level))
    wanted = scores_by(reference, key, day, AreaLevel(level))
    got = {row.area: (row.value, {part.key: part.value for part in row.parts}, row.grade, row.rank) for row in rows}
    assert {area: (value, parts, grade and grade.key, rank) for area, (value, parts, grade, rank) in got.items()} == {
        area: (one.value, one.parts, one.grade, one.rank) for area, one in wanted.items()
    }
    for area in list(wanted)[:2]:
        (row,) = network.coverage(key, as_of=day, within=area)
        alone = score(reference, key, str(area), day)
        assert (row.value, row.grade and row.grade.key, row.rank) == (alone.value, alone.grade, None)


@pytest.mark.parametrize("key", ["x_ratio_of_bodies", "x_composite_of_bodies"])
@given(seed=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=40, deadline=None)
def test_columns_give_the_reference_scores_of_organizations(key: str, seed: int, day: date) -> None:
    """The same organizations, with the reference's values, parts, grades and ranks, in the whole store and in one area."""
    network, reference = world(seed).network, world(seed).reference
    for within in [None, *network.on(day).areas()[:2]]:
        rows = network.coverage(key, as_of=day, within=within)
        got = {
            row.organization: (row.value, {part.key: part.value for part in row.parts}, row.grade, row.rank)
            for row in rows
        }
        wanted = scores_of_bodies(reference, key, day, within)
        assert {
            code: (value, parts, grade and grade.key, rank) for code, (value, parts, grade, rank) in got.items()
        } == {code: (one.value, one.parts, one.grade, one.rank) for code, one in wanted.items()}


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([3, 5, 5, 1], [3, 1, 1, 4]),
        ([2, None, 2], [1, None, 1]),
        ([], []),
    ],
)
def test_ties_share_a_rank(values: list[int | None], wanted: list[int | None]) -> None:
    """Equal values share a rank, the next one is as many lower, and what has no value has none."""
    assert ranks([None if value is None else Range.of(value) for value in values]) == wanted


def test_a_grade_is_given_only_where_it_is_certain() -> None:
    """A county whose filings could still lift it into another grade has a value from below and no grade."""
    rows = {row.area: row for row in _kaifeng("county_ranking", AreaLevel.COUNTY)}
    certain, open_ = rows["410204"], rows["410202"]
    assert certain.grade is not None
    assert (certain.grade.key, certain.rank) == ("excellent", 1)
    assert open_.value is not None
    assert open_.value.low < Fraction("0.9") <= open_.value.high
    assert (open_.grade, open_.rank) == (None, 4)


def test_grades_and_ranks_are_of_the_declared_level() -> None:
    """Areas of another level have a value, but no grade and no rank among each other."""
    assert {(row.grade, row.rank) for row in _kaifeng("county_ranking", AreaLevel.TOWN)} == {(None, None)}
    assert all(row.value is not None for row in _kaifeng("county_ranking", AreaLevel.TOWN))


def test_a_part_with_nothing_to_count_is_left_out() -> None:
    """A part that does not apply is None, and the others alone make the value: a grid-less town still has one."""
    rows = network("guancheng").coverage(
        "compound_stars", as_of=CASES["guancheng"].as_of, within=CASES["guancheng"].root, by=AreaLevel.COMPOUND
    )
    outside = next(row for row in rows if any(part.value is None for part in row.parts))
    applying = [(part.value, Fraction(part.weight)) for part in outside.parts if part.value is not None]
    total = sum((value.low * weight for value, weight in applying), Fraction(0))
    assert outside.value is not None
    assert outside.value.low == total / sum(weight for _, weight in applying)


def test_funding_has_three_tiers() -> None:
    """Macheng's compounds earn 10,000, 15,000 or 20,000 yuan."""
    rows = network("macheng").coverage("working_fund_tier", as_of=CASES["macheng"].as_of, by=AreaLevel.COMPOUND)
    assert {row.grade.amount for row in rows if row.grade} == {10_000, 15_000, 20_000}
    assert all(row.grade for row in rows)


def test_a_score_has_no_gap_rows() -> None:
    """Asked for its gaps, a composite says what it has instead."""
    with pytest.raises(BadQuestion, match="is a composite: it has a value, parts and a rank, but no states"):
        network("kaifeng").gaps("county_ranking", as_of=CASES["kaifeng"].as_of)


def _kaifeng(key: str, level: AreaLevel) -> list:  # type: ignore[type-arg]
    return network("kaifeng").coverage(key, as_of=CASES["kaifeng"].as_of, by=level)


def test_scores_are_asked_over_graphql() -> None:
    """The interface gives value, grade, rank and parts; counts are null, and there are no gap rows."""
    query = """{ coverage(indicator: "county_ranking", within: "4102", by: COUNTY, asOf: "2022-08-19") {
        area { code } numerator value valueAtMost grade rank parts { key value weight } gaps { totalCount } } }"""
    rows = ask(query, network("kaifeng"))["data"]["coverage"]
    best = next(row for row in rows if row["rank"] == 1)
    assert (best["area"]["code"], best["grade"], best["numerator"], best["gaps"]["totalCount"]) == (
        "410204",
        "优秀",
        None,
        0,
    )
    assert [part["key"] for part in best["parts"]] == ["political", "legal", "autonomy", "smart", "groups"]
    kind = ask('{ indicator(key: "county_ranking") { kind title population tiers { label } } }', network("kaifeng"))
    assert kind["data"]["indicator"]["kind"] == "composite"
    assert refusal('{ gaps(indicator: "county_ranking") { totalCount } }')[0] == "BAD_USER_INPUT"


def test_firms_have_stars() -> None:
    """Each of Guancheng's property firms has a value, by its own party coverage and by the compounds it serves."""
    case = CASES["guancheng"]
    rows = network("guancheng").coverage("firm_stars", as_of=case.as_of, within=case.root)
    assert len(rows) == 162
    served = next(row for row in rows if row.rank == 1)
    parts = {part.key: part.value for part in served.parts}
    assert served.grade is not None
    assert (parts["party"], parts["satisfaction"]) == (Range.of(1), None)
    assert {row.grade_label for row in rows} >= {"五星", "不评星"}


def test_organizations_are_scored_over_graphql() -> None:
    """Each row names its organization and its seat; by level they cannot be asked."""
    query = """{ coverage(indicator: "firm_stars", within: "410104", asOf: "2022-07-07") {
        organization { code name } area { code } grade rank parts { key } } indicator(key: "firm_stars") { subject population } }"""
    answer = ask(query, network("guancheng"))["data"]
    row = answer["coverage"][0]
    assert row["organization"]["code"].startswith(row["area"]["code"])
    assert row["parts"][0] == {"key": "party"}
    assert answer["indicator"] == {"subject": "ORGANIZATIONS", "population": "全部物业企业"}
    code, message = refusal('{ coverage(indicator: "firm_stars", by: TOWN) { rank } }')[:2]
    assert (code, "不能按层级分列" in message) == ("BAD_USER_INPUT", True)
    code, message = refusal('{ trend(indicator: "firm_stars", from: "2022-01-01", to: "2022-03-01") { value } }')[:2]
    assert (code, "没有一处的值" in message) == ("BAD_USER_INPUT", True)


def test_a_score_of_organizations_has_no_trend() -> None:
    """A trend is of a place, which has no such value."""
    with pytest.raises(BadQuestion, match="a value for each organization and none for a place"):
        trend(network("guancheng"), "firm_stars", date(2022, 1, 1), date(2022, 2, 1))
