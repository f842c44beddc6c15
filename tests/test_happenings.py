"""What happened between two days: what plain loops over the records find, in order, of random networks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.happenings import happenings
from graph_model.scoping import Scope, seen
from tests.random_network import DAYS, SEEDS, World, world

BEGUN, OVER = ("founded", "appointed"), ("ended", "left", "vacated")


def found(one: World) -> Iterator[tuple[date, str, str, str]]:
    """Day, table, code and what: of lives without a break, and of areas that come to lie elsewhere."""
    for table in ("appointments", "areas", "organizations", "posts"):
        versions = sorted(one.records[table], key=lambda record: (record.code, record.valid_from))
        for code, several in groupby(versions, key=lambda record: record.code):
            lives = list(several)
            for before, version, after in zip([None, *lives], lives, [*lives[1:], None], strict=False):
                goes_on = before is not None and before.valid_to == version.valid_from
                if not goes_on:
                    yield version.valid_from, table, code, "begun"
                elif table == "areas" and before is not None and before.parent != version.parent:
                    yield version.valid_from, table, code, "moved"
                if version.valid_to is not None and (after is None or after.valid_from != version.valid_to):
                    yield version.valid_to, table, code, "over"


@given(seed=SEEDS, start=st.sampled_from(DAYS), stop=st.sampled_from(DAYS))
@settings(max_examples=80, deadline=None)
def test_they_are_those_of_the_records(seed: int, start: date, stop: date) -> None:
    """Each beginning, end and move after one day and up to another is told once, by day, table and code; keys name them."""
    if start >= stop:
        return
    one = world(seed)
    told = happenings(one.network, start, stop)
    kinds = {**dict.fromkeys(BEGUN, "begun"), **dict.fromkeys(OVER, "over"), "moved": "moved"}
    got = [(each.day, each.table, each.code, kinds[each.what]) for each in told]
    assert got == sorted(row for row in found(one) if start < row[0] <= stop)
    assert told.keys() == [f"{day}\n{table}\n{code}" for day, table, code, _ in got]


@given(seed=SEEDS, area=st.integers(0, 13), start=st.sampled_from(DAYS))
@settings(max_examples=60, deadline=None)
def test_a_scope_tells_of_what_happened_inside(seed: int, area: int, start: date) -> None:
    """Who may see one area reads what everybody reads of it, and nothing as founded that only came into sight."""
    network, code = world(seed).network, f"a{area:02}"
    stop = DAYS[-1]
    if start >= stop or code not in network.on(stop).areas():
        return
    everybody = list(happenings(network, start, stop, code))
    own = list(happenings(seen(network, Scope(frozenset({code}))), start, stop))
    assert own == everybody
