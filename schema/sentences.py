"""What the model says when a question cannot be answered, in Chinese: the interface and the command line tell it alike.

The model's errors are English and made for whoever writes a program; a rule here is a pattern of one of them and its sentence,
with `{1}` for a group as it is and `{w1}` for one put into Chinese words. `tests/test_sentences.py` holds that there is a rule
for every message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["RULES", "in_chinese"]

_WORDS = {
    "areas": "区域",
    "organizations": "组织",
    "covers": "覆盖关系",
    "affiliations": "结对",
    "persons": "人员",
    "memberships": "党员关系",
    "posts": "岗位",
    "appointments": "任职",
    "filings": "填报",
    "figures": "上报数",
    "exemptions": "不纳入考核",
    "subjects": "对象个数",
    "households": "户数",
    "residents": "人口",
    "ratio": "比值",
    "composite": "综合得分",
    "role": "角色",
    "kind or group": "组织类型",
}

RULES: Mapping[str, str] = {
    # records and areas
    r"no (\w+) record '(.*?)' on ([\d-]+)": "{3} 没有编码为“{2}”的{w1}",
    r"no (\w+) record '(.*?)' on ([\d-]+); it exists from ([\d-]+)": "{3} 没有编码为“{2}”的{w1}：它自{4}起存在",
    r"no (\w+) record '(.*?)' on ([\d-]+); it exists from ([\d-]+) until ([\d-]+)": "{3} 没有编码为“{2}”的{w1}：它自{4}起存在，至{5}（不含）终止",
    r"(.+) was succeeded by (.+): ask for one of them": "“{1}”已由 {2} 接续，请写其中一个",
    r"no area has the code or the name (.+?) on ([\d-]+)": "{2} 没有编码或名称为“{1}”的区域",
    r"no area has the code or the name (.+?) on ([\d-]+); near it: (.+)": "{2} 没有编码或名称为“{1}”的区域；相近的有：{3}",
    r"no area has the code or the name (.+?) on ([\d-]+); one of this name exists from ([\d-]+)": "{2} 没有编码或名称为“{1}”的区域：有同名的自{3}起存在",
    r"no area has the code or the name (.+?) on ([\d-]+); one of this name existed until ([\d-]+)": "{2} 没有编码或名称为“{1}”的区域：有同名的至{3}（不含）终止",
    r"(\d+) areas are called (.+?) on ([\d-]+): name one by its code, (.+)": "{3} 有{1}个区域名为“{2}”，请写编码：{4}",
    r"(--\S+) (.+): (?:\d+|several) areas (?:are called so|have this name), name one by its code: (.+)": "{1} {2}：有几个区域同名，请写编码：{3}",
    r"--within (.+): the list has no area of this code or name": "--within {1}：名录中没有这个编码或名称的区域",
    r"--complete-for (.+): no such area on ([\d-]+)": "--complete-for {1}：{2} 没有这个区域",
    r"there is no revision (\d+): the store (.+) is at revision (\d+)": "没有版本{1}：数据库 {2} 现在是版本{3}",
    # indicators, schemes, chains
    r"unknown indicator '(.*)'": "没有名为“{1}”的指标（liandong indicators 列出全部）",
    r"(\w+) is no ratio and no composite": "没有名为“{1}”的比值或综合得分（liandong indicators 列出全部）",
    r"(\w+) is a (\w+): it has a value, parts and a rank, but no states and no gaps": "指标 {1} 是{w2}，没有空白点和状态；用 coverage 或 scores 取它的值、等次和名次",
    r"(\w+) has a value, which has no (\w+); ask with weight subjects": "指标 {1} 是比值或综合得分，不能另按{w2}计",
    r"(\w+) counts (\w+), which have no (\w+); ask with weight subjects": "指标 {1} 考核的是{w2}，不能按{w3}计，只能按对象个数（subjects）",
    r"(\w+) has a value for each organization: ask without a level, found (\w+)": "指标 {1} 评定的是组织，每个组织一行，不能按层级（{2}）分列",
    r"(\w+) has a value for each organization and none for a place: it has no trend": "指标 {1} 评定的是组织，没有一处的值，也就没有趋势",
    r"(\w+) is a fixed cohort, and the parameters of (.+) change the shape of its conditions: it cannot be asked as one query": "指标 {1} 的总体固定在一天，而 {2} 的参数改变了条件的样子，不能写成一条查询",
    r"no scheme ['\"](.*?)['\"](?: \(没有这个方案\))?; there are: (.+)": "没有名为“{1}”的方案；有：{2}",
    r"unknown scheme '(.*?)'; there are: (.+)": "没有名为“{1}”的方案；有：{2}",
    r"no case \"(.*?)\"; there are: (.+)": "没有名为“{1}”的案例；有：{2}",
    r"scheme (\S+) has no chain '(.*)'; it has (.+)": "方案 {1} 没有名为“{2}”的链条；有：{3}",
    r"no scheme declares the two-way entry '(.*)'; declared are (.*)": "没有方案列出名为“{1}”的双向进入；有：{2}",
    r"unknown (\w+|kind or group) '(.*)'": "没有名为“{2}”的{w1}",
    # days and periods
    r"no figure is of the period '(.*)'; there are: (.+)": "没有期间为“{1}”的公布数；有：{2}",
    r"no figure is of the period '(.*)'; there are no figures at all": "没有期间为“{1}”的公布数：这里一个公布数也没有",
    r"the period (\S+) begins on ([\d-]+): nothing can be said of it yet": "期间 {1} 从{2}才开始，还没有可说的",
    r"between (\S+) and (\S+) nothing can happen: the second day must be later": "从{1}到{2}没有变动可言：后一天要晚于前一天",
    r"compared are an earlier and a later day, found (\S+) and (\S+)": "比较的是先后两天，收到的是{1}和{2}",
    r"a trend runs forward: from (\S+) to (\S+) it does not": "趋势由先到后：从{1}到{2}不行",
    r"more than (\d+) points: ask with a longer step, or in parts": "超过{1}个点：请放长间隔，或分段来问",
    r"a day is a datetime.date: found (.*); make one with date.fromisoformat or parse_day": "日期应为 datetime.date，收到的是{1}",
    # graphs, files, sheets
    r"unknown view '(.*)'; expected one of (.+)": "没有名为“{1}”的网络视图；有：{2}",
    r"(.+) takes about ([\d,.]+) GB, and ([\d,.]+) GB can be had: (.+)": "约需内存 {2} GB，现有 {3} GB（{1}）：{4}",
    r"(.+): ([\d,]+) rows do not fit a sheet \(([\d,]+)\); write CSV instead \(请导出CSV\)": "{1}：{2}行超出一张工作表的{3}行，请导出 CSV",
    r"(.+): no such file or folder \(文件或文件夹不存在\)": "{1}：文件或文件夹不存在",
    r"(.+): @ names one cell, such as @A5": "{1}：@ 后面写一个单元格，如 @A5",
    # changes
    r"an organization has one kind or more: name them": "组织要有一个或几个类型，请写出",
    r"name either an area or another organization": "请写一个区域或另一个组织，只写一样",
    r"there is no area (\S+) on ([\d-]+): a new one needs a name and a level": "{2} 没有编码为“{1}”的区域：新设的要写名称和层级",
    r"(\S+) is split into two parts or more: found (\d+)": "“{1}”要拆成两个以上，收到的是{2}个",
    r"(\S+) cannot be split so: (.+)": "“{1}”不能这样拆分：{2}",
    r"two areas or more are merged": "合并的区域要有两个以上",
    r"areas of one level are merged: found (.+)": "合并的区域要在同一层级，收到的是 {1}",
    r"the code (\S+) is taken: a merged area has a new one": "编码“{1}”已有人用：合并后的区域要用新编码",
    r"a post is for an area or in an organization: name one of both": "岗位要么为区域而设、要么在组织内，请写其中一个",
    r"there is a post (\S+) on ([\d-]+) already": "{2} 已有编码为“{1}”的岗位",
    r"no (\w+) record '(.*?)' on any day": "没有编码为“{2}”的{w1}",
    r"revision (\d+) cannot be undone: (.+) was anonymised, which is for good": "版本{1}不能撤回：人员“{2}”已匿名，匿名不能撤回",
    r"an exemption is of an area or of an organization: name one of both": "不纳入考核的是一个区域或一个组织，请写其中一个",
}
"""A pattern for each message of a `BadQuestion` or `NotFound`, without the hint at its end, and its sentence."""

_HINT = re.compile(r"""(?:; | \()?did you mean "(.*)"\?\)?$""")


def in_chinese(message: str) -> str:
    r"""A message as a Chinese sentence without a full stop, the nearest right word at its end; what no rule fits stays.

    >>> in_chinese("unknown indicator 'building_haed'; did you mean \"building_head\"?")
    '没有名为“building_haed”的指标（liandong indicators 列出全部），是否想问“building_head”'
    """
    hint = _HINT.search(message)
    plain = message[: hint.start()] if hint else message
    for pattern, sentence in RULES.items():
        found = re.fullmatch(pattern, plain, re.DOTALL)
        if found:
            values = {str(number): text or "" for number, text in enumerate(found.groups(), start=1)}
            values |= {f"w{number}": _WORDS.get(text, text) for number, text in values.items()}
            return _filled(sentence, values) + (f"，是否想问“{hint[1]}”" if hint else "")
    return message


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{(w?\d)\}", lambda match: values[match[1]], sentence)
