"""The network of who is responsible for what, and what can be asked of it. An analyst imports only this package.

>>> import graph_model as gm
>>> schemes = gm.load_schemes()
>>> "party_organization_coverage" in gm.load_catalogue(schemes)
True

Each name is imported from its module on first use, so that importing one word does not import numpy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph_model.answers import Coverage, Gap, Linkage, LinkageStep, State, Tally, Weight
    from graph_model.changes import Applied, ChangeSet
    from graph_model.dates import parse_day, today
    from graph_model.errors import (
        BadQuestion,
        Conflict,
        InvalidInput,
        LiandongError,
        NotFound,
        Problem,
        StoreUnavailable,
    )
    from graph_model.indicators.catalogue import Catalogue, load_catalogue
    from graph_model.indicators.reference import Reference
    from graph_model.levels import AreaLevel
    from graph_model.network import Network
    from graph_model.reading import read_network
    from graph_model.records import TABLES, frame_of, records_of
    from graph_model.scheme import Scheme, Schemes, load_schemes
    from graph_model.stores import Store, open_store

_MODULES = {
    "answers": ("Coverage", "Gap", "Linkage", "LinkageStep", "State", "Tally", "Weight"),
    "changes": ("Applied", "ChangeSet"),
    "dates": ("parse_day", "today"),
    "errors": (
        "BadQuestion",
        "Conflict",
        "InvalidInput",
        "LiandongError",
        "NotFound",
        "Problem",
        "StoreUnavailable",
    ),
    "indicators.catalogue": ("Catalogue", "load_catalogue"),
    "indicators.reference": ("Reference",),
    "levels": ("AreaLevel",),
    "network": ("Network",),
    "reading": ("read_network",),
    "records": ("TABLES", "frame_of", "records_of"),
    "scheme": ("Scheme", "Schemes", "load_schemes"),
    "stores": ("Store", "open_store"),
}
_HOME = {name: f"graph_model.{module}" for module, names in _MODULES.items() for name in names}

__all__ = [
    "TABLES",
    "Applied",
    "AreaLevel",
    "BadQuestion",
    "Catalogue",
    "ChangeSet",
    "Conflict",
    "Coverage",
    "Gap",
    "InvalidInput",
    "LiandongError",
    "Linkage",
    "LinkageStep",
    "Network",
    "NotFound",
    "Problem",
    "Reference",
    "Scheme",
    "Schemes",
    "State",
    "Store",
    "StoreUnavailable",
    "Tally",
    "Weight",
    "frame_of",
    "load_catalogue",
    "load_schemes",
    "open_store",
    "parse_day",
    "read_network",
    "records_of",
    "today",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return [*__all__, *globals()]
