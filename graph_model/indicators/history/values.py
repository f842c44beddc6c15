"""The history of attributes and figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from graph_model.dates import day_number
from graph_model.indicators.conditions import AttributeIs, FigureIs
from graph_model.indicators.history.spans import History, One, ends_of, histories, spans_of, versions_of
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN
from graph_model.indicators.masks import Reading, attribute_type, figure_fits
from graph_model.periods import begins, completed
from graph_model.records import Qualifier

__all__: list[str] = []

_EPOCH = date(1970, 1, 1)


@histories(AttributeIs)
def _attribute(leaf: AttributeIs, reading: Reading, one: One) -> History:
    versions = reading.table(one.type)
    values = versions.values(leaf.key, attribute_type(reading, leaf.key, versions))
    spans = [(start, end, values[row]) for start, end, row in versions_of(versions, one.index)]
    turns = {
        (value - _EPOCH).days - left + late
        for _, _, value in spans
        for left, late in ((leaf.days_left_at_most, 0), (leaf.days_left_at_least, 1))
        if left is not None and value is not None
    }

    def at(day: int) -> int:
        value = next((value for start, end, value in spans if start <= day < end), None)
        if value is None:
            return UNKNOWN
        left = (value - _EPOCH).days - day if isinstance(value, date) else 0
        fits = (
            (not leaf.is_ or value in leaf.is_)
            and (leaf.at_least is None or value >= leaf.at_least)
            and (leaf.at_most is None or value <= leaf.at_most)
            and (leaf.days_left_at_least is None or left >= leaf.days_left_at_least)
            and (leaf.days_left_at_most is None or left <= leaf.days_left_at_most)
        )
        return TRUE if fits else FALSE

    return History((*ends_of(spans), *turns), at)


@histories(FigureIs)
def _figure(leaf: FigureIs, reading: Reading, one: One) -> History:
    figures = reading.table("figures")
    end = {"areas": "area", "organizations": "organization"}.get(one.type, "person")
    rows = [int(row) for row in figures.groups(end).of(one.index)]
    named = figures.frame[rows].select("key", "measure", "period", "value", "qualifier").rows()
    spans = [
        (start, stop, period or "", figure_fits(leaf, value, Qualifier(qualifier)))
        for (start, stop, _), (key, measure, period, value, qualifier) in zip(
            spans_of(figures, rows), named, strict=True
        )
        if key == leaf.key and leaf.measure in (None, measure)
    ]

    def at(day: int) -> int:
        here = [(period, truth) for start, stop, period, truth in spans if start <= day < stop]
        if leaf.last is not None and leaf.every is not None:
            wanted = completed(leaf.every, leaf.last, date.fromordinal(day + _EPOCH.toordinal()))
        else:
            wanted = [max((period for period, _ in here), default="") if leaf.period is None else leaf.period]
        return min(_agreed({truth for period, truth in here if period == one}) for one in wanted)

    return History((*ends_of(spans), *_turning(leaf, [period for _, _, period, _ in spans], reading)), at)


def _agreed(truths: set[int]) -> int:
    return truths.pop() if len(truths) == 1 else UNKNOWN


def _turning(leaf: FigureIs, periods: list[str], reading: Reading) -> Iterator[int]:
    """The days on which a period with a figure enters or leaves the last that are over."""
    years = [int(period[:4]) for period in periods if period[:4].isdecimal()]
    if leaf.every is None or not years:
        return
    earliest, step = date(max(min(years), 1), 1, 1), 0
    while (turn := begins(leaf.every, earliest, step)) <= reading.day.date:
        yield day_number(turn)
        step += 1
