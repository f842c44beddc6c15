from __future__ import annotations

from datetime import date

import polars as pl

from graph_model.changes import empty_tables
from graph_model.records import TABLES, Appointment, Area, Figure, Organization, Person, Record, frame_of
from loaders.codes import areas_on, derive_codes
from loaders.incoming import incoming_schema

DAY = date(2024, 5, 1)
EARLY = date(2020, 1, 1)


def known(*records: Record) -> dict[str, pl.DataFrame]:
    tables = empty_tables()
    for name in TABLES:
        tables[name] = frame_of(name, [record for record in records if record.table == name])
    return tables


def rows(table: str, *given: dict[str, object]) -> pl.DataFrame:
    filled = []
    for number, row in enumerate(given, start=2):
        defaults = {field.name: [] if field.type is tuple else None for field in TABLES[table].fields}
        filled.append({**defaults, "place": f"{table}.csv", "row": number, **row})
    return pl.DataFrame(filled, schema=incoming_schema(table))


def codes(table: str, *given: dict[str, object], store: dict[str, pl.DataFrame] | None = None) -> list[str]:
    coded, problems, questions = derive_codes({table: rows(table, *given)}, store or known(), DAY)
    assert (problems, questions) == ([], [])
    return coded[table]["code"].to_list()


CITY = (
    Area(code="c1", valid_from=EARLY, name="一社区", level="community"),
    Area(code="c2", valid_from=EARLY, name="二社区", level="community"),
    Area(code="b1", valid_from=EARLY, name="1号楼", level="building", parent="c1"),
)


def test_each_type_has_its_form() -> None:
    """A row without a code gets the code the design names for its type, dated where the form has a date."""
    assert codes("posts", {"role": "head", "area": "b1"}, {"role": "chair", "organization": "o"}) == [
        "b1/head",
        "o/chair",
    ]
    assert codes("appointments", {"post": "b1/head", "person": "p", "valid_from": EARLY}) == ["b1/head/p/2020-01-01"]
    assert codes("covers", {"organization": "o", "area": "b1"}) == ["o/b1/2024-05-01"]
    assert codes("covers", {"organization": "o", "target_organization": "f"}) == ["o/f/2024-05-01"]
    assert codes("affiliations", {"organization": "o", "area": "c1", "kind": "liaison"}) == ["o/c1/liaison/2024-05-01"]
    assert codes("memberships", {"person": "p", "organization": "o", "kind": "formal"}) == ["p/o/formal/2024-05-01"]
    assert codes("filings", {"area": "c1", "topic": "work_unit"}) == ["c1/work_unit/2024-05-01"]
    assert codes("exemptions", {"indicator": "i", "area": "c1"}) == ["i/c1/2024-05-01"]


def test_bodies_of_a_kind_are_numbered() -> None:
    """The second body of a kind in an area gets /2; a number once used is never given again."""
    branch = {"area": "c1", "kinds": ["party_branch", "employer"]}
    assert codes("organizations", {**branch, "name": "甲"}, {**branch, "name": "乙"}) == [
        "c1/party_branch",
        "c1/party_branch/2",
    ]
    ended = Organization(
        code="c1/party_branch/7",
        valid_from=EARLY,
        valid_to=date(2021, 1, 1),
        name="旧",
        kinds=("party_branch",),
        area="c1",
    )
    assert codes("organizations", {**branch, "name": "甲"}, store=known(ended)) == ["c1/party_branch/8"]


def test_a_known_body_keeps_its_code() -> None:
    """A body of a known name, kind and area is that body, wherever it stands in the file."""
    kept = Organization(code="c1/employer/3", valid_from=EARLY, name="乙", kinds=("employer",), area="c1")
    unit = {"area": "c1", "kinds": ["employer"]}
    assert codes("organizations", {**unit, "name": "甲"}, {**unit, "name": "乙"}, store=known(kept)) == [
        "c1/employer/4",
        "c1/employer/3",
    ]


def test_two_versions_of_a_body_share_its_code() -> None:
    """Rows of one name in one area are versions of one body, not two bodies."""
    body = {"area": "c1", "kinds": ["employer"], "name": "甲"}
    assert codes("organizations", {**body, "valid_from": EARLY}, {**body, "valid_from": DAY}) == ["c1/employer"] * 2


def test_a_tie_that_holds_is_the_known_one() -> None:
    """An open record between the same ends is that record, whatever day its code holds; a closed one is not."""
    held = Appointment(code="b1/head/p/2020-01-01", valid_from=EARLY, post="b1/head", person="p")
    row = {"post": "b1/head", "person": "p"}
    assert codes("appointments", row, store=known(held)) == ["b1/head/p/2020-01-01"]
    assert codes("appointments", {**row, "code": "b1/head/p/2024-05-01"}, store=known(held)) == ["b1/head/p/2020-01-01"]
    assert codes("appointments", {**row, "code": "A7"}, store=known(held)) == ["A7"]
    over = Appointment(
        code="b1/head/p/2020-01-01", valid_from=EARLY, valid_to=date(2021, 1, 1), post="b1/head", person="p"
    )
    assert codes("appointments", row, store=known(over)) == ["b1/head/p/2024-05-01"]


def test_figures_that_disagree_are_two_claims() -> None:
    """Two values for one key and period are two claims, found again in whatever order the file has them."""
    first = {"area": "c1", "key": "events", "period": "2020", "value": 9650.0, "source": "简报"}
    second = {**first, "value": 9560.0}
    assert codes("figures", first, second) == ["c1/events/2020/2", "c1/events/2020"]
    stored = known(
        Figure(
            code="c1/events/2020", valid_from=EARLY, area="c1", key="events", period="2020", value=9560, source="简报"
        ),
        Figure(
            code="c1/events/2020/2", valid_from=EARLY, area="c1", key="events", period="2020", value=9650, source="简报"
        ),
    )
    assert codes("figures", second, first, store=stored) == ["c1/events/2020", "c1/events/2020/2"]
    assert codes("figures", {"area": "c1", "key": "events"}) == ["c1/events/-"]


def test_persons_are_matched_within_their_community() -> None:
    """The same name in the same community is the same person; elsewhere, or with another contact, it is another."""
    wang = Person(code="c1/p4", valid_from=EARLY, name="王一", residence="b1", contact="甲")
    row = {"name": "王一", "residence": "c1"}
    store = known(*CITY, wang)
    assert codes("persons", row, store=store) == ["c1/p4"]
    assert codes("persons", {**row, "residence": "c2"}, store=store) == ["c2/p1"]
    assert codes("persons", {**row, "contact": "乙"}, store=store) == ["c1/p5"]


def test_two_candidates_are_a_question() -> None:
    """Two known persons of one name in one community are a question with both codes, never a guess."""
    store = known(
        *CITY,
        Person(code="c1/p1", valid_from=EARLY, name="王一", residence="b1"),
        Person(code="c1/p2", valid_from=EARLY, name="王一", residence="c1"),
    )
    coded, problems, questions = derive_codes(
        {"persons": rows("persons", {"name": "王一", "residence": "b1"})}, store, DAY
    )
    assert coded["persons"].height == 0
    assert problems == []
    assert "persons.csv row 2" in str(questions[0])
    assert "c1/p1, c1/p2" in str(questions[0])


def test_what_cannot_be_derived_is_told() -> None:
    """An area without a code, and a person outside of every community, are problems with file and row."""
    given = {"areas": rows("areas", {"name": "x", "level": "grid"}), "persons": rows("persons", {"name": "李二"})}
    _, problems, _ = derive_codes(given, known(), DAY)
    assert [problem.where for problem in problems] == ["areas.csv row 2", "persons.csv row 2"]
    assert "community" in str(problems[1])


def test_the_files_own_areas_count() -> None:
    """A person living in an area that comes with the same file is placed by it, and the file outranks the store."""
    areas = rows("areas", {"code": "b9", "level": "building", "name": "9号楼", "parent": "c2"})
    coded, _, _ = derive_codes(
        {"areas": areas, "persons": rows("persons", {"name": "李二", "residence": "b9"})}, known(*CITY), DAY
    )
    assert coded["persons"]["code"].to_list() == ["c2/p1"]
    moved = rows("areas", {"code": "b1", "level": "building", "name": "1号楼", "parent": "c2"})
    assert areas_on(known(*CITY), moved, DAY).filter(pl.col("code") == "b1")["parent"].to_list() == ["c2"]
