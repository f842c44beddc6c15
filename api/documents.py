"""Query documents: parsed, held to the limits, validated, and kept for the next request that asks the same."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from threading import Lock
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)

from api.cost import Fanouts, Formula, formula
from api.limits import Limits
from api.plan import Plan, planned
from api.scan import TOGETHER, scan
from schema.errors import Code, Refusal, bad_input, too_complex

__all__ = ["KEPT", "Document", "Documents", "Unreadable"]

KEPT = 512 * 1024
"""Characters of query text kept; a parsed document takes some 250 times its text at worst."""
REPEATED = 5
"""How often the same field may stand in one pair of braces, where once is enough."""
REPORTED = 5
"""Mistakes told at once: enough to mend a query, and validation stops there."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be executed, and the plans and costs of its operations, made when they are asked for."""

    schema: GraphQLSchema
    node: DocumentNode
    plans: dict[str | None, Plan | None] = field(default_factory=dict)
    formulas: dict[str | None, Formula] = field(default_factory=dict)

    def plan(self, name: str | None) -> Plan | None:
        """The plan of the operation of that name, or of the only one; None when it has none.

        Raises:
            Refusal: there is no such operation.
        """
        if name not in self.plans:
            self.plans[name] = planned(self.schema, self.node, self.operation(name))
        return self.plans[name]

    def cost(self, name: str | None, fanouts: Fanouts, variables: Mapping[str, Any]) -> int:
        """Objects that the operation is likely to come to.

        Raises:
            Refusal: there is no such operation.
        """
        if name not in self.formulas:
            self.formulas[name] = formula(self.schema, self.node, self.operation(name))
        return ceil(self.formulas[name](fanouts, variables))

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of that name, or the only one.

        Raises:
            Refusal: there is none, or several to choose from.
        """
        found = [node for node in self.node.definitions if isinstance(node, OperationDefinitionNode)]
        if name is not None:
            found = [node for node in found if node.name is not None and node.name.value == name]
            if not found:
                raise bad_input(f"查询中没有名为“{name}”的操作")
        if len(found) != 1:
            raise bad_input("查询中有几个操作，请用 operationName 指明一个" if found else "查询中没有操作")
        return found[0]


class Unreadable(Exception):
    """A text that is no query of this schema; `errors` say where and why."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        self.errors = errors
        super().__init__("; ".join(error.message for error in errors))


class Documents:
    """Documents by text, the most recently used ones kept."""

    def __init__(self, schema: GraphQLSchema, limits: Limits | None = None) -> None:
        self._schema, self._limits = schema, limits or Limits()
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._size, self._turn = 0, Lock()

    def read(self, text: str) -> Document:
        """The document of a text.

        Raises:
            Unreadable: the text does not parse, or asks what the schema does not have.
            Refusal: it is beyond the limits.
        """
        with self._turn:
            found = self._kept.get(text)
            if found is not None:
                self._kept.move_to_end(text)
                return found
        scan(text, self._limits)
        node = _parsed(text, self._limits)
        _Unfolded(node, self._limits).check()
        _validated(self._schema, node)
        with self._turn:
            if text in self._kept:  # two threads may read the same; nobody waits for the other
                return self._kept[text]
            found = self._kept[text] = Document(self._schema, node)
            self._size += len(text)
            while self._size > KEPT:
                gone, _ = self._kept.popitem(last=False)
                self._size -= len(gone)
        return found


def _parsed(text: str, limits: Limits) -> DocumentNode:
    try:
        return parse(text, max_lexical_tokens=limits.tokens)
    except GraphQLSyntaxError as error:
        if f"more than {limits.tokens} tokens" in error.message:
            raise too_complex(f"查询超过 {limits.tokens} 个词") from None
        if "nested too deeply" in error.message:
            raise too_complex(f"查询嵌套超过 {limits.depth} 层") from None
        raise Unreadable([error]) from None


def _validated(schema: GraphQLSchema, node: DocumentNode) -> None:
    errors = validate(schema, node, max_errors=REPORTED)
    if any(error.message == "Validation aborted." for error in errors):  # graphql-core's bound on its own work
        raise too_complex("查询的字段和片段重复过多")
    if errors:
        raise Unreadable(errors[:REPORTED])


class _Unfolded:
    """Counts depth, aliases and fields with fragments put in place, and stops at the first limit passed."""

    def __init__(self, node: DocumentNode, limits: Limits) -> None:
        self._limits, definitions = limits, node.definitions
        self._fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
        self._roots = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
        self._aliases = self._fields = 0
        self._inside: set[str] = set()

    def check(self) -> None:
        """Raise a `Refusal` if any operation is beyond the limits, `Unreadable` if fragments go in circles."""
        for root in self._roots:
            self._walk(root.selection_set, 1)

    def _walk(self, selection: SelectionSetNode, depth: int) -> None:
        if depth > self._limits.depth:
            raise too_complex(f"查询嵌套超过 {self._limits.depth} 层")
        seen: Counter[str] = Counter()
        for one in selection.selections:
            if isinstance(one, FieldNode):
                seen[(one.alias or one.name).value] += 1
                self._count(one)
                if one.selection_set is not None:
                    self._walk(one.selection_set, depth + 1)
            elif isinstance(one, FragmentSpreadNode):
                self._spread(one.name.value, depth)
            else:
                self._walk(one.selection_set, depth)  # type: ignore[attr-defined]
        if max(seen.values(), default=0) > REPEATED:
            raise too_complex(f"同一字段在一处写了超过 {REPEATED} 次")
        if len(seen) > TOGETHER:
            raise too_complex(f"一处写了超过 {TOGETHER} 个字段")

    def _count(self, one: FieldNode) -> None:
        self._fields += 1
        self._aliases += one.alias is not None
        if self._aliases > self._limits.aliases:
            raise too_complex(f"查询中的别名超过 {self._limits.aliases} 个")
        if self._fields > self._limits.fields:
            raise too_complex(f"查询展开后超过 {self._limits.fields} 个字段")
        if not self._limits.introspection and one.name.value in ("__schema", "__type"):
            raise Refusal(Code.FORBIDDEN, "本服务不回答关于接口本身的查询（__schema、__type）")

    def _spread(self, name: str, depth: int) -> None:
        if name in self._inside:
            raise Unreadable([GraphQLError(f"Cannot spread fragment '{name}' within itself.")])
        fragment = self._fragments.get(name)
        if fragment is None:
            return  # validation tells of it
        self._inside.add(name)
        self._fields += 1
        self._walk(fragment.selection_set, depth)
        self._inside.discard(name)
