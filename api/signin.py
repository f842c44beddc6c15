"""Sign-in: from a bearer token to who asks, what they may see and what they may do.

A token is a JWT (RFC 7519), signed with a secret of this service (`liandong token`) or with a key of an OpenID Connect issuer.
Its claims: `sub` (who), `areas` (codes; without it nothing is seen, `"*"` is everywhere), `role`, `names` (whether persons'
names are shown), `exp`, and `aud`, which must be ours. A token signed in another way than configured is refused: the algorithm
is never taken from the token.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool

from graph_model.scoping import EVERYTHING, Scope
from schema.asking import ACTOR
from schema.errors import Code, Refusal

if TYPE_CHECKING:
    from api.settings import Settings

__all__ = ["ANYBODY", "STATUS", "Asker", "Keys", "Role", "SignIn", "asker_of", "token"]

STATUS = {Code.UNAUTHENTICATED: 401, Code.FORBIDDEN: 403, Code.DATABASE_UNAVAILABLE: 503}
"""How HTTP says that a sign-in failed."""

LEEWAY = 60
"""Seconds that clocks may differ by."""

_KNOWN, _SHORT = 1000, 60.0
"""How many tokens are remembered, and for how many seconds: so long an issuer's key counts after it was withdrawn."""

_OWN_ALGORITHMS = ("HS256",)
_ISSUER_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")


class Role(StrEnum):
    """What somebody may do: ask; change what lies in their areas; also what cannot be taken back."""

    READER = "reader"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks."""

    name: str
    scope: Scope
    role: Role

    @property
    def may_write(self) -> bool:
        """Whether changes are taken from them."""
        return self.role is not Role.READER


ANYBODY = Asker(ACTOR, EVERYTHING, Role.ADMINISTRATOR)
"""Whoever asks where nobody signs in: then only this machine is listened to."""


class SignIn:
    """Reads tokens as the settings say. `keys` finds an issuer's key for a token."""

    def __init__(self, settings: Settings, keys: Keys | None = None) -> None:
        self._secret, self._issuer, self._audience = settings.secret, settings.issuer, settings.audience
        self._keys = keys or (Keys(settings.issuer) if settings.issuer else None)
        self._known: dict[str, tuple[Asker, float]] = {}

    @property
    def required(self) -> bool:
        """Whether anybody has to sign in."""
        return bool(self._secret or self._issuer)

    def known(self, authorization: str | None) -> Asker | None:
        """Who sent a request with this header, if that has been found out a short while ago or nobody signs in."""
        if not self.required:
            return ANYBODY
        asker, until = self._known.get(authorization or "", (None, 0.0))
        return asker if time.time() < until else None

    def asker(self, authorization: str | None) -> Asker:
        """Who sent a request with this Authorization header.

        Raises:
            Refusal: UNAUTHENTICATED: no token, or none that counts; the sentence does not say what of it is wrong beyond
                whether it has expired.
        """
        if not self.required:
            return ANYBODY
        scheme, _, text = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not text.strip():
            raise Refusal(Code.UNAUTHENTICATED, "请先登录：请求头 Authorization 应为“Bearer 令牌”")
        claims = self._claims(text.strip())
        asker = _asker(claims)
        if len(self._known) >= _KNOWN:
            self._known.clear()
        self._known[str(authorization)] = asker, min(time.time() + _SHORT, float(claims["exp"]) + LEEWAY)
        return asker

    def _claims(self, text: str) -> Mapping[str, Any]:
        import jwt

        try:
            key, algorithms = self._key(text)
            claims: dict[str, Any] = jwt.decode(
                text,
                key,
                algorithms=algorithms,
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "sub", "aud"]},
            )
        except jwt.ExpiredSignatureError:
            raise Refusal(Code.UNAUTHENTICATED, "登录已过期，请重新登录") from None
        except jwt.PyJWTError:
            raise Refusal(Code.UNAUTHENTICATED, "令牌无效，请重新登录") from None
        return claims

    def _key(self, text: str) -> tuple[Any, list[str]]:
        if self._keys is not None:
            return self._keys.key(text), list(_ISSUER_ALGORITHMS)
        return self._secret, list(_OWN_ALGORITHMS)


async def asker_of(signin: SignIn, authorization: str | None) -> Asker:
    """Who asks; an issuer's keys may have to be fetched, which holds nobody else up.

    Raises:
        Refusal: as `SignIn.asker`.
    """
    known = signin.known(authorization)
    return await run_in_threadpool(signin.asker, authorization) if known is None else known


class Keys:
    """The keys of an issuer, found where OpenID Connect Discovery 1.0 says; read again when a token names a new one, but not
    more often than every `cooldown` seconds: anybody can name a key that is not there."""

    def __init__(self, issuer: str, cooldown: float = 30) -> None:
        self._issuer, self._cooldown = issuer, cooldown
        self._client: Any = None

    def key(self, text: str) -> Any:
        """The key that a token says it is signed with.

        Raises:
            Refusal: DATABASE_UNAVAILABLE: the issuer cannot be reached.
            PyJWTError: it has no such key, or the token does not say which.
        """
        import jwt

        try:
            if self._client is None:
                address = self._address()
                self._client = jwt.PyJWKClient(address, timeout=5, cooldown_duration=self._cooldown)
            return self._client.get_signing_key_from_jwt(text)  # with its own algorithm: the token names none
        except (jwt.PyJWKClientConnectionError, OSError):
            raise Refusal(Code.DATABASE_UNAVAILABLE, "登录服务暂时不可用，请稍后再试") from None

    def _address(self) -> str:
        import json
        import urllib.request

        where = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        with urllib.request.urlopen(where, timeout=5) as answer:  # noqa: S310 (the issuer is configured, http or https)
            return str(json.load(answer)["jwks_uri"])


def _asker(claims: Mapping[str, Any]) -> Asker:
    areas, role, names = claims.get("areas", []), claims.get("role", Role.READER), claims.get("names", False)
    several = isinstance(areas, list) and all(isinstance(area, str) and area for area in areas)
    if not (several or areas == "*") or role not in list(Role) or not isinstance(names, bool):
        raise Refusal(Code.UNAUTHENTICATED, "令牌中的 areas、role 或 names 不合规定，请联系管理员")
    scope = Scope(None if areas == "*" else frozenset(areas), names)
    return Asker(str(claims["sub"]), scope, Role(role))


def token(settings: Settings, asker: Asker, days: int) -> str:
    """A token for somebody, signed with the settings' secret, that counts for some days.

    Raises:
        ValueError: the settings have no secret.
    """
    import jwt

    if not settings.secret:
        raise ValueError("no secret is configured")
    now, areas = int(time.time()), asker.scope.areas
    claims = {
        "sub": asker.name,
        "aud": settings.audience,
        "iat": now,
        "exp": now + days * 86_400,
        "areas": "*" if areas is None else sorted(areas),
        "role": asker.role.value,
        "names": asker.scope.names,
    }
    return jwt.encode(claims, settings.secret, algorithm=_OWN_ALGORITHMS[0])
