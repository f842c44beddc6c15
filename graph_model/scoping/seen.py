"""Seen: a network as somebody with a scope sees it.

Its tables hold what the scope shows and nothing else, so that whatever is read from them reveals nothing else. But whether a
subject is covered may hang on what the scope does not show (a branch with its seat outside), so states and gaps are those of the
whole network, for the subjects that stand inside: two people never read two numbers for one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from graph_model.answers import Coverage, Linkage, LinkageStep, State, Tally, Weight
from graph_model.columns import Bools
from graph_model.day import Day
from graph_model.indicators.evaluation import Evaluation, Subjects
from graph_model.indicators.gaps import GapList
from graph_model.indicators.scoring import ranks
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.scoping.frames import kept_of, masked, seen_frames
from graph_model.scoping.scope import Scope
from graph_model.scoping.suppressing import counts_persons, told
from graph_model.scoping.visible import inside_of, visible
from graph_model.tree import Ints

__all__ = ["Seen", "seen"]


def seen(network: Network, scope: Scope) -> Network:
    """The network as the scope shows it; the network itself for whoever may see everything."""
    if scope.areas is None and scope.names:
        return network
    if scope.areas is None:
        frames = masked(network.frames())
        inside = np.ones(len(network.places), bool)
        own = {name: np.arange(len(versions), dtype=np.int32) for name, versions in network.tables.items()}
        own["memberships"] = np.full(len(network.tables["memberships"]), -1, np.int32)
    else:
        shown = visible(network, scope.areas)
        frames = seen_frames(network.tables, shown)
        frames = frames if scope.names else masked(frames)
        inside = shown.inside
        own = {
            name: kept_of(network.tables[name].index[pieces.row], len(network.tables[name]))
            for name, pieces in shown.pieces.items()
        }
    compiled = Network.compile(frames, network.schemes, network.catalogue, network.revision)
    return Seen(
        compiled.tables,
        compiled.places,
        compiled.schemes,
        compiled.catalogue,
        compiled.revision,
        of=network,
        scope=scope,
        inside=inside,
        own=own,
    )


@dataclass(frozen=True, eq=False)
class Seen(Network):
    """See the module; made by `seen`."""

    of: Network = field(kw_only=True, repr=False)
    """The whole network."""
    scope: Scope = field(kw_only=True)
    inside: Bools = field(kw_only=True, repr=False)
    """Which places of the whole network lie in the scope."""
    own: Mapping[str, Ints] = field(kw_only=True, repr=False)
    """For each table, the index here of each record of the whole network, −1 for what is not seen."""

    @property
    def whole(self) -> Network:
        """The network that this one shows a part of."""
        return self.of

    @property
    def tops(self) -> frozenset[str] | None:
        """The areas (codes) of the scope."""
        return self.scope.areas

    def counts(self, places: Ints) -> Bools:
        """Which of its own places lie in the scope; of the others only is seen who they are."""
        return self.keep("counts", self._counts)[places]

    def _counts(self) -> Bools:
        if self.scope.areas is None:
            return np.ones(len(self.places), bool)
        return inside_of(self, self.scope.areas)

    def shows(self, table: str, code: str) -> bool:
        """Whether a record is seen, on whatever day."""
        return self.tables[table].find(code) >= 0

    def sees(self, table: str, index: Ints) -> Bools:
        """Which records of the whole network are shown, on whatever day."""
        return self.own[table][index] >= 0

    def name_of(self, name: str) -> str:
        """A person's name as the scope shows it."""
        return name if self.scope.names else f"{name[:1]}*"

    # ── What is asked of the whole network ───────────────────────────────────────────────────────────────────────────

    def evaluation(self, indicator: str, day: date) -> Evaluation:
        """See `Network.evaluation`: the subjects that stand inside, with the states they have for everybody.

        A member of a cohort may have ended before its place came to lie inside. It is counted, but is no record here: its
        index is past the end of the table.
        """
        found = self.of.evaluation(indicator, day)
        return self._answers.get((indicator, day), lambda: self._restricted(found, day), self._size)

    def _restricted(self, found: Evaluation, day: date) -> Evaluation:
        subjects, place = found.subjects, found.place
        own = self.own[subjects.type]
        index = np.where(own[subjects.index] >= 0, own[subjects.index], len(own) + subjects.index).astype(np.int32)
        here = np.ones(len(index), bool)
        if self.scope.areas is not None:
            here = (place >= 0) & self.inside[place]
        area = _own(self.own["areas"], subjects.area[here])
        seen = Subjects(
            subjects.type,
            index[here],
            area,
            _own(self.own["organizations"], subjects.body[here]),
            index[here],
            subjects.ended[here],
        )
        stands = _own(self.on(day).place_of(), area)
        return Evaluation(found.indicator, seen, stands, found.state[here], found.tier[here])

    def coverage(
        self,
        indicator: str,
        *,
        as_of: date,
        within: str | None = None,
        by: AreaLevel | None = None,
        weight: Weight = Weight.SUBJECTS,
    ) -> list[Coverage]:
        """See `Network.coverage`. Without the right to names, counts of persons only where no small group follows."""
        score = self.catalogue.scores.get(indicator)
        if score is not None and score.organizations:
            rows = self._bodies(indicator, as_of, within)
        else:
            rows = super().coverage(indicator, as_of=as_of, within=within, by=by, weight=weight)
        if self.scope.names or not counts_persons(self.catalogue, indicator):
            return rows
        if score is not None:
            return [_nothing(row) for row in rows]
        evaluation, day = self.evaluation(indicator, as_of), self.on(as_of)
        may = evaluation.keep("told", lambda: told(day, evaluation))

        def shown(row: Coverage) -> bool:
            return may.everything if row.area is None else bool(may.places[day.place(row.area)])

        listed = all(shown(row) for row in rows if not row.remainder)
        return [row if (listed if row.remainder else True) and shown(row) else _nothing(row) for row in rows]

    def _bodies(self, score: str, as_of: date, within: str | None) -> list[Coverage]:
        """The rows of a score of organizations: what a body does elsewhere counts too. Ranked are those that are seen."""
        rows = self.of.coverage(score, as_of=as_of, within=within)
        places = self.on(as_of).place_of()
        seats = np.array([self.tables["areas"].find(str(row.area)) for row in rows], np.int32)
        place = _own(places, seats)
        seen = (place >= 0) & self.counts(place)
        rows = [row for row, here in zip(rows, seen, strict=True) if here]
        return [replace(row, rank=rank) for row, rank in zip(rows, ranks([row.value for row in rows]), strict=True)]

    def gaps(self, indicator: str, *, as_of: date, within: str | None = None, state: State = State.GAP) -> GapList:
        """See `Network.gaps`: reasons and days are those that everybody reads."""
        among = None if within is not None or self.scope.areas is None else (self.scope.key, self.inside)
        return GapList(self.of.on(as_of), self.of.evaluation(indicator, as_of), within, state, among)

    def linkage(self, area: str, chain: str | None = None, *, as_of: date) -> Linkage:
        """See `Network.linkage`: each step has the state it has for everybody, and shows those who are seen."""
        found = self.of.linkage(area, chain, as_of=as_of)
        return replace(found, steps=tuple(self._step(step, self.on(as_of)) for step in found.steps))

    def _step(self, step: LinkageStep, day: Day) -> LinkageStep:
        def seen(table: str, code: str | None) -> str | None:
            index = -1 if code is None else self.tables[table].find(code)
            return code if index >= 0 and day.row_of(table)[index] >= 0 else None

        holders = tuple(code for code in step.holders if seen("persons", code))
        return replace(
            step,
            area=seen("areas", step.area),
            organization=seen("organizations", step.organization),
            post=seen("posts", step.post),
            holders=holders,
        )

    def filed_since(self, topic: str) -> Ints:
        """See `Network.filed_since`: a filing counts wherever the area lay that day."""
        return self.keep(("filed", topic), lambda: self._filed(topic))

    def _filed(self, topic: str) -> Ints:
        since: Ints = self.of.filed_since(topic)[self.own["areas"] >= 0]
        return since


def _nothing(row: Coverage) -> Coverage:
    """The row of an answer, saying nothing."""
    return replace(row, tally=Tally(), tiers=(), value=None, grade=None, rank=None, parts=(), suppressed=True)


def _own(own: Ints, index: Ints) -> Ints:
    """What `own` says of each index, −1 of the index −1."""
    return np.append(own, np.int32(-1))[index].astype(np.int32)
