from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from graph_model.changes import KEY, empty_tables
from graph_model.errors import InvalidInput
from graph_model.records import TABLES, Area, Field, Figure, Organization, Post, attributes_text, frame_of, records_of
from graph_model.scheme import load_schemes
from graph_model.validation.fields import ONE_OF
from loaders.csv_folder import read_folder, write_folder
from loaders.rows import attributes_of

SCHEMES = load_schemes()
EARLY = date(2020, 1, 1)


def read(folder: Path, **files: str | bytes) -> dict[str, pl.DataFrame]:
    for table, text in files.items():
        (folder / f"{table}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    incoming = read_folder(folder, SCHEMES)
    assert incoming.problems == ()
    return dict(incoming.tables)


def test_headings_and_words_may_be_chinese(tmp_path: Path) -> None:
    """A file with Chinese headings and labels reads as the same file with keys does."""
    (tmp_path / "zh").mkdir()
    (tmp_path / "en").mkdir()
    chinese = read(tmp_path / "zh", areas="编码,生效日期,名称,层级,区划归属,有防护\nx1,2020,一号院,小区,c1,否\n")
    english = read(
        tmp_path / "en", areas="code,valid_from,name,level,parent,protected\nx1,2020-01-01,一号院,compound,c1,false\n"
    )
    assert chinese["areas"].equals(english["areas"])
    assert english["areas"]["attributes"].to_list() == ['{"protected":false}']


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with and without a byte order mark and GB18030 read alike."""
    frames = read(tmp_path, areas="code,name,level\nc1,䶮社区𠮷,community\n".encode(encoding))
    assert frames["areas"]["name"].to_list() == ["䶮社区𠮷"]


def test_line_ends_quotes_and_empty_rows(tmp_path: Path) -> None:
    """CRLF, quoted cells with commas and line ends, and rows without content are read as a spreadsheet writes them."""
    text = 'code,name,level\r\nc1,"一,社\r\n区",community\r\n,,\r\nc2,"二""区",community\r\n'
    frames = read(tmp_path, areas=text)
    assert frames["areas"]["name"].to_list() == ["一,社\r\n区", '二"区']
    assert frames["areas"]["row"].to_list() == [2, 4]
    assert read(tmp_path, areas="code,name,level\r\n\r\nc1,x,community\r\n\r\n")["areas"]["row"].to_list() == [3]


def test_dates_may_be_partial(tmp_path: Path) -> None:
    """A partial start is its first day, a partial end the first day after it; 截止日期 is the last day itself."""
    frames = read(
        tmp_path, areas="code,valid_from,valid_to,name,level\nc1,2020-05,2024,x,community\nc2,2020/5/7,,y,村\n"
    )
    assert frames["areas"]["valid_from"].to_list() == [date(2020, 5, 1), date(2020, 5, 7)]
    assert frames["areas"]["valid_to"].to_list() == [date(2025, 1, 1), None]
    last = read(tmp_path, areas="code,截止日期,name,level\nc1,2024-05-31,x,community\nc2,2024年5月,y,community\n")
    assert last["areas"]["valid_to"].to_list() == [date(2024, 6, 1), date(2024, 6, 1)]


def test_lists_are_joined_by_any_of_three_signs(tmp_path: Path) -> None:
    """Kinds are parted by ; ； or 、 and may be labels."""
    text = "name,kinds,area\n甲,party_branch; employer,c1\n乙,党支部、用人单位,c1\n丙,党支部；用人单位,c1\n"
    assert read(tmp_path, organizations=text)["organizations"]["kinds"].to_list() == [["party_branch", "employer"]] * 3


def test_empty_cells_and_missing_columns_differ(tmp_path: Path) -> None:
    """An empty cell of seats is no limit; without the column one seat is meant, and the file is known not to have said so."""
    assert read(tmp_path, posts="role,area,seats\nhead,b1,\n")["posts"]["seats"].to_list() == [None]
    (tmp_path / "posts.csv").write_text("role,area\nhead,b1\n")
    incoming = read_folder(tmp_path, SCHEMES)
    assert incoming.tables["posts"]["seats"].to_list() == [1]
    assert incoming.said["posts"].fields == {"role", "area"}


def test_other_files_are_named(tmp_path: Path) -> None:
    """A file that is none of ours is named in a notice, with the name it may have been meant to have."""
    (tmp_path / "areas.csv").write_text("code,name,level\nc1,x,community\n")
    (tmp_path / "post.csv").write_text("role,area\nhead,c1\n")
    (tmp_path / "说明.txt").write_text("…")
    notices = read_folder(tmp_path, SCHEMES).notices
    assert ["post.csv" in notice and "posts.csv" in notice for notice in notices] == [True, False]
    assert "说明.txt" in notices[1]


def test_a_folder_without_our_files_is_refused(tmp_path: Path) -> None:
    """A missing folder and one without any of the eleven files say what was expected."""
    with pytest.raises(InvalidInput, match="no such folder"):
        read_folder(tmp_path / "nowhere", SCHEMES)
    with pytest.raises(InvalidInput, match=r"areas\.csv"):
        read_folder(tmp_path, SCHEMES)


def test_written_bytes(tmp_path: Path) -> None:
    """All eleven files are written, fields first, then attributes by key, sorted, with line feeds and empty cells for null."""
    tables = empty_tables()
    tables["areas"] = frame_of(
        "areas",
        [
            Area(code="x2", valid_from=EARLY, name="二,院", level="compound", attributes={"protected": False}),
            Area(code="x1", valid_from=EARLY, name="一院", level="compound", households=3, predecessors=("a", "b")),
        ],
    )
    tables["figures"] = frame_of("figures", [Figure(code="f", valid_from=EARLY, area="x1", key="events", value=9560.0)])
    written = write_folder(tables, tmp_path / "out", SCHEMES)
    assert [file.name for file in written] == [f"{table}.csv" for table in TABLES]
    lines = (tmp_path / "out" / "areas.csv").read_bytes().decode().split("\n")
    head = "code,valid_from,valid_to,source,name,level,parent,scheme,households,residents,predecessors,"
    assert lines[0].startswith(head + "accounts_disclosed,")
    assert lines[1].startswith("x1,2020-01-01,,,一院,compound,,,3,,a;b,")
    assert lines[2].startswith('x2,2020-01-01,,,"二,院",compound,,,,,,')
    assert [lines[1].strip("0123456789")[-1], lines[2].count("false"), lines[3]] == [",", 1, ""]
    assert (tmp_path / "out" / "figures.csv").read_text().split("\n")[1] == "f,2020-01-01,,,x1,,,events,9560,,exact,,,"
    assert (tmp_path / "out" / "posts.csv").read_text().count("\n") == 1


def test_attributes_keep_their_type(tmp_path: Path) -> None:
    """Numbers, whole or not, truth values, dates and texts come back as they were written."""
    attributes = {
        "smart_devices": 12,
        "floor_area": 2500.0,
        "yearly_cost": 12,
        "protected": True,
        "work_stage": "teams",
    }
    tables = empty_tables()
    tables["areas"] = frame_of(
        "areas", [Area(code="x", valid_from=EARLY, name="x", level="compound", attributes=attributes)]
    )
    write_folder(tables, tmp_path, SCHEMES)
    back = records_of("areas", read_folder(tmp_path, SCHEMES).tables["areas"])
    assert repr(back[0].attributes) == repr(dict(sorted(attributes.items())))


CODES = st.sampled_from(["a", "b/1", "c d", "中"])
FILLED = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
TEXTS = st.none() | FILLED
DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))
VALUES: dict[type, st.SearchStrategy[Any]] = {
    int: st.none() | st.integers(-(10**12), 10**12),
    float: st.none() | st.floats(allow_nan=False, allow_infinity=False),
    date: st.none() | DAYS,
    tuple: st.lists(st.sampled_from(["party_branch", "employer"]), min_size=1, max_size=2, unique=True),
    dict: st.fixed_dictionaries(
        {},
        optional={
            "floor_area": st.integers(0, 99) | st.floats(0, 1e18),
            "contract_end": DAYS.map(str),
            "protected": st.booleans(),
            "work_stage": st.sampled_from(["teams", "analysis"]),
        },
    ),
}
WORDS = {"kinds": "employer", "role": "head", "topic": "work_unit", "scheme": "kaifeng"}


def cells(field: Field, table: str) -> st.SearchStrategy[Any]:
    if field.name == "valid_from":
        return DAYS
    if field.name == "code":
        return CODES
    if issubclass(field.type, StrEnum):
        return st.sampled_from([str(word) for word in field.type])
    if field.name in WORDS and field.type is str:
        return st.just(WORDS[field.name])
    if field.type is dict:
        has = attributes_of(table, SCHEMES)
        return VALUES[dict].map(lambda values: attributes_text({key: values[key] for key in values if key in has}))
    if field.column.required and field.type is str and not field.column.refers_to:
        return FILLED
    return CODES if field.column.refers_to and field.type is str else VALUES.get(field.type, TEXTS)


def frames(table: str) -> st.SearchStrategy[pl.DataFrame]:
    declared = TABLES[table]
    choice = ONE_OF.get(table, ())

    def framed(rows: list[dict[str, Any]]) -> pl.DataFrame:
        for row in rows:
            for name in choice:
                row[name] = row[name] if name == choice[len(row["code"]) % len(choice)] else None
        return pl.DataFrame(rows, schema=declared.schema).unique(KEY).sort(KEY)

    return st.lists(
        st.fixed_dictionaries({field.name: cells(field, table) for field in declared.fields}), max_size=6
    ).map(framed)


@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_read_back_is_what_was_written(table: str, data: st.DataObject) -> None:
    """Any table, written and read, is the same table, and written again the same bytes."""
    tables = {**empty_tables(), table: data.draw(frames(table))}
    with TemporaryDirectory() as folder:
        first = write_folder(tables, Path(folder) / "one", SCHEMES)
        incoming = read_folder(Path(folder) / "one", SCHEMES)
        assert incoming.problems == ()
        back = {name: incoming.tables[name].select(TABLES[name].schema.names()) for name in TABLES}
        assert_frame_equal(back[table], tables[table])
        second = write_folder(back, Path(folder) / "two", SCHEMES)
        assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_an_item_with_a_separator_is_refused(tmp_path: Path) -> None:
    """A predecessor whose code has a list's separator in it could not be read back, so nothing is written."""
    tables = empty_tables()
    post = Post(code="p", valid_from=EARLY, role="head", area="x")
    body = Organization(code="o", valid_from=EARLY, name="o", kinds=("employer",), area="x", predecessors=("a;b",))
    tables["posts"], tables["organizations"] = frame_of("posts", [post]), frame_of("organizations", [body])
    with pytest.raises(InvalidInput, match="separator"):
        write_folder(tables, tmp_path / "out", SCHEMES)
    assert not (tmp_path / "out").exists()
