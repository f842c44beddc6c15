"""What every store must do. A test module of a store runs every one of `CASES` with a function that opens one, empty, with the
schemes and indicators of the tests."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from graph_model.changes import KEY, ChangeSet, Tables, apply, empty_tables
from graph_model.errors import Conflict, InvalidInput, NotFound, StoreUnavailable
from graph_model.records import TABLES, Area, Cover, Organization, records_of
from graph_model.stores import Store
from graph_model.validation import validate
from tests.random_changes import random_change, valid_network
from tests.random_network import CATALOGUE, SCHEMES
from tests.thorough import THOROUGH

__all__ = ["CASES", "Case", "city", "rows_of"]

Fresh = Callable[[], Store]
Case = Callable[[Fresh], None]
_DAY = date(2020, 1, 1)


def rows_of(tables: Tables) -> set[str]:
    """All rows, comparable."""
    return {repr(row) for name in TABLES for row in records_of(name, tables[name])}


def city(name: str = "甲市", day: date = _DAY) -> ChangeSet:
    return ChangeSet.of([Area(code="c", name=name, level="city", valid_from=day)], summary=f"put {name}")  # type: ignore[arg-type]


def starts_empty(fresh: Fresh) -> None:
    """A new store is at revision 0 and holds eleven empty tables."""
    store = fresh()
    assert store.revision() == 0
    assert {name: frame.height for name, frame in store.read().items()} == dict.fromkeys(TABLES, 0)
    assert list(store.changes(0)) == []


def keeps_what_it_takes_in(fresh: Fresh) -> None:
    """A change set gets the next revision, with time, actor and summary, and what it replaced and put."""
    store, before = fresh(), datetime.now(UTC)
    first, second = store.write(city()), store.write(city("乙市"))
    assert (first.revision, second.revision, store.revision()) == (1, 2, 2)
    assert before - timedelta(seconds=1) <= second.at <= datetime.now(UTC) + timedelta(seconds=1)
    assert second.summary == "put 乙市"
    assert (second.before["areas"]["name"].item(), second.after["areas"]["name"].item()) == ("甲市", "乙市")
    assert store.read()["areas"]["name"].to_list() == ["乙市"]


def remembers_every_revision(fresh: Fresh) -> None:
    """Earlier states and the changes since any revision can be had; one that is not there is NotFound."""
    store = fresh()
    for name in ("甲市", "乙市", "丙市"):
        store.write(city(name))
    assert [store.read_at(number)["areas"]["name"].to_list() for number in range(4)] == [
        [],
        ["甲市"],
        ["乙市"],
        ["丙市"],
    ]
    assert [(one.revision, one.summary) for one in store.changes(1)] == [(2, "put 乙市"), (3, "put 丙市")]
    with pytest.raises(NotFound):
        store.read_at(4)
    with pytest.raises(NotFound):
        store.changes(4)


def tells_its_revisions_apart(fresh: Fresh) -> None:
    """Every revision has an identity of its own that stays; another store with the same changes has others; of a revision that
    is not there it is NotFound."""
    told: list[str] = []
    for _ in range(2):
        store = fresh()
        store.write(city())
        first = [store.identity(0), store.identity(1)]
        store.write(city("乙市"))
        told += [store.identity(number) for number in range(3)]
        assert told[-3:-1] == first
        with pytest.raises(NotFound):
            store.identity(3)
    assert len(set(told)) == len(told)


def refuses_a_stale_writer(fresh: Fresh) -> None:
    """A change made against another revision is a Conflict that names both, and writes nothing."""
    store = fresh()
    store.write(city())
    with pytest.raises(Conflict) as caught:
        store.write(city("乙市"), expected_revision=0)
    assert "0" in str(caught.value)
    assert "1" in str(caught.value)
    assert store.revision() == 1
    assert store.write(city("乙市"), expected_revision=1).revision == 2


def writes_nothing_of_a_wrong_change(fresh: Fresh) -> None:
    """A change set with one wrong row among right ones leaves the store as it was."""
    store = fresh()
    store.write(city())
    wrong = ChangeSet.of(
        [
            Area(code="x", name="县", level="county", parent="c", valid_from=_DAY),  # type: ignore[arg-type]
            Area(code="y", name="街", level="town", parent="nowhere", valid_from=_DAY),  # type: ignore[arg-type]
        ],
        summary="half wrong",
    )
    with pytest.raises(InvalidInput):
        store.write(wrong)
    assert store.revision() == 1
    assert store.read()["areas"]["code"].to_list() == ["c"]


def takes_a_missing_list_for_an_empty_one(fresh: Fresh) -> None:
    """A frame with a null where a list belongs is kept, and read back, as one with an empty list."""
    store, change = fresh(), city()
    areas = change.puts["areas"].with_columns(predecessors=pl.lit(None, pl.List(pl.String)))
    store.write(ChangeSet({"areas": areas}, {}, {}, summary="put 甲市"))
    assert store.read()["areas"]["predecessors"].to_list() == [[]]
    assert store.write(change).after["areas"].height == 0


def keeps_every_value_exactly(fresh: Fresh) -> None:
    """Texts, numbers, the order of lists, attributes and dates come back as they were, in every table."""
    tables = dict(valid_network(random.Random(3)).puts)
    tables["figures"] = tables["figures"].with_columns(
        value=pl.when(pl.col("value").is_not_null()).then(pl.lit(5.0)), published=pl.lit("5\n“五”'\";,\\|")
    )
    store = fresh()
    store.write(ChangeSet(tables, {}, {}, summary="all"))
    found = store.read()
    assert [name for name in TABLES if not found[name].equals(tables[name].sort(KEY))] == []
    assert [frame.schema for frame in found.values()] == [table.schema for table in TABLES.values()]


def agrees_with_plain_rows(fresh: Fresh) -> None:
    """After any changes, right or wrong, the store holds what plain rows hold: now, at every revision, and in its log."""
    for seed in range(4 if THOROUGH else 1):
        chance = random.Random(seed)
        store = fresh()
        states: list[Tables] = [empty_tables()]
        change = valid_network(chance)
        for _ in range(16):
            try:
                delta = validate(states[-1], change, SCHEMES, CATALOGUE)
            except InvalidInput as wrong:
                with pytest.raises(InvalidInput, match=re.escape(str(wrong.problems[0]))):
                    store.write(change)
            else:
                applied = store.write(change, expected_revision=len(states) - 1)
                assert (rows_of(applied.before), rows_of(applied.after)) == (
                    rows_of(delta.removed),
                    rows_of(delta.added),
                )
                states.append(apply(states[-1], delta))
            change = random_change(chance, states[-1])
        assert rows_of(store.read()) == rows_of(states[-1])
        assert [rows_of(store.read_at(number)) for number in range(len(states))] == [rows_of(one) for one in states]
        followed: Tables = empty_tables()
        for applied in store.changes(0):
            followed = apply(followed, applied.delta)
        assert rows_of(followed) == rows_of(states[-1])
        assert 6 < len(states) < 16
        store.close()


def lets_a_record_change_its_latest_version(fresh: Fresh) -> None:
    """Of a record with several versions the latest can be withdrawn, an earlier one put before, all be withdrawn, and the
    same code be put again."""
    store = fresh()
    store.write(city())
    first, second, third = date(2018, 1, 1), date(2019, 1, 1), date(2021, 1, 1)
    before = Area(code="c", name="旧市", level="city", valid_from=second, valid_to=_DAY)  # type: ignore[arg-type]
    store.write(ChangeSet.of([before], end=[("areas", "c", third)], summary="one before"))
    store.write(ChangeSet.of([replace(before, valid_from=third, valid_to=None)], summary="one after"))
    assert store.read()["areas"]["valid_from"].to_list() == [second, _DAY, third]
    store.write(ChangeSet.of(withdraw=[("areas", "c", third)], summary="never so"))
    assert store.read()["areas"]["name"].to_list() == ["旧市", "甲市"]
    store.write(ChangeSet.of(withdraw=[("areas", "c", second), ("areas", "c", _DAY)], summary="nor any of it"))
    assert store.read()["areas"].height == 0
    store.write(city("新市", first))
    assert store.read()["areas"]["name"].to_list() == ["新市"]


def takes_corrections_of_what_a_record_is(fresh: Fresh) -> None:
    """The only version of a record may be put with another level, another end, another kind."""
    store = fresh()
    areas = [
        Area(code="c", name="市", level="city", valid_from=_DAY),  # type: ignore[arg-type]
        Area(code="x", name="甲", level="county", parent="c", valid_from=_DAY),  # type: ignore[arg-type]
    ]
    body = Organization(code="o", name="支部", kinds=("party_branch",), area="x", valid_from=_DAY)
    cover = Cover(code="v", organization="o", area="x", mode="own", valid_from=_DAY)  # type: ignore[arg-type]
    store.write(ChangeSet.of([*areas, body, cover], summary="first"))
    again = [
        replace(areas[1], level="province", parent=None),
        replace(body, kinds=("department", "property_firm")),
        replace(cover, area=None, target_organization="o", mode=None),
    ]
    store.write(ChangeSet.of(again, summary="corrected"))
    found = store.read()
    assert [records_of(name, found[name])[-1] for name in ("areas", "organizations", "covers")] == again


def counts_a_change_of_nothing(fresh: Fresh) -> None:
    """A change set that changes nothing is a revision like any other, with nothing before and after."""
    store = fresh()
    store.write(city())
    again = store.write(city())
    assert (again.revision, rows_of(again.before), rows_of(again.after)) == (2, set(), set())
    assert [rows_of(one.after) for one in store.changes(1)] == [set()]


def takes_writers_in_turn(fresh: Fresh) -> None:
    """Of several writers at once none is lost: each is taken in or told that it came too late."""
    store = fresh()
    store.write(city())
    told: list[str] = []

    def one(number: int) -> None:
        try:
            store.write(city(f"市{number}"), expected_revision=1)
            told.append(f"市{number}")
        except Conflict:
            pass

    writers = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert store.revision() == 2
    assert store.read()["areas"]["name"].to_list() == told


def answers_nothing_once_closed(fresh: Fresh) -> None:
    """A closed store is StoreUnavailable, and may be closed again."""
    store = fresh()
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.revision()


def takes_over_the_history_of_another(fresh: Fresh) -> None:
    """Adopting every change set of another store gives the same records and the same log; one out of turn is a Conflict."""
    store = fresh()
    for change in (city("甲市"), city("乙市"), ChangeSet.of(withdraw=[("areas", "c", _DAY)], summary="never was")):
        store.write(change)
    history = list(store.changes(0))
    other = fresh()
    with pytest.raises(Conflict, match="expected revision 1"):
        other.adopt(history[1])
    for applied in history:
        other.adopt(applied)
    assert [(one.revision, one.at, one.actor, one.summary) for one in other.changes(0)] == [
        (one.revision, one.at, one.actor, one.summary) for one in history
    ]
    for number, applied in enumerate(history):
        state = rows_of(other.read_at(number + 1))
        assert state == rows_of(applied.after), "of these changes each puts all there is"
    assert rows_of(other.read()) == set()
    assert other.write(city("丙市")).revision == 4


CASES: list[Case] = [
    starts_empty,
    keeps_what_it_takes_in,
    remembers_every_revision,
    tells_its_revisions_apart,
    refuses_a_stale_writer,
    writes_nothing_of_a_wrong_change,
    takes_a_missing_list_for_an_empty_one,
    keeps_every_value_exactly,
    lets_a_record_change_its_latest_version,
    takes_corrections_of_what_a_record_is,
    counts_a_change_of_nothing,
    takes_writers_in_turn,
    agrees_with_plain_rows,
    answers_nothing_once_closed,
    takes_over_the_history_of_another,
]
"""Every rule, as a function of one that opens a fresh store."""
