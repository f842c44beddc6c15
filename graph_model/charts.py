"""Figures: Plotly charts with Chinese fonts, for notebooks and pages. Plotly is imported with the first one.

>>> figure = bars({"龙亭区": 3, "鼓楼区": 5}, title="小区数")
>>> [tuple(bar.y) for bar in figure.data]
[('鼓楼区', '龙亭区')]
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

__all__ = ["Tile", "bars", "drawing", "levels", "save"]

_FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
_COLORS = ("#c8102e", "#1f6fb2", "#e0a100", "#3c8d5a", "#7a4fa3", "#8c8c8c")
_OTHER = "其他"

_COVERAGE = {
    False: ((0.0, "#a8321f"), (0.5, "#d98e7a"), (0.8, "#efc9bd"), (0.95, "#f3e4dd"), (1.0, "#e6e9e7")),
    True: ((0.0, "#e0705a"), (0.5, "#94503f"), (0.8, "#5f382f"), (0.95, "#43302b"), (1.0, "#2d3234")),
}
"""From nothing covered to all of it, on a light and on a dark page: what lacks somebody stands out."""
_UNKNOWN = {False: "#d4d0c8", True: "#4a4742"}
_INK = {False: "#1c1b1a", True: "#ece8e1"}
_PAPER = {False: "#fcfbf9", True: "#171615"}


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
    figure = _figure(title)
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
            "line": {"color": _PAPER[dark], "width": 1},
            "pad": {"t": 22, "l": 2, "r": 2, "b": 2},
        },
        textfont={"color": [_INK[dark] if tile.rate is None else _on(tile.rate, dark=dark) for tile in tiles]},
        tiling={"pad": 1},
        pathbar={"visible": False},
        maxdepth=3,
        sort=True,
        root={"color": "rgba(0,0,0,0)"},
    )
    figure.update_layout(
        margin={"t": 40 if title else 0, "l": 0, "r": 0, "b": 0},
        font={"color": _INK[dark], "size": 13},
        paper_bgcolor="rgba(0,0,0,0)",
        uniformtext={"minsize": 11, "mode": "hide"},
    )
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


def bars(values: Mapping[str, float | Mapping[str, float]], *, title: str, unit: str = "", stacked: bool = True) -> Any:
    """Horizontal bars, the first label on top; a label with several series has one bar a series, stacked or side by side."""
    rows = {label: value if isinstance(value, Mapping) else {"": value} for label, value in values.items()}
    series = list(dict.fromkeys(name for row in rows.values() for name in row))
    labels = list(rows)[::-1]
    figure = _figure(title)
    for number, name in enumerate(series):
        figure.add_bar(
            y=labels,
            x=[rows[label].get(name, 0) for label in labels],
            name=name,
            orientation="h",
            marker_color=_COLORS[number % len(_COLORS)],
            hovertemplate="%{y}　" + name + "　%{x}" + unit + "<extra></extra>",
        )
    figure.update_layout(
        barmode="stack" if stacked else "group", showlegend=len(series) > 1, height=max(260, 90 + 26 * len(labels))
    )
    figure.update_xaxes(title=unit)
    return figure


def drawing(
    graph: Any, *, title: str, groups: Mapping[Hashable, str], labels: Mapping[Hashable, str], weight: str = "weight"
) -> Any:
    """A graph drawn with springs: nodes coloured by group and as large as their degree, edges as wide as their weight.

    The layout starts from a fixed seed: the same graph gives the same figure.
    """
    import networkx as nx

    ordered = nx.Graph()  # a subgraph may tell its nodes in another order every time
    ordered.add_nodes_from(sorted(graph, key=str))
    ordered.add_edges_from(sorted(graph.edges(data=True), key=str))
    graph = ordered
    places = nx.spring_layout(graph, seed=1, weight=weight)
    figure = _figure(title)
    for one, other, width in graph.edges(data=weight, default=1):
        (x0, y0), (x1, y1) = places[one], places[other]
        line = {"color": "#b8b8b8", "width": 1 + width}
        figure.add_scatter(x=[x0, x1], y=[y0, y1], mode="lines", line=line, hoverinfo="skip", showlegend=False)
    for number, group in enumerate(sorted(set(groups.values()) | {_OTHER})):
        nodes = [node for node in graph if groups.get(node, _OTHER) == group]
        if not nodes:
            continue
        figure.add_scatter(
            x=[places[node][0] for node in nodes],
            y=[places[node][1] for node in nodes],
            mode="markers",
            name=group,
            marker={"color": _COLORS[number % len(_COLORS)], "size": [9 + 3 * graph.degree[node] for node in nodes]},
            text=[labels.get(node, str(node)) for node in nodes],
            hovertemplate="%{text}<extra>" + group + "</extra>",
        )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleanchor="x")
    return figure


def save(figure: Any, path: Path) -> Path:
    """Write a figure as a page that needs no internet: `plotly.min.js` stands beside it, once for all pages of a folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.write_html(path, include_plotlyjs="directory", full_html=True)
    return path


def _figure(title: str) -> Any:
    import plotly.graph_objects as go

    return go.Figure(
        layout={"title": {"text": title}, "font": {"family": _FONT}, "template": "plotly_white", "margin": {"t": 70}}
    )
