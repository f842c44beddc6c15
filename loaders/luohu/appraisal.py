"""What the three-star grading asks of each compound with a branch: reported shares, invented."""

from __future__ import annotations

from datetime import date

from loaders.drafting import Draft, report, roll
from loaders.luohu.party import People
from loaders.luohu.places import Places

__all__ = ["build_appraisal"]

_ASKED = (
    # key, least, most
    ("member_participation", 60, 99),
    ("resident_participation", 45, 96),
    ("satisfaction", 62, 99),
)


def build_appraisal(draft: Draft, places: Places, people: People) -> None:
    """Three figures for every compound in which a branch has its seat, written into `draft`."""
    for compound in places.compounds:
        if compound.number in people.secretaries:
            for key, least, most in _ASKED:
                share = least + int((most - least + 1) * roll(key, compound.number))
                report(draft, compound.code, key, share, "%", "2019", date(2019, 11, 20))
