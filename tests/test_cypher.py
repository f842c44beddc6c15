"""The Cypher answer is the reference's answer: on random networks, on a real server; and what stands in the text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from graph_model.answers import Tally, Weight
from graph_model.errors import BadQuestion
from graph_model.indicators.catalogue import load_catalogue
from graph_model.indicators.conditions import Condition, Leaf, SubjectType
from graph_model.indicators.cypher import counts_query, states_query
from graph_model.indicators.cypher.printed import param_lines
from graph_model.indicators.cypher.scope import RENDERS
from graph_model.indicators.reference import Reference
from graph_model.records import TABLES, frame_of
from graph_model.scheme import load_schemes
from tests.graph import States, prefixed, states_of, tally_of, write
from tests.neo4j_server import Running
from tests.random_network import CATALOGUE, DAYS, INDICATORS, SCHEMES, random_records
from tests.thorough import THOROUGH, some

NETWORKS = 200 if THOROUGH else 30
"""Random networks in one database: one query answers for all of them."""
SEED, CHOSEN_DAYS = 20220819, 6 if THOROUGH else 2
COUNTED = {*some(INDICATORS, 6), *(key for key in INDICATORS if CATALOGUE[key].tiers)}
"""Whose counts are asked besides their states. What is counted is said in the same words in all of them; planning a query takes
the server a second or two, answering it next to nothing."""


@pytest.fixture(scope="module")
def random_worlds(neo4j_running: Running) -> list[Reference]:
    """Random networks under codes of their own, all in the database."""
    worlds = [prefixed(random_records(random.Random(SEED + number)), f"n{number:02}") for number in range(NETWORKS)]
    together = {name: frame_of(name, [row for world in worlds for row in world[name]]) for name in TABLES}
    write(neo4j_running, together)
    return [Reference(world, SCHEMES, CATALOGUE) for world in worlds]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_cypher_gives_the_reference_states(
    indicator: str, random_worlds: list[Reference], neo4j_running: Running
) -> None:
    """For every subject and place of every network, the query gives the reference's state and tier."""
    tiers = [tier.key for tier in CATALOGUE[indicator].tiers]
    query = states_query(indicator, SCHEMES, CATALOGUE)
    for day in random.Random(indicator).sample(DAYS, CHOSEN_DAYS):
        wanted: States = set()
        for world in random_worlds:
            for one in world.states(indicator, day):
                tier = tiers[one.tier] if tiers and one.tier is not None else None
                wanted.add((one.subject.code, one.subject.area, one.state, tier))
        assert states_of(neo4j_running, query, day) == wanted


@pytest.mark.parametrize("indicator", sorted(COUNTED))
def test_cypher_gives_the_reference_counts(
    indicator: str, random_worlds: list[Reference], neo4j_running: Running
) -> None:
    """Over all networks, and within one area of one of them, the query gives the reference's counts."""
    query = counts_query(indicator, SCHEMES, CATALOGUE)
    for day in random.Random(indicator).sample(DAYS, CHOSEN_DAYS):
        assert tally_of(neo4j_running, query, day) == _sum(world.counts(indicator, day) for world in random_worlds)
    root = next(iter(random_worlds[0].on("areas", DAYS[-1])))
    assert tally_of(neo4j_running, query, DAYS[-1], root) == random_worlds[0].counts(indicator, DAYS[-1], root)


@pytest.mark.parametrize("weight", [Weight.HOUSEHOLDS, Weight.RESIDENTS])
def test_cypher_weighs_areas(weight: Weight, random_worlds: list[Reference], neo4j_running: Running) -> None:
    """Areas weigh their households or residents; those without are counted beside."""
    for indicator in ("x_covered", "x_cohort", "x_tiers"):
        query = counts_query(indicator, SCHEMES, CATALOGUE, weight)
        wanted = _sum(world.counts(indicator, DAYS[8], weight=weight) for world in random_worlds)
        assert tally_of(neo4j_running, query, DAYS[8]) == wanted


def _sum(tallies: object) -> Tally:
    found = list(tallies)  # type: ignore[call-overload]
    names = ("numerator", "unknown", "denominator", "exempt", "unweighted")
    sums = (sum(getattr(one, name) for one in found) for name in names)
    return Tally(*sums, tiers=tuple(map(sum, zip(*(one.tiers for one in found), strict=True))))


def test_a_weight_that_subjects_lack_is_refused() -> None:
    """Only areas have households; the error says what to ask instead."""
    indicator = next(key for key in INDICATORS if CATALOGUE[key].subject is SubjectType.POSTS)
    with pytest.raises(BadQuestion, match="ask with weight subjects"):
        counts_query(indicator, SCHEMES, CATALOGUE, Weight.HOUSEHOLDS)


def test_every_leaf_has_its_cypher_and_a_test_indicator() -> None:
    """Whatever a condition may say is rendered, and is asked by some indicator of the random networks."""
    leaves = set(get_args(Leaf))
    assert set(RENDERS) == leaves

    def said(condition: Condition) -> Iterator[type]:
        for part in (*condition.all, *condition.any, *([condition.not_] if condition.not_ else [])):
            yield from said(part)
        leaf = condition.leaf
        if leaf is not None:
            yield type(leaf)
        for inner in (getattr(leaf, "that", None), getattr(leaf, "holder", None)):
            if inner is not None:
                yield from said(inner)

    declared = (CATALOGUE[key] for key in INDICATORS)
    asked = [condition for one in declared for condition in (*one.met_by, one.where, one.exempt) if condition]
    assert {leaf for condition in asked for leaf in said(condition)} == leaves


# ── The text ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_it_prints_can_be_pasted(neo4j_running: Running) -> None:
    """The `:param` lines are expressions that give back exactly the parameters of the query."""
    query = states_query("x_tiers", SCHEMES, CATALOGUE)
    parameters = query.parameters(date(2021, 1, 1), "o'ne \\ 社区")
    for line in param_lines(parameters).splitlines():
        name, expression = line.removeprefix(":param ").split(" => ", 1)
        ((_, value),) = neo4j_running.run(f"RETURN {expression} AS value")[0].items()
        assert (value.to_native() if name == "asOf" else value) == parameters[name]


def test_no_value_stands_in_the_text() -> None:
    """Kinds, roles, topics and codes are parameters: the text of a query names none of them as a value."""
    for indicator in INDICATORS:
        text = states_query(indicator, SCHEMES, CATALOGUE).text
        assert [word for word in ("party_branch", "head", "member", "property_service") if f"'{word}'" in text] == []


def test_parameters_that_change_the_shape_stand_in_branches(tmp_path: Path) -> None:
    """A scheme that asks for every seat and one that asks for two holders stand side by side, each for its own places."""
    for folder, name, text in (
        ("catalogue", "seats.yaml", _SEATS),
        ("schemes", "one.yaml", "{key: one, label: {zh: 甲, en: one}, extends: default, indicators: {seats: {}}}"),
        (
            "schemes",
            "two.yaml",
            "{key: two, label: {zh: 乙, en: two}, extends: default, indicators: {seats: {parameters: {least: all}}}}",
        ),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    schemes = load_schemes(tmp_path / "schemes")
    catalogue = load_catalogue(schemes, tmp_path / "catalogue")
    query = states_query("seats", schemes, catalogue)
    assert "UNION ALL" in query.text
    assert (query.values["inForce1"], query.values["inForce2"]) == (["one"], ["two"])


_SEATS = """\
key: seats
kind: coverage
title: {zh: 测试, en: test}
description: {zh: 测试, en: test}
reference: none, a test
parameters: {least: 2}
population: {areas: compound}
condition: {post_held: {role: member, at_least: $least}}
denominator_name: {zh: 测试, en: test}
"""
