from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from graph_model.answers import State
from graph_model.levels import AreaLevel
from graph_model.records import Area, Cover, Organization
from loaders.differences import differences
from loaders.load import Counts
from loaders.workbook.layout import MISTAKES, Kinds, ledger_columns
from loaders.workbook.marking import mark
from loaders.workbook.template import write_template
from tests.workbooks import BUILDINGS, DAY, EARLY, SCHEMES, City, city, ledger, loaded, planned, told, workbook

SECOND = {"所属社区": "春华社区", "小区编码": "c1-02", "小区名称": "乙小区"}
FULL = {
    **SECOND,
    "户数": "６２０　",
    "党组织": "乙支部",
    "组建方式": "单独建",
    "党组织书记": "张三",
    "自治组织": "乙业委会",
    "自治组织主任": "张三",
    "物业企业": "美物业",
    "小区长": "王芳",
}
LATER = date(2024, 7, 1)


def rows(store: City, table: str) -> list[dict[str, object]]:
    return store.read()[table].to_dicts()


def changed(store: City, *paths: Path, on: date = LATER, complete_for: str | None = None) -> list[str]:
    """What loading the files would change, in words."""
    plan = planned(store, *paths, on=on, complete_for=complete_for)
    found = differences(store.read(), plan, SCHEMES, 50)
    return [" ".join([one.sort, one.name, *one.details]) for one in found]


def test_one_row_is_many_records(tmp_path: Path) -> None:
    """A row of 小区台账 is a compound, its bodies, covers, posts, persons and appointments, and files what it tells."""
    store = City(city())
    loaded(store, workbook(tmp_path / "a.xlsx", {"小区台账": ledger(FULL)}))
    tables = store.read()
    area = tables["areas"].filter(pl.col("code") == "c1-02").to_dicts()[0]
    assert (area["name"], area["level"], area["parent"], area["households"]) == ("乙小区", "compound", "c1", 620)
    covers = tables["covers"].filter(pl.col("area") == "c1-02")
    assert set(covers["organization"]) == {"c1-02/party_branch", "c1-02/owners_committee", "c1-02/property_firm"}
    assert covers.filter(pl.col("organization") == "c1-02/party_branch")["mode"].to_list() == ["own"]
    held = {row["post"]: row["person"] for row in tables["appointments"].to_dicts()}
    assert held["c1-02/head"] == "c1/p1"  # 王芳 of this community is known
    assert held["c1-02/party_branch/secretary"] == held["c1-02/owners_committee/chair"] == "c1/p2"
    topics = set(tables["filings"].filter(pl.col("area") == "c1-02")["topic"])
    assert topics == {
        "party_organization", "party_posts", "self_governing_body", "self_governing_posts", "property_service", "compound_head",
    }  # fmt: skip


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    """The same workbook on the same day is no change."""
    store = City(city())
    path = workbook(tmp_path / "a.xlsx", {"小区台账": ledger(FULL), "楼栋长": ledger({"所属小区": "乙小区", "楼栋编码": "c1-02-1", "楼栋名称": "1号楼", "楼栋长": "王芳"}, headings=BUILDINGS)})  # fmt: skip
    first, applied = loaded(store, path)
    assert applied is not None
    again, nothing = loaded(store, path)
    assert nothing is None
    assert {(one.added, one.changed, one.ended) for one in again.counts.values()} == {(0, 0, 0)}
    assert first.counts["areas"] == Counts(added=2)


def test_nothing_is_not_none(tmp_path: Path) -> None:
    """An empty cell says nothing and leaves the compound unknown; 无 tells that there is none and makes it a gap."""
    store = City(city())
    path = workbook(tmp_path / "a.xlsx", {"小区台账": ledger(SECOND, {**SECOND, "小区编码": "c1-03", "小区名称": "丙", "党组织": "无", "小区长": "无"})})  # fmt: skip
    loaded(store, path)
    network = store.network()
    for indicator in ("party_organization_coverage", "compound_head"):
        states = {
            state: {gap.subject for gap in network.gaps(indicator, as_of=DAY, state=state).page(50)}
            for state in (State.GAP, State.UNKNOWN)
        }
        assert "c1-03" in states[State.GAP]
        assert "c1-02" in states[State.UNKNOWN]


def test_a_filled_cell_is_all_of_its_post_or_body(tmp_path: Path) -> None:
    """Whom a filled cell does not name ends on the report date; an empty cell ends nobody."""
    store = City(city())
    loaded(store, workbook(tmp_path / "a.xlsx", {"小区台账": ledger(FULL)}))
    other = {**SECOND, "党组织": "丙支部", "组建方式": "单独建", "小区长": "李四"}
    loaded(store, workbook(tmp_path / "b.xlsx", {"小区台账": ledger(other)}), on=LATER)
    tables = store.read()
    ended = tables["appointments"].filter(pl.col("valid_to") == LATER)
    assert ended["post"].to_list() == ["c1-02/head"]
    closed = tables["covers"].filter(pl.col("valid_to") == LATER)
    assert closed["organization"].to_list() == ["c1-02/party_branch"]
    assert tables["covers"].filter((pl.col("area") == "c1-02") & pl.col("valid_to").is_null()).height == 3


def test_three_cells_are_three_differences_and_the_past_stays(tmp_path: Path) -> None:
    """Three cells changed and loaded again are told as such, and coverage as of the day before is as it was."""
    store = City(city())
    loaded(store, workbook(tmp_path / "a.xlsx", {"小区台账": ledger(FULL)}))
    before = store.network().coverage("party_coverage_by_mode", as_of=date(2024, 6, 30))
    path = workbook(
        tmp_path / "b.xlsx", {"小区台账": ledger({**FULL, "户数": 640, "小区长": "无", "组建方式": "挂靠建"})}
    )
    told_words = changed(store, path)
    loaded(store, path, on=LATER)
    assert told_words == [
        "变更 乙小区 户数：620 → 640",
        "变更 乙支部—乙小区 覆盖方式：单独建 → 挂靠建",
        "终止 乙小区—小区长—王芳",
    ]
    assert store.network().coverage("party_coverage_by_mode", as_of=date(2024, 6, 30)) == before


def test_a_shared_branch_and_a_firm_are_one_body(tmp_path: Path) -> None:
    """A joint branch named by compounds of one community is one body seated there; a firm is one in the town; committees are each their own."""
    store = City(city())
    body = {"党组织": "联合支部", "组建方式": "联合建", "自治组织": "业委会", "物业企业": "美物业"}
    rows_ = [
        {**SECOND, **body},
        {**SECOND, **body, "小区编码": "c1-03", "小区名称": "丙"},
        {"所属社区": "秋实社区", "小区编码": "c2-02", "小区名称": "丁", "物业企业": "美物业"},
    ]
    loaded(store, workbook(tmp_path / "a.xlsx", {"小区台账": ledger(*rows_)}))
    seats = {(row["name"], row["area"]) for row in rows(store, "organizations")} - {("启源街道党工委", "t1")}
    assert seats == {("联合支部", "c1"), ("美物业", "t1"), ("业委会", "c1-02"), ("业委会", "c1-03")}
    _, nothing = loaded(store, workbook(tmp_path / "b.xlsx", {"小区台账": ledger(rows_[1])}))
    assert nothing is None


@pytest.mark.parametrize("mode", ["联合建", "挂靠建"])
def test_a_branch_shared_with_the_compound_that_has_it_is_one_body(tmp_path: Path, mode: str) -> None:
    """A compound that shares the branch another row of its community has as its own is covered by that branch, no second one;
    in another community a branch of this name is another."""
    store = City(city())
    shared = {"党组织": "乙支部", "组建方式": mode}
    third = {"所属社区": "春华社区", "小区编码": "c1-03", "小区名称": "丙小区", **shared}
    far = {"所属社区": "秋实社区", "小区编码": "c2-02", "小区名称": "丁小区", **shared}
    path = workbook(tmp_path / "a.xlsx", {"小区台账": ledger(third, FULL, far)})
    loaded(store, path)
    covers = {row["area"]: row["organization"] for row in rows(store, "covers") if "party" in str(row["organization"])}
    assert covers == {"c1-02": "c1-02/party_branch", "c1-03": "c1-02/party_branch", "c2-02": "c2/party_branch"}
    seats = {row["code"]: row["area"] for row in rows(store, "organizations")}
    assert seats["c1-02/party_branch"] == "c1-02"
    assert planned(store, path).change.is_empty


def test_a_known_body_is_met_by_name(tmp_path: Path) -> None:
    """The street's committee, known, is what attached compounds name; what covers a compound already is met first."""
    known = [
        Organization(code="x", valid_from=EARLY, name="老支部", kinds=("party_branch",), area="c1"),
        Cover(code="x1", valid_from=EARLY, organization="x", area="c1-01", mode="joint"),
    ]
    store = City(city(*known))
    rows_ = [
        {"所属社区": "春华社区", "小区名称": "甲小区", "党组织": "老支部", "组建方式": "联合建"},
        {**SECOND, "党组织": "启源街道党工委", "组建方式": "挂靠建"},
    ]
    plan, _ = loaded(store, workbook(tmp_path / "a.xlsx", {"小区台账": ledger(*rows_)}))
    assert plan.counts["organizations"] == Counts()
    assert plan.counts["covers"] == Counts(added=1, unchanged=1)


def test_places_are_named_within_the_scope(tmp_path: Path) -> None:
    """A name two communities have is clear within 填报范围, or by a path, or beside its community; a code is always clear."""
    other = [
        Area(code="t2", valid_from=EARLY, name="和平街道", level="town"),
        Area(code="c9", valid_from=EARLY, name="春华社区", level="community", parent="t2"),
    ]
    store = City(city(*other))
    sheet = {"小区台账": ledger(SECOND)}
    assert "几个区域同名" in str(told(store, workbook(tmp_path / "a.xlsx", sheet))[0])
    for number, scope in enumerate(("启源街道", "t1")):
        path = workbook(tmp_path / f"{number}.xlsx", {"填表说明": [["填报范围", scope]], **sheet})
        assert told(store, path) == []
    building = {"楼栋编码": "c1-01-1", "楼栋名称": "1号楼"}
    for number, more in enumerate(
        ({"所属小区": "秋实社区/甲小区"}, {"所属小区": "甲小区", "所属社区": "秋实社区"}, {"所属小区": "c1-01"})
    ):
        path = workbook(tmp_path / f"b{number}.xlsx", {"楼栋长": ledger({**building, **more}, headings=BUILDINGS)})
        assert told(store, path) == []


def test_organizations_and_persons_are_named_within_the_scope(tmp_path: Path) -> None:
    """A name in a record sheet means the one body or person of the place the sheet is about, never one of elsewhere."""
    from graph_model.records import Person

    other = [
        Area(code="t2", valid_from=EARLY, name="和平街道", level="town"),
        Organization(code="far", valid_from=EARLY, name="远方支部", kinds=("party_branch",), area="t2"),
        Organization(code="near", valid_from=EARLY, name="本地支部", kinds=("party_branch",), area="c1"),
        Person(code="t2/p1", valid_from=EARLY, name="王芳", residence="t2"),
    ]
    store = City(city(*other))
    headings = ["人员", "党组织", "关系"]
    scope = {"填表说明": [["填报范围", "启源街道"]]}
    path = workbook(tmp_path / "a.xlsx", {**scope, "党员关系": [headings, ["王芳", "本地支部", "组织关系"]]})
    loaded(store, path)
    (one,) = rows(store, "memberships")
    assert (one["person"], one["organization"]) == ("c1/p1", "near")
    path = workbook(tmp_path / "b.xlsx", {**scope, "党员关系": [headings, ["王芳", "远方支部", "组织关系"]]})
    assert "“远方支部”" in str(told(store, path)[0])


def test_what_a_spreadsheet_holds_is_accepted(tmp_path: Path) -> None:
    """Serial numbers, real dates and Chinese dates; full-width digits and spaces; numbers as codes; a formula's kept value."""
    headings = ["编码", "名称", "层级", "区划归属", "户数", "生效日期", "物业合同到期日"]
    cells = [
        [410202001001, "　一号院　", "小区", "c1", "１２０", 45413, date(2026, 12, 31)],
        ["x２", "二号院", "小区", "春华社区", ("=60*2", 120), "２０２４年５月１日", "20261231"],
        ["x3", "三号院", "小区", "c1", 120.0, date(2024, 5, 1), "2026年12月31日"],
    ]
    store = City(city())
    loaded(store, workbook(tmp_path / "a.xlsx", {"区域": [headings, *cells]}))
    kept = store.read()["areas"].filter(pl.col("name").is_in(["一号院", "二号院", "三号院"]))
    assert set(kept["code"]) >= {"410202001001", "x3"}
    assert kept["households"].to_list() == [120] * 3
    assert kept["valid_from"].to_list() == [DAY] * 3
    assert set(kept["attributes"]) == {'{"contract_end":"2026-12-31"}'}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_a_sheet(tmp_path: Path, encoding: str) -> None:
    """A single CSV file is read as the sheet its name or its headings say, in UTF-8 or GB18030; its empty cells say nothing."""
    for name in ("小区台账.csv", "随便.csv"):
        store = City(city())
        (tmp_path / name).write_bytes(
            "所属社区,小区编码,小区名称,户数,小区长\n春华社区,c1-01,甲小区,,李四\n".encode(encoding)
        )
        plan, _ = loaded(store, tmp_path / name)
        assert plan.counts["areas"] == Counts(unchanged=1)
        assert plan.counts["appointments"] == Counts(added=1, ended=1)


def test_several_files_are_one_change(tmp_path: Path) -> None:
    """Files given together are loaded as one: the buildings of one may lie in the compounds of the other."""
    store = City(city())
    first = workbook(tmp_path / "a.xlsx", {"小区台账": ledger(SECOND)})
    second = workbook(tmp_path / "b.xlsx", {"楼栋长": ledger({"所属小区": "乙小区", "楼栋编码": "c1-02-1", "楼栋名称": "1号楼"}, headings=BUILDINGS)})  # fmt: skip
    loaded(store, first, second)
    assert store.revision() == 1


def test_complete_for_ends_what_the_ledger_lacks(tmp_path: Path) -> None:
    """A ledger that is complete for a community ends the compounds it lacks with what stands in them, and nothing of another level."""
    grid = Area(code="g1", valid_from=EARLY, name="一网格", level="grid", parent="c1")
    store = City(city(grid))
    loaded(store, workbook(tmp_path / "a.xlsx", {"小区台账": ledger(SECOND)}), on=LATER, complete_for="c1")
    tables = store.read()
    ended = {table: tables[table].filter(pl.col("valid_to") == LATER)["code"].to_list() for table in tables}
    assert {table: codes for table, codes in ended.items() if codes} == {
        "areas": ["c1-01"], "posts": ["c1-01/head"], "appointments": ["a1"],
    }  # fmt: skip


def test_the_report_date_is_the_files(tmp_path: Path) -> None:
    """Without --on the day of 填报日期 holds, in the guide or in a title above the headings."""
    for number, sheets in enumerate(({"填表说明": [["填报日期", date(2024, 3, 1)]], "小区台账": ledger(SECOND)}, {"小区台账": [["填报日期：2024-03-01"], *ledger(SECOND)]})):  # fmt: skip
        store = City(city())
        loaded(store, workbook(tmp_path / f"{number}.xlsx", sheets))
        assert store.read()["areas"].filter(pl.col("code") == "c1-02")["valid_from"].to_list() == [date(2024, 3, 1)]


@pytest.mark.parametrize("key", sorted(SCHEMES))
def test_the_template_is_read_by_the_reader(tmp_path: Path, key: str) -> None:
    """Every sheet of a scheme's template is known, every heading too, its example row is passed over, and lists hold labels."""
    path = tmp_path / "t.xlsx"
    write_template(path, SCHEMES[key], SCHEMES)
    assert [str(one) for one in told(City(city()), path)] == ["t.xlsx：没有填写任何内容；应为至少填写一行。"]
    book = openpyxl.load_workbook(path)
    sheet = book["小区台账"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[1:-1] == [column.heading for column in ledger_columns("compound_ledger", SCHEMES[key])]
    assert sheet.freeze_panes is not None
    head = SCHEMES[key].levels[AreaLevel.COMPOUND].post
    assert head is not None
    assert all(sheet.cell(1, headings.index(name) + 1).comment for name in ("所属社区", "党组织", head.label))
    assert len(sheet.data_validations.dataValidation) >= 3
    for title in Kinds(SCHEMES).titles:
        assert title in book.sheetnames
    for name, value in {"所属社区": "春华社区", "小区编码": "c1-02", "小区名称": "乙", "户数": 3}.items():
        sheet.cell(3, headings.index(name) + 1, value)
    book.save(path)
    plan, _ = loaded(City(city()), path)
    assert plan.counts["areas"] == Counts(added=1)


def test_the_marked_copy(tmp_path: Path) -> None:
    """The wrong cell is coloured and has a note in Chinese, a first sheet lists everything, and the workbook itself stays."""
    path = workbook(tmp_path / "a.xlsx", {"小区台账": ledger({**SECOND, "户数": -3, "小区长": "同上"})})
    kept = path.read_bytes()
    assert mark(path, told(City(city()), path), tmp_path / "b.xlsx") == 2
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    cell = book["小区台账"]["D2"]
    assert cell.fill.start_color.rgb == "FFF8CBAD"
    assert "数字太小" in cell.comment.text
    assert book.sheetnames[0] == MISTAKES
    assert [row[3].value for row in book[MISTAKES].iter_rows(min_row=4)] == ["小区长", "户数"]
    assert path.read_bytes() == kept


def test_the_list_of_mistakes_leads_to_the_cell(tmp_path: Path) -> None:
    """A wrong report date is marked, and linked to, where it was written, not where its label stands."""
    sheets = {"填表说明": [[None, "填报日期", None, "五月"]], "小区台账": ledger(SECOND)}
    path = workbook(tmp_path / "a.xlsx", sheets)
    mark(path, told(City(city()), path), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book[MISTAKES]["A4"].hyperlink.target == "#'填表说明'!D1"
    assert book["填表说明"]["D1"].comment is not None


def test_what_the_hand_put_in_makes_no_second_person(tmp_path: Path) -> None:
    """张 三 and 张三, a full-width telephone, blanks in the name of a building and a thousands comma are read as they are meant."""
    store = City(city())
    first = {**SECOND, "户数": "1,850", "党组织": "乙支部", "组建方式": "单独建", "党组织书记": "张 三"}
    second = {
        "自治组织": "乙业委会",
        "自治组织主任": "张三",
        "小区长": "张　三",
        "小区长电话": "１３８００００１２３４",
    }
    block = {"所属小区": "乙小区", "楼栋编码": "c1-02-2", "楼栋名称": "２ 号楼"}
    loaded(store, workbook(tmp_path / "a.xlsx", {"小区台账": ledger({**first, **second}), "楼栋长": ledger(block, headings=BUILDINGS)}))  # fmt: skip
    new = [one for one in rows(store, "persons") if one["name"] == "张三"]
    assert [one["contact"] for one in new] == ["13800001234"]
    assert len([one for one in rows(store, "appointments") if one["person"] == new[0]["code"]]) == 3
    areas = {one["code"]: one for one in rows(store, "areas")}
    assert areas["c1-02-2"]["name"] == "2号楼"
    assert areas["c1-02"]["households"] == 1850


def test_a_mended_marked_copy_is_a_workbook(tmp_path: Path) -> None:
    """Who mends the mistakes in the marked copy may load it: its list of mistakes is passed over."""
    store = City(city())
    path = workbook(tmp_path / "a.xlsx", {"小区台账": ledger({**SECOND, "户数": -3})})
    mark(path, told(store, path), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    (cell,) = [cell for row in book["小区台账"].iter_rows() for cell in row if cell.value == -3]
    cell.value = 3
    book.save(tmp_path / "b.xlsx")
    plan, _ = loaded(store, tmp_path / "b.xlsx")
    assert plan.counts["areas"] == Counts(added=1)
    assert not any(MISTAKES in notice for notice in plan.notices)


def test_an_area_that_begins_later_is_told_so(tmp_path: Path) -> None:
    """A report date before the areas were loaded is told as that, with what to do."""
    path = workbook(tmp_path / "a.xlsx", {"小区台账": ledger(SECOND)})
    (problem, *_) = told(City(city()), path, on=date(2000, 1, 1))
    assert "填报日期那天还没有这个区域" in str(problem)
    assert f"填报日期不早于{EARLY}" in str(problem)
