"""What a service is started with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, PositiveInt

from api.limits import Limits
from api.watching import Watching
from graph_model.errors import InvalidInput, Problem

__all__ = ["LOOPBACK", "Settings"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""The hosts only this machine can reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the records are, where to listen, the folders of a city's own schemes and indicators, and the limits.

    Raises:
        InvalidInput: `host` can be reached from other machines; without sign-in everybody could read everything.
    """

    store: str
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: PositiveInt = 1
    schemes: tuple[Path, ...] = ()
    catalogue: tuple[Path, ...] = ()
    limits: Limits = field(default_factory=Limits)
    watching: Watching = field(default_factory=Watching)

    def __post_init__(self) -> None:
        if self.host not in LOOPBACK:
            raise InvalidInput(
                [
                    Problem(
                        "--host",
                        "没有配置登录时只能在本机上监听，否则同一网络中的任何人都能读到全部数据",
                        found=self.host,
                        expected="、".join(LOOPBACK),
                    )
                ]
            )
