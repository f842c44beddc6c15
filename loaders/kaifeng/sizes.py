"""How much is in Kaifeng's compounds: buildings, units, households, residents and devices, to the published totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.drafting import apportion, roll

__all__ = ["UNOCCUPIED", "Sizes", "Weights"]

UNOCCUPIED = frozenset({(3, 2), (3, 3)})
"""Buildings (compound from 0, number from 1) that nobody has moved into yet."""

_RESIDENTS, _BUILDINGS, _DEVICES = 49_632, 933, 1_812


@dataclass(frozen=True, slots=True)
class Weights:
    """Households and residents of a place."""

    households: int = 0
    residents: int = 0

    def __add__(self, other: Weights) -> Weights:
        return Weights(self.households + other.households, self.residents + other.residents)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Buildings and devices by compound (from 0); the units of each building (compound, number from 1)."""

    buildings: Sequence[int]
    devices: Sequence[int]
    units: Mapping[tuple[int, int], Sequence[Weights]]

    @classmethod
    def make(cls, compounds: int) -> Sizes:
        """Sizes of that many compounds: 933 buildings, 49,632 residents and 1,812 devices among them."""
        buildings = apportion(_BUILDINGS, [16 + 24 * roll("size", number) for number in range(compounds)])
        return cls(buildings, apportion(_DEVICES, buildings), _units(buildings))

    def buildings_of(self, compound: int) -> list[Weights]:
        """The weights of each building of a compound; nothing for a compound that is none."""
        count = self.buildings[compound] if compound < len(self.buildings) else 0
        return [sum(self.units[compound, building], Weights()) for building in range(1, count + 1)]


def _units(buildings: Sequence[int]) -> dict[tuple[int, int], list[Weights]]:
    """Two or three units a building, six to ten households a unit; none where nobody lives."""
    households = {}
    for compound, count in enumerate(buildings):
        for building in range(1, count + 1):
            place = compound, building
            living = place not in UNOCCUPIED
            units = 2 + int(roll("units", *place) < 0.5)
            households[place] = [
                6 + int(5 * roll("households", *place, unit)) if living else 0 for unit in range(units)
            ]
    flat = [(place, turn, count) for place, counts in households.items() for turn, count in enumerate(counts)]
    weights = [count * (0.85 + 0.3 * roll("size", *place, turn)) for place, turn, count in flat]
    residents = iter(apportion(_RESIDENTS, weights))
    return {place: [Weights(count, next(residents)) for count in counts] for place, counts in households.items()}
