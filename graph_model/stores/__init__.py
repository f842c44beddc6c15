"""Where records are kept: one protocol, and the way to open a store by its address.

Every implementation passes the one suite in `tests/store_conformance.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from graph_model.changes import Applied, ChangeSet, Tables
from graph_model.errors import StoreUnavailable
from graph_model.indicators.catalogue import Catalogue, load_catalogue
from graph_model.scheme import Schemes, load_schemes

__all__ = ["SERVERS", "Store", "open_store"]

SERVERS = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
"""The schemes of an address that is a server's."""


class Store(Protocol):
    """Keeps the records and the log of all changes to them.

    Every method raises `StoreUnavailable` when the store cannot be reached or is damaged.
    """

    def revision(self) -> int:
        """The number of change sets taken in; 0 for a new store."""
        ...

    def identity(self, revision: int) -> str:
        """A text that tells this store at `revision` from any other store and from any other revision or history of this
        one: where it is the same, the records are. Only a copy has the same; whatever rewrites the log must change it.

        Raises:
            NotFound: there is no such revision.
        """
        ...

    def read(self) -> Tables:
        """All records at the latest revision: the eleven tables, each sorted by `code`, `valid_from`."""
        ...

    def read_at(self, revision: int) -> Tables:
        """All records as they were known right after `revision` (0: nothing), in the same order.

        Raises:
            NotFound: there is no such revision.
        """
        ...

    def changes(self, since: int) -> Iterator[Applied]:
        """What was taken in after revision `since`, oldest first, up to the revision at the time of the call.

        Raises:
            NotFound: `since` is no revision of this store, so whoever asks follows another one.
        """
        ...

    def write(self, change: ChangeSet, expected_revision: int | None = None) -> Applied:
        """Take in a change set, whole or not at all, as the next revision (also when it changes nothing).

        Raises:
            InvalidInput: with every problem of the change set.
            Conflict: the store is at another revision than `expected_revision`, or somebody else wrote just now.
        """
        ...

    def adopt(self, applied: Applied) -> None:
        """Take in what another store took in, as it stands: its rows, revision, time, actor and summary; nothing is checked
        again but that it is the next revision.

        Raises:
            Conflict: it is another revision than the next one.
        """
        ...

    def close(self) -> None:
        """Give back what the store holds. Closing twice is fine; anything else afterwards is `StoreUnavailable`."""
        ...


def open_store(
    url: str | Path, schemes: Schemes | None = None, catalogue: Catalogue | None = None, *, force: bool = False
) -> Store:
    """Open `PATH.duckdb` (created when missing) or `neo4j://user:password@host:port[/database]`.

    Schemes and indicators default to the package's. `force` puts our graph beside somebody else's in a Neo4j database.

    Raises:
        StoreUnavailable: the address is not one of a store, or the store cannot be opened; says what to do.
    """
    address = str(url)
    scheme, separator, _ = address.partition("://")
    if not (separator and scheme in SERVERS) and (separator or not address.endswith(".duckdb")):
        raise StoreUnavailable(
            f"not the address of a store: found {address!r}, expected the path of a file ending in .duckdb, "
            "or neo4j://user:password@host:port"
        )
    schemes = load_schemes() if schemes is None else schemes
    catalogue = load_catalogue(schemes) if catalogue is None else catalogue
    if separator:
        from graph_model.stores.neo4j import Neo4jStore

        return Neo4jStore.open(address, schemes, catalogue, force=force)
    from graph_model.stores.duckdb import DuckDBStore

    return DuckDBStore.open(Path(address), schemes, catalogue)
