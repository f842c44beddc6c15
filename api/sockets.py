"""Subscriptions over WebSocket: strawberry's `graphql-transport-ws`, over our own answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import timedelta
from json import JSONDecodeError
from typing import Any

from pydantic_core import from_json
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.websocket_origin import is_same_origin
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.unset import UNSET

from api.answers import Answer
from api.execution import PROTOCOL, encoded
from api.requests import Malformed, parameters_of
from api.signin import Asker, SignIn, asker_of
from api.streaming import Streams
from schema.errors import Refusal, bad_input

__all__ = ["Sockets"]

_PATIENCE = timedelta(seconds=10)
"""How long a connection may say nothing at its beginning."""
_OPERATIONS = 20
"""Subscriptions of one connection."""


class Sockets:
    """The ASGI application for WebSockets at `/graphql`."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection. A page of another site is refused: a browser lets any page open a socket to any server."""
        socket = WebSocket(scope, receive, send)
        origin = socket.headers.get("origin")
        if origin is not None and not is_same_origin(origin, socket.headers.get("host")):
            await socket.close()
            return
        if PROTOCOL not in scope["subprotocols"]:
            await socket.close()
            return
        with self._streams.place() as free:
            if not free:
                await socket.close()
                return
            await socket.accept(PROTOCOL)
            state = scope["app"].state
            view: Any = _View(state.signin, socket.headers.get("authorization"))
            schema: Any = _Questions(self._streams, state, view.asker)
            adapter = ASGIWebSocketAdapter(view, socket, socket)
            await BaseGraphQLTransportWSHandler(view, adapter, {}, None, schema, _PATIENCE, _OPERATIONS).handle()


class _View:
    """What strawberry asks of its own HTTP view."""

    def __init__(self, signin: SignIn, authorization: str | None) -> None:
        self._signin, self._authorization = signin, authorization

    async def on_ws_connect(self, context: Mapping[str, Any]) -> object:
        """Whoever does not sign in is turned away, by the request's header or by `authorization` in the first message, since
        a page cannot give its sockets headers; nothing is said in the acknowledgement.

        Raises:
            ConnectionRejectionError: there is no sign-in that counts.
        """
        told = context.get("connection_params")
        if isinstance(told, Mapping) and isinstance(told.get("authorization"), str):
            self._authorization = told["authorization"]
        try:
            await self.asker()
        except Refusal as error:
            raise ConnectionRejectionError from error
        return UNSET

    async def asker(self) -> Asker:
        """Who asks.

        Raises:
            Refusal: the sign-in counts no longer.
        """
        return await asker_of(self._signin, self._authorization)

    def decode_json(self, text: str) -> object:
        """A message.

        Raises:
            JSONDecodeError: it is none.
        """
        try:
            return from_json(text)
        except ValueError as error:
            raise JSONDecodeError(str(error), "", 0) from None

    def encode_json(self, message: Mapping[str, Any]) -> str:
        """A message."""
        return encoded(message).decode()


class _Questions:
    """What strawberry asks of its own schema: the results of an operation, one after another."""

    def __init__(self, streams: Streams, state: Any, asking: Callable[[], Awaitable[Asker]]) -> None:
        self._streams, self._state, self._asking = streams, state, asking

    async def stream(
        self, query: object, variable_values: object, operation_name: object, **_: object
    ) -> AsyncIterator[ExecutionResult]:
        """The results of one operation."""
        read = {"query": query, "variables": variable_values, "operationName": operation_name}
        return self._results(read)

    async def _results(self, read: Mapping[str, Any]) -> AsyncIterator[ExecutionResult]:
        state = self._state
        try:
            parameters = parameters_of(read)
        except Malformed as error:
            yield _refused(bad_input(str(error)).formatted)
            return
        answers = self._streams.answers(parameters, state.service, state.following, state.stopping, self._asking)
        async with aclosing(answers):
            async for answer in answers:
                if answer is not None:
                    yield _result(answer)


class _Told:
    """An error that has been put into words already."""

    def __init__(self, formatted: Mapping[str, Any]) -> None:
        self.formatted, self.original_error = formatted, None


def _result(answer: Answer) -> ExecutionResult:
    read = from_json(answer.body)
    if not answer.executed:
        return _refused(*read["errors"])
    errors: Any = [_Told(one) for one in read.get("errors", ())] or None
    return ExecutionResult(read["data"], errors, read.get("extensions"))


def _refused(*errors: Mapping[str, Any]) -> PreExecutionError:
    told: Any = [_Told(one) for one in errors]
    return PreExecutionError(None, told)
