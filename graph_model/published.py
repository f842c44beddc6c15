"""Gaps as they are published: for each subject on a day, what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph_model.day import Day
    from graph_model.network import Network

__all__ = ["Lacking", "lacking"]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A subject with the indicators it is a gap of: their keys, and their Chinese titles. `since` is the start of the subject's
    version that holds on the day."""

    table: str
    code: str
    since: date
    indicators: tuple[str, ...]
    titles: tuple[str, ...]


def lacking(network: Network, day: date, told: Callable[[str], None] = lambda _: None) -> list[Lacking]:
    """Every subject that is a gap of some indicator on the day, by table and code; `told` hears of each indicator."""
    found: dict[tuple[str, int], list[str]] = {}
    for key in sorted(network.catalogue):
        told(network.catalogue[key].title.zh)
        gaps = network.gaps(key, as_of=day)
        for index in gaps.subjects().tolist():
            found.setdefault((gaps.type, index), []).append(key)
    return [
        Lacking(
            table,
            network.tables[table].code(index),
            _since(network.on(day), table, index),
            tuple(keys),
            tuple(network.catalogue[key].title.zh for key in keys),
        )
        for (table, index), keys in sorted(found.items())
    ]


def _since(day: Day, table: str, index: int) -> date:
    since: date = day.network.tables[table].frame["valid_from"][int(day.row_of(table)[index])]
    return since
