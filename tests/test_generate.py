"""Synthetic cities: the size and the rates asked for, the same by seed, valid whatever is asked."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import KEY, ChangeSet, empty_tables
from graph_model.errors import InvalidInput
from graph_model.indicators.catalogue import Catalogue, load_catalogue
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.records import TABLES
from graph_model.scheme import Schemes, load_schemes
from graph_model.validation import validate
from loaders.generate import GenerateOptions, generate
from loaders.generate.columns import ordinals
from loaders.generate.options import FAN_OUT

OPTIONS = GenerateOptions(areas=40_000, seed=7, history_rate=0.2, cross_rate=0.2, unknown_rate=0.1, exempt_rate=0.05)


@cache
def tables() -> dict[str, pl.DataFrame]:
    """A city large enough for its rates to show."""
    return generate(OPTIONS)


@cache
def declared() -> tuple[Schemes, Catalogue]:
    """The shipped schemes and indicators."""
    schemes = load_schemes()
    return schemes, load_catalogue(schemes)


def on(table: str, day: date = OPTIONS.until) -> pl.DataFrame:
    """The rows of a table that hold on a day."""
    ends = pl.col("valid_to")
    return tables()[table].filter((pl.col("valid_from") <= day) & (ends.is_null() | (ends > day)))


def test_the_size_asked_for() -> None:
    """As many area codes as asked, on every level down to the depth, with posts and appointments in proportion."""
    areas = tables()["areas"]
    assert areas["code"].n_unique() == 40_000
    assert set(areas["level"]) == {level.value for level in OPTIONS.levels}
    assert 0.8 < tables()["posts"].height / 40_000 < 1.1
    assert 0.8 < on("appointments").height / 40_000 < 1.1


def test_the_same_seed_gives_the_same_city_and_another_seed_another() -> None:
    """Equal options give equal frames, sorted and with their tables' columns."""
    again, other = generate(OPTIONS), generate(GenerateOptions(areas=40_000, seed=8))
    for name, frame in tables().items():
        assert frame.equals(again[name]), name
        assert frame.schema == TABLES[name].schema, name
        assert frame.equals(frame.sort(KEY)), name
    assert not tables()["areas"].equals(other["areas"])


def test_gaps_at_the_rate_asked_for() -> None:
    """One building in ten has nobody who holds its post."""
    schemes, catalogue = declared()
    network = Network.compile(tables(), schemes, catalogue)
    tally = network.coverage("building_head", as_of=OPTIONS.until)[0].tally
    assert (tally.numerator / tally.denominator) == pytest.approx(1 - OPTIONS.gap_rate, abs=0.02)
    assert tally.unknown > 0
    assert tally.exempt > 0
    assert tally.denominator - tally.numerator - tally.unknown > 0
    branches = network.coverage("party_work_coverage", as_of=OPTIONS.until)[0].tally
    assert 0.8 < branches.numerator / branches.denominator < 0.95


def test_unknowns_and_exemptions_at_the_rates_asked_for() -> None:
    """A tenth of the communities has filed nothing; a twentieth of compounds and buildings is exempt."""
    areas = tables()["areas"].unique("code")
    levels = dict(areas.group_by("level").len().iter_rows())
    filed = tables()["filings"].filter(pl.col("topic") == "building_head")["area"].n_unique()
    assert 1 - filed / levels["community"] == pytest.approx(OPTIONS.unknown_rate, abs=0.08)
    exempt = tables()["exemptions"]["area"].n_unique()
    assert exempt / (levels["compound"] + levels["building"]) == pytest.approx(OPTIONS.exempt_rate, abs=0.01)


def test_second_posts_at_the_rate_asked_for() -> None:
    """A fifth of those who hold a post hold a second one, in the same community."""
    terms = on("appointments").select("person", "post")
    held = terms.group_by("person").len()["len"]
    assert (held > 1).mean() == pytest.approx(OPTIONS.cross_rate, abs=0.02)
    assert held.max() == 2
    home = pl.col("person").str.extract(r"^(.*)/p\d+$")
    assert terms.filter(~pl.col("post").str.starts_with(home)).height == 0


def test_history_of_every_kind() -> None:
    """Areas were renamed, compounds moved to another grid or community, founded late, ended; posts and bodies were left."""
    areas = tables()["areas"]
    versions = areas.group_by("code").len()["len"]
    assert (versions > 1).mean() == pytest.approx(OPTIONS.history_rate, abs=0.02)
    grids = (
        areas.filter(pl.col("level") == "grid")
        .unique("code")
        .select(pl.col("code").alias("parent"), community="parent")
    )
    compounds = areas.filter(pl.col("level") == "compound")
    places = compounds.join(grids, on="parent").group_by("code").agg(pl.col("parent", "community").n_unique())
    assert places.filter(pl.col("parent") > 1).height > 10
    assert places.filter(pl.col("community") > 1).height > 0
    lives = compounds.group_by("code").agg(pl.col("valid_from").min(), ended=pl.col("valid_to").is_not_null().all())
    assert lives.filter(pl.col("valid_from") > OPTIONS.start).height > 0
    assert lives.filter("ended").height > 0
    assert tables()["organizations"].filter(pl.col("valid_to") <= OPTIONS.until).height > 0
    left = tables()["appointments"].filter(pl.col("valid_to").is_not_null())
    assert left.height > 0.1 * tables()["appointments"].height


def test_codes_are_derived_as_everywhere() -> None:
    """A post, an appointment, a cover, a membership and a filing are called what the loaders would call them."""
    made = tables()
    rules = {
        "posts": (pl.coalesce("area", "organization"), "role"),
        "appointments": ("post", "person", pl.col("valid_from").cast(pl.String)),
        "covers": ("organization", pl.coalesce("area", "target_organization"), pl.col("valid_from").cast(pl.String)),
        "memberships": ("person", "organization", "kind", pl.col("valid_from").cast(pl.String)),
        "filings": ("area", "topic", pl.col("valid_from").cast(pl.String)),
    }
    for table, parts in rules.items():
        assert made[table].filter(pl.col("code") != pl.concat_str(*parts, separator="/")).height == 0, table


@settings(max_examples=25, deadline=None)
@given(
    areas=st.integers(1, 400),
    seed=st.integers(0, 10_000),
    depth=st.sampled_from(list(FAN_OUT)[1:]),
    rates=st.lists(st.sampled_from([0.0, 0.1, 0.5, 1.0]), min_size=5, max_size=5),
    span=st.integers(30, 900),
)
def test_any_city_is_valid(areas: int, seed: int, depth: AreaLevel, rates: list[float], span: int) -> None:
    """Whatever is asked, an empty store takes the city whole, and it has as many areas as asked."""
    until = date.fromordinal(date(2020, 1, 1).toordinal() + span)
    gap, unknown, history, cross, exempt = rates
    options = GenerateOptions(
        areas=areas,
        seed=seed,
        depth=depth,
        gap_rate=gap,
        unknown_rate=unknown,
        history_rate=history,
        cross_rate=cross,
        exempt_rate=exempt,
        until=until,
    )
    made = generate(options)
    delta = validate(empty_tables(), ChangeSet(made, {}, {}, "synthetic"), *declared())
    assert delta.added["areas"].height == made["areas"].height
    assert made["areas"]["code"].n_unique() == areas


def test_all_wrong_options_are_told_at_once() -> None:
    """Every option out of range is named with what was expected."""
    with pytest.raises(InvalidInput) as told:
        GenerateOptions(areas=0, seed=-1, gap_rate=1.5, until=date(2019, 1, 1), depth="compond", code="a/b")  # type: ignore[arg-type]
    assert len(told.value.problems) == 6
    for words in ("option areas", "option gap_rate: out of range; found 1.5", 'did you mean "compound"?', "30 days"):
        assert words in str(told.value)


def test_a_city_alone_is_one_area() -> None:
    """Depth city gives one area, and asking for more of it is a mistake."""
    assert generate(GenerateOptions(areas=1, depth=AreaLevel.CITY))["areas"].height == 1
    with pytest.raises(InvalidInput, match="one city is one area"):
        GenerateOptions(areas=2, depth=AreaLevel.CITY)


def test_ordinals_number_rows_within_their_groups() -> None:
    """Groups need not stand together, and no rows give no numbers."""
    values = pl.Series([3, 1, 3, 3, 1]).to_numpy()
    assert ordinals(values).tolist() == [0, 0, 1, 2, 1]
    assert ordinals(values[:0]).tolist() == []
