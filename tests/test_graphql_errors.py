"""What is wrong with a question is told in Chinese, with a code from the closed list, and nothing else is told."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from graph_model.errors import BadQuestion, Conflict, InvalidInput, NotFound, Problem, StoreUnavailable
from graph_model.scoping import Scope
from schema.errors import Code, refusal_of
from tests.cases import network
from tests.small_city import CITY, DAY, ask, data, refusal


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ('{ area(code: "4109") { code } }', Code.NOT_FOUND, ("4109", "区域")),
        ('{ organization(code: "x") { code } }', Code.NOT_FOUND, ("组织",)),
        ('{ person(code: "x") { code } }', Code.NOT_FOUND, ("人员",)),
        ('{ post(code: "x") { code } }', Code.NOT_FOUND, ("岗位",)),
        ('{ area(code: "C1", asOf: "1999-01-01") { code } }', Code.NOT_FOUND, ("1999-01-01",)),
        ('{ node(id: "Area:zz") { id } }', Code.NOT_FOUND, ("zz",)),
        ('{ areas(within: "zz") { totalCount } }', Code.NOT_FOUND, ("zz",)),
        ('{ coverage(indicator: "compound_head", within: "zz") { rate } }', Code.NOT_FOUND, ("zz",)),
        ('{ gaps(indicator: "compound_head", within: "zz") { totalCount } }', Code.NOT_FOUND, ("zz",)),
        ('{ linkage(area: "zz") { complete } }', Code.NOT_FOUND, ("zz",)),
        ('{ node(id: "C1") { id } }', Code.BAD_USER_INPUT, ("类型:编码",)),
        ('{ node(id: "Cover:F1/C1") { id } }', Code.BAD_USER_INPUT, ("类型:编码",)),
        ('{ coverage(indicator: "compund_head") { rate } }', Code.BAD_USER_INPUT, ("是否想问“compound_head”",)),
        ('{ gaps(indicator: "zzz") { totalCount } }', Code.BAD_USER_INPUT, ("zzz",)),
        ('{ indicator(key: "compound_haed") { key } }', Code.BAD_USER_INPUT, ("compound_head",)),
        ('{ gaps(indicator: "compound_head", first: 501) { totalCount } }', Code.BAD_USER_INPUT, ("1 至 500", "501")),
        ('{ gaps(indicator: "compound_head", after: "***") { totalCount } }', Code.BAD_USER_INPUT, ("游标",)),
        ('{ area(code: "C1", asOf: "2024-02-30") { code } }', Code.BAD_USER_INPUT, ("2024-02-30", "日期")),
        ('{ area(code: "C1", asOf: "2024") { code } }', Code.BAD_USER_INPUT, ("日期",)),
        ("{ area(code: 5) { code } }", Code.BAD_USER_INPUT, ("String",)),
        ("{ areas(level: STREET) { totalCount } }", Code.BAD_USER_INPUT, ("STREET",)),
        ("{ nothing }", Code.BAD_USER_INPUT, ("nothing",)),
        ("{ area(", Code.BAD_USER_INPUT, ("Syntax",)),
        ("query A { revision } query B { revision }", Code.BAD_USER_INPUT, ("operationName",)),
        ("fragment F on Query { revision }", Code.BAD_USER_INPUT, ()),
    ],
)
def test_a_wrong_question_has_its_code(query: str, code: Code, words: tuple[str, ...]) -> None:
    """Each mistake has its code; the message carries the code's word and the words that help."""
    got, message = refusal(query)
    assert got == code
    assert f"（{code}）" in message
    assert all(word in message for word in words), message


def test_asking_for_what_is_not_there_keeps_nothing() -> None:
    """Codes and texts that askers make up leave nothing behind in the network's memory."""
    question = "query($code: String!) { area(code: $code) { code } areas(search: $code) { totalCount } }"
    ask(question, code="made up")
    kept = [len(table._kept) for table in CITY.tables.values()]
    for number in range(20):
        ask(question, code=f"made up {number}")
    assert [len(table._kept) for table in CITY.tables.values()] == kept


def test_a_wrong_variable_is_the_askers_mistake() -> None:
    """A variable that is no date is BAD_USER_INPUT, and nothing is executed."""
    answer = ask('query($day: Date) { area(code: "C1", asOf: $day) { code } }', day="yesterday")
    assert "data" not in answer
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_USER_INPUT"}]


OTHER_LISTS: list[dict[str, Any]] = [
    {"within": "41"},
    {"day": "2024-05-02"},
    {"level": "COMPOUND"},
    {"search": "小区"},
]


@pytest.mark.parametrize("changed", OTHER_LISTS)
def test_a_foreign_cursor_is_refused(changed: dict[str, Any]) -> None:
    """A cursor belongs to one question on one day: with any argument changed it is BAD_USER_INPUT."""
    query = """query($within: String, $level: AreaLevel, $search: String, $day: Date, $after: String) {
      areas(within: $within, level: $level, search: $search, asOf: $day, first: 2, after: $after) {
        pageInfo { endCursor } } }"""
    cursor = data(query, day=DAY)["areas"]["pageInfo"]["endCursor"]
    assert "errors" not in ask(query, day=DAY, after=cursor)
    code, message = refusal(query, **{"day": DAY, **changed, "after": cursor})
    assert code == "BAD_USER_INPUT"
    assert "游标" in message


def test_a_cursor_of_another_scope_is_refused() -> None:
    """What one asker may page through is not another's list."""
    query = """query($day: Date, $after: String) {
      gaps(indicator: "compound_head", first: 1, asOf: $day, after: $after) { pageInfo { endCursor } } }"""
    cursor = data(query, day=DAY)["gaps"]["pageInfo"]["endCursor"]
    (error,) = ask(query, CITY, Scope(frozenset({"4101"})), day=DAY, after=cursor)["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network whose coverage fails for a reason nobody expected."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret 4711")

    monkeypatch.setattr(type(CITY), "coverage", fail)


@pytest.mark.usefixtures("broken")
def test_a_fault_of_ours_is_masked_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    """An unexpected error says INTERNAL and the request's id; what happened stands in the log under that id."""
    with caplog.at_level(logging.ERROR):
        answer = ask('{ revision coverage(indicator: "compound_head") { rate } }')
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": "r1"}
    assert error["message"] == "服务器内部错误（INTERNAL），请求编号 r1"
    assert "4711" not in str(answer)
    assert "4711" in caplog.text
    assert "r1" in caplog.text


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("x"), Code.NOT_FOUND),
        (BadQuestion("x"), Code.BAD_USER_INPUT),
        (InvalidInput([Problem("a", "b")]), Code.BAD_USER_INPUT),
        (Conflict("x"), Code.CONFLICT),
        (StoreUnavailable("/secret/path"), Code.DATABASE_UNAVAILABLE),
    ],
)
def test_every_expected_error_of_the_model_has_a_code(error: Exception, code: Code) -> None:
    """The model's own errors keep their meaning; where the store is is nobody's business."""
    refused = refusal_of(error)
    assert refused is not None
    assert refused.code is code
    assert "secret" not in str(refused)


def test_an_unexpected_error_has_no_refusal() -> None:
    """Anything else is a fault of ours."""
    assert refusal_of(ValueError("x")) is None
    assert refusal_of(None) is None


def test_an_area_that_was_split_names_its_parts() -> None:
    """A code that has ended is answered by its one successor; of several, the refusal names them."""
    old, day = "421181-01-01-X014", "2023-01-31"
    told = ask(f'{{ area(code: "{old}", asOf: "{day}") {{ code }} }}', network("macheng"))["errors"][0]["message"]
    assert told == f"{day} 没有编码为“{old}”的区域：已由 421181-01-01-X015、421181-01-01-X016 接续（NOT_FOUND）"
