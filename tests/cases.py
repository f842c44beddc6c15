"""The published cases as tests need them: made once, compiled once, counted."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from graph_model.network import Network
from loaders.cases import CASES, case
from tests.small_city import CATALOGUE, SCHEMES

__all__ = ["counted", "in_force", "network", "on", "operands", "shown", "tables"]


@cache
def tables(name: str) -> dict[str, pl.DataFrame]:
    """A case, made once."""
    return case(name)


@cache
def network(name: str) -> Network:
    """A case, compiled once."""
    return Network.compile(tables(name), SCHEMES, CATALOGUE)


def in_force(name: str) -> list[str]:
    """The indicators in force in a case's scheme, which has the case's name."""
    return sorted(SCHEMES[name].indicators)


def on(name: str, table: str, day: date | None = None) -> pl.DataFrame:
    """The rows of a table that hold on a day (of the case, unless said)."""
    day, ends = day or CASES[name].as_of, pl.col("valid_to")
    return tables(name)[table].filter((pl.col("valid_from") <= day) & (ends.is_null() | (ends > day)))


def counted(name: str, indicator: str, day: date | None = None) -> tuple[float, float]:
    """Numerator and denominator of the whole case."""
    tally = network(name).coverage(indicator, as_of=day or CASES[name].as_of)[0].tally
    return tally.numerator, tally.denominator


def shown(name: str, indicator: str, day: date | None = None, digits: int = 0) -> str:
    """The rate of the whole case as a text prints it."""
    tally = network(name).coverage(indicator, as_of=day or CASES[name].as_of)[0].tally
    assert tally.rate is not None
    return f"{tally.rate:.{digits}%}"


def operands(name: str) -> set[str | None]:
    """The figures that other figures, ratios and composites of a case are made of."""
    rules, scores = SCHEMES[name].figures.values(), (CATALOGUE.scores[key] for key in SCHEMES[name].scores)
    quantities = [quantity for rule in rules for _, quantity in rule.quantities()]
    quantities += [quantity for score in scores for _, quantity in score.quantities()]
    return {leaf.figure for quantity in quantities for _, leaf in quantity.leaves()}
