"""What a question is likely to cost, told before it is answered: objects, from the arguments and the network's own fan-outs.

An estimate is worked out once a document as a formula, and reckoned for each request with its variables. It follows the mean:
an answer may come to less or to more. What an answer really spends is counted while it is worked out (`schema.budget`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import ref

import numpy as np
from graphql import (
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.tree import Places
from schema.budget import COMPUTED

__all__ = ["Fanouts", "Formula", "formula"]

TABLES = {
    "Area": "areas",
    "Organization": "organizations",
    "Person": "persons",
    "Post": "posts",
    "Appointment": "appointments",
    "Cover": "covers",
}
"""The types that stand for a record."""
FEW, PAGE = 3, 50
"""Rows of a list that nobody counts, and of a page whose size is not said."""
PERSON_GONE = 50 * COMPUTED
"""`dependence` asks every indicator again."""


class Fanouts:
    """How many rows a row leads to in one network; `before` are those of an earlier network, whose tree may be the same."""

    def __init__(self, network: Network, before: Fanouts | None = None) -> None:
        self._network, self._places = ref(network), ref(network.places)
        self._heights = {kind: len(network.tables[table].frame) for kind, table in TABLES.items()}
        self.most = max(len(one.frame) for one in network.tables.values())
        if before is not None and before._places() is network.places:  # noqa: SLF001 (another of this class)
            self.children: float = before.children
            self.path: float = before.path
            self._levels: dict[str, int] = before._levels  # noqa: SLF001
        else:
            self.children, self._levels = _children(network.places), _levels(network)
            self.path = float(network.places.depth.mean()) + 1 if len(network.places) else 1.0

    def are_of(self, network: Network) -> bool:
        """Whether they are those of this network."""
        return self._network() is network

    def rows(self, kind: str, source: str) -> float:
        """Records of a type for each of another; where either is no record, a few."""
        if kind not in TABLES or source not in TABLES:
            return FEW
        return max(1.0, self._heights[kind] / max(1, self._heights[source]))

    def areas(self, level: object) -> int:
        """Areas of a level (by its name in the schema), whenever they stood; none of what is no level."""
        return self._levels.get(str(level), 0)


def _children(places: Places) -> float:
    """Areas directly in an area that has any."""
    inside = places.parent[places.parent >= 0]
    return len(inside) / max(1, int(np.count_nonzero(np.bincount(inside)))) if len(inside) else 1.0


def _levels(network: Network) -> dict[str, int]:
    counts = np.bincount(network.levels(), minlength=len(AreaLevel))
    return {level.name: int(count) for level, count in zip(AreaLevel, counts, strict=True)}


Variables = Mapping[str, Any]
Formula = Callable[[Fanouts, Variables], float]
"""Objects that an operation is likely to come to."""


def formula(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Formula:
    """The formula of a valid operation."""
    root = schema.get_root_type(operation.operation)
    assert root is not None
    defaults = {one.variable.name.value: _literal(one.default_value) for one in operation.variable_definitions or ()}
    walk = _Walk(schema, document)
    terms = walk.terms(root, operation.selection_set, None)
    return lambda fanouts, variables: _sum(terms, fanouts, {**defaults, **variables})


@dataclass(frozen=True, slots=True)
class _Term:
    """One field: what asking it costs, how many rows it has, what each of them costs, and what hangs below each."""

    once: float
    times: Formula
    each: float
    below: list[_Term]


def _sum(terms: Iterable[_Term], fanouts: Fanouts, variables: Variables) -> float:
    return sum(
        term.once + term.times(fanouts, variables) * (term.each + _sum(term.below, fanouts, variables))
        for term in terms
    )


class _Walk:
    """Turns selections into terms."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        definitions = document.definitions
        self._fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}

    def terms(self, kind: GraphQLNamedType, selection: SelectionSetNode, page: Formula | None) -> list[_Term]:
        """The terms of what is selected on a type; `page` is how many rows its list has, where it is a connection."""
        found: list[_Term] = []
        for one in selection.selections:
            if isinstance(one, FieldNode):
                found += self._field(kind, one, page)
                continue
            inner: Any = self._fragments[one.name.value] if isinstance(one, FragmentSpreadNode) else one
            condition = inner.type_condition
            narrowed = kind if condition is None else self._schema.type_map[condition.name.value]
            found += self.terms(narrowed, inner.selection_set, page)
        return found

    def _field(self, kind: GraphQLNamedType, node: FieldNode, page: Formula | None) -> list[_Term]:
        declared = getattr(kind, "fields", {}).get(node.name.value)
        if declared is None:  # __typename, and introspection, which spends nothing
            return []
        named, name = get_named_type(declared.type), node.name.value
        once = _computed(kind.name, name, declared)
        if node.selection_set is None:
            return [_Term(once, _none, 0, [])] if once else []
        if named.name.endswith("Connection"):
            return [_Term(once, _once, 0, self.terms(named, node.selection_set, _argument(node, "first")))]
        below = self.terms(named, node.selection_set, None)
        if page is not None and is_list_type(get_nullable_type(declared.type)):
            return [_Term(once, page, not named.name.endswith("Edge"), below)]
        return [_Term(once, _times(kind.name, node, declared, named.name), named.name != "PageInfo", below)]


def _computed(kind: str, name: str, declared: GraphQLField) -> int:
    """What a field costs besides its rows: some are put to the columns of the whole network."""
    if name == "dependence":
        return PERSON_GONE
    whole = "indicator" in declared.args or ("within" in declared.args and name != "areas")
    return COMPUTED if whole or (kind, name) == ("Coverage", "gaps") else 0


def _times(kind: str, node: FieldNode, declared: GraphQLField, named: str) -> Formula:
    """How many rows a field has for each object it is asked of."""
    if not is_list_type(get_nullable_type(declared.type)):
        return _once
    if "first" in declared.args:
        return _argument(node, "first")
    if "by" in declared.args:
        level = _value(node, "by")
        return lambda fanouts, variables: 1 + fanouts.areas(level(variables))
    if (kind, node.name.value) == ("Area", "children"):
        return lambda fanouts, _: fanouts.children
    if node.name.value == "path":
        return lambda fanouts, _: fanouts.path
    return lambda fanouts, _: fanouts.rows(named, kind)


def _none(_fanouts: Fanouts, _variables: Variables) -> float:
    return 0


def _once(_fanouts: Fanouts, _variables: Variables) -> float:
    return 1


def _argument(node: FieldNode, name: str) -> Formula:
    """The number given as an argument."""
    value = _value(node, name)

    def told(fanouts: Fanouts, variables: Variables) -> float:
        found = value(variables)
        return min(max(found, 0), fanouts.most) if isinstance(found, int) else PAGE

    return told


def _value(node: FieldNode, name: str) -> Callable[[Variables], Any]:
    """An argument's value, once the variables are known."""
    given = next((one.value for one in node.arguments or () if one.name.value == name), None)
    if isinstance(given, VariableNode):
        variable = given.name.value
        return lambda variables: variables.get(variable)
    literal = _literal(given)
    return lambda _: literal


def _literal(given: ValueNode | None) -> Any:
    if isinstance(given, IntValueNode):
        return int(given.value)
    return given.value if isinstance(given, EnumValueNode | StringValueNode) else None
