"""The rows behind a rate: the subjects in a state, each with its reason, since when, its path and who should act."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from datetime import date

import numpy as np

from graph_model.answers import Gap, Names, State
from graph_model.columns import Bools
from graph_model.dates import ALWAYS, date_of
from graph_model.day import Day
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.deciding import Deciding, Why
from graph_model.indicators.declared import Responsible
from graph_model.indicators.evaluation import COVERED, EXEMPT, GAP, UNTOLD, Evaluation
from graph_model.indicators.history import life_start
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN
from graph_model.indicators.masks import Reading
from graph_model.indicators.reasons import joined
from graph_model.levels import AreaLevel
from graph_model.scheme import Scheme
from graph_model.tree import Ints

__all__ = ["GapList"]

_NUMBERS = {State.EXEMPT: EXEMPT, State.UNKNOWN: UNTOLD, State.GAP: GAP, State.COVERED: COVERED}


_TRUTHS = {State.GAP: FALSE, State.UNKNOWN: UNKNOWN, State.COVERED: TRUE}
_TOGETHER = 1_000
"""How many rows of a whole list are made together."""


class GapList:
    """The subjects of an indicator in one state within an area, by code; `len()` is their number.

    `among` (a key and which places) leaves out those that stand elsewhere.
    """

    def __init__(
        self,
        day: Day,
        evaluation: Evaluation,
        within: str | None,
        state: State,
        among: tuple[str, Bools] | None = None,
    ) -> None:
        self.day, self.evaluation, self.state = day, evaluation, state
        self.indicator = day.network.catalogue[evaluation.indicator]
        self.type = evaluation.subjects.type
        inside = day.within(within)
        kept = ("rows", inside.start, inside.stop, within is None, state, among and among[0])
        self._rows: Ints = evaluation.keep(kept, lambda: self._find(inside, within, among))

    def _find(self, inside: slice, within: str | None, among: tuple[str, Bools] | None) -> Ints:
        place, state = self.evaluation.place, self.evaluation.state
        here = np.ones(len(place), bool) if within is None else (place >= inside.start) & (place < inside.stop)
        if among is not None:
            here &= (place >= 0) & among[1][place]
        if self.type is not SubjectType.PERSONS:
            return np.flatnonzero(here & (state == _NUMBERS[self.state])).astype(np.int32)
        rows, person = np.flatnonzero(here), self.evaluation.subjects.index
        order = rows[np.lexsort((-state[rows].astype(int), person[rows]))]
        first = np.concatenate(([True], person[order][1:] != person[order][:-1])) if len(order) else np.empty(0, bool)
        strongest = order[first]
        found: Ints = strongest[state[strongest] == _NUMBERS[self.state]]
        return found.astype(np.int32)

    def __len__(self) -> int:
        return len(self._rows)

    def subjects(self) -> Ints:
        """The record index of each, without asking why."""
        found: Ints = self.evaluation.subjects.index[self._rows]
        return found

    def page(self, first: int, after: str | None = None) -> list[Gap]:
        """The first rows after the subject with code `after`."""
        start = self._start(after)
        return self._made(self._rows[start : start + first])

    def has_more(self, after: str | None) -> bool:
        """Whether any subject comes after the code."""
        return self._start(after) < len(self._rows)

    def __iter__(self) -> Iterator[Gap]:
        for start in range(0, len(self._rows), _TOGETHER):
            yield from self._made(self._rows[start : start + _TOGETHER])

    def _start(self, after: str | None) -> int:
        if after is None:
            return 0
        position = bisect.bisect_right(self.day.network.tables[self.type].codes, after)
        return int(np.searchsorted(self.evaluation.subjects.index[self._rows], position))

    def _made(self, rows: Ints) -> list[Gap]:
        """Rows, made together where they are not kept from before."""
        known: dict[int, Gap] = self.evaluation.keep(("gap", self.state), dict[int, Gap])
        kept = {row: known.get(row) for row in rows.tolist()}
        new = np.array([row for row, gap in kept.items() if gap is None], np.int32)
        if len(new):
            made = dict(zip(new.tolist(), _Making(self, new).gaps(), strict=True))
            known.update(made)
            kept |= made
        return [gap for gap in kept.values() if gap is not None]


class _Making:
    """Some rows of a list: what several of them need is looked up once."""

    def __init__(self, gaps: GapList, rows: Ints) -> None:
        self.day, self.evaluation, self.state, self.type = gaps.day, gaps.evaluation, gaps.state, gaps.type
        self.indicator, self._all = gaps.indicator, rows
        self._paths: dict[int, tuple[str, ...]] = {-1: ()}
        self._responsible: dict[tuple[int, str], str | None] = {}
        self._deciding: dict[int, Deciding] = {}

    def gaps(self) -> list[Gap]:
        """The rows, in order."""
        return [self._make(int(row)) for row in self._all]

    def _make(self, row: int) -> Gap:
        place, index = int(self.evaluation.place[row]), int(self.evaluation.subjects.index[row])
        path, since = self._path(place), None
        if self.state is State.EXEMPT:
            reason = self._exempt_because(row, place)
        else:
            why = self._why(row, place)
            reason = joined(one.reason for one in why)
            if self.state is State.GAP:
                since = self._since(index, why)
        return Gap(
            subject_type=self.type.value,
            subject=self.day.network.tables[self.type].code(index),
            area=path[-1] if path else None,
            state=self.state,
            reason=reason,
            since=since,
            responsible=self._who(place),
            path=path,
        )

    def _path(self, place: int) -> tuple[str, ...]:
        if place not in self._paths:
            places = self.day.network.places
            above = self._path(int(places.parent[place]))
            self._paths[place] = (*above, self.day.code(int(places.area[place])))
        return self._paths[place]

    def _since(self, index: int, why: list[Why]) -> date | None:
        latest = max((one.since for one in why), default=ALWAYS)
        return date_of(max(latest, life_start(self.day.network.tables[self.type], index, self.day.number)))

    def _why(self, row: int, place: int) -> list[Why]:
        subjects = self.evaluation.subjects
        scheme = int(self.day.network.places.scheme[place]) if place >= 0 else -1
        if scheme not in self._deciding:
            self._deciding[scheme] = self._decided(scheme)
        return self._deciding[scheme].why(
            self.type, int(subjects.index[row]), int(subjects.area[row]), _TRUTHS[self.state]
        )

    def _decided(self, scheme: int) -> Deciding:
        """What decides the rows that stand under a scheme (by number; −1: what stands nowhere, read in the default)."""
        network, rows = self.day.network, self._all
        place = self.evaluation.place[rows]
        here = place < 0 if scheme < 0 else (place >= 0) & (network.places.scheme[place] == scheme)
        read = network.schemes["default" if scheme < 0 else network.scheme_keys[scheme]]
        conditions = network.catalogue.read(self.indicator.key, read).met_by
        return Deciding(Reading(self.day, read), conditions, self.evaluation.subjects.index[rows[here]])

    def _exempt_because(self, row: int, place: int) -> Names:
        day = self.day
        if self.evaluation.subjects.ended[row]:
            return {"zh": "已撤销，不纳入考核", "en": "ended since; not counted"}
        exemptions, above = day.network.tables["exemptions"], set(day.path_of_place(place))
        body = int(self.evaluation.subjects.body[row])
        for one in day.rows("exemptions")[
            exemptions.is_one_of("indicator", [self.indicator.key])[day.rows("exemptions")]
        ]:
            named = int(exemptions.refers["area"][one]) in above or (
                body >= 0 and exemptions.refers["organization"][one] == body
            )
            if named:
                because = exemptions.frame["reason"][int(one)]
                return {
                    "zh": f"不纳入考核：{because}" if because else "不纳入考核",
                    "en": f"exempt: {because}" if because else "exempt",
                }
        return {"zh": "按规则不纳入考核", "en": "exempt by rule"}

    def _who(self, place: int) -> str | None:
        """The post that should act: of the nearest area of the level at or above the place."""
        who, network = self.indicator.responsible, self.day.network
        if who is None or place < 0:
            return None
        scheme = self.day.scheme_at(place)
        at = int(network.ancestors(scheme.answering(who.level))[place])
        if (at, scheme.key) not in self._responsible:
            self._responsible[at, scheme.key] = None if at < 0 else _post_at(self.day, who, at, scheme)
        return self._responsible[at, scheme.key]


def _post_at(day: Day, who: Responsible, at: int, scheme: Scheme) -> str | None:
    """The post at a place."""
    network = day.network
    area = int(network.places.area[at])
    role = who.role or scheme.linkage_role(list(AreaLevel)[network.levels()[area]])
    posts = network.tables["posts"]
    for row in posts.groups("area").of(area):
        if posts.start[row] <= day.number < posts.end[row] and posts.frame["role"][int(row)] == role:
            return posts.code(posts.index[row])
    return None
