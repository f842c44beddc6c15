"""The reference evaluator: who is counted, in which state, and the sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from graph_model.answers import State, Tally, Weight
from graph_model.indicators.conditions import (
    AffiliatedWith,
    AttributeIs,
    ChainComplete,
    CoveredBy,
    CrossAppointment,
    EstablishedWithin,
    FigureIs,
    Hosts,
    Leaf,
    MemberCount,
    MemberOf,
    PostHeld,
    SetComplete,
    Share,
    SubjectType,
)
from graph_model.indicators.declared import Indicator
from graph_model.indicators.kleene import TRUE, UNKNOWN
from graph_model.indicators.reference.crossings import Crossings
from graph_model.indicators.reference.leaves import Leaves
from graph_model.indicators.reference.members import MembersAndHolders
from graph_model.indicators.reference.records import Subject
from graph_model.indicators.reference.ties import Ties
from graph_model.levels import AreaLevel
from graph_model.scheme import Scheme

__all__ = ["Judged", "Reference"]


@dataclass(frozen=True)
class Judged:
    """A subject with its state; `tier` counts from 0 and is set only where the state is covered."""

    subject: Subject
    state: State
    tier: int | None = None


class Reference(Leaves, Crossings, MembersAndHolders, Ties):
    """The reference evaluator over all versions of all records."""

    def leaf(self, leaf: Leaf, subject: Subject, scheme: Scheme, day: date) -> int:
        """The truth of one leaf."""
        match leaf:
            case CoveredBy() | Hosts():
                return self.body(leaf, subject, scheme, day)
            case PostHeld():
                return self.post_held(leaf, subject, scheme, day)
            case AttributeIs():
                return self.attribute(leaf, self.on(subject.type, day)[subject.code], day)
            case FigureIs():
                return self.figure(leaf, subject, day)
            case ChainComplete():
                steps = scheme.chains[leaf.chain].steps
                truths = [self.step(step, subject.code, scheme, day) for step in steps]
                return min((truth for truth in truths if truth is not None), default=TRUE)
            case CrossAppointment():
                return self.cross_appointment(leaf, subject, scheme, day)
            case MemberOf():
                return self.member_of(leaf, subject, scheme, day)
            case MemberCount():
                return self.member_count(leaf, subject, scheme, day)
            case Share():
                return self.share(leaf, subject, scheme, day)
            case AffiliatedWith():
                return self.affiliated_with(leaf, subject, scheme, day)
            case EstablishedWithin():
                return self.established_within(leaf, subject, scheme, day)
            case SetComplete():
                return self.truth(leaf.whole, subject, scheme, day)

    # ── Who is counted ───────────────────────────────────────────────────────────────────────────────────────────────

    def subjects(self, key: str, day: date) -> Iterator[Subject]:
        """The population on `day`, before `where` and before any cohort."""
        for subject in self._standing(self.catalogue[key].subject, day):
            scheme = self.scheme(subject.area, day)
            if key in scheme.indicators and self._named(self.catalogue.read(key, scheme), subject, scheme, day):
                yield subject

    def _standing(self, subject: SubjectType, day: date) -> Iterator[Subject]:
        if subject is not SubjectType.PERSONS:
            yield from (self.stand(subject, code, day) for code in self.on(subject, day))
            return
        for person in self.on("persons", day).values():
            held = [row.post for row in self.on("appointments", day).values() if row.person == person.code]
            joined = [row.organization for row in self.on("memberships", day).values() if row.person == person.code]
            places = [self.stand(SubjectType.POSTS, post, day) for post in held]
            places += [self.stand(SubjectType.ORGANIZATIONS, organization, day) for organization in joined]
            places += [self.stand(SubjectType.AREAS, person.residence, day)] if person.residence else []
            for place in places:
                yield Subject(SubjectType.PERSONS, person.code, place.area, (place.type, place.code))

    def _named(self, indicator: Indicator, subject: Subject, scheme: Scheme, day: date) -> bool:
        """Whether the population names this subject."""
        population = indicator.population
        if population.areas is not None:
            return self.on("areas", day)[subject.code].level in scheme.answering(population.areas)
        if population.organizations:
            return self.is_of(subject.code, population.organizations, scheme, day)
        if population.posts is not None:
            return self.fits(self.on("posts", day)[subject.code], population.posts, scheme, day)
        if population.appointments is not None:
            post = self.on("posts", day)[self.on("appointments", day)[subject.code].post]
            return self.fits(post, population.appointments, scheme, day)
        persons = population.persons
        assert persons is not None
        assert subject.stands_in is not None
        table, code = subject.stands_in
        if persons.holding is not None:
            return table == "posts" and self.fits(self.on("posts", day)[code], persons.holding, scheme, day)
        if persons.members_of:
            return table == "organizations" and self.is_of(code, persons.members_of, scheme, day)
        return table == "areas"

    # ── The four states ──────────────────────────────────────────────────────────────────────────────────────────────

    def states(self, key: str, day: date) -> list[Judged]:
        """Every subject of the population with its state."""
        declared = self.catalogue[key]
        if declared.as_of is None:
            return [self._judged(key, subject, day) for subject in self._members(key, day)]
        if day < declared.as_of:
            return []
        cohort = [self.stand(member.type, member.code, day) for member in self._members(key, declared.as_of)]
        return [Judged(one, State.EXEMPT) if one.ended else self._judged(key, one, day) for one in cohort]

    def _members(self, key: str, day: date) -> Iterator[Subject]:
        for subject in self.subjects(key, day):
            scheme = self.scheme(subject.area, day)
            where = self.catalogue.read(key, scheme).where
            if where is None or self.truth(where, subject, scheme, day) == TRUE:
                yield subject

    def _judged(self, key: str, subject: Subject, day: date) -> Judged:
        scheme = self.scheme(subject.area, day)
        indicator = self.catalogue.read(key, scheme)
        if indicator.exempt is not None and self.truth(indicator.exempt, subject, scheme, day) == TRUE:
            return Judged(subject, State.EXEMPT)
        if self._is_exempted(key, subject, day):
            return Judged(subject, State.EXEMPT)
        truths = [self.truth(condition, subject, scheme, day) for condition in indicator.met_by]
        if TRUE in truths:
            return Judged(subject, State.COVERED, truths.index(TRUE))
        return Judged(subject, State.UNKNOWN if UNKNOWN in truths else State.GAP)

    def _is_exempted(self, key: str, subject: Subject, day: date) -> bool:
        """An exemption names the subject, the area or organization it stands at, or an area above."""
        areas = self.path(subject.area, day)
        table, organization = subject.stands_in or (subject.type, subject.code)
        if table == "posts":
            table, organization = "organizations", self.on("posts", day)[organization].organization
        return any(
            row.area in areas
            or (table == "organizations" and row.organization == organization and organization is not None)
            for row in self.on("exemptions", day).values()
            if row.indicator == key
        )

    # ── Counts ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def counts(self, key: str, day: date, within: str | None = None, weight: Weight = Weight.SUBJECTS) -> Tally:
        """The sums for what stands in `within` (None: the whole store), each subject once."""
        inside = [one for one in self.states(key, day) if within is None or within in self.path(one.subject.area, day)]
        return self.sums(key, inside, weight, day)

    def by_level(
        self, key: str, day: date, level: AreaLevel, within: str | None = None, weight: Weight = Weight.SUBJECTS
    ) -> tuple[dict[str, Tally], Tally]:
        """A row for each area of the level in `within`, and the remainder: what stands above or beside the level."""
        inside = [one for one in self.states(key, day) if within is None or within in self.path(one.subject.area, day)]
        rows: dict[str, list[Judged]] = {
            code: []
            for code, area in self.on("areas", day).items()
            if area.level in self.scheme(code, day).answering(level)
            and (within is None or within in self.path(code, day))
        }
        beside: list[Judged] = []
        for one in inside:
            row = next((code for code in self.path(one.subject.area, day) if code in rows), None)
            (beside if row is None else rows[row]).append(one)
        return {code: self.sums(key, ones, weight, day) for code, ones in rows.items()}, self.sums(
            key, beside, weight, day
        )

    def sums(self, key: str, judged: Sequence[Judged], weight: Weight, day: date) -> Tally:
        """The sums of subjects with their states: each subject once, in its strongest state."""
        order = [State.EXEMPT, State.UNKNOWN, State.GAP, State.COVERED]
        tiers = len(self.catalogue[key].tiers)
        strongest: dict[str, Judged] = {}
        for one in judged:
            known = strongest.get(one.subject.code)
            rank = (order.index(one.state), -(one.tier or 0))
            if known is None or rank > (order.index(known.state), -(known.tier or 0)):
                strongest[one.subject.code] = one
        sums, by_tier, unweighted = dict.fromkeys(State, 0.0), [0.0] * tiers, 0
        for one in strongest.values():
            counts_for: float | None = 1
            if weight is not Weight.SUBJECTS:
                counts_for = getattr(self.last("areas", one.subject.code, day), weight)
            unweighted += counts_for is None
            sums[one.state] += counts_for or 0
            if tiers and one.state is State.COVERED and one.tier is not None:
                by_tier[one.tier] += counts_for or 0
            if tiers and one.state is State.GAP and self.catalogue[key].tiers[-1].gap:
                by_tier[-1] += counts_for or 0
        denominator = sum(sums.values()) - sums[State.EXEMPT]
        return Tally(
            sums[State.COVERED], sums[State.UNKNOWN], denominator, sums[State.EXEMPT], unweighted, tuple(by_tier)
        )
