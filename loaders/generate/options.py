"""What is asked of a synthetic city."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from graph_model.dates import day_number
from graph_model.errors import InvalidInput, Problem, nearest
from graph_model.levels import AreaLevel

__all__ = ["FAN_OUT", "GenerateOptions"]

FAN_OUT = {
    AreaLevel.CITY: 1,
    AreaLevel.COUNTY: 10,
    AreaLevel.TOWN: 12,
    AreaLevel.COMMUNITY: 12,
    AreaLevel.GRID: 4,
    AreaLevel.COMPOUND: 2,
    AreaLevel.BUILDING: 8,
    AreaLevel.UNIT: 3,
    AreaLevel.CENTRAL_HOUSEHOLD: 3,
}
"""The levels a synthetic city can have, from the top, and how many of each lie in one of the level above."""

_LEAST_DAYS = 30


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """A synthetic city of `areas` areas (codes; history adds versions), down to level `depth`.

    The rates are probabilities: `gap_rate` that nobody holds a post or a body is missing, `unknown_rate` that a community
    has filed nothing, `history_rate` that a record has a past (closed versions, moved, founded late or ended), `cross_rate`
    that a person who holds a post holds a second one, `exempt_rate` that a compound or building is exempt from something.
    Records start between `start` and `until`; `until` is the day to ask about.

    Raises:
        InvalidInput: a value is out of range; every problem at once.
    """

    areas: int = 10_000
    seed: int = 1
    depth: AreaLevel = AreaLevel.UNIT
    gap_rate: float = 0.1
    unknown_rate: float = 0.05
    history_rate: float = 0.1
    cross_rate: float = 0.05
    exempt_rate: float = 0.01
    start: date = date(2020, 1, 1)
    until: date = date(2025, 1, 1)
    code: str = "9900"

    def __post_init__(self) -> None:
        problems = [
            Problem(f"option {item.name}", "out of range", str(getattr(self, item.name)), "a number from 0 to 1")
            for item in fields(self)
            if item.name.endswith("_rate") and not 0 <= getattr(self, item.name) <= 1
        ]
        for name in ("areas", "seed"):
            least = 1 if name == "areas" else 0
            if getattr(self, name) < least:
                problems.append(
                    Problem(f"option {name}", "out of range", str(getattr(self, name)), f"a whole number from {least}")
                )
        if self.depth not in FAN_OUT:
            known = [level.value for level in FAN_OUT]
            expected = "one of " + ", ".join(known)
            problems.append(Problem("option depth", "no such depth", self.depth, expected, nearest(self.depth, known)))
        elif self.depth is AreaLevel.CITY and self.areas > 1:
            problems.append(Problem("option depth", "one city is one area", self.depth, "a deeper level, or areas = 1"))
        if self.horizon - self.origin < _LEAST_DAYS:
            found = f"{self.start} to {self.until}"
            problems.append(Problem("option until", "too soon", found, f"at least {_LEAST_DAYS} days after start"))
        if not self.code or "/" in self.code:
            problems.append(Problem("option code", "not a code", repr(self.code), "text without a slash"))
        if problems:
            raise InvalidInput(problems)

    @property
    def origin(self) -> int:
        """The day number of `start`."""
        return day_number(self.start)

    @property
    def horizon(self) -> int:
        """The day number of `until`."""
        return day_number(self.until)

    @property
    def levels(self) -> tuple[AreaLevel, ...]:
        """The levels from the city down to `depth`."""
        known = list(FAN_OUT)
        return tuple(known[: known.index(self.depth) + 1])
