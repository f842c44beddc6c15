"""An attribute (or a field) of the subject, against its values and bounds."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from graph_model.columns import Versions
from graph_model.indicators.conditions import AttributeIs
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, Kleene
from graph_model.indicators.masks.reading import Asked, Reading, answers

__all__ = ["attribute_type"]

_DTYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "choice": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
}


def attribute_type(reading: Reading, key: str, versions: Versions) -> pl.DataType:
    """The column type of a field or an attribute."""
    if key in versions.frame.columns:
        return versions.frame[key].dtype
    return _DTYPES[reading.scheme.attributes[key].type]


@answers(AttributeIs)
def _attribute(leaf: AttributeIs, reading: Reading, asked: Asked) -> Kleene:
    versions = reading.table(asked.type)
    row = reading.day.row_of(asked.type)[asked.index]
    values = versions.values(leaf.key, attribute_type(reading, leaf.key, versions)).gather(row)
    fits = np.ones(len(values), bool)
    if leaf.is_:
        fits &= values.is_in(list(leaf.is_)).fill_null(value=False).to_numpy()
    bounds = [(leaf.at_least, False), (leaf.at_most, True)]
    if values.dtype == pl.Date:
        values = values.to_physical()
        epoch = date(1970, 1, 1)
        bounds = [(bound and (bound - epoch).days, upper) for bound, upper in bounds if isinstance(bound, date | None)]
        for left, upper in ((leaf.days_left_at_least, False), (leaf.days_left_at_most, True)):
            bounds.append((None if left is None else left + reading.day.number, upper))
    for bound, upper in bounds:
        if bound is not None:
            inside = values <= bound if upper else values >= bound
            fits &= inside.fill_null(value=False).to_numpy()
    return np.where(values.is_null().to_numpy(), UNKNOWN, np.where(fits, TRUE, FALSE)).astype(np.int8)
