"""The store in a Neo4j database: the system of record for a department, several servers, Browser and Bloom.

The graph (see `shape`) holds the latest revision, the log every change. `_Meta` has the revision and is locked first by
every write, so writers take turns. A change set of up to `ONE_TRANSACTION` steps is one transaction. A larger one is first
written down as pending, then taken into the graph batch by batch, and its last transaction raises the revision: meanwhile
nobody else writes, everybody reads the revision before (from the log), and whoever opens the store or writes next takes the
remaining batches in. Batches do no harm when taken twice.
"""

from __future__ import annotations

import threading
import uuid
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from graph_model.changes import KEY, Applied, ChangeSet, Tables, check_next
from graph_model.dates import today
from graph_model.errors import Conflict, NotFound, StoreUnavailable
from graph_model.published import Lacking
from graph_model.records import TABLES
from graph_model.scheme import Schemes
from graph_model.stores.neo4j.connection import Address, bookmarks, connect, told
from graph_model.stores.neo4j.log import AFTER, BEFORE, STAYS, forget_stays, keep, logged, replayed, rows_of
from graph_model.stores.neo4j.plan import Step, steps_of
from graph_model.stores.neo4j.publish import Publication, publish
from graph_model.stores.neo4j.read import FETCHED, GraphLookup, read_table
from graph_model.stores.neo4j.schema import Meta, lock, meta_of, prepare
from graph_model.stores.neo4j.shape import SHAPE, NodeShape
from graph_model.stores.neo4j.verify import Verified, check
from graph_model.validation import validate

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction, Session

__all__ = ["BATCH", "ONE_TRANSACTION", "Neo4jStore"]

ONE_TRANSACTION = 200_000
"""Nodes and relationships that one transaction may put or take out; more would need a larger heap than the default."""

BATCH = 10_000
"""Rows that one statement takes."""

T = TypeVar("T")


class Neo4jStore:
    """A store in a Neo4j database. Its methods may be called from several threads."""

    def __init__(self, address: Address, driver: Driver, schemes: Schemes, catalogue: Mapping[str, Any]) -> None:
        self._address = address
        self._driver: Driver | None = driver
        self._schemes = schemes
        self._catalogue = catalogue
        self._turn = threading.Lock()
        self._mark: str | None = None
        self._bookmarks = bookmarks()
        self._closing = weakref.finalize(self, driver.close)

    @classmethod
    def open(cls, url: str, schemes: Schemes, catalogue: Mapping[str, Any], *, force: bool = False) -> Neo4jStore:
        """Open a database, make it ours if it is empty, and finish what a writer left half done.

        `force` keeps our graph beside somebody else's.

        Raises:
            StoreUnavailable: there is no such server or database, it does not let us in, holds somebody else's graph, or
                is of another release; says what to do.
        """
        address = Address.of(url)
        driver = connect(address)
        store = cls(address, driver, schemes, catalogue)
        try:
            with told(address), store._session() as session:
                prepare(address, session, force=force)
            with suppress(StoreUnavailable):  # who may not write reads the revision before
                store._finish()
        except BaseException:
            store.close()
            raise
        return store

    def revision(self) -> int:
        """The number of change sets taken in."""
        self._notice()
        return self._read(_meta).revision

    def identity(self, revision: int) -> str:
        """The database's own mark, and the one its change set got."""

        def at(transaction: ManagedTransaction) -> str:
            self._check_known(transaction, revision)
            found = transaction.run(
                "MATCH (m:_Meta {name: 'liandong'}) OPTIONAL MATCH (c:_ChangeSet {revision: $revision}) "
                "RETURN m.mark AS mark, c.token AS token",
                revision=revision,
            ).single(strict=True)
            return f"{found['mark']} {revision} {found['token']}"

        return self._read(at)

    def read(self) -> dict[str, pl.DataFrame]:
        """All records at the latest revision: from the graph, or from the log while somebody changes the graph."""
        return self._read(self._tables)

    def read_at(self, revision: int) -> dict[str, pl.DataFrame]:
        """All records as they were known right after `revision`."""

        def at(transaction: ManagedTransaction) -> dict[str, pl.DataFrame]:
            self._check_known(transaction, revision)
            return replayed(transaction, revision)

        return self._read(at)

    def changes(self, since: int) -> Iterator[Applied]:
        """What was taken in after revision `since`, oldest first; each is read when it is asked for."""
        last = self._read(lambda transaction: self._check_known(transaction, since))
        return (self._applied(number) for number in range(since + 1, last + 1))

    def write(self, change: ChangeSet, expected_revision: int | None = None) -> Applied:
        """Take in a change set, whole or not at all, as the next revision."""

        def attempt(now: GraphLookup, meta: Meta) -> Applied:
            if expected_revision not in (None, meta.revision):
                raise Conflict(
                    f"the store is at revision {meta.revision}, the change was made against revision {expected_revision}: "
                    "read the store again and repeat the change"
                )
            delta = validate(now, change, self._schemes, self._catalogue)
            return Applied(
                meta.revision + 1, datetime.now(UTC), change.actor, change.summary, delta.removed, delta.added
            )

        return self._write(attempt)

    def adopt(self, applied: Applied) -> None:
        """Take in what another store took in, as it stands."""

        def attempt(_now: GraphLookup, meta: Meta) -> Applied:
            check_next(applied, meta.revision)
            return applied

        self._write(attempt)

    def publish(self, gaps: Iterable[Lacking], on: date) -> Publication:
        """Write the gaps of a day on their subjects and take off what is so no longer; no record and no revision changes."""
        with told(self._address), self._session() as session:
            return publish(session, gaps, on)

    def verify(self, on: date | None = None, *, dry_run: bool = False) -> Verified:
        """Compare the graph with the log, and take in what was edited by hand as the next revision.

        What is drawn without dates holds from `on` (today). Nothing is written in a dry run, or while a person has to set
        something right first.
        """

        def compare(transaction: ManagedTransaction) -> Verified:
            meta = _meta(transaction) if dry_run else _locked(transaction)
            checked = check(transaction, meta.revision, self._schemes, self._catalogue, on or today())
            applied = checked.applied
            if dry_run:
                return checked.found
            for parameters, step in _batches(checked.steps, BATCH):
                transaction.run(step.careful, parameters).consume()
            if applied is None:
                return checked.found
            keep(transaction, applied, token=uuid.uuid4().hex)
            _raise_revision(transaction, applied.revision)
            return replace(checked.found, revision=applied.revision)

        if dry_run:
            return self._read(compare)
        with self._turn:
            self._finish()
            with told(self._address), self._session() as session:
                return session.execute_write(compare)

    def close(self) -> None:
        """Give the connections back."""
        if self._driver is not None:
            self._closing()
            self._driver = None

    @contextmanager
    def _session(self) -> Iterator[Session]:
        if self._driver is None:
            raise StoreUnavailable(f"the store {self._address} is closed: open it again")
        with self._driver.session(
            database=self._address.database,
            bookmark_manager=self._bookmarks,
            fetch_size=FETCHED,
        ) as session:
            yield session

    def _notice(self) -> None:
        """Forget what was read and written before when another database was put in this one's place (`loaders.bulk`, a backup):
        it would be waited for, in vain. So this asks without waiting."""
        if self._driver is None:
            return
        with told(self._address), self._driver.session(database=self._address.database) as session:
            mark = session.execute_read(_meta).mark
        if mark != self._mark:
            self._mark, self._bookmarks = mark, bookmarks()

    def _read(self, work: Callable[[ManagedTransaction], T]) -> T:
        with told(self._address), self._session() as session:
            return session.execute_read(work)

    def _tables(self, transaction: ManagedTransaction) -> dict[str, pl.DataFrame]:
        before = _meta(transaction)
        if before.pending is None:
            tables = {name: read_table(transaction, name) for name in TABLES}
            if _meta(transaction) == before:
                return tables
        return replayed(transaction, _meta(transaction).revision)

    def _applied(self, revision: int) -> Applied:
        return self._read(lambda transaction: logged(transaction, revision))

    def _check_known(self, transaction: ManagedTransaction, revision: int) -> int:
        last = _meta(transaction).revision
        if not 0 <= revision <= last:
            raise NotFound(f"there is no revision {revision}: the store {self._address} is at revision {last}")
        return last

    def _write(self, attempt: Callable[[GraphLookup, Meta], Applied]) -> Applied:
        """Take in what `attempt` finds out under the lock: with it, or as a pending change set."""
        token = uuid.uuid4().hex

        def take_in(transaction: ManagedTransaction) -> tuple[Applied, bool]:
            """What was taken in, and whether it is only written down as pending."""
            meta = _locked(transaction)
            again = transaction.run(
                "MATCH (c:_ChangeSet {revision: $revision, token: $token}) RETURN c.revision",
                revision=meta.pending or meta.revision,
                token=token,
            ).single()
            if again is not None:  # the way broke after the commit, and the driver tries once more
                return logged(transaction, again[0]), meta.pending is not None
            if meta.pending is not None:
                raise Conflict(f"somebody else writes to {self._address} just now: repeat the change")
            now = GraphLookup(transaction)
            applied = attempt(now, meta)
            stays = _stays(now, applied)
            steps = steps_of(applied.before, applied.after, stays)
            large = sum(step.rows.height for step in steps) > ONE_TRANSACTION
            if large:
                keep(transaction, applied, token=token, stays=stays, size=BATCH)
                transaction.run("MATCH (m:_Meta {name: 'liandong'}) SET m.pending = $n", n=applied.revision).consume()
            else:
                keep(transaction, applied, token=token)
                for parameters, step in _batches(steps, BATCH):
                    transaction.run(step.statement, parameters).consume()
                _raise_revision(transaction, applied.revision)
            return applied, large

        with self._turn:
            self._finish()
            with told(self._address), self._session() as session:
                applied, pending = session.execute_write(take_in)
            try:
                if pending:
                    self._finish()
            except StoreUnavailable as error:
                raise StoreUnavailable(
                    f"revision {applied.revision} is written down, but only in part in the graph: "
                    f"the rest follows when the store is opened again ({error})"
                ) from error
            return applied

    def _finish(self) -> None:
        """Take the remaining batches of a pending change set into the graph. Several may do so at once: they take turns."""
        from neo4j.exceptions import ConstraintError

        self._notice()
        with told(self._address), self._session() as session:
            pending = session.execute_read(_meta).pending
            size = None if pending is None else session.execute_read(_size, pending)
            if pending is None or size is None:
                return
            before, after, stays = (session.execute_read(rows_of, pending, part) for part in (BEFORE, AFTER, STAYS))
            for number, (parameters, step) in enumerate(_batches(steps_of(before, after, stays), size)):
                try:
                    session.execute_write(_take_batch, pending, number, step.statement, parameters)
                except ConstraintError:  # somebody drew by hand what was to come
                    session.execute_write(_take_batch, pending, number, step.careful, parameters)
            session.execute_write(_conclude, pending)


def _meta(transaction: ManagedTransaction) -> Meta:
    meta = meta_of(transaction)
    if meta is None:
        raise StoreUnavailable("this database is no store of Liandong any more: its _Meta is gone; restore a backup")
    return meta


def _locked(transaction: ManagedTransaction) -> Meta:
    """`_Meta`, once nobody else writes."""
    lock(transaction)
    return _meta(transaction)


def _raise_revision(transaction: ManagedTransaction, revision: int) -> None:
    transaction.run(
        "MATCH (m:_Meta {name: 'liandong'}) SET m.revision = $revision REMOVE m.pending, m.locked", revision=revision
    ).consume()


def _take_batch(
    transaction: ManagedTransaction, pending: int, number: int, statement: str, parameters: dict[str, Any]
) -> None:
    """Take one batch in, if it is the next one of that change set."""
    if _locked(transaction).pending != pending:
        return
    counted = transaction.run(
        "MATCH (c:_ChangeSet {revision: $revision}) WHERE c.batch = $number SET c.batch = $number + 1 RETURN c.batch",
        revision=pending,
        number=number,
    ).single()
    if counted is not None:
        transaction.run(statement, parameters).consume()


def _conclude(transaction: ManagedTransaction, pending: int) -> None:
    if _locked(transaction).pending == pending:
        forget_stays(transaction, pending)
        _raise_revision(transaction, pending)


def _size(transaction: ManagedTransaction, pending: int) -> int | None:
    """How many rows a batch of a pending change set has; None when somebody has just finished it."""
    row = transaction.run("MATCH (c:_ChangeSet {revision: $revision}) RETURN c.size AS size", revision=pending).single()
    return None if row is None else row["size"]


def _batches(steps: list[Step], size: int) -> Iterator[tuple[dict[str, Any], Step]]:
    for step in steps:
        for parameters in step.batches(size):
            yield parameters, step


def _stays(now: GraphLookup, applied: Applied) -> Tables:
    """The other versions of the records that a change touches; only for tables that are nodes do they matter."""
    found = {}
    for table, shape in SHAPE.items():
        before, after = applied.before[table], applied.after[table]
        codes = pl.concat([before["code"], after["code"]]).unique()
        rows = now.rows(table, "code", codes.to_frame()) if isinstance(shape, NodeShape) else TABLES[table].empty()
        found[table] = rows.join(before, on=KEY, how="anti").join(after, on=KEY, how="anti")
    return found
