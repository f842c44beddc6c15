"""What was edited behind the service's back: `verify`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.context import existing, opened
from api.cli.options import ReportDate, StorePath
from api.cli.output import print_table

if TYPE_CHECKING:
    from graph_model.errors import Problem

__all__ = ["add_to", "verify"]


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("verify")(verify)


def verify(
    store: StorePath = None,
    on: ReportDate = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what was edited 试运行; write nothing.")] = False,
) -> None:
    """Find what was edited in Neo4j by hand 核对 (Browser, Bloom, Cypher) and take it in as a change set.

    Changed properties, nodes and relationships drawn or taken away are told in words and become the next revision. What
    breaks a rule, or can be read in two ways, is left to you: then nothing is written, and the command ends with 1.

    Example:  liandong verify --store neo4j://user:password@localhost:7687 --dry-run
    """
    from graph_model.stores.neo4j import Neo4jStore

    with opened(existing(store)) as here:
        if not isinstance(here.store, Neo4jStore):
            typer.echo("文件数据库只能由本程序修改，无需核对。")
            return
        found = here.store.verify(on, dry_run=dry_run)
    _told("图中手工修改", found.edits)
    _told("已恢复（标签、历史版本、关系日期）" if not dry_run else "将恢复（标签、历史版本、关系日期）", found.put_back)
    _told("须人工处理", found.refused)
    if found.is_clean:
        typer.echo("图与记录一致，没有手工修改。")
    elif found.refused:
        typer.echo("存在须人工处理的问题，均未写入。", err=True)
        raise typer.Exit(1)
    elif dry_run:
        typer.echo("试运行：以上均未写入。")
    elif found.revision is not None:
        typer.echo(f"已记入版本{found.revision}。")


def _told(title: str, problems: Iterable[Problem]) -> None:
    rows = [[one.where, one.message, one.found or "", one.expected or ""] for one in problems]
    if rows:
        print_table(["位置", "问题", "图中", "应为"], rows, title=f"{title}：{len(rows)}处")
