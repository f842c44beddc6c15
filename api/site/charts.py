"""The charts of the site: figures of `graph_model.charts`, filled from /graphql in the name of whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.site.asking import Refused, answer
from api.site.neighbourhood import BODY, neighbourhood
from graph_model.charts import Moment, Tile, drawing, levels, over_time

__all__ = ["routes"]

MOST = 600
"""Tiles of one chart; beyond that nobody tells them apart."""

_ROWS = """query Tiles($indicator: String!, $within: String, $by: AreaLevel, $asOf: Date) {
  coverage(indicator: $indicator, within: $within, by: $by, asOf: $asOf) {
    remainder area { code name parent { code } } numerator denominator rate unknown
  }
}"""
_TREND = """query Trend($indicator: String!, $within: String, $from: Date!, $to: Date!, $step: Step!) {
  indicator(key: $indicator) { target }
  trend(indicator: $indicator, within: $within, from: $from, to: $to, step: $step) { asOf rate rateAtMost }
}"""
_BELOW = "query Below($code: String!, $asOf: Date) { area(code: $code, asOf: $asOf) { children { level } } }"


def routes() -> list[Route]:
    """One route a chart."""
    return [
        Route("/charts/levels.json", _levels),
        Route("/charts/trend.json", _trend),
        Route("/charts/neighbourhood.json", _neighbourhood),
    ]


async def _levels(request: Request) -> Response:
    """An indicator by the level beneath a place, and the one beneath that where it is not too much."""
    asked = request.query_params
    question = {"indicator": asked.get("indicator"), "within": asked.get("area"), "asOf": asked.get("asOf")}
    try:
        top = await _tiles(request, question, None)
        upper = await _tiles(request, question, asked.get("by"), top[0].code) if top else []
        lower = await _beneath(request, question, upper) if upper else []
    except Refused as refused:
        return JSONResponse(refused.body, status_code=refused.status)
    return await _drawn(levels, [*top, *upper, *lower], dark=_dark(request))


async def _beneath(request: Request, question: dict[str, Any], upper: list[Tile]) -> list[Tile]:
    """The level of what lies in the first tile, where all of it together is not too much; else nothing."""
    told = await answer(request, _BELOW, code=upper[0].code, asOf=question["asOf"])
    below = [child["level"] for child in told["area"]["children"]]
    if not below:
        return []
    try:
        tiles = await _tiles(request, question, below[0])
    except Refused:
        return []
    above = {tile.code for tile in upper}
    return [tile for tile in tiles if tile.parent in above] if len(tiles) <= MOST else []


async def _tiles(request: Request, question: dict[str, Any], by: str | None, parent: str | None = None) -> list[Tile]:
    """The places of a level as tiles, in `parent` or each in its own; without a level the place itself."""
    rows = (await answer(request, _ROWS, **question, by=by))["coverage"]
    return [
        Tile(
            code=row["area"]["code"] if row["area"] else "*",
            name=row["area"]["name"] if row["area"] else "全部",
            parent=None if by is None else parent or (row["area"]["parent"] or {}).get("code"),
            covered=row["numerator"],
            unknown=row["unknown"],
            whole=row["denominator"],
        )
        for row in rows
        if not row["remainder"] and row["denominator"]
    ]


async def _trend(request: Request) -> Response:
    """An indicator over time."""
    names = ("indicator", "within", "from", "to", "step")
    try:
        told = await answer(request, _TREND, **{name: request.query_params.get(name) for name in names})
    except Refused as refused:
        return JSONResponse(refused.body, status_code=refused.status)
    moments = [
        Moment(day=date.fromisoformat(row["asOf"]), rate=row["rate"], rate_at_most=row["rateAtMost"])
        for row in told["trend"]
    ]
    return await _drawn(over_time, moments, target=told["indicator"]["target"], dark=_dark(request))


async def _neighbourhood(request: Request) -> Response:
    """A body, what it covers and belongs to, who holds its posts, and what else they hold."""
    asked = request.query_params
    try:
        told = await answer(request, BODY, code=asked.get("organization"), asOf=asked.get("asOf"))
    except Refused as refused:
        return JSONResponse(refused.body, status_code=refused.status)
    graph, groups, labels = neighbourhood(told["organization"])
    return await _drawn(drawing, graph, title="", groups=groups, labels=labels, named=True, dark=_dark(request))


def _dark(request: Request) -> bool:
    return request.query_params.get("dark") == "true"


async def _drawn(draw: Callable[..., Any], *given: Any, **how: Any) -> Response:
    """A figure as JSON, drawn in a thread of its own: the first one imports Plotly."""
    figure = await run_in_threadpool(draw, *given, **how)
    return Response(figure.to_json(), media_type="application/json", headers={"cache-control": "no-store"})
