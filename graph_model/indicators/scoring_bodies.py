"""What a score of organizations counts for each: itself, or what lies in the areas it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph_model.answers import Tally
from graph_model.day import Day
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.evaluation import Evaluation
from graph_model.indicators.masks import Reading, of_kinds
from graph_model.indicators.parts import part_of
from graph_model.indicators.rollup import tallies_at, tallies_in
from graph_model.quantities import Part, Quantity
from graph_model.ranges import Range
from graph_model.tree import Ints

__all__ = ["Bodies", "bodies_of"]


def bodies_of(day: Day, key: str, within: str | None) -> Bodies:
    """The organizations of a score that stand in `within` (None: the whole store) under a scheme that lists it, by code.

    Raises:
        NotFound: `within` is no area that day.
    """
    network, inside = day.network, day.within(within)
    index = network.tables["organizations"].index[day.rows("organizations")]
    place = day.place_of()[day.area_of("organizations", index)]
    chosen = np.zeros(len(index), bool)
    for number, scheme in enumerate(network.schemes.values()):
        if key in scheme.scores:
            here = (network.places.scheme[place] == number) & (place >= inside.start) & (place < inside.stop)
            chosen |= here & of_kinds(Reading(day, scheme), network.catalogue.scores[key].organizations, index)
    return Bodies(day, index[chosen])


@dataclass
class Bodies:
    """The organizations asked, by code."""

    day: Day
    index: Ints
    table: str = "organizations"

    @property
    def codes(self) -> Sequence[str]:
        """Their codes."""
        return self.day.network.tables[self.table].codes_of(self.index)

    def seats(self) -> Sequence[str]:
        """The area of each."""
        return self.day.network.tables["areas"].codes_of(self.day.area_of(self.table, self.index))

    def counted(self, quantity: Quantity) -> list[Range | None]:
        """A part of an indicator's answer for each."""
        network, key = self.day.network, str(quantity.indicator)
        evaluation = network.evaluation(key, self.day.date)
        if evaluation.subjects.type is SubjectType.ORGANIZATIONS:
            tallies = tallies_at(network.catalogue[key], evaluation, self.index)
        else:
            tallies = self._covered(evaluation, quantity)
        tiers, part = [tier.key for tier in network.catalogue[key].tiers], quantity.part or Part.RATE
        return [part_of(tally, part, tiers, quantity.tier) for tally in tallies]

    def _covered(self, evaluation: Evaluation, quantity: Quantity) -> list[Tally]:
        """What lies in the areas each covers, once where one of them lies in another."""
        covers, rows, places = self.day.network.tables["covers"], self.day.rows("covers"), self.day.network.places
        number = np.full(len(self.day.network.tables[self.table]), -1, np.int32)
        number[self.index] = np.arange(len(self.index))
        owner, area = number[covers.refers["organization"][rows]], covers.refers["area"][rows]
        place = np.where(area >= 0, self.day.place_of()[area], np.int32(-1))
        owner, place = owner[chosen := (owner >= 0) & (place >= 0)], place[chosen]
        order = np.lexsort((place, owner))
        owner, start, stop = owner[order], place[order], places.stop[place[order]]
        apart = owner.astype(np.int64) * (len(places) + 1)  # the places of one body never lie in those of another
        reached = np.maximum.accumulate(apart + stop)
        outermost = np.append(True, (apart + start)[1:] >= reached[:-1])[: len(owner)]
        owner, start, stop = owner[outermost], start[outermost], stop[outermost]
        return tallies_in(self.day, evaluation, quantity.weight, owner, start, stop, len(self.index))
