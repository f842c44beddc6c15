"""The one strict validator: a change set is right as a whole, or nothing of it is taken in.

Everything is checked in columns, and only as much of the store is read as the change touches: rows put are checked whole,
rows that stood are checked again only where what they rest on shrank or moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

from graph_model.changes import ChangeSet, Delta, Tables
from graph_model.errors import InvalidInput
from graph_model.lookup import Frames, Lookup
from graph_model.records import TABLES
from graph_model.scheme import Schemes
from graph_model.validation.fields import credit_code_is_right, field_problems
from graph_model.validation.id_cards import id_card_problems
from graph_model.validation.places import cycle_problems, level_problems
from graph_model.validation.references import reference_problems
from graph_model.validation.resolve import resolve
from graph_model.validation.seats import seat_problems
from graph_model.validation.standing import Standing
from graph_model.validation.versions import version_problems
from graph_model.validation.words import word_problems

__all__ = ["credit_code_is_right", "validate"]


def validate(before: Tables, change: ChangeSet, schemes: Schemes, catalogue: Mapping[str, Any]) -> Delta:
    """The rows that `change` takes out of `before` and those it adds, once nothing is wrong with it.

    `before` may be a `Lookup` of a store, so that a small change reads little. `catalogue` is read for the
    keys of the indicators.

    Raises:
        InvalidInput: with every problem there is.
    """
    state, problems = resolve(before if isinstance(before, Lookup) else Frames(before), change)
    standing = Standing(state, schemes)
    problems += chain(
        *(field_problems(table, change.puts[table]) for table in TABLES),
        *(id_card_problems(table, change.puts[table]) for table in TABLES),
        *(version_problems(state, table) for table in TABLES),
        reference_problems(state),
        cycle_problems(state, "areas", "parent"),
        cycle_problems(state, "organizations", "parent"),
        cycle_problems(state, "organizations", "host"),
        level_problems(state, standing, schemes),
        word_problems(state, standing, schemes, catalogue),
        seat_problems(state),
    )
    if problems:
        raise InvalidInput(dict.fromkeys(problems))
    return state.delta
