"""What the charts look like: Chinese fonts, ink on paper or on the dark, one red for what lacks somebody."""

from __future__ import annotations

from typing import Any

__all__ = ["COLORS", "FONT", "GRID", "HATCH", "INK", "PAPER", "TONES", "bare", "new_figure"]

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
COLORS = ("#c8102e", "#1f6fb2", "#e0a100", "#3c8d5a", "#7a4fa3", "#8c8c8c")
"""Of series and groups that have no order."""
TONES = {False: ("#1c1b1a", "#66726e", "#a89f91"), True: ("#ece8e1", "#8a9691", "#6d665c")}
"""Of groups on a page that has one colour for what matters: told apart by lightness and shape."""
INK = {False: "#1c1b1a", True: "#ece8e1"}
PAPER = {False: "#fcfbf9", True: "#171615"}
GRID = {False: "#e3dfd8", True: "#34312d"}
HATCH = {False: "#8d877d", True: "#8a847a"}
"""By whether the page is dark: text and lines, what lies beneath, lines to read by, what nobody knows."""


def new_figure(title: str) -> Any:
    """An empty figure. Plotly is imported with the first one."""
    import plotly.graph_objects as go

    return go.Figure(
        layout={"title": {"text": title}, "font": {"family": FONT}, "template": "plotly_white", "margin": {"t": 70}}
    )


def bare(*, dark: bool, top: int) -> dict[str, Any]:
    """The layout of a figure that lies on a page of its own colours."""
    clear = "rgba(0,0,0,0)"
    return {
        "margin": {"t": top, "l": 44, "r": 12, "b": 32},
        "font": {"color": INK[dark], "size": 13, "family": FONT},
        "paper_bgcolor": clear,
        "plot_bgcolor": clear,
    }
