"""The routes of the site: a page for every view, the files they are made of, Plotly's script from where it is installed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.negotiation import accepts_html
from api.site import charts, exports
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
    """A route for every view, and one each for our files and for Plotly's script.

    Raises:
        FileNotFoundError: Plotly is not installed.
    """
    return [
        *(Route(view.path, _page(view)) for view in VIEWS),
        *charts.routes(),
        *exports.routes(),
        Mount("/assets/plotly", _Checked(directory=_plotly())),
        Mount("/assets", _Checked(directory=Path(str(files("api.site") / "static")))),
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


class _Checked(StaticFiles):
    """Files that may be kept but are asked for again: after an update nobody works with half of the old scripts."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or that it has not changed."""
        response = await super().get_response(path, scope)
        response.headers.update({"cache-control": "no-cache", "x-content-type-options": "nosniff"})
        return response


def _plotly() -> Path:
    """The folder with Plotly's own script. The package is not imported: that takes most of a second."""
    spec = find_spec("plotly")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise FileNotFoundError("the package plotly is missing; install Liandong with its dependencies")
    return Path(folders[0]) / "package_data"
