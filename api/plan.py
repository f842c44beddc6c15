"""A short way through a query that goes well: its fields put in order once, then answered by plain calls.

graphql-core makes a path and an info object for every field it answers, which is 4 µs a field. A plan leaves them out. It
knows only answers without errors: whatever it cannot do (a directive, introspection, a mutation), and whatever goes wrong
while it runs, is executed by graphql-core from the start, which tells the errors as the specification wants them. Queries
change nothing, so asking twice is safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLString,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_argument_values,
    get_variable_values,
    is_abstract_type,
    is_leaf_type,
)
from graphql.language import Visitor, visit

from schema.budget import Exhausted

__all__ = ["Complete", "Frame", "Plan", "Unplanned", "planned"]


class Unplanned(Exception):
    """This is graphql-core's: nothing is said about what is wrong, or whether anything is."""


_STRETCH = 256
"""Rows between two looks at the clock."""

_ROOT = object()
"""What the root fields are asked of; they do not look at it."""


class Frame(NamedTuple):
    """One run: what resolvers see of their info, and the arguments of each field that takes variables."""

    context: Any
    arguments: list[dict[str, Any]]


Complete = Callable[[Any, Frame], Any]
"""A resolved value as it stands in the answer."""


class Plan(NamedTuple):
    """An operation ready to run."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    complete: Complete
    asked: list[tuple[GraphQLField, FieldNode]]
    """The fields whose arguments name variables, by slot."""

    def run(self, context: Any, variables: dict[str, Any]) -> Any:
        """The data of the answer.

        Raises:
            Unplanned: there may be errors to tell.
            Exhausted: the answer comes to more than it may.
        """
        values: Any = None
        if self.operation.variable_definitions:
            values = get_variable_values(self.schema, self.operation.variable_definitions, variables)
            if isinstance(values, list):
                raise Unplanned
        try:
            arguments = [get_argument_values(field, node, values) for field, node in self.asked]
            return self.complete(_ROOT, Frame(context, arguments))
        except Exhausted:
            raise
        except Exception as error:
            raise Unplanned from error


def planned(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Plan | None:
    """The plan of a valid operation; None when it is for graphql-core alone."""
    if operation.operation is not OperationType.QUERY or schema.query_type is None:
        return None
    planner = _Planner(schema, document)
    try:
        complete = planner.object(schema.query_type, [operation.selection_set])
    except (Unplanned, GraphQLError):
        return None
    return Plan(schema, operation, complete, planner.asked)


class _Planner:
    """Turns selections on types into calls."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        definitions = document.definitions
        self._fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
        self.asked: list[tuple[GraphQLField, FieldNode]] = []

    def object(
        self, kind: GraphQLObjectType, selections: Iterable[SelectionSetNode], *, required: bool = False
    ) -> Complete:
        """A value of `kind` with the fields selected."""
        grouped: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for selection in selections:
            self._collect(kind, selection, grouped, spread)
        fields = [(key, self._field(kind, nodes)) for key, nodes in grouped.items()]

        def completed(source: Any, frame: Frame) -> Any:
            if source is None:
                return _nothing(required=required)
            return {key: answer(source, frame) for key, answer in fields}

        return completed

    def _collect(
        self,
        kind: GraphQLObjectType,
        selection: SelectionSetNode,
        grouped: dict[str, list[FieldNode]],
        spread: set[str],
    ) -> None:
        """The fields of a selection that hold for `kind`, by the key they have in the answer, in the order of that."""
        for one in selection.selections:
            if one.directives:
                raise Unplanned
            if isinstance(one, FieldNode):
                grouped.setdefault(one.alias.value if one.alias else one.name.value, []).append(one)
                continue
            inner: InlineFragmentNode | FragmentDefinitionNode
            if isinstance(one, FragmentSpreadNode):
                if one.name.value in spread:
                    continue
                spread.add(one.name.value)
                inner = self._fragments[one.name.value]
                if inner.directives:
                    raise Unplanned
            elif isinstance(one, InlineFragmentNode):
                inner = one
            else:
                raise Unplanned
            if self._holds(kind, inner):
                self._collect(kind, inner.selection_set, grouped, spread)

    def _holds(self, kind: GraphQLObjectType, inner: InlineFragmentNode | FragmentDefinitionNode) -> bool:
        if inner.type_condition is None:
            return True
        wanted = self._schema.type_map[inner.type_condition.name.value]
        return wanted is kind or (is_abstract_type(wanted) and self._schema.is_sub_type(wanted, kind))

    def _field(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> Complete:
        name = nodes[0].name.value
        if name == "__typename":
            own = kind.name
            return lambda _source, _frame: own
        field = kind.fields.get(name)
        if field is None or field.resolve is None:
            raise Unplanned
        resolve: Callable[..., Any] = field.resolve
        complete = self._completion(field.type, nodes)
        if not field.args:
            return lambda source, frame: complete(resolve(source, frame), frame)
        if _names_variables(nodes[0]):
            slot = len(self.asked)
            self.asked.append((field, nodes[0]))
            return lambda source, frame: complete(resolve(source, frame, **frame.arguments[slot]), frame)
        told = get_argument_values(field, nodes[0])
        return lambda source, frame: complete(resolve(source, frame, **told), frame)

    def _completion(self, kind: GraphQLOutputType, nodes: list[FieldNode], *, required: bool = False) -> Complete:
        if isinstance(kind, GraphQLNonNull):
            return self._completion(kind.of_type, nodes, required=True)
        if isinstance(kind, GraphQLList):
            return _every(self._completion(kind.of_type, nodes), required=required)
        if is_leaf_type(kind):
            return _leaf(kind, required=required)
        selections = [node.selection_set for node in nodes if node.selection_set is not None]
        if isinstance(kind, GraphQLObjectType):
            return self.object(kind, selections, required=required)
        if not is_abstract_type(kind):
            raise Unplanned
        return self._abstract(kind, selections, required=required)

    def _abstract(self, kind: GraphQLAbstractType, selections: list[SelectionSetNode], *, required: bool) -> Complete:
        possible = {one.name: self.object(one, selections) for one in self._schema.get_possible_types(kind)}
        type_of: Callable[..., Any] | None = kind.resolve_type
        if type_of is None:
            raise Unplanned

        def completed(value: Any, frame: Frame) -> Any:
            if value is None:
                return _nothing(required=required)
            return possible[type_of(value, frame, kind)](value, frame)

        return completed


def _nothing(*, required: bool) -> None:
    """Null where it may stand."""
    if required:
        raise Unplanned


def _every(each: Complete, *, required: bool) -> Complete:
    def completed(values: Any, frame: Frame) -> Any:
        if values is None:
            return _nothing(required=required)
        if len(values) <= _STRETCH:
            return [each(value, frame) for value in values]
        answered: list[Any] = []
        for start in range(0, len(values), _STRETCH):
            frame.context.budget.in_time()
            answered += [each(value, frame) for value in values[start : start + _STRETCH]]
        return answered

    return completed


_TAKEN_AS_THEY_ARE: dict[str, tuple[type, Callable[[Any], bool] | None]] = {
    GraphQLString.name: (str, None),
    GraphQLID.name: (str, None),
    GraphQLBoolean.name: (bool, None),
    GraphQLInt.name: (int, lambda value: -(2**31) <= value < 2**31),
}
"""The values that four of the scalars of the specification leave unchanged: of this type, and for which this holds."""


def _leaf(kind: GraphQLLeafType, *, required: bool) -> Complete:
    coerced: Callable[[Any], Any] = kind.coerce_output_value

    def serialized(value: Any, _frame: Frame) -> Any:
        if value is None:
            return _nothing(required=required)
        found = coerced(value)
        if found is None or isinstance(value, Exception):
            raise Unplanned
        return found

    if isinstance(kind, GraphQLEnumType):
        names = {value.value: name for name, value in kind.values.items()}
        return lambda value, _frame: _nothing(required=required) if value is None else names[value]
    own, fits = _TAKEN_AS_THEY_ARE.get(kind.name, (None, None))
    if own is None:
        return serialized
    if fits is None:
        return lambda value, frame: value if type(value) is own else serialized(value, frame)
    return lambda value, frame: value if type(value) is own and fits(value) else serialized(value, frame)


def _names_variables(node: FieldNode) -> bool:
    """Whether the arguments of a field need the request's variables."""

    class Finder(Visitor):
        found = False

        def enter_variable(self, *_: Any) -> None:
            self.found = True

    finder = Finder()
    for argument in node.arguments or ():
        visit(argument, finder)
    return finder.found
