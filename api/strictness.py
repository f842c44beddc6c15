"""Requests that two programs may read in two ways are read by neither: headers said twice, a body in an encoding not undone."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.errors import bad_input

__all__ = ["Strict"]

_ONCE = frozenset({b"host", b"authorization", b"content-type", b"origin", b"liandong-min-revision"})
"""Headers of which one program may take the first and another the last."""
_NAMES = "、".join(sorted(name.decode().title() for name in _ONCE))


class Strict:
    """An ASGI application in front of another, which refuses what is ambiguous."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        encoding, seen, twice = b"", set[bytes](), False
        for name, value in scope["headers"]:
            if name in _ONCE:
                twice = twice or name in seen
                seen.add(name)
            elif name == b"content-encoding":
                encoding = value.lower()
        if twice:
            await _refused(scope, receive, send, 400, f"请求头 {_NAMES} 各只能有一个")
        elif encoding not in (b"", b"identity"):
            await _refused(scope, receive, send, 415, "请求体不能压缩")
        else:
            await self._app(scope, receive, send)


async def _refused(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    """A refusal; a socket is closed before it is opened, which its asker sees as 403."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close"})
        return
    refusal = bad_input(sentence)
    await JSONResponse({"errors": [refusal.formatted]}, status)(scope, receive, send)
