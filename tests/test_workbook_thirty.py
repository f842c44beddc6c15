from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from loaders.workbook.marking import mark
from loaders.workbook.template import write_template
from tests.workbooks import SCHEMES, City, city, loaded, planned, told

LEDGER, BUILDINGS = "小区台账", "楼栋长"
ROWS: list[tuple[str, dict[str, Any]]] = [
    (LEDGER, {"所属社区": "春华社区", "小区编码": "c1-11", "小区名称": "朝阳花园", "户数": -620, "党组织": "朝阳支部", "组建方式": "单独健", "党组织书记": "张建", "自治组织": "朝阳业委会", "自治组织主任": "同上"}),
    (LEDGER, {"所属社区": "春华杜区", "小区编码": "c1-12", "小区名称": "东风小区", "户数": "三百余户", "小区长": "王平"}),
    (LEDGER, {"所属社区": "春华社区", "小区编码": "c1-13", "小区名称": "和平里", "人口": "1,8OO", "党组织": "和平支部", "党组织类型": "业主委员会", "组建方式": "单独建", "党组织书记": "李明、赵强", "物业企业": "和平物业", "物业企业信用代码": "91350100M000100Y34", "物业合同到期日": "2026年13月"}),
    (LEDGER, {"所属社区": "春华社区", "小区名称": "新建小区"}),
    (LEDGER, {"所属社区": "春华社区", "小区编码": "c1-15"}),
    (LEDGER, {"所属社区": "春华社区", "小区编码": "c1-16", "小区名称": "安居苑", "党组织": "安居支部", "自治组织主任": "周海"}),
    (LEDGER, {"所属社区": "春华社区", "小区编码": "c1-16", "小区名称": "安居园"}),
    (LEDGER, {"所属社区": "春华社区", "小区编码": "c1-18", "小区名称": "景苑", "小区长": "吴敏", "小区长电话": "1、2"}),
    (LEDGER, {"所属社区": "春华社区", "小区编码": "c1-19", "小区名称": "锦绣园", "有防护": "大概"}),
    (BUILDINGS, {"所属社区": "春华社区", "所属小区": "朝阳花圆", "楼栋编码": "c1-11-1", "楼栋名称": "1号楼"}),
    (BUILDINGS, {"所属小区": "和平里", "楼栋编码": "c1-13-1", "楼栋名称": "1号楼", "户数": 12.5, "楼栋长": "/"}),
    (BUILDINGS, {"所属小区": "和平里", "楼栋编码": 41020200100101012345, "楼栋名称": "2号楼"}),
    (BUILDINGS, {"所属小区": "和平里", "楼栋编码": "c1-13-3", "楼栋名称": "3号楼"}),
    (BUILDINGS, {"所属小区": "和平里", "楼栋编码": "c1-13-3", "楼栋名称": "3号楼"}),
    (BUILDINGS, {"所属小区": "甲小区", "楼栋编码": "c1-01-1", "楼栋名称": "1号楼"}),
    ("区域", {"编码": "g1", "名称": "第一网格", "层级": "网格", "区划归属": "启源街道"}),
    ("区域", {"编码": "g2", "名称": "第二网格", "层级": "网路", "区划归属": "春华社区"}),
    ("区域", {"编码": "k1", "名称": "甲", "层级": "小区", "区划归属": "k2"}),
    ("区域", {"编码": "k2", "名称": "乙", "层级": "网格", "区划归属": "k1"}),
    ("区域", {"编码": "k3", "名称": "丙", "层级": "网格", "区划归属": "春华社区", "生效日期": date(2024, 5, 1), "止(不含)": date(2024, 4, 1)}),
    ("组织", {"名称": "服务队", "类型": "志原服务队", "所在区域": "春华社区"}),
    ("覆盖关系", {"组织": "没有的支部", "覆盖区域": "春华社区", "覆盖方式": "联合建"}),
    ("岗位", {"角色": "书计", "区域": "春华社区"}),
    ("任职", {"岗位": "c1-01/head", "人员": "没有的人"}),
    ("不纳入考核", {"指标": "party_organisation_coverage", "区域": "春华社区"}),
]  # fmt: skip


def filled(path: Path) -> Path:
    """The template, filled in by somebody who makes every mistake once."""
    write_template(path, SCHEMES["default"], SCHEMES)
    book = openpyxl.load_workbook(path)
    for title, cells in ROWS:
        sheet = book[title]
        headings = [cell.value for cell in sheet[1]]
        row = next(number for number in range(2, 99) if not any(cell.value for cell in sheet[number]))
        for heading, value in cells.items():
            sheet.cell(row, headings.index(heading) + 1, value)
    ledger = book[LEDGER]
    ledger.cell(1, ledger.max_column, "联系人")
    ledger.merge_cells("V5:V6")
    book.create_sheet("小区台帐")["A1"] = "序号"
    book.save(path)
    return path


def test_thirty_mistakes_at_once(tmp_path: Path) -> None:
    """A filled-in template with thirty distinct mistakes is told whole, each mistake once, marked in a copy, and nothing is written."""
    path = filled(tmp_path / "三十处错误.xlsx")
    store = City(city())
    found = told(store, path)
    places = [(one.sheet, one.row, one.column, one.position) for one in found]
    assert len(set(places)) == len(places) >= 30
    assert len({(one.message, one.column) for one in found}) >= 30
    assert mark(path, found, tmp_path / "标注.xlsx") >= 30
    assert store.revision() == 0
    choices = [one.expected.removesuffix("之一").split("、") for one in found if one.expected and "、" in one.expected]
    assert [words for words in choices if len(set(words)) < len(words)] == []


def test_the_same_street_filled_in_well(tmp_path: Path) -> None:
    """The template filled in as a clerk would loads at once, and again without a change."""
    path = tmp_path / "a.xlsx"
    write_template(path, SCHEMES["default"], SCHEMES)
    book = openpyxl.load_workbook(path)
    book["填表说明"]["C4"], book["填表说明"]["C5"] = date(2024, 5, 1), "启源街道"
    sheet = book[LEDGER]
    headings = [cell.value for cell in sheet[1]]
    row = {"序号": 1, "所属社区": "秋实社区", "小区编码": "c2-02", "小区名称": "书店街南院", "户数": 420, "党组织": "南院支部", "组建方式": "单独建", "物业合同到期日": date(2026, 6, 30), "小区长": "无", "有防护": "是", "备注": "老旧小区"}  # fmt: skip
    for heading, value in row.items():
        sheet.cell(3, headings.index(heading) + 1, value)
    book.save(path)
    store = City(city())
    _, applied = loaded(store, path)
    assert applied is not None
    assert applied.summary == "load a.xlsx"
    assert planned(store, path).change.is_empty
    attributes = store.read()["areas"].to_dicts()
    assert {one["attributes"] for one in attributes} == {None, '{"contract_end":"2026-06-30","protected":true}'}
