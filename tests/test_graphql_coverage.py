"""Coverage, gaps, tiers and weights over GraphQL."""

from __future__ import annotations

import pytest

from graph_model.dates import parse_day
from graph_model.levels import AreaLevel
from tests.small_city import CITY, DAY, ask, data, refusal

ROWS = """query($indicator: String!, $by: AreaLevel, $within: String, $day: Date, $weight: Weight) {
  coverage(indicator: $indicator, by: $by, within: $within, asOf: $day, weight: $weight) {
    area { code } remainder asOf numerator denominator rate rateAtMost unknown exempt unweighted denominatorName
    suppressed value grade rank parts { key } weight tiers { key label count rate cumulativeRate }
    gaps { totalCount nodes { subject { ... on Area { code } } } }
  }
}"""


@pytest.mark.parametrize("indicator", sorted(CITY.catalogue))
@pytest.mark.parametrize("by", [None, *AreaLevel])
def test_rows_are_the_networks(indicator: str, by: AreaLevel | None) -> None:
    """Each row over GraphQL has the numbers of the network's own answer, in its order."""
    shown = data(ROWS, indicator=indicator, by=by and by.name, day=DAY)["coverage"]
    wanted = CITY.coverage(indicator, as_of=parse_day(DAY), by=by)
    assert [row["area"] and row["area"]["code"] for row in shown] == [row.area for row in wanted]
    for got, row in zip(shown, wanted, strict=True):
        tally = row.tally
        assert (got["numerator"], got["denominator"]) == (tally.numerator, tally.denominator)
        assert (got["unknown"], got["exempt"], got["unweighted"]) == (tally.unknown, tally.exempt, tally.unweighted)
        assert (got["rate"], got["rateAtMost"]) == (tally.rate, tally.rate_at_most)
        assert (got["remainder"], got["asOf"]) == (row.remainder, DAY)
        assert got["denominatorName"] == row.denominator_name["zh"]
        assert [(tier["key"], tier["count"]) for tier in got["tiers"]] == [(tier.key, tier.count) for tier in row.tiers]


@pytest.mark.parametrize("indicator", sorted(CITY.catalogue))
@pytest.mark.parametrize("by", [None, AreaLevel.COUNTY, AreaLevel.COMPOUND, AreaLevel.BUILDING])
@pytest.mark.parametrize("within", [None, "41", "4101"])
def test_gaps_of_the_rows_are_all_the_gaps(indicator: str, by: AreaLevel | None, within: str | None) -> None:
    """Each row lists as many gaps as it lacks, the remainder row included, and together they are the area's gaps."""
    rows = data(ROWS, indicator=indicator, by=by and by.name, within=within, day=DAY)["coverage"]
    listed = []
    for row in rows:
        assert row["gaps"]["totalCount"] == row["denominator"] - row["numerator"] - row["unknown"]
        listed += [gap["subject"].get("code") for gap in row["gaps"]["nodes"]]
    whole = CITY.gaps(indicator, within=within, as_of=parse_day(DAY))
    assert len(listed) == len(whole)
    if CITY.catalogue[indicator].subject == "areas":
        assert sorted(listed) == [gap.subject for gap in whole.page(500)]


def test_a_gap_says_where_why_since_when_and_on_what_path() -> None:
    """A gap row is a sentence somebody can act on, in both languages."""
    query = """query($day: Date) { gaps(indicator: "compound_head", asOf: $day) { totalCount asOf nodes {
      subject { __typename ... on Area { code name } } area { code } state since reason en: reason(lang: EN)
      responsible { code } path { code } } } }"""
    found = data(query, day=DAY)["gaps"]
    assert (found["totalCount"], found["asOf"]) == (3, DAY)
    assert found["nodes"][0] == {
        "subject": {"__typename": "Area", "code": "C2", "name": "乙小区"},
        "area": {"code": "C2"},
        "state": "GAP",
        "since": "2023-01-01",
        "reason": "小区长空缺",
        "en": "head of compound vacant",
        "responsible": None,
        "path": [{"code": code} for code in ("41", "4102", "410201", "41020101", "C2")],
    }


def test_the_responsible_post_is_named_when_there_is_one() -> None:
    """Where the community has its linkage post, a gap below names it."""
    query = """query($day: Date) { gaps(indicator: "compound_head", state: UNKNOWN, within: "4101", asOf: $day) {
      nodes { subject { ... on Area { code } } responsible { code vacant } } } }"""
    (gap,) = data(query, day=DAY)["gaps"]["nodes"]
    assert gap == {
        "subject": {"code": "NEW"},
        "responsible": {"code": "41010101/lead", "vacant": True},
    }


@pytest.mark.parametrize(
    ("state", "codes"), [("GAP", ["C2", "C3", "C5"]), ("COVERED", ["C1"]), ("UNKNOWN", ["NEW"]), ("EXEMPT", ["C4"])]
)
def test_every_state_can_be_listed(state: str, codes: list[str]) -> None:
    """Each of the four states has its rows, by code, each with its state and a reason."""
    query = """query($state: CoverageState, $day: Date) { gaps(indicator: "compound_head", state: $state, asOf: $day) {
      nodes { subject { ... on Area { code } } state reason since } } }"""
    found = data(query, state=state, day=DAY)["gaps"]["nodes"]
    assert [gap["subject"]["code"] for gap in found] == codes
    assert all(gap["state"] == state and gap["reason"] for gap in found)


def test_gaps_come_in_pages() -> None:
    """Pages of one join to the whole list, by the code of the subject."""
    query = """query($after: String, $day: Date) { gaps(indicator: "compound_head", first: 1, after: $after, asOf: $day) {
      edges { cursor node { subject { ... on Area { code } } } } pageInfo { hasNextPage endCursor } } }"""
    codes, after, more = [], None, True
    while more:
        page = data(query, day=DAY, after=after)["gaps"]
        codes += [edge["node"]["subject"]["code"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert codes == ["C2", "C3", "C5"]


def test_an_area_answers_its_own_coverage() -> None:
    """`area { coverage }` is `coverage(within:)`."""
    fields = "area { code } numerator denominator gaps { totalCount }"
    query = f"""query($day: Date) {{
      area(code: "4102", asOf: $day) {{ coverage(indicator: "compound_head", by: COMPOUND) {{ {fields} }} }}
      coverage(indicator: "compound_head", within: "4102", by: COMPOUND, asOf: $day) {{ {fields} }}
    }}"""
    found = data(query, day=DAY)
    assert found["area"]["coverage"] == found["coverage"]
    assert len(found["coverage"]) == 3


def test_households_weigh_a_population_of_areas() -> None:
    """Weighted by households the sums are households, and subjects without a number are counted as unweighted."""
    (row,) = data(ROWS, indicator="compound_head", day=DAY, weight="HOUSEHOLDS")["coverage"]
    assert (row["numerator"], row["denominator"], row["unweighted"], row["weight"]) == (100, 150, 4, "HOUSEHOLDS")


def test_households_weigh_nothing_else() -> None:
    """A weight the subjects do not have is BAD_USER_INPUT, and the message names what is counted."""
    code, message = refusal('{ coverage(indicator: "red_property", weight: RESIDENTS) { rate } }')
    assert code == "BAD_USER_INPUT"
    assert "组织" in message
    assert "SUBJECTS" in message


def test_a_remainder_row_has_cursors_of_its_own() -> None:
    """The cursor of one row's gaps is refused by another row's."""
    query = """query($by: AreaLevel, $after: String, $day: Date) {
      coverage(indicator: "compound_head", by: $by, asOf: $day) {
        remainder gaps(first: 1, after: $after) { pageInfo { endCursor } nodes { subject { ... on Area { code } } } } } }"""
    *_, remainder = data(query, by="COUNTY", day=DAY)["coverage"]
    assert remainder["remainder"] is True
    assert remainder["gaps"]["nodes"] == [{"subject": {"code": "C5"}}]
    (error,) = ask(query, day=DAY, after=remainder["gaps"]["pageInfo"]["endCursor"])["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_date_before_every_record_has_no_rate() -> None:
    """Before the first record nothing is counted, and there is no rate, neither 0 nor 100 %."""
    (row,) = data(ROWS, indicator="compound_head", day="1999-01-01")["coverage"]
    assert (row["numerator"], row["denominator"], row["rate"], row["rateAtMost"]) == (0, 0, None, None)
