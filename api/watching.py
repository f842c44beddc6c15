"""What an operator sees of the requests: figures for Prometheus, and lines of a log.

Neither holds a name, an address, a token or a word of what was asked: a line says what kind of request it was, how it ended
and how long it took, under the id that the asker was given.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Literal, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from pydantic import PositiveFloat
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["NOTED", "TOGETHER", "Figures", "Noted", "Watched", "Watching"]

_log = logging.getLogger("liandong.requests")

TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder where several processes keep their figures together."""
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_PATHS = frozenset({"/", "/graphql", "/imports", "/healthz", "/readyz", "/metrics"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What is written down and counted."""

    requests: Literal["all", "notable", "none"] = "notable"
    """Which requests are logged; notable are changes, refusals and what took long."""
    slow: PositiveFloat = 1.0
    """Seconds from which on a request took long."""
    log: Literal["json", "plain"] = "json"
    """How a line of the log is written."""
    indicators: tuple[str, ...] = ()
    """Indicators whose coverage of the whole store is among the figures."""


class Noted(NamedTuple):
    """What an endpoint says of a request it has answered."""

    kind: str = "other"
    """`query`, `kept` (a query answered from what was kept), `change`, `subscription`, or `other`."""
    codes: tuple[str, ...] = ()
    """The codes of the errors told."""


NOTED = "liandong.noted"
"""Where in the scope of a request it is said."""
_NOTHING = Noted()


class Figures:
    """Requests counted and timed, in this process or, where there are several, in all of them."""

    def __init__(self) -> None:
        # When a counter began is nobody's question, and doubles what is scraped.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = own = CollectorRegistry()
        if TOGETHER in os.environ:
            MultiProcessCollector(self.registry)  # type: ignore[no-untyped-call]
            own = CollectorRegistry()
        self._requests = Counter("liandong_requests", "Requests answered", ["kind", "status"], registry=own)
        self._refusals = Counter("liandong_refusals", "Errors told, by code", ["code"], registry=own)
        self._seconds = Histogram(
            "liandong_request_seconds", "Seconds to an answer", ["kind"], registry=own, buckets=_BUCKETS
        )
        self._found: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    @contextmanager
    def telling(self, more: Collector) -> Iterator[None]:
        """These figures told besides, for the length of a `with`."""
        self.registry.register(more)
        try:
            yield
        finally:
            self.registry.unregister(more)

    def count(self, told: Noted, status: int, seconds: float) -> None:
        """One request more."""
        key = told.kind, status
        found = self._found.get(key)
        if found is None:
            found = self._requests.labels(told.kind, str(status)), self._seconds.labels(told.kind)
            self._found[key] = found
        found[0].inc()
        if told.kind != "subscription":  # how long somebody stayed is no time to an answer
            found[1].observe(seconds)
        for code in told.codes:
            self._refusals.labels(code).inc()


class Watched:
    """An ASGI application in front of another, which counts and logs what is asked of it."""

    def __init__(self, app: ASGIApp, figures: Figures, watching: Watching) -> None:
        self._app, self._figures, self._watching = app, figures, watching

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = perf_counter(), 500
        headers: list[tuple[bytes, bytes]] = []

        async def seen(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], message["headers"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            seconds, told = perf_counter() - begun, scope.get(NOTED, _NOTHING)
            self._figures.count(told, status, seconds)
            if self._is_logged(told, status, seconds):
                request = next((value.decode() for name, value in headers if name == b"x-request-id"), None)
                _write(scope, told, status, seconds, request)

    def _is_logged(self, told: Noted, status: int, seconds: float) -> bool:
        if self._watching.requests != "notable":
            return self._watching.requests == "all"
        return status >= 400 or bool(told.codes) or told.kind == "change" or seconds >= self._watching.slow


def _write(scope: Scope, told: Noted, status: int, seconds: float, request: str | None) -> None:
    """One line; a path that is none of ours may hold anything, and is not told."""
    path = scope["path"] if scope["path"] in _PATHS else "other"
    fields = {
        "request": request,
        "method": scope["method"] if scope["method"].isalpha() else "other",
        "path": path,
        "status": status,
        "ms": round(seconds * 1000, 2),
        "kind": told.kind,
        "codes": list(told.codes),
    }
    words = " ".join(f"{key}={value}" for key, value in fields.items())
    _log.info("answered %s", words, extra={"fields": fields, "event": "answered"})
