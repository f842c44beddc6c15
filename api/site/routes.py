"""The routes of the site: a page for every view, the files they are made of, their charts and workbooks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from api.negotiation import accepts_html
from api.site import charts, exports
from api.site.assets import assets
from api.site.views import MISSING, VIEWS, View, shell

__all__ = ["HEADERS", "missing", "routes"]

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "content-security-policy": "; ".join(f"{what} {where}" for what, where in _POLICY.items()),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""A page's headers: the browser itself is told to stay with this server, and to run nothing that stands in the page."""


def routes() -> list[BaseRoute]:
    """A route for every view, and those of files, charts and workbooks.

    Raises:
        FileNotFoundError: Plotly is not installed.
    """
    return [
        *(Route(view.path, _page(view)) for view in VIEWS),
        *charts.routes(),
        *exports.routes(),
        *assets(),
    ]


async def missing(request: Request, _error: Exception) -> Response:
    """What answers an address that is none: a page to browsers, a plain word to others."""
    if not accepts_html(request.headers.get("accept")):
        return PlainTextResponse("Not Found", status_code=404)
    return HTMLResponse(shell(MISSING, request.query_params), status_code=404, headers=HEADERS)


def _page(view: View) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        return HTMLResponse(shell(view, request.query_params), headers=HEADERS)

    return page
