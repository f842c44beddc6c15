"""Views as files: `liandong export --view`, and a classical affiliation network from CSV folder to GraphML."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from networkx.algorithms import bipartite
from typer.testing import CliRunner, Result

from api.cli import app
from graph_model.views import VIEWS
from loaders.graph_files import write_graph
from tests.small_city import CITY
from tests.test_views import DAY


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"LIANDONG_STORE": ""})


def _affiliations(folder: Path, graph: Any, members: list[str], groups: list[str]) -> None:
    """Who belongs to what as the CSV folder of a city: members are persons with posts in organizations."""

    def write(table: str, *rows: tuple[str, ...]) -> None:
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)

    write("areas", ("code", "name", "level"), ("N", "Natchez", "city"))
    write(
        "organizations",
        ("code", "name", "kinds", "area"),
        *((group, f"{group} of 1936", "social_organization", "N") for group in groups),
    )
    write(
        "posts",
        ("code", "role", "organization", "seats"),
        *((f"{group}/member", "member", group, "99") for group in groups),
    )
    write("persons", ("code", "name", "residence"), *((member, member, "N") for member in members))
    write(
        "appointments",
        ("post", "person"),
        *((f"{group}/member", member) for member in members for group in graph[member]),
    )


def test_southern_women_meet_as_published(tmp_path: Path) -> None:
    """Davis's Southern Women (1941), loaded from a CSV folder, meet at the events as often as published, in GraphML too."""
    women = nx.davis_southern_women_graph()
    members, groups = women.graph["top"], women.graph["bottom"]
    _affiliations(tmp_path, women, members, groups)
    store, file = tmp_path / "women.duckdb", tmp_path / "women.graphml"
    loaded = _run("load", tmp_path, "--store", store, "--on", "1936-01-01")
    assert loaded.exit_code == 0, loaded.output
    exported = _run("export", "--view", "interlock", "--graphml", file, "--store", store, "--as-of", "1936-06-01")
    assert exported.exit_code == 0, exported.output
    found = nx.read_graphml(file)
    published = bipartite.weighted_projected_graph(women, groups)
    assert (len(found), found.size(), found.size("weight")) == (14, 66, published.size("weight"))
    assert {frozenset(edge[:2]): edge[2] for edge in found.edges(data="weight")} == {
        frozenset(edge[:2]): edge[2] for edge in published.edges(data="weight")
    }
    assert found["E8"]["E9"]["weight"] == 9
    assert found["E5"]["E6"]["weight"] == 6
    assert "E14" not in found["E1"]


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_goes_around(name: str, tmp_path: Path) -> None:
    """Written as GraphML and read again, a view has the same nodes, edges and attributes; as GEXF and as edges, the same size."""
    view = CITY.view(name, as_of=DAY)
    for form in ("graphml", "gexf", "edge_list"):
        write_graph(view, tmp_path / form, form)
    again = nx.read_graphml(tmp_path / "graphml")
    assert dict(again.nodes(data=True)) == dict(view.nodes(data=True))
    edges = [sorted(map(str, graph.edges(data=True))) for graph in (again.to_directed(), view.to_directed())]
    assert edges[0] == edges[1]
    assert nx.read_gexf(tmp_path / "gexf").size() == view.size()
    with (tmp_path / "edge_list").open(encoding="utf-8", newline="") as file:
        heading, *lines = csv.reader(file)
    assert heading[:2] == ["source", "target"]
    assert [line[:2] for line in lines] == [list(edge[:2]) for edge in view.edges]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["edge_list", "gexf", "graphml"]


def test_a_graph_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """A graph file is whole or not there."""
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=object())
    with pytest.raises(nx.NetworkXError):
        write_graph(graph, tmp_path / "graph", "graphml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("out", "--view", "tree", "--graphml", "file"),
        ("--view", "tree"),
        ("out", "--graphml", "file"),
        ("out", "--within", "41"),
    ],
)
def test_export_of_two_things_or_nothing(arguments: tuple[str, ...]) -> None:
    """Records or a graph: a command that names both, neither or no file says what to write."""
    result = _run("export", *arguments)
    assert result.exit_code == 2
    assert "--view" in result.output


def test_export_of_a_view_that_does_not_exist(tmp_path: Path) -> None:
    """An unknown view ends with a sentence that names the nearest, and writes nothing."""
    store = tmp_path / "case.duckdb"
    assert _run("load", "--case", "kaifeng", "--store", store).exit_code == 0
    result = _run("export", "--view", "interlok", "--gexf", tmp_path / "out.gexf", "--store", store)
    assert result.exit_code == 1
    assert "是否想问“interlock”" in result.output
    told = _run("export", "--view", "tree", "--edge-list", tmp_path / "o.csv", "--within", "龙亭区", "--store", store)
    assert told.exit_code == 0, told.output
    assert "区划（tree" in told.stdout
    assert (tmp_path / "o.csv").read_text(encoding="utf-8").startswith("source,target\n410202,410202-01\n")
    assert not (tmp_path / "out.gexf").exists()
