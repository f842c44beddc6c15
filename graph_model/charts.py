"""Figures: Plotly charts with Chinese fonts, for notebooks and pages. Plotly is imported with the first one.

>>> figure = bars({"龙亭区": 3, "鼓楼区": 5}, title="小区数")
>>> [tuple(bar.y) for bar in figure.data]
[('鼓楼区', '龙亭区')]
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["bars", "drawing", "save"]

_FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
_COLORS = ("#c8102e", "#1f6fb2", "#e0a100", "#3c8d5a", "#7a4fa3", "#8c8c8c")
_OTHER = "其他"


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
