"""Terms, avoidance, too many posts and spans: small cities with a subject on either side of each border."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.answers import State
from graph_model.indicators.reference import Reference
from graph_model.network import Network
from graph_model.records import (
    TABLES,
    Appointment,
    Area,
    Cover,
    CoverMode,
    Filing,
    Organization,
    Person,
    Post,
    frame_of,
)
from graph_model.scheme import Avoidance, Schemes
from graph_model.staffing import conflicts, dependence, many_posts, overspans, terms, vacancies
from tests.random_network import CATALOGUE, DAYS, INDICATORS, SCHEMES, SEEDS, world
from tests.small_city import CATALOGUE as SHIPPED
from tests.small_city import SCHEMES as SHIPPED_SCHEMES
from tests.small_city import START
from tests.small_city import network_of as city_of


def area(code: str, level: str, parent: str | None = None, **more: Any) -> Area:
    return Area(code=code, name=code, level=level, parent=parent, valid_from=START, **more)  # type: ignore[arg-type]


def body(code: str, kind: str, seat: str) -> Organization:
    return Organization(code=code, name=code, kinds=(kind,), area=seat, valid_from=START)


def held(post: str, person: str, since: date = START, until: date | None = None) -> Appointment:
    return Appointment(code=f"{post}/{person}/{since}", post=post, person=person, valid_from=since, valid_to=until)


def person(code: str) -> Person:
    return Person(code=code, name=code, valid_from=START)


def post(code: str, role: str, **where: Any) -> Post:
    return Post(code=code, role=role, valid_from=START, **where)


def test_a_term_ends_by_its_kind_or_on_its_day() -> None:
    """A branch's term is three years from the appointment; overdue ones come first; who was elected again has a new term."""
    rows = [
        area("社", "community"),
        body("支部", "party_branch", "社"),
        body("物业", "property_firm", "社"),
        post("书记", "secretary", organization="支部"),
        post("副书记", "deputy", organization="支部"),
        post("委员", "member", organization="支部", seats=3),
        post("经理", "head", organization="物业"),
        *(person(code) for code in "甲乙丙丁"),
        held("书记", "甲"),
        held("副书记", "乙", START, date(2023, 1, 1)),
        held("副书记", "乙", date(2023, 1, 1)),
        held("委员", "丙", date(2020, 4, 1)),
        held("经理", "丁", START, date(2023, 3, 2)),
    ]
    day = city_of(rows).on(date(2023, 1, 31))
    found = [(one.post, one.ends, one.days_left, one.overdue) for one in terms(day, "社", ending=60)]
    assert found == [
        ("书记", date(2023, 1, 1), -30, True),
        ("经理", date(2023, 3, 2), 30, False),
        ("委员", date(2023, 4, 1), 60, False),
    ]
    assert [one.post for one in terms(day, ending=59)] == ["书记", "经理"]


def _firm_and_committee(covered: str) -> list[Any]:
    return [
        area("社", "community"),
        area("甲", "compound", "社"),
        area("乙", "compound", "社"),
        body("物业", "property_firm", "社"),
        body("业委会", "owners_committee", "甲"),
        Cover(code="c", organization="物业", area=covered, valid_from=START),
        post("员工", "member", organization="物业"),
        post("委员", "member", organization="业委会"),
        person("张三"),
        held("员工", "张三"),
        held("委员", "张三"),
    ]


def test_staff_of_the_firm_that_serves_the_compound() -> None:
    """Staff of the firm may not sit on the committee of a compound it covers; of another compound they may."""
    (clash,) = conflicts(city_of(_firm_and_committee("甲")).on(START))
    assert (clash.rule, clash.person, clash.areas) == ("firm_and_committee", "张三", ("甲",))
    assert conflicts(city_of(_firm_and_committee("乙")).on(START)) == []


def test_a_rule_that_holds_anywhere() -> None:
    """A rule with `anywhere` forbids the pair wherever the posts are."""
    rule = SHIPPED_SCHEMES["default"].avoidance["firm_and_committee"]
    anywhere = Avoidance.model_validate({**rule.model_dump(), "anywhere": True})
    default = SHIPPED_SCHEMES["default"].model_copy(update={"avoidance": {"strict": anywhere}})
    rows = _firm_and_committee("乙")
    tables = {name: frame_of(name, [row for row in rows if row.table == name]) for name in TABLES}
    day = Network.compile(tables, Schemes([default]), SHIPPED).on(START)
    (clash,) = conflicts(day)
    assert (clash.rule, clash.areas) == ("strict", ())


def test_more_posts_than_the_limit() -> None:
    """Three posts are within the scheme's limit, four are not; another limit may be asked."""
    rows = [area("社", "community"), person("张三"), person("李四")]
    for number in range(4):
        rows.append(post(f"岗{number}", "member", area="社", seats=2))
        rows.append(held(f"岗{number}", "张三"))
    rows += [held(f"岗{number}", "李四") for number in range(3)]
    day = city_of(rows).on(START)
    assert [(one.person, len(one.posts)) for one in many_posts(day)] == [("张三", 4)]
    assert [one.person for one in many_posts(day, "社", 2)] == ["张三", "李四"]


def test_spans_of_control() -> None:
    """Seven units under a building, sixteen households of a central household and six bodies of a joint branch are too many."""
    rows = [area("社", "community"), area("一栋", "building", "社"), area("二栋", "building", "社")]
    rows += [area(f"一{number}", "unit", "一栋") for number in range(7)]
    rows += [area(f"二{number}", "unit", "二栋") for number in range(6)]
    rows += [
        area("中心户", "central_household", "一0", households=16),
        area("另户", "central_household", "一0", households=15),
    ]
    rows += [body("联合支部", "party_branch", "社")] + [
        body(f"企业{number}", "property_firm", "社") for number in range(6)
    ]
    covers = [
        Cover(
            code=f"c{n}",
            organization="联合支部",
            target_organization=f"企业{n}",
            mode=CoverMode.JOINT,
            valid_from=START,
        )
        for n in range(6)
    ]
    found = {(one.code, one.what, one.count, one.limit) for one in overspans(city_of([*rows, *covers]).on(START), "社")}
    assert found == {("一栋", "unit", 7, 6), ("中心户", "households", 16, 15), ("联合支部", "joint_bodies", 6, 5)}
    fewer = overspans(city_of([*rows, *covers[1:]]).on(START))
    assert "joint_bodies" not in {one.what for one in fewer}


@given(seed=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=40, deadline=None)
def test_vacancies_are_what_the_reference_calls_unheld(seed: int, day: date) -> None:
    """The posts listed without a holder are those of which the reference says that nobody holds them, and that this is told."""
    reference = world(seed).reference
    listed = {one.post for one in vacancies(world(seed).network.on(day)) if one.held == 0}
    posts = {one.subject.code: one.state for one in reference.states("x_posts", day)}
    for code, state in posts.items():
        holders = [one for one in reference.on("appointments", day).values() if one.post == code]
        if state is not State.EXEMPT:
            assert (code in listed) == (state is State.GAP and not holders)


@given(seed=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=15, deadline=None)
def test_what_falls_is_what_the_reference_no_longer_covers(seed: int, day: date) -> None:
    """What falls with a person is what the reference covers with the person's records and not when they end that day."""
    records, network = world(seed).records, world(seed).network
    people = network.tables["persons"].index[network.on(day).rows("persons")]
    if not len(people):
        return
    who = network.tables["persons"].code(people[0])
    without = dict(records)
    for table in ("appointments", "memberships"):
        rows: list[Any] = records[table]
        without[table] = [
            replace(row, valid_to=day) if row.person == who and row.holds_on(day) else row for row in rows
        ]
    before, after = (Reference(one, SCHEMES, CATALOGUE) for one in (records, without))
    _, fallen = dependence(network.on(day), who)
    told = {one.indicator: set(one.subjects) for one in fallen}
    for key in INDICATORS:
        if CATALOGUE[key].as_of is not None or CATALOGUE[key].subject in ("persons", "appointments"):
            continue
        covered = [
            {one.subject.code for one in ref.states(key, day) if one.state is State.COVERED} for ref in (before, after)
        ]
        assert told.get(key, set()) == covered[0] - covered[1]


def test_an_untold_vacancy_is_not_listed() -> None:
    """A post without a holder is a vacancy only where its topic was filed."""
    rows: list[Any] = [area("甲", "compound"), post("甲/head", "head", area="甲")]
    assert list(vacancies(city_of(rows).on(START))) == []
    told = Filing(code="f", area="甲", topic="compound_head", valid_from=START)
    assert [one.post for one in vacancies(city_of([*rows, told]).on(START))] == ["甲/head"]
