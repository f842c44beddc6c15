from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from graph_model.changes import Applied, ChangeSet, Tables, apply, empty_tables
from graph_model.errors import InvalidInput, NotFound
from graph_model.indicators.catalogue import load_catalogue
from graph_model.records import records_of
from graph_model.scheme import load_schemes
from graph_model.validation import validate
from loaders.csv_folder import read_folder, write_folder
from loaders.load import Counts, LoadPlan, load
from loaders.rehearsal import Rehearsal

SCHEMES = load_schemes()
CATALOGUE = load_catalogue(SCHEMES)
DAY = date(2024, 5, 1)
BROKEN = sorted((Path(__file__).parent / "broken" / "csv").iterdir())


class MemoryStore:
    """A store that keeps its tables in memory and validates as every store does."""

    def __init__(self) -> None:
        self.tables: dict[str, pl.DataFrame] = empty_tables()
        self.number = 0

    def revision(self) -> int:
        """How often it was written."""
        return self.number

    def read(self) -> Tables:
        """All tables."""
        return self.tables

    def write(self, change: ChangeSet, expected_revision: int | None = None) -> Applied:
        """Validate and apply."""
        assert expected_revision == self.number
        delta = validate(self.tables, change, SCHEMES, CATALOGUE)
        self.tables = apply(self.tables, delta)
        self.number += 1
        return Applied(self.number, datetime.now(UTC), change.actor, change.summary, delta.removed, delta.added)

    def rows(self, table: str) -> list[tuple[str, str, str | None]]:
        """Code, start and end of every version."""
        frame = self.tables[table].select("code", pl.col("valid_from", "valid_to").cast(pl.String))
        return [(code, start, end) for code, start, end in frame.iter_rows()]


class City:
    """A store, and a folder that is loaded into it file by file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, MemoryStore()
        self.load(
            areas="code,valid_from,name,level,parent,households\n"
            "c1,2020,一社区,community,,\nx1,2020,一号院,compound,c1,90\nx2,2020,二号院,compound,c1,\n"
            "c2,2020,二社区,community,,\n",
            persons="code,valid_from,name,residence\np1,2020,王一,x1\np2,2020,李二,x2\n",
            posts="role,area,valid_from\nhead,x1,2020\nhead,x2,2020\n",
            organizations="code,valid_from,name,kinds,area\no1,2020,一支部,party_branch,c1\n",
        )

    def load(self, on: date = DAY, complete_for: str | None = None, *, dry_run: bool = False, **files: str) -> LoadPlan:
        """Load these files alone."""
        for old in self.folder.glob("*.csv"):
            old.unlink()
        for table, text in files.items():
            (self.folder / f"{table}.csv").write_text(text, encoding="utf-8")
        incoming = read_folder(self.folder, SCHEMES)
        planned, _ = load(
            Rehearsal(self.store, SCHEMES, CATALOGUE) if dry_run else self.store,
            incoming,
            on=on,
            schemes=SCHEMES,
            catalogue=CATALOGUE,
            complete_for=complete_for,
        )
        return planned


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path)


def test_a_second_load_changes_nothing(city: City) -> None:
    """The same file loaded again on the same day leaves the revision where it is and counts its rows as unchanged."""
    files = {"appointments": "post,person\nx1/head,p1\n", "filings": "area,topic\nc1,compound_head\n"}
    first = city.load(**files)
    assert first.counts["appointments"] == Counts(added=1)
    again = city.load(**files)
    assert again.change.is_empty
    assert city.store.number == 2
    assert again.counts["appointments"] == Counts(unchanged=1)
    assert again.counts["filings"] == Counts(unchanged=1)


def test_an_undated_row_says_what_holds_that_day(city: City) -> None:
    """Equal to the version of the day it changes nothing; different, it closes that version and opens one."""
    text = "code,name,level,parent,households\nx1,一号院,compound,c1,{}\n"
    assert city.load(areas=text.format(90)).change.is_empty
    assert city.load(areas=text.format(95)).counts["areas"] == Counts(changed=1)
    assert [row for row in city.store.rows("areas") if row[0] == "x1"] == [
        ("x1", "2020-01-01", "2024-05-01"),
        ("x1", "2024-05-01", None),
    ]
    city.load(areas=text.format(96))
    assert [row for row in city.store.rows("areas") if row[0] == "x1"][1:] == [("x1", "2024-05-01", None)]
    assert city.store.tables["areas"].filter(pl.col("code") == "x1")["households"].to_list() == [90, 96]


def test_an_undated_row_keeps_the_planned_end(city: City) -> None:
    """A version that is known to end later is replaced until that day, not for ever; an end of its own ends it."""
    city.load(areas="code,valid_from,valid_to,name,level,parent\nx9,2020,2026-01-01,九号院,compound,c1\n")
    city.load(areas="code,name,level,parent\nx9,新九号院,compound,c1\n")
    assert [row for row in city.store.rows("areas") if row[0] == "x9"] == [
        ("x9", "2020-01-01", "2024-05-01"),
        ("x9", "2024-05-01", "2026-01-01"),
    ]
    planned = city.load(areas="code,valid_to,name,level,parent\nx9,2025-01-01,新九号院,compound,c1\n")
    assert planned.counts["areas"] == Counts(ended=1)
    assert city.store.rows("areas")[-1] == ("x9", "2024-05-01", "2025-01-01")


def test_a_dated_row_closes_the_version_it_begins_in(city: City) -> None:
    """A version that begins inside a stored one which the file does not name ends it on that day."""
    city.load(areas="code,valid_from,name,level,parent\nx1,2022-03,一号院(新),compound,c1\n")
    assert [row for row in city.store.rows("areas") if row[0] == "x1"] == [
        ("x1", "2020-01-01", "2022-03-01"),
        ("x1", "2022-03-01", None),
    ]
    assert city.load(areas="code,valid_from,name,level,parent\nx1,2022-03,一号院(新),compound,c1\n").change.is_empty


def test_a_row_that_would_lose_days_is_refused(city: City) -> None:
    """A version that ends while the stored one goes on is not guessed at: it overlaps, and is told with its row."""
    text = "code,valid_from,valid_to,name,level,parent\nx1,2022,2023,一号院(新),compound,c1\n"
    with pytest.raises(InvalidInput, match=r"areas\.csv row 2.*overlaps"):
        city.load(areas=text)


def test_versions_without_a_column_of_ends(city: City) -> None:
    """Without a column for ends a version lasts until the next one of its code."""
    city.load(areas="code,valid_from,name,level\nc7,2020,旧,community\nc7,2022,新,community\n")
    assert [row for row in city.store.rows("areas") if row[0] == "c7"] == [
        ("c7", "2020-01-01", "2022-01-01"),
        ("c7", "2022-01-01", None),
    ]


def test_what_has_no_column_stays(city: City) -> None:
    """A field or an attribute the file has no column for keeps the value it has; an empty cell takes it away."""
    city.load(areas="code,name,level,parent,protected,department_in_charge\nx1,一号院,compound,c1,是,否\n")
    city.load(areas="code,name,level,parent,protected\nx1,一号院,compound,c1,否\n")
    area = [one for one in records_of("areas", city.store.tables["areas"]) if one.code == "x1"][-1]
    assert (area.households, area.attributes) == (90, {"department_in_charge": False, "protected": False})
    city.load(areas="code,name,level,parent,protected,households\nx1,一号院,compound,c1,,\n")
    area = [one for one in records_of("areas", city.store.tables["areas"]) if one.code == "x1"][-1]
    assert (area.households, area.attributes) == (None, {"department_in_charge": False})


def test_a_tie_keeps_its_first_code(city: City) -> None:
    """The same appointment told again later is the known one, and its change is a version of it."""
    city.load(appointments="post,person\nx1/head,p1\n")
    later = date(2024, 9, 1)
    assert city.load(on=later, appointments="post,person\nx1/head,p1\n").change.is_empty
    city.load(on=later, appointments="post,person,basis\nx1/head,p1,选举\n")
    assert city.store.rows("appointments") == [
        ("x1/head/p1/2024-05-01", "2024-05-01", "2024-09-01"),
        ("x1/head/p1/2024-05-01", "2024-09-01", None),
    ]


def test_an_upsert_ends_nothing(city: City) -> None:
    """What the file does not have stays, and the load says that it filed nothing."""
    planned = city.load(areas="code,name,level\nc2,二社区,community\n")
    assert planned.change.is_empty
    assert "未作任何填报" in planned.notices[0]


def test_complete_for_ends_what_is_absent(city: City) -> None:
    """What stands in the area, is of the file's tables and absent from the file ends that day; the area itself does not."""
    city.load(appointments="post,person\nx1/head,p1\nx2/head,p2\n")
    later = date(2024, 9, 1)
    planned = city.load(on=later, complete_for="c1", appointments="post,person\nx1/head,p1\n")
    assert planned.counts["appointments"] == Counts(ended=1, unchanged=1)
    assert [row[2] for row in city.store.rows("appointments")] == [None, "2024-09-01"]
    planned = city.load(on=later, complete_for="c2", appointments="post,person\n")
    assert planned.counts["appointments"] == Counts()


def test_what_began_that_day_is_withdrawn(city: City) -> None:
    """A record that began on the report date and is absent from a complete file never held: it is withdrawn."""
    city.load(appointments="post,person\nx1/head,p1\n")
    city.load(complete_for="c1", appointments="post,person\n")
    assert city.store.rows("appointments") == []


def test_complete_for_files_the_topics_told(city: City) -> None:
    """The topics of which the file has every table are filed for the area, and those only; a second load files none."""
    files = {"posts": "role,area\nhead,x1\nhead,x2\n", "appointments": "post,person\nx1/head,p1\n"}
    planned = city.load(complete_for="c1", **files)
    topics = set(city.store.tables["filings"]["topic"])
    assert {"compound_head", "building_head", "party_posts"} <= topics
    assert not topics & {"city_lead", "party_organization", "self_governing_body"}
    assert "小区长" in planned.notices[0]
    assert city.load(complete_for="c1", **files).change.is_empty
    with pytest.raises(NotFound, match="c9: no such area"):
        city.load(complete_for="c9", **files)


def test_complete_for_follows_seats_and_bodies(city: City) -> None:
    """A cover stands at what it covers, a membership at its organization, a person at home: each ends with its place."""
    city.load(
        covers="organization,area,mode\no1,x1,own\n",
        memberships="person,organization,kind\np1,o1,formal\n",
    )
    later = date(2024, 9, 1)
    planned = city.load(
        on=later, complete_for="c1", covers="organization,area,mode\n", memberships="person,organization,kind\n"
    )
    assert (planned.counts["covers"].ended, planned.counts["memberships"].ended) == (1, 1)
    planned = city.load(on=later, complete_for="x1", persons="code,name\n", posts="role,area\n", dry_run=True)
    assert (planned.counts["persons"].ended, planned.counts["posts"].ended) == (1, 1)
    assert city.store.tables["persons"]["valid_to"].null_count() == 2


def test_two_candidates_stop_the_load(city: City) -> None:
    """A name that may be either of two persons is a question, and nothing is written until it is answered."""
    city.load(persons="code,name,residence\np3,王一,x2\n")
    with pytest.raises(InvalidInput, match="p1, p3"):
        city.load(persons="name,residence\n王一,c1\n")
    assert city.store.number == 2


def test_a_refused_load_writes_nothing(city: City) -> None:
    """One wrong row among right ones, and the store stays as it was."""
    with pytest.raises(InvalidInput):
        city.load(areas="code,name,level,parent\nx8,八号院,compound,c1\nx9,九号院,compound,c9\n")
    assert city.store.number == 1


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_every_mistake_is_told(folder: Path) -> None:
    """Each mistake is one problem, with the words of `expected.txt`: where, what was found, what was expected."""
    store = MemoryStore()
    incoming = read_folder(folder, SCHEMES)
    with pytest.raises(InvalidInput) as told:
        load(store, incoming, on=DAY, schemes=SCHEMES, catalogue=CATALOGUE)
    found = [str(problem) for problem in told.value.problems]
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    for line in expected:
        words = line.split(" | ")
        assert any(all(word in problem for word in words) for problem in found), (line, found)
    assert len(found) == len(expected), found
    assert store.number == 0


def test_a_folder_goes_around(city: City, tmp_path: Path) -> None:
    """What a store holds, exported, loaded into an empty store and exported again, is the same to the byte."""
    city.load(
        areas="code,name,level,parent,protected\nx1,一号院,compound,c1,是\n",
        appointments="post,person\nx1/head,p1\n",
        filings="area,topic\nc1,compound_head\n",
    )
    first = write_folder(city.store.tables, tmp_path / "one", SCHEMES)
    other = MemoryStore()
    load(other, read_folder(tmp_path / "one", SCHEMES), on=date(2030, 1, 1), schemes=SCHEMES, catalogue=CATALOGUE)
    second = write_folder(other.tables, tmp_path / "two", SCHEMES)
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]
