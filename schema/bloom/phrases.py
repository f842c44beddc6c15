"""The search phrases: one for each indicator, and those for chains, posts and cross-appointments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph_model.indicators.catalogue import Catalogue
from graph_model.indicators.conditions import CoveredBy, Hosts, PostHeld, SubjectType
from graph_model.indicators.cypher.crossings import meeting
from graph_model.indicators.cypher.printed import literal
from graph_model.indicators.declared import Indicator
from graph_model.indicators.kleene import FALSE
from graph_model.indicators.reasons import leaf_reason
from graph_model.scheme import Scheme
from graph_model.stores.neo4j.shape import level_label
from schema.bloom.queries import LIMIT, Parameter, Phrase, today

__all__ = ["gap_phrase", "phrases"]

_WAY = f"all(r IN relationships(path) WHERE {today('r')})"
_PLACES = Parameter(
    "area",
    f"MATCH (a:City|County|Town|Community)\nWHERE {today('a')}\nRETURN DISTINCT a.name ORDER BY a.name LIMIT 1000",
)
_COMPOUNDS = Parameter(
    "compound", f"MATCH (a:Compound)\nWHERE {today('a')}\nRETURN DISTINCT a.name ORDER BY a.name LIMIT 1000"
)
_HOLDERS = Parameter(
    "person",
    f"MATCH (p:Person)-[held:HOLDS]->(:Post)\nWHERE p.name IS NOT NULL AND {today('held')}\nRETURN DISTINCT p.name ORDER BY p.name LIMIT 1000",
)
_STANDS = {
    SubjectType.AREAS: "-[:PART_OF*0..14]->",
    SubjectType.ORGANIZATIONS: "-[:LOCATED_IN|PART_OF*1..14]->",
    SubjectType.POSTS: "-[:OF|LOCATED_IN|PART_OF*1..14]->",
    SubjectType.APPOINTMENTS: "-[:OF|LOCATED_IN|PART_OF*1..14]->",
    SubjectType.PERSONS: "-[:HOLDS|MEMBER_OF|LIVES_IN|OF|LOCATED_IN|PART_OF*1..14]->",
}
"""From a subject to an area it stands in."""


def phrases(scheme: Scheme, catalogue: Catalogue) -> list[Phrase]:
    """Every phrase of a scheme; the indicators it has in force come first."""
    of_indicators = [gap_phrase(catalogue.read(key, scheme), scheme) for key in scheme.indicators]
    return [*of_indicators, *_chains(), _posts_of_a_person(), _crossed(scheme)]


# ── Indicators ───────────────────────────────────────────────────────────────────────────────────────────────────────


def gap_phrase(indicator: Indicator, scheme: Scheme) -> Phrase:
    """Where the published gaps of an indicator are within an area; the area itself comes along, alone if there are none."""
    subject = indicator.subject
    text = f"$area {_said(indicator, scheme)}"
    if subject is SubjectType.APPOINTMENTS:
        gap = "MATCH start = (:Person)-[gap:HOLDS]->(post:Post)\n  WHERE $key IN gap.gaps\n  MATCH path = (post)"
        gap = gap.replace("$key", literal(indicator.key))
        way = f"{gap}{_STANDS[subject]}(area)\n  WHERE {_WAY}\n  RETURN start, path"
        found = f"OPTIONAL CALL (area) {{\n  {way}\n}}\nRETURN area, start, path LIMIT {LIMIT}"
    else:
        label = _label(indicator, scheme)
        way = f"path = (gap:{label}){_STANDS[subject]}(area)\nWHERE {literal(indicator.key)} IN gap.gaps AND {_WAY}"
        found = f"OPTIONAL MATCH {way}\nRETURN area, path LIMIT {LIMIT}"
    cypher = f"MATCH (area:City|County|Town|Community {{name: $area}})\n{found}"
    return Phrase(text, f"{indicator.title.zh}：空白点（先运行 liandong publish）", cypher, (_PLACES,))


def _label(indicator: Indicator, scheme: Scheme) -> str:
    level = indicator.population.areas
    if level is not None:
        return "|".join(sorted(level_label(one) for one in scheme.answering(level)))
    return {SubjectType.ORGANIZATIONS: "Organization", SubjectType.POSTS: "Post"}.get(indicator.subject, "Person")


def _said(indicator: Indicator, scheme: Scheme) -> str:
    """What a gap of the indicator is, in a few words: what its one condition lacks, else (also of an indicator that counts only
    some of the subjects) that it is a gap of this title."""
    if indicator.where is not None:
        return f"{indicator.title.zh}的空白点"
    leaf = indicator.condition.leaf if indicator.condition is not None else None
    counted = _counted(indicator, scheme)
    match leaf:
        case CoveredBy(that=None, modes=(_, *_)):
            return f"没有{_kinds(leaf.kinds, scheme)}的{counted}"
        case CoveredBy() | Hosts():
            return f"{leaf_reason(leaf, FALSE, scheme, None)['zh']}的{counted}"
        case PostHeld(linkage=True):
            return f"{leaf_reason(leaf, FALSE, scheme, indicator.population.areas)['zh']}的{counted}"
    return f"{indicator.title.zh}的空白点"


def _kinds(words: Iterable[str], scheme: Scheme) -> str:
    return "、".join(scheme.groups[word].label if word in scheme.groups else scheme.kinds[word].label for word in words)


def _counted(indicator: Indicator, scheme: Scheme) -> str:
    level = indicator.population.areas
    if level is not None:
        return scheme.levels[level if level in scheme.levels else scheme.aliases[level]].label
    return _kinds(indicator.population.organizations, scheme) or "对象"


# ── Chains, posts, cross-appointments ────────────────────────────────────────────────────────────────────────────────


def _chains() -> Iterator[Phrase]:
    up = f"""\
MATCH path = (:Compound {{name: $compound}})-[:PART_OF*0..14]->(above:Area)
WHERE {_WAY}
OPTIONAL MATCH held = (above)<-[:OF]-(:Post)<-[holds:HOLDS]-(:Person)
WHERE {today("holds")}
RETURN path, held LIMIT {LIMIT}"""
    yield Phrase("$compound 的上级联动链条", "小区及其上级区域，各级岗位由谁担任", up, (_COMPOUNDS,))
    down = f"""\
MATCH path = (:Compound {{name: $compound}})<-[:PART_OF*0..4]-(below:Area)
WHERE {_WAY}
OPTIONAL MATCH held = (below)<-[:OF]-(:Post)<-[holds:HOLDS]-(:Person)
WHERE {today("holds")}
RETURN path, held LIMIT {LIMIT}"""
    yield Phrase("$compound 的下级联动链条", "小区以下的楼栋、单元、中心户，各级岗位由谁担任", down, (_COMPOUNDS,))
    covered = f"""\
MATCH path = (:Compound {{name: $compound}})<-[:COVERS]-(:Organization)
WHERE {_WAY}
RETURN path LIMIT {LIMIT}"""
    yield Phrase("$compound 由哪些组织覆盖", "覆盖小区的党组织、自治组织、物业企业等", covered, (_COMPOUNDS,))


def _posts_of_a_person() -> Phrase:
    cypher = f"""\
MATCH path = (:Person {{name: $person}})-[:HOLDS]->(:Post)-[:OF]->()
WHERE {_WAY}
RETURN path LIMIT {LIMIT}"""
    return Phrase("$person 担任的岗位", "一个人现任的所有岗位（同名的人都列出）", cypher, (_HOLDERS,))


def _crossed(scheme: Scheme) -> Phrase:
    """Persons with a post in a body of one kind (or a linkage post) and one of another in the same place; a kind is named by
    its label, and only those are suggested that somebody combines."""
    kinds = {kind.label: key for key, kind in scheme.kinds.items()}
    posts = {
        level.post.label: {"level": key.value, "role": level.post.role}
        for key, level in scheme.levels.items()
        if level.post is not None
    }
    pairs = f"""\
WITH {literal(kinds)} AS kinds,
  {literal(posts)} AS posts
MATCH (here)<-[x:OF]-(first:Post)<-[a:HOLDS]-(p:Person)-[b:HOLDS]->(second:Post)-[y:OF]->(there)
WHERE first <> second AND (here <> there OR here:Area)
  AND {today("a")} AND {today("b")}
  AND {today("x")} AND {today("y")}"""
    met = f"{meeting('date()')}\nWITH * WHERE met IS NOT NULL"
    one, other = _combined("$one", "here", "first"), _combined("$other", "there", "second")
    cypher = f"""\
{pairs}
  AND {one}
  AND {other}
{met}
MATCH path = (here)<-[x]-(first)<-[a]-(p)-[b]->(second)-[y]->(there)
RETURN DISTINCT path LIMIT {LIMIT}"""
    suggested = (
        "UNWIND keys(kinds) + keys(posts) AS name\nWITH * WHERE {0}\nRETURN DISTINCT name ORDER BY name LIMIT 100"
    )
    first = f"{pairs}\n{met}\n{suggested.format(_combined('name', 'here', 'first'))}"
    second = f"{pairs}\n  AND {one}\n{met}\n{suggested.format(_combined('name', 'there', 'second'))}"
    return Phrase(
        "同时在 $one 和 $other 任职的人",
        "双向进入、交叉任职：同一人在同一处兼任两类组织（或联动岗位）的职务",
        cypher,
        (Parameter("one", first), Parameter("other", second)),
    )


def _combined(name: str, owner: str, post: str) -> str:
    """The condition that a post is of the kind, or is the linkage post, that a label names."""
    return f"(kinds[{name}] IN {owner}.kinds OR (posts[{name}].level = {owner}.level AND posts[{name}].role = {post}.role))"
