"""填表说明, the first sheet: the day and the place the workbook is about, how it is filled in, what each sheet is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph_model.records import TABLES
from graph_model.scheme import Scheme
from loaders.workbook.layout import BUILDINGS, COMPOUNDS, GUIDE, REPORT_DATE, SCOPE, sheet_title

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from loaders.workbook.styles import Styles

__all__ = ["write_guide"]

_RULES = (
    (
        "先填上面两格",
        "填报日期：表中情况截至哪一天。填报范围：本表所说的街道、乡镇或社区，写编码或名称；表中的名称都在这个范围内查找。",
    ),
    ("通常只填两张表", "小区台账一行一个小区，楼栋长一行一栋楼。其余各表按需填写，不用的空着即可。"),
    ("深色表头必填", "其余可空。鼠标停在表头上可看说明；带下拉箭头的从列表中选择。"),
    ("空着 ≠ 没有", "空着表示没有填报，计为“情况不明”；确实没有的填“无”，计为空白点或缺岗。"),
    ("填了就是全部", "一个岗位或一类组织填了谁，就只有谁；原来有而这次没有写的，从填报日期起终止。"),
    ("几个人、几个组织", "用“、”隔开，如：张三、李四。电话按同样的顺序写。"),
    ("同名的人", "同一社区内按姓名和电话识别。两人同名又分不清的，系统会提问；写人员编码即可。"),
    ("编码", "已有的社区、小区用名称或编码都可以；新增的小区、楼栋必须写编码，如社区编码加“-01”。编码列已设为文本。"),
    ("改名、搬迁", "写上编码，再写新名称或新的所属社区；只写名称会被当作另一个小区。"),
    ("日期", "如2026-12-31、2026年12月31日；生效日期和止日只知道年月的可写2026-12。"),
    ("不要合并单元格", "每一格都要填写，不写“同上”。可以在表头上方加标题行，可以加备注列。"),
    (
        "先试运行",
        "在页面“导入”中放入，或用 liandong load 本文件.xlsx --dry-run，会列出将新增、变更、终止的内容和所有错误，不写入任何数据。",
    ),
)

_SHEETS = {
    COMPOUNDS: "一行一个小区：户数、党组织及组建方式、书记、自治组织、主任、物业企业及合同到期日、小区长。",
    BUILDINGS: "一行一栋楼：所属小区、楼栋长。",
    "areas": "各层级的区域，如网格、单元、中心户。",
    "organizations": "各类组织及其所在区域、隶属。",
    "covers": "哪个组织覆盖哪个区域或组织，党组织的组建方式。",
    "affiliations": "支部联建、包保、共建、单位报到等结对关系。",
    "persons": "人员。不填身份证号。",
    "memberships": "党员属于哪个党组织。",
    "posts": "岗位及职数，无论有没有人担任。",
    "appointments": "谁担任哪个岗位、如何产生。",
    "filings": "哪个区域在哪天已把哪项内容填报完整。",
    "figures": "上报或公布的数字及其原文。",
    "exemptions": "不纳入考核的对象及理由。",
}


def write_guide(book: Workbook, styles: Styles, scheme: Scheme) -> None:
    """Add the sheet."""
    sheet = book.add_worksheet(GUIDE)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 20)
    sheet.set_column(2, 2, 96)
    sheet.set_row(0, 36)
    sheet.write(0, 1, "联动填报工作簿", styles.title)
    sheet.write(1, 1, f"方案：{scheme.label.zh}", styles.plain)
    sheet.write(3, 1, REPORT_DATE, styles.label)
    sheet.write_blank(3, 2, None, styles.input_day)
    sheet.write(4, 1, SCOPE, styles.label)
    sheet.write_blank(4, 2, None, styles.input)
    for one in (3, 4):
        sheet.set_row(one, 24)
    row = 6
    for heading, lines in (
        ("怎么填", _RULES),
        ("各表", [(sheet_title(kind), _SHEETS[kind]) for kind in (COMPOUNDS, BUILDINGS, *TABLES)]),
    ):
        sheet.write(row, 1, heading, styles.section)
        sheet.write_blank(row, 2, None, styles.section)
        for label, text in lines:
            row += 1
            sheet.set_row(row, 20 if len(text) < 47 else 36)
            sheet.write(row, 1, label, styles.label)
            sheet.write(row, 2, text, styles.table)
        row += 2
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_tab_color(styles.accent)
    sheet.activate()
