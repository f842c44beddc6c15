"""The page of the eleven tables says what the declarations say, and its example loads."""

from __future__ import annotations

import re
from pathlib import Path

from graph_model.changes import empty_tables
from graph_model.dates import parse_day
from graph_model.indicators.catalogue import load_catalogue
from graph_model.scheme import load_schemes
from loaders.csv_folder import read_folder
from loaders.load import plan
from loaders.tables import page

PAGE = Path(__file__).parent.parent / "docs" / "records.md"


def test_the_committed_page_is_the_generated_one() -> None:
    """docs/records.md is what ./scripts/docs writes."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_its_example_can_be_loaded(tmp_path: Path) -> None:
    """The small city on the page is a right areas.csv."""
    (example,) = re.findall(r"```csv\n(.+?)```", page(), re.DOTALL)
    (tmp_path / "areas.csv").write_text(example, encoding="utf-8")
    schemes = load_schemes()
    planned = plan(empty_tables(), read_folder(tmp_path, schemes), on=parse_day("2024-06-01"), schemes=schemes)
    planned.check(empty_tables(), schemes, load_catalogue(schemes))
    assert planned.counts["areas"].added == 5
