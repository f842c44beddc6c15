"""The committed page of every indicator is the one ./scripts/docs writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.pages import indicator_pages
from loaders.cases import CASES
from tests.cases import network

FOLDER = Path(__file__).parent.parent / "docs" / "indicators"
PAGES = indicator_pages({name: network(name) for name in CASES})


def test_there_is_a_page_for_every_indicator() -> None:
    """The folder holds the pages that are made and no others."""
    assert {path.name for path in FOLDER.glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_committed_page_is_the_generated_one(name: str) -> None:
    """docs/indicators/ is what ./scripts/docs writes."""
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name]


def test_every_page_says_what_is_asked() -> None:
    """A page of a coverage indicator has its population, its condition in both languages, its source, phrase and query."""
    catalogue = network("kaifeng").catalogue
    for key in catalogue:
        page = PAGES[f"{key}.md"]
        for part in (
            "Source 依据",
            "Population 考核对象",
            "Denominator 分母",
            "## Bloom phrase",
            "## Cypher",
            "## Example",
        ):
            assert part in page, (key, part)
        assert "Covered 已覆盖" in page or "| tier 档 |" in page
        assert not re.search(r"None|\{|<graph_model", page.split("## Cypher")[0]), key
