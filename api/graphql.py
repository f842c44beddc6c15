"""GraphQL over HTTP: one endpoint, POST and GET, answers in either of the two media types.

A well-formed request is answered 200 in application/json, whatever its query is worth. In
application/graphql-response+json a request that was not carried out (it does not parse, does not validate, or its
variables do not fit) is 400. A request that is no GraphQL request is 4xx in both.
"""

from __future__ import annotations

import asyncio
import functools
import secrets
from collections.abc import Hashable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from api.answers import Answer, Answers
from api.etags import is_among, tag_of
from api.execution import Execution, NotAQuery, Parameters, encoded
from api.following import PATIENCE
from api.limits import Limits
from api.negotiation import JSON, RESPONSE, accepts_html, chosen, is_json
from api.requests import Gone, Unread, from_body, from_query_string, read_body
from api.service import Service
from api.signin import STATUS, Asker, asker_of
from api.turnstile import ALONE
from api.watching import NOTED, Noted
from graph_model.dates import today
from graph_model.scoping import EVERYTHING
from schema.errors import Code, Refusal

__all__ = ["GraphQLEndpoint"]

LEAST = "Liandong-Min-Revision"
"""The request header that demands a revision or a later one: read what you have just written, from any server."""

_KEPT_AND_ASKED_AGAIN = ((b"cache-control", b"private, no-cache"), (b"vary", b"Accept, Authorization"))

OWN = 512
"""What an answer kept takes besides its bytes and its question's."""


class GraphQLEndpoint:
    """The ASGI application at `/graphql`; `page` is what a browser is shown there."""

    def __init__(self, page: bytes, page_headers: list[tuple[bytes, bytes]], limits: Limits) -> None:
        self._page, self._page_headers, self._limits = page, page_headers, limits
        self._execution, self._answers = Execution(limits), Answers()
        self._one_by_one = asyncio.Semaphore()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers, method = Headers(scope=scope), scope["method"]
        if method == "GET" and not scope["query_string"] and accepts_html(headers.get("accept")):
            await _send(send, 200, self._page_headers, self._page)
            return
        reply = _Reply(send, headers.get("accept"), secrets.token_hex(8))
        try:
            asker = await asker_of(scope["app"].state.signin, headers.get("authorization"))
        except Refusal as error:
            await reply.refuse(STATUS[error.code], error.sentence, error.code)
        else:
            await self._serve(scope, receive, asker, reply)

    async def _serve(self, scope: Scope, receive: Receive, asker: Asker, reply: _Reply) -> None:
        """Answer somebody's request."""
        headers, method = Headers(scope=scope), scope["method"]
        state = scope["app"].state
        service: Service = state.service
        least = _number(headers.get(LEAST, "0"))
        if least:
            await state.following.reached(least)
        network = service.network
        reply.now(network.revision)
        if method not in ("GET", "POST"):
            await reply.refuse(405, f"GraphQL 只接受 GET 和 POST，收到的是 {method}", allow="GET, POST")
        elif reply.media is None:
            await reply.refuse(406, f"只能以 {JSON} 或 {RESPONSE} 回答")
        elif method == "POST" and not is_json(headers.get("content-type")):
            await reply.refuse(415, f"请求体应为 UTF-8 编码的 {JSON}")
        elif least is None:
            await reply.refuse(400, f"请求头 {LEAST} 应为版本号，例如 12")
        elif network.revision < least:
            sentence = f"要求的版本是{least}，本服务在{PATIENCE:.0f}秒内只到版本{network.revision}，请稍后再试"
            await reply.refuse(409, sentence, Code.CONFLICT)
        else:
            try:
                asked = (
                    await read_body(receive, headers.get("content-length"), self._limits, alone=scope.get(ALONE, False))
                    if method == "POST"
                    else scope["query_string"]
                )
                answer = await self._answered(method, asked, service, asker, reply)
                scope[NOTED] = Noted(answer.kind, answer.codes)
                await reply.answer(answer, tagged=method == "GET", told=headers.get("if-none-match"))
            except Unread as error:
                await reply.refuse(error.status, str(error), error.code)
            except NotAQuery:
                await reply.refuse(405, "GET 只能查询；修改请用 POST", allow="POST")
            except Gone:
                return

    async def _answered(self, method: str, asked: bytes, service: Service, asker: Asker, reply: _Reply) -> Answer:
        """The answer kept for the same bytes, or a new one. What "today" is belongs to the question, and so does who may see
        what.

        A change waits for the store in a thread of its own, and so do slow questions for each other; meanwhile the others go
        on being answered.
        """
        exchanged, network = service.exchanged, service.network
        zones = {scheme.zone for scheme in network.schemes.values()}
        key: Hashable = (method, asked, tuple(map(today, sorted(zones))), asker.scope, exchanged, network.revision)
        found = self._answers.get(key)
        if found is not None:
            return found
        parameters: Parameters = from_body(asked) if method == "POST" else from_query_string(asked)
        shown = network if asker.scope == EVERYTHING else await run_in_threadpool(service.seen, asker.scope, network)
        if method == "POST" and self._execution.changes(parameters):
            changed = functools.partial(self._execution.answer, parameters, shown, asker, reply.request, writer=service)
            answer = await run_in_threadpool(changed)
            reply.now(service.network.revision)
            return answer
        work = functools.partial(
            self._execution.answer, parameters, shown, asker, reply.request, queries_only=method == "GET"
        )
        if self._execution.is_slow(parameters):
            async with self._one_by_one:
                answer = await run_in_threadpool(work)
        else:
            answer = work()
        self._answers.keep(key, answer, len(answer.body) + len(asked) + OWN)
        return answer


class _Reply:
    """How one request is answered: its media type, its id, the revision that answers it."""

    def __init__(self, send: Send, accept: str | None, request: str) -> None:
        self._send, self.media, self.request = send, chosen(accept), request
        self._headers = [
            (b"content-type", f"{self.media or JSON}; charset=utf-8".encode()),
            (b"x-request-id", request.encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]

    def now(self, revision: int) -> None:
        """The revision that answers; a change of this request leads to another."""
        name = b"liandong-revision"
        self._headers = [*(one for one in self._headers if one[0] != name), (name, str(revision).encode())]

    async def answer(self, answer: Answer, *, tagged: bool, told: str | None) -> None:
        """Send an answer to a GraphQL request; if `tagged`, one that may be kept and asked for again by the tag `told`."""
        status = 200 if answer.executed or self.media == JSON else 400
        if not tagged or not answer.clean:
            await _send(self._send, status, self._headers, answer.body)
            return
        tag = tag_of(answer.body, self.media or JSON)
        own = [one for one in self._headers if one[0] != b"cache-control"]
        headers = [*own, *_KEPT_AND_ASKED_AGAIN, (b"etag", tag.encode())]
        if is_among(tag, told):
            await self._send({"type": "http.response.start", "status": 304, "headers": headers})
            await self._send({"type": "http.response.body", "body": b""})
        else:
            await _send(self._send, status, headers, answer.body)

    async def refuse(self, status: int, sentence: str, code: Code = Code.BAD_USER_INPUT, allow: str = "") -> None:
        """Send what is wrong with a request that is no GraphQL request."""
        headers = [*self._headers, (b"allow", allow.encode())] if allow else self._headers
        if status == STATUS[Code.UNAUTHENTICATED]:
            headers = [*headers, (b"www-authenticate", b"Bearer")]
        await _send(self._send, status, headers, encoded({"errors": [Refusal(code, sentence).formatted]}))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
