"""A graph, drawn."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from graph_model.charts.style import COLORS, GRID, TONES, bare, new_figure

__all__ = ["drawing"]

_OTHER = "其他"
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")


def drawing(
    graph: Any,
    *,
    title: str,
    groups: Mapping[Hashable, str],
    labels: Mapping[Hashable, str],
    weight: str = "weight",
    named: bool = False,
    dark: bool | None = None,
) -> Any:
    """A graph drawn with springs: nodes coloured by group and as large as their degree, edges as wide as their weight.

    `named` writes the labels beside the nodes; `dark` says what page the figure lies on, None for one of its own. The layout
    starts from a fixed seed: the same graph gives the same figure.
    """
    import networkx as nx

    ordered = nx.Graph()  # a subgraph may tell its nodes in another order every time
    ordered.add_nodes_from(sorted(graph, key=str))
    ordered.add_edges_from(sorted(graph.edges(data=True), key=str))
    graph = ordered
    places = nx.spring_layout(graph, seed=1, weight=weight)
    figure = new_figure(title)
    colors = COLORS if dark is None else TONES[dark]
    for one, other, width in graph.edges(data=weight, default=1):
        (x0, y0), (x1, y1) = places[one], places[other]
        line = {"color": "#b8b8b8" if dark is None else GRID[dark], "width": 1 + width}
        figure.add_scatter(x=[x0, x1], y=[y0, y1], mode="lines", line=line, hoverinfo="skip", showlegend=False)
    for number, group in enumerate(sorted(set(groups.values()) | {_OTHER})):
        nodes = [node for node in graph if groups.get(node, _OTHER) == group]
        if not nodes:
            continue
        figure.add_scatter(
            x=[places[node][0] for node in nodes],
            y=[places[node][1] for node in nodes],
            mode="markers+text" if named else "markers",
            textposition="top center",
            name=group,
            marker={
                "color": colors[number % len(colors)],
                "symbol": _SYMBOLS[number % len(_SYMBOLS)],
                "size": [9 + 3 * graph.degree[node] for node in nodes],
                "opacity": 1,
            },
            text=[labels.get(node, str(node)) for node in nodes],
            hovertemplate="%{text}<extra>" + group + "</extra>",
        )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleanchor="x")
    if dark is not None:
        figure.update_layout(**bare(dark=dark, top=40 if title else 8), legend={"orientation": "h", "y": 1.05})
    return figure
