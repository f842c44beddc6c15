"""Figures: what is drawn is what was given."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from graph_model import charts


def test_bars_show_every_value() -> None:
    """Every label and series has its bar, the first label on top, a missing value as nothing."""
    figure = charts.bars({"甲": {"有": 3, "无": 1}, "乙": {"有": 2}}, title="岗位", unit="个", stacked=False)
    assert [(bar.name, bar.y, bar.x) for bar in figure.data] == [
        ("有", ("乙", "甲"), (2, 3)),
        ("无", ("乙", "甲"), (0, 1)),
    ]
    assert (figure.layout.barmode, figure.layout.title.text, figure.layout.xaxis.title.text) == ("group", "岗位", "个")


def test_a_drawing_shows_every_node_and_edge() -> None:
    """Every edge is a line as wide as its weight, every node a mark of its group; the same graph is drawn the same way."""
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=2)
    graph.add_node("c")
    figure = charts.drawing(graph, title="图", groups={"a": "党组织", "b": "物业"}, labels={"a": "党支部"})
    line, *marks = figure.data
    assert line.line.width == 3
    assert {mark.name: mark.text for mark in marks} == {"党组织": ("党支部",), "物业": ("b",), "其他": ("c",)}
    assert figure == charts.drawing(graph, title="图", groups={"a": "党组织", "b": "物业"}, labels={"a": "党支部"})


def test_a_saved_figure_needs_no_internet(tmp_path: Path) -> None:
    """A page refers to the script beside it and to nothing else."""
    page = charts.save(charts.bars({"甲": 1}, title="一"), tmp_path / "new" / "page.html").read_text(encoding="utf-8")
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == ["page.html", "plotly.min.js"]
    assert "https://" not in page.replace("https://plot.ly", "")
