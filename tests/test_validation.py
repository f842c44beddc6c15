"""A broken change set is refused whole, with words that help: one change for each mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph_model.changes import ChangeSet, apply, empty_tables
from graph_model.errors import InvalidInput
from graph_model.indicators.catalogue import load_catalogue
from graph_model.records import (
    Appointment,
    Area,
    Cover,
    Exemption,
    Figure,
    Filing,
    Organization,
    Person,
    Post,
    Record,
)
from graph_model.scheme import load_schemes
from graph_model.validation import validate

SCHEMES = load_schemes()
CATALOGUE = load_catalogue(SCHEMES)
DAY, LATER, END = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)


def area(code: str, level: str, parent: str | None = None, **more: Any) -> Area:
    """An area called by its code."""
    return Area(**{"code": code, "name": code, "level": level, "parent": parent, "valid_from": DAY} | more)


def body(code: str, kind: str = "party_branch", **more: Any) -> Organization:
    """An organization in the community."""
    return Organization(**{"code": code, "name": code, "kinds": (kind,), "area": "社", "valid_from": DAY} | more)


BASE: list[Record] = [
    area("街", "town"),
    area("社", "community", "街"),
    area("甲", "compound", "社"),
    area("旧", "compound", "社", valid_to=LATER),
    body("支部"),
    body("物业", "property_firm"),
    Post(code="甲长", role="head", area="甲", valid_from=DAY),
    Person(code="张三", name="张三", valid_from=DAY),
    Person(code="李四", name="李四", valid_from=DAY),
    Appointment(code="任", post="甲长", person="张三", valid_from=DAY),
]
TABLES = apply(empty_tables(), validate(empty_tables(), ChangeSet.of(BASE, summary="base"), SCHEMES, CATALOGUE))

BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "dangling code": ({"puts": [area("乙", "compound", "社x")]}, "社x"),
    "reference not alive throughout": ({"puts": [area("乙", "building", "旧")]}, "旧"),
    "level that may not lie there": ({"puts": [area("格", "grid", "街")]}, "grid"),
    "level twice on one path": ({"puts": [area("乙", "compound", "甲")]}, "compound"),
    "a cycle": ({"puts": [area("社", "community", "甲")]}, "社"),
    "changed identity field": ({"puts": [area("甲", "building", "社", valid_from=LATER)]}, "level"),
    "overlapping versions": ({"puts": [area("甲", "compound", "社", valid_from=LATER)]}, "overlap"),
    "ends before it starts": ({"puts": [area("乙", "compound", "社", valid_to=date(2019, 1, 1))]}, "2019-01-01"),
    "more holders than seats": (
        {"puts": [Appointment(code="任二", post="甲长", person="李四", valid_from=LATER)]},
        "seat",
    ),
    "one person twice in a post": (
        {"puts": [Appointment(code="任二", post="甲长", person="张三", valid_from=LATER)]},
        "张三 holds 甲长 twice at once; found also appointment 任",
    ),
    "an appointment to an ended post": (
        {
            "puts": [
                Post(code="旧长", role="head", area="旧", valid_from=DAY, valid_to=LATER),
                Appointment(code="任二", post="旧长", person="李四", valid_from=DAY, valid_to=END),
            ]
        },
        "旧长 of posts is not there for the whole time; found 旧长 2020-01-01 to 2021-01-01",
    ),
    "unknown kind": ({"puts": [body("又", "party_brunch")]}, 'did you mean "party_branch"'),
    "unknown role": (
        {"puts": [Post(code="x", role="haed", area="甲", valid_from=DAY)]},
        'did you mean "head"',
    ),
    "unknown level": ({"puts": [area("乙", "compond", "社")]}, 'did you mean "compound"'),
    "unknown scheme": ({"puts": [area("乙", "compound", "社", scheme="kaifen")]}, 'did you mean "kaifeng"'),
    "unknown topic": (
        {"puts": [Filing(code="f", area="社", topic="compound_haed", valid_from=DAY)]},
        'did you mean "compound_head"',
    ),
    "unknown indicator": (
        {"puts": [Exemption(code="e", indicator="compound_hed", area="甲", valid_from=DAY)]},
        'did you mean "compound_head"',
    ),
    "unknown attribute": ({"puts": [area("乙", "compound", "社", attributes={"protectd": True})]}, "protect"),
    "attribute of another type": (
        {"puts": [area("乙", "compound", "社", attributes={"protected": "yes"})]},
        "protected",
    ),
    "cover of two things": (
        {"puts": [Cover(code="c", organization="物业", area="甲", target_organization="支部", valid_from=DAY)]},
        "target_organization",
    ),
    "party cover without a mode": ({"puts": [Cover(code="c", organization="支部", area="甲", valid_from=DAY)]}, "mode"),
    "mode of no party cover": (
        {"puts": [Cover(code="c", organization="物业", area="甲", mode="own", valid_from=DAY)]},  # type: ignore[arg-type]
        "mode",
    ),
    "post of nothing": ({"puts": [Post(code="x", role="head", valid_from=DAY)]}, "organization"),
    "figure about two": (
        {"puts": [Figure(code="g", area="甲", organization="支部", key="k", valid_from=DAY)]},
        "organization",
    ),
    "blanks around a code": ({"puts": [area(" 乙", "compound", "社")]}, "blanks around the text"),
    "blanks around a reference": ({"puts": [area("乙", "compound", "社\n")]}, "blanks around the text"),
    "an ID-card number for a contact": (
        {"puts": [Person(code="王五", name="王五", contact="110101190001010006", valid_from=DAY)]},
        "contact: an ID-card number is never kept",
    ),
    "an ID-card number within a text": (
        {"puts": [Person(code="王五", name="王五（110101190001010006）", valid_from=DAY)]},
        "name: an ID-card number is never kept",
    ),
    "negative households": ({"puts": [area("乙", "compound", "社", households=-1)]}, "-1"),
    "wrong credit code": ({"puts": [body("又", credit_code="91350100M000100Y44")]}, "91350100M000100Y44"),
    "withdrawal of what is not there": ({"withdraw": [("areas", "无", DAY)]}, "无"),
    "end of what is not there": ({"end": [("areas", "无", LATER)]}, "无"),
    "end of what others refer to": ({"end": [("areas", "甲", LATER)]}, "甲长"),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_broken_change_is_refused(mistake: str) -> None:
    """The validator names the record and says what is wrong with it."""
    change, words = BROKEN[mistake]
    with pytest.raises(InvalidInput) as caught:
        validate(TABLES, ChangeSet.of(**change, summary=mistake), SCHEMES, CATALOGUE)
    assert words in str(caught.value)
    assert all(problem.where and problem.message for problem in caught.value.problems)


def test_everything_wrong_is_told_at_once() -> None:
    """Three mistakes in one change set are three problems of one error."""
    mistakes = [
        area("乙", "compound", "社x"),
        body("又", "party_brunch"),
        Post(code="x", role="haed", area="甲", valid_from=DAY),
    ]
    with pytest.raises(InvalidInput) as caught:
        validate(TABLES, ChangeSet.of(mistakes, summary="three"), SCHEMES, CATALOGUE)
    assert {"乙", "又", "x"} <= {problem.where.split()[1] for problem in caught.value.problems}


def test_a_right_credit_code_is_accepted() -> None:
    """A code whose check character follows from the others (GB 32100-2015) passes."""
    right = body("又", credit_code="91350100M000100Y43")
    delta = validate(TABLES, ChangeSet.of([right], summary="right"), SCHEMES, CATALOGUE)
    assert delta.added["organizations"]["credit_code"].to_list() == ["91350100M000100Y43"]


def test_a_change_is_an_end_and_a_put_from_that_day() -> None:
    """Closing a version and opening the next is one change set; what the record was before stays."""
    change = ChangeSet.of(
        [area("甲", "compound", "社", name="新甲", valid_from=LATER)], end=[("areas", "甲", LATER)], summary="x"
    )
    delta = validate(TABLES, change, SCHEMES, CATALOGUE)
    assert delta.added["areas"].select("name", "valid_from", "valid_to").rows() == [
        ("甲", DAY, LATER),
        ("新甲", LATER, None),
    ]
