"""What a cell of a form asks for: `{{覆盖率 building_head 鼓楼区 2022-08-19}}`.

The first word says what, then come an indicator (its key or its Chinese title), and, in any order and each only if wanted, a
tier (`档:own`), an area (its code, its name, or `@A5` for the name in cell A5 of the same sheet) and a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from graph_model.errors import Problem, nearest
from graph_model.indicators.catalogue import Catalogue
from graph_model.quantities import Part

__all__ = ["PLACEHOLDER", "WORDS", "Binding", "read_binding"]

PLACEHOLDER = re.compile(r"[{｛]{2}(.*?)[}｝]{2}", re.DOTALL)
"""A binding in a cell's text."""

AREA, DAY, GRADE, NAME, AT_MOST = "area", "day", "grade", "denominator_name", "rate_at_most"
WORDS: Mapping[str, str] = {
    "覆盖率": Part.RATE,
    "比例": Part.RATE,
    "上限": AT_MOST,
    "分子": Part.NUMERATOR,
    "分母": Part.DENOMINATOR,
    "总体": Part.POPULATION,
    "空白点": Part.GAPS,
    "未填报": Part.UNKNOWN,
    "不纳入考核": Part.EXEMPT,
    "数目": Part.COUNT,
    "累计比例": Part.CUMULATIVE_RATE,
    "值": Part.VALUE,
    "等次": GRADE,
    "分母名称": NAME,
    "区域": AREA,
    "日期": DAY,
}
"""The first word of a binding, and what it stands for; the latter may be written, too."""

_TIER = re.compile(r"(?:档|tier)[:：](.+)")


@dataclass(frozen=True, slots=True)
class Binding:
    """What one cell asks for. `area` is as it is written; None for the area and the day of the report."""

    word: str
    indicator: str | None = None
    tier: str | None = None
    area: str | None = None
    day: date | None = None


def read_binding(text: str, where: str, catalogue: Catalogue) -> tuple[Binding | None, list[Problem]]:
    """The binding a text stands for (without its braces), or everything wrong with it."""
    words = text.replace("　", " ").split()
    if not words:
        return None, [Problem(where, "an empty binding", expected=_example())]
    word = WORDS.get(words[0], words[0] if words[0] in WORDS.values() else None)
    if word is None:
        known = [*WORDS, *dict.fromkeys(map(str, WORDS.values()))]
        return None, [
            Problem(
                where,
                "unknown first word of a binding",
                words[0],
                "one of " + ", ".join(WORDS),
                nearest(words[0], known),
            )
        ]
    rest = words[1:]
    indicator = None
    if word not in (AREA, DAY):
        if not rest:
            return None, [Problem(where, "a binding names no indicator", text.strip(), _example())]
        indicator, rest = rest[0], rest[1:]
    found = _rest(Binding(word, None if indicator is None else _key(indicator, catalogue)), rest)
    problems = list(_wrong(found, indicator, where, catalogue, rest))
    return (None if problems else found), problems


def _example() -> str:
    return "such as {{覆盖率 building_head 鼓楼区 2022-08-19}}"


def _key(word: str, catalogue: Catalogue) -> str | None:
    """The key of an indicator written as its key or its title, None for neither."""
    if word in catalogue or word in catalogue.scores:
        return word
    titles = {one.title.zh: key for key, one in (*catalogue.items(), *catalogue.scores.items())}
    return titles.get(word)


def _rest(binding: Binding, words: list[str]) -> Binding:
    """The binding with its tier, its area and its day."""
    for word in words:
        tier = _TIER.fullmatch(word)
        try:
            binding = replace(binding, day=date.fromisoformat(word))
        except ValueError:
            binding = replace(binding, tier=tier[1]) if tier else replace(binding, area=word)
    return binding


def _wrong(found: Binding, word: str | None, where: str, catalogue: Catalogue, rest: list[str]) -> Iterator[Problem]:
    if len(rest) > sum(one is not None for one in (found.tier, found.area, found.day)):
        yield Problem(where, "a binding says something twice", " ".join(rest), "one area, one day, one tier")
    if word is not None and found.indicator is None:
        known = [*catalogue, *catalogue.scores]
        titles = [one.title.zh for one in (*catalogue.values(), *catalogue.scores.values())]
        hint = nearest(word, known) or nearest(word, titles)
        yield Problem(where, "unknown indicator", word, "the key or the title of an indicator", hint)
    if found.indicator is None:
        return
    score = found.indicator in catalogue.scores
    if score != (found.word in (Part.VALUE, GRADE)) and found.word != NAME:
        expected = "值 or 等次" if score else "覆盖率, 分子 or 分母"
        yield Problem(where, "the indicator has no such part", found.word, expected)
    elif score and catalogue.scores[found.indicator].organizations:
        yield Problem(where, "the indicator grades organizations, not places", word, "an indicator of places")
    elif not score:
        yield from _tier(found, where, [tier.key for tier in catalogue[found.indicator].tiers])


def _tier(found: Binding, where: str, tiers: list[str]) -> Iterator[Problem]:
    of_tiers = found.word in (Part.COUNT, Part.CUMULATIVE_RATE)
    if found.tier is not None and found.tier not in tiers:
        yield Problem(
            where,
            "the indicator has no such tier",
            found.tier,
            "one of " + ", ".join(tiers),
            nearest(found.tier, tiers),
        )
    elif of_tiers and found.tier is None:
        yield Problem(where, "a tier is missing", expected="one of " + ", ".join(f"档:{tier}" for tier in tiers))
    elif found.tier is not None and not of_tiers and found.word != Part.RATE:
        yield Problem(where, "of a tier there is no such part", found.word, "数目, 比例 or 累计比例")
