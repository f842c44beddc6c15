"""What holds of every published case: the same every time, valid, sorted, each row with its source, each claim complete."""

from __future__ import annotations

import polars as pl
import pytest

from graph_model.changes import KEY, ChangeSet, empty_tables
from graph_model.records import TABLES
from graph_model.validation import validate
from loaders.cases import CASES, case
from loaders.drafting import SYNTHETIC
from tests.cases import in_force, network, tables
from tests.small_city import CATALOGUE, SCHEMES

cases = pytest.mark.parametrize("name", CASES)


@cases
def test_the_case_is_the_same_every_time_and_sorted(name: str) -> None:
    """A second making gives equal frames, each with its table's columns, sorted by code and start."""
    again = case(name)
    for table, frame in tables(name).items():
        assert frame.equals(again[table]), table
        assert frame.schema == TABLES[table].schema, table
        assert frame.equals(frame.sort(KEY)), table


@cases
def test_the_case_is_valid(name: str) -> None:
    """An empty store takes the whole case in one change set."""
    delta = validate(empty_tables(), ChangeSet(tables(name), {}, {}, "案例"), SCHEMES, CATALOGUE)
    assert {table: frame.height for table, frame in delta.added.items()} == {
        table: frame.height for table, frame in tables(name).items()
    }


@cases
def test_its_root_names_its_scheme_and_only_the_root_does(name: str) -> None:
    """The case's topmost area has the case's scheme in force."""
    named = tables(name)["areas"].filter(pl.col("scheme").is_not_null()).select("code", "scheme").unique()
    assert named.rows() == [(CASES[name].root, name)]


@cases
def test_every_row_names_its_source(name: str) -> None:
    """Persons, who holds what and who is a member where are marked synthetic; so is every place below the county."""
    for table, frame in tables(name).items():
        assert frame["source"].null_count() == 0, table
    for table in ("persons", "posts", "appointments", "covers", "memberships", "filings"):
        assert tables(name)[table]["source"].unique().to_list() == [SYNTHETIC], table
    below = tables(name)["areas"].filter(~pl.col("level").is_in(["city", "county"]))
    assert below["source"].unique().to_list() == [SYNTHETIC]


@cases
def test_every_claim_has_source_qualifier_scope_and_the_words_it_was_printed_in(name: str) -> None:
    """No published number stands without saying whose it is and how exact."""
    claims = tables(name)["figures"].filter(pl.col("source") != SYNTHETIC)
    assert claims.height >= 20
    for column in ("source", "qualifier", "scope", "measure", "published", "period", "value"):
        assert claims[column].null_count() == 0


@cases
def test_persons_have_no_contact_and_one_name_each_within_a_community(name: str) -> None:
    """Invented names never meet twice in one community, so that matching by name is never a question."""
    first = pl.col("valid_from") == pl.col("valid_from").min().over("code")
    persons = tables(name)["persons"].filter(first)
    persons = persons.with_columns(community=pl.col("code").str.extract(r"^(.*)/p\d+$"))
    assert persons["contact"].null_count() == persons.height
    assert persons.select("community", "name").is_duplicated().sum() == 0
    assert persons["name"].str.contains("^[甲乙丙丁戊己庚辛壬癸][零一二三四五六七八九]{2}$").all()


@cases
def test_every_indicator_in_force_has_something_to_count(name: str) -> None:
    """No indicator that a city's scheme adds to the default stands there without a subject in its own dataset."""
    day = CASES[name].as_of
    added = [key for key in in_force(name) if key not in SCHEMES["default"].indicators]
    tallies = {key: network(name).coverage(key, as_of=day)[0].tally for key in added}
    assert [key for key, tally in tallies.items() if tally.denominator + tally.exempt == 0] == []
