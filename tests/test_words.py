"""The words of a closed list in files: Chinese labels of several cities, read as one key each."""

from __future__ import annotations

from graph_model.records import TABLES
from graph_model.scheme import load_schemes
from loaders.words import Words, words_of


def test_a_word_is_read_as_the_default_scheme_means_it() -> None:
    """网格 is the level grid, though a city calls its compounds 小区（网格）; a city's own word is read where default has none."""
    words = words_of("areas", TABLES["areas"].field("level"), load_schemes())
    assert words is not None
    assert words.keys_by_text["网格"] == "grid"
    assert words.keys_by_text["小区（网格）"] == "compound"


def test_a_word_for_two_things_is_none() -> None:
    """A label that one group of words has for two keys is accepted for neither; a group asked before may settle it."""
    assert "甲" not in Words.of([("a", "甲"), ("b", "甲")]).keys_by_text
    assert Words.of([("a", "甲")], [("b", "甲"), ("c", "甲")]).keys_by_text["甲"] == "a"
