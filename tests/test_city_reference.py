"""In every city each indicator in force gives what the reference says, on the part of the city below one community."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from graph_model.answers import State
from graph_model.changes import Tables
from graph_model.indicators.evaluation import COVERED, EXEMPT, GAP, UNTOLD
from graph_model.indicators.reference import Reference
from graph_model.network import Network
from graph_model.records import records_of
from loaders.cases import CASES
from tests.cases import in_force, tables
from tests.small_city import CATALOGUE, SCHEMES

STATES = {EXEMPT: State.EXEMPT, UNTOLD: State.UNKNOWN, GAP: State.GAP, COVERED: State.COVERED}


def part_of(whole: Tables, community: str) -> dict[str, pl.DataFrame]:
    """The records of one community and of what stands above it, closed: nothing refers to what is left out.

    The reference reads every record for every subject, so that a whole city would take it minutes.
    """
    areas = whole["areas"]
    above = [row for row in areas["code"].unique() if community.startswith(row)]
    areas = areas.filter(pl.col("code").is_in(above) | pl.col("code").str.starts_with(f"{community}-"))
    found = {"areas": areas}

    def known(table: str, column: str) -> pl.Expr:
        return pl.col(column).is_null() | pl.col(column).is_in(found[table]["code"].implode())

    bodies = whole["organizations"].filter(pl.col("area").is_in(areas["code"].implode()))
    found["organizations"] = bodies.filter(pl.col("host").is_null() | pl.col("host").is_in(bodies["code"].implode()))
    for table, ends in {
        "covers": ("organization", "area", "target_organization"),
        "affiliations": ("organization", "area", "other_organization"),
        "posts": ("organization", "area"),
        "filings": ("area",),
        "exemptions": ("area", "organization"),
        "figures": ("area", "organization"),
    }.items():
        kept = [known("areas" if end == "area" else "organizations", end) for end in ends]
        found[table] = whole[table].filter(pl.all_horizontal(kept))
    found["persons"] = whole["persons"].filter(known("areas", "residence"))
    found["appointments"] = whole["appointments"].filter(known("posts", "post") & known("persons", "person"))
    found["memberships"] = whole["memberships"].filter(
        known("organizations", "organization") & known("persons", "person")
    )
    alone = pl.concat([found["appointments"]["person"], found["memberships"]["person"]]).implode()
    found["persons"] = found["persons"].filter(pl.col("residence").is_not_null() | pl.col("code").is_in(alone))
    return found


@cache
def part(name: str) -> tuple[Network, Reference]:
    """The part of a case below the community that has most compounds."""
    compounds = tables(name)["areas"].filter(pl.col("level") == "compound")
    counts = compounds.group_by(pl.col("code").str.extract(r"^(.*)-X\d+$")).len().sort("len", "code")
    found = part_of(tables(name), counts["code"][-1])
    records = {table: records_of(table, frame) for table, frame in found.items()}
    return Network.compile(found, SCHEMES, CATALOGUE), Reference(records, SCHEMES, CATALOGUE)


@pytest.mark.parametrize(("name", "indicator"), [(name, key) for name in CASES for key in in_force(name)])
def test_columns_give_the_states_of_the_reference(name: str, indicator: str) -> None:
    """For every subject and place the same state and tier, on the day the case is about."""
    network, reference = part(name)
    day = CASES[name].as_of
    answer = network.evaluation(indicator, day)
    codes, areas = network.tables[answer.subjects.type].codes, network.tables["areas"].codes
    tiers = bool(CATALOGUE[indicator].tiers)
    found = {
        (codes[int(index)], areas[int(area)], STATES[state], int(tier) if tiers and state == COVERED else None)
        for index, area, state, tier in zip(
            answer.subjects.index, answer.subjects.area, answer.state.tolist(), answer.tier, strict=True
        )
    }
    wanted = {
        (one.subject.code, one.subject.area, one.state, one.tier if tiers else None)
        for one in reference.states(indicator, day)
    }
    assert found == wanted
