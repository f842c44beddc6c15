"""Answers kept: which, for how long, and under what."""

from __future__ import annotations

from dataclasses import replace

from api.answers import Answer, Answers


def answer(body: bytes = b"x", *, clean: bool = True) -> Answer:
    return Answer(body, executed=True, clean=clean)


def test_an_answer_is_kept_under_its_whole_key() -> None:
    """The same question at another revision is another question."""
    answers = Answers()
    kept = answer()
    answers.keep(("q", 1), kept, 1)
    assert answers.get(("q", 1)) == replace(kept, kind="kept")
    assert answers.get(("q", 2)) is None


def test_an_answer_with_errors_is_not_kept() -> None:
    """What failed once may succeed next time."""
    answers = Answers()
    answers.keep("q", answer(clean=False), 1)
    assert answers.get("q") is None


def test_the_least_recently_used_go_first() -> None:
    """Beyond the bound of bytes the answers not asked for longest are let go."""
    answers = Answers(kept=100)
    for key in "abcd":
        answers.keep(key, answer(), 25)
    assert answers.get("a") is not None
    answers.keep("e", answer(), 25)
    assert [key for key in "abcde" if answers.get(key)] == ["a", "c", "d", "e"]


def test_a_giant_is_not_kept() -> None:
    """One answer does not push out all others."""
    answers = Answers(kept=100)
    answers.keep("giant", answer(), 26)
    assert answers.get("giant") is None
