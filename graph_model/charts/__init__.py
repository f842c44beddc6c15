"""Figures: Plotly charts with Chinese fonts, for notebooks and pages. Plotly is imported with the first one.

In a notebook: `charts.levels(charts.tiles(network, "building_head", as_of=day, by=[AreaLevel.COUNTY, AreaLevel.TOWN]))`.
"""

from graph_model.charts.answered import moments, tiles
from graph_model.charts.bars import bars
from graph_model.charts.drawing import drawing
from graph_model.charts.levels import Tile, levels
from graph_model.charts.over_time import Moment, over_time
from graph_model.charts.saving import save

__all__ = ["Moment", "Tile", "bars", "drawing", "levels", "moments", "over_time", "save", "tiles"]
