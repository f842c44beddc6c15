"""The way to a Neo4j server: its address, the driver, and the driver's errors as sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from graph_model.errors import Conflict, StoreUnavailable
from graph_model.stores import SERVERS

if TYPE_CHECKING:
    from neo4j import Driver
    from neo4j.api import BookmarkManager

__all__ = ["EDITED", "RETRY_SECONDS", "Address", "bookmarks", "connect", "told"]

EDITED = "the graph was edited behind the service's back: run liandong verify, then repeat the change"

RETRY_SECONDS, _RETRY_EVERY = 10.0, 0.4
"""How long a transaction is tried again and a connection waited for, and how often: a server that is back is found at once."""
_FORM = "neo4j://user:password@host:port, or with /database at its end"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is, and as whom it is opened. Its text never shows the password."""

    uri: str
    user: str | None
    password: str | None
    database: str | None
    """None: the user's home database."""

    @classmethod
    def of(cls, url: str) -> Address:
        """Read `neo4j://user:password@host:port[/database]`; signs such as @ in the password are written %40.

        Raises:
            StoreUnavailable: it is no such address.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port, parts = None, None, urlsplit("")
        if parts.scheme not in SERVERS or not host:
            raise StoreUnavailable(f"not the address of a Neo4j server: expected {_FORM}")
        database = parts.path.strip("/")
        if "/" in database or parts.query or parts.fragment:
            raise StoreUnavailable(f"more than an address stands behind {host}: expected {_FORM}")
        host = f"[{host}]" if ":" in host else host
        return cls(
            uri=f"{parts.scheme}://{host}:{port or 7687}",
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            database=unquote(database) or None,
        )

    def __str__(self) -> str:
        return f"{self.uri}/{self.database}" if self.database else self.uri

    def __repr__(self) -> str:
        return f"Address({self})"


def connect(address: Address) -> Driver:
    """A driver for the server; nothing is sent yet."""
    from neo4j import GraphDatabase, NotificationMinimumSeverity

    return GraphDatabase.driver(
        address.uri,
        auth=None if address.user is None else (address.user, address.password or ""),
        user_agent="liandong",
        connection_timeout=5.0,
        connection_acquisition_timeout=RETRY_SECONDS,
        max_transaction_retry_time=RETRY_SECONDS,
        initial_retry_delay=_RETRY_EVERY,
        retry_delay_multiplier=1.0,
        notifications_min_severity=NotificationMinimumSeverity.OFF,
        warn_notification_severity=NotificationMinimumSeverity.OFF,
    )


def bookmarks() -> BookmarkManager:
    """What a store has read and written, so that every member of a cluster answers with at least that."""
    from neo4j import GraphDatabase

    return GraphDatabase.bookmark_manager()


@contextmanager
def told(address: Address) -> Iterator[None]:
    """The driver's errors as ours, with what to do.

    Raises:
        StoreUnavailable: the server, the database or the user's rights are not there.
        Conflict: somebody else holds what is to be written.
    """
    from neo4j.exceptions import ConstraintError, DriverError, Neo4jError

    try:
        yield
    except ConstraintError as error:
        raise Conflict(f"{address}: {EDITED} ({_first_line(error)})") from error
    except Neo4jError as error:
        sentence = _of_the_server(address, error.code or "")
        if sentence is None:
            if error.code is not None and error.code.startswith("Neo.ClientError.Statement"):
                raise  # a mistake of ours, not the server's
            sentence = f"{address} could not do it: {_first_line(error)}"
        raise (Conflict if "DeadlockDetected" in (error.code or "") else StoreUnavailable)(sentence) from error
    except DriverError as error:
        raise StoreUnavailable(_of_the_way(address, error)) from error


def _of_the_server(address: Address, code: str) -> str | None:
    """What the server said, by its status code; None when it is nothing that a user can mend."""
    who = f"user {address.user}" if address.user else "nobody (no user in the address)"
    sentences = {
        "Security.Unauthorized": f"{address} does not let in {who}: wrong user or password in the address; a sign such as "
        "@ in a password is written %40",
        "Security.AuthenticationRateLimit": f"{address} refuses {who} for some seconds after several wrong passwords: "
        "wait, and mend the password",
        "Security.CredentialsExpired": f"{address} wants a new password for {who}: set one "
        "(ALTER CURRENT USER SET PASSWORD FROM 'old' TO 'new') and try again",
        "Security.Forbidden": f"{address} does not let {who} do this: reading works for a reader, writing and the first "
        "opening need a user who may write and make constraints",
        "General.ForbiddenOnReadOnlyDatabase": f"{address} is read-only for {who}: it can be read as it is, writing and "
        "the first opening need a database that may be written to",
        "General.WriteOnReadOnlyAccessDatabase": f"{address} is read-only for {who}: it can be read as it is, writing and "
        "the first opening need a database that may be written to",
        "Statement.AccessMode": f"{address} is read-only for {who}: writing needs a user who may write",
        "Statement.TypeError": f"{address} holds a value of another type than we wrote: {EDITED}",
        "Database.DatabaseNotFound": f"{address}: there is no such database on this server; Neo4j Community has one, neo4j: "
        "leave the name out of the address",
        "Cluster.NotALeader": f"{address} cannot write just now: its cluster chooses a leader; try again",
        "General.DatabaseUnavailable": f"{address} is starting or stopping this database: try again",
        "Transaction.DeadlockDetected": f"somebody else writes to {address} just now: repeat the change",
        "Transaction.LockAcquisitionTimeout": f"somebody else writes to {address} just now: repeat the change",
        "General.MemoryPoolOutOfMemoryError": f"{address} has too little memory for this: raise "
        "server.memory.heap.max_size (or dbms.memory.transaction.total.max) and start it again",
        "General.OutOfMemoryError": f"{address} has too little memory for this: raise server.memory.heap.max_size and "
        "start it again",
    }
    return next((sentence for end, sentence in sentences.items() if code.endswith(end)), None)


def _of_the_way(address: Address, error: Exception) -> str:
    """What is wrong between us and the server."""
    from neo4j.exceptions import ConfigurationError, IncompleteCommit

    if isinstance(error, IncompleteCommit):
        return (
            f"the way to {address} broke while it wrote: whether the change was taken in is not known, ask its revision"
        )
    if isinstance(error, ConfigurationError):
        return f"{address} cannot be opened like this: {_first_line(error)}"
    return (
        f"no answer from {address}: is it running (liandong neo4j status), are host and port right, "
        f"does the address need neo4j+s (TLS) or bolt instead of neo4j? ({_first_line(error)})"
    )


def _first_line(error: BaseException) -> str:
    """The innermost reason in one line."""
    reason: BaseException = error
    while reason.__cause__ is not None:
        reason = reason.__cause__
    return (str(reason).strip() or type(reason).__name__).splitlines()[0]
