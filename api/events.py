"""Subscriptions as server-sent events: the distinct connections mode of GraphQL over SSE."""

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from itertools import count

from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.answers import Answer
from api.execution import STREAM, encoded
from api.limits import Limits
from api.negotiation import is_json
from api.requests import Gone, Malformed, Unread, from_body, from_query_string, read_body
from api.signin import STATUS, asker_of
from api.streaming import Streams
from api.turnstile import AGAIN
from api.watching import NOTED, Noted
from schema.errors import Code, Refusal

__all__ = ["Events"]

_PING = 15
"""Looks that found nothing, each about a second, after which a comment is sent: whoever has hung up is noticed."""
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no", "x-content-type-options": "nosniff"}


class Events:
    """An ASGI application in front of another, which answers those who accept an event stream."""

    def __init__(self, app: ASGIApp, streams: Streams, limits: Limits) -> None:
        self._app, self._streams, self._limits = app, streams, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = Headers(scope=scope)
        if STREAM not in headers.get("accept", ""):
            await self._app(scope, receive, send)
            return
        scope[NOTED] = Noted("subscription")
        with self._streams.place() as free:
            try:
                response = await self._response(scope, receive, headers, free=free)
            except Unread as error:
                response = _refusal(error.status, error.code, str(error))
            except Gone:
                return
            await response(scope, receive, send)

    async def _response(self, scope: Scope, receive: Receive, headers: Headers, *, free: bool) -> Response:
        if not free:
            again = f"订阅已满，请 {AGAIN} 秒后再试"
            return _refusal(503, Code.QUERY_TIMEOUT, again, {"retry-after": str(AGAIN)})
        if scope["method"] == "GET":
            parameters = from_query_string(scope["query_string"])
        elif scope["method"] == "POST" and is_json(headers.get("content-type")):
            parameters = from_body(await read_body(receive, headers.get("content-length"), self._limits))
        else:
            raise Malformed("订阅以 GET，或以 JSON 的 POST 请求")
        state = scope["app"].state
        try:
            await asker_of(state.signin, headers.get("authorization"))
        except Refusal as error:
            return _refusal(STATUS[error.code], error.code, error.sentence, {"www-authenticate": "Bearer"})
        asking = functools.partial(asker_of, state.signin, headers.get("authorization"))
        answers = self._streams.answers(parameters, state.service, state.following, state.stopping, asking)
        first = await anext(answers, None)
        if first is not None and not first.executed:
            return Response(first.body, 400, {**_HEADERS, "content-type": "application/json; charset=utf-8"})
        return StreamingResponse(_events(first, answers), 200, _HEADERS, STREAM)


async def _events(first: Answer | None, answers: AsyncGenerator[Answer | None]) -> AsyncIterator[bytes]:
    if first is not None:
        yield _next(first)
    idle = count(1)
    async with aclosing(answers):
        async for answer in answers:
            if answer is not None:
                yield _next(answer)
            elif next(idle) % _PING == 0:
                yield b":\n\n"
    yield b"event: complete\ndata:\n\n"


def _next(answer: Answer) -> bytes:
    return b"event: next\ndata: " + answer.body + b"\n\n"


def _refusal(status: int, code: Code, sentence: str, headers: dict[str, str] | None = None) -> Response:
    body = encoded({"errors": [Refusal(code, sentence).formatted]})
    return Response(body, status, {**_HEADERS, **(headers or {}), "content-type": "application/json; charset=utf-8"})
