"""Areas over GraphQL: one by code, lists in tree order, pages, dates."""

from __future__ import annotations

import pytest

from tests.small_city import DAY, ask, data, refusal


def test_an_area_shows_what_its_record_says() -> None:
    """An area shows its own fields, with the words of the scheme in force."""
    query = """query($day: Date) { area(code: "C1", asOf: $day) {
      id code name level label scheme households residents validFrom validTo asOf source predecessors
      attributes { key label value text } parent { code } path { code } children { code }
    } }"""
    assert data(query, day=DAY)["area"] == {
        "id": "Area:C1",
        "code": "C1",
        "name": "甲小区",
        "level": "COMPOUND",
        "label": "小区/楼院",
        "scheme": "default",
        "households": 100,
        "residents": None,
        "validFrom": "2020-01-01",
        "validTo": None,
        "asOf": DAY,
        "source": None,
        "predecessors": [],
        "attributes": [{"key": "protected", "label": "有防护", "value": True, "text": "是"}],
        "parent": {"code": "41010101"},
        "path": [{"code": code} for code in ("41", "4101", "410101", "41010101", "C1")],
        "children": [{"code": "B1"}],
    }


@pytest.mark.parametrize(("day", "parent"), [("2022-12-31", "41010101"), ("2023-01-01", "41020101")])
def test_an_area_lies_where_it_lay_on_the_day_asked(day: str, parent: str) -> None:
    """The parent, and the parent's children, are those of the day."""
    found = data('query($day: Date) { area(code: "C2", asOf: $day) { parent { code children { code } } } }', day=day)
    assert found["area"]["parent"]["code"] == parent
    assert {"code": "C2"} in found["area"]["parent"]["children"]


def test_an_ended_code_is_answered_by_its_successor() -> None:
    """A code that has one successor shows the successor, from the day it ended on."""
    query = 'query($day: Date) { area(code: "OLD", asOf: $day) { code predecessors } }'
    assert data(query, day="2022-12-31")["area"] == {"code": "OLD", "predecessors": []}
    assert data(query, day="2023-01-01")["area"] == {"code": "NEW", "predecessors": ["OLD"]}


def test_areas_come_in_tree_order() -> None:
    """What lies above comes first, neighbours by code."""
    found = data('query($day: Date) { areas(within: "4102", asOf: $day) { totalCount nodes { code } } }', day=DAY)
    codes = [area["code"] for area in found["areas"]["nodes"]]
    assert codes == ["4102", "410201", "41020101", "C2", "C3", "C4"]
    assert found["areas"]["totalCount"] == len(codes)


def test_areas_of_a_level_stand_beside_each_other() -> None:
    """`level` lists that level alone, roots of it included."""
    found = data("query($day: Date) { areas(level: COMPOUND, asOf: $day) { nodes { code } } }", day=DAY)
    assert [area["code"] for area in found["areas"]["nodes"]] == ["C1", "NEW", "C2", "C3", "C4", "C5"]


@pytest.mark.parametrize(
    ("search", "codes"),
    [("小区", ["C1", "NEW", "C2", "C3", "C4", "C5"]), ("乙", ["C2"]), ("4102", ["4102", "410201", "41020101"])],
)
def test_search_reads_names_anywhere_and_codes_from_the_start(search: str, codes: list[str]) -> None:
    """`search` finds a name that contains the text, or a code that begins with it."""
    found = data("query($s: String, $d: Date) { areas(search: $s, asOf: $d) { nodes { code } } }", s=search, d=DAY)
    assert [area["code"] for area in found["areas"]["nodes"]] == codes


def test_pages_join_to_the_whole_list() -> None:
    """Page after page by cursor gives every area once, in order, and then says that nothing follows."""
    query = """query($day: Date, $after: String) { areas(asOf: $day, first: 5, after: $after) {
      edges { cursor node { code } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }"""
    codes, after, more = [], None, True
    while more:
        page = data(query, day=DAY, after=after)["areas"]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        codes += [edge["node"]["code"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    whole = data("query($day: Date) { areas(asOf: $day, first: 500) { nodes { code } } }", day=DAY)["areas"]["nodes"]
    assert codes == [area["code"] for area in whole]
    assert len(codes) == 14


def test_a_cursor_after_the_last_gives_an_empty_page() -> None:
    """After the last row nothing comes, and an empty page has no cursors."""
    query = """query($day: Date, $after: String) { areas(level: CITY, asOf: $day, after: $after) {
      nodes { code } pageInfo { hasNextPage startCursor endCursor }
    } }"""
    last = data(query, day=DAY)["areas"]["pageInfo"]["endCursor"]
    assert data(query, day=DAY, after=last)["areas"] == {
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "startCursor": None, "endCursor": None},
    }


def test_a_date_before_every_record_is_an_empty_list() -> None:
    """Nothing existed, nothing is listed; that is an answer."""
    assert data('{ areas(asOf: "1999-01-01") { totalCount nodes { code } } }')["areas"] == {
        "totalCount": 0,
        "nodes": [],
    }


@pytest.mark.parametrize(("arguments", "largest"), [("", 500), ("level: COMPOUND, ", 5000)])
@pytest.mark.parametrize("beyond", ["zero", "above"])
def test_first_has_a_range(arguments: str, largest: int, beyond: str) -> None:
    """`first` is 1 to 500, to 5,000 for a level; anything else is BAD_USER_INPUT and names the range."""
    first = 0 if beyond == "zero" else largest + 1
    code, message = refusal(f"{{ areas({arguments}first: {first}) {{ totalCount }} }}")
    assert code == "BAD_USER_INPUT"
    assert f"1 至 {largest}" in message
    assert "errors" not in ask(f"{{ areas({arguments}first: {largest}) {{ totalCount }} }}")


def test_null_arguments_mean_their_defaults() -> None:
    """An explicit null is the same as leaving the argument out."""
    explicit = data("query($d: Date) { areas(first: null, within: null, level: null, asOf: $d) { totalCount } }", d=DAY)
    assert explicit == data("query($d: Date) { areas(asOf: $d) { totalCount } }", d=DAY)


def test_areas_are_found_by_pinyin() -> None:
    """`search` takes names, codes and pinyin, within the place and level asked for."""
    query = "query($text: String, $within: String) { areas(search: $text, within: $within) { nodes { code } } }"
    assert [one["code"] for one in data(query, text="gulouqu")["areas"]["nodes"]] == ["4101"]
    assert [one["code"] for one in data(query, text="xq", within="4101")["areas"]["nodes"]] == ["C1", "NEW"]


def test_tops_lie_in_no_other() -> None:
    """`tops` are the areas without a parent on the day, page by page."""
    query = (
        "query($after: String) { tops(first: 1, after: $after) { totalCount pageInfo { endCursor } nodes { code } } }"
    )
    first = data(query)["tops"]
    assert (first["totalCount"], first["nodes"]) == (2, [{"code": "41"}])
    assert data(query, after=first["pageInfo"]["endCursor"])["tops"]["nodes"] == [{"code": "C5"}]
