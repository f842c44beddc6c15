"""Scenario files: records, questions and answers that a reader without Python can check. See `docs/scenarios.md`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import Field
from ruamel.yaml import YAML

from graph_model.answers import State, Weight
from graph_model.dates import parse_day
from graph_model.declarations import Declaration, read_document
from graph_model.indicators.catalogue import Catalogue, load_catalogue
from graph_model.levels import AreaLevel
from graph_model.records import TABLES, Record
from graph_model.scheme import Schemes, load_schemes

__all__ = ["FILES", "Question", "Scenario", "World", "read_scenario", "world_of"]

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))
_TESTS = Path(__file__).parent / "declarations"


class Counts(Declaration):
    """What a coverage answer must say; what is left out is not asked."""

    numerator: float | None = None
    denominator: float | None = None
    unknown: float | None = None
    exempt: float | None = None
    unweighted: int | None = None
    rate: float | None = None
    rate_at_most: float | None = None
    no_rate: bool = False
    tiers: dict[str, float] = Field(default_factory=dict)


class Question(Declaration):
    """One question with its answer: the state of each subject named, counts, or the counts of each area of a level."""

    indicator: str
    on: date
    within: str | None = None
    weight: Weight = Weight.SUBJECTS
    states: dict[str, State] | None = None
    counts: Counts | None = None
    by: AreaLevel | None = None
    rows: dict[str, Counts] = Field(default_factory=dict)
    since: dict[str, date] = Field(default_factory=dict)


class Scenario(Declaration):
    """A situation in one sentence, its records and its questions. Records may leave out what does not matter: `from` is
    2020-01-01 unless said, a name is the code, a code is `<table>-<number>`."""

    situation: str
    scheme: str | None = None
    declare: dict[str, dict[str, Any]] = Field(default_factory=dict)
    records: dict[str, list[dict[str, Any]]]
    ask: tuple[Question, ...]


@dataclass(frozen=True)
class World:
    """The records of a scenario with the declarations they are read under."""

    records: dict[str, list[Record]]
    schemes: Schemes
    catalogue: Catalogue


def read_scenario(path: Path) -> Scenario:
    """The scenario in a file."""
    return read_document(path).parse(Scenario)


def world_of(scenario: Scenario, folder: Path) -> World:
    """The scenario's records as records; indicators it declares itself are written to `folder` and read like any other."""
    for key, body in scenario.declare.items():
        words = {"zh": key, "en": key}
        around = {"key": key, "kind": "coverage", "title": words, "description": words, "reference": "scenario"}
        with (folder / f"{key}.yaml").open("w", encoding="utf-8") as file:
            named = {} if body.get("kind") == "composite" else {"denominator_name": words}
            YAML().dump({**around, **body, **named}, file)
    schemes = load_schemes(_TESTS / "schemes")
    if scenario.declare:
        scored = tuple(key for key, body in scenario.declare.items() if body.get("kind", "coverage") != "coverage")
        counted = [key for key in scenario.declare if key not in scored]
        in_force = dict.fromkeys(counted, schemes["default"].indicators["compound_head"])
        together = (
            scheme.model_copy(
                update={"indicators": {**scheme.indicators, **in_force}, "scores": (*scheme.scores, *scored)}
            )
            for scheme in schemes.values()
        )
        schemes = Schemes(together)
    records = {
        name: [_record(name, row, number) for number, row in enumerate(scenario.records.get(name, []))]
        for name in TABLES
    }
    if scenario.scheme is not None:
        records["areas"] = [_under(scenario.scheme, row) for row in records["areas"]]
    return World(records, schemes, load_catalogue(schemes, _TESTS / "catalogue", folder))


def _record(table: str, row: dict[str, Any], number: int) -> Any:
    told = {"code": f"{table}-{number}", "from": "2020-01-01", **row}
    told["valid_from"] = parse_day(str(told.pop("from")))
    if "to" in told:
        told["valid_to"] = parse_day(str(told.pop("to")))
    if any(field.name == "name" for field in TABLES[table].fields):
        told.setdefault("name", told["code"])
    for field in TABLES[table].fields:
        if told.get(field.name) is not None and (field.type is tuple or issubclass(field.type, StrEnum)):
            told[field.name] = field.type(told[field.name])
    return TABLES[table].record(**told)


def _under(scheme: str, area: Any) -> Any:
    return replace(area, scheme=scheme) if area.parent is None and area.scheme is None else area
