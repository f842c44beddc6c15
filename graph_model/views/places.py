"""The view `tree`: areas, each tied to the areas directly in it."""

from __future__ import annotations

import numpy as np

from graph_model.views.arrays import Arrays
from graph_model.views.links import Forest
from graph_model.views.nodes import Part, Records
from graph_model.views.scope import Scope

__all__ = ["tree"]


def tree(scope: Scope) -> Arrays:
    """Parent → child, in tree order; the area looked at is the root, or every root of the day is one."""
    places, first = scope.day.network.places, scope.places.start
    alive = scope.day.alive()[scope.places]
    place = first + np.flatnonzero(alive)
    before = np.concatenate(([0], np.cumsum(alive))).astype(np.int32)  # how many nodes come before a place
    above = places.parent[place] - first
    parent = np.where(above >= 0, before[np.maximum(above, 0)], -1).astype(np.int32)
    child = np.flatnonzero(parent >= 0).astype(np.int32)
    nodes = Records(scope.day, [Part("areas", places.area[place])], typed=False)
    forest = Forest(parent, stop=before[places.stop[place] - first])
    return Arrays(nodes, parent[child], child, directed=True, graph=scope.told, tree=forest, narrower=scope.narrower)
