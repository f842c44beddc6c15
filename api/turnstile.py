"""Lets in so many requests at once; whoever comes on top is asked to come again in a second."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.errors import Code, Refusal

__all__ = ["ALONE", "Turnstile"]

ALONE = "liandong.alone"
"""Where in the scope of a request it is said that no other was inside when it came."""

AGAIN = 1
"""Seconds after which to come again."""


class Turnstile:
    """An ASGI application in front of another, which never has more than `places` requests to answer."""

    def __init__(self, app: ASGIApp, places: int) -> None:
        self._app, self._places, self.inside = app, places, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it at once."""
        if self.inside >= self._places:
            refusal = Refusal(Code.QUERY_TIMEOUT, f"同时处理的请求已有 {self._places} 个，请 {AGAIN} 秒后再试")
            body = {"errors": [refusal.formatted]}
            await JSONResponse(body, 503, {"retry-after": str(AGAIN)})(scope, receive, send)
            return
        scope[ALONE] = not self.inside
        self.inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self.inside -= 1
