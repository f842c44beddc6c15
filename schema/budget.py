"""How much one answer may come to: so many objects, and so many seconds of work."""

from __future__ import annotations

from math import inf
from time import monotonic

from schema.errors import Code, Refusal

__all__ = ["COMPUTED", "ROWS", "Budget", "Exhausted"]

ROWS = 20_000
"""Objects one answer may hold: four full lists of a level, about 0.3 s of work. More is asked in pages."""

COMPUTED = 40
"""Objects that a question put to the columns for each row counts for: a nested `gaps` or `coverage`, about 1 ms at 1 M
areas, at most 500 in one answer."""


class Exhausted(Refusal):
    """The whole answer is given up: it has come to more than it may."""


class Budget:
    """What one answer has spent so far. `spend` and `in_time` are asked wherever work is about to be done."""

    __slots__ = ("rows", "seconds", "spent", "until")

    def __init__(self, rows: int = ROWS, seconds: float = inf) -> None:
        self.rows, self.seconds, self.spent = rows, seconds, 0
        self.until = monotonic() + seconds

    def spend(self, rows: int) -> None:
        """Take `rows` from what the answer may still hold.

        Raises:
            Exhausted: it asks for more than one answer may hold, or the time is up.
        """
        self.spent += rows
        if self.spent > self.rows:
            sentence = f"一次回答最多包含 {self.rows} 个对象；请缩小 within，或减小 first 分页来取"
            raise Exhausted(Code.QUERY_TOO_COMPLEX, sentence)
        self.in_time()

    def in_time(self) -> None:
        """Nothing, while there is time.

        Raises:
            Exhausted: the time is up.
        """
        if monotonic() > self.until:
            sentence = f"这一查询在 {self.seconds:g} 秒内没有答完；请缩小 within、减少日期，或分成几次来问"
            raise Exhausted(Code.QUERY_TIMEOUT, sentence)
