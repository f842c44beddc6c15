"""Finding areas by name, code and pinyin."""

from __future__ import annotations

import polars as pl
import pytest

from graph_model.searching import meant

AREAS = pl.DataFrame(
    {
        "code": ["41", "4102", "410202", "61", "B21", "X"],
        "name": ["河南省", "开封市", "龙亭区", "西安市", "21号楼", "春华社区（重庆路）"],
    }
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("开封", ["4102"]),
        ("4102", ["4102", "410202"]),
        ("kaifeng", ["4102"]),
        ("KaiFeng Shi", ["4102"]),
        ("kaife", ["4102"]),
        ("kfs", ["4102"]),
        ("xian", ["61"]),
        ("xi'an", ["61"]),
        ("21haolou", ["B21"]),
        ("21hl", ["B21"]),
        ("chongqing", ["X"]),
        ("zqcq", []),
        ("tq", ["410202"]),
        ("*", []),
        ("[", []),
        ("v", []),
    ],
)
def test_a_text_means_names_codes_and_pinyin(typed: str, found: list[str]) -> None:
    """Names contain it, codes begin with it, or names read so: whole syllables, the last unfinished, or first letters; a
    sign with several readings answers to each, and no sign is an operator."""
    assert AREAS["code"].filter(meant(AREAS, typed)).to_list() == found
