"""Finding areas by what people type: a part of the name, the beginning of a code, or the name's pinyin.

>>> areas = pl.DataFrame({"code": ["4102", "410202"], "name": ["开封市", "龙亭区"]})
>>> [meant(areas, text).to_list() for text in ("亭", "4102", "kaifeng", "ltq")]
[[False, True], [True, True], [True, False], [False, True]]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import polars as pl

__all__ = ["meant"]

_TYPED = re.compile(r"(?=.*[a-z])[a-z0-9]{2,40}")
"""What may be pinyin: letters, and the digits of a name."""
_READINGS = 16
"""In how many ways a text may be divided into syllables; xian is 西安 or 县."""


def meant(areas: pl.DataFrame, text: str) -> pl.Series:
    """Which rows (columns `code`, `name`) somebody means by `text`.

    Those whose name contains it, whose code begins with it, or part of whose name reads so: in whole syllables, the last one
    perhaps unfinished, or in first letters. Only where nothing is found so, signs are read in their rarer ways, too.
    """
    names, codes = areas["name"], areas["code"]
    hits = names.str.contains(text, literal=True) | codes.str.starts_with(text)
    typed = re.sub(r"[\s']", "", text.lower())
    if not _TYPED.fullmatch(typed):
        return hits
    signs = set("".join(names.unique().to_list()))
    for rare in (False, True):
        patterns = list(_patterns(typed, _syllables(signs, rare=rare)))
        found = hits | names.str.contains("|".join(patterns)) if patterns else hits
        if found.any():
            return found
    return hits


def _syllables(signs: set[str], *, rare: bool) -> dict[str, str]:
    """The signs read as a syllable, by syllable without tone: usually, or also in rare ways. A digit is read as itself."""
    from pypinyin import Style, pinyin

    found: dict[str, str] = {sign: sign for sign in signs if sign in "0123456789"}
    for sign in sorted(sign for sign in signs if "㐀" <= sign <= "鿿"):
        for syllable in pinyin(sign, style=Style.NORMAL, heteronym=rare)[0]:
            found[syllable] = found.get(syllable, "") + sign
    return found


def _patterns(typed: str, syllables: Mapping[str, str]) -> Iterator[str]:
    """Regular expressions for the signs that `typed` may stand for."""
    initials: dict[str, str] = {}
    for syllable, signs in syllables.items():
        initials[syllable[0]] = initials.get(syllable[0], "") + signs
    if all(letter in initials for letter in typed):
        yield "".join(f"[{initials[letter]}]" for letter in typed)
    for number, parts in enumerate(_divided(typed, syllables)):
        if number == _READINGS:
            return
        yield "".join(f"[{part}]" for part in parts)


def _divided(typed: str, syllables: Mapping[str, str]) -> Iterator[list[str]]:
    """The signs for each syllable of every way to divide the text, the longest syllables first."""
    unfinished = "".join(signs for syllable, signs in syllables.items() if syllable.startswith(typed))
    if unfinished:
        yield [unfinished]
    for end in range(min(len(typed) - 1, 6), 0, -1):
        if typed[:end] in syllables:
            yield from ([syllables[typed[:end]], *rest] for rest in _divided(typed[end:], syllables))
