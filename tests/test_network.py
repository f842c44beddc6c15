"""The columnar answer is the reference's answer, on random networks; and the laws the answers obey."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.answers import State, Weight
from graph_model.changes import Applied
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.evaluation import COVERED, EXEMPT, GAP, UNTOLD
from graph_model.levels import AreaLevel
from graph_model.records import TABLES, frame_of
from graph_model.tree import Places
from tests.random_network import CATALOGUE, DAYS, INDICATORS, SEEDS, world

STATES = {EXEMPT: State.EXEMPT, UNTOLD: State.UNKNOWN, GAP: State.GAP, COVERED: State.COVERED}


@pytest.mark.parametrize("indicator", INDICATORS)
@given(seed=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=40, deadline=None)
def test_columns_give_the_reference_states(indicator: str, seed: int, day: date) -> None:
    """For every subject and place, the columns give the state and the tier the reference gives."""
    network, reference = world(seed).network, world(seed).reference
    answer = network.evaluation(indicator, day)
    codes = network.tables[answer.subjects.type].codes
    areas = network.tables["areas"].codes
    got = sorted(
        (codes[int(index)], "" if area < 0 else areas[int(area)], STATES[state], int(tier) if state == COVERED else 0)
        for index, area, state, tier in zip(
            answer.subjects.index, answer.subjects.area, answer.state.tolist(), answer.tier, strict=True
        )
    )
    wanted = sorted(
        (one.subject.code, one.subject.area or "", one.state, one.tier or 0) for one in reference.states(indicator, day)
    )
    assert got == wanted


@pytest.mark.parametrize("indicator", INDICATORS)
@given(seed=SEEDS, day=st.sampled_from(DAYS), level=st.sampled_from(AreaLevel), weighted=st.sampled_from(Weight))
@settings(max_examples=15, deadline=None)
def test_columns_give_the_reference_counts(
    indicator: str, seed: int, day: date, level: AreaLevel, weighted: Weight
) -> None:
    """Totals, rows of a level, remainder and weights are the reference's, for the store and for every area."""
    network, reference = world(seed).network, world(seed).reference
    areas = CATALOGUE[indicator].subject is SubjectType.AREAS
    weight = weighted if areas else Weight.SUBJECTS
    for within in (None, *network.on(day).areas()[:6]):
        total = network.coverage(indicator, within=within, as_of=day, weight=weight)[0]
        assert total.tally == reference.counts(indicator, day, within, weight)
        rows = network.coverage(indicator, within=within, by=level, as_of=day, weight=weight)
        wanted, beside = reference.by_level(indicator, day, level, within, weight)
        assert {row.area: row.tally for row in rows if not row.remainder} == wanted
        remainder = next((row.tally for row in rows if row.remainder), None)
        assert remainder in (beside, None if _nothing(beside) else beside)


def _nothing(tally: object) -> bool:
    return not any(getattr(tally, name) for name in ("denominator", "exempt", "unweighted"))


@given(seed=SEEDS, day=st.sampled_from(DAYS), indicator=st.sampled_from(INDICATORS), level=st.sampled_from(AreaLevel))
@settings(max_examples=100, deadline=None)
def test_rows_add_up_to_the_whole(seed: int, day: date, indicator: str, level: AreaLevel) -> None:
    """The rows of a level and the remainder add up to the total; of persons the total lies between maximum and sum."""
    network = world(seed).network
    total = network.coverage(indicator, as_of=day)[0].tally
    parts = [row.tally for row in network.coverage(indicator, by=level, as_of=day)]
    for name in ("numerator", "denominator", "unknown", "exempt"):
        whole, each = getattr(total, name), [getattr(part, name) for part in parts]
        if CATALOGUE[indicator].subject is not SubjectType.PERSONS:
            assert whole == sum(each)
    if CATALOGUE[indicator].subject is SubjectType.PERSONS:
        everybody = [part.denominator + part.exempt for part in parts]
        assert max(everybody, default=0) <= total.denominator + total.exempt <= sum(everybody)


@given(seed=SEEDS, day=st.sampled_from(DAYS), indicator=st.sampled_from(INDICATORS))
@settings(max_examples=100, deadline=None)
def test_gap_rows_are_the_gaps_counted(seed: int, day: date, indicator: str) -> None:
    """In every state a gap list has as many distinct rows as the rate counts, in code order, and pages join seamlessly."""
    network = world(seed).network
    tally = network.coverage(indicator, as_of=day)[0].tally
    gaps = tally.denominator - tally.numerator - tally.unknown
    for state, count in (
        (State.COVERED, tally.numerator),
        (State.UNKNOWN, tally.unknown),
        (State.EXEMPT, tally.exempt),
        (State.GAP, gaps),
    ):
        rows = network.gaps(indicator, as_of=day, state=state)
        codes = [row.subject for row in rows]
        assert len(rows) == count
        assert codes == sorted(set(codes))
        paged, after = [], None
        while page := rows.page(2, after):
            paged += [row.subject for row in page]
            after = page[-1].subject
        assert paged == codes


@given(seed=SEEDS, other=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=60, deadline=None)
def test_applying_a_change_equals_compiling_anew(seed: int, other: int, day: date) -> None:
    """A network that has taken in a change has the columns, places and answers of one compiled from the new records."""
    (before, old), (after, new) = ((world(number).records, world(number).network) for number in (seed, other))
    frames = {name: (frame_of(name, before[name]), frame_of(name, after[name])) for name in TABLES}
    changed = {
        name: (
            was.join(now, on=was.columns, how="anti", nulls_equal=True),
            now.join(was, on=was.columns, how="anti", nulls_equal=True),
        )
        for name, (was, now) in frames.items()
    }
    applied = Applied(
        1,
        datetime.now(UTC),
        "test",
        "",
        {name: one[0] for name, one in changed.items()},
        {name: one[1] for name, one in changed.items()},
    )
    got = old.apply(applied)
    for name in TABLES:
        assert got.tables[name].frame.equals(new.tables[name].frame)
        for column in ("index", "first", "start", "end"):
            assert np.array_equal(getattr(got.tables[name], column), getattr(new.tables[name], column))
        for column, wanted in new.tables[name].refers.items():
            assert np.array_equal(got.tables[name].refers[column], wanted)
    for field in fields(Places):
        assert np.array_equal(getattr(got.places, field.name), getattr(new.places, field.name))
    for indicator in INDICATORS[::4]:
        assert got.coverage(indicator, as_of=day) == new.coverage(indicator, as_of=day)


@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_a_day_before_every_record_is_empty(seed: int) -> None:
    """Before the first record nothing is counted, and every rate is null."""
    network = world(seed).network
    for indicator in INDICATORS:
        (answer,) = network.coverage(indicator, as_of=date(1999, 1, 1))
        assert (answer.tally.denominator, answer.tally.rate, answer.tally.rate_at_most) == (0, None, None)
        assert network.coverage(indicator, as_of=date(1999, 1, 1), by=AreaLevel.COUNTY) == []
