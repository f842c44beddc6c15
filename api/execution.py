"""From a request's parameters to an encoded answer: documents, execution, errors with their codes."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import Any

from graphql import Executor, GraphQLError, GraphQLFormattedError, OperationType
from graphql.execution import execute_sync
from pydantic_core import to_json

from api.answers import Answer
from api.cost import Fanouts
from api.documents import Document, Documents, Unreadable
from api.limits import Limits
from api.plan import Unplanned
from api.signin import Asker, Role
from graph_model.errors import InvalidInput
from graph_model.network import Network
from schema.asking import Asking
from schema.budget import Budget, Exhausted
from schema.build import executable
from schema.changing import Writer
from schema.errors import Code, Refusal, bad_input, refusal_of, too_complex

__all__ = ["PROTOCOL", "STREAM", "Execution", "NotAQuery", "Parameters", "encoded", "failed"]

_log = logging.getLogger("liandong.api")

STREAM, PROTOCOL = "text/event-stream", "graphql-transport-ws"
"""How a subscription may be asked: the media type of server-sent events, and the protocol over WebSocket."""

REPEATED, PROBLEMS = 500, 20_000
"""Letters of a mistake that are told (the rest is what the asker wrote), and of all that is wrong with a change."""
_QUICK = frozenset(
    [
        "revision",
        "node",
        "area",
        "areas",
        "organization",
        "person",
        "post",
        "indicators",
        "indicator",
        "coverage",
        "gaps",
        "linkage",
        "answersFor",
    ]
)
"""Fields of the root that look records up or ask the columns, in milliseconds; the others may take seconds in a large city."""
_ERRS = 5
"""An estimate may be as many times too high; above that a question is refused before it is begun."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What GraphQL over HTTP carries."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None


class NotAQuery(Exception):
    """A GET that asks for something else than a query."""


class _Executor(Executor[Any]):
    """graphql-core's, which gives the whole answer up when its budget is exhausted, and looks at the clock for every object."""

    def complete_object_value(self, *arguments: Any) -> Any:
        self.context_value.budget.in_time()
        return super().complete_object_value(*arguments)

    def handle_field_error(self, raw_error: Exception, *arguments: Any) -> None:
        if isinstance(raw_error, Exhausted):
            raise raw_error
        super().handle_field_error(raw_error, *arguments)


class Execution:
    """Answers questions against a network: by plan where there is one (`planning`), else by graphql-core."""

    def __init__(self, limits: Limits | None = None, *, planning: bool = True) -> None:
        self._schema, self._planning, self._limits = executable(), planning, limits or Limits()
        self._documents = Documents(self._schema, self._limits)
        self._fanouts: Fanouts | None = None
        query = self._schema.query_type
        self._slow = frozenset(query.fields if query else ()) - _QUICK

    def changes(self, parameters: Parameters) -> bool:
        """Whether these parameters ask for a change; what cannot be read asks for none."""
        return self._asks_for(OperationType.MUTATION, parameters)

    def follows(self, parameters: Parameters) -> bool:
        """Whether these parameters ask for an answer again and again; what cannot be read does not."""
        return self._asks_for(OperationType.SUBSCRIPTION, parameters)

    def is_slow(self, parameters: Parameters) -> bool:
        """Whether the question may take long: it has the name of a field that goes through the whole network row by row."""
        return any(name in parameters.query for name in self._slow)

    def _asks_for(self, kind: OperationType, parameters: Parameters) -> bool:
        """Whether the operation is of this kind. A text without the word is not read."""
        if kind.value not in parameters.query:
            return False
        try:
            operation = self._documents.read(parameters.query).operation(parameters.operation_name)
        except (Unreadable, Refusal):
            return False
        return operation.operation is kind

    def answer(
        self,
        parameters: Parameters,
        network: Network,
        asker: Asker,
        request: str,
        *,
        queries_only: bool = False,
        following: bool = False,
        writer: Writer | None = None,
    ) -> Answer:
        """The answer to `parameters` from the network that the asker is shown; `request` is the id a fault of ours is logged
        under, `writer` takes changes in.

        `following` answers a subscription as it stands now, and no change.

        Raises:
            NotAQuery: `queries_only`, and the operation is none.
        """
        try:
            document = self._documents.read(parameters.query)
            operation = document.operation(parameters.operation_name)
        except Unreadable as error:
            return _failed([_told(one, request) for one in error.errors])
        except Refusal as error:
            return _failed([error.formatted])
        if queries_only and operation.operation is not OperationType.QUERY:
            raise NotAQuery
        is_change = operation.operation is OperationType.MUTATION
        if following and is_change:
            return _failed([bad_input("此处只能查询和订阅；修改请用 POST").formatted])
        if not following and operation.operation is OperationType.SUBSCRIPTION:
            return _failed([bad_input(f"订阅请用 WebSocket（{PROTOCOL}），或以 Accept: {STREAM} 请求").formatted])
        variables, most = dict(parameters.variables or {}), self._limits.objects
        estimate = document.cost(parameters.operation_name, self._fanouts_of(network), variables)
        if estimate > _ERRS * most:
            sentence = f"这一查询估计涉及 {estimate} 个对象，一次回答最多 {most} 个；请缩小 first，或分几次来问"
            return _failed([_with_cost(too_complex(sentence).formatted, estimate, most)])
        budget = Budget(most, inf if is_change else self._limits.seconds)
        may_write, administrator = asker.may_write, asker.role is Role.ADMINISTRATOR
        asking = Asking(
            network, asker.scope, writer if may_write else None, budget, asker.name, administrator=administrator
        )
        try:
            data, errors = self._data(document, parameters.operation_name, variables, asking)
        except Exhausted as error:
            return _failed([_with_cost(error.formatted, estimate, most)])
        told = [_told(error, request) for error in errors]
        if data is None and all(error.path is None for error in errors):
            return _failed(told)
        cost = {"estimate": estimate, "spent": asking.budget.spent, "limit": most}
        body = {"data": data, **({"errors": told} if told else {})}
        if not following:  # there the same data are the same answer
            body["extensions"] = {"cost": cost}
        kind = "change" if is_change else "query"
        return Answer(encoded(body), executed=True, clean=not told, kind=kind, codes=_codes(told))

    def _data(
        self, document: Document, name: str | None, variables: dict[str, Any], asking: Asking
    ) -> tuple[Any, Sequence[GraphQLError]]:
        """The data of an answer, and what went wrong.

        Raises:
            Exhausted: a question has come to more than it may; a change goes on, and tells it in its place.
        """
        plan = document.plan(name) if self._planning else None
        if plan is not None:
            with suppress(Unplanned):
                return plan.run(asking, variables), ()
            asking.begin_again()
        result = execute_sync(
            self._schema,
            document.node,
            context_value=asking,
            variable_values=variables,
            operation_name=name,
            executor_class=_Executor if asking.writer is None else None,
        )
        return result.data, result.errors or ()

    def _fanouts_of(self, network: Network) -> Fanouts:
        if network.whole is not network:  # a scope's own: what it does not show is not to be told by a cost
            return network.keep("fanouts", lambda: Fanouts(network))
        if self._fanouts is None or not self._fanouts.are_of(network):
            self._fanouts = Fanouts(network, self._fanouts)
        return self._fanouts


def _with_cost(error: GraphQLFormattedError, estimate: int, most: int) -> GraphQLFormattedError:
    error["extensions"] = {**error["extensions"], "cost": {"estimate": estimate, "limit": most}}
    return error


def encoded(body: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8."""
    return to_json(body)


def _short(message: str, most: int) -> str:
    """A message that may repeat what was asked, without its middle if it is too long."""
    return message if len(message) <= most else f"{message[: most // 2]}……{message[-most // 2 :]}"


def failed(refusal: Refusal) -> Answer:
    """The answer to a request that is not carried out."""
    return _failed([refusal.formatted])


def _failed(errors: list[GraphQLFormattedError]) -> Answer:
    return Answer(encoded({"errors": errors}), executed=False, clean=False, codes=_codes(errors))


def _codes(errors: Sequence[GraphQLFormattedError]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(error["extensions"]["code"] for error in errors))


def _told(error: GraphQLError, request: str) -> GraphQLFormattedError:
    """An error as the asker reads it: what is expected with its code, a fault of ours with nothing but the request's id."""
    told = error.formatted
    cause = error.original_error
    refusal = refusal_of(cause)
    if refusal is not None:
        told["message"] = _short(str(refusal), PROBLEMS if isinstance(cause, InvalidInput) else REPEATED)
        told["extensions"] = {"code": refusal.code.value}
    elif cause is None or isinstance(cause, GraphQLError):
        told["message"] = f"查询有误（{Code.BAD_USER_INPUT}）：{_short(error.message, REPEATED)}"
        told["extensions"] = {"code": Code.BAD_USER_INPUT.value}
    else:
        _log.error("request %s failed at %s", request, error.path, exc_info=cause)
        told["message"] = f"服务器内部错误（{Code.INTERNAL}），请求编号 {request}"
        told["extensions"] = {"code": Code.INTERNAL.value, "requestId": request}
    return told
