"""How ratios and composites are printed: value, grade, rank and parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph_model.claims import written

if TYPE_CHECKING:
    from graph_model.answers import Coverage
    from graph_model.ranges import Range

__all__ = ["score_headings", "score_object", "score_row"]


def score_headings(answers: Sequence[Coverage]) -> list[str]:
    """The headings of rows of one score: those of its parts too, with their weights."""
    parts = answers[0].parts if answers else ()
    return ["区域", "编码", "名次", "值", "等次", *(f"{part.label['zh']}（{part.weight:g}）" for part in parts)]


def score_row(answer: Coverage, names: Mapping[str, str]) -> list[Any]:
    """A row under these headings: ranges are written as texts, one number as a number."""
    return [
        names[answer.area] if answer.area else "全部",
        answer.area,
        answer.rank,
        _single(answer.value),
        answer.grade_label,
        *(_single(part.value) for part in answer.parts),
    ]


def score_object(answer: Coverage, names: Mapping[str, str]) -> dict[str, Any]:
    """A row as JSON."""
    return {
        "area": {"code": answer.area, "name": names[answer.area]} if answer.area else None,
        "asOf": answer.as_of.isoformat(),
        **_bounds(answer.value),
        "grade": answer.grade.key if answer.grade else None,
        "rank": answer.rank,
        "parts": [
            {"key": part.key, "label": part.label["zh"], **_bounds(part.value), "weight": part.weight}
            for part in answer.parts
        ],
    }


def _bounds(value: Range | None) -> dict[str, float | None]:
    return {
        "value": None if value is None else float(value.low),
        "valueAtMost": None if value is None else float(value.high),
    }


def _single(value: Range | None) -> float | str | None:
    if value is None:
        return None
    return float(value.low) if value.low == value.high else written(value)
