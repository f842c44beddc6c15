"""The gaps of a remainder row: those of an area that lie in none of the areas listed beside it."""

from __future__ import annotations

from typing import Protocol

from graph_model.answers import Gap

__all__ = ["Rows", "beside", "nothing"]

_STRIDE = 500
"""Rows looked through at a time."""


class Rows(Protocol):
    """Gaps by subject code: what `Network.gaps` gives."""

    def __len__(self) -> int: ...

    def page(self, first: int, after: str | None = None) -> list[Gap]:
        """The first rows after the subject with code `after`."""
        ...

    def has_more(self, after: str | None) -> bool:
        """Whether any subject comes after the code."""
        ...


def beside(rows: Rows, areas: frozenset[str]) -> Rows:
    """Those of `rows` whose path leads through none of `areas`."""
    return _Beside(rows, areas)


def nothing() -> Rows:
    """No rows: what a ratio or a composite has."""
    return _Nothing()


class _Nothing:
    def __len__(self) -> int:
        return 0

    def page(self, first: int, after: str | None = None) -> list[Gap]:
        del first, after
        return []

    def has_more(self, after: str | None) -> bool:
        del after
        return False


class _Beside:
    """Looks through the rows in order and stops as soon as it knows enough."""

    def __init__(self, rows: Rows, areas: frozenset[str]) -> None:
        self._rows, self._areas = rows, areas

    def __len__(self) -> int:
        return len(self.page(len(self._rows)))

    def page(self, first: int, after: str | None = None) -> list[Gap]:
        found: list[Gap] = []
        while len(found) < first and (some := self._rows.page(_STRIDE, after)):
            found += [gap for gap in some if self._areas.isdisjoint(gap.path)]
            after = some[-1].subject
        return found[:first]

    def has_more(self, after: str | None) -> bool:
        return bool(self.page(1, after))
