"""People in two places: the table of cross-appointments, one compound of it over HTTP, and an indicator over two years."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl

from benchmarks.city import City
from benchmarks.measure import Row, timed
from benchmarks.serving import answer_to, answering, sent
from graph_model.appointments import CrossAppointments
from graph_model.crossings import crossings
from graph_model.dates import day_number
from graph_model.indicators.catalogue import load_catalogue
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.periods import Every, begins
from graph_model.records import TABLES
from graph_model.scheme import load_schemes
from graph_model.stores import open_store
from graph_model.trends import trend

__all__ = ["measure"]

QUERY = """query($within: String!, $day: Date!) { crossAppointments(within: $within, asOf: $day) {
  nodes { person { code } one { code } other { code } areas { code } since days } } }"""
_NEIGHBOURS = 0.2
"""The share of appointments given to the holder of a post next to it, so that a fifth of persons hold two or more."""


def measure(city: City, runs: int) -> Iterator[Row]:
    """The table from nothing and on a day not asked before; a trend of 24 months; one compound over HTTP."""
    network = _crossed(city)
    held = np.bincount(_holders(network, city.last))
    share = (held >= 2).sum() / max((held >= 1).sum(), 1)
    days = (city.last - timedelta(days=30 * step) for step in itertools.count(1))
    some = max(3, runs // 3)

    def whole() -> None:
        len(CrossAppointments(_unasked(network).on(city.last)))

    told = f"the whole cross-appointment table, {len(CrossAppointments(network.on(city.last))):,} pairs"
    yield Row(f"{told}, {share:.0%} of persons with two posts or more", [timed(whole) for _ in range(some)], "s", 0.5)
    again = [timed(lambda: len(CrossAppointments(network.on(next(days))))) for _ in range(runs)]
    yield Row(f"the same on a day not asked before ({len(crossings(network)):,} rows for all days)", again, "s", 0.5)
    for indicator in ("party_organization_coverage", "building_head"):
        found = [_trend(network, indicator, city.last) for _ in range(some)]
        yield Row(f"24 monthly points of `{indicator}`, none asked before", found, "s", 0.6)
    compounds = [network.tables["areas"].code(area) for area in _compounds(network)[: runs * 20]]
    day = city.last.isoformat()
    with answering(str(city.store)) as connection:
        answer_to(connection, QUERY, {"within": compounds[0], "day": day})
        one = [
            timed(lambda code=code, at=number: sent(connection, QUERY, {"within": code, "day": day}, at)) * 1000  # type: ignore[misc]
            for number, code in enumerate(compounds)
        ]
    yield Row("the cross-appointments of one compound over HTTP", one, "ms", 5)


def _crossed(city: City) -> Network:
    """The city with a fifth of its persons in two posts or more."""
    store = open_store(city.store)
    tables = dict(store.read())
    store.close()
    rng = np.random.default_rng(1)
    appointments = tables["appointments"]
    holder = np.arange(len(appointments))
    chosen = np.flatnonzero(rng.random(len(holder)) < _NEIGHBOURS)
    holder[chosen] = np.maximum(chosen - rng.integers(1, 4, len(chosen)), 0)
    tables["appointments"] = appointments.with_columns(appointments["person"].gather(pl.Series(holder)))
    schemes = load_schemes()
    return Network.compile({name: tables[name] for name in TABLES}, schemes, load_catalogue(schemes))


def _holders(network: Network, day: date) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return network.tables["appointments"].refers["person"][network.tables["appointments"].rows_on(day_number(day))]


def _compounds(network: Network) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    scheme = network.schemes["default"]
    return np.flatnonzero(network.of_levels(scheme.answering(AreaLevel.COMPOUND)))


def _unasked(network: Network) -> Network:
    """The network as compiled, without what earlier questions left behind."""
    return Network(network.tables, network.places, network.schemes, network.catalogue, network.revision)


def _trend(network: Network, indicator: str, last: date) -> float:
    """Seconds for the first days of the 24 months before `last`."""
    fresh = _unasked(network)
    start = begins(Every.MONTH, last, -24)
    return timed(lambda: trend(fresh, indicator, start, begins(Every.MONTH, last, -1)))
