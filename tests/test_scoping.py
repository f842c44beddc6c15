"""What a scope shows: the reference's records, nothing else; and for what lies inside the numbers everybody reads."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.answers import State
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.records import TABLES, Area, Figure, Person
from graph_model.scoping import LEAST, Scope, counts_persons, seen
from loaders.cases import CASES
from tests import cases
from tests.random_network import CATALOGUE, DAYS, INDICATORS, SEEDS, network_of, world
from tests.small_city import SCHEMES
from tests.visible_reference import Sight

START = date(2020, 1, 1)
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
    for indicator in (key for key in INDICATORS if not counts_persons(CATALOGUE, key)):
        for day in DAYS[::4]:
            assert network.coverage(indicator, as_of=day) == whole.coverage(indicator, as_of=day)


def test_whoever_may_see_everything_sees_the_network_itself() -> None:
    """No copy is made for those without limits."""
    network = world(1).network
    assert seen(network, Scope()) is network


# ── Few persons ──────────────────────────────────────────────────────────────────────────────────────────────────────

CROWDED = "x_persons_living"


def crowd(chance: random.Random) -> Network:
    """A few places with many who live there, some of them with a figure that counts."""
    levels = [AreaLevel.CITY, AreaLevel.COUNTY, AreaLevel.COMMUNITY, AreaLevel.COMPOUND, AreaLevel.BUILDING]
    areas = [Area(code="a", valid_from=START, name="a", level=levels[0], scheme="plain")]
    for number in range(chance.randint(6, 25)):
        above = chance.choice([one for one in areas if one.level is not levels[-1]])
        level = levels[levels.index(above.level) + 1]
        areas.append(Area(code=f"a{number:02}", valid_from=START, name="a", level=level, parent=above.code))
    homes = chance.choices(areas, [chance.random() ** 3 for _ in areas], k=chance.randint(20, 150))
    persons = [
        Person(code=f"p{at:03}", valid_from=START, name="甲", residence=one.code) for at, one in enumerate(homes)
    ]
    figures = [
        Figure(code=f"f{one.code}", valid_from=START, person=one.code, key="hours", value=chance.choice([1.0, 12.0]))
        for one in persons
        if chance.random() < 0.6
    ]
    return network_of({"areas": areas, "persons": persons, "figures": figures})


def _counts(network: Network, key: str, day: date) -> dict[str, tuple[frozenset[str], ...]]:
    """For each area the persons in each state and tier there, from the evaluation row by row."""
    answer, places = network.evaluation(key, day), network.places
    codes = network.tables["persons"].codes
    groups = sorted({(int(state), int(tier)) for state, tier in zip(answer.state, answer.tier, strict=True)})
    found = {}
    for area in network.on(day).areas():
        inside = slice(network.on(day).place(area), int(places.stop[network.on(day).place(area)]))
        rows = [
            (codes[int(person)], (int(state), int(tier)), int(place))
            for person, state, tier, place in zip(
                answer.subjects.index, answer.state, answer.tier, answer.place, strict=True
            )
            if inside.start <= place < inside.stop
        ]
        found[area] = tuple(
            frozenset((person, place) for person, group, place in rows if group == one) for one in groups
        )
    return found


def test_no_sum_of_counts_tells_of_a_few() -> None:
    """Take from what is told of an area what is told of parts of it: in each state nobody is left, or at least five."""
    told = hidden = 0
    for seed in range(40):
        whole = crowd(random.Random(seed))
        network = seen(whole, Scope(names=False))
        everyone = _counts(whole, CROWDED, START)
        rows = {area: network.coverage(CROWDED, as_of=START, within=area)[0] for area in everyone}
        paths = {area: whole.on(START).path(area) for area in everyone}
        known = [area for area in everyone if not rows[area].suppressed]
        told, hidden = told + len(known), hidden + len(everyone) - len(known)
        for area in known:
            parts = [one for one in known if area in paths[one][:-1]]
            nearest = [one for one in parts if not set(parts) & set(paths[one][:-1])]
            for state, group in enumerate(everyone[area]):
                left = group.difference(*(everyone[one][state] for one in nearest))
                assert not left or len(left) >= LEAST, (seed, area, state)
        for level in AreaLevel:
            listed = network.coverage(CROWDED, as_of=START, by=level)
            if any(row.suppressed for row in listed if not row.remainder):
                assert all(row.suppressed for row in listed if row.remainder)
    assert told > 100
    assert hidden > 100


def test_what_is_told_is_the_number_everybody_reads() -> None:
    """A row is told as it is, or nothing of it; where enough stand in every state, it is told."""
    network = cases.network("kaifeng")
    shown = seen(network, Scope(names=False))
    day = CASES["kaifeng"].as_of
    for key in (
        key for key in cases.in_force("kaifeng") if key in network.catalogue and counts_persons(network.catalogue, key)
    ):
        for by in (None, AreaLevel.COUNTY, AreaLevel.COMPOUND):
            mine, theirs = (one.coverage(key, as_of=day, by=by) for one in (shown, network))
            assert [row for row in mine if not row.suppressed] == [
                row for row, own in zip(theirs, mine, strict=True) if not own.suppressed
            ]


@pytest.mark.parametrize("case", ["guancheng", "macheng"])
def test_scores_inside_are_everybody_s(case: str) -> None:
    """Ratios, composites, stars: an area inside, and the bodies seated there, have the value, the grade and the parts they have."""
    network, day = cases.network(case), CASES[case].as_of
    town = network.on(day).areas(level=AreaLevel.TOWN)[0]
    shown = seen(network, Scope(frozenset({town})))
    for key in SCHEMES[case].scores:
        rows = shown.coverage(key, as_of=day, within=town)
        assert rows == network.coverage(key, as_of=day, within=town), key
