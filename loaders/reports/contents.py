"""What stands in a report: the answers of the indicators in force for an area and the areas beneath it, and what goes with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from graph_model.answers import Coverage, Gap
from graph_model.appointments import CrossAppointments
from graph_model.claims import Comparison, compare
from graph_model.day import Day
from graph_model.indicators.declared import Indicator
from graph_model.indicators.scored import Score
from graph_model.levels import AreaLevel

__all__ = ["SEVERITIES", "Contents", "contents_of"]

SEVERITIES = {"critical": "特别严重", "severe": "严重", "warning": "预警", "info": "提示"}
"""The severities in the order in which their gaps are listed."""


@dataclass(frozen=True)
class Contents:
    """A report on an area (None: the whole store), by the areas of a level beneath it, on a day. What it holds is asked
    when it is first read."""

    day: Day
    within: str | None
    by: AreaLevel | None

    @property
    def place(self) -> str:
        """What the report is about."""
        return "全部" if self.within is None else self.day.record("areas", self.within).name

    @cached_property
    def indicators(self) -> list[Indicator]:
        """The indicators in force there, the most severe first."""
        network = self.day.network
        if self.within is None:
            found = [network.catalogue[key] for key in network.catalogue if network.in_force(key)]
        else:
            scheme = self.day.scheme(self.within)
            found = [network.catalogue.read(key, scheme) for key in scheme.indicators]
        return sorted(found, key=lambda one: list(SEVERITIES).index(one.severity))

    @cached_property
    def coverage(self) -> list[tuple[Indicator, list[Coverage]]]:
        """Each indicator with its row for the whole, then those of the areas of the level, then what stands beside them."""
        return [(one, self._rows(one.key)) for one in self.indicators]

    def _rows(self, key: str) -> list[Coverage]:
        network, on = self.day.network, self.day.date
        rows = network.coverage(key, as_of=on, within=self.within)
        if self.by is None:
            return rows
        return [*rows, *network.coverage(key, as_of=on, within=self.within, by=self.by)]

    @cached_property
    def scores(self) -> list[tuple[Score, list[Coverage]]]:
        """Each ratio and composite in force with its row for the whole, then those of the areas of its own level."""
        network, on = self.day.network, self.day.date
        keys = network.catalogue.scores if self.within is None else self.day.scheme(self.within).scores
        return [
            (
                network.catalogue.scores[key],
                [
                    *network.coverage(key, as_of=on, within=self.within),
                    *network.coverage(key, as_of=on, within=self.within, by=network.catalogue.scores[key].level),
                ],
            )
            for key in keys
            if network.in_force(key)
        ]

    def gaps(self) -> Iterator[tuple[Indicator, Gap]]:
        """Every gap of every indicator that is in force, by indicator, then by subject."""
        for one in self.indicators:
            for gap in self.day.network.gaps(one.key, as_of=self.day.date, within=self.within):
                yield one, gap

    def gap_count(self, key: str) -> int:
        """How many gaps an indicator has, without their reasons."""
        return len(self.day.network.gaps(key, as_of=self.day.date, within=self.within))

    @cached_property
    def crossings(self) -> CrossAppointments:
        """The cross-appointments there."""
        return CrossAppointments(self.day, self.within)

    @cached_property
    def figures(self) -> list[Comparison]:
        """Published figures against derived ones."""
        return compare(self.day, self.within)


def contents_of(day: Day, within: str | None, by: AreaLevel | None = None) -> Contents:
    """The report on an area, by the level most of its children are of, unless one is named.

    Raises:
        NotFound: `within` is no area that day.
    """
    if by is None and within is not None:
        levels = Counter(day.record("areas", code).level for code in day.children(within))
        by = levels.most_common(1)[0][0] if levels else None
    return Contents(day, within, by)
