"""What somebody plans changes with who may change what lies in some areas."""

from __future__ import annotations

import numpy as np
import polars as pl

from graph_model.changes import in_order
from graph_model.network import Network
from graph_model.records import TABLES
from graph_model.scoping.frames import seen_frames
from graph_model.scoping.visible import visible

__all__ = ["editable"]


def editable(network: Network, areas: frozenset[str]) -> dict[str, pl.DataFrame]:
    """The tables as `seen` shows them, but a version that is seen whole on some day as it stands in the store: a change that
    is planned with a version cut to the days it is seen, or without a reference to what is not, would overwrite both."""
    shown = visible(network, areas)
    cut = seen_frames(network.tables, shown)
    tables = {}
    for table in TABLES:
        pieces = shown.pieces[table]
        whole = np.unique(pieces.row[pieces.whole])
        others = cut[table].filter(pl.Series(~np.isin(pieces.row, whole), dtype=pl.Boolean))
        tables[table] = in_order(pl.concat([network.tables[table].frame[whole], others]))
    return tables
