"""Subscriptions over WebSocket: strawberry's `graphql-transport-ws`, over our own answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from datetime import timedelta
from json import JSONDecodeError
from typing import Any

from pydantic_core import from_json
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.websocket_origin import is_same_origin
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.unset import UNSET

from api.answers import Answer
from api.execution import PROTOCOL, encoded, refused
from api.requests import Malformed, parameters_of
from api.streaming import Streams
from schema.errors import bad_input

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
            view: Any = _View()
            schema: Any = _Questions(self._streams, scope["app"].state)
            adapter = ASGIWebSocketAdapter(view, socket, socket)
            await BaseGraphQLTransportWSHandler(view, adapter, {}, None, schema, _PATIENCE, _OPERATIONS).handle()


class _View:
    """What strawberry asks of its own HTTP view."""

    async def on_ws_connect(self, _context: object) -> object:
        """Nobody is turned away; nothing is said in the acknowledgement."""
        return UNSET

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

    def __init__(self, streams: Streams, state: Any) -> None:
        self._streams, self._state = streams, state

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
            yield _refused(refused(bad_input(str(error))))
            return
        answers = self._streams.answers(parameters, state.service, state.following, state.stopping)
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
