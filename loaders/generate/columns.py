"""Arrays into frames: days, codes and constants as the columns of our tables, without a loop over rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph_model.changes import KEY
from graph_model.dates import OPEN
from graph_model.records import TABLES

__all__ = ["SOURCE", "Bools", "Days", "Indices", "days", "draw", "frame", "joined", "ordinals", "pick"]

Indices: TypeAlias = NDArray[np.int64]
Days: TypeAlias = NDArray[np.int32]
Bools: TypeAlias = NDArray[np.bool_]

SOURCE = "合成数据（生成）"
"""The source of every generated row."""


def days(numbers: Days) -> pl.Series:
    """Day numbers as dates, `OPEN` as null."""
    series = pl.Series(numbers, dtype=pl.Int32)
    return pl.select(pl.when(series != OPEN).then(series)).to_series().cast(pl.Date)


def draw(rng: np.random.Generator, low: Days, high: Days) -> Days:
    """A day each in `[low, high)`, `low` where there is none."""
    span = np.maximum(high.astype(np.int64) - low, 1)
    drawn: Days = (low + (rng.random(len(low)) * span).astype(np.int64)).astype(np.int32)
    return drawn


def joined(*parts: pl.Series | str) -> pl.Series:
    """Texts joined row by row; a text stands for itself in every row."""
    columns = [pl.lit(part) if isinstance(part, str) else part for part in parts]
    return pl.select(pl.concat_str(columns)).to_series()


def pick(words: Sequence[str] | pl.Series, places: Indices | Days) -> pl.Series:
    """The word at each place, null at −1."""
    series = words if isinstance(words, pl.Series) else pl.Series(words, dtype=pl.String)
    at = pl.Series(places, dtype=pl.Int64)
    return series.gather(pl.select(pl.when(at >= 0).then(at)).to_series())


def ordinals(groups: Indices) -> Indices:
    """The number (from 0) of each row within its group, in row order; groups need not stand together."""
    order = np.argsort(groups, kind="stable")
    arranged = groups[order]
    first = np.flatnonzero(np.concatenate(([True], arranged[1:] != arranged[:-1]))) if len(groups) else order
    sizes = np.diff(np.append(first, len(groups)))
    numbers = np.empty(len(groups), np.int64)
    numbers[order] = np.arange(len(groups)) - np.repeat(first, sizes)
    return numbers


def frame(table: str, *parts: pl.DataFrame) -> pl.DataFrame:
    """The parts as one frame of `table`, sorted; a column no part has is null, lists are empty, the source is ours."""
    declared = TABLES[table]
    whole = pl.concat(parts, how="diagonal") if parts else declared.empty()
    for field in declared.fields:
        if field.name not in whole.columns:
            value: list[str] | None = [] if field.type is tuple else None
            whole = whole.with_columns(pl.lit(value, dtype=field.dtype).alias(field.name))
    whole = whole.with_columns(pl.lit(SOURCE).alias("source"))
    return whole.select(pl.col(name).cast(dtype) for name, dtype in declared.schema.items()).sort(KEY)
