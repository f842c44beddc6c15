"""The query editor: GraphiQL, served whole from here. A browser that opens it asks no other host for anything."""

from __future__ import annotations

from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

__all__ = ["HEADERS", "assets", "page"]

_PACKAGE = "graphene_django_graphiql_static"

HEADERS: list[tuple[bytes, bytes]] = [
    (b"content-type", b"text/html; charset=utf-8"),
    (
        b"content-security-policy",
        b"; ".join(
            (
                b"default-src 'none'",
                b"script-src 'self'",
                b"style-src 'self' 'unsafe-inline'",
                b"connect-src 'self'",
                b"img-src 'self' data:",
                b"font-src 'self' data:",
                b"base-uri 'none'",
                b"form-action 'none'",
                b"frame-ancestors 'none'",
            )
        ),
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
"""The page's headers: the browser itself is told to stay with this server."""


def page() -> bytes:
    """The HTML page of the query editor."""
    return (files("api.ide") / "index.html").read_bytes()


def assets(at: str) -> list[BaseRoute]:
    """The routes of the page's files below the path `at`: GraphiQL's own, and ours.

    GraphiQL's files are read from the package that brings them, which is never imported: it wants Django.

    Raises:
        FileNotFoundError: the package is not installed.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {_PACKAGE} is missing; install Liandong with its dependencies")
    theirs = Path(spec.submodule_search_locations[0]) / "static" / _PACKAGE
    ours = Path(str(files("api.ide") / "static"))
    return [
        Mount(f"{at}/graphiql", StaticFiles(directory=theirs)),
        Mount(f"{at}/editor", StaticFiles(directory=ours)),
    ]
