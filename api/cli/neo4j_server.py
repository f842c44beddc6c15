"""`neo4j start|stop|status`: a Neo4j of this machine, for those who have none."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["add_to", "start", "status", "stop"]

Data = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The folder of its data 数据目录; made if there is none.")
]
_DATA = Path(".liandong") / "neo4j"


def add_to(app: typer.Typer) -> None:
    """Give the application this group of commands."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        help="A Neo4j on this machine 本机Neo4j: start, stop, status. It needs no Docker and no Java of the system.\n\n"
        "Example:  liandong neo4j start",
    )
    group.command("start")(start)
    group.command("stop")(stop)
    group.command("status")(status)
    app.add_typer(group, name="neo4j")


def start(
    data: Data = _DATA,
    bolt_port: Annotated[int, typer.Option("--bolt-port", min=1, max=65535, help="Where drivers ask 端口.")] = 7687,
    http_port: Annotated[
        int, typer.Option("--http-port", min=0, max=65535, help="Where Neo4j Browser is shown; 0: nowhere.")
    ] = 7474,
    password: Annotated[
        str | None,
        typer.Option(
            "--password",
            envvar="LIANDONG_NEO4J_PASSWORD",
            metavar="P",
            help="The password of the user neo4j 密码 (default: one made up the first time, kept in the folder).",
            show_default=False,
        ),
    ] = None,
    release: Annotated[
        str | None,
        typer.Option(
            "--release",
            metavar="VERSION",
            help="5.26, 2026, or a whole version (default: the one that wrote the folder, else 5.26).",
            show_default=False,
        ),
    ] = None,
    heap: Annotated[str, typer.Option("--heap", metavar="SIZE", help="Its memory for objects.")] = "1g",
    page_cache: Annotated[str, typer.Option("--page-cache", metavar="SIZE", help="Its memory for pages.")] = "512m",
) -> None:
    """Start a Neo4j 启动 and wait until it answers; it goes on when this command has ended. Only this machine reaches it.

    The first time its jars are brought, 140 MB; later starts take some seconds and ask nobody.

    Example:  liandong neo4j start --data .liandong/neo4j --bolt-port 7687
    """
    from graph_model.stores.neo4j.local import start as begin

    said = password or _kept(data)
    server = begin(
        data,
        said,
        bolt_port=bolt_port,
        http_port=http_port or None,
        release=release,
        heap=heap,
        page_cache=page_cache,
        told=lambda text: typer.echo(text, err=True),
    )
    shown = server.store("密码" if password else said).replace("%E5%AF%86%E7%A0%81", "密码")
    typer.echo(f"Neo4j {server.version}已启动，数据目录{data}")
    typer.echo(f"数据库地址：export LIANDONG_STORE='{shown}'")
    if server.browser:
        typer.echo(f"Neo4j Browser：{server.browser}（用户neo4j）")
    typer.echo(f"停止：liandong neo4j stop --data {data}")


def stop(data: Data = _DATA) -> None:
    """Stop the Neo4j 停止 of a folder cleanly and wait until it has ended.

    Example:  liandong neo4j stop --data .liandong/neo4j
    """
    from graph_model.stores.neo4j.local import stop as end

    typer.echo("Neo4j已停止" if end(data) else f"数据目录{data}上没有运行中的Neo4j")


def status(data: Data = _DATA) -> None:
    """Tell whether a folder's Neo4j runs 运行状态, and where it answers; exit code 1 when it does not.

    Example:  liandong neo4j status --data .liandong/neo4j
    """
    from graph_model.stores.neo4j.local import status as of
    from graph_model.stores.neo4j.local import wrote

    server = of(data)
    if server is None:
        before = wrote(data)
        typer.echo(
            f"数据目录{data}上没有运行中的Neo4j" + (f"（数据由Neo4j {before}写入）" if before else "（没有数据）")
        )
        raise typer.Exit(1)
    since = server.since.astimezone().isoformat(" ", "seconds")
    typer.echo(f"Neo4j {server.version}运行中：{server.uri}，自{since}，进程{server.pid}，数据目录{data}")


def _kept(data: Path) -> str:
    """The password made up for the folder, made up now if there is none; only the user can read its file."""
    file = data / "password"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(15), encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()
