"""Whatever is written into any text of any argument is a text: nothing of it is executed, and nothing breaks."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    OperationType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)

from api.execution import Execution, Parameters
from api.service import Service
from api.signin import ANYBODY
from graph_model.network import Network
from schema.build import executable
from tests.small_city import CITY, DAY, stored
from tests.thorough import some

TEXTS = [
    "x'; DROP TABLE areas; --",
    '" OR ""="',
    "' UNION SELECT * FROM persons --",
    "x'}) DETACH DELETE n //",
    "`) MATCH (n) SET n.name = '' //",
    "{{7*7}}${7*7}#{7*7}",
    "../../../../etc/passwd",
    "a\x00b",
    "%s%n{0}{code}",
    "(a+)+$" + "a" * 200,
    "\u202egnp.\u0007\n\r\t",
    "=HYPERLINK(1)",
    "人" * 3000,
]
KNOWN = {
    "code": "C1",
    "id": "Area:C1",
    "within": "41",
    "indicator": "compound_head",
    "person": "p1",
    "post": "C1/head",
    "key": "compound_head",
}
EXPECTED = {"BAD_USER_INPUT", "NOT_FOUND", "CONFLICT", "QUERY_TOO_COMPLEX"}


def literal(kind: GraphQLInputType, name: str, text: str | None = None) -> str:
    """A value of a type; with `text`, one that has it wherever a text may stand."""
    kind = get_nullable_type(kind)
    if is_list_type(kind):
        return f"[{literal(kind.of_type, name, text)}]"
    if isinstance(kind, GraphQLInputObjectType):
        inner = [
            f"{key}: {literal(one.type, key, text)}"
            for key, one in kind.fields.items()
            if is_required_input_field(one) or (text is not None and takes_text(one.type))
        ]
        return f"{{{', '.join(inner)}}}"
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    plain = {"Int": "1", "Float": "1", "Boolean": "true", "Date": json.dumps(DAY)}
    return plain.get(kind.name) or json.dumps(KNOWN.get(name, "C1") if text is None else text, ensure_ascii=False)


def takes_text(kind: GraphQLInputType) -> bool:
    """Whether a text may stand somewhere in a value of a type; a date may be written as any text, too."""
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        return any(takes_text(one.type) for one in named.fields.values())
    return named.name in {"String", "ID"}


def below(field: GraphQLField) -> str:
    """A selection of what is plain in a field's value."""
    named: Any = get_named_type(field.type)
    if is_leaf_type(named):
        return ""
    plain = [key for key, one in named.fields.items() if is_leaf_type(get_named_type(one.type)) and not one.args]
    rows = " nodes { __typename }" if "nodes" in named.fields else ""
    return f" {{ __typename {' '.join(plain)}{rows} }}"


def places() -> Iterator[tuple[str, str, str]]:
    """Every argument of a root field in which a text may stand: the operation, the field, the argument."""
    schema = executable()
    for operation, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        assert root is not None
        for field, told in root.fields.items():
            yield from ((operation, field, name) for name, one in told.args.items() if takes_text(one.type))


def question(operation: str, field: str, argument: str, text: str) -> str:
    """A question that has `text` in one argument, and what must be in the others."""
    root: Any = executable().get_root_type(OperationType(operation))
    told = root.fields[field]
    given = {
        name: literal(one.type, name, text if name == argument else None)
        for name, one in told.args.items()
        if name == argument or is_required_argument(one)
    }
    return f"{operation} {{ {field}({', '.join(f'{name}: {one}' for name, one in given.items())}){below(told)} }}"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    opened = Service.open(stored(tmp_path_factory.mktemp("injected") / "city.duckdb"))
    yield opened
    opened.close()


def names(network: Network) -> dict[str, str]:
    frame = network.tables["areas"].frame
    return dict(zip(frame["code"], frame["name"], strict=True))


def test_a_text_in_any_argument_is_a_text(service: Service) -> None:
    """Each text in each argument of each question and each change: answered, or refused with a code of the asker's; what
    stood in the store stands there still, and the store read anew is what the service has.
    """
    execution, turn = Execution(), itertools.count()
    wrong = []
    for place in places():
        for text in some(TEXTS[next(turn) % 4 :], 4):
            asked = question(*place, text)
            answer = execution.answer(Parameters(asked), service.network, ANYBODY, "r1", writer=service)
            if not set(answer.codes) <= EXPECTED or b"root:" in answer.body:
                wrong.append((asked, answer.body[:300]))
    assert wrong == []
    before, after = names(CITY), names(service.network)
    assert {code: after[code] for code in before if code != KNOWN["code"]} == {
        code: name for code, name in before.items() if code != KNOWN["code"]
    }
    assert service.network.revision > 1
    anew = Network.compile(service.store.read(), service.network.schemes, service.network.catalogue)
    for table, frame in anew.frames().items():
        assert frame.equals(service.network.frames()[table])


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_is_recorded_is_told_as_it_is(service: Service, text: str) -> None:
    """A name that looks like a command is a name: found by search, told to the letter, or refused as a name."""
    execution = Execution()

    def data(query: str) -> Any:
        answer = execution.answer(Parameters(query), service.network, ANYBODY, "r1", writer=service)
        assert set(answer.codes) <= EXPECTED
        return json.loads(answer.body).get("data")

    written = json.dumps(text, ensure_ascii=False)
    told = data(f'mutation {{ renameArea(area: "C4", name: {written}, on: "{DAY}") {{ revision }} }}')
    if told is None:
        return
    found = data(f'{{ areas(search: {written}, asOf: "{DAY}") {{ nodes {{ code name }} }} }}')["areas"]["nodes"]
    assert {"code": "C4", "name": text} in found


def test_null_means_that_nothing_was_said(service: Service) -> None:
    """Every argument that need not be written may be null, in any field of the root."""
    execution = Execution()
    for operation, root in (("query", executable().query_type), ("mutation", executable().mutation_type)):
        assert root is not None
        for field, told in root.fields.items():
            given = {
                name: literal(one.type, name) if is_required_argument(one) else "null"
                for name, one in told.args.items()
            }
            if not given:
                continue
            written = ", ".join(f"{name}: {value}" for name, value in given.items())
            asked = f"{operation} {{ {field}({written}){below(told)} }}"
            answer = execution.answer(Parameters(asked), service.network, ANYBODY, "r1", writer=service)
            assert set(answer.codes) <= EXPECTED, (asked, answer.body)
