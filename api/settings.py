"""What a service is started with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, PositiveInt

from api.limits import Limits
from api.watching import Watching
from graph_model.errors import InvalidInput, Problem

__all__ = ["LEAST_SECRET", "LOOPBACK", "Settings"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""The hosts only this machine can reach."""


LEAST_SECRET = 32
"""Bytes a secret must have: as many as its signatures (RFC 7518, 3.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the records are, where to listen, the folders of a city's own schemes and indicators, and the limits.

    Raises:
        InvalidInput: `host` can be reached from other machines; without sign-in everybody could read everything. Or a secret
            is too short, or there are both a secret and an issuer.
    """

    store: str
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: PositiveInt = 1
    schemes: tuple[Path, ...] = ()
    catalogue: tuple[Path, ...] = ()
    limits: Limits = field(default_factory=Limits)
    watching: Watching = field(default_factory=Watching)
    secret: str | None = field(default=None, repr=False)
    """What tokens are signed with (see `signin`); with it, or with an issuer, everybody signs in."""
    issuer: str | None = None
    """The OpenID Connect issuer whose tokens count."""
    audience: str = "liandong"
    """Whom a token must be for."""

    def __post_init__(self) -> None:
        if self.secret is not None and len(self.secret.encode()) < LEAST_SECRET:
            found, expected = f"{len(self.secret.encode())} 字节", f"至少 {LEAST_SECRET} 字节的随机文字"
            raise InvalidInput([Problem("secret", "登录密钥太短，可以被猜出", found=found, expected=expected)])
        if self.secret and self.issuer:
            raise InvalidInput([Problem("secret", "登录密钥与签发方只能配置一个", found="两者", expected="其中之一")])
        if self.host not in LOOPBACK and not self.signed_in:
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

    @property
    def signed_in(self) -> bool:
        """Whether everybody has to sign in."""
        return bool(self.secret or self.issuer)
