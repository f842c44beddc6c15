"""Questions put to our own /graphql on behalf of a request: with its credentials, under its limits, in its scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json, to_json
from starlette.requests import Request
from starlette.types import Message

__all__ = ["Refused", "answer"]

_OURS = {b"content-type", b"content-length", b"accept", b"transfer-encoding", b"if-none-match"}
"""Headers of the request that do not belong to the question."""


_STATUS = {"FORBIDDEN": 403, "NOT_FOUND": 404}
"""How HTTP says what GraphQL says in an answer of status 200; the rest is 400."""


class Refused(Exception):
    """/graphql said no; `body` is its answer, `status` the one to send it with."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(str(body.get("errors")))
        self.status, self.body = status, body


async def answer(request: Request, query: str, **variables: Any) -> dict[str, Any]:
    """The data of the answer. The question goes through the whole application: whatever guards /graphql guards this.

    Raises:
        Refused: there are errors.
    """
    body = to_json({"query": query, "variables": variables})
    headers = [(name, value) for name, value in request.scope["headers"] if name not in _OURS]
    headers += [(b"content-type", b"application/json"), (b"accept", b"application/json")]
    scope = {
        **{key: value for key, value in request.scope.items() if key not in {"endpoint", "path_params", "router"}},
        "method": "POST",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "headers": headers,
    }
    status, parts = 500, list[bytes]()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            parts.append(message.get("body", b""))

    await request.app(scope, receive, send)
    told: dict[str, Any] = from_json(b"".join(parts))
    if told.get("errors"):
        code = told["errors"][0].get("extensions", {}).get("code")
        raise Refused(max(status, _STATUS.get(code, 400)), {"errors": told["errors"]})
    data: dict[str, Any] = told["data"]
    return data
