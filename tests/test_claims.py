"""Published figures set against what the records of a place give."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from graph_model.claims import Comparison, Range, Verdict, compare
from graph_model.errors import BadQuestion
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.quantities import FigureRule
from graph_model.records import TABLES, Area, Cover, Figure, Filing, Organization, Qualifier, frame_of
from graph_model.scheme import Schemes
from tests.cases import network
from tests.small_city import CATALOGUE, SCHEMES, ask, refusal

START, LATER = date(2020, 1, 1), date(2021, 1, 1)


def told(rule: dict[str, Any], *figures: Figure, filed: bool = True) -> list[Comparison]:
    """The comparisons of `told_city`."""
    return compare(told_city(rule, *figures, filed=filed).on(LATER), "社")


def told_city(rule: dict[str, Any], *figures: Figure, filed: bool = True) -> Network:
    """A community with four compounds, three of them under a firm, whose scheme derives figures by `rule`."""
    rules = {key: FigureRule.model_validate(one) for key, one in rule.items()}
    default = SCHEMES["default"].model_copy(update={"figures": rules})
    schemes = Schemes([*(one for one in SCHEMES.values() if one.key != "default"), default])
    compounds = [
        Area(code=f"C{n}", valid_from=START, name=f"小区{n}", level=AreaLevel.COMPOUND, parent="社") for n in range(4)
    ]
    records = [
        Area(code="社", valid_from=START, name="社区", level=AreaLevel.COMMUNITY),
        *compounds,
        Organization(code="F", valid_from=START, name="物业", kinds=("property_firm",), area="社"),
        *(Cover(code=f"F/C{n}", valid_from=START, organization="F", area=f"C{n}") for n in range(3)),
        *([Filing(code="f", valid_from=START, area="社", topic="property_service")] if filed else []),
        *figures,
    ]
    tables = {name: frame_of(name, (one for one in records if one.table == name)) for name in TABLES}
    return Network.compile(tables, schemes, CATALOGUE)


def figure(value: float, key: str = "k", **more: Any) -> Figure:
    """A figure about the community."""
    return Figure(**{"code": f"社/{key}", "valid_from": START, "area": "社", "key": key, "value": value, **more})


RATE = {"k": {"label": "物业占比", "derived": {"indicator": "property_management", "part": "rate"}}}
COUNT = {"k": {"label": "物业数", "derived": {"indicator": "property_management", "part": "numerator"}}}


def test_a_rate_is_compared_in_percent() -> None:
    """A figure whose measure is % is compared with a hundred times the rate, whose denominator is named."""
    (one,) = told(RATE, figure(75, measure="%"))
    assert (one.verdict, one.value, one.difference) == (Verdict.EQUAL, Range.of(75), 0)
    assert one.derived is not None
    assert one.derived.words["zh"] == "小区物业服务覆盖率：3 ÷ 4（分母：小区总数）"


def test_what_is_not_filed_leaves_a_range() -> None:
    """Where the rest is not filed the derived number is a range, and what lies in it is not decided."""
    assert [one.verdict for one in told(COUNT, figure(4), filed=False)] == [Verdict.UNDECIDED]
    (low,) = told(COUNT, figure(2), filed=False)
    assert (low.verdict, low.value, low.difference) == (Verdict.DIFFERS, Range.of(3, 4), None)


def test_a_figure_is_asked_of_its_own_day() -> None:
    """The derived number is that of the figure's day, whatever day the comparison is asked on; `as_of` sets another."""
    before = date(2019, 6, 1)
    assert [one.verdict for one in told(COUNT, figure(3, valid_from=before))] == [Verdict.UNDECIDED]
    dated = {"k": {**COUNT["k"], "as_of": START}}
    assert [one.verdict for one in told(dated, figure(3, valid_from=before))] == [Verdict.EQUAL]


def test_another_denominator_is_named() -> None:
    """When another way to count fits, the verdict says so and the reason names it."""
    others = [{"label": "五个小区", "derived": {"ratio": [COUNT["k"]["derived"], {"number": 5}]}}]
    (one,) = told({"k": {**RATE["k"], "others": others}}, figure(60, measure="%"))
    assert (one.verdict, one.reason["zh"]) == (Verdict.OTHER_DENOMINATOR, "本应为75；按“五个小区”为60")
    assert [other.verdict for other in one.others] == [Verdict.EQUAL]


def test_a_source_contradicts_itself() -> None:
    """A total that is not the sum of the source's own parts is a contradiction of the source."""
    rule = {"k": {"label": "总数", "derived": {"sum": [{"figure": "a"}, {"figure": "b"}]}}}
    parts = {key: {"label": key, "claim": "不登记"} for key in "ab"}
    found = told(
        {**rule, **parts},
        figure(9560),
        *(figure(value, key, published=key) for key, value in (("a", 6755), ("b", 2895))),
    )
    assert [one.verdict for one in found] == [Verdict.SELF_CONTRADICTION, Verdict.CLAIM, Verdict.CLAIM]
    assert found[0].difference == Fraction(-90)


def test_a_figure_without_a_rule_is_a_claim() -> None:
    """What the scheme does not say how to derive is kept and said to be underivable."""
    (one,) = told({}, figure(3, published="3个"))
    assert (one.verdict, one.value, one.reason["zh"]) == (Verdict.CLAIM, None, "方案没有说明怎样核算")


def test_a_number_nobody_printed_is_no_claim() -> None:
    """A figure without a printed text and without a rule is compared with nothing."""
    assert told({}, figure(3)) == []


def test_only_rounding_up_is_said() -> None:
    """A number that only rounding up would give does not fit, and the reason says what gives it."""
    (one,) = told(RATE, figure(75.1, measure="%"))
    assert "逢尾数进一" not in one.reason["zh"]
    (one,) = told(
        {"k": {"label": "占比", "derived": {"ratio": [{"number": 577}, {"number": 987}]}}}, figure(59, measure="%")
    )
    assert (one.verdict, one.reason["zh"]) == (
        Verdict.SELF_CONTRADICTION,
        "核算为58.46，公布数相差+0.54（逢尾数进一才得此数）",
    )


def test_a_qualifier_is_tested_as_it_is_meant() -> None:
    """三余 holds from three on."""
    (one,) = told(COUNT, figure(3, qualifier=Qualifier.MORE_THAN, published="3余个"))
    assert (one.verdict, one.reason["zh"]) == (Verdict.QUALIFIER_HOLDS, "3 ≥ 3")


def test_a_period_no_figure_has_is_refused() -> None:
    """A period that no figure has is an error that names those there are, in the model and over GraphQL."""
    with pytest.raises(BadQuestion) as caught:
        compare(_with_period().on(LATER), "社", "2021-07")
    assert str(caught.value) == "no figure is of the period '2021-07'; there are: 2021-06 (did you mean \"2021-06\"?)"
    assert refusal('{ figures(area: "41", period: "2021") { value } }') == (
        "BAD_USER_INPUT",
        "没有期间为“2021”的公布数；当日没有公布数（BAD_USER_INPUT）",
    )


def _with_period() -> Network:
    rows = [
        Area(code="社", valid_from=START, name="社区", level=AreaLevel.COMMUNITY),
        figure(3, published="3个", period="2021-06"),
    ]
    tables = {name: frame_of(name, (one for one in rows if one.table == name)) for name in TABLES}
    return Network.compile(tables, SCHEMES, CATALOGUE)


def test_figures_are_asked_over_graphql() -> None:
    """`figures` gives each figure with what is derived, how, the difference and the verdict, and whose figure it is."""
    query = """{ figures(area: "4102", asOf: "2022-08-19") {
        key value measure derived derivedAtMost derivation difference verdict reason asOf area { code } organization { code } } }"""
    rows = {row["key"]: row for row in ask(query, network("kaifeng"))["data"]["figures"]}
    assert rows["buildings"] == {
        "key": "buildings",
        "value": 933,
        "measure": "座",
        "derived": 933,
        "derivedAtMost": 933,
        "derivation": "楼栋长配备率：总体933",
        "difference": 0,
        "verdict": "EQUAL",
        "reason": "933",
        "asOf": "2022-08-19",
        "area": {"code": "4102"},
        "organization": None,
    }
    assert rows["line_tasks"]["organization"]["code"].startswith("4102/lead_department")
    assert (rows["mediations"]["derived"], rows["mediations"]["verdict"]) == (None, "CLAIM")


def test_figures_of_one_period_alone() -> None:
    """`period` leaves out the figures of every other."""
    query = '{ figures(area: "330211", period: "2020-H1", asOf: "2020-07-31") { key period others { label verdict } } }'
    rows = ask(query, network("zhenhai"))["data"]["figures"]
    assert {row["period"] for row in rows} == {"2020-H1"}
    (share,) = [row for row in rows if row["key"] == "events_solved_in_station"]
    assert share["others"] == [{"label": "以两项之和为分母", "verdict": "EQUAL"}]
