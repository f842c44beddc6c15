"""Whether the server has been told to stop. It waits for what has begun, so what goes on and on has to end by itself."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["stopping"]


@contextmanager
def stopping() -> Iterator[asyncio.Event]:
    """An event set when one of the signals arrives that end a server, whose own handlers are called as well.

    Outside the main thread there are no signals; the event is set at the end of the `with` in any case.
    """
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(told.set)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in before:
        signal.signal(number, handle)
    try:
        yield told
    finally:
        told.set()
        for number, handler in before.items():
            signal.signal(number, handler)
