"""Every scenario file, asked of every evaluator."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from graph_model.answers import State, Tally
from graph_model.indicators.cypher import counts_query, states_query
from graph_model.indicators.cypher.text import holds
from graph_model.indicators.cypher.tree import way_up
from graph_model.indicators.reference import Reference
from graph_model.network import Network
from graph_model.records import TABLES, frame_of
from tests.graph import states_of, tally_of, write
from tests.neo4j_server import Running
from tests.scenarios import FILES, Counts, Question, World, read_scenario, world_of


class ByReference:
    """The reference evaluator, asked as scenarios ask."""

    def __init__(self, world: World) -> None:
        self.reference = Reference(world.records, world.schemes, world.catalogue)

    def states(self, question: Question) -> dict[str, State]:
        """The strongest state of each subject in the area asked."""
        order, found = [State.EXEMPT, State.UNKNOWN, State.GAP, State.COVERED], {}
        for one in self.reference.states(question.indicator, question.on):
            inside = question.within is None or question.within in self.reference.path(one.subject.area, question.on)
            known = found.get(one.subject.code, State.EXEMPT)
            if inside:
                found[one.subject.code] = max(known, one.state, key=order.index)
        return found

    def total(self, question: Question) -> Tally:
        """The counts of the area asked."""
        return self.reference.counts(question.indicator, question.on, question.within, question.weight)

    def rows(self, question: Question) -> Mapping[str, Tally]:
        """The counts of each area of the level asked, and of what stands beside (`beside`)."""
        assert question.by is not None
        rows, beside = self.reference.by_level(
            question.indicator, question.on, question.by, question.within, question.weight
        )
        return {**rows, "beside": beside}


class ByColumns:
    """The network, asked as scenarios ask."""

    def __init__(self, world: World) -> None:
        shuffled = {name: random.Random(7).sample(rows, len(rows)) for name, rows in world.records.items()}
        frames = {name: frame_of(name, shuffled[name]) for name in TABLES}
        self.network = Network.compile(frames, world.schemes, world.catalogue)

    def states(self, question: Question) -> dict[str, State]:
        """The rows of each state, from the lists people are shown."""
        lists = {
            state: self.network.gaps(question.indicator, within=question.within, state=state, as_of=question.on)
            for state in State
        }
        return {row.subject: state for state, rows in lists.items() for row in rows}

    def total(self, question: Question) -> Tally:
        """The counts of the area asked."""
        return self.network.coverage(
            question.indicator, within=question.within, as_of=question.on, weight=question.weight
        )[0].tally

    def rows(self, question: Question) -> Mapping[str, Tally]:
        """The counts of each area of the level asked, and of what stands beside (`beside`)."""
        answers = self.network.coverage(
            question.indicator, within=question.within, by=question.by, as_of=question.on, weight=question.weight
        )
        return {"beside": Tally(), **{"beside" if row.remainder else str(row.area): row.tally for row in answers}}


class ByCypher:
    """The queries in Neo4j, asked as scenarios ask; the rows of a level are the counts within each of its areas."""

    def __init__(self, world: World, running: Running) -> None:
        self.world, self.running = world, running
        write(running, {name: frame_of(name, world.records[name]) for name in TABLES})

    def states(self, question: Question) -> dict[str, State]:
        """The strongest state of each subject in the area asked."""
        order, found = [State.EXEMPT, State.UNKNOWN, State.GAP, State.COVERED], {}
        query = states_query(question.indicator, self.world.schemes, self.world.catalogue)
        for subject, _, state, _ in states_of(self.running, query, question.on, question.within):
            found[subject] = max(found.get(subject, State.EXEMPT), state, key=order.index)
        return found

    def total(self, question: Question, within: str | None = None) -> Tally:
        """The counts of the area asked."""
        query = counts_query(question.indicator, self.world.schemes, self.world.catalogue, question.weight)
        return tally_of(self.running, query, question.on, within or question.within)

    def rows(self, question: Question) -> Mapping[str, Tally]:
        """The counts of each area of the level asked, and what they leave of the whole (`beside`; not of persons)."""
        assert question.by is not None
        levels = {key: list(scheme.answering(question.by)) for key, scheme in self.world.schemes.items()}
        values = {"asOf": question.on, "within": question.within, "levels": levels}
        rows = {row["code"]: self.total(question, row["code"]) for row in self.running.run(_OF_LEVEL, **values)}
        total, names = self.total(question), ("numerator", "unknown", "denominator", "exempt", "unweighted")
        left = (getattr(total, name) - sum(getattr(row, name) for row in rows.values()) for name in names)
        return {**rows, "beside": Tally(*left)}


_OF_LEVEL = f"""
MATCH (place:Area)-[:HAD*0..1]->(now) WHERE {holds("now")}
{way_up("place", "$asOf")}
WITH place, path, scheme
WHERE place.level IN $levels[scheme] AND ($within IS NULL OR any(area IN path WHERE area.code = $within))
RETURN place.code AS code
"""
EVALUATORS = {"reference": ByReference, "columns": ByColumns, "cypher": ByCypher}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("evaluator", EVALUATORS)
def test_a_scenario_is_answered_as_written(
    evaluator: str, path: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every answer written in the file is the answer given."""
    scenario = read_scenario(path)
    world = world_of(scenario, tmp_path)
    more = [request.getfixturevalue("neo4j_running")] if evaluator == "cypher" else []
    asked = EVALUATORS[evaluator](world, *more)
    for question in scenario.ask:
        if question.states is not None:
            assert asked.states(question) == question.states
        if question.counts is not None:
            _agree(world, question, question.counts, asked.total(question))
        if question.by is not None:
            rows = asked.rows(question)
            assert {key for key in rows if key != "beside"} == set(question.rows) - {"beside"}
            for key, counts in question.rows.items():
                _agree(world, question, counts, rows[key])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_says_since_when(path: Path, tmp_path: Path) -> None:
    """Where a file says since when there is a gap, the gap list says the same day."""
    scenario = read_scenario(path)
    network = ByColumns(world_of(scenario, tmp_path)).network
    for question in scenario.ask:
        told = {gap.subject: gap.since for gap in network.gaps(question.indicator, as_of=question.on)}
        for subject, day in question.since.items():
            assert told[subject] == day


def _agree(world: World, question: Question, wanted: Counts, tally: Tally) -> None:
    for name in ("numerator", "denominator", "unknown", "exempt", "unweighted"):
        expected = getattr(wanted, name)
        assert expected is None or getattr(tally, name) == expected, name
    for name in ("rate", "rate_at_most"):
        expected = getattr(wanted, name)
        assert expected is None or getattr(tally, name) == pytest.approx(expected, abs=0.0005), name
    if wanted.no_rate:
        assert (tally.rate, tally.rate_at_most) == (None, None)
    for key, count in wanted.tiers.items():
        keys = [tier.key for tier in world.catalogue[question.indicator].tiers]
        assert tally.tiers[keys.index(key)] == count
