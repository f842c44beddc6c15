"""Links between positions as arrays, and what is found by following them. Knows no names and no networkx."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_model.tree import Ints, ranges

__all__ = ["Forest", "Links", "Search", "component_of", "count_pairs", "forest_of", "link", "search", "shared"]


@dataclass(frozen=True, eq=False)
class Links:
    """Links grouped by where they start: those of position i are entries `first[i] : first[i + 1]`.

    `to[k]` is where a link ends, `edge[k]` the number of the edge it belongs to.
    """

    first: NDArray[np.int64]
    to: Ints
    edge: Ints

    def __len__(self) -> int:
        """The number of positions."""
        return len(self.first) - 1

    def of(self, position: int) -> slice:
        """The entries of a position."""
        return slice(int(self.first[position]), int(self.first[position + 1]))

    def counts(self) -> NDArray[np.int64]:
        """How many links each position has."""
        return np.diff(self.first)

    def loops(self) -> NDArray[np.int64]:
        """How many links of each position end where they start."""
        starts = np.repeat(np.arange(len(self)), self.counts())
        return np.bincount(starts[self.to == starts], minlength=len(self))

    def after(self, positions: Ints) -> tuple[Ints, Ints]:
        """The links of several positions in their order: where each starts, where it ends."""
        count = self.first[positions + 1] - self.first[positions]
        entries = ranges(self.first[positions], count)  # type: ignore[arg-type]  # int32 or int64 alike
        return np.repeat(positions, count), self.to[entries]


def link(source: Ints, target: Ints, size: int) -> Links:
    """Edges `source[k] → target[k]` as links of `size` positions; those of one position keep the order of the edges."""
    order = np.argsort(source, kind="stable").astype(np.int32)
    first = np.concatenate(([0], np.cumsum(np.bincount(source, minlength=size))))
    return Links(first, target[order], order)


@dataclass(frozen=True, eq=False)
class Search:
    """What a breadth-first search found: positions in the order found, and by position the one before and the distance,
    −1 where nothing was found (and before the start)."""

    found: Ints
    before: Ints
    distance: Ints

    def path(self, target: int) -> list[int]:
        """The positions from the start to `target`, which was found."""
        path = [target]
        while self.distance[path[-1]] > 0:
            path.append(int(self.before[path[-1]]))
        return path[::-1]


def search(links: Links, start: int | Ints, target: int = -1) -> Search:
    """Follow links breadth first from one position or several, level by level, until `target` is found or nothing new is."""
    before = np.full(len(links), -1, np.int32)
    distance = np.full(len(links), -1, np.int32)
    frontier = np.atleast_1d(np.asarray(start, np.int32))
    distance[frontier] = 0
    levels = [frontier]
    while len(frontier) and (target < 0 or distance[target] < 0):
        origin, reached = links.after(frontier)
        new = distance[reached] < 0
        origin, reached = origin[new], reached[new]
        _, first = np.unique(reached, return_index=True)
        first.sort()
        frontier = reached[first]
        before[frontier] = origin[first]
        distance[frontier] = len(levels)
        levels.append(frontier)
    return Search(np.concatenate(levels), before, distance)


@dataclass(frozen=True, eq=False)
class Forest:
    """Directed links in which nothing has two parents and nothing goes round: `parent[i]` is −1 at a root.

    `stop`, if known, says that positions are in pre-order: the subtree of i is `i : stop[i]`.
    """

    parent: Ints
    stop: Ints | None = None

    def up(self, position: int) -> list[int]:
        """A position and what lies above it, upwards."""
        found = [position]
        while (position := int(self.parent[position])) >= 0:
            found.append(position)
        return found

    def path(self, source: int, target: int) -> list[int] | None:
        """The positions from `source` down to `target`; None when it does not lie beneath."""
        up = self.up(target)
        return up[up.index(source) :: -1] if source in up else None

    def common(self, one: int, other: int) -> int:
        """The lowest position that is above both or one of them, −1 when there is none."""
        above = set(self.up(one))
        return next((position for position in self.up(other) if position in above), -1)


def forest_of(out: Links, into: Links) -> Forest | None:
    """The links as a forest, None when they are none."""
    count = into.counts()
    if len(count) and count.max() > 1:
        return None
    parent = np.full(len(into), -1, np.int32)
    parent[count == 1] = into.to
    everything = search(out, np.flatnonzero(count == 0).astype(np.int32))
    return Forest(parent) if len(everything.found) == len(out) else None


def component_of(source: Ints, target: Ints, size: int) -> Ints:
    """For each position the lowest position it hangs together with, by edges taken both ways."""
    label = np.arange(size, dtype=np.int32)
    while True:
        low = np.minimum(label[source], label[target])
        lower = label.copy()
        np.minimum.at(lower, label[source], low)
        np.minimum.at(lower, label[target], low)
        while not np.array_equal(lower, jumped := lower[lower]):
            lower = jumped
        if np.array_equal(lower, label):
            return label
        label = lower


def count_pairs(group: Ints) -> int:
    """How many pairs `shared` has to look at: k (k − 1) / 2 for each group of k."""
    sizes = np.bincount(group).astype(np.int64) if len(group) else np.empty(0, np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def shared(member: Ints, group: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """Pairs of members that have groups in common: the lower, the higher, and in how many groups, sorted.

    `member[k]` belongs to `group[k]`, no pair of the two twice; members are below `size`.
    """
    order = np.lexsort((member, group))
    member, group = member[order], group[order]
    here = np.arange(len(group))
    later = np.searchsorted(group, group, side="right") - here - 1  # members of the same group that come after
    one = member[np.repeat(here, later)].astype(np.int64)
    other = member[ranges(here + 1, later)]  # type: ignore[arg-type]  # int64, as `ranges` makes of it anyway
    pairs, weight = np.unique(one * size + other, return_counts=True)
    return (pairs // max(size, 1)).astype(np.int32), (pairs % max(size, 1)).astype(np.int32), weight.astype(np.int32)
