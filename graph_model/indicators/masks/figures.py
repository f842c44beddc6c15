"""A figure about the subject, against its bound."""

from __future__ import annotations

import numpy as np
import polars as pl

from graph_model.indicators.conditions import FigureIs
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, Kleene, constant
from graph_model.indicators.masks.reading import Asked, Reading, answers
from graph_model.periods import completed
from graph_model.records import Qualifier

__all__ = ["figure_fits"]


def figure_fits(leaf: FigureIs, value: float | None, qualifier: Qualifier) -> int:
    """A figure against its bound: 余/多 lies above the number printed, 近/不到 below it, 约 is read as printed."""
    if value is None:
        return UNKNOWN
    above = qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN)
    under = qualifier is Qualifier.UNDER
    if leaf.at_least is not None:
        if value >= leaf.at_least:
            return TRUE if not under else UNKNOWN if value > leaf.at_least else FALSE
        return UNKNOWN if above else FALSE
    bound = leaf.at_most
    if bound is None or value > bound:
        return UNKNOWN if under else FALSE
    if qualifier is Qualifier.MORE_THAN and value == bound:
        return FALSE
    return UNKNOWN if above else TRUE


@answers(FigureIs)
def _figure(leaf: FigureIs, reading: Reading, asked: Asked) -> Kleene:
    figures, rows = reading.table("figures"), reading.day.rows("figures")
    target = figures.refers[{"areas": "area", "organizations": "organization"}.get(asked.type, "person")][rows]
    chosen = (target >= 0) & figures.is_one_of("key", [leaf.key])[rows]
    if leaf.measure is not None:
        chosen &= figures.is_one_of("measure", [leaf.measure])[rows]
    claims = figures.frame[rows[chosen]].select("value", "qualifier", period=pl.col("period").fill_null(""))
    claims = claims.with_columns(subject=pl.Series(target[chosen]))
    wanted = _wanted(leaf, reading)
    claims = claims.filter(
        pl.col("period").is_in(wanted) if wanted else pl.col("period") == pl.col("period").max().over("subject")
    )
    truths = [figure_fits(leaf, value, Qualifier(word)) for value, word in claims.select("value", "qualifier").rows()]
    low, high = pl.col("truth").min(), pl.col("truth").max()
    agreed = (
        claims.with_columns(truth=pl.Series(truths, dtype=pl.Int8))
        .group_by("subject", "period")
        .agg(truth=pl.when(low == high).then(low).otherwise(UNKNOWN))
    )
    bounds = agreed.group_by("subject").agg(truth=low, periods=pl.len())
    told = bounds["periods"].to_numpy() == max(len(wanted), 1)
    found = constant(UNKNOWN, len(reading.table(asked.type)))
    truth = bounds["truth"].to_numpy()
    found[bounds["subject"].to_numpy()] = np.where(told, truth, np.minimum(truth, UNKNOWN))
    return found[asked.index]


def _wanted(leaf: FigureIs, reading: Reading) -> list[str]:
    """The periods that must all fit; none named: the latest of each subject."""
    if leaf.last is not None and leaf.every is not None:
        return completed(leaf.every, leaf.last, reading.day.date)
    return [] if leaf.period is None else [leaf.period]
