"""The columnar answer to a condition: one Kleene truth a subject, for all subjects at once.

Mirrors `reference` leaf by leaf; what a leaf means is written there. One module a noun answers its leaves and enters them
in the table of `reading.py`, which asks them.
"""

from graph_model.indicators.masks import bodies, crossings, members, shares, ties
from graph_model.indicators.masks.attributes import attribute_type
from graph_model.indicators.masks.chains import step_truth
from graph_model.indicators.masks.figures import figure_fits
from graph_model.indicators.masks.patterns import fits, of_kinds
from graph_model.indicators.masks.reading import Asked, Reading, filed, truth

__all__ = [
    "Asked",
    "Reading",
    "attribute_type",
    "bodies",
    "crossings",
    "figure_fits",
    "filed",
    "fits",
    "members",
    "of_kinds",
    "shares",
    "step_truth",
    "ties",
    "truth",
]
