from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from loaders.workbook.guard import DESK, Bounds, refusal
from tests.workbooks import BUILDINGS, COMPOUNDS, City, city, ledger, told, workbook

NEW = {"所属社区": "春华社区", "小区编码": "c1-02", "小区名称": "乙小区"}
AREAS = ["编码", "名称", "层级", "区划归属", "户数", "生效日期", "止(不含)"]
BODIES = ["编码", "名称", "类型", "所在区域", "统一社会信用代码"]
POSTS = ["编码", "角色", "区域", "职数"]


def row(**cells: Any) -> dict[str, Any]:
    return {**NEW, **cells}


CELLS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "missing_heading": ({"小区台账": [["所属社区", "小区编码"], ["春华社区", "c1-02"]]}, ["小区台账第1行", "缺少表头", "小区名称"]),
    "unknown_heading": (
        {"小区台账": [["所属社区", "小区编码", "小区名称", "小区掌"], ["春华社区", "c1-02", "乙小区", "张三"]]},
        ["第1行“小区掌”列", "没有这个表头", "是否为“小区长”？"],
    ),
    "repeated_heading": ({"小区台账": [["所属社区", "小区名称", "社区"], ["春华社区", "甲小区", "春华社区"]]}, ["表头重复", "“社区”和“所属社区”"]),
    "unknown_sheet": ({"小区台帐": ledger(NEW)}, ["没有这张工作表", "是否为“小区台账”？"]),
    "empty_sheet": ({"小区台账": ledger(NEW), "楼栋长": []}, ["楼栋长", "空表"]),
    "nothing_filled_in": ({"小区台账": [COMPOUNDS]}, ["没有填写任何内容"]),
    "unknown_level": ({"区域": [AREAS, ["x1", "一号", "小曲", "c1"]]}, ["第2行“层级”列", "没有这个选项", "“小曲”", "小区"]),
    "unknown_role": ({"岗位": [POSTS, [None, "书计", "c1"]]}, ["“角色”列", "“书计”", "是否为“书记”？"]),
    "unknown_kind": ({"组织": [BODIES, [None, "甲", "党支步", "c1"]]}, ["“类型”列", "“党支步”", "是否为“党支部”？"]),
    "unknown_mode": ({"小区台账": ledger(row(党组织="乙支部", 组建方式="单独健"))}, ["“组建方式”列", "“单独健”", "是否为“单独建”？"]),
    "dangling_parent": ({"区域": [AREAS, ["x1", "一号", "小区", "春花社区"]]}, ["第2行“区划归属”列", "找不到这个区域", "是否为“春华社区”？"]),
    "unknown_community": ({"小区台账": ledger(row(所属社区="春花社区"))}, ["第2行“所属社区”列", "“春花社区”", "是否为“春华社区”？"]),
    "unknown_organization": (
        {"覆盖关系": [["组织", "覆盖区域", "覆盖方式"], ["没有的支部", "c1", "单独建"]]},
        ["第2行“组织”列", "引用的编码不存在", "“没有的支部”"],
    ),
    "ambiguous_name": ({"楼栋长": ledger({"所属小区": "甲小区", "楼栋编码": "c1-01-1", "楼栋名称": "1号楼"}, headings=BUILDINGS)},
        ["第2行“所属小区”列", "几个区域同名", "c1-01（启源街道/春华社区/甲小区）", "c2-01"]),
    "cycle": ({"区域": [AREAS, ["x1", "一", "小区", "x2"], ["x2", "二", "网格", "x1"]]}, ["成了环", "“区划归属”列"]),
    "duplicate_code": ({"小区台账": ledger(NEW, NEW)}, ["第3行", "填了两行", "第2行"]),
    "duplicate_code_in_a_record_sheet": ({"区域": [AREAS, ["x1", "一", "小区", "c1"], ["x1", "一", "小区", "c1"]]}, ["第3行", "编码重复", "已在第2行"]),
    "two_names_for_one_code": ({"小区台账": ledger(NEW, row(小区名称="丙小区"))}, ["第3行“小区编码”列", "同一编码有两个名称", "丙小区", "乙小区"]),
    "two_names_in_two_sheets": (
        {"区域": [AREAS, ["c1-02", "二号院", "小区", "c1"]], "小区台账": ledger(NEW)},
        ["同一编码有两个名称", "二号院", "乙小区"],
    ),
    "told_differently_in_two_sheets": (
        {"区域": [AREAS, ["c1-02", "乙小区", "小区", "c1", 30]], "小区台账": ledger(row(户数=40))},
        ["两处填的不一样", "“户数”列"],
    ),
    "wrong_date": ({"区域": [AREAS, ["x1", "一", "小区", "c1", None, "2024年13月1日"]]}, ["“生效日期”列", "不是日期", "“2024年13月1日”", "2024-05-01"]),
    "end_before_start": (
        {"区域": [AREAS, ["x1", "一", "小区", "c1", None, date(2024, 5, 1), date(2024, 4, 1)]]},
        ["第2行“止(不含)”列", "止日不晚于起日", "2024-04-01"],
    ),
    "two_holders_for_one_seat": ({"小区台账": ledger(row(小区长="张三、李四"))}, ["第2行“小区长”列", "任职人数超过职数", "2人", "最多1"]),
    "grid_under_a_street": ({"区域": [AREAS, ["g1", "一网格", "网格", "t1"]]}, ["第2行“区划归属”列", "网格不能直接放在那里", "街道", "村/社区"]),
    "negative_households": ({"小区台账": ledger(row(户数=-3))}, ["第2行“户数”列", "数字太小", "-3", "不小于0"]),
    "households_that_are_no_number": ({"小区台账": ledger(row(户数="六百户"))}, ["第2行“户数”列", "不是数字", "“六百户”", "整数"]),
    "half_a_household": ({"小区台账": ledger(row(户数=12.5))}, ["“户数”列", "“12.5”", "整数"]),
    "credit_code": (
        {"小区台账": ledger({**NEW, "物业企业": "甲物业", "物业企业信用代码": "91350100M000100Y34"}, headings=[*COMPOUNDS, "物业企业信用代码"])},
        ["第2行“物业企业信用代码”列", "统一社会信用代码", "91350100M000100Y34", "校验码"],
    ),
    "not_a_name": ({"小区台账": ledger(row(小区长="同上"))}, ["“小区长”列", "“同上”", "没有的填“无”"]),
    "required_cell": ({"小区台账": ledger(row(小区名称=None))}, ["第2行“小区名称”列", "必填，但空着"]),
    "new_place_without_a_code": ({"小区台账": ledger(row(小区编码=None))}, ["没有这个名称的区域", "“乙小区”", "c1-02"]),
    "party_body_without_a_mode": ({"小区台账": ledger(row(党组织="乙支部"))}, ["第2行“组建方式”列", "必须填组建方式", "单独建、联合建"]),
    "holder_without_a_body": ({"小区台账": ledger(row(自治组织主任="张三"))}, ["“自治组织主任”列", "不知在哪个组织任职", "“张三”"]),
    "kind_of_another_column": (
        {"小区台账": ledger({**NEW, "党组织": "乙支部", "组建方式": "单独建", "党组织类型": "业主委员会"}, headings=[*COMPOUNDS, "党组织类型"])},
        ["“党组织类型”列", "不能填这种类型", "党支部"],
    ),
    "more_telephones_than_names": ({"小区台账": ledger(row(小区长="张三", 小区长电话="1、2"))}, ["电话比姓名多"]),
    "number_too_long": ({"小区台账": ledger(row(小区编码=4102020010010101234))}, ["“小区编码”列", "数字过长", "文本"]),
    "another_level_for_a_known_code": ({"区域": [AREAS, ["c1-01", "甲小区", "楼栋", "c1"]]}, ["“层级”列", "不能改", "小区"]),
    "unknown_scope": ({"填表说明": [["填报范围", "启元街道"]], "小区台账": ledger(NEW)}, ["填表说明第1行“填报范围”列", "找不到这个区域", "是否为“启源街道”？"]),
    "wrong_report_date": ({"填表说明": [["填报日期", "五月"]], "小区台账": ledger(NEW)}, ["填表说明第1行", "不是日期", "“五月”"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_each_mistake_is_told_in_chinese(tmp_path: Path, name: str) -> None:
    """A workbook with one mistake is refused with one sentence that names sheet, row and column, found and expected."""
    sheets, words = CELLS[name]
    found = told(City(city()), workbook(tmp_path / "台账.xlsx", sheets))
    text = "\n".join(str(one) for one in found)
    assert [word for word in words if word not in text] == [], text
    assert len(found) <= 2, text


def test_a_second_holder_is_told_where_he_is_appointed(tmp_path: Path) -> None:
    """A sheet 任职 that appoints somebody to a post another holds is told by its row, though the post is not of this file."""
    sheets = {
        "人员": [["编码", "姓名"], ["c1/p9", "李四"]],
        "任职": [["岗位", "人员"], ["c1-01/head", "c1/p9"]],
    }
    (found,) = told(City(city()), workbook(tmp_path / "a.xlsx", sheets))
    assert (found.sheet, found.row, found.column) == ("任职", 2, "岗位")
    assert found.message.startswith("任职人数超过职数")


def test_a_question_is_not_guessed(tmp_path: Path) -> None:
    """Two known persons of one name are a question that names both; the code in the cell answers it."""
    from graph_model.records import Person

    early = date(2020, 1, 1)
    two = [Person(code=f"c1/p{n}", valid_from=early, name="李四", residence="c1") for n in (7, 8)]
    store = City(city(*two))
    (asked,) = told(store, workbook(tmp_path / "a.xlsx", {"小区台账": ledger(row(小区长="李四"))}))
    for word in ("第2行“小区长”列", "几人同名", "c1/p7、c1/p8", "写上编码"):
        assert word in str(asked)
    assert told(store, workbook(tmp_path / "b.xlsx", {"小区台账": ledger(row(小区长="c1/p8"))})) == []


def test_two_in_one_file_are_a_question(tmp_path: Path) -> None:
    """A name written with two telephones and once without is a question about the row without."""
    rows = [row(小区长="李四", 小区长电话="1"), row(小区编码="c1-03", 小区名称="丙", 小区长="李四", 小区长电话="2"), row(小区编码="c1-04", 小区名称="丁", 小区长="李四")]  # fmt: skip
    (asked,) = told(City(city()), workbook(tmp_path / "a.xlsx", {"小区台账": ledger(*rows)}))
    assert "第4行“小区长”列" in str(asked)
    assert "两人同名" in str(asked)


def test_merged_cells_are_told_with_their_range(tmp_path: Path) -> None:
    """Merged cells under the headings are a mistake; a merged title above them is not."""
    path = workbook(
        tmp_path / "a.xlsx", {"小区台账": ledger(NEW, row(小区编码="c1-03", 小区名称="丙"))}, {"小区台账": "L2:L3"}
    )
    (one,) = told(City(city()), path)
    assert "小区台账第2行" in str(one)
    assert "L2:L3" in str(one)
    titled = [["启源街道小区台账"], *ledger(NEW)]
    assert told(City(city()), workbook(tmp_path / "b.xlsx", {"小区台账": titled}, {"小区台账": "A1:F1"})) == []


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    """A password, an old format, a cut file and something else entirely are each told for what they are."""
    good = workbook(tmp_path / "good.xlsx", {"小区台账": ledger(NEW)}).read_bytes()
    magic = bytes.fromhex("D0CF11E0A1B11AE1")
    with zipfile.ZipFile(tmp_path / "word.xlsx", "w") as parts:
        parts.writestr("word/document.xml", "<x/>")
    files = {
        "locked.xlsx": (magic + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        "old.xlsx": (magic + b"Workbook", "另存为“.xlsx”"),
        "cut.xlsx": (good[: len(good) // 2], "不完整或已损坏"),
        "broken.xlsx": (good[:2000] + bytes(40) + good[2040:], "不完整或已损坏"),
        "text.xlsx": (b"code,name\n", "不是Excel工作簿"),
        "empty.xlsx": (b"", "文件是空的"),
        "word.xlsx": ((tmp_path / "word.xlsx").read_bytes(), "不是Excel工作簿"),
    }
    for name, (data, words) in files.items():
        (tmp_path / name).write_bytes(data)
        (one,) = told(City(city()), tmp_path / name)
        assert words in str(one), name
        assert name in str(one)


def test_a_workbook_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    """More bytes than allowed, or more when unpacked, are refused by what the file itself says."""
    path = workbook(tmp_path / "a.xlsx", {"小区台账": ledger(NEW)})
    assert refusal(path) is None
    assert (refused := refusal(path, Bounds(inside=1000))) is not None
    assert "unpacked" in refused.message
    with path.open("r+b") as file:
        file.truncate(DESK.size + 1)
    assert "工作簿过大" in str(told(City(city()), path)[0])


def test_a_sheet_that_would_fill_the_memory_is_not_opened(tmp_path: Path) -> None:
    """One filled cell at the far corner of a sheet makes it seventeen thousand million cells; formats there make it no larger."""
    far = workbook(tmp_path / "far.xlsx", {"小区台账": ledger(NEW)})
    with Workbook(str(far)) as book:
        book.add_worksheet("小区台账").write(1048575, 16383, "x")
    (one,) = told(City(city()), far)
    assert "工作表过大" in str(one)
    assert "17,179,869,184格" in str(one)
    with Workbook(str(far)) as book:
        sheet = book.add_worksheet("小区台账")
        sheet.write_row(0, 0, ["小区编码", "小区名称"])
        sheet.write_blank(1048575, 16383, None, book.add_format({"bold": True}))
    assert refusal(far) is None


def test_mistakes_of_a_csv_file_are_told_by_row_and_column(tmp_path: Path) -> None:
    """A ledger that is a CSV file is told as a sheet is."""
    (tmp_path / "甲.csv").write_text(
        "所属社区,小区编码,小区名称,户数,小区长\n春华社区,c1-02,乙,-1,张三、李四\n", encoding="gb18030"
    )
    first, second = sorted(str(one) for one in told(City(city()), tmp_path / "甲.csv"))
    assert first.startswith("甲.csv　小区台账第2行“小区长”列：任职人数超过职数")
    assert second.startswith("甲.csv　小区台账第2行“户数”列：数字太小")


def test_a_body_has_one_credit_code(tmp_path: Path) -> None:
    """Two credit codes for one firm are a mistake in both rows."""
    codes = ("91350100M000100Y43", "91350100M000100Y43".replace("Y43", "Y51"))
    rows = [
        {**NEW, "小区编码": f"c1-1{n}", "小区名称": f"{n}院", "物业企业": "甲物业", "物业企业信用代码": code}
        for n, code in enumerate(codes)
    ]
    found = told(
        City(city()),
        workbook(tmp_path / "a.xlsx", {"小区台账": ledger(*rows, headings=[*COMPOUNDS, "物业企业信用代码"])}),
    )
    assert [(one.row, one.column) for one in found if "两处" in one.message] == [
        (2, "物业企业信用代码"),
        (3, "物业企业信用代码"),
    ]


def test_many_mistakes_are_counted(tmp_path: Path) -> None:
    """A column of 3,000 misspelt names is told a thousand times and then counted."""
    rows = [row(所属社区="春花", 小区编码=f"x{n}", 小区名称=f"{n}院") for n in range(3000)]
    found = told(City(city()), workbook(tmp_path / "a.xlsx", {"小区台账": ledger(*rows)}))
    assert len(found) == 1001
    assert "还有2000格有错" in " ".join(one.message for one in found)


def test_a_csv_file_of_two_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    """A file larger than can be held is refused by its size: nothing of it is read."""
    path = tmp_path / "小区台账.csv"
    with path.open("wb") as file:
        file.truncate(2 * 2**30)
    (one,) = told(City(city()), path)
    assert "文件过大" in str(one)
    assert "2,048 MB" in str(one)
