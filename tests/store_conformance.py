"""What every store must do. A test module of a store runs every one of `CASES` with a function that opens one, empty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from graph_model.changes import ChangeSet, Tables
from graph_model.errors import Conflict, InvalidInput, NotFound
from graph_model.records import TABLES, Area, records_of
from graph_model.stores import Store

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


CASES: list[Case] = [
    starts_empty,
    keeps_what_it_takes_in,
    remembers_every_revision,
    refuses_a_stale_writer,
    writes_nothing_of_a_wrong_change,
    takes_a_missing_list_for_an_empty_one,
]
"""Every rule, as a function of one that opens a fresh store."""
