"""Views of the network as networkx graphs: equal to plain loops over records, and to plain networkx in every function."""

from __future__ import annotations

import copy
import pickle
import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite

import graph_model.views.size
from graph_model.errors import BadQuestion, NotFound
from graph_model.views import VIEWS
from graph_model.views.backend import backend
from tests.plain_views import plain_view
from tests.random_network import DAYS, SEEDS, world
from tests.small_city import CITY

DAY = date(2024, 5, 1)
KINDS = {"tree": nx.DiGraph, "bipartite": nx.Graph, "interlock": nx.Graph, "full": nx.MultiDiGraph}


@pytest.mark.parametrize("name", VIEWS)
@given(seed=SEEDS, day=st.sampled_from(DAYS), inside=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_view_is_what_the_records_say(name: str, seed: int, day: date, *, inside: bool) -> None:
    """A view has the nodes, edges and weights that plain loops over the records of the day find, in all or in one area."""
    chance, records, network = random.Random(seed), world(seed).records, world(seed).network
    areas = network.on(day).areas()
    within = chance.choice(areas) if inside and areas else None
    view, wanted = network.view(name, as_of=day, within=within), plain_view(records, name, day, within)
    assert set(view) == set(wanted)
    assert _edges(view, name) == _edges(wanted, name)


def _edges(graph: Any, name: str) -> Any:
    data = {"tree": False, "full": "type"}.get(name, True)
    listed = (
        tuple(sorted(edge[:2])) + edge[2:] if not graph.is_directed() else edge for edge in graph.edges(data=data)
    )
    return Counter(str(edge) for edge in listed)


@pytest.mark.parametrize("name", VIEWS)
@given(seed=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=25, deadline=None)
def test_a_view_reads_like_its_copy(name: str, seed: int, day: date) -> None:
    """Nodes, neighbours, attributes, degrees and sizes of a view are those of the ordinary graph it is copied to."""
    view = world(seed).network.view(name, as_of=day)
    ordinary = view.copy()
    assert type(ordinary) is KINDS[name]
    assert isinstance(view, KINDS[name])
    assert nx.utils.graphs_equal(view.plain, ordinary)
    assert list(view.nodes(data=True)) == list(ordinary.nodes(data=True))
    assert list(view.edges(data=True)) == list(ordinary.edges(data=True))
    assert {node: view.nodes[node] for node in view} == dict(ordinary.nodes(data=True))
    assert {node: dict(view.adj[node]) for node in view} == {node: dict(ordinary.adj[node]) for node in ordinary}
    assert dict(view.degree) == dict(ordinary.degree)
    assert [view.degree[node] for node in view] == [ordinary.degree[node] for node in view]
    assert (len(view), view.size(), view.size("weight")) == (len(ordinary), ordinary.size(), ordinary.size("weight"))
    if view.is_directed():
        assert (dict(view.in_degree), dict(view.out_degree)) == (dict(ordinary.in_degree), dict(ordinary.out_degree))
        assert {node: dict(view.pred[node]) for node in view} == {node: dict(ordinary.pred[node]) for node in view}


def _random_graph(seed: int) -> Any:
    """A small graph of any kind, with loops and parallel edges."""
    chance = random.Random(seed)
    graph = chance.choice([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])()
    graph.add_nodes_from(range(chance.randint(0, 9)))
    for _ in range(chance.randint(0, 12) if graph else 0):
        graph.add_edge(chance.choice(list(graph)), chance.choice(list(graph)), weight=chance.randint(1, 5))
    return graph


def _told(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a function gives, in a form that can be compared; an error by its type."""
    try:
        found = function(*arguments, **options)
        return list(map(set, found)) if hasattr(found, "__next__") else found
    except (nx.NetworkXException, KeyError) as error:
        return type(error)


GRAPHS = st.one_of(
    SEEDS.map(_random_graph),
    st.tuples(SEEDS, st.sampled_from(VIEWS)).map(
        lambda asked: world(asked[0]).network.view(asked[1], as_of=DAYS[4]).copy()
    ),
)


@given(graph=GRAPHS, seed=SEEDS)
@settings(max_examples=120, deadline=None)
def test_what_runs_on_the_columns_gives_what_networkx_gives(graph: Any, seed: int) -> None:
    """Descendants, ancestors, common ancestors, paths, components and degrees of a view are plain networkx's."""
    chance, view = random.Random(seed), backend.convert_from_nx(graph)
    one, other = (chance.choice([*graph, "nobody"]) for _ in range(2))
    for function in (nx.descendants, nx.ancestors, nx.node_connected_component):
        assert _told(function, view, one) == _told(function, graph, one)
    for function in (
        nx.connected_components,
        nx.weakly_connected_components,
        nx.number_connected_components,
        nx.number_weakly_connected_components,
        nx.is_connected,
        nx.is_weakly_connected,
        nx.degree_histogram,
    ):
        assert _told(function, view) == _told(function, graph)
    for options in (
        {"source": one, "target": other},
        {"source": one},
        {"target": one},
        {"source": one, "weight": "weight"},
    ):
        wanted = _told(nx.shortest_path_length, graph, **options)
        assert _told(nx.shortest_path_length, view, **options) == wanted
        _assert_shortest(graph, _told(nx.shortest_path, view, **options), wanted, options)
    assert dict(nx.shortest_path_length(view)) == dict(nx.shortest_path_length(graph))
    if len(graph) and graph.is_directed() and nx.is_directed_acyclic_graph(graph) and nx.is_forest(graph):
        assert _told(nx.lowest_common_ancestor, view, one, other) == _told(nx.lowest_common_ancestor, graph, one, other)


def _assert_shortest(graph: Any, found: Any, lengths: Any, options: dict[str, Any]) -> None:
    """Paths are paths of the graph, each as long as it should be."""
    if isinstance(lengths, type):
        assert found is lengths
        return
    if "weight" in options:
        assert found == nx.shortest_path(graph, **options)
        return
    paths = {None: found} if isinstance(found, list) else found
    assert {node: len(path) - 1 for node, path in paths.items()} == (
        {None: lengths} if isinstance(found, list) else lengths
    )
    assert all(nx.is_path(graph, path) for path in paths.values())


@given(seed=SEEDS, ratio=st.booleans())
@settings(max_examples=60, deadline=None)
def test_projection_gives_what_networkx_gives(seed: int, *, ratio: bool) -> None:
    """The weighted projection of any graph onto any nodes is plain networkx's, from the columns where it is bipartite."""
    chance = random.Random(seed)
    graph = nx.Graph(_random_graph(seed)) if chance.random() < 0.3 else nx.Graph()
    graph.add_nodes_from(range(chance.randint(1, 6)), side=0)
    graph.add_nodes_from("abcd", side=1)
    graph.add_edges_from((chance.choice(range(len(graph) - 4)), chance.choice("abcd")) for _ in range(9))
    nodes = chance.choice([list("abcd"), list("dab"), [node for node in graph if node not in {*"abcd"}]])
    view = backend.convert_from_nx(graph)
    for chosen in (nodes, [*nodes, "nobody"]):
        found = _told(bipartite.weighted_projected_graph, view, chosen, ratio=ratio)
        wanted = _told(bipartite.weighted_projected_graph, graph, chosen, ratio=ratio)
        assert found is wanted if isinstance(wanted, type) else nx.utils.graphs_equal(nx.Graph(found), wanted)


@given(seed=SEEDS, day=st.sampled_from(DAYS))
@settings(max_examples=25, deadline=None)
def test_interlock_is_the_projection_of_bipartite(seed: int, day: date) -> None:
    """Projected onto all that has posts, the bipartite view ties organizations as the interlock view does."""
    network = world(seed).network
    two_sided, interlock = (network.view(name, as_of=day) for name in ("bipartite", "interlock"))
    places = [node for node, side in two_sided.nodes(data="bipartite") if side == 1]
    if len(places) == len(two_sided):
        return
    projected = bipartite.weighted_projected_graph(two_sided, places)
    assert type(projected) is type(two_sided)
    found = {
        frozenset(end.removeprefix("Organization:") for end in edge[:2]): edge[2]
        for edge in projected.edges(data="weight")
        if all(end.startswith("Organization:") for end in edge[:2])
    }
    assert found == {frozenset(edge[:2]): edge[2] for edge in interlock.edges(data="weight")}


def test_every_other_function_converts_by_itself() -> None:
    """A function that does not run on the columns answers all the same, with nothing configured."""
    tree, interlock = CITY.view("tree", as_of=DAY), CITY.view("interlock", as_of=DAY)
    assert nx.is_arborescence(CITY.view("tree", as_of=DAY, within="41"))
    assert list(nx.topological_sort(tree)) == list(nx.topological_sort(tree.plain))
    assert nx.core_number(interlock) == {"C1/party_branch": 0, "F1": 0}
    assert nx.utils.graphs_equal(nx.compose(interlock, interlock), interlock.plain)
    assert nx.get_node_attributes(tree, "households") == {"C1": 100, "C3": 50}


def test_attributes_are_typed() -> None:
    """Numbers are numbers, truths truths, dates and lists text; what is not known is not there."""
    assert CITY.view("tree", as_of=DAY).nodes["C1"] == {
        "valid_from": "2020-01-01",
        "name": "甲小区",
        "level": "compound",
        "parent": "41010101",
        "households": 100,
        "protected": True,
    }
    full = CITY.view("full", as_of=DAY)
    assert full.nodes["Organization:F1"]["kinds"] == "property_firm"
    assert full["Organization:C1/party_branch"]["Area:C1"]["COVERS"] == {
        "type": "COVERS",
        "mode": "own",
        "valid_from": "2020-01-01",
    }
    assert set(full["Organization:C1/party_branch"]["Area:C1"]) == {"COVERS", "LOCATED_IN"}
    assert "contact" not in full.nodes["Person:p1"]


def test_the_day_decides() -> None:
    """A view is that of its day: a compound that moved hangs where it hung then."""
    assert list(CITY.view("tree", as_of=date(2021, 1, 1)).pred["C2"]) == ["41010101"]
    assert list(CITY.view("tree", as_of=DAY).pred["C2"]) == ["41020101"]
    assert CITY.view("tree", as_of=DAY).graph == {"as_of": "2024-05-01", "revision": "7"}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_cannot_be_changed(name: str) -> None:
    """Changing a view, its attributes included, is refused; a copy can be changed."""
    view = CITY.view(name, as_of=DAY)
    node = next(iter(view))
    for change in (
        lambda: view.add_node("new"),
        lambda: view.remove_node(node),
        lambda: view.nodes[node].update(name="new"),
        lambda: view.nodes[node].__setitem__("name", "new"),
        lambda: nx.set_node_attributes(view, 1, "new"),
        lambda: nx.relabel_nodes(view, {node: "new"}, copy=False),
    ):
        with pytest.raises(nx.NetworkXError):
            change()
    assert nx.is_frozen(view)
    changed = view.copy()
    changed.nodes[node]["name"] = "new"
    changed.add_node("new")
    assert view.nodes[node].get("name") != "new"
    assert "new" in nx.relabel_nodes(view, {node: "new"})


@pytest.mark.parametrize("name", VIEWS)
def test_what_is_made_of_a_view_is_ordinary(name: str) -> None:
    """Subgraphs, reversals, deep copies and pickles of a view are networkx's own graphs."""
    view = CITY.view(name, as_of=DAY)
    some = list(view)[:4]
    ordinary = view.copy()
    assert nx.utils.graphs_equal(view.subgraph(some).copy(), ordinary.subgraph(some).copy())
    assert nx.utils.graphs_equal(view.to_undirected(), ordinary.to_undirected())
    assert nx.utils.graphs_equal(copy.deepcopy(view), ordinary)
    assert nx.utils.graphs_equal(pickle.loads(pickle.dumps(view)), ordinary)
    assert type(type(view)()) is KINDS[name]
    if view.is_directed():
        assert nx.utils.graphs_equal(view.reverse(copy=True), ordinary.reverse(copy=True))


def test_descendants_can_be_used_like_a_set() -> None:
    """What descendants gives compares, combines and changes like a set, and knows its size without reading a name."""
    tree = CITY.view("tree", as_of=DAY)
    found = nx.descendants(tree, "4101")
    assert len(found) == 5
    assert "C1" in found
    assert "4101" not in found
    assert found == {"410101", "41010101", "C1", "B1", "NEW"}
    assert found | {"4101"} == {"4101"} | found == found.union({"4101"})
    assert found & {"C1", "C3"} == found.intersection({"C1", "C3"}) == {"C1"}
    assert found - {"C1"} == found.difference({"C1"}) == found.symmetric_difference({"C1"})
    assert found.issubset(set(tree))
    assert found.issuperset({"C1"})
    assert repr(nx.descendants(tree, "B1")) == "set()"
    found.add("X")
    found.discard("C1")
    found.update({"Y"})
    assert found == found.copy() == {"410101", "41010101", "B1", "NEW", "X", "Y"}


def test_a_view_that_does_not_exist() -> None:
    """An unknown view is refused with the nearest right word, an unknown area as everywhere."""
    with pytest.raises(BadQuestion, match=r"tree, bipartite, interlock, full .*interlock"):
        CITY.view("interlok", as_of=DAY)
    with pytest.raises(NotFound, match="C9"):
        CITY.view("tree", as_of=DAY, within="C9")


def test_a_view_larger_than_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would not fit says how large it is and how to narrow it, before anything is tried."""
    tree = CITY.view("tree", as_of=DAY)
    monkeypatch.setattr(graph_model.views.size, "available", lambda: 0)
    with pytest.raises(BadQuestion, match=r"14 nodes and 12 edges .* 0.0 GB .* within=.* such as 41, C5"):
        nx.is_branching(tree)
    with pytest.raises(BadQuestion, match=r"the view full, .* edges at most, .* within=.* such as 410101"):
        CITY.view("full", as_of=DAY, within="4101")
    assert len(nx.descendants(tree, "41")) > 0
