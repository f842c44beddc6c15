"""The history of attributes and figures."""

from __future__ import annotations

from datetime import date

from graph_model.indicators.conditions import AttributeIs, FigureIs
from graph_model.indicators.history.spans import History, One, ends_of, histories, spans_of, versions_of
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN
from graph_model.indicators.masks import Reading, attribute_type, figure_fits
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
        wanted = max((period for period, _ in here), default="") if leaf.period is None else leaf.period
        truths = {truth for period, truth in here if period == wanted}
        return truths.pop() if len(truths) == 1 else UNKNOWN

    return History(ends_of(spans), at)
