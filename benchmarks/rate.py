"""Requests a second of a server that is never idle: the same request again and again, on several connections."""

from __future__ import annotations

import selectors
import socket
import time

__all__ = ["rate"]

CONNECTIONS = 8


def rate(port: int, body: bytes, seconds: float = 1.0) -> float:
    """Answers a second to a POST of `body` to /graphql, each of as many bytes as the first.

    Raises:
        RuntimeError: the first is no 200.
    """
    head = f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n"
    request = f"{head}content-length: {len(body)}\r\n\r\n".encode() + body
    size = _size(port, request)
    with selectors.DefaultSelector() as waiting:
        for _ in range(CONNECTIONS):
            one = socket.create_connection(("127.0.0.1", port))
            waiting.register(one, selectors.EVENT_READ, [0])
            one.sendall(request)
        answers, begun = 0, time.perf_counter()
        while (taken := time.perf_counter() - begun) < seconds:
            for key, _ in waiting.select(1):
                key.data[0] += len(key.fileobj.recv(1 << 18))  # type: ignore[union-attr]
                if key.data[0] >= size:
                    key.data[0] = 0
                    answers += 1
                    key.fileobj.sendall(request)  # type: ignore[union-attr]
        for key in list(waiting.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
    return answers / taken


def _size(port: int, request: bytes) -> int:
    """The bytes of an answer with its head."""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(request)
        told = b""
        while b"\r\n\r\n" not in told:
            told += one.recv(1 << 18)
        head = told.partition(b"\r\n\r\n")[0]
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"answered {head[:60]!r}")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return len(head) + 4 + int(length.partition(b":")[2])
