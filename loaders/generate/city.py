"""The areas of a synthetic city: levels as arrays, each area with its life, parent and community; then the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph_model.dates import OPEN
from graph_model.levels import AreaLevel
from loaders.generate.columns import Days, Indices, days, draw, frame, joined, ordinals, pick
from loaders.generate.options import FAN_OUT, GenerateOptions

__all__ = ["City", "Layer", "areas_table", "build_city"]

_LETTER = {
    AreaLevel.GRID: "-W",
    AreaLevel.COMPOUND: "-X",
    AreaLevel.BUILDING: "-L",
    AreaLevel.UNIT: "-U",
    AreaLevel.CENTRAL_HOUSEHOLD: "-H",
}
_WIDTH = {AreaLevel.COUNTY: 2, AreaLevel.TOWN: 3, AreaLevel.COMMUNITY: 3}
_NAME = {
    AreaLevel.COUNTY: ("示例", "县区"),
    AreaLevel.TOWN: ("示例", "街道"),
    AreaLevel.COMMUNITY: ("示例", "社区"),
    AreaLevel.GRID: ("第", "网格"),
    AreaLevel.COMPOUND: ("示例", "小区"),
    AreaLevel.BUILDING: ("", "号楼"),
    AreaLevel.UNIT: ("", "单元"),
    AreaLevel.CENTRAL_HOUSEHOLD: ("第", "中心户"),
}
_HOUSEHOLDS = {AreaLevel.COMPOUND: 300, AreaLevel.BUILDING: 36, AreaLevel.UNIT: 12, AreaLevel.CENTRAL_HOUSEHOLD: 4}
"""About how many households one area has if it is of the deepest level."""


@dataclass(frozen=True)
class Layer:
    """All areas of one level.

    `parent` indexes the layer above (the parent of the last version), `home` the city's homes (see `City`), `since`/`until`
    are day numbers, `until` exclusive, `OPEN` if the area still stands.
    """

    level: AreaLevel
    code: pl.Series
    parent: Indices
    home: Indices
    since: Days
    until: Days

    def __len__(self) -> int:
        return len(self.parent)


@dataclass(frozen=True)
class City:
    """The layers from the top down. `homes` are the codes in which persons are registered: communities, and areas above."""

    options: GenerateOptions
    layers: Mapping[AreaLevel, Layer]
    homes: pl.Series


def build_city(options: GenerateOptions) -> City:
    """The areas of a city, exactly as many as asked for."""
    rng = np.random.default_rng([options.seed, 1])
    layers: dict[AreaLevel, Layer] = {}
    homes: list[pl.Series] = []
    above: Layer | None = None
    for level, count in _counts(options).items():
        parent = np.full(count, -1, np.int64) if above is None else _parents(rng, len(above), count)
        number = ordinals(parent) + 1
        since = np.full(count, options.origin, np.int32) if above is None else above.since[parent]
        until = np.full(count, OPEN, np.int32) if above is None else above.until[parent]
        if above is None:
            code = pl.Series([options.code])
        else:
            width = max(_WIDTH.get(level, 2), len(str(number.max())))
            padded = pl.Series(number).cast(pl.String).str.zfill(width)
            code = joined(pick(above.code, parent), _LETTER.get(level, ""), padded)
        if level is AreaLevel.COMPOUND:
            since, until = _lives(rng, options, since, until)
        if above is None or level not in _LETTER:
            home = np.arange(count, dtype=np.int64) + sum(map(len, homes))
            homes.append(code)
        else:
            home = above.home[parent]
        above = layers[level] = Layer(level, code, parent, home, since, until)
    return City(options, layers, pl.concat(homes))


def _counts(options: GenerateOptions) -> dict[AreaLevel, int]:
    """How many areas of each level: fan-outs as they usually are, grown or shrunk to the number asked for."""
    levels = options.levels[: options.areas]
    usual = np.cumprod([float(FAN_OUT[level]) for level in levels])
    scale = options.areas / usual.sum()
    below = max(sum(level in _LETTER for level in levels), 1)
    if scale > 1:
        grown = [scale ** (1 / below) if level in _LETTER else 1.0 for level in levels]
        usual = usual * np.cumprod(grown)
        scale = options.areas / usual.sum()
    counts = [1, *(max(1, int(count * scale)) for count in usual[1:-1])]
    while sum(counts) > options.areas - 1 and max(counts) > 1:
        counts[int(np.argmax(counts))] -= 1
    if len(levels) > 1:
        counts.append(options.areas - sum(counts))
    return dict(zip(levels, counts, strict=False))


def _parents(rng: np.random.Generator, above: int, count: int) -> Indices:
    """A parent each, in order; every parent has a child if there are enough."""
    if count < above:
        return np.sort(rng.choice(above, count, replace=False)).astype(np.int64)
    return np.sort(np.concatenate((np.arange(above), rng.integers(0, above, count - above)))).astype(np.int64)


def _lives(rng: np.random.Generator, options: GenerateOptions, since: Days, until: Days) -> tuple[Days, Days]:
    """Some compounds are founded late, some end; what lies in them lives with them."""
    chance = rng.random(len(since))
    middle = np.full(len(since), (options.origin + options.horizon) // 2, np.int32)
    last = np.full(len(since), options.horizon, np.int32)
    late = draw(rng, since + 1, middle)
    gone = draw(rng, middle, last)
    rate = options.history_rate / 4
    since = np.where(chance < rate, late, since)
    until = np.where((chance >= rate) & (chance < 2 * rate), gone, until)
    return since.astype(np.int32), until.astype(np.int32)


def areas_table(city: City) -> pl.DataFrame:
    """The areas as a table: two versions where an area was renamed, counted anew or moved."""
    rng = np.random.default_rng([city.options.seed, 2])
    weights = _weights(rng, city)
    above: Layer | None = None
    parts = []
    for level, layer in city.layers.items():
        parts += _versions(rng, city.options, layer, above, weights[level])
        above = layer
    return frame("areas", *parts)


def _weights(rng: np.random.Generator, city: City) -> dict[AreaLevel, tuple[Indices, Indices]]:
    """Households and residents of every area: drawn at the deepest level, added up on the way to the city."""
    layers = list(city.layers.values())
    deepest = layers[-1]
    usual = _HOUSEHOLDS.get(deepest.level, 1_500)
    households = rng.integers(usual // 2, usual * 3 // 2 + 1, len(deepest)).astype(np.int64)
    residents = households * 2 + rng.integers(0, usual + 1, len(deepest))
    weights = {deepest.level: (households, residents)}
    for layer, upper in zip(layers[:0:-1], layers[-2::-1], strict=True):
        households, residents = (
            np.bincount(layer.parent, part, minlength=len(upper)).astype(np.int64) for part in (households, residents)
        )
        weights[upper.level] = households, residents
    return weights


def _versions(
    rng: np.random.Generator,
    options: GenerateOptions,
    layer: Layer,
    above: Layer | None,
    weights: tuple[Indices, Indices],
) -> list[pl.DataFrame]:
    """The versions of a layer: the last of every area, and the closed ones of those with a past."""
    size = len(layer)
    households, residents = weights
    known = rng.random(size) >= options.unknown_rate / 2 if layer.level in _LETTER else np.ones(size, np.bool_)
    split = draw(rng, layer.since + 1, np.minimum(layer.until, options.horizon).astype(np.int32))
    past = (rng.random(size) < options.history_rate) & (split > layer.since) & (split < layer.until)
    past &= layer.level in _LETTER
    before = layer.parent
    if layer.level is AreaLevel.COMPOUND and above is not None and len(above) > 1:
        moved = rng.random(size) < 0.5
        neighbour = np.where(layer.parent + 1 < len(above), layer.parent + 1, layer.parent - 1)
        before = np.where(moved, neighbour, layer.parent)
    number = pl.Series(ordinals(layer.parent) + 1).cast(pl.String)
    first, last = _NAME.get(layer.level, ("", ""))
    name = joined(first, number, last) if above is not None else pl.Series(["示例市"])

    def rows(
        mask: np.ndarray[tuple[int], np.dtype[np.bool_]], parent: Indices, since: Days, until: Days, shift: int
    ) -> pl.DataFrame:
        counted = pl.Series(known)
        return (
            pl.DataFrame(
                {
                    "code": layer.code,
                    "valid_from": days(since),
                    "valid_to": days(until),
                    "name": name if not shift else joined("原", name),
                    "level": pl.repeat(layer.level.value, size, eager=True),
                    "parent": pick(above.code, parent)
                    if above is not None
                    else pl.repeat(None, size, dtype=pl.String, eager=True),
                    "households": pl.Series(households - households * shift // 20),
                    "residents": pl.Series(residents - residents * shift // 20),
                }
            )
            .with_columns(pl.when(counted).then(pl.col("households", "residents")))
            .filter(pl.Series(mask))
        )

    whole = np.ones(size, np.bool_)
    current = rows(whole, layer.parent, np.where(past, split, layer.since).astype(np.int32), layer.until, 0)
    return [current, rows(past, before, layer.since, split, 1)] if past.any() else [current]
