"""A rehearsal: a store's records in memory, where changes are validated and applied as in the store, and then forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from graph_model.changes import Applied, ChangeSet, Tables, apply
from graph_model.errors import Conflict, NotFound
from graph_model.indicators.catalogue import Catalogue
from graph_model.scheme import Schemes
from graph_model.validation import validate

if TYPE_CHECKING:
    from graph_model.stores import Store

__all__ = ["Rehearsal"]


class Rehearsal:
    """Stands in for `store` in a dry run: reads what it holds, keeps what is written to itself."""

    def __init__(self, store: Store, schemes: Schemes, catalogue: Catalogue) -> None:
        self._store, self._schemes, self._catalogue = store, schemes, catalogue
        self._began = self._revision = store.revision()
        self._tables: Tables | None = None

    def revision(self) -> int:
        """The store's revision, and one more for each change rehearsed."""
        return self._revision

    def read(self) -> Tables:
        """All records, with the changes rehearsed so far."""
        if self._tables is None:
            self._tables = self._store.read()
        return self._tables

    def read_at(self, revision: int) -> Tables:
        """What the store held at one of its own revisions.

        Raises:
            NotFound: there is no such revision in the store.
        """
        return self._store.read_at(revision)

    def changes(self, since: int) -> Iterator[Applied]:
        """What the store itself took in after `since`; a rehearsal has no log.

        Raises:
            NotFound: `since` is no revision of the store.
        """
        if since > self._began:
            raise NotFound(f"a rehearsal keeps no log: revision {since} was only rehearsed")
        return self._store.changes(since)

    def write(self, change: ChangeSet, expected_revision: int | None = None) -> Applied:
        """Validate a change and apply it in memory.

        Raises:
            InvalidInput: with every problem of the change set.
            Conflict: the rehearsal is at another revision than `expected_revision`.
        """
        if expected_revision not in (None, self._revision):
            raise Conflict(f"expected revision {expected_revision}, the rehearsal is at {self._revision}")
        delta = validate(self.read(), change, self._schemes, self._catalogue)
        self._tables = apply(self.read(), delta)
        self._revision += 1
        now = datetime.now(UTC)
        return Applied(self._revision, now, change.actor, change.summary, delta.removed, delta.added)

    def close(self) -> None:
        """Forget what was rehearsed; the store stays open."""
        self._tables = None
