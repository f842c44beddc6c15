"""How a condition is read, and whom it is asked of; the compositions, and the one table of leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from graph_model.columns import Bools, Versions
from graph_model.day import Day
from graph_model.indicators.conditions import Condition, SubjectType
from graph_model.indicators.kleene import FALSE, UNKNOWN, Kleene, negation
from graph_model.scheme import Scheme
from graph_model.tree import Ints

__all__ = ["Asked", "Reading", "answers", "filed", "or_absent", "truth"]


@dataclass(frozen=True)
class Asked:
    """The subjects a condition is asked of: records of one table that exist on the day, and the area each stands at
    (−1: nowhere). A person stands where it is asked for: at its post, its organization or its residence."""

    type: SubjectType
    index: Ints
    area: Ints

    def __len__(self) -> int:
        return len(self.index)

    def where(self, chosen: Bools) -> Asked:
        """Some of them."""
        return Asked(self.type, self.index[chosen], self.area[chosen])


@dataclass(frozen=True)
class Reading:
    """How a condition is read: on a day, in the scheme in force where the outermost subject stands."""

    day: Day
    scheme: Scheme

    def table(self, name: str) -> Versions:
        """The columns of a table."""
        return self.day.network.tables[name]

    def asked(self, subject: SubjectType, index: Ints) -> Asked:
        """Subjects of any type but persons, where they stand that day."""
        return Asked(subject, index, self.day.area_of(subject, index))

    def everybody(self, subject: SubjectType) -> Asked:
        """All subjects of a type (but persons) that exist that day."""
        return self.asked(subject, self.table(subject).index[self.day.rows(subject)])


Answer = Callable[[Any, Reading, Asked], Kleene]
_ANSWERS: dict[type, Answer] = {}
"""Who answers which leaf; each module of this package enters its own."""

AnswerT = TypeVar("AnswerT", bound=Answer)


def answers(*leaves: type) -> Callable[[AnswerT], AnswerT]:
    """Enter a function as the answer to leaves of these types."""

    def enter(answer: AnswerT) -> AnswerT:
        _ANSWERS.update(dict.fromkeys(leaves, answer))
        return answer

    return enter


def truth(condition: Condition, reading: Reading, asked: Asked) -> Kleene:
    """The truth of a condition for each subject asked."""
    parts = condition.all or condition.any
    if parts:
        combine = np.minimum if condition.all else np.maximum
        found = truth(parts[0], reading, asked)
        for part in parts[1:]:
            found = combine(found, truth(part, reading, asked))
        return found
    if condition.not_ is not None:
        return negation(truth(condition.not_, reading, asked))
    return _ANSWERS[type(condition.leaf)](condition.leaf, reading, asked)


def or_absent(found: Kleene, reading: Reading, asked: Asked, topics: Iterable[str]) -> Kleene:
    """What was found, and where that is false: unknown unless the topics are filed."""
    told = filed(reading.day, topics, asked.area)
    return np.where((found == FALSE) & ~told, np.int8(UNKNOWN), found)


def filed(day: Day, topics: Iterable[str], area: Ints) -> Bools:
    """Whether every topic was filed by the day for each area."""
    told = area >= 0
    for topic in topics:
        told &= day.network.filed_since(topic)[area] <= day.number
    return told
