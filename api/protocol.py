"""uvicorn's HTTP protocol on httptools, with a bound on the head of a request: without one a header may go on for ever."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["HEAD", "Bounded"]

HEAD = 512 * 1024
"""Bytes of address and headers together; more than one read of the socket, so that what comes with a head is no part of it."""
_REFUSAL = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Bounded(HttpToolsProtocol):
    """Ends a connection whose head does not end."""

    _in_head, _head = True, 0

    def on_message_begin(self) -> None:
        """Another head."""
        super().on_message_begin()
        self._in_head, self._head = True, 0

    def on_headers_complete(self) -> None:
        """The head has ended."""
        super().on_headers_complete()
        self._in_head = False

    def data_received(self, data: bytes) -> None:
        """What was read from the socket."""
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > HEAD and not self.transport.is_closing():
                self.transport.write(_REFUSAL)
                self.transport.close()
