"""Scenario files of ratios and composites, asked of the reference and of the columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import Field

from graph_model.declarations import Declaration, read_document
from graph_model.indicators.reference import Reference
from graph_model.indicators.reference.scores import scores_by, scores_of_bodies
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.ranges import Range
from graph_model.records import TABLES, frame_of
from tests.scenarios import Scenario, World, world_of

FILES = sorted((Path(__file__).parent / "scenarios" / "scores").glob("*.yaml"))
Answer = tuple[Range | None, Mapping[str, Range | None], str | None, int | None]


class Wanted(Declaration):
    """What is said of one area: the value (to `at_most`, if it is a range) or nothing at all, the grade, the rank, parts."""

    value: float | None = None
    at_most: float | None = None
    nothing: bool = False
    grade: str | None = None
    rank: int | None = None
    parts: dict[str, float | None] = Field(default_factory=dict)


class ScoreQuestion(Declaration):
    """A score, a day and a level, with what is said of every area of the level; without one, of every organization."""

    indicator: str
    on: date
    by: AreaLevel | None = None
    scores: dict[str, Wanted]


class ScoreScenario(Scenario):
    """A scenario whose questions are about scores."""

    ask: tuple[ScoreQuestion, ...]  # type: ignore[assignment]


def by_reference(world: World, question: ScoreQuestion) -> dict[str, Answer]:
    """The reference evaluator's answer."""
    reference = Reference(world.records, world.schemes, world.catalogue)
    if question.by is None:
        found = scores_of_bodies(reference, question.indicator, question.on)
    else:
        found = scores_by(reference, question.indicator, question.on, question.by)
    return {area: (one.value, one.parts, one.grade, one.rank) for area, one in found.items()}


def by_columns(world: World, question: ScoreQuestion) -> dict[str, Answer]:
    """The network's answer."""
    frames = {name: frame_of(name, world.records[name]) for name in TABLES}
    network = Network.compile(frames, world.schemes, world.catalogue)
    rows = network.coverage(question.indicator, as_of=question.on, by=question.by)
    return {
        str(row.organization or row.area): (
            row.value,
            {part.key: part.value for part in row.parts},
            row.grade and row.grade.key,
            row.rank,
        )
        for row in rows
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("answers", [by_reference, by_columns])
def test_a_scenario_of_scores_is_answered_as_written(answers: object, path: Path, tmp_path: Path) -> None:
    """Every area of the level, or every organization, has the value, the grade, the rank and the parts the file says."""
    scenario = read_document(path).parse(ScoreScenario)
    world = world_of(scenario, tmp_path)
    for question in scenario.ask:
        found = answers(world, question)  # type: ignore[operator]
        assert set(found) == set(question.scores)
        for area, wanted in question.scores.items():
            value, parts, grade, rank = found[area]
            low = None if wanted.nothing else Fraction(str(wanted.value))
            high = low if wanted.at_most is None else Fraction(str(wanted.at_most))
            assert value == (None if low is None or high is None else Range(low, high))
            assert (grade, rank) == (wanted.grade, wanted.rank)
            assert {key: parts[key] and float(parts[key].low) for key in wanted.parts} == wanted.parts  # type: ignore[union-attr]
