"""What an answer looks like: plain values, the same from every evaluator and for every interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from graph_model.levels import AreaLevel
from graph_model.ranges import Range

if TYPE_CHECKING:
    from graph_model.indicators.scored import Grade

__all__ = ["Coverage", "Gap", "Linkage", "LinkageStep", "Names", "PartValue", "State", "Tally", "TierCount", "Weight"]

Names = Mapping[str, str]
"""A text by language: `zh`, `en`."""


class State(StrEnum):
    """How a subject of a population stands towards the indicator."""

    EXEMPT = "exempt"
    UNKNOWN = "unknown"
    GAP = "gap"
    COVERED = "covered"


class Weight(StrEnum):
    """What a subject counts for. Households and residents belong to populations of areas only."""

    SUBJECTS = "subjects"
    HOUSEHOLDS = "households"
    RESIDENTS = "residents"


@dataclass(frozen=True, slots=True)
class TierCount:
    """What stands in one tier; the gap tier, if declared, counts the gaps."""

    key: str
    label: Names
    count: float
    rate: float | None
    cumulative_rate: float | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums behind a rate, in the weight asked for.

    `denominator = population − exempt`, `numerator = covered`, `gaps = denominator − numerator − unknown`.
    `unweighted` is the number of subjects whose weight is null.
    """

    numerator: float = 0
    unknown: float = 0
    denominator: float = 0
    exempt: float = 0
    unweighted: int = 0
    tiers: tuple[float, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is a rate at all: something to count, and not all of it unknown."""
        return self.denominator > 0 and self.unknown < self.denominator

    @property
    def rate(self) -> float | None:
        """The lower bound numerator / denominator, exact unless something is unknown; None when there is no rate."""
        return self.numerator / self.denominator if self.known else None

    @property
    def rate_at_most(self) -> float | None:
        """The upper bound (numerator + unknown) / denominator; None when there is no rate."""
        return (self.numerator + self.unknown) / self.denominator if self.known else None


@dataclass(frozen=True, slots=True)
class PartValue:
    """One part of a composite: its score of 1, None where it does not apply, and its weight."""

    key: str
    label: Names
    value: Range | None
    weight: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """An indicator's answer for an area (None: the whole store), or for what stands above or beside a level; a score of
    organizations has one for each `organization`, whose seat is `area`.

    Ratios and composites have `value`, `grade`, `rank` and `parts` and an empty tally, the others a tally and none of these.
    """

    area: str | None
    remainder: bool
    as_of: date
    tally: Tally
    denominator_name: Names
    tiers: tuple[TierCount, ...] = ()
    value: Range | None = None
    grade: Grade | None = None
    rank: int | None = None
    parts: tuple[PartValue, ...] = ()
    organization: str | None = None
    suppressed: bool = False
    """Whether nothing of it is told, because too few persons stand behind it (see `scoping`)."""

    @property
    def grade_label(self) -> str | None:
        """The Chinese word of the grade; 未定 while what is not filed leaves it open, None where there is none."""
        if self.grade is not None:
            return self.grade.label.zh
        return "未定" if self.value is not None and self.value.low != self.value.high and self.parts else None


@dataclass(frozen=True, slots=True)
class Gap:
    """A subject in the state asked for: where it stands, why, since when, and who should act.

    `subject` is the code in table `subject_type`; `path` holds area codes from the top down to `area`; `responsible` is a
    post code.
    """

    subject_type: str
    subject: str
    area: str | None
    state: State
    reason: Names
    since: date | None
    responsible: str | None
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkageStep:
    """One step of a chain seen from a place. `post` and `holders` are codes; `level` is the level a step is of, None where
    bodies stand for it. A step of a level without `area`: the place has no such level."""

    key: str
    label: Names
    state: State
    area: str | None = None
    organization: str | None = None
    post: str | None = None
    holders: tuple[str, ...] = field(default=())
    level: AreaLevel | None = None

    @property
    def words(self) -> str:
        """The state in Chinese: of a post 有人 or 缺岗 (无此层级 where there is none to hold one), of a body 有组织 or 无组织."""
        if self.state is State.UNKNOWN:
            return "未填报"
        if self.level is None:
            return "有组织" if self.state is State.COVERED else "无组织"
        return "有人" if self.state is State.COVERED else "缺岗" if self.area else "无此层级"


@dataclass(frozen=True, slots=True)
class Linkage:
    """A named chain seen from an area, from the top down; `broken_at` are its steps in state gap."""

    area: str
    chain: str
    as_of: date
    steps: tuple[LinkageStep, ...]

    @property
    def complete(self) -> bool:
        """Whether every step is covered."""
        return all(step.state is State.COVERED for step in self.steps)

    @property
    def broken_at(self) -> tuple[LinkageStep, ...]:
        """The steps where nobody is responsible."""
        return tuple(step for step in self.steps if step.state is State.GAP)
