"""What can go wrong, and how it is told.

LiandongError
 ├─ InvalidInput     records, files or declarations that break a rule; carries every Problem at once
 ├─ NotFound         a code that is not known, or not on the day asked
 ├─ BadQuestion      a question that cannot be asked (an unknown indicator, a weight it does not have)
 ├─ Conflict         the store has moved on since the revision the writer had in hand
 └─ StoreUnavailable the store cannot be opened or reached now

A problem says where it is, what was found, what was expected, and the nearest word that would have been right.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "BadQuestion",
    "Conflict",
    "InvalidInput",
    "LiandongError",
    "NotFound",
    "Problem",
    "StoreUnavailable",
    "nearest",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `where` is the place as a person would look it up (`file:line path`, `areas.csv row 3 column level`,
    `areas 4101 2020-01-01 level`); `found` and `expected` are sentences' halves, ready to print.
    """

    where: str
    message: str
    found: str | None = None
    expected: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.message}"]
        if self.found is not None:
            parts.append(f"found {self.found}")
        if self.expected is not None:
            parts.append(f"expected {self.expected}")
        text = "; ".join(parts)
        return f"{text} ({self.hint})" if self.hint else text


class LiandongError(Exception):
    """The root of every error this project raises on purpose."""


class InvalidInput(LiandongError):
    """Input that breaks a rule. Nothing of it has been taken in; `problems` lists everything that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{count} problem{'s' if count != 1 else ''}, nothing was taken in:\n{lines}")


class NotFound(LiandongError):
    """A code that is not known, or stands for nothing on the day asked; `successors` are the several that came after it."""

    def __init__(self, message: str, successors: Iterable[str] = ()) -> None:
        self.successors = tuple(successors)
        super().__init__(message)


class BadQuestion(LiandongError):
    """A question that cannot be asked as it stands."""


class Conflict(LiandongError):
    """The store is at another revision than the one the change was made against."""


class StoreUnavailable(LiandongError):
    """The store cannot be opened or reached now."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """A hint naming the closest of `words`, or None when nothing comes near.

    In Chinese a wrong character is more usual than a missing one, so that a shorter word comes last.

    >>> nearest("compond", ["compound", "county"])
    'did you mean "compound"?'
    >>> nearest("小区掌", ["小区", "小区长"]), nearest("书计", ["书记"])
    ('did you mean "小区长"?', 'did you mean "书记"?')
    """
    known = list(words)
    close = difflib.get_close_matches(word, known, n=3, cutoff=0.6)
    if not word.isascii():
        if len(word) == 2:
            close = close or difflib.get_close_matches(word, known, n=1, cutoff=0.5)
        close.sort(key=lambda one: len(one) < len(word))
    return f'did you mean "{close[0]}"?' if close else None
