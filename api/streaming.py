"""Subscriptions: a question answered now, and again whenever another revision or another day changes its answer."""

from __future__ import annotations

import asyncio
import functools
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager

from starlette.concurrency import run_in_threadpool

from api.answers import Answer
from api.execution import Execution, Parameters, failed
from api.following import Following
from api.limits import Limits
from api.service import Service
from api.signin import Asker
from graph_model.dates import today
from schema.errors import Refusal

__all__ = ["Streams"]


class Streams:
    """The subscriptions of one process."""

    def __init__(self, limits: Limits) -> None:
        self._execution, self._most = Execution(limits), limits.streams
        self.open = 0

    @contextmanager
    def place(self) -> Iterator[bool]:
        """A place for one subscription, for the length of a `with`; False when all are taken."""
        if self.open >= self._most:
            yield False
            return
        self.open += 1
        try:
            yield True
        finally:
            self.open -= 1

    async def answers(
        self,
        parameters: Parameters,
        service: Service,
        following: Following,
        stopping: asyncio.Event,
        asking: Callable[[], Awaitable[Asker]],
    ) -> AsyncGenerator[Answer | None]:
        """The answer as it stands, and each that differs from the one before; None for every look that found none.

        Ends with the first answer that has errors, with that of a query, when the server stops, and once `asking` refuses: a
        sign-in that has expired hears no more.
        """
        goes_on, told = self._execution.follows(parameters), b""
        moment: Hashable = None
        while not stopping.is_set():
            try:
                asker = await asking()
            except Refusal as error:
                yield failed(error)
                return
            network, before = service.network, moment
            zones = {scheme.zone for scheme in network.schemes.values()}
            moment = service.exchanged, network.revision, tuple(map(today, sorted(zones)))
            if moment == before:
                yield None
                await following.look()
                continue
            shown = await run_in_threadpool(service.seen, asker.scope, network)
            request = secrets.token_hex(8)
            work = functools.partial(self._execution.answer, parameters, shown, asker, request, following=True)
            answer = await run_in_threadpool(work) if self._execution.is_slow(parameters) else work()
            if answer.body != told:
                yield answer
            told = answer.body
            if not (goes_on and answer.clean):
                return
