"""A rate over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_model.charts.style import GRID, HATCH, INK, bare, new_figure

__all__ = ["Moment", "over_time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A rate on a day, between its bounds; None while there is none."""

    day: date
    rate: float | None
    rate_at_most: float | None


def over_time(moments: Sequence[Moment], *, title: str = "", target: float | None = None, dark: bool = False) -> Any:
    """A rate over time as a line, and above it, hatched, what is not known; without a rate the line has a gap."""
    ink, days = INK[dark], [one.day.isoformat() for one in moments]
    figure = new_figure(title)
    figure.add_scatter(
        x=days, y=[one.rate for one in moments], mode="lines", line={"width": 0}, hoverinfo="skip", showlegend=False
    )
    figure.add_scatter(
        x=days,
        y=[one.rate_at_most for one in moments],
        mode="lines",
        line={"width": 0},
        fill="tonexty",
        fillpattern={"shape": "/", "fgcolor": HATCH[dark], "bgcolor": "rgba(0,0,0,0)", "size": 6, "solidity": 0.2},
        name="情况不明",
        hovertemplate="至多 %{y:.1%}<extra></extra>",
    )
    figure.add_scatter(
        x=days,
        y=[one.rate for one in moments],
        mode="lines+markers",
        line={"color": ink, "width": 2},
        marker={"size": 5},
        name="覆盖率",
        hovertemplate="%{x|%Y-%m-%d}　%{y:.1%}<extra></extra>",
    )
    if target is not None:
        figure.add_hline(y=target, line={"color": ink, "width": 1, "dash": "dot"}, annotation_text=f"目标 {target:.0%}")
    line = {"gridcolor": GRID[dark], "zeroline": False, "linecolor": GRID[dark]}
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02], **line)
    figure.update_xaxes(tickformat="%Y-%m", showgrid=False, linecolor=GRID[dark])
    figure.update_layout(
        **bare(dark=dark, top=40 if title else 8), legend={"orientation": "h", "y": 1.12}, hovermode="x"
    )
    return figure
