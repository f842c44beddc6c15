"""The cross-appointments that Zhenhai and Macheng published, from records: each number with its rows, as in the reference."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from graph_model.answers import State
from graph_model.indicators.reference import Reference
from graph_model.network import Network
from graph_model.records import TABLES, Cover, Filing, Membership, MembershipKind, Record
from graph_model.two_way import two_way
from tests.small_city import CATALOGUE, SCHEMES, START, network_of
from tests.test_staffing import area, body, held, person, post

_TOPICS = ("party_posts", "self_governing_posts", "other_posts", "members")


def _staffed(organization: str, role: str, *people: str) -> Iterator[Record]:
    yield post(f"{organization}/{role}", role, organization=organization, seats=None)
    yield from (held(f"{organization}/{role}", one) for one in people)


def _covers(organization: str, *compounds: str) -> Iterator[Record]:
    for compound in compounds:
        yield Cover(code=f"{organization}/{compound}", organization=organization, area=compound, valid_from=START)


def _zhenhai() -> Iterator[Record]:
    """144 compounds with a committee each, 112 stations of which 32 serve two; every station has a backbone of six."""
    yield area("区", "county", scheme="zhenhai")
    for number in range(49):
        yield area(f"社{number}", "community", "区")
        yield from (
            Filing(code=f"{topic}{number}", area=f"社{number}", topic=topic, valid_from=START) for topic in _TOPICS
        )
        yield Filing(code=f"station{number}", area=f"社{number}", topic="station_posts", valid_from=START)
    for number in range(144):
        # The second compound of a station lies in the community of the first.
        yield area(f"区{number}", "compound", f"社{(number if number < 112 else number - 112) % 49}")
        yield body(f"会{number}", "owners_committee", f"区{number}")
        yield person(f"主任{number}")
    yield body("物业", "property_firm", "区")
    yield from _covers("物业", *(f"区{number}" for number in range(144)))
    staff = []
    for number in range(112):
        served = [f"区{number}", *([f"区{number + 112}"] if number < 32 else [])]
        station, backbone = f"站{number}", [f"骨干{number}-{one}" for one in range(6)]
        yield body(station, "mutual_aid_station", f"社{number % 49}")
        yield from _covers(station, *served)
        yield from (person(one) for one in [f"站长{number}", *backbone])
        yield from _staffed(station, "head", f"站长{number}")
        yield from _staffed(station, "backbone", *backbone)
        yield from _staffed(f"会{number}", "chair", f"站长{number}" if number < 29 else f"主任{number}")
        yield from _staffed(f"会{number}", "member", *backbone[:3])
        staff += backbone[3:5]
    yield from _staffed("物业", "member", *staff)


def _macheng() -> Iterator[Record]:
    """255 compounds in 17 communities; 1,106 members of committees and councils, 770 of them in the party."""
    yield area("市", "county", scheme="macheng")
    for number in range(17):
        yield area(f"社{number}", "community", "市")
        yield from (
            Filing(code=f"{topic}{number}", area=f"社{number}", topic=topic, valid_from=START) for topic in _TOPICS
        )
    members = [f"成员{number}" for number in range(1106)]
    yield from (person(one) for one in members)
    for number in range(255):
        compound, branch, committee, firm = (f"{kind}{number}" for kind in ("小区", "支部", "业委会", "物业"))
        yield area(compound, "compound", f"社{number % 17}")
        for code, kind in ((branch, "party_branch"), (committee, "owners_committee"), (firm, "property_firm")):
            yield body(code, kind, compound)
        yield person(f"书记{number}")
        yield person(f"经理{number}")
        # Members are dealt out one by one; every tenth secretary is not the chair, every third head is in no branch.
        mine = members[number::255]
        chair = f"书记{number}" if number % 10 else mine[0]
        yield from _staffed(branch, "secretary", f"书记{number}")
        yield from _staffed(firm, "head", f"经理{number}")
        yield from _staffed(committee, "member", *(mine if number % 10 else mine[1:]))
        yield from _staffed(committee, "deputy" if number % 10 else "chair", *([] if number % 10 else [chair]))
        if number % 10:
            yield post(f"{committee}/chair", "chair", organization=committee)
            yield held(f"{committee}/chair", chair)
        if number % 3:
            yield from _staffed(branch, "member", f"经理{number}")
    for number, one in enumerate(members[:770]):
        kind = MembershipKind.FORMAL
        yield Membership(
            code=f"党{number}", person=one, organization=f"支部{number % 255}", kind=kind, valid_from=START
        )


@cache
def city(name: str) -> tuple[Network, Reference]:
    """A case's network and its reference."""
    rows = list({"zhenhai": _zhenhai, "macheng": _macheng}[name]())
    by_table: dict[str, list[Any]] = {table: [row for row in rows if row.table == table] for table in TABLES}
    return network_of(rows), Reference(by_table, SCHEMES, CATALOGUE)


@pytest.mark.parametrize(
    ("case", "indicator", "numerator", "denominator"),
    [
        ("zhenhai", "station_head_chairs_committee", 29, 112),
        ("zhenhai", "station_backbone_on_committee", 336, 672),
        ("zhenhai", "station_backbone_from_firm", 224, 672),
        ("macheng", "two_way_entry", 153, 255),
    ],
)
def test_the_published_numbers_come_with_their_rows(
    case: str, indicator: str, numerator: int, denominator: int
) -> None:
    """Each number is derived, its rows are as many, and the reference has the same subject in the same state."""
    network, reference = city(case)
    (answer,) = network.coverage(indicator, as_of=START)
    assert (answer.tally.numerator, answer.tally.denominator) == (numerator, denominator)
    rows = {row.subject for row in network.gaps(indicator, as_of=START, state=State.COVERED)}
    assert len(rows) == numerator
    assert rows == {one.subject.code for one in reference.states(indicator, START) if one.state is State.COVERED}


def test_the_shares_round_as_published() -> None:
    """50 % and 33 % of the backbone."""
    rates = [
        city("zhenhai")[0].coverage(key, as_of=START)[0].tally.rate
        for key in ("station_backbone_on_committee", "station_backbone_from_firm")
    ]
    assert [f"{rate:.0%}" for rate in rates] == ["50%", "33%"]


def test_pooled_members_and_party_members() -> None:
    """Macheng's 770 of 1,106 members are party members; the secretaries who chair stand outside these 1,106."""
    network, _ = city("macheng")
    everybody = network.evaluation("committee_members_in_party", START)
    secretaries = {network.tables["persons"].find(f"书记{number}") for number in range(255)}
    members = [
        (index, state)
        for index, state in zip(everybody.subjects.index.tolist(), everybody.state.tolist(), strict=True)
        if index not in secretaries
    ]
    assert len({index for index, _ in members}) == 1106
    assert len({index for index, state in members if state == 3}) == 770


def test_both_directions_and_the_compounds_that_lack_one() -> None:
    """Each of the 255 compounds is complete, half or missing, and its gap row names the direction that is lacking."""
    network, _ = city("macheng")
    verdicts = [entry.verdict for entry in two_way(network.on(START), "branch_and_committee")]
    assert {word: verdicts.count(word) for word in set(verdicts)} == {"complete": 153, "half": 93, "missing": 9}
    reasons = {row.subject: row.reason["zh"] for row in network.gaps("two_way_entry", as_of=START)}
    assert len(reasons) == 102
    assert "书记任业主委员会主任" in reasons["小区10"]
    assert "物业负责人进入党组织" in reasons["小区3"]
