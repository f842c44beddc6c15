"""The service's state: the store, the declarations, the network of the newest revision read, and since when it is behind."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from datetime import UTC, datetime

from api.settings import Settings
from graph_model.changes import Applied, ChangeSet
from graph_model.errors import Conflict, InvalidInput, LiandongError, NotFound, Problem, StoreUnavailable, nearest
from graph_model.following import compiled, followed
from graph_model.indicators.catalogue import Catalogue, load_catalogue
from graph_model.kept import Kept, kept_beside, open_network
from graph_model.network import Network
from graph_model.scheme import load_schemes
from graph_model.scoping import EVERYTHING, Scope, seen
from graph_model.stores import Store, open_store

__all__ = ["Service"]

SCOPES = 64
"""As many scopes' networks are kept: those asked last."""

TOLD = 20
"""As many changes are told to whoever comes too late: the last ones."""

_log = logging.getLogger("liandong.api")


class Service:
    """One open store and the network compiled from it.

    `network` is replaced as a whole: a request takes it once and keeps what it took to its end. `stored` is the revision at
    which the store was seen last; `behind_since` the moment from which it could not be followed, None while it can. `exchanged`
    counts how often another store was found in this one's place: whoever keeps answers by revision reads it before `network`.
    """

    def __init__(self, store: Store, network: Network, kept: Kept | None = None) -> None:
        self.store, self.network, self._kept = store, network, kept
        self._identity = store.identity(network.revision)
        self.stored, self.exchanged = network.revision, 0
        self.behind_since: datetime | None = None
        self._turn, self._sight = threading.Lock(), threading.Lock()
        self._seen: OrderedDict[Scope, Network] = OrderedDict()

    @classmethod
    def open(cls, settings: Settings) -> Service:
        """Read the declarations, open the store, map its kept columns or compile its network.

        Raises:
            InvalidInput: a scheme or an indicator is wrong, or one to be watched is not there.
            StoreUnavailable: the store cannot be opened.
        """
        schemes = load_schemes(*settings.schemes)
        catalogue = load_catalogue(schemes, *settings.catalogue)
        _check_watched(settings.watching.indicators, catalogue)
        store = open_store(settings.store, schemes, catalogue)
        try:
            kept = kept_beside(settings.store, store, _log.warning)
            return cls(store, open_network(store, schemes, catalogue, kept), kept)
        except BaseException:
            store.close()
            raise

    def refresh(self) -> bool:
        """Take in what the store has beyond the network's revision; whether there was anything. Callers take turns.

        Another store in this one's place (a backup put back, a database filled anew) is read anew.

        Raises:
            StoreUnavailable: the store cannot be reached; the network stays as it was.
        """
        with self._turn:
            before = self.network
            try:
                self.stored = self.store.revision()
                if self.stored != before.revision or not self._is_same():
                    self._take_in()
            except BaseException:
                self.behind_since = self.behind_since or datetime.now(UTC)
                raise
            self.behind_since = None
            if self._kept and self.network is not before and self._kept.is_due(self.network.revision):
                self._kept.save(self.network, self.store)
            return self.network is not before

    def seen(self, scope: Scope, network: Network) -> Network:
        """The network as a scope shows it, made once a revision; a moment's work for a street, longer for a county."""
        if scope == EVERYTHING:
            return network
        with self._sight:
            kept = self._seen.get(scope)
            if kept is not None and kept.whole is network:
                self._seen.move_to_end(scope)
                return kept
        made = seen(network, scope)
        with self._sight:
            self._seen[scope] = made
            while len(self._seen) > SCOPES:
                self._seen.popitem(last=False)
        return made

    def write(self, change: ChangeSet, expected_revision: int, scope: Scope = EVERYTHING) -> tuple[Applied, Network]:
        """Take a change into the store, and the network with it; see `schema.changing.Writer`. Callers take turns."""
        with self._turn:
            if not self._is_same():
                self._take_in()
                raise Conflict("数据库已换成另一个，请重新读取后再改")
            try:
                applied = self.store.write(change, expected_revision)
            except Conflict:
                self._take_in()
                raise Conflict(self.since(expected_revision, scope)) from None
            self.network = self.network.apply(applied)
            self._identity = self.store.identity(applied.revision)
            self.stored = applied.revision
            return applied, self.network

    def since(self, revision: int, scope: Scope) -> str:
        """See `schema.changing.Writer`: a change of nothing that the scope shows is counted, not told."""
        network = self.network
        if not 0 <= revision < network.revision:
            return f"没有版本{revision}：现在是版本{network.revision}，请重新读取后再改"
        shown = self.seen(scope, network)
        told, more = deque[str](maxlen=TOLD), 0
        for one in self.store.changes(revision):
            if one.revision > network.revision:
                break
            if shown is network or _touches(one, shown):
                more += len(told) == TOLD
                told.append(f"版本{one.revision} {one.summary}")
            else:
                more += 1
        done = "；".join([*told, *([f"另有{more}项变更"] if more else [])])
        return f"数据已从版本{revision}变为版本{network.revision}（{done}），请重新读取后再改"

    def taken_in(self, revision: int) -> Applied:
        """The change that led to a revision.

        Raises:
            NotFound: there is no such revision.
        """
        if not 1 <= revision <= self.network.revision:
            raise NotFound(f"没有版本{revision}：现在是版本{self.network.revision}")
        return next(iter(self.store.changes(revision - 1)))

    def _is_same(self) -> bool:
        """Whether the store is the one that the network came from, and has not forgotten its revision."""
        try:
            return self.store.identity(self.network.revision) == self._identity
        except NotFound:
            return False

    def _take_in(self) -> None:
        """Bring the network in step. After reading it is asked again whether the store is the same: it is exchanged at any time."""
        if self.network.revision == 0:  # there is nothing in it yet: it goes on from any store
            self._identity = self.store.identity(0)
        same = self._is_same()
        network = (
            followed(self.network, self.store)
            if same
            else compiled(self.store, self.network.schemes, self.network.catalogue)
        )
        identity = self.store.identity(network.revision)
        if same and not self._is_same():
            raise StoreUnavailable("another store was put in this one's place just now: look again")
        self.network, self._identity = network, identity
        self.exchanged += not same

    def close(self) -> None:
        """Keep the columns for the next start, and let go of the store. Closing twice is fine."""
        kept, self._kept = self._kept, None
        try:
            if kept and kept.revision() != self.network.revision:
                kept.save(self.network, self.store)
        except (LiandongError, OSError) as error:
            _log.warning("the columns were not kept: %s", error)
        finally:
            self.store.close()


def _touches(applied: Applied, shown: Network) -> bool:
    """Whether a change is one of some record that is shown; of a large one the first thousand of each table are looked at."""
    delta = applied.delta
    return any(shown.shows(table, code) for table in delta.tables for code in delta.codes(table).head(1000))


def _check_watched(indicators: Iterable[str], catalogue: Catalogue) -> None:
    wrong = [one for one in indicators if one not in catalogue]
    where, sentence = "watching.indicators", "没有这项指标（比值和综合得分没有覆盖数）"
    if wrong:
        raise InvalidInput(Problem(where, sentence, found=one, hint=nearest(one, catalogue)) for one in wrong)
