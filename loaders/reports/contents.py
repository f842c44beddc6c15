"""What stands in a report: the answers of the indicators in force for an area and the areas beneath it, and what goes with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from graph_model.answers import Coverage, Gap
from graph_model.appointments import CrossAppointments
from graph_model.claims import Comparison, compare
from graph_model.day import Day
from graph_model.errors import BadQuestion, NotFound
from graph_model.indicators.declared import Indicator
from graph_model.indicators.scored import Score
from graph_model.levels import AreaLevel
from graph_model.naming import called, holders_called
from graph_model.network import Network
from graph_model.periods import Period

__all__ = ["SEVERITIES", "Contents", "contents_of", "day_of"]

SEVERITIES = {"critical": "特别严重", "severe": "严重", "warning": "预警", "info": "提示"}
"""The severities in the order in which their gaps are listed."""


@dataclass(frozen=True)
class Contents:
    """A report on an area (None: the whole store), by the areas of a level beneath it, on a day; on a period, with the last
    day of the period before it beside it. What it holds is asked when it is first read."""

    day: Day
    within: str | None
    by: AreaLevel | None
    period: Period | None = None
    _names: dict[tuple[str, str], str] = field(default_factory=dict, repr=False, compare=False)

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

    @cached_property
    def before(self) -> Mapping[str, Mapping[tuple[str | None, bool], Coverage]]:
        """For each indicator the answers at the end of the period before, by area and whether it is what stands beside the
        level; empty without a period, and where the area was not there yet."""
        if self.period is None:
            return {}
        on = self.period.before.last
        return {one.key: {(row.area, row.remainder): row for row in self._rows(one.key, on)} for one in self.indicators}

    def new_and_gone(self, key: str) -> tuple[int, int] | None:
        """How many gaps of an indicator are new since the end of the period before, and how many of those then are none any
        more; None without a period, and where the area was not there yet."""
        if self.period is None or not self.before[key]:
            return None
        network, now = self.day.network, self.day.date
        here, then = (
            set(network.gaps(key, as_of=on, within=self.within).subjects().tolist())
            for on in (now, self.period.before.last)
        )
        return len(here - then), len(then - here)

    def _rows(self, key: str, on: date | None = None) -> list[Coverage]:
        network = self.day.network
        if on is not None and not _is_there(network.on(on), self.within):
            return []
        on = on or self.day.date
        rows = network.coverage(key, as_of=on, within=self.within)
        if self.by is None:
            return rows
        return [*rows, *network.coverage(key, as_of=on, within=self.within, by=self.by)]

    @cached_property
    def scores(self) -> list[tuple[Score, list[Coverage]]]:
        """Each ratio and composite in force with its row for the whole, then those of the areas of its own level; one of
        organizations with a row for each."""
        network = self.day.network
        keys = network.catalogue.scores if self.within is None else self.day.scheme(self.within).scores
        return [(network.catalogue.scores[key], self._scored(key)) for key in keys if network.in_force(key)]

    def _scored(self, key: str) -> list[Coverage]:
        network, on = self.day.network, self.day.date
        rows, level = network.coverage(key, as_of=on, within=self.within), network.catalogue.scores[key].level
        return rows if level is None else [*rows, *network.coverage(key, as_of=on, within=self.within, by=level)]

    def called(self, table: str, code: str) -> str:
        """What a record is called; a report names the same places and posts again and again."""
        if (table, code) not in self._names:
            self._names[table, code] = called(self.day, table, code)
        return self._names[table, code]

    def holders(self, post: str | None) -> str:
        """Who holds a post, "" when nobody does."""
        key = "holders", post or ""
        if key not in self._names:
            self._names[key] = holders_called(self.day, post)
        return self._names[key]

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
        """Published figures against derived ones; on a period those of it or of a part of it."""
        found = compare(self.day, self.within)
        return [one for one in found if self.period is None or self.period.holds(one.figure.period)]


def _is_there(day: Day, area: str | None) -> bool:
    """Whether an area was there, by this very code."""
    try:
        return area is None or day.code(day.index("areas", area)) == area
    except NotFound:
        return False


def day_of(network: Network, period: Period, today: date) -> Day:
    """The day a report on a period is about: its last, or today while it is not over.

    Raises:
        BadQuestion: it has not begun.
    """
    if period.first > today:
        raise BadQuestion(f"the period {period} begins on {period.first}: nothing can be said of it yet")
    return network.on(min(period.last, today))


def contents_of(day: Day, within: str | None, by: AreaLevel | None = None, period: Period | None = None) -> Contents:
    """The report on an area, by the level most of its children are of, unless one is named; with a period (see `day_of`)
    compared with the end of the one before.

    Raises:
        NotFound: `within` is no area that day.
    """
    if by is None and within is not None:
        levels = Counter(day.record("areas", code).level for code in day.children(within))
        by = levels.most_common(1)[0][0] if levels else None
    return Contents(day, within, by, period)
