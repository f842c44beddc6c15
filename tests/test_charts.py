"""Figures: what is drawn is what was given."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import networkx as nx

from graph_model import charts
from graph_model.levels import AreaLevel
from tests.cases import network


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


def test_levels_are_as_large_as_what_they_have_to_cover() -> None:
    """A tile says its rate and hatches the unknown; what an area has besides its parts stays its own; less covered is redder."""
    tiles = [
        charts.Tile(code="1", name="甲市", parent=None, covered=6, unknown=3, whole=12),
        charts.Tile(code="11", name="乙区", parent="1", covered=6, unknown=0, whole=6),
        charts.Tile(code="12", name="丙区", parent="1", covered=0, unknown=3, whole=3),
        charts.Tile(code="13", name="丁区", parent="1", covered=0, unknown=0, whole=2),
    ]
    (drawn,) = charts.levels(tiles).data
    assert drawn.values == (1, 6, 3, 2)
    assert drawn.text == ("50.0%", "100%", "情况不明", "0%")
    assert drawn.customdata == ("6 / 12，空白 3，不明 3", "6 / 6", "0 / 3，不明 3", "0 / 2，空白 2")
    assert drawn.marker.pattern.shape == ("", "", "/", "")
    assert len(set(drawn.marker.colors)) == 4
    assert drawn.marker.colors[3] == "#a8321f"


def test_a_saved_figure_needs_no_internet(tmp_path: Path) -> None:
    """A page refers to the script beside it and to nothing else."""
    page = charts.save(charts.bars({"甲": 1}, title="一"), tmp_path / "new" / "page.html").read_text(encoding="utf-8")
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == ["page.html", "plotly.min.js"]
    assert "https://" not in page.replace("https://plot.ly", "")


def test_a_rate_over_time_shows_what_is_not_known() -> None:
    """The line is the lower bound; between it and the upper one it is hatched; a day without a rate leaves a gap."""
    days = [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
    rates = [(None, None), (0.5, 0.75), (0.8, 0.8)]
    moments = [
        charts.Moment(day=day, rate=low, rate_at_most=high) for day, (low, high) in zip(days, rates, strict=True)
    ]
    figure = charts.over_time(moments, target=0.9)
    lower, upper, line = figure.data
    assert (lower.y, upper.y, line.y) == ((None, 0.5, 0.8), (None, 0.75, 0.8), (None, 0.5, 0.8))
    assert (upper.fill, upper.fillpattern.shape) == ("tonexty", "/")
    assert line.x == ("2024-01-01", "2024-02-01", "2024-03-01")
    assert figure.layout.annotations[0].text == "目标 90%"


def test_a_notebook_draws_what_the_page_draws() -> None:
    """Tiles and moments of a network have the numbers of its own answers."""
    city, day = network("kaifeng"), date(2022, 8, 19)
    found = charts.tiles(city, "building_head", as_of=day, by=[AreaLevel.CITY, AreaLevel.COUNTY])
    assert [(one.name, one.parent, one.covered, one.unknown, one.whole) for one in found[:2]] == [
        ("开封市", None, 848, 8, 931),
        ("龙亭区", "4102", 231, 4, 259),
    ]
    assert len(charts.levels(found).data[0].ids) == 5
    last = charts.moments(city, "building_head", date(2022, 7, 1), day, within="410202")[-1]
    assert (last.day, last.rate, last.rate_at_most) == (day, 231 / 259, 235 / 259)
