"""From the address of a store to its network, for a script that only reads."""

from __future__ import annotations

from pathlib import Path

from graph_model.indicators.catalogue import load_catalogue
from graph_model.kept import kept_beside, open_network
from graph_model.network import Network
from graph_model.scheme import load_schemes
from graph_model.stores import open_store

__all__ = ["read_network"]


def read_network(store: str | Path, declarations: Path | None = None) -> Network:
    """The network of a store's latest revision; the store is closed again.

    `declarations` is the folder of a city's own `schemes/` and `catalogue/`, if it has any.

    Raises:
        StoreUnavailable: it cannot be opened; says what to do.
        InvalidInput: a declaration is wrong.
    """
    own = [] if declarations is None else [declarations]
    schemes = load_schemes(*(folder / "schemes" for folder in own))
    catalogue = load_catalogue(schemes, *(folder / "catalogue" for folder in own))
    opened = open_store(store, schemes, catalogue)
    try:
        return open_network(opened, schemes, catalogue, kept_beside(str(store), opened))
    finally:
        opened.close()
