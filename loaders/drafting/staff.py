"""Bodies with what they cover, posts with who holds them: the two steps every builder takes again and again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from graph_model.records import Basis, CoverMode, Figure
from loaders.drafting.draft import SYNTHETIC, Draft

__all__ = ["founded", "report", "staffed"]


def founded(
    draft: Draft,
    area: str,
    kind: str | tuple[str, ...],
    name: str,
    since: date,
    *,
    mode: CoverMode | None = None,
    **more: Any,
) -> str:
    """A body seated in an area that it covers from its first day; `more` are further fields of it. The code."""
    code = draft.body(area, (kind,) if isinstance(kind, str) else kind, name, since, **more)
    draft.cover(code, since, area=area, mode=mode)
    return code


def staffed(draft: Draft, role: str, label: str, people: Iterable[str], basis: Basis, since: date, **post: Any) -> str:
    """A post and the people who hold it from its first day; with none it is vacant. `post` are further fields of the post:
    `area` or `organization`, `seats`. The code."""
    code = draft.post(role, label, since, **post)
    for person in people:
        draft.appoint(code, person, basis, since)
    return code


def report(draft: Draft, area: str, key: str, value: float, measure: str, period: str, day: date) -> None:
    """A number an area reported for a period on a day; invented, so there are no printed words to keep."""
    draft.add(
        Figure(
            code=draft.free(f"{area}/{key}/{period}"),
            area=area,
            key=key,
            value=value,
            measure=measure,
            period=period,
            valid_from=day,
            source=SYNTHETIC,
        )
    )
