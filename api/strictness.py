"""Requests that two programs may read in two ways are read by neither: several hosts, a body in an encoding we do not undo."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.errors import Refusal, bad_input

__all__ = ["Strict"]


class Strict:
    """An ASGI application in front of another, which refuses what is ambiguous."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        hosts, encoding = 0, b""
        for name, value in scope.get("headers", ()):
            if name == b"host":
                hosts += 1
            elif name == b"content-encoding":
                encoding = value.lower()
        if scope["type"] == "http" and hosts > 1:
            await _refusal(400, bad_input("请求头 Host 只能有一个"))(scope, receive, send)
        elif scope["type"] == "http" and encoding not in (b"", b"identity"):
            await _refusal(415, bad_input("请求体不能压缩"))(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _refusal(status: int, refusal: Refusal) -> JSONResponse:
    error = {"message": str(refusal), "extensions": {"code": refusal.code.value}}
    return JSONResponse({"errors": [error]}, status)
