"""Reading a GraphQL request from HTTP: its body or its query string, and the parameters in them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from pydantic_core import from_json
from starlette.types import Message, Receive

from api.execution import Parameters
from api.limits import Limits
from schema.errors import Code

__all__ = [
    "Gone",
    "Malformed",
    "TooLarge",
    "TooSlow",
    "Unread",
    "from_body",
    "from_query_string",
    "parameters_of",
    "read_body",
]


class Unread(Exception):
    """A request that is not answered; its text says in Chinese what is wrong with it."""

    status, code = 400, Code.BAD_USER_INPUT


class Malformed(Unread):
    """No GraphQL request."""


class TooLarge(Unread):
    """A body beyond what one may have."""

    status, code = 413, Code.QUERY_TOO_COMPLEX


class TooSlow(Unread):
    """A body that did not come in time: who sends it drop by drop keeps others out."""

    status, code = 408, Code.QUERY_TIMEOUT


class Gone(Exception):
    """The asker hung up before the body was read."""


async def read_body(receive: Receive, length: str | None, limits: Limits, *, alone: bool = False) -> bytes:
    """The whole body; `length` is the Content-Length announced. Who is `alone` keeps nobody out and may take its time.

    Raises:
        TooLarge: it has, or is announced to have, more bytes than the limits allow.
        TooSlow: it is not there in time.
        Gone: the connection ended first.
    """
    if length is not None and length.isdecimal() and int(length) > limits.body:
        raise _too_large(limits)
    if alone:
        return await _whole(receive, limits)
    try:
        async with asyncio.timeout(limits.seconds):
            return await _whole(receive, limits)
    except TimeoutError:
        raise TooSlow(f"请求体在 {limits.seconds:g} 秒内没有传完") from None


async def _whole(receive: Receive, limits: Limits) -> bytes:
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > limits.body:
            raise _too_large(limits)
        parts.append(part)
        more = message.get("more_body", False)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _too_large(limits: Limits) -> TooLarge:
    return TooLarge(f"请求体超过 {limits.body} 字节")


def from_body(body: bytes) -> Parameters:
    """The parameters of a POST.

    Raises:
        Malformed: it is no JSON object, or its parameters have other types.
    """
    try:
        read = from_json(body)
    except ValueError as error:
        raise Malformed(f"请求体不是 JSON：{error}") from None
    if not isinstance(read, dict):
        raise Malformed("请求体应为 JSON 对象，含 query")
    return parameters_of(read)


def from_query_string(query_string: bytes) -> Parameters:
    """The parameters of a GET; `variables` and `extensions` are JSON texts.

    Raises:
        Malformed: they are not, or a parameter is given twice.
    """
    try:
        told = parse_qs(query_string.decode("ascii"), keep_blank_values=True, max_num_fields=16, errors="strict")
    except ValueError as error:
        raise Malformed(f"网址中的参数读不出来：{error}") from None
    read: dict[str, Any] = {}
    for name, values in told.items():
        if len(values) > 1:
            raise Malformed(f"参数 {name} 写了不止一次")
        read[name] = values[0]
    for name in ("variables", "extensions"):
        if name in read:
            read[name] = _json(name, read[name])
    return parameters_of(read)


def _json(name: str, text: str) -> object:
    try:
        return from_json(text) if text else None
    except ValueError:
        raise Malformed(f"参数 {name} 应为 JSON 对象") from None


def parameters_of(read: Mapping[str, Any]) -> Parameters:
    """The parameters among what was read.

    Raises:
        Malformed: there is no query, or one of them has another type.
    """
    query, name = read.get("query"), read.get("operationName")
    if not isinstance(query, str) or not query:
        raise Malformed("缺少参数 query：应为一段 GraphQL 查询文字")
    if name is not None and not isinstance(name, str):
        raise Malformed("参数 operationName 应为文字")
    for other in ("variables", "extensions"):
        if not isinstance(read.get(other), dict | None):
            raise Malformed(f"参数 {other} 应为 JSON 对象")
    return Parameters(query, name or None, read.get("variables"))
