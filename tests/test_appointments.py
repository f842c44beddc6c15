"""Cross-appointments as a list: the reference's pairs, each once, in pages that join; and both directions of a place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.alike import alike
from graph_model.answers import State
from graph_model.appointments import CrossAppointments
from graph_model.errors import BadQuestion
from graph_model.patterns import PostPattern
from graph_model.records import Appointment, Area, Filing, Organization, Person, Post
from graph_model.two_way import two_way
from tests.random_network import DAYS, SEEDS, world
from tests.small_city import START
from tests.small_city import network_of as city_of

DAY = date(2021, 1, 1)
SECRETARY = PostPattern(role=("secretary",), kinds=("party_branch",))
CHAIR = PostPattern(role=("chair",), kinds=("owners_committee",))


@given(seed=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=60, deadline=None)
def test_the_list_holds_the_pairs_of_the_reference(seed: int, day: date) -> None:
    """Every pair of the reference is listed once, with its areas, its person, and how long both have been held."""
    reference = world(seed).reference
    listed = list(CrossAppointments(world(seed).network.on(day)))
    wanted = {
        (*sorted((one.code, other.code)), one.person): frozenset(areas)
        for one, other, areas in reference.crossings(day)
    }
    assert {(*sorted((one.one, one.other)), one.person): frozenset(one.areas) for one in listed} == wanted
    assert len(listed) == len(wanted)
    for one in listed:
        assert one.since <= day
        assert one.days == (day - one.since).days + 1


@given(seed=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=40, deadline=None)
def test_patterns_and_areas_narrow_the_list(seed: int, day: date) -> None:
    """Within an area and between patterns the list has the pairs that count there, the named side first; pages join."""
    day_of, reference = world(seed).network.on(day), world(seed).reference
    from_, to = PostPattern(role=("member",)), PostPattern(role=("head", "member"))
    for within in (None, *day_of.areas()[:4]):
        found = CrossAppointments(day_of, within, from_, to)
        wanted = set()
        for one, other, areas in reference.crossings(day):
            posts = reference.on("posts", day)
            inside = within is None or any(within in reference.path(area, day) for area in areas)
            if inside and posts[one.post].role == "member" and posts[other.post].role in ("head", "member"):
                wanted.add(frozenset((one.code, other.code)))
        assert {frozenset((one.one, one.other)) for one in found} == wanted
        assert all(
            day_of.record("posts", day_of.record("appointments", one.one).post).role == "member" for one in found
        )
        paged, after = [], None
        while page := found.page(2, after):
            paged += page
            after = page[-1].one, page[-1].other
        assert paged == list(found)
        assert found.persons() == len({one.person for one in found})


def _compound(name: str, *, secretary_chairs: bool, chair_enters: bool) -> list[object]:
    """A compound with a branch and a committee, and who crosses."""
    branch, committee = f"{name}支部", f"{name}业委会"
    people = [f"{name}书记", f"{name}主任"]
    held = {f"{branch}/secretary": people[0], f"{committee}/chair": people[0] if secretary_chairs else people[1]}
    held |= {f"{committee}/deputy": people[1]} | ({f"{branch}/member": people[1]} if chair_enters else {})
    rows: list[object] = [
        Area(code=name, name=name, level="compound", parent="社", valid_from=START),  # type: ignore[arg-type]
        Organization(code=branch, name=branch, kinds=("party_branch",), area=name, valid_from=START),
        Organization(code=committee, name=committee, kinds=("owners_committee",), area=name, valid_from=START),
        *(Person(code=code, name=code, valid_from=START) for code in people),
    ]
    for post, person in held.items():
        body, role = post.split("/")
        rows += [
            Post(code=post, role=role, organization=body, valid_from=START),
            Appointment(code=f"{post}/{person}", post=post, person=person, valid_from=START),
        ]
    return rows


def community() -> list[object]:
    """Three compounds: both directions, one, none."""
    rows: list[object] = [Area(code="社", name="社", level="community", valid_from=START)]  # type: ignore[arg-type]
    rows += _compound("甲", secretary_chairs=True, chair_enters=True)
    rows += _compound("乙", secretary_chairs=True, chair_enters=False)
    rows += _compound("丙", secretary_chairs=False, chair_enters=False)
    for topic in ("party_posts", "self_governing_posts", "other_posts"):
        rows.append(Filing(code=f"社/{topic}", area="社", topic=topic, valid_from=START))
    return rows


def test_both_directions_of_a_place() -> None:
    """With both directions a compound is complete, with one half, with none missing; untold directions are unknown."""
    day = city_of(community()).on(DAY)  # type: ignore[arg-type]
    verdicts = {entry.area: entry.verdict for entry in two_way(day, "branch_and_committee")}
    assert verdicts == {"甲": "complete", "乙": "half", "丙": "missing"}
    (entry,) = two_way(day, "branch_and_committee", "乙")
    assert (entry.forward, entry.backward) == (State.COVERED, State.GAP)
    untold = city_of([row for row in community() if not isinstance(row, Filing)]).on(DAY)  # type: ignore[misc]
    assert {entry.verdict for entry in two_way(untold, "branch_and_committee")} == {"complete", "unknown"}


def test_one_shoulder_is_counted_apart() -> None:
    """Two leading posts of one person (一肩挑) stand in a column of their own in the matrix of kinds."""
    found = CrossAppointments(city_of(community()).on(DAY))  # type: ignore[arg-type]
    (cell,) = found.matrix()
    assert (cell.one, cell.other) == ("owners_committee", "party_branch")
    assert (cell.pairs, cell.both_lead, cell.persons) == (1, 2, 3)
    assert [one.both_lead for one in found] == [True, True, False]


def test_unknown_words_in_a_pattern_are_told() -> None:
    """A role or a kind that no scheme has is refused with the nearest word."""
    day = city_of(community()).on(DAY)  # type: ignore[arg-type]
    with pytest.raises(BadQuestion, match='did you mean "secretary"'):
        CrossAppointments(day, from_=PostPattern(role=("secretry",)))
    with pytest.raises(BadQuestion, match='did you mean "owners_committee"'):
        CrossAppointments(day, to=PostPattern(kinds=("owners_comittee",)))
    with pytest.raises(BadQuestion, match="declared are branch_and_committee"):
        two_way(day, "branch_and_firm")


def test_persons_who_may_be_one() -> None:
    """Of one name and one contact, or of one name in one community, persons are listed together; other namesakes are not."""
    rows = [
        Area(code="社", name="社", level="community", valid_from=START),  # type: ignore[arg-type]
        Area(code="甲", name="甲", level="compound", parent="社", valid_from=START),  # type: ignore[arg-type]
        Area(code="外", name="外", level="community", valid_from=START),  # type: ignore[arg-type]
        Person(code="一", name="人员甲", residence="甲", contact="0001", valid_from=START),
        Person(code="二", name="人员甲", residence="社", valid_from=START),
        Person(code="三", name="人员甲", residence="外", contact="0001", valid_from=START),
        Person(code="四", name="人员乙", residence="甲", valid_from=START),
        Person(code="五", name="人员乙", residence="外", valid_from=START),
    ]
    found = [(one.name, one.persons, one.because) for one in alike(city_of(rows).on(DAY))]
    assert found == [("人员甲", ("一", "二"), "community"), ("人员甲", ("一", "三"), "contact")]
