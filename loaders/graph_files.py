"""A view of the network as a file other programs read: GraphML, GEXF, or a CSV list of edges. The file is whole or not there."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

__all__ = ["FORMATS", "write_graph"]


def _graphml(graph: Any, path: Path) -> None:
    from networkx import write_graphml

    write_graphml(_numbered(graph), path)


def _gexf(graph: Any, path: Path) -> None:
    from networkx import write_gexf

    write_gexf(_numbered(graph), path)


def _edge_list(graph: Any, path: Path) -> None:
    """One line an edge: `source`, `target`, and a column for each attribute any edge has, in the order met."""
    columns = list(dict.fromkeys(key for _, _, data in graph.edges(data=True) for key in data))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["source", "target", *columns])
        writer.writerows([one, other, *map(data.get, columns)] for one, other, data in graph.edges(data=True))


def _numbered(graph: Any) -> Any:
    """The graph with parallel edges numbered through: both formats write the key of an edge as its id, one of a kind."""
    if not graph.is_multigraph():
        return graph
    numbered = type(graph)()
    numbered.graph.update(graph.graph)
    numbered.add_nodes_from(graph.nodes(data=True))
    edges = enumerate(graph.edges(data=True))
    numbered.add_edges_from((one, other, number, data) for number, (one, other, data) in edges)
    return numbered


FORMATS: Mapping[str, Callable[[Any, Path], None]] = MappingProxyType(
    {"graphml": _graphml, "gexf": _gexf, "edge_list": _edge_list}
)
"""How each format is written."""


def write_graph(graph: Any, path: Path, form: str) -> None:
    """Write a networkx graph to `path` in one of `FORMATS`.

    Raises:
        OSError: it cannot be written; what stood there before is still there.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        FORMATS[form](graph, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
