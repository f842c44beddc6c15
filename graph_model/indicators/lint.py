"""What can be wrong with an indicator under a scheme: words the scheme lacks, leaves its subjects cannot have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from graph_model.declarations import Path_
from graph_model.errors import nearest
from graph_model.indicators.conditions import (
    AffiliatedWith,
    AttributeIs,
    ChainComplete,
    Condition,
    CoveredBy,
    CrossAppointment,
    EstablishedWithin,
    FigureIs,
    Hosts,
    Leaf,
    MemberCount,
    MemberOf,
    PostHeld,
    PostPattern,
    SetComplete,
    Share,
    SubjectType,
)
from graph_model.indicators.declared import Indicator
from graph_model.levels import AreaLevel
from graph_model.records import Basis, Ledger
from graph_model.scheme import Scheme

__all__ = ["FIELDS", "problems_of"]

Finding = tuple[Path_, str, dict[str, str | None]]

_S = SubjectType
_MAY_HAVE: dict[str, frozenset[SubjectType]] = {
    "covered_by": frozenset({_S.AREAS, _S.ORGANIZATIONS}),
    "hosts": frozenset({_S.ORGANIZATIONS}),
    "post_held": frozenset({_S.AREAS, _S.ORGANIZATIONS, _S.POSTS}),
    "attribute": frozenset(_S),
    "figure": frozenset({_S.AREAS, _S.ORGANIZATIONS, _S.PERSONS}),
    "chain_complete": frozenset({_S.AREAS}),
    "cross_appointment": frozenset(_S),
    "member_of": frozenset({_S.PERSONS}),
    "member_count": frozenset({_S.AREAS, _S.ORGANIZATIONS}),
    "share": frozenset({_S.AREAS, _S.ORGANIZATIONS}),
    "affiliated_with": frozenset({_S.AREAS, _S.ORGANIZATIONS}),
    "established_within": frozenset({_S.AREAS, _S.ORGANIZATIONS}),
    "set_complete": frozenset(_S),
}
FIELDS: dict[SubjectType, dict[str, tuple[str, ...] | type]] = {
    _S.AREAS: {"households": int, "residents": int},
    _S.ORGANIZATIONS: {},
    _S.POSTS: {"seats": int},
    _S.APPOINTMENTS: {"basis": tuple(Basis)},
    _S.PERSONS: {"ledger": tuple(Ledger)},
}
"""The record fields an `attribute` leaf may name besides the scheme's attributes: a number, or its words."""


def problems_of(indicator: Indicator, scheme: Scheme) -> Iterator[Finding]:
    """Everything wrong with `indicator` where `scheme` is in force, as (path, message, found/expected/hint)."""
    population, place = indicator.population, ("population", indicator.subject.value)
    if population.areas is not None:
        yield from _level(population.areas, scheme, place)
    yield from _kinds(population.organizations, scheme, place)
    for pattern in (population.posts, population.appointments):
        if pattern is not None:
            yield from _pattern(pattern, scheme, place)
    if population.persons is not None:
        if population.persons.holding is not None:
            yield from _pattern(population.persons.holding, scheme, (*place, "holding"))
        yield from _kinds(population.persons.members_of, scheme, (*place, "members_of"))
    for name in ("where", "exempt", "condition"):
        condition: Condition | None = getattr(indicator, name)
        if condition is not None:
            yield from _condition(condition, indicator.subject, scheme, (name,))
    for number, tier in enumerate(indicator.tiers):
        if tier.condition is not None:
            yield from _condition(tier.condition, indicator.subject, scheme, ("tiers", number, "condition"))
    if indicator.responsible is not None:
        yield from _level(indicator.responsible.level, scheme, ("responsible", "level"))
        if indicator.responsible.role is not None:
            yield from _role(indicator.responsible.role, scheme, ("responsible", "role"))


def _condition(condition: Condition, subject: SubjectType, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    for key, parts in (("all", condition.all), ("any", condition.any)):
        for number, part in enumerate(parts):
            yield from _condition(part, subject, scheme, (*path, key, number))
    if condition.not_ is not None:
        yield from _condition(condition.not_, subject, scheme, (*path, "not"))
    for key, allowed in _MAY_HAVE.items():
        leaf = getattr(condition, key)
        if leaf is None:
            continue
        here = (*path, key)
        if subject not in allowed:
            yield here, f"{subject.value} have no {key}", {"expected": "a population of " + ", ".join(sorted(allowed))}
        else:
            yield from _leaf(leaf, subject, scheme, here)


def _leaf(leaf: Leaf, subject: SubjectType, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    match leaf:
        case CoveredBy() | Hosts():
            yield from _kinds(leaf.kinds, scheme, (*path, "kinds"))
            if leaf.that is not None:
                yield from _condition(leaf.that, SubjectType.ORGANIZATIONS, scheme, (*path, "that"))
        case PostHeld():
            yield from _post_held(leaf, subject, scheme, path)
        case AttributeIs():
            yield from _attribute(leaf, subject, scheme, path)
        case ChainComplete():
            if leaf.chain not in scheme.chains:
                yield _unknown((*path, "chain"), "chain", leaf.chain, scheme.chains)
        case FigureIs():
            pass
        case CrossAppointment():
            yield from _cross_appointment(leaf, subject, scheme, path)
        case _:
            yield from _rarer(leaf, subject, scheme, path)


def _rarer(leaf: Leaf, subject: SubjectType, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    match leaf:
        case MemberOf():
            yield from _kinds(leaf.kinds, scheme, (*path, "kinds"))
        case MemberCount():
            yield from _member_count(leaf, subject, path)
        case Share():
            yield from _share(leaf, subject, scheme, path)
        case AffiliatedWith():
            yield from _affiliated_with(leaf, subject, scheme, path)
        case EstablishedWithin():
            yield from _kinds(leaf.kinds, scheme, (*path, "kinds"))
            yield from _hand_over(leaf.after, subject, scheme, (*path, "after"))
        case SetComplete():
            for number, part in enumerate(leaf.parts):
                here = (*path, "parts", number)
                yield from _condition(part.condition, subject, scheme, (*here, "condition"))
                if part.applies is not None:
                    yield from _condition(part.applies, subject, scheme, (*here, "applies"))


def _post_held(leaf: PostHeld, subject: SubjectType, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    named = leaf.role is not None or leaf.linkage
    if named == (subject is SubjectType.POSTS):
        expected = "neither role nor linkage" if named else "role or linkage"
        yield path, f"which post of these {subject.value}?", {"expected": expected}
    if leaf.linkage and subject is SubjectType.ORGANIZATIONS:
        yield path, "only areas have a linkage post", {"expected": "role"}
    if leaf.role is not None:
        yield from _role(leaf.role, scheme, (*path, "role"))
    if leaf.holder is not None:
        yield from _condition(leaf.holder, SubjectType.PERSONS, scheme, (*path, "holder"))


def _cross_appointment(leaf: CrossAppointment, subject: SubjectType, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    itself = subject in (SubjectType.POSTS, SubjectType.APPOINTMENTS)
    if leaf.from_ is not None:
        yield from _pattern(leaf.from_, scheme, (*path, "from"))
    if itself and leaf.from_ is not None:
        yield (*path, "from"), f"{subject.value} are the first side themselves", {"expected": "no from"}
    if subject is SubjectType.AREAS and leaf.from_ is None:
        yield path, "which posts are the first side?", {"expected": "from"}
    if subject is SubjectType.ORGANIZATIONS and leaf.from_ is not None and leaf.from_.level is not None:
        yield (*path, "from", "level"), "a post of an organization is of no level", {"expected": "role or kinds"}
    yield from _pattern(leaf.to, scheme, (*path, "to"))


def _member_count(leaf: MemberCount, subject: SubjectType, path: Path_) -> Iterator[Finding]:
    of_area = subject is SubjectType.AREAS
    fitting = {"residence"} if of_area else {"membership", "host", "post"}
    if of_area and not leaf.through:
        yield path, "whose members are an area's?", {"expected": "through: [residence]"}
    for word in leaf.through:
        if word not in fitting:
            yield (
                (*path, "through"),
                f"members of {subject.value} do not count so",
                {
                    "found": word,
                    "expected": "one of " + ", ".join(sorted(fitting)),
                },
            )


def _share(leaf: Share, subject: SubjectType, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    named = leaf.members.kinds if leaf.members is not None else ()
    if leaf.holders is not None:
        yield from _pattern(leaf.holders, scheme, (*path, "holders"))
        named = (*leaf.holders.kinds, *([leaf.holders.level.value] if leaf.holders.level is not None else []))
    if leaf.members is not None:
        yield from _kinds(leaf.members.kinds, scheme, (*path, "members", "kinds"))
    if subject is SubjectType.AREAS and not named:
        yield (
            path,
            "whose holders or members are an area's?",
            {"expected": "kinds (of the bodies that cover it) or level"},
        )
    if subject is SubjectType.ORGANIZATIONS and leaf.holders is not None and leaf.holders.level is not None:
        yield (*path, "holders", "level"), "a post of an organization is of no level", {"expected": "role or kinds"}
    yield from _condition(leaf.that, SubjectType.PERSONS, scheme, (*path, "that"))


def _affiliated_with(leaf: AffiliatedWith, subject: SubjectType, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    yield from _kinds(leaf.kinds, scheme, (*path, "kinds"))
    if leaf.level is not None:
        yield from _level(leaf.level, scheme, (*path, "level"))
        if subject is SubjectType.AREAS:
            yield (*path, "level"), "no tie leads from an area to an area", {"expected": "kinds"}
    if leaf.that is not None:
        yield from _condition(leaf.that, leaf.other, scheme, (*path, "that"))


def _hand_over(key: str, subject: SubjectType, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    dates = [name for name, kind in scheme.attributes.items() if kind.type == "date" and subject.value in kind.of]
    if key not in dates:
        yield _unknown(path, f"date of {subject.value}", key, dates)


def _attribute(leaf: AttributeIs, subject: SubjectType, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    fields = FIELDS[subject]
    declared = {key: kind for key, kind in scheme.attributes.items() if subject.value in kind.of}
    kind = declared.get(leaf.key)
    if leaf.key in fields:
        field = fields[leaf.key]
        kind_name, words = ("integer", ()) if field is int else ("choice", tuple(field))  # type: ignore[arg-type]
    elif kind is not None:
        kind_name, words = kind.type, tuple(kind.choices)
    else:
        yield _unknown((*path, "key"), f"attribute of {subject.value}", leaf.key, [*declared, *fields])
        return
    wanted = {"integer": (int,), "number": (int, float), "boolean": (bool,)}.get(kind_name, (str,))
    for value in leaf.is_:
        if not isinstance(value, wanted) or (isinstance(value, bool) and kind_name != "boolean"):
            yield (*path, "is"), f"{leaf.key} is of type {kind_name}", {"found": repr(value)}
        elif words and value not in words:
            yield _unknown((*path, "is"), f"value of {leaf.key}", str(value), words)
    for name in ("at_least", "at_most"):
        bound = getattr(leaf, name)
        fits = (
            isinstance(bound, date)
            if kind_name == "date"
            else kind_name in ("integer", "number") and not isinstance(bound, date)
        )
        if bound is not None and not fits:
            yield (*path, name), f"{leaf.key} is of type {kind_name}", {"found": str(bound)}
    if kind_name != "date" and (leaf.days_left_at_least, leaf.days_left_at_most) != (None, None):
        yield path, f"only a date has days left, {leaf.key} is of type {kind_name}", {}


def _pattern(pattern: PostPattern, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    for role in pattern.role:
        yield from _role(role, scheme, (*path, "role"))
    yield from _kinds(pattern.kinds, scheme, (*path, "kinds"))
    if pattern.level is not None:
        yield from _level(pattern.level, scheme, (*path, "level"))


def _kinds(words: Iterable[str], scheme: Scheme, path: Path_) -> Iterator[Finding]:
    known = [*scheme.kinds, *scheme.groups]
    for word in words:
        if word not in known:
            yield _unknown(path, f"kind or group of scheme {scheme.key}", word, known)


def _role(word: str, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    if word not in scheme.roles:
        yield _unknown(path, f"role of scheme {scheme.key}", word, scheme.roles)


def _level(level: AreaLevel, scheme: Scheme, path: Path_) -> Iterator[Finding]:
    if not any(answer in scheme.levels for answer in scheme.answering(level)):
        yield _unknown(path, f"level of scheme {scheme.key}", level.value, scheme.levels)


def _unknown(path: Path_, what: str, word: str, words: Iterable[str]) -> Finding:
    known = list(words)
    return (
        path,
        f"unknown {what}",
        {"found": word, "expected": "one of " + ", ".join(known), "hint": nearest(word, known)},
    )
