"""What the charts draw, asked of a network: for notebooks. The page asks the service instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph_model.charts.levels import Tile
from graph_model.charts.over_time import Moment
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.periods import Every
from graph_model.trends import trend

__all__ = ["moments", "tiles"]


def tiles(
    network: Network, indicator: str, *, as_of: date, by: Sequence[AreaLevel], within: str | None = None
) -> list[Tile]:
    """The areas of some levels with what an indicator counts in them, for `levels`; areas without any are left out.

    Raises:
        BadQuestion: unknown indicator.
        NotFound: `within` is no area that day.
    """
    day = network.on(as_of)
    rows = [row for level in by for row in network.coverage(indicator, as_of=as_of, within=within, by=level)]
    return [
        Tile(
            code=row.area,
            name=day.record("areas", row.area).name,
            parent=next(iter(day.path(row.area)[-2:-1]), None),
            covered=row.tally.numerator,
            unknown=row.tally.unknown,
            whole=row.tally.denominator,
        )
        for row in rows
        if row.area is not None and not row.remainder and row.tally.denominator
    ]


def moments(
    network: Network, indicator: str, start: date, stop: date, *, within: str | None = None, step: Every = Every.MONTH
) -> list[Moment]:
    """A rate from one day to another, for `over_time`.

    Raises:
        BadQuestion: unknown indicator, an end before the start, too many points.
        NotFound: `within` is no area on one of the days.
    """
    return [
        Moment(day=row.as_of, rate=row.tally.rate, rate_at_most=row.tally.rate_at_most)
        for row in trend(network, indicator, start, stop, within, step)
    ]
