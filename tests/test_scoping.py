"""What a scope shows: the reference's records, nothing else; and for what lies inside the numbers everybody reads."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.answers import State
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.records import TABLES
from graph_model.scoping import Scope, seen
from tests.random_network import DAYS, INDICATORS, SEEDS, world
from tests.visible_reference import Sight

AREAS = st.frozensets(st.integers(0, 13).map(lambda number: f"a{number:02}"), min_size=1, max_size=2)


def shown(network: Network, table: str, day: date) -> set[str]:
    """The codes that hold on a day."""
    versions = network.tables[table]
    return set(versions.codes_of(versions.index[network.on(day).rows(table)]))


@given(seed=SEEDS, areas=AREAS, day=st.sampled_from(DAYS))
@settings(max_examples=150, deadline=None)
def test_a_scope_shows_the_reference_s_records(seed: int, areas: frozenset[str], day: date) -> None:
    """On every day and for every table, exactly what the rules in plain words let see; others' records only by who they are."""
    one = world(seed)
    network = seen(one.network, Scope(areas))
    sight = Sight(one.records, one.network, areas, day)
    days = sorted({record.valid_from for rows in one.records.values() for record in rows if record.valid_from <= day})
    before = [Sight(one.records, one.network, areas, earlier) for earlier in days]
    wanted = {
        "areas": sight.inside | sight.above,
        "posts": set(sight.posts),
        "appointments": set(sight.appointments),
        "organizations": set(sight.organizations),
        "persons": set(sight.persons(before)),
        "memberships": sight.memberships,
        "covers": sight.covers,
        "affiliations": sight.affiliations,
    }
    assert {table: shown(network, table, day) for table in wanted} == wanted
    for code, whole in sight.organizations.items():
        record = network.on(day).record("organizations", code)
        own = one.network.on(day).record("organizations", code)
        if whole:
            assert (record.area, record.attributes) == (own.area, own.attributes)
        else:
            assert (record.area, record.parent, record.host, record.credit_code, record.attributes) == (None,) * 4 + (
                {},
            )
    for code in sight.above:
        record = network.on(day).record("areas", code)
        assert (record.households, record.residents, record.attributes) == (None, None, {})
    for code, whole in sight.persons(before).items():
        record = network.on(day).record("persons", code)
        assert whole or (record.residence, record.ledger, record.contact) == (None, None, None)


@given(seed=SEEDS, areas=AREAS, day=st.sampled_from(DAYS))
@settings(max_examples=60, deadline=None)
def test_nothing_that_is_shown_names_what_is_not(seed: int, areas: frozenset[str], day: date) -> None:
    """Every code that any shown record names is the code of a record that is shown, on that day where it must exist then."""
    network = seen(world(seed).network, Scope(areas))
    here = {table: shown(network, table, day) for table in TABLES}
    ever = {table: set(versions.codes) for table, versions in network.tables.items()}
    for table in TABLES:
        for code in here[table]:
            record = network.on(day).record_at(table, network.tables[table].find(code))
            for item in TABLES[table].references:
                named = getattr(record, item.name)
                for other in named if isinstance(named, tuple) else [named] if named else []:
                    assert other in ever[str(item.column.refers_to)], (table, code, item.name)


@pytest.mark.parametrize("indicator", INDICATORS)
@given(seed=SEEDS, areas=AREAS, day=st.sampled_from(DAYS))
@settings(max_examples=8, deadline=None)
def test_inside_the_numbers_are_everybody_s(indicator: str, seed: int, areas: frozenset[str], day: date) -> None:
    """Counts, tiers, states and gaps of an area inside are those of the whole network; together they are those of the scope."""
    whole = world(seed).network
    network = seen(whole, Scope(areas))
    inside = Sight(world(seed).records, whole, areas, day).inside
    for area in sorted(inside):
        assert network.coverage(indicator, as_of=day, within=area) == whole.coverage(indicator, as_of=day, within=area)
        by = {"as_of": day, "within": area, "by": AreaLevel.BUILDING}
        assert network.coverage(indicator, **by) == whole.coverage(indicator, **by)
        for state in State:
            mine, theirs = (one.gaps(indicator, as_of=day, within=area, state=state) for one in (network, whole))
            assert list(mine) == list(theirs)
    tops = [area for area in areas if area in inside and not areas & set(whole.on(day).path(area)[:-1])]
    total = network.coverage(indicator, as_of=day)[0].tally
    if len(tops) == 1:
        assert total == whole.coverage(indicator, as_of=day, within=tops[0])[0].tally
    if not tops:
        assert total.denominator == total.exempt == 0
    gaps = [gap.subject for gap in network.gaps(indicator, as_of=day)]
    assert set(gaps) == {gap.subject for area in tops for gap in whole.gaps(indicator, as_of=day, within=area)}


def test_without_the_right_to_names_persons_are_a_surname() -> None:
    """Nobody's name, contact, ledger or membership is there to be read, and the counts are those of everybody."""
    whole = world(3).network
    network = seen(whole, Scope(names=False))
    names = network.tables["persons"].frame["name"].drop_nulls().to_list()
    assert names
    assert all(len(name) == 2 and name[1] == "*" for name in names)
    assert not network.tables["memberships"].frame.height
    for column in ("contact", "ledger", "attributes"):
        assert network.tables["persons"].frame[column].null_count() == len(network.tables["persons"].frame)
    for indicator in INDICATORS:
        for day in DAYS[::4]:
            assert network.coverage(indicator, as_of=day) == whole.coverage(indicator, as_of=day)


def test_whoever_may_see_everything_sees_the_network_itself() -> None:
    """No copy is made for those without limits."""
    network = world(1).network
    assert seen(network, Scope()) is network
