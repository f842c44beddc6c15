"""`serve` and `schema`: the service, and the GraphQL schema it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
    store: StorePath = None,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; without sign-in only this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port 端口; 0 takes a free one.")] = 8000,
    workers: Annotated[
        int,
        typer.Option(
            "--workers", min=1, metavar="N", help="Processes 进程数, which share the kept columns; only on Neo4j."
        ),
    ] = 1,
) -> None:
    """Serve a store 启动服务: GraphQL at /graphql, its editor there too, /healthz and /readyz, until Ctrl-C.

    While it runs it has a file to itself: other commands wait until it has ended. A Neo4j may be served several times at once,
    here by --workers or elsewhere; each server takes in what others write within a second or two.

    Example:  liandong serve --store city.duckdb --port 8000
    """
    address = existing(store)
    from api.cli.running import listening, say_where, served
    from api.settings import Settings

    schemes, catalogue = own_declarations()
    settings = Settings(store=address, host=host, port=port, schemes=schemes, catalogue=catalogue)
    if workers > 1:
        _serve_together(settings, workers)
        return
    with listening(settings) as sockets, served(settings) as server:
        say_where(sockets[0])
        typer.echo("按 Ctrl-C 结束。")
        server.run(sockets=sockets)


def _serve_together(settings: Settings, workers: int) -> None:
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
        typer.echo(f"{workers}个进程。Ctrl-C结束。")
        together(settings, workers, sockets)


def schema() -> None:
    """Print the GraphQL schema 接口定义 (SDL).

    Example:  liandong schema > schema.graphql
    """
    from schema.build import sdl

    typer.echo(sdl().rstrip())
