"""Conditions composed: Kleene's all, any and not over the truth of leaves."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from datetime import date

from graph_model.indicators.conditions import Condition, Leaf
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, negation
from graph_model.indicators.reference.records import Records, Subject
from graph_model.scheme import Scheme

__all__ = ["Judging"]


class Judging(Records):
    """Records of which conditions can be asked."""

    @abstractmethod
    def leaf(self, leaf: Leaf, subject: Subject, scheme: Scheme, day: date) -> int:
        """The truth of one leaf."""

    def truth(self, condition: Condition, subject: Subject, scheme: Scheme, day: date) -> int:
        """Kleene's truth of a condition, read in the scheme in force where the outermost subject stands."""
        if condition.all:
            return min(self.truth(part, subject, scheme, day) for part in condition.all)
        if condition.any:
            return max(self.truth(part, subject, scheme, day) for part in condition.any)
        if condition.not_ is not None:
            return negation(self.truth(condition.not_, subject, scheme, day))
        assert condition.leaf is not None
        return self.leaf(condition.leaf, subject, scheme, day)

    def absent(self, subject: Subject, topics: Iterable[str], day: date) -> int:
        """What the absence of a record says: false once the topics are filed, unknown before."""
        return FALSE if self.filed(subject.area, topics, day) else UNKNOWN

    @staticmethod
    def enough(certain: int, possible: int, least: int, absent: int) -> int:
        """True if as many certainly are there; unknown if they might be; else what absence says."""
        return TRUE if certain >= least else UNKNOWN if possible >= least else absent
