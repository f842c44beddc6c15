"""The generated city that everything is measured on, written to a store once a run."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from benchmarks.measure import Row, timed
from graph_model.changes import ChangeSet, Tables
from graph_model.records import Basis, records_of
from graph_model.stores import open_store
from loaders.generate import GenerateOptions, generate

__all__ = ["City", "build"]


@dataclass(frozen=True, slots=True)
class City:
    """A store, what is in it, the span of days its records speak of, and what building it took."""

    store: Path
    rows: dict[str, int]
    first: date
    last: date
    measured: tuple[Row, ...]

    def described(self) -> str:
        """In words."""
        count = {name: f"{rows:,}" for name, rows in self.rows.items() if rows}
        tables = ", ".join(f"{rows} {name}" for name, rows in count.items())
        return (
            f"generated (seed 1), {sum(self.rows.values()):,} rows: {tables}; records from {self.first} to {self.last}"
        )


def build(areas: int, folder: Path) -> City:
    """Generate a city of about `areas` areas and write it to a store in `folder`."""
    made: list[Tables] = []
    options = GenerateOptions(areas=areas, seed=1)
    generating = timed(lambda: made.append(generate(options)))
    tables = made[0]
    path = folder / "city.duckdb"
    store = open_store(path)
    whole = ChangeSet(tables, {}, {}, summary="a generated city")
    writing = timed(lambda: store.write(whole))
    again = [timed(functools.partial(store.write, one)) for one in _retold(tables)]
    store.close()
    return City(
        store=path,
        rows={name: len(frame) for name, frame in tables.items()},
        first=options.start,
        last=options.until,
        measured=(
            Row("generate the city", [generating], "s"),
            Row("validate and write it to an empty store, one change set", [writing], "s"),
            Row("write one appointment to the full store", again, "s"),
        ),
    )


def _retold(tables: Tables) -> Iterator[ChangeSet]:
    """The first appointment, told on one ground after another."""
    (first,) = records_of("appointments", tables["appointments"].head(1))
    for basis in (Basis.CLAIMED, Basis.SENT, Basis.HIRED):
        yield ChangeSet.of([replace(first, basis=basis)], summary="one appointment told again")
