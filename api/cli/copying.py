"""`copy`: all of a store into another."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.context import existing, opened
from api.cli.output import steps

__all__ = ["add_to", "copy"]

_STEPS = 12


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("copy")(copy)


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The store to read 源: city.duckdb or neo4j://…")],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="The store to fill 目标; an empty one, or an earlier copy.")
    ],
) -> None:
    """Copy a store 复制 into an empty one: records, log and revision, between any two kinds of store.

    An empty Neo4j that `liandong neo4j start` started is filled by its bulk importer, others change by change. Copied
    again, a target gets what the source took in since.

    Example:  liandong copy kaifeng.duckdb neo4j://neo4j:password@127.0.0.1:7687
    """
    from loaders.bulk import fill, local_server
    from loaders.copy import copy as copy_store

    with opened(existing(source)) as here, steps(_STEPS) as step:
        local = local_server(target)
        if local and not _revision(target):
            fill(*local, here.store, step)
            step("建立约束与索引")
            revision = _revision(target)
        else:
            with opened(target, discard_unused=True) as there:
                revision = copy_store(here.store, there.store, step)
    typer.echo(f"已复制到版本{revision}")


def _revision(address: str) -> int:
    with opened(address) as there:
        return there.store.revision()
