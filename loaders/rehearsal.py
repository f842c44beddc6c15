"""A rehearsal: a store's records in memory, where changes are validated and applied as in the store, and then forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from graph_model.changes import Applied, ChangeSet, Tables, apply, empty_tables
from graph_model.errors import Conflict
from graph_model.indicators.catalogue import Catalogue
from graph_model.scheme import Schemes
from graph_model.validation import validate

if TYPE_CHECKING:
    from graph_model.stores import Store

__all__ = ["Rehearsal"]


class Rehearsal:
    """Stands in for `store` in a dry run (None: for one not made yet): reads what it holds, keeps what is written to itself."""

    def __init__(self, store: Store | None, schemes: Schemes, catalogue: Catalogue) -> None:
        self._schemes, self._catalogue = schemes, catalogue
        self._revision = store.revision() if store else 0
        self._tables: Tables = store.read() if store else empty_tables()

    def revision(self) -> int:
        """The store's revision, and one more for each change rehearsed."""
        return self._revision

    def read(self) -> Tables:
        """All records, with the changes rehearsed so far."""
        return self._tables

    def write(self, change: ChangeSet, expected_revision: int | None = None) -> Applied:
        """Validate a change and apply it in memory.

        Raises:
            InvalidInput: with every problem of the change set.
            Conflict: the rehearsal is at another revision than `expected_revision`.
        """
        if expected_revision not in (None, self._revision):
            raise Conflict(f"expected revision {expected_revision}, the rehearsal is at {self._revision}")
        delta = validate(self._tables, change, self._schemes, self._catalogue)
        self._tables = apply(self._tables, delta)
        self._revision += 1
        now = datetime.now(UTC)
        return Applied(self._revision, now, change.actor, change.summary, delta.removed, delta.added)
