"""Chains asked both ways: the edges up from every place are the edges down from every post."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.answers import LinkageStep, State
from graph_model.levels import AreaLevel
from graph_model.linkage import answers_for
from loaders.cases import CASES
from tests.cases import network
from tests.random_network import DAYS, SEEDS, world


@given(seed=SEEDS, day=st.sampled_from(DAYS), chain=st.sampled_from(["linkage", "short", "near", "route"]))
@settings(max_examples=60, deadline=None)
def test_upward_and_downward_edges_are_the_same(seed: int, day: date, chain: str) -> None:
    """A post answers for a place exactly when the chain seen from the place leads to it."""
    network = world(seed).network
    seen = network.on(day)
    up = set()
    for area in seen.areas():
        if chain not in seen.scheme(area).chains:
            continue
        for step in network.linkage(area, chain, as_of=day).steps:
            if step.organization is not None:
                leading = seen.scheme(area).leading
                posts = list(seen.posts_of("organizations", step.organization))
                up |= {(area, post) for post in posts if seen.record("posts", post).role in leading}
            elif step.area is not None:
                role = seen.scheme(area).linkage_role(seen.record("areas", step.area).level)
                posts = seen.posts_of("areas", step.area)
                up |= {(area, post) for post in posts if seen.record("posts", post).role == role}
    posts = network.tables["posts"]
    down = {
        (area, posts.code(index))
        for index in posts.index[seen.rows("posts")]
        for area in answers_for(seen, posts.code(index), chain)
    }
    assert down == up


def test_a_vacancy_a_lacking_body_and_a_lacking_level_are_told_apart() -> None:
    """A step says 缺岗 where a post is vacant, 无组织 where no body covers, and 无此层级 where the place has no such level: all
    of them break the chain."""
    day, found = CASES["kaifeng"].as_of, network("kaifeng")
    steps = found.linkage("410202-01-01-X1", as_of=day).steps
    assert {step.words for step in steps if step.state is State.COVERED} == {"有人"}
    for level, area, words in (
        (AreaLevel.GRID, "g", "缺岗"),
        (AreaLevel.GRID, None, "无此层级"),
        (None, None, "无组织"),
    ):
        assert LinkageStep("key", {}, State.GAP, area=area, level=level).words == words


def test_a_missing_body_is_named_with_its_step() -> None:
    """A chain of bodies that is broken says at which step, and which body is missing."""
    city, day = network("zhenhai"), CASES["zhenhai"].as_of
    gap = next(iter(city.gaps("party_network_complete", as_of=day)))
    assert gap.reason["zh"] == "楼道环节没有党小组覆盖"
    broken = city.linkage(gap.subject, "party_network", as_of=day).broken_at
    assert [(step.label["zh"], step.words) for step in broken] == [("楼道", "无组织")]
