"""`serve` and `schema`: the service, and the GraphQL schema it answers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.context import existing, own_declarations
from api.cli.options import StorePath

if TYPE_CHECKING:
    from api.settings import Settings

__all__ = ["add_to", "schema", "serve"]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("serve")(serve)
    app.command("schema")(schema)


def serve(
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            envvar="LIANDONG_CONFIG",
            metavar="FILE",
            help="Settings 配置文件, TOML; each may also be a variable LIANDONG_… (docs/operations.md).",
            show_default=False,
        ),
    ] = None,
    store: StorePath = None,
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            help="Where to listen (default: 127.0.0.1); without sign-in only this machine.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="The port 端口 (default: 8000); 0 takes a free one.", show_default=False
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=1,
            metavar="N",
            help="Processes 进程数 (default: 1), which share the kept columns; only on Neo4j.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Serve a store 启动服务: GraphQL at /graphql, its editor there too, /healthz and /readyz, until Ctrl-C.

    While it runs it has a file to itself: other commands wait until it has ended. A Neo4j may be served several times at once,
    here by --workers or elsewhere; each server takes in what others write within a second or two.

    Example:  liandong serve --store city.duckdb --port 8000
    """
    from api.cli.running import listening, say_where, served
    from api.configuration import configured
    from api.logs import log_to_stderr

    given: dict[str, Any] = {"store": store, "host": host, "port": port, "workers": workers}
    given["schemes"], given["catalogue"] = (found or None for found in own_declarations())
    settings = configured(config, os.environ, {name: value for name, value in given.items() if value is not None})
    existing(settings.store)
    log_to_stderr(settings.watching)
    if settings.workers > 1:
        _serve_together(settings)
        return
    with listening(settings) as sockets, served(settings) as server:
        say_where(sockets[0])
        typer.echo("按 Ctrl-C 结束。")
        server.run(sockets=sockets)


def _serve_together(settings: Settings) -> None:
    from api.cli.running import listening, say_where
    from api.server import together
    from api.service import Service

    if "://" not in settings.store:
        raise typer.BadParameter(
            "a file is served by one process: leave --workers out, or copy the store into a Neo4j (liandong copy)"
        )
    Service.open(settings).close()  # tells what is wrong once, and keeps the columns that all of them map
    with listening(settings) as sockets:
        say_where(sockets[0])
        typer.echo(f"{settings.workers}个进程。Ctrl-C结束。")
        together(settings, sockets)


def schema() -> None:
    """Print the GraphQL schema 接口定义 (SDL).

    Example:  liandong schema > schema.graphql
    """
    from schema.build import sdl

    typer.echo(sdl().rstrip())
