"""A service kept in step with its store: looked at every second in a thread, and at once when somebody waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from api.service import Service
from graph_model.errors import StoreUnavailable

__all__ = ["EVERY", "PATIENCE", "Following", "following"]

EVERY, PATIENCE = 1.0, 2.0
"""Seconds between two looks, and how long a request waits for the revision it demands."""

_PAUSE = 0.05
"""Seconds between two looks while somebody waits."""

_log = logging.getLogger("liandong.api")


class Following:
    """Looks at the store again and again; a store that cannot be reached is looked at all the same."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._wanted, self._looked = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.to_thread(self._look)
            self._looked.set()
            self._looked = asyncio.Event()
            await asyncio.sleep(_PAUSE)
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY - _PAUSE):
                    await self._wanted.wait()
            self._wanted.clear()

    async def look(self) -> None:
        """Wait for the next look at the store, which is at most a second away."""
        with suppress(TimeoutError):
            async with asyncio.timeout(EVERY):
                await self._looked.wait()

    async def reached(self, revision: int) -> bool:
        """Whether the network is at `revision` or beyond, within `PATIENCE` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._service.network.revision < revision:
                    self._wanted.set()
                    await self._looked.wait()
        return self._service.network.revision >= revision

    def _look(self) -> None:
        was_behind = self._service.behind_since
        try:
            self._service.refresh()
        except StoreUnavailable as error:
            if was_behind is None:
                _log.warning("the store cannot be followed: %s", error)
        except Exception:  # noqa: BLE001 (whatever it was, the next look may go well)
            _log.exception("the store was not followed")
        else:
            if was_behind is not None:
                _log.warning("in step again at revision %d, after %s", self._service.network.revision, was_behind)


@asynccontextmanager
async def following(service: Service) -> AsyncIterator[Following]:
    """The service followed for as long as the `async with` lasts."""
    follower = Following(service)
    task = asyncio.create_task(follower.run())
    try:
        yield follower
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
