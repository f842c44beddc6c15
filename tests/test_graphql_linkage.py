"""Linkage chains and indicators over GraphQL."""

from __future__ import annotations

from tests.small_city import CITY, DAY, data, refusal


def test_a_chain_shows_each_step_and_where_it_breaks() -> None:
    """From a building upwards each step says who holds it; `brokenAt` repeats the steps nobody holds."""
    query = """query($day: Date) { linkage(area: "B1", asOf: $day) {
      area { code } chain label asOf complete
      steps { key label state area { code } organization { code } post { code label } holders { name } }
      brokenAt { key }
    } }"""
    found = data(query, day=DAY)["linkage"]
    assert {key: found[key] for key in ("area", "chain", "label", "asOf", "complete")} == {
        "area": {"code": "B1"},
        "chain": "linkage",
        "label": "十级联动",
        "asOf": DAY,
        "complete": False,
    }
    steps = {step["key"]: step for step in found["steps"]}
    assert list(steps) == ["city", "county", "town", "community", "grid", "compound", "building"]
    assert steps["compound"] == {
        "key": "compound",
        "label": "小区/楼院",
        "state": "COVERED",
        "area": {"code": "C1"},
        "organization": None,
        "post": {"code": "C1/head", "label": "小区长"},
        "holders": [{"name": "人员甲"}],
    }
    assert steps["grid"]["area"] is None
    assert [step["key"] for step in found["brokenAt"]] == ["grid", "building"]


def test_an_unknown_chain_names_the_nearest() -> None:
    """A chain the scheme does not have is BAD_USER_INPUT with the nearest it has."""
    code, message = refusal('{ linkage(area: "B1", chain: "linkege", asOf: "2024-05-01") { complete } }')
    assert code == "BAD_USER_INPUT"
    assert "是否想问“linkage”" in message


def test_indicators_list_the_catalogue_in_both_languages() -> None:
    """Every declared indicator is listed with its words, its population and the schemes that have it in force."""
    query = """{ indicators { key kind title description reference subject population denominatorName target severity
      recommendation inForce cohort tiers { key label } en: title(lang: EN) counted: population(lang: EN) } }"""
    found = {one["key"]: one for one in data(query)["indicators"]}
    assert list(found) == [*CITY.catalogue, *CITY.catalogue.scores]
    head = found["compound_head"]
    declared = CITY.catalogue["compound_head"]
    assert (head["title"], head["en"]) == (declared.title.zh, declared.title.en)
    assert (head["subject"], head["population"], head["counted"]) == ("AREAS", "全部小区/楼院", "every compound")
    assert "default" in head["inForce"]
    assert [tier["key"] for tier in found["compound_type"]["tiers"]] == ["with_property", "self_governed", "neither"]


def test_indicators_of_a_scheme_are_those_it_has_in_force() -> None:
    """`scheme` lists what that scheme has in force; an unknown one names the nearest."""
    found = data('{ indicators(scheme: "default") { key } }')["indicators"]
    assert [one["key"] for one in found] == list(CITY.schemes["default"].indicators)
    code, message = refusal('{ indicators(scheme: "defualt") { key } }')
    assert (code, "default" in message) == ("BAD_USER_INPUT", True)


def test_one_indicator_is_found_by_its_key() -> None:
    """`indicator(key)` shows the same as the list."""
    assert data('{ indicator(key: "compound_type") { key } }')["indicator"] == {"key": "compound_type"}


def test_a_scheme_tells_what_things_are_called() -> None:
    """Levels, kinds, chains and two-way entries of a scheme come with their words; an unknown scheme is refused with the nearest."""
    query = "query($key: String!) { scheme(key: $key) { key title levels { key label } kinds { key } chains { key label } twoWays { key label } } }"
    found = data(query, key="kaifeng")["scheme"]
    assert found["title"] == "开封市“五治融合”小区治理方案"
    assert {"key": "town", "label": "乡镇（街道）"} in found["levels"]
    assert {"key": "owners_committee"} in found["kinds"]
    assert found["chains"][0] == {"key": "linkage", "label": "十级联动"}
    assert [one["key"] for one in found["twoWays"]] == ["branch_and_committee"]
    assert refusal(query, key="kaifing")[1].count("kaifeng")
