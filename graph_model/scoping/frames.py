"""The tables of what is seen: versions cut to the days they are seen, without what only belongs to others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from graph_model.columns import Bools, Versions
from graph_model.dates import OPEN
from graph_model.records import TABLES
from graph_model.scoping.spans import Pieces, Spans
from graph_model.scoping.visible import Visible
from graph_model.tree import Ints

__all__ = ["kept_of", "masked", "seen_frames"]

_WHO = {
    "areas": ("name", "level", "parent", "scheme"),
    "organizations": ("name", "kinds"),
    "persons": ("name",),
    "posts": ("role", "label", "area", "organization", "seats"),
    "appointments": ("post", "person"),
}
"""What of a record is shown of which only is seen who it is, besides its code and its days."""

_NAMED = {
    "persons": ("ledger", "contact", "attributes"),
    "organizations": ("contact",),
}
"""What is not shown to those who may not see names, besides the names and the memberships themselves."""


def seen_frames(tables: Mapping[str, Versions], seen: Visible) -> dict[str, pl.DataFrame]:
    """A frame for each table, of what is seen."""
    return {name: _frame(tables, name, pieces, seen.spans) for name, pieces in seen.pieces.items()}


def _frame(tables: Mapping[str, Versions], name: str, pieces: Pieces, spans: Mapping[str, Spans]) -> pl.DataFrame:
    versions = tables[name]
    frame = versions.frame[pieces.row].with_columns(
        pl.Series("valid_from", pieces.start).cast(pl.Date),
        pl.Series("valid_to", np.where(pieces.end == OPEN, 0, pieces.end))
        .cast(pl.Date)
        .zip_with(pl.Series(pieces.end != OPEN), pl.Series([None], dtype=pl.Date)),
    )
    hidden = [_without(frame[column], shown) for column, shown in _shown(tables, name, pieces, spans)]
    frame = frame.with_columns(hidden)
    if name in _WHO and not pieces.whole.all():
        others = [column for column in frame.columns if column not in ("code", "valid_from", "valid_to", *_WHO[name])]
        frame = frame.with_columns(_without(frame[column], pieces.whole) for column in others)
    if "predecessors" in frame.columns:
        frame = frame.with_columns(_known(frame["predecessors"], _codes(tables[name], pieces)))
    return frame


def _shown(
    tables: Mapping[str, Versions], name: str, pieces: Pieces, spans: Mapping[str, Spans]
) -> list[tuple[str, Bools]]:
    """For each reference of a table where what it names is seen at the piece's beginning, or need not be there that day."""
    found = []
    for item in TABLES[name].references:
        target = str(item.column.refers_to)
        if item.type is tuple or target not in spans:
            continue
        index = tables[name].refers[item.name][pieces.row]
        during = item.column.during
        found.append((item.name, spans[target].holds(index, pieces.start) if during else _ever(spans[target])[index]))
    return found


def _ever(spans: Spans) -> Bools:
    """Which records are seen on any day; at the end, for the index −1, what is none."""
    return np.append(np.diff(spans.first) > 0, [False])


def _without(values: pl.Series, shown: Bools) -> pl.Series:
    """The values where they are shown, null elsewhere."""
    return values.zip_with(pl.Series(shown), pl.Series(values.name, [None], dtype=values.dtype))


def _codes(versions: Versions, pieces: Pieces) -> set[str]:
    return set(versions.codes_of(np.unique(versions.index[pieces.row])))


def _known(codes: pl.Series, known: set[str]) -> pl.Series:
    """Lists of codes, without those that are not seen."""
    some = (codes.list.len() > 0).fill_null(value=False)
    if not some.any():
        return codes
    shown = [[code for code in one if code in known] for one in codes.filter(some)]
    at = pl.Series(np.cumsum(some.to_numpy()) - 1)
    return codes.zip_with(~some, pl.Series(codes.name, shown, dtype=codes.dtype).gather(at.clip(0)))


def masked(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables for those who may not see names: a surname and a star, and nobody's membership, ledger or contact."""
    shown = dict(frames)
    for name, columns in _NAMED.items():
        frame = shown[name]
        shown[name] = frame.with_columns(pl.lit(None, frame.schema[column]).alias(column) for column in columns)
    shown["persons"] = shown["persons"].with_columns(pl.col("name").str.slice(0, 1) + "*")
    shown["memberships"] = shown["memberships"].clear()
    shown["figures"] = shown["figures"].filter(pl.col("person").is_null())
    return shown


def kept_of(index: Ints, size: int) -> Ints:
    """For each of `size` records its place among those in `index`, −1 for what is not there."""
    found = np.full(size, -1, np.int32)
    there = np.unique(index)
    found[there] = np.arange(len(there), dtype=np.int32)
    return found
