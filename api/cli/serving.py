"""`serve` and `schema`: the service, and the GraphQL schema it answers."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.context import existing, own_declarations
from api.cli.options import StorePath

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
) -> None:
    """Serve a store 启动服务: GraphQL at /graphql, its editor there too, /healthz and /readyz, until Ctrl-C.

    While it runs it has the file to itself: other commands wait until it has ended.

    Example:  liandong serve --store city.duckdb --port 8000
    """
    address = existing(store)
    from api.cli.running import listening, say_where, served
    from api.settings import Settings

    schemes, catalogue = own_declarations()
    settings = Settings(store=address, host=host, port=port, schemes=schemes, catalogue=catalogue)
    with listening(settings) as sockets, served(settings) as server:
        say_where(sockets[0])
        typer.echo("Ctrl-C结束。")
        server.run(sockets=sockets)


def schema() -> None:
    """Print the GraphQL schema 接口定义 (SDL).

    Example:  liandong schema > schema.graphql
    """
    from schema.build import sdl

    typer.echo(sdl().rstrip())
