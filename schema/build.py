"""The executable schema, and its SDL.

Strawberry builds the schema from the annotated types and prints it. Execution is graphql-core's, over the same schema with
shorter ways to the resolvers: most fields here are plain reads of prepared objects, and need no `Info` made for them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import strawberry
from graphql import (
    GraphQLAbstractType,
    GraphQLArgument,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_interface_type,
    is_leaf_type,
    is_non_null_type,
    is_object_type,
    is_union_type,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from schema.mutation import Mutation
from schema.nodes import Appointment, Area, Organization, Person, Post
from schema.query import Query
from schema.scalars import SCALARS, plain_number
from schema.subscription import Subscription

__all__ = ["executable", "sdl"]


@functools.cache
def _declared() -> strawberry.Schema:
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Area, Organization, Person, Post, Appointment],
        config=StrawberryConfig(scalar_map=dict(SCALARS)),
    )
    for _, one in _fields(schema):
        for argument in one.args.values():
            _loosen(argument)
    return schema


def _fields(schema: strawberry.Schema) -> Iterator[tuple[GraphQLObjectType, GraphQLField]]:
    """The fields of our own object types."""
    for kind in _core(schema).type_map.values():
        if is_object_type(kind) and not kind.name.startswith("__"):
            yield from ((kind, one) for one in kind.fields.values())


def _core(schema: strawberry.Schema) -> GraphQLSchema:
    core: GraphQLSchema = schema._schema  # noqa: SLF001 - strawberry has no public way to its graphql-core schema
    return core


def _loosen(argument: GraphQLArgument) -> None:
    """An argument with a default may also be null, which means the default; a default of null need not be written."""
    if argument.default_value is None:
        argument.default_value = Undefined
    elif argument.default_value is not Undefined and is_non_null_type(argument.type):
        argument.type = argument.type.of_type


def sdl() -> str:
    """The schema in the schema definition language, as committed in `docs/schema.graphql`."""
    return _declared().as_str() + "\n"


@functools.cache
def executable() -> GraphQLSchema:
    """The schema that answers; the context value of an execution is an `Asking`."""
    schema = _core(_declared())
    number = schema.type_map["Float"]  # graphql-core's own, and no other may be declared
    assert isinstance(number, GraphQLScalarType)
    number.coerce_output_value = plain_number
    for kind, one in _fields(_declared()):
        kind.is_type_of = None
        one.resolve = _short(one) or _without_nulls(one.resolve)
    for abstract in schema.type_map.values():
        if is_interface_type(abstract) or is_union_type(abstract):
            abstract.resolve_type = _type_name
    return schema


def _type_name(value: Any, _info: GraphQLResolveInfo[Any], _kind: GraphQLAbstractType) -> str:
    """The types of the schema are named after their classes."""
    return type(value).__name__


def _without_nulls(resolve: Callable[..., Any] | None) -> Callable[..., Any]:
    """Strawberry's resolver of a field that takes an input object, with null arguments left out, as `_short` does."""
    assert resolve is not None
    own = resolve

    def answer(source: Any, info: Any, **arguments: Any) -> Any:
        return own(source, info, **{name: value for name, value in arguments.items() if value is not None})

    return answer


def _short(one: GraphQLField) -> Callable[..., Any] | None:
    """A resolver without strawberry's argument handling; None for fields that need it (they take an input object).

    A null argument is left out, so that the default of the Python method holds.
    """
    declared = one.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(declared, StrawberryField) or not all(
        is_leaf_type(get_named_type(argument.type)) for argument in one.args.values()
    ):
        return None
    if declared.base_resolver is None:
        read = attrgetter(declared.python_name)
        return lambda source, _info: read(source)
    answer: Callable[..., Any] = declared.base_resolver.wrapped_func  # type: ignore[assignment]
    names = {item.graphql_name or to_camel_case(item.python_name): item.python_name for item in declared.arguments}
    python = {name: names.get(name) or name for name in one.args}

    def told(arguments: dict[str, Any]) -> dict[str, Any]:
        return {python[name]: value for name, value in arguments.items() if value is not None}

    if declared.base_resolver.info_parameter is not None:
        return lambda source, info, **arguments: answer(source, info, **told(arguments))
    if one.args:
        return lambda source, _info, **arguments: answer(source, **told(arguments))
    return lambda source, _info: answer(source)
