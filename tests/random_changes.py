"""Small random changes to a network: new versions, corrections, ends, withdrawals. Many are right, some are not."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import polars as pl

from graph_model.changes import ChangeSet, Tables, empty_tables
from graph_model.errors import InvalidInput
from graph_model.records import TABLES, Record, frame_of, records_of
from graph_model.validation import validate
from tests.random_network import CATALOGUE, SCHEMES, random_records

__all__ = ["random_change", "valid_network"]


def valid_network(chance: random.Random) -> ChangeSet:
    """A random network without the records that the validator refuses, as one change set."""
    tables = {name: frame_of(name, rows) for name, rows in random_records(chance).items()}
    while True:
        change = ChangeSet(tables, {}, {}, summary="a network")
        try:
            validate(empty_tables(), change, SCHEMES, CATALOGUE)
        except InvalidInput as wrong:
            for problem in wrong.problems:
                table, code = problem.where.split()[:2]
                tables[table] = tables[table].filter(pl.col("code") != code)
        else:
            return change


def random_change(chance: random.Random, tables: Tables) -> ChangeSet:
    """One to four changes of records that stand; a change set of nothing when none stands."""
    puts: dict[tuple[str, str, Any], Record] = {}
    withdraw, end = set(), {}
    named = [name for name in TABLES if tables[name].height]
    for _ in range(chance.randint(1, 4) if named else 0):
        table = chance.choice(named)
        row: Any = chance.choice(records_of(table, tables[table]))
        key = (table, row.code, row.valid_from)
        if key in puts or key in withdraw or (table, row.code) in end:
            continue
        match chance.choice(["correct", "correct", "split", "split", "end", "withdraw", "reopen", "again"]):
            case "correct":
                puts[key] = _other(chance, row)
            case "split":
                day = row.valid_from + timedelta(days=chance.choice([1, 30]))
                puts[key] = replace(row, valid_to=day)
                puts[table, row.code, day] = _other(chance, replace(row, valid_from=day))
            case "end":
                end[table, row.code] = row.valid_from + timedelta(days=chance.choice([1, 100, 1000]))
            case "withdraw":
                withdraw.add(key)
            case "reopen":
                puts[key] = replace(row, valid_to=None)
            case "again" if row.valid_to is not None:
                start = row.valid_to + timedelta(days=40)
                puts[table, row.code, start] = _other(chance, replace(row, valid_from=start, valid_to=None))
    return ChangeSet.of(
        puts.values(), withdraw, [(*key, day) for key, day in end.items()], summary="random", actor=chance.choice("ab")
    )


def _other(chance: random.Random, row: Any) -> Any:
    """The record with one of its fields told otherwise."""
    names = {item.name for item in fields(row)}
    told: dict[str, Any] = {
        "name": chance.choice(["新名", 'a "b"\n\t;,', "🏠"]),
        "households": chance.choice([None, 0, 2**53 + 1]),
        "value": chance.choice([None, 5.0, 1e300, -0.25]),
        "seats": chance.choice([None, 1, 9]),
        "kinds": chance.choice([("party_branch", "department"), ("department", "party_branch"), ("property_firm",)]),
        "attributes": chance.choice([{}, {"staffed": False}, {"grade": "b", "staffed": True}]),
        "parent": None,
        "host": None,
        "residence": None,
        "source": chance.choice([None, "口头"]),
        "predecessors": chance.choice([(), (row.code,)]),
        "basis": chance.choice([None, "elected"]),
        "mode": chance.choice(["own", "joint"]),
    }
    name = chance.choice(sorted(told.keys() & names))
    return replace(row, **{name: told[name]})
