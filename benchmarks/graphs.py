"""networkx on views against networkx on ordinary graphs with the same nodes and edges (without attributes, to its favour)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
from networkx.algorithms import bipartite

from benchmarks.city import City
from benchmarks.measure import Row, ratio, runs_of
from graph_model.indicators.catalogue import load_catalogue
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.scheme import load_schemes
from graph_model.stores import open_store

__all__ = ["measure"]


def measure(city: City, runs: int) -> Iterator[Row]:
    """What a view takes against the ordinary graph. What it gives is read name by name in the rows that say so."""
    network = _network(city)
    yield from _descendants(network, city, runs)
    yield from _projection(network, city)


def _network(city: City) -> Network:
    schemes = load_schemes()
    catalogue = load_catalogue(schemes)
    store = open_store(city.store, schemes, catalogue)
    try:
        return Network.compile(store.read(), schemes, catalogue, store.revision())
    finally:
        store.close()


def _descendants(network: Network, city: City, runs: int) -> Iterator[Row]:
    made: list[Any] = []
    making = runs_of(1, lambda: made.append(network.view("tree", as_of=city.last)))[0]
    tree = made[0]
    county = network.on(city.last).areas(level=AreaLevel.COUNTY)[0]
    ordinary = nx.DiGraph(list(tree.edges))
    as_given, named, plain = runs_of(
        runs,
        lambda: nx.descendants(tree, county),
        lambda: set(nx.descendants(tree, county)),
        lambda: nx.descendants(ordinary, county),
    )
    size = len(nx.descendants(tree, county))
    yield Row(f"make the view `tree`, {len(tree):,} areas", [seconds * 1000 for seconds in making], "ms")
    yield Row(f"`nx.descendants` of a county ({size:,}), ordinary graph", [seconds * 1000 for seconds in plain], "ms")
    yield Row("the same from the view, against the ordinary graph", ratio(as_given, plain), "×", 1 / 50)
    yield Row("the same with every name read, against the ordinary graph", ratio(named, plain), "×")


def _projection(network: Network, city: City) -> Iterator[Row]:
    two_sided = network.view("bipartite", as_of=city.last)
    places = [node for node in two_sided if not node.startswith("Person:")]
    ordinary = nx.Graph()
    ordinary.add_nodes_from(two_sided)
    ordinary.add_edges_from(two_sided.edges)
    made: list[Any] = []
    whole, view, plain = runs_of(
        3,
        lambda: made.append(network.view("interlock", as_of=city.last)),
        lambda: bipartite.weighted_projected_graph(two_sided, places),
        lambda: bipartite.weighted_projected_graph(ordinary, places),
    )
    size = f"{len(places):,} bodies and areas, {two_sided.size():,} appointments"
    yield Row(f"make the view `interlock`, {len(made[0]):,} bodies", [seconds * 1000 for seconds in whole], "ms")
    yield Row(f"`bipartite.weighted_projected_graph`, ordinary graph: {size}", plain, "s")
    yield Row("the same from the view, as a view, against the ordinary graph", ratio(view, plain), "×", 1 / 10)
