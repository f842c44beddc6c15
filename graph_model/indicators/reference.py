"""The meaning of indicators, in plain loops over records.

Whoever has to argue about a number argues about this file: the columnar answer and the Cypher answer are held equal to it.
Nothing here is fast. `day` is always the day asked; a record counts when it holds that day.

The order of reading: `counts` asks `states`, `states` asks `subjects` and `truth`, `truth` asks one function a leaf.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph_model.answers import State, Tally, Weight
from graph_model.indicators.catalogue import Catalogue
from graph_model.indicators.declared import (
    AttributeIs,
    ChainComplete,
    Condition,
    CoveredBy,
    FigureIs,
    Hosts,
    Indicator,
    Leaf,
    PostHeld,
    PostPattern,
    SubjectType,
)
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, negation
from graph_model.levels import AreaLevel
from graph_model.records import Post, Qualifier
from graph_model.scheme import DEFAULT, Scheme, Schemes, Step

__all__ = ["Judged", "Reference", "Subject"]


@dataclass(frozen=True)
class Subject:
    """One thing counted at one place. A person has one of these for each place where it stands."""

    type: SubjectType
    code: str
    area: str | None
    """The area it stands at; None when it has ended and nothing above it is left."""
    stands_in: tuple[str, str] | None = None
    """What it stands in, as (table, code): a post's organization; what places a person (a post, an organization, a residence)."""
    ended: bool = False
    """A member of a fixed cohort that has ended since."""


@dataclass(frozen=True)
class Judged:
    """A subject with its state; `tier` counts from 0 and is set only where the state is covered."""

    subject: Subject
    state: State
    tier: int | None = None


class Reference:
    """The reference evaluator over all versions of all records."""

    def __init__(self, records: Mapping[str, Sequence[Any]], schemes: Schemes, catalogue: Catalogue) -> None:
        self.records, self.schemes, self.catalogue = records, schemes, catalogue
        self._days: dict[tuple[str, date], dict[str, Any]] = {}

    # ── The records of a day ─────────────────────────────────────────────────────────────────────────────────────────

    def on(self, table: str, day: date) -> dict[str, Any]:
        """The versions that hold on `day`, by code."""
        if (table, day) not in self._days:
            self._days[table, day] = {row.code: row for row in self.records.get(table, ()) if row.holds_on(day)}
        return self._days[table, day]

    def last(self, table: str, code: str, day: date) -> Any:
        """The version that holds on `day`, else the last one before it."""
        return max(
            (row for row in self.records[table] if row.code == code and row.valid_from <= day),
            key=lambda row: row.valid_from,
        )

    def path(self, area: str | None, day: date) -> list[str]:
        """The area and its ancestors in the tree of `day`, from below; empty when it does not exist that day."""
        areas, found = self.on("areas", day), []
        while area is not None and area in areas:
            found.append(area)
            area = areas[area].parent
        return found

    def scheme(self, area: str | None, day: date) -> Scheme:
        """The scheme in force: the one the nearest ancestor-or-self names, else the default."""
        areas = self.on("areas", day)
        named = (areas[code].scheme for code in self.path(area, day))
        return self.schemes[next((key for key in named if key is not None), DEFAULT)]

    def filed(self, area: str | None, topics: Iterable[str], day: date) -> bool:
        """Whether each topic was filed by `day` for the area: by itself or one in which it lay on the day of filing."""
        told = {
            filing.topic
            for filing in self.records.get("filings", ())
            if filing.valid_from <= day and filing.area in self.path(area, filing.valid_from)
        }
        return set(topics) <= told

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

    def stand(self, subject: SubjectType, code: str, day: date) -> Subject:
        """Where a subject stands on `day`; one that has ended, where it last stood."""
        row = self.last(subject, code, day)
        ended = not row.holds_on(day)
        if subject is SubjectType.APPOINTMENTS:
            return replace(self.stand(SubjectType.POSTS, row.post, day), type=subject, code=code, ended=ended)
        organization = row.organization if subject is SubjectType.POSTS else None
        if organization is not None:
            area = self.last("organizations", organization, day).area
        else:
            area = code if subject is SubjectType.AREAS else row.area
        while area is not None and area not in self.on("areas", day):
            area = self.last("areas", area, day).parent
        return Subject(subject, code, area, ("organizations", organization) if organization else None, ended)

    def _named(self, indicator: Indicator, subject: Subject, scheme: Scheme, day: date) -> bool:
        """Whether the population names this subject."""
        population = indicator.population
        if population.areas is not None:
            return self.on("areas", day)[subject.code].level in scheme.answering(population.areas)
        if population.organizations:
            return self._is_of(subject.code, population.organizations, scheme, day)
        if population.posts is not None:
            return self._fits(self.on("posts", day)[subject.code], population.posts, scheme, day)
        if population.appointments is not None:
            post = self.on("posts", day)[self.on("appointments", day)[subject.code].post]
            return self._fits(post, population.appointments, scheme, day)
        persons = population.persons
        assert persons is not None
        assert subject.stands_in is not None
        table, code = subject.stands_in
        if persons.holding is not None:
            return table == "posts" and self._fits(self.on("posts", day)[code], persons.holding, scheme, day)
        if persons.members_of:
            return table == "organizations" and self._is_of(code, persons.members_of, scheme, day)
        return table == "areas"

    def _is_of(self, organization: str, kinds: Iterable[str], scheme: Scheme, day: date) -> bool:
        return not scheme.kinds_of(kinds).isdisjoint(self.on("organizations", day)[organization].kinds)

    def _fits(self, post: Post, pattern: PostPattern, scheme: Scheme, day: date) -> bool:
        if post.role != pattern.role:
            return False
        if pattern.level is not None:
            return post.area is not None and self.on("areas", day)[post.area].level in scheme.answering(pattern.level)
        if pattern.kinds:
            return post.organization is not None and self._is_of(post.organization, pattern.kinds, scheme, day)
        return True

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

    # ── Conditions ───────────────────────────────────────────────────────────────────────────────────────────────────

    def truth(self, condition: Condition, subject: Subject, scheme: Scheme, day: date) -> int:
        """Kleene's truth of a condition, read in the scheme in force where the outermost subject stands."""
        if condition.all:
            return min(self.truth(part, subject, scheme, day) for part in condition.all)
        if condition.any:
            return max(self.truth(part, subject, scheme, day) for part in condition.any)
        if condition.not_ is not None:
            return negation(self.truth(condition.not_, subject, scheme, day))
        assert condition.leaf is not None
        return self.leaf(condition.leaf, subject, scheme, day)

    def leaf(self, leaf: Leaf, subject: Subject, scheme: Scheme, day: date) -> int:
        """The truth of one leaf."""
        match leaf:
            case CoveredBy() | Hosts():
                return self._body(leaf, subject, scheme, day)
            case PostHeld():
                return self._post_held(leaf, subject, scheme, day)
            case AttributeIs():
                return self._attribute(leaf, self.on(subject.type, day)[subject.code], day)
            case FigureIs():
                return self._figure(leaf, subject, day)
            case ChainComplete():
                steps = scheme.chains[leaf.chain].steps
                truths = [self.step(step, subject.code, scheme, day) for step in steps]
                return min((truth for truth in truths if truth is not None), default=TRUE)

    def _body(self, leaf: CoveredBy | Hosts, subject: Subject, scheme: Scheme, day: date) -> int:
        """Some body of the kinds covers (or stands in) the subject, and `that` holds of the body."""
        kinds = scheme.kinds_of(leaf.kinds)
        if isinstance(leaf, Hosts):
            bodies = [row.code for row in self.on("organizations", day).values() if row.host == subject.code]
        else:
            target = "area" if subject.type is SubjectType.AREAS else "target_organization"
            bodies = [
                cover.organization
                for cover in self.on("covers", day).values()
                if getattr(cover, target) == subject.code and (not leaf.modes or cover.mode in leaf.modes)
            ]
        found = FALSE
        for body in bodies:
            if self._is_of(body, kinds, scheme, day):
                one = self.stand(SubjectType.ORGANIZATIONS, body, day)
                found = max(found, TRUE if leaf.that is None else self.truth(leaf.that, one, scheme, day))
        return found or self._absent(subject, scheme.topics_of_kinds(kinds), day)

    def _absent(self, subject: Subject, topics: Iterable[str], day: date) -> int:
        """What the absence of a record says: false once the topics are filed, unknown before."""
        return FALSE if self.filed(subject.area, topics, day) else UNKNOWN

    def _post_held(self, leaf: PostHeld, subject: Subject, scheme: Scheme, day: date) -> int:
        posts, topic = self._posts(leaf, subject, scheme, day)
        absent = FALSE if topic is None else self._absent(subject, {topic}, day)
        wanted = [leaf.at_least] if leaf.at_least != "all" else [post.seats or 1 for post in posts]
        groups = [[post.code] for post in posts] if leaf.at_least == "all" else [[post.code for post in posts]]
        truths = []
        for codes, least in zip(groups, wanted, strict=True):
            certain, possible = self._holders(leaf, codes, scheme, day)
            truths.append(TRUE if certain >= int(least) else UNKNOWN if possible >= int(least) else absent)
        return min(truths, default=absent)

    def _posts(self, leaf: PostHeld, subject: Subject, scheme: Scheme, day: date) -> tuple[list[Any], str | None]:
        """The posts a leaf speaks of, and the topic that tells about them (None: there can be no such post)."""
        posts = self.on("posts", day)
        if subject.type is SubjectType.POSTS:
            post = posts[subject.code]
            level = self.on("areas", day)[post.area].level if post.area else None
            return [post], scheme.topic_of_post(post.role, level)
        level = self.on("areas", day)[subject.code].level if subject.type is SubjectType.AREAS else None
        role = scheme.linkage_role(level) if leaf.linkage and level is not None else leaf.role
        if role is None:
            return [], None
        end = "area" if subject.type is SubjectType.AREAS else "organization"
        found = [post for post in posts.values() if post.role == role and getattr(post, end) == subject.code]
        return found, scheme.topic_of_post(role, level)

    def _holders(self, leaf: PostHeld, posts: Sequence[str], scheme: Scheme, day: date) -> tuple[int, int]:
        """How many distinct persons certainly, and how many possibly, hold one of the posts as the leaf wants them."""
        truths = {}
        for held in self.on("appointments", day).values():
            if held.post in posts:
                person = Subject(SubjectType.PERSONS, held.person, None)
                truths[held.person] = TRUE if leaf.holder is None else self.truth(leaf.holder, person, scheme, day)
        return sum(truth == TRUE for truth in truths.values()), sum(truth >= UNKNOWN for truth in truths.values())

    def _attribute(self, leaf: AttributeIs, row: Any, day: date) -> int:
        value = getattr(row, leaf.key) if hasattr(row, leaf.key) else row.attributes.get(leaf.key)
        if value is None:
            return UNKNOWN
        if isinstance(leaf.at_least, date) or isinstance(leaf.at_most, date) or _asks_days_left(leaf):
            value = date.fromisoformat(str(value))
        fits = not leaf.is_ or value in leaf.is_
        fits = fits and (leaf.at_least is None or value >= leaf.at_least)
        fits = fits and (leaf.at_most is None or value <= leaf.at_most)
        if _asks_days_left(leaf):
            left = (value - day).days
            fits = fits and (leaf.days_left_at_least is None or left >= leaf.days_left_at_least)
            fits = fits and (leaf.days_left_at_most is None or left <= leaf.days_left_at_most)
        return TRUE if fits else FALSE

    def _figure(self, leaf: FigureIs, subject: Subject, day: date) -> int:
        end = {"areas": "area", "organizations": "organization", "persons": "person"}[subject.type]
        rows = [
            row
            for row in self.on("figures", day).values()
            if getattr(row, end) == subject.code and row.key == leaf.key and leaf.measure in (None, row.measure)
        ]
        latest = max((row.period or "" for row in rows), default="")
        wanted = latest if leaf.period is None else leaf.period
        truths = {_figure_fits(leaf, row) for row in rows if (row.period or "") == wanted}
        return truths.pop() if len(truths) == 1 else UNKNOWN

    # ── Chains ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def step(self, step: Step, area: str, scheme: Scheme, day: date) -> int | None:
        """The truth of one step of a chain seen from `area`; None when the step lies below the place and is left out."""
        path = [self.stand(SubjectType.AREAS, code, day) for code in self.path(area, day)]
        if step.level is None:
            leaf = CoveredBy(kinds=step.kinds)
            return max(self.leaf(leaf, place, scheme, day) for place in path)
        areas, wanted = self.on("areas", day), scheme.answering(step.level)
        for place in path:
            if areas[place.code].level in wanted:
                return self.leaf(PostHeld(linkage=True), place, scheme, day)
        here = areas[area].level
        below = step.level is AreaLevel.RESIDENTS or any(
            row.level in wanted and area in self.path(row.code, day) for row in areas.values()
        )
        by_rule = any(scheme.may_lie_below(level, here) and not scheme.may_lie_below(here, level) for level in wanted)
        return None if below or by_rule else FALSE

    # ── Counts ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def counts(self, key: str, day: date, within: str | None = None, weight: Weight = Weight.SUBJECTS) -> Tally:
        """The sums for what stands in `within` (None: the whole store), each subject once."""
        inside = [one for one in self.states(key, day) if within is None or within in self.path(one.subject.area, day)]
        return self._sums(key, inside, weight, day)

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
        return {code: self._sums(key, ones, weight, day) for code, ones in rows.items()}, self._sums(
            key, beside, weight, day
        )

    def _sums(self, key: str, judged: Sequence[Judged], weight: Weight, day: date) -> Tally:
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


def _asks_days_left(leaf: AttributeIs) -> bool:
    return leaf.days_left_at_least is not None or leaf.days_left_at_most is not None


def _figure_fits(leaf: FigureIs, row: Any) -> int:
    """A figure against its bound. 余/多 lies above the number printed, 近/不到 below it; 约 is read as printed."""
    if row.value is None:
        return UNKNOWN
    value, qualifier = row.value, row.qualifier
    if leaf.at_least is not None:
        if value >= leaf.at_least:
            return TRUE if qualifier is not Qualifier.UNDER else UNKNOWN if value > leaf.at_least else FALSE
        return UNKNOWN if qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN) else FALSE
    assert leaf.at_most is not None
    if value <= leaf.at_most:
        above = (Qualifier.AT_LEAST, Qualifier.MORE_THAN)
        exactly_at = value == leaf.at_most and qualifier is Qualifier.MORE_THAN
        return FALSE if exactly_at else UNKNOWN if qualifier in above else TRUE
    return UNKNOWN if qualifier is Qualifier.UNDER else FALSE
