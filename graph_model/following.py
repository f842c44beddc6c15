"""From a store to a network, and a network kept in step with its store while others write to it."""

from __future__ import annotations

import functools

from graph_model.changes import Applied, Tables
from graph_model.errors import NotFound
from graph_model.indicators.catalogue import Catalogue
from graph_model.network import Network
from graph_model.scheme import Schemes
from graph_model.stores import Store

__all__ = ["compiled", "followed", "whole"]

_TRIES = 3


def whole(store: Store) -> tuple[Tables, int]:
    """All records and the revision they are at, also while somebody writes.

    Raises:
        StoreUnavailable: the store cannot be reached.
    """
    revision = store.revision()
    for _ in range(_TRIES):
        tables = store.read()
        now = store.revision()
        if now == revision:
            return tables, revision
        revision = now
    return store.read_at(revision), revision


def compiled(store: Store, schemes: Schemes, catalogue: Catalogue) -> Network:
    """The network of all that the store holds.

    Raises:
        StoreUnavailable: the store cannot be reached.
    """
    tables, revision = whole(store)
    return Network.compile(tables, schemes, catalogue, revision)


def followed(network: Network, store: Store) -> Network:
    """The network with all the store has taken in since; the same one when there is nothing.

    A store that does not know the network's revision is another one (a backup put back, say): its network is made anew.

    Raises:
        StoreUnavailable: the store cannot be reached; the network given stays as it was.
    """
    try:
        changes = list(store.changes(network.revision))
    except NotFound:
        return compiled(store, network.schemes, network.catalogue)
    return network.apply(functools.reduce(Applied.then, changes)) if changes else network
