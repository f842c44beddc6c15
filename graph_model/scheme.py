"""A scheme: a city's own arrangement of levels, posts, kinds, attributes, topics, chains and indicators in force.

Schemes are YAML files (`graph_model/schemes/`). One may extend another: sections are merged key by key, and a key set to
null is taken out. The scheme in force at a place is the one its nearest ancestor-or-self names, else `default`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from graph_model.declarations import Declaration, Document, Path_, Text, parse, read_document
from graph_model.errors import InvalidInput, Problem, nearest
from graph_model.levels import AreaLevel
from graph_model.patterns import PostPattern
from graph_model.quantities import FigureRule
from graph_model.records import AffiliationKind, MembershipKind

__all__ = [
    "DEFAULT",
    "AttributeType",
    "Avoidance",
    "Chain",
    "Direction",
    "Group",
    "InForce",
    "Kind",
    "Level",
    "Limits",
    "LinkagePost",
    "Scheme",
    "Schemes",
    "Step",
    "Topic",
    "TwoWay",
    "load_schemes",
]

DEFAULT = "default"

AttributeKind = Literal["text", "integer", "number", "boolean", "date", "choice"]


class LinkagePost(Declaration):
    """The post that makes a level part of the ten-level linkage."""

    role: str
    label: str


class Level(Declaration):
    """A level as this scheme has it. `parents` are the levels it may lie in; a root is always allowed."""

    label: str
    parents: tuple[AreaLevel, ...] = ()
    post: LinkagePost | None = None


class Kind(Declaration):
    """A kind of organization. Covers of `party` kinds have a mode; `term` is how many years its posts are held for."""

    label: str
    party: bool = False
    term: int | None = Field(default=None, ge=1)


class Group(Declaration):
    """Kinds that are named together."""

    label: str
    kinds: tuple[str, ...]


class AttributeType(Declaration):
    """An attribute of this scheme: what it is called, its type, and the tables that have it."""

    label: str
    type: AttributeKind
    of: tuple[Literal["areas", "organizations", "persons", "posts"], ...]
    choices: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _choices_of_a_choice(self) -> AttributeType:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices belong to type choice, and a choice needs them")
        return self


class Topic(Declaration):
    """What is told together. `linkage` names levels whose linkage post the topic tells about."""

    label: str
    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    linkage: tuple[AreaLevel, ...] = ()
    attributes: tuple[str, ...] = ()
    memberships: tuple[MembershipKind, ...] = ()
    affiliations: tuple[AffiliationKind, ...] = ()


class Step(Declaration):
    """One step of a chain: a level (its linkage post must be held) or a body of some kinds that must cover the place."""

    level: AreaLevel | None = None
    kinds: tuple[str, ...] = ()
    label: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Step:
        if (self.level is None) == (not self.kinds):
            raise ValueError("a step names either a level or kinds")
        return self

    @property
    def key(self) -> str:
        """What the step is called in answers: its level, or its kinds."""
        return self.level.value if self.level else "+".join(self.kinds)


class Chain(Declaration):
    """A named chain of steps, from the top down."""

    label: str
    steps: tuple[Step, ...]


class Direction(Declaration):
    """One direction of a cross-appointment: who of one body also serves in another."""

    from_: PostPattern = Field(alias="from")
    to: PostPattern


class TwoWay(Declaration):
    """双向进入: two directions that a place should have both of."""

    label: str
    forward: Direction
    backward: Direction


class Avoidance(Declaration):
    """任职回避: two posts that one person may not hold together, in the same place or (`anywhere`) at all."""

    label: str
    one: PostPattern
    other: PostPattern
    anywhere: bool = False
    reference: str | None = None


class Limits(Declaration):
    """How much is too much: posts one person holds; areas of a level below one of another; households of an area; bodies a
    joint branch covers."""

    posts_per_person: int = Field(default=3, ge=1)
    areas_below: dict[AreaLevel, dict[AreaLevel, int]] = Field(default_factory=dict)
    households: dict[AreaLevel, int] = Field(default_factory=dict)
    joint_bodies: int = Field(default=5, ge=1)


class InForce(Declaration):
    """An indicator in force, with what this scheme sets differently."""

    target: float | None = None
    parameters: dict[str, bool | int | float | str] = Field(default_factory=dict)


class Scheme(Declaration):
    """A city's own arrangement, complete (what it extends is merged in)."""

    key: str
    label: Text
    zone: str = "Asia/Shanghai"
    extends: str | None = None
    levels: dict[AreaLevel, Level]
    aliases: dict[AreaLevel, AreaLevel] = Field(default_factory=dict)
    roles: dict[str, str]
    kinds: dict[str, Kind]
    groups: dict[str, Group]
    attributes: dict[str, AttributeType] = Field(default_factory=dict)
    topics: dict[str, Topic]
    chains: dict[str, Chain]
    indicators: dict[str, InForce]
    scores: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    figures: dict[str, FigureRule] = Field(default_factory=dict)
    two_way: dict[str, TwoWay] = Field(default_factory=dict)
    avoidance: dict[str, Avoidance] = Field(default_factory=dict)
    limits: Limits = Limits()

    def kinds_of(self, words: Iterable[str]) -> frozenset[str]:
        """The kinds that `words` (kinds or groups) stand for.

        Raises:
            KeyError: a word is neither a kind nor a group here.
        """
        found: set[str] = set()
        for word in words:
            found.update(self.groups[word].kinds if word in self.groups else (word,))
            if word not in self.groups and word not in self.kinds:
                raise KeyError(word)
        return frozenset(found)

    def kinds_called(self, words: Iterable[str]) -> str:
        """The labels of kinds or groups, one after the other."""
        return "、".join(self.groups[one].label if one in self.groups else self.kinds[one].label for one in words)

    def linkage_role(self, level: AreaLevel) -> str | None:
        """The role of the level's linkage post, None when the level has none."""
        declared = self.levels.get(level)
        return declared.post.role if declared and declared.post else None

    def topics_of_kinds(self, kinds: Iterable[str]) -> frozenset[str]:
        """The topics that tell about these kinds; all of them must be filed before absence is known."""
        return frozenset(self._topic_of_kind[kind] for kind in kinds)

    def topic_of_post(self, role: str, level: AreaLevel | None) -> str:
        """The topic that tells about posts of `role` at an area of `level` (None: in an organization)."""
        if level is not None and role == self.linkage_role(level):
            return self._topic_of_linkage[level]
        return self._topic_of_role[role]

    def topics_of_posts(self, roles: Iterable[str], level: AreaLevel | None, *, of_bodies: bool) -> frozenset[str]:
        """The topics that tell about posts of `roles` (none named: of all): of areas of `level`, of organizations, or of
        either."""
        named = list(roles) or list(self.roles)
        if level is not None:
            return frozenset(self.topic_of_post(role, one) for role in named for one in self.answering(level))
        told = {self._topic_of_role[role] for role in named}
        if not of_bodies:
            told |= {topic for one, topic in self._topic_of_linkage.items() if self.linkage_role(one) in named}
        return frozenset(told)

    def topics_of_memberships(self, kinds: Iterable[MembershipKind]) -> frozenset[str]:
        """The topics that tell who is a member, by these kinds of membership."""
        wanted = set(kinds)
        return frozenset(key for key, topic in self.topics.items() if wanted & set(topic.memberships))

    def topics_of_affiliations(self, kinds: Iterable[AffiliationKind]) -> frozenset[str]:
        """The topics that tell about ties of these kinds; of all when none is named."""
        wanted = set(kinds) or set(AffiliationKind)
        return frozenset(key for key, topic in self.topics.items() if wanted & set(topic.affiliations))

    @cached_property
    def party_kinds(self) -> frozenset[str]:
        """The kinds of party organizations."""
        return frozenset(key for key, kind in self.kinds.items() if kind.party)

    def answering(self, level: AreaLevel) -> frozenset[AreaLevel]:
        """The levels that answer where `level` is named: itself and its alias."""
        return frozenset({level, self.aliases[level]} if level in self.aliases else {level})

    def may_lie_below(self, lower: AreaLevel, upper: AreaLevel) -> bool:
        """Whether an area of `lower` may lie somewhere beneath one of `upper`, by the allowed parents."""
        return upper in self._above[lower]

    @cached_property
    def _topic_of_kind(self) -> dict[str, str]:
        return {kind: key for key, topic in self.topics.items() for kind in topic.kinds}

    @cached_property
    def _topic_of_role(self) -> dict[str, str]:
        return {role: key for key, topic in self.topics.items() for role in topic.roles}

    @cached_property
    def _topic_of_linkage(self) -> dict[AreaLevel, str]:
        return {level: key for key, topic in self.topics.items() for level in topic.linkage}

    @cached_property
    def _above(self) -> dict[AreaLevel, set[AreaLevel]]:
        above: dict[AreaLevel, set[AreaLevel]] = {}
        for level in AreaLevel:
            reached: set[AreaLevel] = set()
            waiting = [level]
            while waiting:
                declared = self.levels.get(waiting.pop())
                fresh = set(declared.parents if declared else ()) - reached
                reached |= fresh
                waiting.extend(fresh)
            above[level] = reached
        return above


class Schemes(Mapping[str, Scheme]):
    """All schemes by key. `default` is always among them."""

    def __init__(self, schemes: Iterable[Scheme], documents: Mapping[str, Document] | None = None) -> None:
        self._schemes = {scheme.key: scheme for scheme in schemes}
        self._documents = dict(documents or {})

    def __getitem__(self, key: str) -> Scheme:
        return self._schemes[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._schemes)

    def __len__(self) -> int:
        return len(self._schemes)

    def where(self, key: str, path: Path_) -> str:
        """`file:line $.path` of a place in a scheme, in the file that says it: its own or one it extends."""
        document = self._documents.get(key)
        while document is not None and path[1] not in document.data.get(str(path[0]), {}):
            document = self._documents.get(str(document.data.get("extends")))
        return document.where(path) if document is not None else f"scheme {key} $.{'.'.join(map(str, path))}"

    @cached_property
    def attribute_types(self) -> dict[str, AttributeType]:
        """Every attribute of every scheme; a key means the same type wherever it occurs (checked at load)."""
        return {key: kind for scheme in self.values() for key, kind in scheme.attributes.items()}


def load_schemes(*folders: Path) -> Schemes:
    """The schemes of the package and of `folders` (a city's own), all checked; `default` comes first.

    Raises:
        InvalidInput: any of them is wrong; every problem of every file at once.
    """
    from graph_model.scheme_lint import attributes_that_differ, dangling

    shipped = Path(str(files("graph_model"))) / "schemes"
    paths = [path for folder in (shipped, *folders) for path in sorted(folder.glob("*.yaml"))]
    paths.sort(key=lambda path: path.stem != DEFAULT)
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            document = read_document(path)
        except InvalidInput as error:
            problems += error.problems
            continue
        if path.stem in documents:
            problems.append(
                document.problem((), "there is a scheme of this name already", expected="another file name")
            )
        documents.setdefault(path.stem, document)
    schemes = []
    for name, document in documents.items():
        try:
            scheme = parse(document, Scheme, _merged(name, documents))
        except InvalidInput as error:
            problems += error.problems
            continue
        problems += [document.problem(path, message, **more) for path, message, more in dangling(scheme, name)]
        schemes.append(scheme)
    problems += attributes_that_differ(schemes, documents)
    if problems:
        raise InvalidInput(problems)
    return Schemes(schemes, documents)


def _merged(name: str, documents: Mapping[str, Document], seen: tuple[str, ...] = ()) -> dict[str, Any]:
    """A scheme's data with everything it extends merged in."""
    document = documents[name]
    own = dict(document.data)
    base = own.get("extends")
    if base is None:
        return own
    if base not in documents or base in (*seen, name):
        raise InvalidInput(
            [
                document.problem(
                    ("extends",), "no such scheme to extend", found=str(base), hint=nearest(str(base), documents)
                )
            ]
        )
    merged = _merged(base, documents, (*seen, name))
    for section, value in own.items():
        below = merged.get(section)
        if isinstance(value, Mapping) and isinstance(below, Mapping) and section != "label":
            together = {**below, **value}
            merged[section] = {key: item for key, item in together.items() if item is not None}
        else:
            merged[section] = value
    return merged
