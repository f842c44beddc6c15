"""Workbooks over HTTP: POST /imports previews one and, with `apply`, takes it in. See docs/imports.md."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.importing import Asked, Marked, Outcome, brought_in
from api.limits import Limits
from api.requests import Gone, Unread, read_body
from api.signin import STATUS, asker_of
from api.watching import NOTED, Noted
from schema.errors import Code, Refusal, refusal_of

__all__ = ["PLACES", "XLSX", "Imports"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLACES = 4
"""So many workbooks are taken from the network at once: one is worked on, the others wait."""
_PATIENCE = 6
"""How many times as long as a question a workbook may take to arrive."""
_STATUS = {
    **STATUS,
    Code.BAD_USER_INPUT: 400,
    Code.NOT_FOUND: 404,
    Code.CONFLICT: 409,
    Code.QUERY_TOO_COMPLEX: 413,
    Code.QUERY_TIMEOUT: 503,
}
_LONGEST = 60
"""Letters of a file's name."""

_log = logging.getLogger("liandong.api")


class Imports:
    """The ASGI application at `/imports`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = replace(limits, body=limits.workbook, seconds=_PATIENCE * limits.seconds)
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request, number = Request(scope, receive), secrets.token_hex(8)
        try:
            answer = await self._answer(request)
        except Gone:
            return
        except Unread as error:
            answer = _refused(Refusal(error.code, str(error)), error.status)
        except Exception as error:  # noqa: BLE001 (a fault of ours is logged, and told by its number alone)
            refusal = refusal_of(error)
            if refusal is None:
                _log.exception("request %s failed", number)
                sentence = f"服务器内部错误，请求编号 {number}"
                answer = _refused(Refusal(Code.INTERNAL, sentence), 500)
            else:
                answer = _refused(refusal, _STATUS[refusal.code])
        answer.headers.update(
            {"x-request-id": number, "cache-control": "no-store", "x-content-type-options": "nosniff"}
        )
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        """The answer to a request.

        Raises:
            Refusal, LiandongError: it is refused.
            Unread: there is no workbook to be had from it.
            Gone: the asker hung up.
        """
        if request.method != "POST":
            return _refused(Refusal(Code.BAD_USER_INPUT, "导入只接受 POST"), 405, allow="POST")
        state = request.app.state
        asker = await asker_of(state.signin, request.headers.get("authorization"))
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != XLSX:
            return _refused(Refusal(Code.BAD_USER_INPUT, f"请求体应为 Excel 工作簿（{XLSX}）"), 415)
        asked, service = _asked(request), state.service
        if not asker.may_write:
            raise Refusal(Code.FORBIDDEN, "您的权限只能查询，不能修改")
        content = await read_body(request.receive, request.headers.get("content-length"), self._limits)
        if asked.apply:
            await state.following.reached(asked.apply)
        async with self._turn:
            found = await run_in_threadpool(brought_in, service, asker, content, asked, self._limits.workbook)
        return _response(request, found)


def _response(request: Request, found: Outcome | Marked) -> Response:
    if isinstance(found, Marked):
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}"}
        return Response(found.content, headers=headers, media_type=XLSX)
    written = found.body["applied"] is not None
    codes = tuple(error["extensions"]["code"] for error in found.body.get("errors", ()))
    request.scope[NOTED] = Noted("change" if written else "other", codes)
    revision = str(found.body["applied"] or found.body["revision"])
    return Response(to_json(found.body), found.status, {"liandong-revision": revision}, media_type="application/json")


def _refused(refusal: Refusal, status: int, **headers: str) -> Response:
    if refusal.code is Code.UNAUTHENTICATED:
        headers["www-authenticate"] = "Bearer"
    return Response(to_json({"errors": [refusal.formatted]}), status, headers, media_type="application/json")


# ── What is said in the address ──────────────────────────────────────────────────────────────────────────────────────


def _asked(request: Request) -> Asked:
    """The parameters.

    Raises:
        Refusal: one is unknown, given twice, or not as it should be.
    """
    told: dict[str, Any] = {}
    for name, text in request.query_params.multi_items():
        if name not in _READ:
            raise Refusal(Code.BAD_USER_INPUT, f"没有名为“{name[:_LONGEST]}”的参数；有：{'、'.join(_READ)}")
        field, read, expected = _READ[name]
        if field in told:
            raise Refusal(Code.BAD_USER_INPUT, f"参数 {name} 写了不止一次")
        try:
            told[field] = read(text)
        except ValueError:
            raise Refusal(Code.BAD_USER_INPUT, f"参数 {name} 应为{expected}") from None
    asked = Asked(**told)
    if asked.marked and asked.apply is not None:
        raise Refusal(Code.BAD_USER_INPUT, "参数 marked 和 apply 不能同时写")
    return asked


def _name(text: str) -> str:
    """A file's name that is nothing but a name."""
    last = re.split(r"[/\\:]", text)[-1]
    clean = "".join(sign for sign in last if sign.isprintable()).strip(" .").removesuffix(".xlsx")[:_LONGEST]
    return f"{clean or '工作簿'}.xlsx"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise ValueError(text)
    return int(text)


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(text)


def _area(text: str) -> str:
    if not 0 < len(text) <= 200:
        raise ValueError(text)
    return text


def _yes(text: str) -> bool:
    if text not in ("1", "0"):
        raise ValueError(text)
    return text == "1"


_READ: dict[str, tuple[str, Callable[[str], Any], str]] = {
    "on": ("on", _day, "日期，如 2024-05-01"),
    "completeFor": ("complete_for", _area, "区域的编码或名称"),
    "name": ("name", _name, "文件名"),
    "apply": ("apply", _number, "预览时的数据版本号"),
    "marked": ("marked", _yes, " 1 或 0"),
}
