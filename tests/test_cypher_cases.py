"""The Cypher answer is the columns' answer: each shipped indicator on the case of its own city, on a real server.

Planning one of these queries takes the server a second or two. So every run asks those with a line that no query before them
had, here or on the random networks, and some of the others, each of one city on one day. `LIANDONG_THOROUGH=1` asks every city
for every indicator in force in it, on each day its text speaks of, and a generated city for all; `--junit-xml FILE -o junit_family=legacy`
then writes down how many rows were compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import pytest

from graph_model.answers import State
from graph_model.indicators.catalogue import Catalogue, load_catalogue
from graph_model.indicators.cypher import counts_query, states_query
from graph_model.indicators.evaluation import COVERED, EXEMPT, GAP, UNTOLD
from graph_model.network import Network
from graph_model.scheme import Scheme, load_schemes
from loaders.cases import CASES
from loaders.generate import GenerateOptions, generate
from loaders.guancheng import days as guancheng
from loaders.luohu import days as luohu
from loaders.macheng import days as macheng
from tests import random_network
from tests.cases import in_force, network, tables
from tests.graph import States, states_of, tally_of, write
from tests.neo4j_server import Running
from tests.thorough import THOROUGH, some

SCHEMES = load_schemes()
CATALOGUE = load_catalogue(SCHEMES)
STATES = {EXEMPT: State.EXEMPT, UNTOLD: State.UNKNOWN, GAP: State.GAP, COVERED: State.COVERED}
GENERATED = GenerateOptions(areas=600, seed=5, history_rate=0.4)


def _lines(indicator: str, schemes: Mapping[str, Scheme], catalogue: Catalogue) -> set[str]:
    """The lines of a query, whatever names and labels stand in them; the last one only puts conditions together."""
    text = states_query(indicator, schemes, catalogue).text  # type: ignore[arg-type]
    lines = (line.strip() for line in text.splitlines())
    plain = (re.sub(r"\(subject:\w+\)|\w*_\w*|\d+", "_", line) for line in lines if " AS met, " not in line)
    return {line for line in plain if not line.startswith("//")}


def _unlike() -> Iterator[str]:
    """The indicators that bring a line of their own."""
    names = random_network.INDICATORS
    seen = set().union(*(_lines(key, random_network.SCHEMES, random_network.CATALOGUE) for key in names))
    for key in CATALOGUE:
        lines = _lines(key, SCHEMES, CATALOGUE)
        if lines - seen:
            seen |= lines
            yield key


def _asked() -> Iterator[tuple[str, str]]:
    """A dataset and an indicator: the case whose own scheme has it in force, else the first."""
    if THOROUGH:
        yield from ((name, key) for name in CASES for key in in_force(name))
        yield from (("generated", key) for key in CATALOGUE)
        return
    default = SCHEMES["default"].indicators
    for key in sorted({*_unlike(), *some(list(CATALOGUE), 8)}):
        own = [name for name in CASES if key in SCHEMES[name].indicators and key not in default]
        yield (own or list(CASES))[0], key


ASKED = sorted(_asked())


EARLIER = {
    "guancheng": (guancheng.COHORT, guancheng.EARLY),
    "luohu": (luohu.BEFORE,),
    "macheng": (macheng.BEFORE, macheng.REDIVISION),
}
"""Days that a text speaks of besides its own."""

Datasets = Callable[[str], tuple[Network, date]]


@pytest.fixture(scope="module")
def datasets(neo4j_running: Running) -> Datasets:
    """Gives a dataset as a network, and the day it is about, and has it in the database: written when another one is there."""
    there: list[str] = []

    def asked(name: str) -> tuple[Network, date]:
        made = generate(GENERATED) if name == "generated" else tables(name)
        if there != [name]:
            write(neo4j_running, made)
            there[:] = [name]
        if name == "generated":
            return Network.compile(made, SCHEMES, CATALOGUE), GENERATED.until
        return network(name), CASES[name].as_of

    return asked


@pytest.mark.parametrize(("name", "indicator"), ASKED)
def test_cypher_gives_the_columns_states(
    name: str,
    indicator: str,
    datasets: Datasets,
    neo4j_running: Running,
    record_property: Callable[[str, object], None],
) -> None:
    """State by state, on the day the dataset is about; some of them count by count, as the service shows it."""
    columns, own = datasets(name)
    query = states_query(indicator, SCHEMES, CATALOGUE)
    for day in (own, *(EARLIER.get(name, ()) if THOROUGH else ())):
        wanted = _states(columns, indicator, day)
        assert states_of(neo4j_running, query, day) == wanted
        record_property(str(day), len(wanted))
    if indicator in {key for _, key in some(ASKED, 5)}:
        counts = counts_query(indicator, SCHEMES, CATALOGUE)
        assert tally_of(neo4j_running, counts, own) == columns.coverage(indicator, as_of=own)[0].tally


def _states(columns: Network, indicator: str, day: date) -> States:
    answer = columns.evaluation(indicator, day)
    codes, areas = columns.tables[answer.subjects.type].codes, columns.tables["areas"].codes
    tiers = [tier.key for tier in CATALOGUE[indicator].tiers]
    return {
        (codes[int(index)], areas[int(area)], STATES[state], tiers[tier] if tiers and state == COVERED else None)
        for index, area, state, tier in zip(
            answer.subjects.index, answer.subjects.area, answer.state.tolist(), answer.tier, strict=True
        )
    }
