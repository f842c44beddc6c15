"""What the demo shows, all of it asked over HTTP: the tree, grid workers, coverage by area, gaps, two chains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from api.cli.output import amount, percent, print_table
from graph_model.answers import State
from graph_model.levels import AreaLevel

if TYPE_CHECKING:
    from api.cli.asking import Client
    from loaders.cases import Case

__all__ = ["LEVELS_QUERY", "show"]

_COUNTED = [level for level in AreaLevel if level not in (AreaLevel.COUNTRY, AreaLevel.PROVINCE, AreaLevel.RESIDENTS)]

LEVELS_QUERY = (
    "query Levels($root: String!, $day: Date!) {\n"
    + "".join(
        f"  {level.value}: areas(within: $root, level: {level.name}, asOf: $day, first: 1) "
        "{ totalCount nodes { level label } }\n"
        for level in _COUNTED
    )
    + "}"
)
"""The query behind the first table."""

_COVERAGE = """query Coverage($root: String!, $day: Date!, $indicator: String!, $by: AreaLevel) {
  indicator(key: $indicator) { title }
  coverage(indicator: $indicator, within: $root, by: $by, asOf: $day) {
    area { name } remainder numerator denominator unknown exempt rate rateAtMost denominatorName
  }
}"""

_GAPS = """query Gaps($root: String!, $day: Date!, $indicator: String!, $state: CoverageState!, $first: Int!) {
  indicator(key: $indicator) { title }
  gaps(indicator: $indicator, within: $root, state: $state, asOf: $day, first: $first) {
    totalCount
    nodes { reason since path { name } subject { __typename ... on Area { code name } ... on Organization { code name } } responsible { code label } }
  }
}"""

_LINKAGE = """query Linkage($area: String!, $chain: String!, $day: Date!) {
  linkage(area: $area, chain: $chain, asOf: $day) {
    complete brokenAt { label }
    area { path { name } }
    steps { label words area { name } holders { name } }
  }
}"""


def show(client: Client, case: Case) -> None:
    """Ask and print, table by table."""
    fixed = {"root": case.root, "day": case.as_of.isoformat()}
    typer.echo(f"\n{case.title}　截至{case.as_of}\n")
    levels = client.ask(LEVELS_QUERY, fixed)
    found = {level: levels[level.value] for level in _COUNTED if _has_its_own(level, levels[level.value])}
    rows = [[_label(level, answer), amount(answer["totalCount"])] for level, answer in found.items()]
    print_table(["层级", "个数"], rows, title="一、各层级区域", right=1)
    _workers(client, fixed)
    place = _label(case.by, levels[case.by.value])
    typer.echo(f"\n二、各{place}覆盖情况")
    for indicator in case.shown:
        _by_area(client, {**fixed, "indicator": indicator, "by": case.by.name}, place)
    _gaps(client, {**fixed, "indicator": case.shown[-1]})
    if case.chain:
        _chains(client, fixed, *case.chain)
    typer.echo(
        f"\n第一张表由以下查询经 HTTP 取得（POST {client.base}/graphql，变量 {_written(fixed)}）：\n{LEVELS_QUERY}"
    )
    typer.echo(f"\n“各{place}覆盖情况”由以下查询取得：\n{_COVERAGE}")


def _has_its_own(level: AreaLevel, answer: Mapping[str, Any]) -> bool:
    """Whether there are areas of a level, and not only those of another that answers for it."""
    return any(node["level"] == level.name for node in answer["nodes"])


def _label(level: AreaLevel, answer: Mapping[str, Any]) -> str:
    return answer["nodes"][0]["label"] if answer["nodes"] else level.value


def _written(variables: Mapping[str, str]) -> str:
    return "{" + ", ".join(f'"{key}": "{value}"' for key, value in variables.items()) + "}"


def _workers(client: Client, fixed: Mapping[str, str]) -> None:
    answer = client.ask(_COVERAGE, {**fixed, "indicator": "grid_worker", "by": None})["coverage"][0]
    if not answer["denominator"]:
        return
    typer.echo(f"\n配有网格员的网格：{amount(answer['numerator'])}个（网格共{amount(answer['denominator'])}个）")


def _by_area(client: Client, variables: Mapping[str, Any], place: str) -> None:
    answer = client.ask(_COVERAGE, variables)
    total = client.ask(_COVERAGE, {**variables, "by": None})["coverage"]
    rows = [
        [
            one["area"]["name"]
            if number < len(answer["coverage"]) and not one["remainder"]
            else "其余"
            if one["remainder"]
            else "合计",
            *(amount(one[key]) for key in ("numerator", "denominator", "unknown", "exempt")),
            percent(one["rate"]),
            percent(one["rateAtMost"]),
        ]
        for number, one in enumerate([*answer["coverage"], *total])
    ]
    title = f"\n{answer['indicator']['title']}（{variables['indicator']}，分母：{total[0]['denominatorName']}）"
    print_table([place, "分子", "分母", "未填报", "不纳入考核", "比例", "上限"], rows, title=title, right=6)


def _gaps(client: Client, fixed: Mapping[str, str]) -> None:
    asked = {**fixed, "state": "GAP", "first": 5}
    found = client.ask(_GAPS, asked)
    gaps = found["gaps"]
    rows = [
        ["/".join(area["name"] for area in one["path"]), one["reason"], one["since"] or "", _post(one["responsible"])]
        for one in gaps["nodes"]
    ]
    title = f"\n三、空白点与缺岗（{found['indicator']['title']}）：共{gaps['totalCount']}个，列出{len(rows)}个"
    print_table(["所在", "原因", "起始日期", "责任岗位"], rows, title=title)


def _post(post: Mapping[str, Any] | None) -> str:
    return (post["label"] or post["code"]) if post else ""


def _chains(client: Client, fixed: Mapping[str, str], indicator: str, chain_key: str) -> None:
    """A complete and a broken chain."""
    typer.echo("\n四、链条：一条完整的，一条中断的")
    for state in (State.COVERED, State.GAP):
        asked = {**fixed, "indicator": indicator, "state": state.name, "first": 1}
        for one in client.ask(_GAPS, asked)["gaps"]["nodes"]:
            chain = client.ask(_LINKAGE, {"area": one["subject"]["code"], "chain": chain_key, "day": fixed["day"]})[
                "linkage"
            ]
            broken = "、".join(step["label"] for step in chain["brokenAt"])
            place = "/".join(area["name"] for area in chain["area"]["path"])
            rows = [
                [
                    step["label"],
                    step["area"]["name"] if step["area"] else "",
                    "、".join(holder["name"] for holder in step["holders"]),
                    step["words"],
                ]
                for step in chain["steps"]
            ]
            verdict = "完整" if chain["complete"] else f"在{broken}环节中断"
            print_table(["环节", "区域", "任职人员", "状态"], rows, title=f"\n{place}：{verdict}")
