"""The dated tree as arrays."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.dates import day_number
from graph_model.tree import Runs, build_places, merge_runs, ranges
from tests.random_network import DAYS, SEEDS, world


def _ints(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def test_a_moved_area_has_two_places() -> None:
    """An area that moved has a place under each parent, each for its own days; its subtree is there twice."""
    # areas: 0 west, 1 east, 2 a compound that moves from west to east on day 50, 3 its building
    runs = Runs(
        area=_ints(0, 1, 2, 2, 3),
        parent=_ints(-1, -1, 0, 1, 2),
        scheme=_ints(-1, -1, -1, -1, -1),
        start=_ints(0, 0, 0, 50, 10),
        end=_ints(100, 100, 50, 100, 100),
    )
    places = build_places(runs, 4, default_scheme=7)
    assert places.area.tolist() == [0, 2, 3, 1, 2, 3]
    assert places.parent.tolist() == [-1, 0, 1, -1, 3, 4]
    assert places.stop.tolist() == [3, 3, 3, 6, 6, 6]
    assert list(zip(places.start.tolist(), places.end.tolist(), strict=True)) == [
        (0, 100),
        (0, 50),
        (10, 50),
        (0, 100),
        (50, 100),
        (50, 100),
    ]
    assert places.scheme.tolist() == [7] * 6


def test_a_named_scheme_holds_below_until_another_is_named() -> None:
    """A place has the scheme its nearest ancestor-or-self names."""
    runs = Runs(_ints(0, 1, 2), _ints(-1, 0, 1), _ints(-1, 3, -1), _ints(0, 0, 0), _ints(9, 9, 9))
    assert build_places(runs, 3, default_scheme=0).scheme.tolist() == [0, 3, 3]


def test_what_hangs_on_a_cycle_has_no_place() -> None:
    """Areas that lie in each other are nowhere (the validator refuses them before)."""
    runs = Runs(_ints(0, 1), _ints(1, 0), _ints(-1, -1), _ints(0, 0), _ints(9, 9))
    assert len(build_places(runs, 2, default_scheme=0)) == 0


def test_versions_that_change_something_else_are_one_run() -> None:
    """Neighbouring versions with the same parent and scheme are joined; a hole or another parent keeps them apart."""
    runs = merge_runs(
        _ints(0, 0, 0, 0), _ints(1, 1, 1, 2), _ints(-1, -1, -1, -1), _ints(0, 5, 9, 12), _ints(5, 7, 12, 20)
    )
    assert list(zip(runs.start.tolist(), runs.end.tolist(), runs.parent.tolist(), strict=True)) == [
        (0, 7, 1),
        (9, 12, 1),
        (12, 20, 2),
    ]


def test_ranges_of_nothing() -> None:
    """No ranges, or empty ones, concatenate to nothing."""
    assert ranges(_ints(), _ints()).tolist() == []
    assert ranges(_ints(4), _ints(0)).tolist() == []


@given(seed=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=60, deadline=None)
def test_places_are_the_tree_of_every_day(seed: int, day: date) -> None:
    """On every day each area has exactly one place, whose path and whose slice are the reference's path and subtree."""
    network, reference = world(seed).network, world(seed).reference
    places, here = network.places, network.on(day)
    alive = np.flatnonzero(places.on(day_number(day)))
    codes = [here.code(area) for area in places.area[alive]]
    assert sorted(codes) == sorted(reference.on("areas", day))
    for code in codes:
        path = reference.path(code, day)
        assert list(here.path(code)) == path[::-1]
        assert here.scheme(code).key == reference.scheme(code, day).key
        below = {other for other in codes if code in reference.path(other, day)}
        assert set(here.areas(within=code)) == below
        assert set(here.children(code)) == {other for other in codes if reference.path(other, day)[1:2] == [code]}
