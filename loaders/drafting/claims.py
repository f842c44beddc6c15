"""Published numbers as figures: in the words they were printed in, with qualifier, unit, period, scope and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from graph_model.records import Figure, Qualifier
from loaders.drafting.draft import Draft

__all__ = ["Claim", "Publication"]


class Claim(NamedTuple):
    """A number as a text gives it; `period` is the publication's unless the text says another."""

    key: str
    value: float
    published: str
    qualifier: Qualifier
    measure: str
    scope: str
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A text with numbers in it: what it is, since when they were known, and for which period they stand."""

    source: str
    day: date
    period: str

    def claim(self, draft: Draft, claim: Claim, *, area: str | None = None, organization: str | None = None) -> None:
        """A claim about an area or an organization; a second one on the same key and period gets `/2`."""
        period = claim.period or self.period
        draft.add(
            Figure(
                code=draft.free(f"{area or organization}/{claim.key}/{period}"),
                area=area,
                organization=organization,
                key=claim.key,
                value=claim.value,
                published=claim.published,
                qualifier=claim.qualifier,
                measure=claim.measure,
                period=period,
                scope=claim.scope,
                valid_from=self.day,
                source=self.source,
            )
        )
