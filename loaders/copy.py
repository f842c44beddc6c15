"""One store's records, log and revision into another: change set by change set, or by the bulk importer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from graph_model.errors import Conflict
from graph_model.stores import Store

__all__ = ["copy"]


def copy(source: Store, target: Store, told: Callable[[str], None] = lambda _: None) -> int:
    """Take all that `source` took in into `target`, in order; the revision both are at then.

    An empty target gets everything; one that a copy was interrupted at, or that was copied before, what came since.

    Raises:
        Conflict: the target has a history of its own, or somebody writes to it meanwhile.
        StoreUnavailable: one of them cannot be reached.
    """
    at, last = target.revision(), source.revision()
    if at and (at > last or _entry(source, at) != _entry(target, at)):
        raise Conflict(
            f"the target is at revision {at} of another history: expected an empty store, or one copied from here before; "
            "give another target"
        )
    for applied in source.changes(at):
        told(f"版本{applied.revision}/{last}：{applied.summary}")
        target.adopt(applied)
        last = applied.revision
    _check_same(source, target, last, told)
    return last


def _entry(store: Store, revision: int) -> tuple[object, ...]:
    """What the log says of a revision, without its rows."""
    (applied,) = islice(store.changes(revision - 1), 1)
    return applied.at, applied.actor, applied.summary


def _check_same(source: Store, target: Store, revision: int, told: Callable[[str], None]) -> None:
    told("核对")
    if source.revision() != revision or target.revision() != revision:
        raise Conflict("somebody wrote to one of the stores while it was copied: copy again, what is there stays")
    here, there = source.read(), target.read()
    unlike = [name for name in here if not here[name].equals(there[name])]
    if unlike:
        raise Conflict(f"the copy differs from its source in {', '.join(unlike)}: give an empty target and copy again")
