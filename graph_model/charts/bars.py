"""Horizontal bars.

>>> figure = bars({"龙亭区": 3, "鼓楼区": 5}, title="小区数")
>>> [tuple(bar.y) for bar in figure.data]
[('鼓楼区', '龙亭区')]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_model.charts.style import COLORS, new_figure

__all__ = ["bars"]


def bars(values: Mapping[str, float | Mapping[str, float]], *, title: str, unit: str = "", stacked: bool = True) -> Any:
    """Horizontal bars, the first label on top; a label with several series has one bar a series, stacked or side by side."""
    rows = {label: value if isinstance(value, Mapping) else {"": value} for label, value in values.items()}
    series = list(dict.fromkeys(name for row in rows.values() for name in row))
    labels = list(rows)[::-1]
    figure = new_figure(title)
    for number, name in enumerate(series):
        figure.add_bar(
            y=labels,
            x=[rows[label].get(name, 0) for label in labels],
            name=name,
            orientation="h",
            marker_color=COLORS[number % len(COLORS)],
            hovertemplate="%{y}　" + name + "　%{x}" + unit + "<extra></extra>",
        )
    figure.update_layout(
        barmode="stack" if stacked else "group", showlegend=len(series) > 1, height=max(260, 90 + 26 * len(labels))
    )
    figure.update_xaxes(title=unit)
    return figure
