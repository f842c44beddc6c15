"""The files the site is made of, under an address that changes with them: a browser keeps them for good.

After an update the shells name another address, so nobody works with half of the old scripts, and going from view to view
asks for none of them again.
"""

from __future__ import annotations

import functools
import hashlib
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

__all__ = ["assets", "base"]

STATIC = Path(str(files("api.site") / "static"))


def assets() -> list[BaseRoute]:
    """A route for our files, and one for Plotly's script.

    Raises:
        FileNotFoundError: Plotly is not installed.
    """
    return [Mount(f"{base()}/plotly", _Kept(directory=_plotly())), Mount(base(), _Kept(directory=STATIC))]


@functools.cache
def base() -> str:
    """The address of the files: it holds a checksum of all of them.

    Raises:
        FileNotFoundError: Plotly is not installed.
    """
    told = hashlib.sha256()
    for path in [*sorted(STATIC.rglob("*.*")), _plotly() / "plotly.min.js"]:
        told.update(path.relative_to(path.anchor).name.encode() + path.read_bytes())
    return f"/assets/{told.hexdigest()[:12]}"


class _Kept(StaticFiles):
    """Files that never change at their address."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        response = await super().get_response(path, scope)
        response.headers.update(
            {"cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
        )
        return response


def _plotly() -> Path:
    """The folder with Plotly's own script. The package is not imported: that takes most of a second."""
    spec = find_spec("plotly")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise FileNotFoundError("the package plotly is missing; install Liandong with its dependencies")
    return Path(folders[0]) / "package_data"
