"""Since when: a leaf's history is its truth on every day, and "since" is the day its gap began."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.answers import State
from graph_model.dates import date_of
from graph_model.indicators.conditions import ChainComplete, Condition, Leaf, SubjectType
from graph_model.indicators.history import One, leaf_history, turned
from graph_model.indicators.masks import Reading
from graph_model.indicators.reference import Reference
from graph_model.network import Network
from tests.random_network import CATALOGUE, DAYS, INDICATORS, SEEDS, world


def _leaves(condition: Condition) -> list[Leaf]:
    parts = [*condition.all, *condition.any, *([condition.not_] if condition.not_ else [])]
    return [leaf for part in parts for leaf in _leaves(part)] or [condition.leaf]  # type: ignore[list-item]


WITH_HISTORY = [
    key
    for key in INDICATORS
    if not any(isinstance(leaf, ChainComplete) for one in CATALOGUE[key].met_by for leaf in _leaves(one))
    and CATALOGUE[key].as_of is None
]


@pytest.mark.parametrize("indicator", WITH_HISTORY)
@given(seed=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=12, deadline=None)
def test_a_history_is_the_reference_on_every_day(indicator: str, seed: int, day: date) -> None:
    """On each day of the subject's unbroken life, the history has the truth the reference gives for the leaf, read in the
    scheme of the day asked; and `turned` is the first day of its last stretch."""
    network, reference = world(seed).network, world(seed).reference
    for judged in reference.states(indicator, day)[:4]:
        subject = judged.subject
        scheme = reference.scheme(subject.area, day)
        reading = Reading(network.on(day), scheme)
        index = network.tables[subject.type].find(subject.code)
        area = network.tables["areas"].find(subject.area or "")
        for condition in CATALOGUE.read(indicator, scheme).met_by:
            for leaf in _leaves(condition):
                told = leaf_history(leaf, reading, One.of(reading, subject.type, index, area))
                value = reference.leaf(leaf, subject, scheme, day)
                assert told.at(reading.day.number) == value
                since = _first_day(reference, leaf, subject, scheme, day, value)
                begun = max(turned(told, reading.day.number, value), (since - date(1970, 1, 1)).days)
                assert date_of(begun) == since


def _first_day(reference: Reference, leaf: Leaf, subject: Any, scheme: Any, day: date, value: int) -> date:
    """The first day of the stretch up to `day` on which the subject exists and the leaf has `value`, day by day."""
    step = timedelta(days=1)
    while day - step in _Alive(reference, subject):
        placed = subject.type is SubjectType.PERSONS  # a leaf on a person does not ask where it stands
        before = subject if placed else reference.stand(subject.type, subject.code, day - step)
        if reference.leaf(leaf, before, scheme, day - step) != value:
            break
        day -= step
    return day


class _Alive:
    """The days on which a subject exists."""

    def __init__(self, reference: Reference, subject: Any) -> None:
        self.rows = [row for row in reference.records[subject.type] if row.code == subject.code]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and any(row.holds_on(day) for row in self.rows)


@given(seed=SEEDS, day=st.sampled_from(DAYS), indicator=st.sampled_from(INDICATORS))
@settings(max_examples=60, deadline=None)
def test_every_gap_row_says_why_and_since(seed: int, day: date, indicator: str) -> None:
    """A gap row has a reason in both languages and a day, not after the day asked, from which it has been so."""
    network = world(seed).network
    for gap in network.gaps(indicator, as_of=day, state=State.GAP):
        assert gap.reason["zh"]
        assert gap.reason["en"]
        assert gap.since is not None
        assert gap.since <= day
    for told in network.gaps(indicator, as_of=day, state=State.UNKNOWN):
        assert "未填报" in told.reason["zh"]
        assert told.since is None


@given(seed=SEEDS, day=st.sampled_from(DAYS), indicator=st.sampled_from(INDICATORS), state=st.sampled_from(list(State)))
@settings(max_examples=60, deadline=None)
def test_a_row_does_not_depend_on_what_is_made_with_it(seed: int, day: date, indicator: str, state: State) -> None:
    """Rows made together, where schemes, chains and places are shared, are the rows made each by itself."""
    together = list(_fresh(seed).gaps(indicator, as_of=day, state=state))
    one_by_one, alone = _fresh(seed).gaps(indicator, as_of=day, state=state), []
    while page := one_by_one.page(1, alone[-1].subject if alone else None):
        alone += page
    assert together == alone


def _fresh(seed: int) -> Network:
    """The network of a world with nothing kept."""
    known = world(seed).network
    return Network(known.tables, known.places, known.schemes, known.catalogue, known.revision)
