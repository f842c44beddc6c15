"""Every row of the five cases has its place: docs/cases.md says where, and the schemes have it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph_model.claims import Verdict, compare
from loaders.cases import CASES
from tests.cases import network, operands
from tests.small_city import SCHEMES

PAGE = (Path(__file__).parent.parent / "docs" / "cases.md").read_text(encoding="utf-8")
SECTIONS = {"figure": "figures", "indicator": "indicators", "score": "scores", "chain": "chains", "two_way": "two_way"}
SECTIONS |= {"attribute": "attributes", "kind": "kinds"}


def rows(case: str) -> dict[str, list[tuple[str, str]]]:
    """The rows of a case's table with their places, as (section, key)."""
    (table,) = re.findall(rf"### [^\n]*`{case}`\n\n((?:\|.*\n)+)", PAGE)
    found = {}
    for line in table.splitlines()[2:]:
        row, _, where = (cell.strip() for cell in line.strip("|").split("|"))
        found[row] = re.findall(r"`(\w+):(\w+)`", where)
    return found


@pytest.mark.parametrize("case", CASES)
def test_every_row_has_a_place_that_is_there(case: str) -> None:
    """A row names at least one place, and each place is in the case's scheme."""
    scheme = SCHEMES[case]
    found = rows(case)
    assert len(found) >= 12
    assert [row for row, places in found.items() if not places] == []
    missing = [
        (row, section, key)
        for row, places in found.items()
        for section, key in places
        if key not in getattr(scheme, SECTIONS[section])
    ]
    assert missing == []


@pytest.mark.parametrize("case", CASES)
def test_nothing_of_a_scheme_is_without_a_row(case: str) -> None:
    """Every figure, and every indicator, score and chain that `default` does not have, stands in a row."""
    scheme, default = SCHEMES[case], SCHEMES["default"]
    told = {place for places in rows(case).values() for place in places}
    assert [key for key in scheme.figures if ("figure", key) not in told] == []
    assert [key for key in scheme.scores if ("score", key) not in told] == []
    for word, section in (("indicator", "indicators"), ("chain", "chains")):
        own = [key for key in getattr(scheme, section) if key not in getattr(default, section)]
        assert [key for key in own if (word, key) not in told] == []


@pytest.mark.parametrize("case", CASES)
def test_every_figure_of_a_row_has_a_verdict(case: str) -> None:
    """What a row calls a figure is compared by the report, or is what another figure is summed from."""
    compared = {one.figure.key: one.verdict for one in compare(network(case).on(CASES[case].as_of), CASES[case].root)}
    keys = {key for places in rows(case).values() for section, key in places if section == "figure"}
    assert keys - set(compared) <= operands(case)
    assert Verdict.UNDECIDED not in compared.values()
