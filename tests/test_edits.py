"""People's verbs: each is one change set that the validator takes, and says afterwards what was meant."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graph_model import edits
from graph_model.answers import State
from graph_model.changes import Applied, ChangeSet
from graph_model.edits import Edit, Part
from graph_model.errors import BadQuestion, Conflict, NotFound
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.records import AffiliationKind, CoverMode, MembershipKind
from graph_model.validation import validate
from tests.small_city import CATALOGUE, CITY, MOVED, SCHEMES

ON = date(2024, 3, 1)


def taken_in(network: Network, change: ChangeSet) -> tuple[Network, Applied]:
    """The network after a change, as a store would have taken it in."""
    delta = validate(network.frames(), change, SCHEMES, CATALOGUE)
    applied = Applied(network.revision + 1, datetime.now(UTC), "test", change.summary, delta.removed, delta.added)
    return network.apply(applied), applied


def after(*verbs: Callable[[Edit], Any], on: date = ON, network: Network = CITY) -> Network:
    """The city after an edit."""
    edit = Edit(network, on)
    for verb in verbs:
        verb(edit)
    return taken_in(network, edit.change_set("test"))[0]


def state(network: Network, indicator: str, area: str, day: date = ON) -> State | None:
    """The state of an area that an indicator counts."""
    for one in State:
        if any(gap.subject == area for gap in network.gaps(indicator, as_of=day, state=one)):
            return one
    return None


def test_an_appointment_is_recorded_and_ended() -> None:
    """From its day on the post is held; from the day of its end it is vacant, and before both all is as it was."""
    held = after(lambda edit: edits.record_appointment(edit, "C2/head", "p1"))
    assert state(held, "compound_head", "C2") is State.COVERED
    assert state(held, "compound_head", "C2", date(2024, 2, 29)) is not State.COVERED
    later = after(lambda edit: edits.end_appointment(edit, f"C2/head/p1/{ON}"), on=date(2024, 6, 1), network=held)
    assert state(later, "compound_head", "C2", date(2024, 5, 31)) is State.COVERED
    assert state(later, "compound_head", "C2", date(2024, 6, 1)) is State.GAP


def test_what_began_the_same_day_is_taken_out_again() -> None:
    """Ending an appointment on the day it began withdraws it: it never was."""
    held = after(lambda edit: edits.record_appointment(edit, "C2/head", "p1"))
    undone = after(lambda edit: edits.end_appointment(edit, f"C2/head/p1/{ON}"), network=held)
    assert undone.tables["appointments"].frame.equals(CITY.tables["appointments"].frame)


def test_later_verbs_see_what_earlier_ones_did() -> None:
    """A person, a body, its post, its cover, a membership and a tie are one change set, though each needs the one before."""

    def found(edit: Edit) -> None:
        who = edits.register_person(edit, "41020101", "人员丙", residence="C3")
        body = edits.establish_organization(edit, "丙小区党支部", ["party_branch"], "C3")
        post = edits.create_post(edit, "secretary", organization=body.code)
        edits.record_appointment(edit, post.code, who.code)
        edits.cover(edit, body.code, area="C3", mode=CoverMode.OWN)
        edits.join(edit, who.code, body.code, MembershipKind.FORMAL)
        edits.affiliate(edit, body.code, AffiliationKind.PARTNERSHIP, other_organization="F1")
        assert (who.code, body.code) == ("41020101/p1", "C3/party_branch")

    network = after(found)
    assert state(network, "party_organization_coverage", "C3") is State.COVERED
    assert network.on(ON).record("memberships", f"41020101/p1/C3/party_branch/formal/{ON}")


def test_a_dissolved_body_takes_what_hangs_on_it_along() -> None:
    """Posts, holders and covers end with the firm; the branch it hosted goes on without a host, the one it sent is sent by nobody."""
    network = after(lambda edit: edits.dissolve_organization(edit, "F1"))
    day = network.on(ON)
    assert day.record("organizations", "C1/party_branch").host is None
    assert day.record("appointments", "C1/head/p1").on_behalf_of is None
    for table, code in (
        ("organizations", "F1"),
        ("posts", "F1/deputy"),
        ("covers", "F1/C1"),
        ("appointments", "F1/deputy/p2"),
    ):
        with pytest.raises(NotFound):
            day.record(table, code)


def test_a_cover_changes_its_mode_and_ends() -> None:
    """Covering what is covered already changes the mode from the day on; uncovered it is a gap."""
    changed = after(lambda edit: edits.cover(edit, "C1/party_branch", area="C1", mode=CoverMode.JOINT))
    assert changed.on(ON).record("covers", "C1/party_branch/C1").mode is CoverMode.JOINT
    assert changed.on(MOVED).record("covers", "C1/party_branch/C1").mode is CoverMode.OWN
    bare = after(lambda edit: edits.uncover(edit, "C1/party_branch/C1"))
    assert state(bare, "party_organization_coverage", "C1") is State.GAP


def test_areas_are_founded_moved_and_renamed() -> None:
    """The past keeps the parent and the name it had."""
    network = after(
        lambda edit: edits.place_area(edit, "C9", "41010101", name="新建小区", level=AreaLevel.COMPOUND),
        lambda edit: edits.place_area(edit, "C3", "41010101"),
        lambda edit: edits.rename_area(edit, "C3", "丙苑"),
    )
    now, before = network.on(ON), network.on(date(2024, 2, 1))
    assert (now.record("areas", "C3").parent, now.record("areas", "C3").name) == ("41010101", "丙苑")
    assert (before.record("areas", "C3").parent, before.record("areas", "C3").name) == ("41020101", "丙小区")
    assert now.record("areas", "C9").level is AreaLevel.COMPOUND


def test_a_split_area_is_followed_by_its_parts() -> None:
    """What lay in it goes to the part that names it, its posts end, and the old code names the parts; all of it must be named."""
    parts = [
        Part("C1a", "甲东", areas=["B1"], organizations=["C1/party_branch"], households=60),
        Part("C1b", "甲西", persons=["p1"], households=40),
    ]
    network = after(lambda edit: edits.split_area(edit, "C1", parts))
    day = network.on(ON)
    assert day.record("areas", "B1").parent == "C1a"
    assert day.record("persons", "p1").residence == "C1b"
    with pytest.raises(NotFound, match="succeeded by C1a, C1b"):
        day.record("areas", "C1")
    assert state(network, "compound_head", "C1a") is State.UNKNOWN  # nobody has told about it yet
    with pytest.raises(BadQuestion, match="areas B1 is named by no part"):
        edits.split_area(Edit(CITY, ON), "C1", [Part("a", "a"), Part("b", "b")])


def test_merged_areas_are_followed_by_one() -> None:
    """What lay in both lies in the new one, and either old code answers with it."""
    network = after(lambda edit: edits.merge_areas(edit, ["C1", "C3"], "C13", "甲丙小区"))
    day = network.on(ON)
    assert day.index("areas", "C1") == day.index("areas", "C3") == day.index("areas", "C13")
    assert day.record("areas", "B1").parent == "C13"
    assert day.record("areas", "C13").households == 150
    assert network.on(date(2024, 2, 1)).record("areas", "C1").name == "甲小区"


def test_what_is_told_counts_from_its_day() -> None:
    """A filing turns unknown into a gap, an exemption takes a subject out, a figure is kept as it was printed."""
    network = after(
        lambda edit: edits.exempt(edit, "compound_head", area="C2", reason="在建"),
        lambda edit: edits.file(edit, "C5", ["building_head"]),
        lambda edit: edits.record_figure(edit, "41", "members", 400.0, published="400余"),
    )
    assert state(network, "compound_head", "C2") is State.EXEMPT
    assert network.on(ON).record("figures", "41/members/-").published == "400余"


def test_an_undone_change_leaves_the_records_as_they_were() -> None:
    """Undoing gives the tables of before, to the row; what was changed since cannot be undone."""
    edit = Edit(CITY, ON)
    edits.dissolve_organization(edit, "F1")
    edits.rename_area(edit, "C3", "丙苑")
    changed, applied = taken_in(CITY, edit.change_set("dissolve"))
    back, _ = taken_in(changed, edits.undone(changed.frames(), applied))
    for name, table in CITY.tables.items():
        assert back.tables[name].frame.equals(table.frame), name
    again = after(lambda edit: edits.rename_area(edit, "C3", "又名"), network=changed)
    with pytest.raises(Conflict, match="areas C3"):
        edits.undone(again.frames(), applied)


@pytest.mark.parametrize("seed", range(12))
def test_any_sequence_of_verbs_is_one_valid_change(seed: int) -> None:
    """Random verbs, one after another in one edit, make a change set that the validator takes, and undoing it gives back all."""
    chance, edit = random.Random(seed), Edit(CITY, ON)
    for step in range(8):
        _random_verb(chance, edit, step)
    changed, applied = taken_in(CITY, edit.change_set("random"))
    back, _ = taken_in(changed, edits.undone(changed.frames(), applied))
    assert all(back.tables[name].frame.equals(table.frame) for name, table in CITY.tables.items())


def _random_verb(chance: random.Random, edit: Edit, step: int) -> None:
    """One of the verbs on something that may or may not be there; what is refused is passed over."""
    compound = chance.choice(["C1", "C2", "C3", "C4", "X1", "X4"])
    verbs: list[Callable[[], Any]] = [
        lambda: edits.place_area(edit, f"X{step}", "41010101", name="新", level=AreaLevel.COMPOUND),
        lambda: edits.place_area(edit, compound, chance.choice(["41010101", "41020101"])),
        lambda: edits.rename_area(edit, compound, f"名{step}"),
        lambda: edits.merge_areas(edit, [compound, "C3"], f"M{step}", "并"),
        lambda: edits.create_post(edit, "head", area=compound, seats=None),
        lambda: edits.record_appointment(
            edit, f"{compound}/head", edits.register_person(edit, "41010101", "新人").code
        ),
        lambda: edits.end_appointment(edit, "C1/head/p1"),
        lambda: edits.establish_organization(edit, f"会{step}", ["owners_committee"], compound),
        lambda: edits.dissolve_organization(
            edit, chance.choice(["F1", "C1/party_branch", f"{compound}/owners_committee"])
        ),
        lambda: edits.cover(edit, chance.choice(["F1", "C1/owners_committee"]), area=compound),
        lambda: edits.uncover(edit, "F1/C1"),
        lambda: edits.exempt(edit, "compound_head", area=compound),
    ]
    try:
        chance.choice(verbs)()
    except (NotFound, BadQuestion):
        return
