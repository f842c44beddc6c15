"""From a request's parameters to an encoded answer: documents, execution, errors with their codes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, GraphQLFormattedError, OperationType
from graphql.execution import execute_sync
from pydantic_core import to_json

from api.answers import Answer
from api.documents import Documents, Unreadable
from api.plan import Unplanned
from graph_model.network import Network
from schema.asking import Asking
from schema.build import executable
from schema.changing import Writer
from schema.errors import Code, Refusal, refusal_of

__all__ = ["Execution", "NotAQuery", "Parameters", "encoded", "refused"]

_log = logging.getLogger("liandong.api")


@dataclass(frozen=True, slots=True)
class Parameters:
    """What GraphQL over HTTP carries."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None


class NotAQuery(Exception):
    """A GET that asks for something else than a query."""


class Execution:
    """Answers questions against a network: by plan where there is one (`planning`), else by graphql-core."""

    def __init__(self, *, planning: bool = True) -> None:
        self._schema, self._planning = executable(), planning
        self._documents = Documents(self._schema)

    def changes(self, parameters: Parameters) -> bool:
        """Whether these parameters ask for a change; what cannot be read asks for none. A text without the word is not read."""
        if OperationType.MUTATION.value not in parameters.query:
            return False
        try:
            operation = self._documents.read(parameters.query).operation(parameters.operation_name)
        except (Unreadable, Refusal):
            return False
        return operation.operation is OperationType.MUTATION

    def answer(
        self,
        parameters: Parameters,
        network: Network,
        scope: str,
        request: str,
        *,
        queries_only: bool = False,
        writer: Writer | None = None,
    ) -> Answer:
        """The answer to `parameters`; `request` is the id a fault of ours is logged under, `writer` takes changes in.

        Raises:
            NotAQuery: `queries_only`, and the operation is none.
        """
        try:
            document = self._documents.read(parameters.query)
            operation = document.operation(parameters.operation_name)
        except Unreadable as error:
            return _failed([_told(one, request) for one in error.errors])
        except Refusal as error:
            return _failed([refused(error)])
        if queries_only and operation.operation is not OperationType.QUERY:
            raise NotAQuery
        variables = dict(parameters.variables or {})
        plan = document.plan(parameters.operation_name) if self._planning else None
        if plan is not None:
            with suppress(Unplanned):
                data = plan.run(Asking(network, scope), variables)
                return Answer(encoded({"data": data}), executed=True, clean=True)
        result = execute_sync(
            self._schema,
            document.node,
            context_value=Asking(network, scope, writer),
            variable_values=variables,
            operation_name=parameters.operation_name,
        )
        errors = [_told(error, request) for error in result.errors or ()]
        if result.data is None and all(error.path is None for error in result.errors or ()):
            return _failed(errors)
        body = {"data": result.data, "errors": errors} if errors else {"data": result.data}
        return Answer(encoded(body), executed=True, clean=not errors)


def refused(refusal: Refusal) -> GraphQLFormattedError:
    """A refusal as an error of the answer."""
    return {"message": str(refusal), "extensions": {"code": refusal.code.value}}


def encoded(body: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8."""
    return to_json(body)


def _failed(errors: list[GraphQLFormattedError]) -> Answer:
    return Answer(encoded({"errors": errors}), executed=False, clean=False)


def _told(error: GraphQLError, request: str) -> GraphQLFormattedError:
    """An error as the asker reads it: what is expected with its code, a fault of ours with nothing but the request's id."""
    told = error.formatted
    cause = error.original_error
    refusal = refusal_of(cause)
    if refusal is not None:
        told["message"] = str(refusal)
        told["extensions"] = {"code": refusal.code.value}
    elif cause is None or isinstance(cause, GraphQLError):
        told["message"] = f"查询有误（{Code.BAD_USER_INPUT}）：{error.message}"
        told["extensions"] = {"code": Code.BAD_USER_INPUT.value}
    else:
        _log.error("request %s failed at %s", request, error.path, exc_info=cause)
        told["message"] = f"服务器内部错误（{Code.INTERNAL}），请求编号 {request}"
        told["extensions"] = {"code": Code.INTERNAL.value, "requestId": request}
    return told
