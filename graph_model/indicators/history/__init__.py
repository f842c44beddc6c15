"""Since when: the truth of conditions over time, one module a noun, each entered in the table of `spans.py`."""

from graph_model.indicators.history import bodies, crossings, members, posts, ties, values
from graph_model.indicators.history.spans import History, One, history, leaf_history, life_start, turned

__all__ = [
    "History",
    "One",
    "bodies",
    "crossings",
    "history",
    "leaf_history",
    "life_start",
    "members",
    "posts",
    "ties",
    "turned",
    "values",
]
