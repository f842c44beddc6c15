"""The check of a graph: what was edited by hand, and what takes it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from graph_model.changes import Applied, apply
from graph_model.errors import InvalidInput, Problem
from graph_model.scheme import Schemes
from graph_model.stores.neo4j.compare import compare
from graph_model.stores.neo4j.log import Asked, replayed
from graph_model.stores.neo4j.look import look, wrong_types
from graph_model.stores.neo4j.mend import mended
from graph_model.stores.neo4j.plan import Step
from graph_model.validation import validate

__all__ = ["Check", "Verified", "check"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found: `edits`, taken in as `revision` (None: not, or there are none), what was `put_back`, and what is
    `refused` because only a person can set it right; while there is any of it, nothing is written."""

    edits: tuple[Problem, ...]
    put_back: tuple[Problem, ...]
    refused: tuple[Problem, ...]
    revision: int | None

    @property
    def is_clean(self) -> bool:
        """Whether the graph stands as the service wrote it."""
        return not (self.edits or self.put_back or self.refused)


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """What was found; the steps that make the graph whole, and the change set they stand for, if it changes any record."""

    found: Verified
    steps: list[Step]
    applied: Applied | None


def check(asked: Asked, revision: int, schemes: Schemes, catalogue: Mapping[str, Any], on: date) -> Check:
    """Compare the graph with the log at its latest revision; what is drawn without dates holds from `on`."""
    wrong = tuple(wrong_types(asked))
    if wrong:
        return Check(Verified((), (), wrong, None), [], None)
    log = replayed(asked, revision)
    seen = look(asked, schemes.attribute_types)
    compared = compare(seen, log, schemes, on)
    change, refused = compared.change(log), list(compared.refused)
    try:
        delta = validate(log, change, schemes, catalogue)
    except InvalidInput as error:
        refused += error.problems
    found = Verified(tuple(compared.edits), tuple(compared.put_back), tuple(refused), None)
    if refused or found.is_clean:
        return Check(found, [], None)
    steps = mended(seen, apply(log, delta), compared.touched, schemes)
    applied = Applied(revision + 1, datetime.now(UTC), change.actor, change.summary, delta.removed, delta.added)
    return Check(found, steps, None if delta.is_empty else applied)
