"""Views: the network as networkx graphs, read from the columns as they are asked for (docs/networkx.md).

| view | kind | nodes | edges |
|---|---|---|---|
| `tree` | directed | areas, by code | parent → child |
| `bipartite` | undirected | persons; organizations and areas that have posts; `<Type>:<code>` | who holds posts where: `weight`, `roles` |
| `interlock` | undirected | organizations, by code | who has holders in common: `weight` persons |
| `full` | directed, parallel | areas, organizations, persons, posts; `<Type>:<code>` | every tie, keyed by its type |

networkx is imported with the first view.
"""

from __future__ import annotations

from typing import Any

from graph_model.day import Day
from graph_model.errors import BadQuestion, nearest

__all__ = ["VIEWS", "view"]

VIEWS = ("tree", "bipartite", "interlock", "full")
"""The names of the views."""


def view(day: Day, name: str, within: str | None = None) -> Any:
    """See `Network.view`."""
    if name not in VIEWS:
        hint = nearest(name, VIEWS)
        raise BadQuestion(f"unknown view {name!r}; expected one of {', '.join(VIEWS)}" + (f" ({hint})" if hint else ""))
    from graph_model.views.everything import full
    from graph_model.views.graphs import view_of
    from graph_model.views.holdings import bipartite, interlock
    from graph_model.views.places import tree
    from graph_model.views.scope import Scope

    made = {"tree": tree, "bipartite": bipartite, "interlock": interlock, "full": full}
    return view_of(made[name](Scope(day, within)))
