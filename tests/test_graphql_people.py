"""People and posts over GraphQL: cross-appointments, vacancies, terms, avoidance, who is missed."""

from __future__ import annotations

from typing import Any

from tests.small_city import DAY, ask, data, refusal
from tests.small_city import network_of as city_of
from tests.test_appointments import community

CROSSING = """query($within: String, $from: PostPattern, $to: PostPattern, $first: Int = 50, $after: String) {
  crossAppointments(within: $within, from: $from, to: $to, first: $first, after: $after, asOf: "2022-05-01") {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { person { code } one { code } other { code post { label } onBehalfOf { code } } areas { code } since days bothLead }
  }
}"""


def nodes(found: dict[str, Any]) -> list[dict[str, Any]]:
    (answer,) = found.values()
    rows: list[dict[str, Any]] = answer["nodes"]
    return rows


THREE = city_of(community())  # type: ignore[arg-type]


def pairs(**variables: Any) -> dict[str, Any]:
    """The pairs of a community of three compounds."""
    answer = ask(CROSSING, THREE, **variables)
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"]["crossAppointments"]
    return found


def test_a_cross_appointment_says_who_where_and_how_long() -> None:
    """A pair names its person, both appointments, the area where it counts, since when, for how long, and whether both lead."""
    (pair,) = pairs(within="乙")["nodes"]
    assert pair == {
        "person": {"code": "乙书记"},
        "one": {"code": "乙业委会/chair/乙书记"},
        "other": {"code": "乙支部/secretary/乙书记", "post": {"label": "书记"}, "onBehalfOf": None},
        "areas": [{"code": "乙"}],
        "since": "2020-01-01",
        "days": 852,
        "bothLead": True,
    }


def test_patterns_turn_the_pair() -> None:
    """With `from` the named side comes first; a pattern no pair fits gives an empty list."""
    found = pairs(**{"within": "乙", "from": {"kind": "party_branch"}, "to": {"role": "chair"}})["nodes"]
    assert [(pair["one"]["code"], pair["other"]["code"]) for pair in found] == [
        ("乙支部/secretary/乙书记", "乙业委会/chair/乙书记")
    ]
    assert pairs(**{"from": {"level": "COMPOUND"}})["nodes"] == []
    assert pairs(within="丙")["totalCount"] == 0


def test_pages_of_pairs_join() -> None:
    """Each page goes on where the last ended, and the cursor of another question is refused."""
    codes, after = [], None
    while True:
        page = pairs(first=1, after=after)
        codes += [pair["one"]["code"] for pair in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert codes == [pair["one"]["code"] for pair in pairs()["nodes"]]
    assert len(codes) == 3
    assert refusal(CROSSING, after=after, within="4102")[0] == "BAD_USER_INPUT"


def test_a_wrong_pattern_is_refused() -> None:
    """An unknown word names the nearest; level and kind together, and nothing at all, are refused."""
    code, message = refusal(CROSSING, **{"from": {"role": "depty"}})
    assert code == "BAD_USER_INPUT"
    assert "是否想问“deputy”" in message
    assert "不能同时写" in refusal(CROSSING, to={"level": "COMPOUND", "kind": "property_firm"})[1]
    assert "至少写一项" in refusal(CROSSING, to={})[1]


def test_vacancies_and_free_seats() -> None:
    """A post told to be empty is listed since its last holder left, one with a free seat with how many; untold ones are not."""
    query = '{ vacancies(asOf: "2024-05-01") { totalCount nodes { post { code } held free since days } } }'
    assert nodes(data(query)) == [
        {"post": {"code": "C2/head"}, "held": 0, "free": 1, "since": "2023-01-01", "days": 486}
    ]


def test_who_is_missed() -> None:
    """If a head leaves, the post falls vacant and each indicator loses what only that person covered."""
    query = 'query($day: Date) { dependence(person: "p1", asOf: $day) { posts { code } fallen { indicator count subjects } } }'
    found = data(query, day=DAY)["dependence"]
    assert found["posts"] == [{"code": "C1/head"}]
    assert {"indicator": "compound_head", "count": 1, "subjects": ["C1"]} in found["fallen"]
    query = "query($day: Date) { keystones(asOf: $day) { person { code } posts { code } reach } }"
    assert data(query, day=DAY)["keystones"][0] == {
        "person": {"code": "p1"},
        "posts": [{"code": "C1/head"}],
        "reach": 2,
    }


def test_a_post_answers_for_what_lies_below() -> None:
    """Asked from a post, the chain gives the areas from which `linkage` leads to it."""
    query = 'query($day: Date) { answersFor(post: "C1/head", asOf: $day) { code } }'
    assert data(query, day=DAY)["answersFor"] == [{"code": "C1"}, {"code": "B1"}]


def test_the_other_lists_answer() -> None:
    """Terms, too many posts, conflicts, spans, the matrix, two-way entries and namesakes are asked the same way."""
    query = """query($day: Date) {
      terms(asOf: $day) { totalCount } manyPosts(asOf: $day, limit: 0) { totalCount nodes { person { code } posts { code } } }
      conflicts(asOf: $day) { totalCount } overspans(asOf: $day) { totalCount } crossMatrix(asOf: $day) { pairs }
      twoWayEntries(key: "branch_and_committee", asOf: $day) { area { code } verdict } alikePersons(asOf: $day) { name }
    }"""
    found = data(query, day=DAY)
    assert found["terms"]["totalCount"] == 0
    assert [row["person"]["code"] for row in found["manyPosts"]["nodes"]] == ["p1", "p2"]
    assert {entry["verdict"] for entry in found["twoWayEntries"]} == {"unknown"}
    assert "是否想问“branch_and_committee”" in refusal('{ twoWayEntries(key: "branch_and_comittee") { verdict } }')[1]


def test_a_trend_has_a_point_for_each_period() -> None:
    """A trend begins and ends on the days asked and has a point on the first of each month between."""
    query = (
        """{ trend(indicator: "compound_head", from: "2022-11-15", to: "2023-02-10") { asOf numerator denominator } }"""
    )
    found = data(query)["trend"]
    assert [point["asOf"] for point in found] == ["2022-11-15", "2022-12-01", "2023-01-01", "2023-02-01", "2023-02-10"]
    assert [point["numerator"] for point in found] == [2, 2, 1, 1, 1]
    assert (
        refusal('{ trend(indicator: "compound_head", from: "2023-02-10", to: "2022-11-15") { asOf } }')[0]
        == "BAD_USER_INPUT"
    )


def test_changes_are_sentences() -> None:
    """Between two days each change says who, which post, when; a post that fell vacant says so."""
    query = """{ changes(from: "2022-12-01", to: "2023-02-01") { totalCount nodes { on what code area { code } sentence } } }"""
    told = {(row["code"], row["what"]): row["sentence"] for row in nodes(data(query))}
    assert told == {
        ("C2", "moved"): "乙小区调整区划归属",
        ("C2/head/p2", "vacated"): "人员乙不再任乙小区长，岗位空缺",
        ("NEW", "founded"): "新小区设立",
        ("OLD", "ended"): "旧小区撤销或终止",
    }


def test_two_days_compared() -> None:
    """Each subject whose state differs says why: an ended term, a new place, an ended one, a late filing."""
    query = """{ compared(indicator: "compound_head", from: "2022-12-01", to: "2023-02-01") {
      nodes { code before after because reason } } }"""
    told = {row["code"]: (row["before"], row["after"], row["because"]) for row in nodes(data(query))}
    assert told == {
        "C2": ("COVERED", "GAP", "term_ended"),
        "C5": ("UNKNOWN", "GAP", "told_late"),
        "NEW": (None, "UNKNOWN", "founded"),
        "OLD": ("GAP", None, "ended"),
    }
