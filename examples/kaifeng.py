"""The Kaifeng case as a network, and the words its scheme has for things: what every example starts from."""

from __future__ import annotations

import functools
import sys
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
from networkx.algorithms import bipartite

import graph_model as gm
from loaders.cases import CASES

__all__ = ["AS_OF", "SCHEME", "figures", "kind_label", "network", "sides"]

_CASE = CASES["kaifeng"]
AS_OF: date = _CASE.as_of
_SCHEMES = gm.load_schemes()
SCHEME = _SCHEMES["kaifeng"]


@functools.cache
def network() -> gm.Network:
    """The case, compiled. Your own records: `gm.open_store("city.duckdb").read()` instead of the case's tables."""
    return gm.Network.compile(_CASE.tables(), _SCHEMES, gm.load_catalogue(_SCHEMES))


def kind_label(kinds: str) -> str:
    """The Chinese label of a body's first kind."""
    return SCHEME.kinds[kinds.partition(",")[0]].label


def sides(full: Any, kinds: set[str]) -> tuple[Any, Any]:
    """Which bodies of these kinds cover which compounds, and the bodies alone, tied where they cover the same compound."""
    covers = nx.Graph()
    for body, place, tie in full.edges(data="type"):
        if tie == "COVERS" and full.nodes[place].get("level") == "compound" and full.nodes[body]["kinds"] in kinds:
            covers.add_edge(body, place)
    bodies = [node for node in covers if node.startswith("Organization:")]
    return covers, bipartite.weighted_projected_graph(covers, bodies)


def figures() -> Path:
    """Where figures go: the folder named on the command line, else `figures/`."""
    return Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
