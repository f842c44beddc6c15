"""The service's state: the store, the declarations, the network of the newest revision read, and since when it is behind."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from api.settings import Settings
from graph_model.following import compiled, followed
from graph_model.indicators.catalogue import load_catalogue
from graph_model.network import Network
from graph_model.scheme import load_schemes
from graph_model.stores import Store, open_store

__all__ = ["Service"]


class Service:
    """One open store and the network compiled from it.

    `network` is replaced as a whole: a request takes it once and keeps what it took to its end. `stored` is the revision at
    which the store was seen last; `behind_since` the moment from which it could not be followed, None while it can.
    """

    def __init__(self, store: Store, network: Network) -> None:
        self.store, self.network = store, network
        self.stored = network.revision
        self.behind_since: datetime | None = None
        self._turn = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> Service:
        """Read the declarations, open the store, compile its network.

        Raises:
            InvalidInput: a scheme or an indicator is wrong.
            StoreUnavailable: the store cannot be opened.
        """
        schemes = load_schemes(*settings.schemes)
        catalogue = load_catalogue(schemes, *settings.catalogue)
        store = open_store(settings.store, schemes, catalogue)
        try:
            return cls(store, compiled(store, schemes, catalogue))
        except BaseException:
            store.close()
            raise

    def refresh(self) -> bool:
        """Take in what the store has beyond the network's revision; whether there was anything. Callers take turns.

        Raises:
            StoreUnavailable: the store cannot be reached; the network stays as it was.
        """
        with self._turn:
            before = self.network
            try:
                self.stored = self.store.revision()
                if self.stored != before.revision:
                    self.network = followed(before, self.store)
            except BaseException:
                self.behind_since = self.behind_since or datetime.now(UTC)
                raise
            self.behind_since = None
            return self.network is not before

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()
