"""CSV text: the quick way to read a file gives what reading it row by row gives, or steps aside."""

from __future__ import annotations

import csv
import io
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loaders.csv_text import _plain, _quoted, read_text_table

CELLS = st.text(alphabet='a甲 ",\n', max_size=4)


@given(body=st.text(alphabet='a甲 ",\n', max_size=24))
@example('"a","b"\na,"甲"\n"",""\n')
@settings(max_examples=200, deadline=None)
def test_files_read_at_once_read_the_same_row_by_row(body: str) -> None:
    """Where the quick way takes a text, headings, cells, row numbers and ragged rows are those of the careful one."""
    text = f"x,y\n{body}"
    quick = _plain("t.csv", text)
    if quick is not None:
        careful = _quoted("t.csv", text)
        assert quick.headings == careful.headings
        assert quick.cells.equals(careful.cells)
        assert quick.rows.equals(careful.rows)
        assert quick.problems == careful.problems


@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
@settings(max_examples=50, deadline=None)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], quoting: Literal[0, 1]
) -> None:
    """Cells with commas, quotes and line ends come back as they were written; an empty one is null, an empty row is left out."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=quoting, lineterminator="\n")
    writer.writerows([["x", "y"], *rows])
    path = tmp_path_factory.getbasetemp() / "t.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    wanted = [tuple(cell or None for cell in row) for row in rows if any(cell.strip() for cell in row)]
    assert read_text_table(path).cells.rows() == wanted
