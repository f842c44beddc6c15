"""`backup` and `restore`: a store in one file and back, verified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.context import existing, opened
from api.cli.output import steps

__all__ = ["add_to", "backup", "restore"]

_STEPS = 12


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    store: Annotated[str, typer.Argument(metavar="STORE", help="The store 数据库: city.duckdb or neo4j://…")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it 备份文件.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there 覆盖.")] = False,
) -> None:
    """Back a store up 备份: records, log and revision in one file, with checksums.

    A Neo4j may be written to meanwhile; a DuckDB file lets in one process at a time: stop the service first.

    Example:  liandong backup city.duckdb city.backup
    """
    from loaders.backup import back_up

    if file.exists() and not overwrite:
        raise typer.BadParameter(f"{file} is there already (已有文件): name another file, or add --overwrite")
    with opened(existing(store)) as here, steps(_STEPS) as step:
        revision = back_up(here.store, file, step)
    typer.echo(f"已备份版本{revision}：{file}（{file.stat().st_size / 2**20:,.1f} MB）")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote 备份文件.", exists=True)],
    store: Annotated[str, typer.Argument(metavar="STORE", help="An empty store of any kind 空的数据库.")],
) -> None:
    """Restore a backup 恢复 into an empty store; what it holds then is compared with what was backed up.

    A damaged file restores nothing.

    Example:  liandong restore city.backup restored.duckdb
    """
    from loaders.backup import restore as put_back

    with opened(store, discard_unused=True) as there, steps(_STEPS) as step:
        revision = put_back(file, there.store, step)
    typer.echo(f"已恢复到版本{revision}，与备份时一致：{store.rpartition('@')[2]}")
