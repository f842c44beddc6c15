"""The dated tree as arrays: places in pre-order, each with the one interval in which it holds.

An area can lie in different places over time. A *place* is an area under one chain of ancestors with one scheme in force,
for one interval of days; an area that moved (or under which somebody moved) has several. Two facts make every answer cheap:

* the subtree of place `p` is the slice `p : stop[p]`, on every day;
* on day D the tree is the places with `start <= D < end`: a date is a mask, not another tree.

Validity (checked by the validator, relied upon here): versions of an area do not overlap; a parent exists for as long as its
child names it; there is no cycle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ints", "Places", "Runs", "build_places", "distinct", "merge_runs", "ranges"]

Ints = NDArray[np.int32]
"""Indices or day numbers."""


@dataclass(frozen=True)
class Runs:
    """Stretches of an area's life in which its parent and the scheme it names stay the same; sorted by area, then start."""

    area: Ints
    parent: Ints
    """The parent's area index, −1 for a root."""
    scheme: Ints
    """The scheme named, −1 where none is."""
    start: Ints
    end: Ints


@dataclass(frozen=True)
class Places:
    """The dated tree in pre-order; every array has one entry a place.

    Invariants: `parent[p] < p < stop[p]`; `start`/`end` of a place lie within its parent's; siblings come in area order.
    """

    area: Ints
    parent: Ints
    """The place it lies in, −1 for a root."""
    stop: Ints
    """One past the last place of its subtree."""
    start: Ints
    end: Ints
    scheme: Ints
    """The scheme in force (named by the nearest ancestor-or-self, else the default)."""
    depth: Ints

    def __len__(self) -> int:
        return len(self.area)

    def on(self, day: int) -> NDArray[np.bool_]:
        """Which places hold on `day`."""
        return (self.start <= day) & (day < self.end)


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """The distinct values, sorted. `np.unique` hashes, which takes five times as long for a million integers.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values)
    opens = np.ones(len(ordered), bool)
    opens[1:] = ordered[1:] != ordered[:-1]
    found: NDArray[Any] = ordered[opens]
    return found


def ranges(first: Ints, count: Ints) -> NDArray[np.int64]:
    """The concatenation of `first[i] : first[i] + count[i]`.

    >>> ranges(np.array([3, 7], np.int32), np.array([2, 1], np.int32)).tolist()
    [3, 4, 7]
    """
    ends = np.cumsum(count, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - count, count) + np.repeat(first.astype(np.int64), count)


def merge_runs(area: Ints, parent: Ints, scheme: Ints, start: Ints, end: Ints) -> Runs:
    """Area versions (sorted by area, then start) with neighbours joined where only other fields changed."""
    if len(area) == 0:
        return Runs(area, parent, scheme, start, end)
    same = (area[1:] == area[:-1]) & (parent[1:] == parent[:-1]) & (scheme[1:] == scheme[:-1]) & (start[1:] == end[:-1])
    opens = np.flatnonzero(np.concatenate(([True], ~same)))
    closes = np.concatenate((opens[1:], [len(area)])) - 1
    return Runs(area[opens], parent[opens], scheme[opens], start[opens], end[closes])


def build_places(runs: Runs, areas: int, default_scheme: int) -> Places:
    """All places of `areas` areas. What hangs on a cycle or on a parent that is not there has no place."""
    by_parent = np.argsort(runs.parent, kind="stable").astype(np.int32)
    first = np.searchsorted(runs.parent[by_parent], np.arange(-1, areas + 1)).astype(np.int32)  # [parent + 1]
    roots = by_parent[: first[1]]
    nothing = np.full(len(roots), -1, np.int32)
    generations = [_generation(runs, roots, nothing, runs.start[roots], runs.end[roots], nothing, default_scheme)]
    while len(generations[-1]["run"]):
        generations.append(_children(runs, generations[-1], by_parent, first))
    return _in_pre_order(runs, generations)


def _generation(
    runs: Runs, run: Ints, above: Ints, start: Ints, end: Ints, scheme_above: Ints, default: int
) -> dict[str, Ints]:
    inherited = np.where(scheme_above >= 0, scheme_above, np.int32(default))
    scheme = np.where(runs.scheme[run] >= 0, runs.scheme[run], inherited).astype(np.int32)
    return {"run": run, "above": above, "start": start, "end": end, "scheme": scheme}


def _children(runs: Runs, parents: dict[str, Ints], by_parent: Ints, first: Ints) -> dict[str, Ints]:
    """The next generation: every run that names a parent's area, for the days both hold."""
    area = runs.area[parents["run"]]
    low, high = first[area + 1], first[area + 2]
    run = by_parent[ranges(low, high - low)]
    above = np.repeat(np.arange(len(area), dtype=np.int32), high - low)
    start = np.maximum(runs.start[run], parents["start"][above])
    end = np.minimum(runs.end[run], parents["end"][above])
    holds = start < end
    run, above = run[holds], above[holds]
    return _generation(runs, run, above, start[holds], end[holds], parents["scheme"][above], -1)


def _in_pre_order(runs: Runs, generations: list[dict[str, Ints]]) -> Places:
    """Generations (each row naming its row in the one above) as one pre-order."""
    sizes = [np.ones(len(generation["run"]), np.int64) for generation in generations]
    for number in range(len(generations) - 1, 0, -1):
        above = generations[number]["above"]
        sizes[number - 1] += np.bincount(above, sizes[number], minlength=len(sizes[number - 1])).astype(np.int64)
    columns: dict[str, list[Ints]] = {name: [] for name in ("position", "parent", "stop", "depth")}
    for depth, (generation, size) in enumerate(zip(generations, sizes, strict=True)):
        above = generation["above"]
        order = np.lexsort((generation["start"], runs.area[generation["run"]], above))
        before = np.cumsum(size[order]) - size[order]
        if depth == 0:
            position, parent = before, np.full(len(size), -1)
        else:
            up = columns["position"][-1]
            opens = np.concatenate(([True], above[order][1:] != above[order][:-1])) if len(order) else np.empty(0, bool)
            first_sibling = before[opens][np.cumsum(opens) - 1] if len(order) else before
            position = up[above[order]] + 1 + before - first_sibling
            parent = up[above[order]]
        back = np.empty(len(size), np.int64)
        back[order] = position
        up_again = np.empty(len(size), np.int64)
        up_again[order] = parent
        columns["position"].append(back.astype(np.int32))
        columns["parent"].append(up_again.astype(np.int32))
        columns["stop"].append((back + size).astype(np.int32))
        columns["depth"].append(np.full(len(size), depth, np.int32))
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    whole = {name: np.concatenate([part[name] for part in generations]) for name in ("run", "start", "end", "scheme")}
    order = np.argsort(joined["position"], kind="stable")
    return Places(
        area=runs.area[whole["run"]][order],
        parent=joined["parent"][order],
        stop=joined["stop"][order],
        start=whole["start"][order],
        end=whole["end"][order],
        scheme=whole["scheme"][order],
        depth=joined["depth"][order],
    )
