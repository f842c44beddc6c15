"""What can be wrong with a scheme that its types do not show: words it names without declaring, topics that do not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph_model.declarations import Document, Path_
from graph_model.errors import Problem, nearest
from graph_model.levels import AreaLevel
from graph_model.patterns import PostPattern
from graph_model.records import TABLES, AffiliationKind, MembershipKind
from graph_model.scheme import AttributeType, Scheme

__all__ = ["attributes_that_differ", "dangling"]

Finding = tuple[Path_, str, dict[str, str | None]]


def dangling(scheme: Scheme, name: str) -> Iterator[Finding]:
    """What a scheme names without declaring it, and what it declares without telling about it."""
    if scheme.key != name:
        yield ("key",), "the key is not the file's name", {"found": scheme.key, "expected": name}
    yield from _levels(scheme)
    yield from _kinds(scheme)
    yield from _topics_that_do_not_fit(scheme)
    unknown = list(_posts(scheme))
    yield from unknown or _contradictions(scheme)


def _unknown(path: Path_, what: str, word: str, words: Iterable[str]) -> Finding:
    return path, f"unknown {what}", {"found": word, "hint": nearest(word, words)}


def _levels(scheme: Scheme) -> Iterator[Finding]:
    """Levels, their parents, posts and aliases; and whatever else names a level."""
    for level, declared in scheme.levels.items():
        for parent in declared.parents:
            if parent not in scheme.levels:
                yield _unknown(("levels", level, "parents"), "level in this scheme", parent, scheme.levels)
        if declared.post and declared.post.role not in scheme.roles:
            yield _unknown(("levels", level, "post", "role"), "role", declared.post.role, scheme.roles)
    for alias, target in scheme.aliases.items():
        if alias in scheme.levels:
            yield ("aliases", alias), "a level that is placed cannot be an alias", {"found": alias.value}
        if target not in scheme.levels:
            yield _unknown(("aliases", alias), "level in this scheme", target, scheme.levels)
    for path, level in _named_levels(scheme):
        if not any(answer in scheme.levels for answer in scheme.answering(level)):
            yield (
                path,
                "this scheme never places the level",
                {
                    "found": level.value,
                    "expected": "one of " + ", ".join((*scheme.levels, *scheme.aliases)),
                    "hint": nearest(level, [one for one in scheme.levels if one != level]),
                },
            )


def _named_levels(scheme: Scheme) -> Iterator[tuple[Path_, AreaLevel]]:
    """The levels that chains, limits and patterns of posts speak of, each with its path."""
    for key, chain in scheme.chains.items():
        for number, step in enumerate(chain.steps):
            if step.level is not None and step.level is not AreaLevel.RESIDENTS:
                yield ("chains", key, "steps", number, "level"), step.level
    for upper, counts in scheme.limits.areas_below.items():
        yield ("limits", "areas_below", upper), upper
        yield from ((("limits", "areas_below", upper, lower), lower) for lower in counts)
    yield from ((("limits", "households", level), level) for level in scheme.limits.households)
    for path, pattern in _patterns(scheme):
        if pattern.level is not None:
            yield (*path, "level"), pattern.level


def _kinds(scheme: Scheme) -> Iterator[Finding]:
    """Groups of kinds, and the kinds chains name."""
    words = [*scheme.kinds, *scheme.groups]
    for key, group in scheme.groups.items():
        if key in scheme.kinds:
            yield ("groups", key), "a group has the name of a kind", {"found": key}
        for kind in group.kinds:
            if kind not in scheme.kinds:
                yield _unknown(("groups", key, "kinds"), "kind", kind, scheme.kinds)
    for key, chain in scheme.chains.items():
        for number, step in enumerate(chain.steps):
            for kind in step.kinds:
                if kind not in words:
                    yield _unknown(("chains", key, "steps", number, "kinds"), "kind or group", kind, words)


def _posts(scheme: Scheme) -> Iterator[Finding]:
    """The posts that directions and avoidances name, and the roles that lead."""
    for role in scheme.leading:
        if role not in scheme.roles:
            yield _unknown(("leading",), "role", role, scheme.roles)
    words = [*scheme.kinds, *scheme.groups]
    for path, pattern in _patterns(scheme):
        yield from (
            _unknown((*path, "role"), "role", one, scheme.roles) for one in pattern.role if one not in scheme.roles
        )
        yield from (
            _unknown((*path, "kinds"), "kind or group", one, words) for one in pattern.kinds if one not in words
        )


def _patterns(scheme: Scheme) -> Iterator[tuple[Path_, PostPattern]]:
    """The posts that directions of 双向进入 and avoidances name, each with its path."""
    for key, pair in scheme.two_way.items():
        for way, direction in (("forward", pair.forward), ("backward", pair.backward)):
            yield ("two_way", key, way, "from"), direction.from_
            yield ("two_way", key, way, "to"), direction.to
    for key, rule in scheme.avoidance.items():
        yield ("avoidance", key, "one"), rule.one
        yield ("avoidance", key, "other"), rule.other


def _contradictions(scheme: Scheme) -> Iterator[Finding]:
    """No avoidance forbids what a direction of 双向进入 asks for."""
    for key, rule in scheme.avoidance.items():
        for asked, pair in scheme.two_way.items():
            for way in (pair.forward, pair.backward):
                for one, other in ((rule.one, rule.other), (rule.other, rule.one)):
                    if one.includes(way.from_, scheme) and other.includes(way.to, scheme):
                        yield (
                            ("avoidance", key),
                            f'forbids what two_way "{asked}" asks for',
                            {"found": rule.label, "expected": f"narrower posts, or no {pair.label}"},
                        )
                        break


def _topics_that_do_not_fit(scheme: Scheme) -> Iterator[Finding]:
    """Each kind, role, linkage post, attribute and sort of tie stands in exactly one topic, and topics name nothing else."""
    linkage = {level.value for level, declared in scheme.levels.items() if declared.post}
    for section, declared in (
        ("kinds", set(scheme.kinds)),
        ("roles", set(scheme.roles)),
        ("linkage", linkage),
        ("attributes", set(scheme.attributes)),
        ("memberships", set(MembershipKind)),
        ("affiliations", set(AffiliationKind)),
    ):
        told: dict[str, str] = {}
        for key, topic in scheme.topics.items():
            for word in getattr(topic, section):
                if word not in declared:
                    hint = nearest(word, declared)
                    yield (
                        ("topics", key, section),
                        f"a topic tells about an unknown word of {section}",
                        {"found": word, "hint": hint},
                    )
                elif word in told:
                    yield (
                        ("topics", key, section),
                        f'"{word}" is already told by topic "{told[word]}"',
                        {"expected": "one topic each"},
                    )
                told[word] = key
        for word in sorted(declared - set(told)):
            yield ("topics",), f'no topic tells about "{word}" of {section}', {"expected": "exactly one topic for each"}


def attributes_that_differ(schemes: Iterable[Scheme], documents: Mapping[str, Document]) -> Iterator[Problem]:
    """An attribute key has one type in all schemes, and is never a field's name."""
    fields = {field.name for table in TABLES.values() for field in table.fields}
    first: dict[str, tuple[str, AttributeType]] = {}
    for scheme in schemes:
        for key, declared in scheme.attributes.items():
            name, other = first.setdefault(key, (scheme.key, declared))
            place = ("attributes", key)
            if other.type != declared.type:
                yield documents[scheme.key].problem(
                    place,
                    "an attribute has one type in all schemes",
                    found=declared.type,
                    expected=f"{other.type} as in {name}",
                )
            if key in fields:
                yield documents[scheme.key].problem(place, "an attribute has the name of a field", found=key)
