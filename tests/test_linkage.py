"""Chains asked both ways: the edges up from every place are the edges down from every post."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.linkage import answers_for
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
