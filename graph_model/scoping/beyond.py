"""Which records of a change lie beyond a scope: who may write in one street writes in no other."""

from __future__ import annotations

from collections.abc import Iterator

from graph_model.changes import Delta, Tables
from graph_model.network import Network
from graph_model.records import TABLES
from graph_model.scoping.visible import Visible, visible

__all__ = ["beyond"]


def beyond(before: Network, after: Network, delta: Delta, areas: frozenset[str]) -> list[tuple[str, str]]:
    """The records (table and code) that a change takes out or adds without the scope showing them whole: what goes as it
    stood before, what comes as it stands after."""
    found = [*_not_shown(before, delta.removed, areas), *_not_shown(after, delta.added, areas)]
    return sorted(set(found))


def _not_shown(network: Network, rows: Tables, areas: frozenset[str]) -> Iterator[tuple[str, str]]:
    some = [table for table in TABLES if rows[table].height]
    if not some:
        return
    shown = visible(network, areas)
    for table in some:
        own = _whole(network, shown, table)
        yield from ((table, code) for code in rows[table]["code"].unique() if code not in own)


def _whole(network: Network, shown: Visible, table: str) -> set[str]:
    """The codes of a table that are shown whole on some day."""
    pieces = shown.pieces[table]
    versions = network.tables[table]
    return set(versions.codes_of(versions.index[pieces.row[pieces.whole]]))
