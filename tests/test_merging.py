"""Persons registered twice become one, and two registered as one become two, without a day being lost."""

from __future__ import annotations

import random
from datetime import date

import polars as pl
import pytest
from hypothesis import assume, given, settings

from graph_model.alike import alike
from graph_model.appointments import CrossAppointments
from graph_model.changes import ChangeSet, Tables, apply, empty_tables
from graph_model.errors import InvalidInput
from graph_model.lookup import Frames
from graph_model.merging import merge_persons, split_person
from graph_model.network import Network
from graph_model.records import Appointment, Person, Post, records_of
from graph_model.validation import validate
from graph_model.validation.resolve import resolve
from tests.random_network import SEEDS, world
from tests.test_validation import CATALOGUE, DAY, END, LATER, SCHEMES, area, body

TWICE = [
    area("街", "town"),
    area("社", "community", "街"),
    area("甲", "compound", "社"),
    body("会", "owners_committee"),
    Post(code="甲长", role="head", area="甲", valid_from=DAY),
    Post(code="主任", role="chair", organization="会", valid_from=DAY),
    Person(code="甲一", name="庚三", residence="甲", valid_from=LATER),
    Person(code="乙二", name="庚三", residence="甲", contact="6123", valid_from=DAY),
    Appointment(code="长", post="甲长", person="甲一", valid_from=LATER),
    Appointment(code="任", post="主任", person="乙二", valid_from=DAY),
]


def _after(tables: Tables, change: ChangeSet) -> Tables:
    return apply(tables, validate(tables, change, SCHEMES, CATALOGUE))


def _network(tables: Tables) -> Network:
    return Network.compile(tables, SCHEMES, CATALOGUE)


def _made(tables: Tables, change: ChangeSet) -> Tables:
    """The tables after a change that is not validated: random networks know no seats."""
    state, problems = resolve(Frames(tables), change)
    assert not problems
    return apply(tables, state.delta)


TABLES = _after(empty_tables(), ChangeSet.of(TWICE, summary="registered twice"))


def test_merged_persons_are_one_on_every_day() -> None:
    """The surviving code holds all posts with their old dates, says of earlier days what the other said, and answers for it;
    a cross-appointment that was hidden shows."""
    assert [one.persons for one in alike(_network(TABLES).on(END))] == [("乙二", "甲一")]
    merged = _after(TABLES, merge_persons(TABLES, "甲一", ["乙二"]))
    held = merged["appointments"].select("code", "person", "valid_from").rows()
    assert held == [("任", "甲一", DAY), ("长", "甲一", LATER)]
    assert [
        (one.valid_from, one.valid_to, one.contact, one.predecessors)
        for one in records_of("persons", merged["persons"])
        if one.code == "甲一"
    ] == [(DAY, LATER, "6123", ("乙二",)), (LATER, None, None, ("乙二",))]
    day = _network(merged).on(END)
    assert not alike(day)
    assert [pair.person for pair in CrossAppointments(day)] == ["甲一"]
    assert day.record("persons", "乙二").code == "甲一"


def test_what_was_told_twice_is_told_once() -> None:
    """An appointment of the other person within one of the surviving person to the same post is withdrawn."""
    again = [
        Post(code="委员", role="member", organization="会", seats=2, valid_from=DAY),
        Appointment(code="甲", post="委员", person="甲一", valid_from=LATER),
        Appointment(code="乙", post="委员", person="乙二", valid_from=END),
    ]
    tables = _after(TABLES, ChangeSet.of(again, summary="twice a member"))
    merged = _after(tables, merge_persons(tables, "甲一", ["乙二"]))
    assert merged["appointments"].filter(pl.col("post") == "委员")["code"].to_list() == ["甲"]


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_what_is_split_and_merged_again_is_as_before(seed: int) -> None:
    """Splitting a person off and merging it back gives the records as they were, but for the code it names."""
    chance, tables = random.Random(seed), world(seed).network.frames()
    held = tables["appointments"]
    if not held.height:
        return
    person = chance.choice(held["person"].to_list())
    own = held.filter(pl.col("person") == person)["code"].unique().sort().to_list()
    assume(held.filter(pl.col("person") == person)["post"].n_unique() == len(own))  # else some may have been told twice
    moved = chance.sample(own, chance.randint(1, len(own)))
    other = Person(code="另", name="另", valid_from=date(2020, 1, 1))
    split = _made(tables, split_person(tables, person, other, moved))
    assert set(split["appointments"].filter(pl.col("person") == "另")["code"]) == set(moved)
    back = _made(split, merge_persons(split, person, ["另"]))
    for name in tables:
        was, now = (one[name].drop("predecessors", strict=False) for one in (tables, back))
        assert now.filter(pl.col("code") != "另").equals(was), name


@pytest.mark.parametrize(
    ("keep", "others", "words"),
    [
        ("甲一", ["乙三"], 'did you mean "乙二"'),
        ("甲一", ["甲一"], "expected other persons, each once"),
        ("甲一", [], "expected other persons, each once"),
    ],
)
def test_a_wrong_merge_is_refused(keep: str, others: list[str], words: str) -> None:
    """Unknown codes, the person itself, and nobody."""
    with pytest.raises(InvalidInput) as caught:
        merge_persons(TABLES, keep, others)
    assert words in str(caught.value)


def test_a_wrong_split_is_refused() -> None:
    """A code that is taken and a record of somebody else, both told."""
    with pytest.raises(InvalidInput) as caught:
        split_person(TABLES, "甲一", Person(code="乙二", name="庚三", valid_from=DAY), ["任"])
    assert "expected a code nobody has" in str(caught.value)
    assert "expected an appointment, membership or figure of 甲一" in str(caught.value)
