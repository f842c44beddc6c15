"""Taking a change back: what it replaced is put again, what it put is withdrawn. The log keeps both."""

from __future__ import annotations

import polars as pl

from graph_model.changes import KEY, Applied, ChangeSet, Tables
from graph_model.edits.anonymising import are_anonymous
from graph_model.errors import BadQuestion, Conflict
from graph_model.records import TABLES

__all__ = ["undone"]


def undone(tables: Tables, applied: Applied, actor: str = "liandong") -> ChangeSet:
    """The change set that takes back `applied` from records that have since become `tables`.

    Raises:
        Conflict: a row it put was changed since; names some.
        BadQuestion: it would bring back the name of a person who was anonymised.
    """
    named = applied.before["persons"].filter(pl.col("name").is_not_null())["code"]
    if for_good := are_anonymous(tables["persons"], named):
        raise BadQuestion(
            f"revision {applied.revision} cannot be undone: {for_good[0]} was anonymised, which is for good"
        )
    puts, withdrawals, changed = {}, {}, []
    for name in TABLES:
        before, after = applied.before[name], applied.after[name]
        still = tables[name].join(after.select(KEY), on=KEY, how="semi")
        columns = after.columns
        lost = after.join(still, on=columns, how="anti", nulls_equal=True)
        changed += [f"{name} {code}" for code in lost["code"].head(5)]
        puts[name] = before
        withdrawals[name] = after.join(before.select(KEY), on=KEY, how="anti").select(KEY)
    if changed:
        raise Conflict(
            f"revision {applied.revision} cannot be undone: changed since are {', '.join(changed[:5])}; "
            "undo the later change first"
        )
    return ChangeSet(puts, withdrawals, {}, f"undo revision {applied.revision}: {applied.summary}", actor)
