"""Lists of the site as workbooks to hand in: all of a list's pages, asked of /graphql in the name of whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.site.asking import Refused, answer
from graph_model.scheme import DEFAULT
from loaders.workbook.export import write_rows
from loaders.workbook.template import write_template

__all__ = ["routes"]

MOST = 100_000
"""Rows of one workbook; a longer list is asked for in parts, place by place."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STATES = {"GAP": "空白点", "UNKNOWN": "情况不明", "COVERED": "已覆盖", "EXEMPT": "不纳入考核"}

_LIST = """query Gaps($indicator: String!, $within: String, $state: CoverageState!, $asOf: Date, $after: String) {
  indicator(key: $indicator) { title denominatorName }
  coverage(indicator: $indicator, within: $within, asOf: $asOf) { area { name } asOf numerator denominator unknown suppressed }
  gaps(indicator: $indicator, within: $within, state: $state, asOf: $asOf, first: 500, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      subject {
        __typename
        ... on Area { code name }
        ... on Organization { code name }
        ... on Post { code label area { name } organization { name } }
        ... on Appointment { code post { label } person { name } }
        ... on Person { code fullName: name }
      }
      path { code name label }
      reason since
      responsible { label area { name } organization { name } holders { person { name } } }
    }
  }
}"""


def routes() -> list[Route]:
    """One route a workbook."""
    return [Route("/exports/gaps.xlsx", _gaps), Route("/exports/template.xlsx", _template)]


async def _gaps(request: Request) -> Response:
    """The subjects of an indicator in a state, with a column for every level of the way to them."""
    asked = {name: request.query_params.get(name) for name in ("indicator", "within", "asOf")}
    state = request.query_params.get("state", "GAP")
    try:
        told, nodes = await _all(request, {**asked, "state": state})
    except Refused as refused:
        return JSONResponse(refused.body, status_code=refused.status)
    (tally,) = told["coverage"]
    place = tally["area"]["name"] if tally["area"] else "全部"
    title = f"{place} {told['indicator']['title']} {_STATES[state]}"
    note = f"{title}　截至 {tally['asOf']}　共 {len(nodes)} 条"
    if not tally["suppressed"]:
        counted = f"{tally['numerator']:,.0f} / {tally['denominator']:,.0f} {told['indicator']['denominatorName']}"
        note += f"　已覆盖 {counted}　不明 {tally['unknown']:,.0f}"
    made = await run_in_threadpool(_workbook, nodes, _STATES[state], note)
    return _file(made, f"{title} {tally['asOf']}.xlsx")


async def _template(request: Request) -> Response:
    """The empty workbook that street offices fill in, in the words of a scheme."""
    key = request.query_params.get("scheme", DEFAULT)
    try:
        told = await answer(request, "query Scheme($key: String!) { scheme(key: $key) { title } }", key=key)
    except Refused as refused:
        return JSONResponse(refused.body, status_code=refused.status)
    schemes = request.app.state.service.network.schemes
    made = await run_in_threadpool(_written, lambda path: write_template(path, schemes[key], schemes))
    return _file(made, f"{told['scheme']['title']} 填报模板.xlsx")


async def _all(request: Request, question: dict[str, str | None]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is told beside the list, and the rows of all its pages."""
    nodes: list[dict[str, Any]] = []
    told = await answer(request, _LIST, **question, after=None)
    if told["gaps"]["totalCount"] > MOST:
        raise Refused(400, _too_many(told["gaps"]["totalCount"]))
    nodes += told["gaps"]["nodes"]
    while told["gaps"]["pageInfo"]["hasNextPage"]:
        told = await answer(request, _LIST, **question, after=told["gaps"]["pageInfo"]["endCursor"])
        nodes += told["gaps"]["nodes"]
    return told, nodes


def _too_many(count: int) -> dict[str, Any]:
    sentence = f"清单有 {count:,} 条，一个工作簿最多 {MOST:,} 条；请进入下一级分别导出"
    return {"errors": [{"message": sentence, "extensions": {"code": "QUERY_TOO_COMPLEX"}}]}


def _workbook(nodes: list[dict[str, Any]], title: str, note: str) -> bytes:
    levels = list(dict.fromkeys(area["label"] for node in nodes for area in _way(node)))
    headings = [*levels, "对象", "编码", "原因", "自何日起", "应由谁办", "在任者"]
    rows = [_row(node, levels) for node in nodes]
    return _written(lambda path: write_rows(path, title, headings, rows, note=note))


def _written(write: Callable[[Path], None]) -> bytes:
    """What `write` writes into a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        write(path)
        return path.read_bytes()


def _file(made: bytes, name: str) -> Response:
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", "cache-control": "no-store"}
    return Response(made, media_type=XLSX, headers=headers)


def _way(node: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """The places above a subject."""
    subject = node["subject"]
    return (area for area in node["path"] if subject["__typename"] != "Area" or area["code"] != subject["code"])


def _row(node: Mapping[str, Any], levels: list[str]) -> list[Any]:
    above = {area["label"]: area["name"] for area in _way(node)}
    responsible = node["responsible"]
    return [
        *(above.get(level) for level in levels),
        _name(node["subject"]),
        node["subject"]["code"],
        node["reason"],
        node["since"] and date.fromisoformat(node["since"]),
        responsible and _post(responsible),
        responsible and "、".join(one["person"]["name"] or "（已匿名）" for one in responsible["holders"]),
    ]


def _name(subject: Mapping[str, Any]) -> str:
    if subject["__typename"] == "Post":
        return _post(subject)
    if subject["__typename"] == "Appointment":
        return f"{subject['person']['name'] or '（已匿名）'}（{subject['post']['label']}）"
    return subject.get("name") or subject.get("fullName") or "（已匿名）"


def _post(post: Mapping[str, Any]) -> str:
    """A post with the place or body it is for."""
    return f"{(post['area'] or post['organization'])['name']} {post['label']}"
