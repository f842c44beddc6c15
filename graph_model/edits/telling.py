"""Verbs for what is told: filings, exemptions, figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from graph_model.edits.edit import Edit
from graph_model.errors import BadQuestion
from graph_model.records import Area, Exemption, Figure, Filing, Organization

__all__ = ["exempt", "file", "record_figure"]


def file(edit: Edit, area: str, topics: Iterable[str]) -> list[Filing]:
    """An area tells all there is to tell about topics, as of the day: what is not recorded is not there.

    Raises:
        NotFound: no such area that day.
    """
    place = edit.get(Area, area).code
    return [
        edit.put(Filing(code=f"{place}/{topic}/{edit.on}", area=place, topic=topic, valid_from=edit.on))
        for topic in dict.fromkeys(topics)
    ]


def exempt(
    edit: Edit,
    indicator: str,
    *,
    area: str | None = None,
    organization: str | None = None,
    reason: str | None = None,
    until: date | None = None,
) -> Exemption:
    """A subject, or all that stands at an area, need not meet an indicator.

    Raises:
        NotFound: no such area or organization that day.
        BadQuestion: not exactly one of both.
    """
    if (area is None) == (organization is None):
        raise BadQuestion("an exemption is of an area or of an organization: name one of both")
    subject = edit.get(Area, area).code if area is not None else edit.get(Organization, str(organization)).code
    return edit.put(
        Exemption(
            code=f"{indicator}/{subject}/{edit.on}",
            indicator=indicator,
            area=area,
            organization=organization,
            reason=reason,
            valid_from=edit.on,
            valid_to=until,
        )
    )


def record_figure(edit: Edit, area: str, key: str, value: float | None, **more: Any) -> Figure:
    """A reported or published number of an area; `more` are further fields (`published`, `qualifier`, `period`, …).

    Raises:
        NotFound: no such area that day.
    """
    place = edit.get(Area, area).code
    code = edit.free_code("figures", f"{place}/{key}/{more.get('period') or '-'}")
    return edit.put(Figure(code=code, area=place, key=key, value=value, valid_from=edit.on, **more))
