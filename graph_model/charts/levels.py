"""An indicator by the levels of a place, as a treemap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from graph_model.charts.style import INK, PAPER, bare, new_figure

__all__ = ["Tile", "levels"]

_COVERAGE = {
    False: ((0.0, "#a8321f"), (0.5, "#d98e7a"), (0.8, "#efc9bd"), (0.95, "#f3e4dd"), (1.0, "#e6e9e7")),
    True: ((0.0, "#e0705a"), (0.5, "#94503f"), (0.8, "#5f382f"), (0.95, "#43302b"), (1.0, "#2d3234")),
}
"""From nothing covered to all of it, on a light and on a dark page: what lacks somebody stands out."""
_UNKNOWN = {False: "#d4d0c8", True: "#4a4742"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """An area in a chart of levels: how many subjects it has, how many are covered, of how many nobody knows."""

    code: str
    name: str
    parent: str | None
    covered: float
    unknown: float
    whole: float

    @property
    def rate(self) -> float | None:
        """The lower bound of its rate; None while all is unknown."""
        return self.covered / self.whole if self.unknown < self.whole else None


def levels(tiles: Sequence[Tile], *, title: str = "", dark: bool = False) -> Any:
    """A treemap: an area as large as what it has to cover, the redder the less is covered, hatched where nobody knows.

    A tile whose parent is no tile stands at the top. What an area has besides its parts stays its own.
    """
    codes = {tile.code for tile in tiles}
    inside: dict[str, float] = {}
    for tile in tiles:
        if tile.parent is not None:
            inside[tile.parent] = inside.get(tile.parent, 0) + tile.whole
    figure = new_figure(title)
    figure.add_treemap(
        ids=[tile.code for tile in tiles],
        labels=[tile.name for tile in tiles],
        parents=[tile.parent if tile.parent in codes else "" for tile in tiles],
        values=[max(0, tile.whole - inside.get(tile.code, 0)) for tile in tiles],
        branchvalues="remainder",
        text=[_said(tile) for tile in tiles],
        texttemplate=["%{label}　%{text}" if tile.code in inside else "%{label}<br>%{text}" for tile in tiles],
        hovertemplate="%{label}　%{text}<br>%{customdata}<extra></extra>",
        customdata=[_counted(tile) for tile in tiles],
        marker={
            "colors": [_UNKNOWN[dark] if tile.rate is None else _shade(tile.rate, dark=dark) for tile in tiles],
            "pattern": {"shape": ["/" if tile.rate is None else "" for tile in tiles], "size": 6, "solidity": 0.25},
            "line": {"color": PAPER[dark], "width": 1},
            "pad": {"t": 26, "l": 2, "r": 2, "b": 2},
        },
        textfont={"color": [INK[dark] if tile.rate is None else _on(tile.rate, dark=dark) for tile in tiles]},
        tiling={"pad": 1},
        pathbar={"visible": False},
        maxdepth=3,
        sort=True,
        root={"color": "rgba(0,0,0,0)"},
    )
    figure.update_layout(**bare(dark=dark, top=40 if title else 0), uniformtext={"minsize": 11, "mode": "hide"})
    figure.update_layout(margin={"l": 0, "r": 0, "b": 0})
    return figure


def _said(tile: Tile) -> str:
    if tile.rate is None:
        return "情况不明"
    return f"{tile.rate:.0%}" if tile.rate in {0, 1} else f"{tile.rate:.1%}"


def _counted(tile: Tile) -> str:
    parts = [f"{tile.covered:,.0f} / {tile.whole:,.0f}"]
    if gaps := tile.whole - tile.covered - tile.unknown:
        parts.append(f"空白 {gaps:,.0f}")
    if tile.unknown:
        parts.append(f"不明 {tile.unknown:,.0f}")
    return "，".join(parts)


def _shade(rate: float, *, dark: bool) -> str:
    """The colour of a rate, between the two stops around it."""
    stops = _COVERAGE[dark]
    (low, one), (high, other) = next((below, above) for below, above in pairwise(stops) if rate <= above[0])
    part = (rate - low) / (high - low)
    mixed = (round(a + (b - a) * part) for a, b in zip(_channels(one), _channels(other), strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _channels(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


def _on(rate: float, *, dark: bool) -> str:
    """A colour for text on the colour of a rate: the one of dark and light that reads better."""
    red, green, blue = _channels(_shade(rate, dark=dark))
    bright = 0.299 * red + 0.587 * green + 0.114 * blue
    return "#1c1b1a" if bright > 125 else "#ffffff"
