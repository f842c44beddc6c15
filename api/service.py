"""The service's state: the store, the declarations, and the network of the newest revision read."""

from __future__ import annotations

from api.settings import Settings
from graph_model.indicators.catalogue import load_catalogue
from graph_model.network import Network
from graph_model.scheme import load_schemes
from graph_model.stores import Store, open_store

__all__ = ["Service"]


class Service:
    """One open store and the network compiled from it.

    `network` is replaced as a whole: a request takes it once and keeps what it took to its end.
    """

    def __init__(self, store: Store, network: Network) -> None:
        self.store, self.network = store, network

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
            revision = store.revision()
            return cls(store, Network.compile(store.read(), schemes, catalogue, revision))
        except BaseException:
            store.close()
            raise

    def refresh(self) -> bool:
        """Take in what the store has beyond the network's revision; whether there was anything.

        Raises:
            StoreUnavailable: the store cannot be reached; the network stays as it was.
        """
        revision, network = self.store.revision(), self.network
        if revision == network.revision:
            return False
        self.network = Network.compile(self.store.read(), network.schemes, network.catalogue, revision)
        return True

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()
