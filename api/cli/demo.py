"""`demo`: a published case in a store, the real service on a free port, and its answers over HTTP."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from api.cli.options import StorePath

__all__ = ["add_to", "demo"]


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("demo")(demo)


def demo(
    once: Annotated[bool, typer.Option("--once", help="Print the answers and end.")] = False,
    case: Annotated[str, typer.Option("--case", metavar="NAME", help="Which published case 案例.")] = "kaifeng",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 0,
    store: StorePath = None,
) -> None:
    """Show it all 演示: load a case, start the service, ask it over HTTP, print what it answers.

    Without --store the records live in a temporary file. Without --once the service stays up until Ctrl-C.

    Example:  liandong demo --once
    """
    from graph_model.errors import NotFound, nearest
    from loaders.cases import CASES

    if case not in CASES:
        raise NotFound(f'no case "{case}"; there are: {", ".join(CASES)} ({nearest(case, CASES) or "name one"})')
    from api.cli.asking import Client
    from api.cli.context import opened
    from api.cli.records import load_one
    from api.cli.running import base_url, in_background, listening, say_where, served
    from api.cli.showing import show
    from api.settings import Settings

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended from outside it cleans up as after Ctrl-C
    with _place(store) as address:
        with opened(address) as here:
            load_one(here.store, here, case, None, None)
        settings = Settings(store=address, port=port)
        with (
            listening(settings) as sockets,
            served(settings) as server,
            in_background(server, sockets) as thread,
        ):
            show(Client(base_url(sockets[0])), CASES[case])
            if once:
                return
            typer.echo()
            say_where(sockets[0])
            typer.echo(f"案例所述的那一天：{base_url(sockets[0])}/?asOf={CASES[case].as_of}")
            typer.echo("服务运行中，按 Ctrl-C 结束。")
            try:
                while thread.is_alive():
                    thread.join(1)
            except KeyboardInterrupt:
                typer.echo("服务已停止。")


@contextmanager
def _place(store: str | None) -> Iterator[str]:
    """The store named, or one that is gone afterwards."""
    if store:
        yield store
        return
    with TemporaryDirectory(prefix="liandong-") as folder:
        yield str(Path(folder) / "demo.duckdb")
