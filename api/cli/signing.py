"""`token`: a sign-in for somebody, signed with the service's own secret."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["add_to", "token"]

_ROLES = {"reader": "只能查询", "editor": "可登记辖区内的变更", "administrator": "可登记变更，并可匿名、撤回"}


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("token")(token)


def token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who signs in 何人: it stands in the log of changes.")],
    areas: Annotated[
        list[str] | None,
        typer.Option("--area", metavar="CODE", help="Sees this area 辖区 and all in it; may be given several times."),
    ] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Sees every area 全部区域.")] = False,
    role: Annotated[
        str, typer.Option("--role", metavar="ROLE", help="reader 只能查询, editor 可登记变更, administrator 管理.")
    ] = "reader",
    names: Annotated[
        bool, typer.Option("--names", help="Sees names in full 姓名; without it 王*, and no membership.")
    ] = False,
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="For how many days 有效天数 it counts.")] = 30,
    config: Annotated[
        Path | None,
        typer.Option("--config", envvar="LIANDONG_CONFIG", metavar="FILE", help="The service's settings 配置文件."),
    ] = None,
) -> None:
    """Make a sign-in 登录令牌 for somebody; the service takes it as `Authorization: Bearer …`.

    It is signed with the secret the service has (`secret` in its settings, or LIANDONG_SECRET). It cannot be taken back before it
    ends, but by giving the service another secret; so let it end soon.

    Example:  liandong token 王主任 --area 410202-01 --role editor --names --days 7
    """
    from api.configuration import configured
    from api.signin import Asker, Role
    from api.signin import token as signed
    from graph_model.scoping import Scope

    settings = configured(config, os.environ, {"store": ""})
    if not settings.secret:
        raise typer.BadParameter(
            "the settings have no secret: set LIANDONG_SECRET, or secret in the file of --config; "
            'make one with  python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    if role not in _ROLES:
        raise typer.BadParameter(f"expected one of {', '.join(_ROLES)}, found {role!r}", param_hint="--role")
    if bool(areas) == everywhere:
        raise typer.BadParameter("say of which areas: --area CODE (once or more), or --everywhere")
    scope = Scope(None if everywhere else frozenset(areas or ()), names)
    typer.echo(signed(settings, Asker(name, scope, Role(role)), days))
    where = "全部区域" if everywhere else "、".join(sorted(scope.areas or ()))
    shown = "姓名可见" if names else "姓名隐去"
    typer.echo(f"{name}　{where}　{role}（{_ROLES[role]}）　{shown}　{days}天", err=True)
