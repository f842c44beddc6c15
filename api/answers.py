"""Answers kept: encoded bytes by what was asked, of whom, on which days, at which revision."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace

__all__ = ["KEPT", "Answer", "Answers"]

KEPT = 32 * 1024 * 1024
"""Bytes of answers kept: some 3,000 of a hundred rows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An encoded answer; `executed` is false when it tells only why the request was not carried out."""

    body: bytes
    executed: bool
    clean: bool
    """Whether it has no errors; only such answers are kept."""
    kind: str = "query"
    """`query`, `change`, or `kept` once it has been kept."""
    codes: tuple[str, ...] = ()
    """The codes of its errors."""


class Answers:
    """The most recently used answers. A key holds everything an answer depends on."""

    def __init__(self, kept: int = KEPT) -> None:
        self._limit, self._size = kept, 0
        self._answers: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        """The answer kept under `key`."""
        found = self._answers.get(key)
        if found is None:
            return None
        self._answers.move_to_end(key)
        return found[0]

    def keep(self, key: Hashable, answer: Answer, size: int) -> None:
        """Keep an answer; `size` is what it and its key take, in bytes. One larger than a quarter of all is not kept."""
        if not answer.clean or size > self._limit // 4 or key in self._answers:
            return
        self._answers[key] = replace(answer, kind="kept"), size
        self._size += size
        while self._size > self._limit:
            _, (_, gone) = self._answers.popitem(last=False)
            self._size -= gone
