"""What stands around a body, as a graph: bodies, areas and persons, and the ties between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["BODY", "neighbourhood"]

BODY = """query Body($code: String!, $asOf: Date) {
  organization(code: $code, asOf: $asOf) {
    code name
    area { code name }
    parent { code name }
    host { code name }
    hosts { code name }
    covers { area { code name } targetOrganization { code name } }
    posts { label holders { person { code name appointments {
      post { code label area { code name } organization { code name } }
    } } } }
  }
}"""

_BODY, _AREA, _PERSON = "组织", "区域", "人员"
Node = tuple[str, str, str]
"""A group, a code, a name."""


def neighbourhood(body: Mapping[str, Any]) -> tuple[Any, dict[str, str], dict[str, str]]:
    """The graph of the answer to `BODY`, and by node its group and what it is called."""
    import networkx as nx

    graph, groups, labels = nx.Graph(), dict[str, str](), dict[str, str]()
    for pair in _ties(body):
        for group, code, name in pair:
            groups[f"{group} {code}"], labels[f"{group} {code}"] = group, name
        graph.add_edge(*(f"{group} {code}" for group, code, _ in pair))
    return graph, groups, labels


def _ties(body: Mapping[str, Any]) -> Iterator[tuple[Node, Node]]:
    own = _node(_BODY, body)
    yield own, _node(_AREA, body["area"])
    for other in (body["parent"], body["host"], *body["hosts"]):
        if other:
            yield own, _node(_BODY, other)
    for cover in body["covers"]:
        yield own, _node(_AREA, cover["area"]) if cover["area"] else _node(_BODY, cover["targetOrganization"])
    for person in (holder["person"] for post in body["posts"] for holder in post["holders"]):
        for appointment in person["appointments"]:
            post = appointment["post"]
            place = _node(_AREA, post["area"]) if post["area"] else _node(_BODY, post["organization"])
            yield _node(_PERSON, person), place


def _node(group: str, told: Mapping[str, Any]) -> Node:
    return group, told["code"], told["name"] or "（已匿名）"
