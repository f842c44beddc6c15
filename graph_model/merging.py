"""Persons registered twice, and two persons registered as one: put right as change sets.

Both are corrections, not events: what was recorded is told again of whom it was true, with its old dates, and only the log
remembers how it stood. Codes of appointments, memberships and figures stay as they are; a code says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from graph_model.changes import KEY, ChangeSet, Tables
from graph_model.errors import InvalidInput, Problem, nearest
from graph_model.lookup import Frames, nearest_code
from graph_model.records import TABLES, Person, frame_of, records_of

__all__ = ["merge_persons", "split_person"]

Span = tuple[date, date | None]

_REFERRING = {
    table: field.name
    for table, declared in TABLES.items()
    for field in declared.references
    if field.column.refers_to == "persons" and field.name != "predecessors"
}
"""The tables that tell something of persons, and the field that names whom: `appointments`, `memberships`, `figures`."""


def merge_persons(tables: Tables, keep: str, others: Sequence[str], actor: str = "liandong") -> ChangeSet:
    """`others` are `keep`: what hangs on them is put under `keep`, which names them as predecessors. Of each other its code
    stays, in one version without a word that holds on no day: it is known, never given again, and answered by `keep`. Where `keep` was
    not recorded on some day, what the others say of that day is taken over.

    An appointment (or membership) of theirs that lies within one of `keep`'s to the same post (in the same body) was told
    twice, and is withdrawn. One that only overlaps is left for whoever knows: the validator refuses it.

    Raises:
        InvalidInput: a code is no person's, is named twice, or none is to be merged.
    """
    problems = list(_unknown(tables, [keep, *others]))
    if not others or len({keep, *others}) != len(others) + 1:
        problems.append(Problem(f"merging into {keep}", "expected other persons, each once", found=" ".join(others)))
    if problems:
        raise InvalidInput(problems)
    life = _versions(tables, keep)
    earlier = {code for one in life for code in one.predecessors}
    for other in others:
        for version in _versions(tables, other):
            earlier.update(version.predecessors)
            life += [
                replace(version, code=keep, valid_from=start, valid_to=end)
                for start, end in _uncovered((version.valid_from, version.valid_to), life)
            ]
    named = tuple(sorted(earlier | set(others)))
    gone = [_versions(tables, other) for other in others]
    empty = [Person(code=first.code, valid_from=first.valid_from, valid_to=first.valid_from) for first, *_ in gone]
    puts = {"persons": frame_of("persons", [*(replace(one, predecessors=named) for one in life), *empty])}
    later = frame_of("persons", [one for _, *rest in gone for one in rest])
    withdrawn = {"persons": later.select(KEY)}
    for table, field in _REFERRING.items():
        rows = tables[table].filter(pl.col(field).is_in([keep, *others]))
        told = rows.with_columns(pl.lit(keep).alias(field))
        again = _told_twice(table, told, theirs=rows[field].is_in(others))
        withdrawn[table] = told.filter(again).select(KEY)
        puts[table] = told.filter(rows[field].is_in(others) & ~again)
    return ChangeSet(puts, withdrawn, {}, f"{', '.join(others)} are {keep}", actor)


def split_person(
    tables: Tables, person: str, new: Person, records: Iterable[str], actor: str = "liandong"
) -> ChangeSet:
    """`person` was two: the appointments, memberships and figures with the codes in `records` are the other's, who is put as
    `new`, has existed as long as `person`, and names it as predecessor.

    Raises:
        InvalidInput: `person` is no person's code, `new` has one that is taken, or a code in `records` is not a record of
            `person`.
    """
    wanted = list(dict.fromkeys(records))
    problems = list(_unknown(tables, [person]))
    if new.code in tables["persons"]["code"]:
        problems.append(Problem(f"splitting {person}", "expected a code nobody has", found=new.code))
    moved = {
        table: tables[table].filter((pl.col(field) == person) & pl.col("code").is_in(wanted))
        for table, field in _REFERRING.items()
    }
    found = {code for rows in moved.values() for code in rows["code"]}
    own = [
        code for table, field in _REFERRING.items() for code in tables[table].filter(pl.col(field) == person)["code"]
    ]
    for code in wanted:
        if code not in found:
            what = f"an appointment, membership or figure of {person}"
            problems.append(Problem(f"splitting {person}", f"expected {what}", found=code, hint=nearest(code, own)))
    if not wanted:
        problems.append(Problem(f"splitting {person}", "expected at least one record that is the other person's"))
    if problems:
        raise InvalidInput(problems)
    lives = [
        replace(new, valid_from=one.valid_from, valid_to=one.valid_to, predecessors=(person,))
        for one in _versions(tables, person)
    ]
    puts = {"persons": frame_of("persons", lives)}
    for table, field in _REFERRING.items():
        puts[table] = moved[table].with_columns(pl.lit(new.code).alias(field))
    return ChangeSet(puts, {}, {}, f"{new.code} is not {person}", actor)


def _unknown(tables: Tables, persons: Sequence[str]) -> Iterator[Problem]:
    known = tables["persons"]["code"]
    for code in persons:
        if code not in known:
            hint = nearest_code(code, "persons", Frames(tables))
            yield Problem("persons", "expected the code of a person", found=code, hint=hint)


def _versions(tables: Tables, code: str) -> list[Person]:
    return [
        one
        for one in records_of("persons", tables["persons"].filter(pl.col("code") == code))
        if isinstance(one, Person)
    ]


def _uncovered(span: Span, life: Iterable[Person]) -> list[Span]:
    """What is left of a stretch of days (the end exclusive, None: open) when the days of `life` are taken out."""
    left = [span]
    for one in life:
        left = [piece for start, end in left for piece in _cut((start, end), (one.valid_from, one.valid_to))]
    return left


def _cut(span: Span, taken: Span) -> Iterator[Span]:
    start, end = span
    before, after = min(end or taken[0], taken[0]), taken[1]
    if start < before:
        yield start, before
    if after is not None and (end is None or after < end):
        yield max(start, after), end


def _told_twice(table: str, rows: pl.DataFrame, theirs: pl.Series) -> pl.Series:
    """Which of `theirs` lie within a row that says the same of the same ends and is not one of them, or comes before them."""
    same = [field.name for field in TABLES[table].fields if field.column.identity]
    told = rows.select(*same, *KEY, until=pl.col("valid_to").fill_null(date.max)).to_dicts()
    kept = [row for row, other in zip(told, theirs, strict=True) if not other]
    twice = []
    for row, other in zip(told, theirs, strict=True):
        within = other and any(
            all(row[name] == one[name] for name in same)
            and one["valid_from"] <= row["valid_from"]
            and row["until"] <= one["until"]
            for one in kept
        )
        twice.append(within)
        if other and not within:
            kept.append(row)
    return pl.Series(twice, dtype=pl.Boolean)
