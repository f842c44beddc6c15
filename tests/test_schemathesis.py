"""Questions and changes that schemathesis makes up from the schema, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from graphql import StringValueNode, Visitor, parse, print_ast, visit
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.app import create_app
from tests.serving import PATIENCE, served
from tests.small_city import stored
from tests.thorough import THOROUGH

KNOWN = ["41", "4101", "410101", "41010101", "C1", "C2", "C4", "B1", "C1/head", "C2/head", "F1", "F1/deputy", "F1/C1"]
KNOWN += ["C1/party_branch", "p1", "p2", "x1", "compound_head", "firm_stars", "linkage", "Area:C1", "Person:p1", "head"]
WORDS = st.lists(st.one_of(st.none(), st.sampled_from(KNOWN)), min_size=6, max_size=6)
EXPECTED = {"BAD_USER_INPUT", "NOT_FOUND", "CONFLICT", "QUERY_TOO_COMPLEX"}
EXAMPLES = 100 if THOROUGH else 4


class Known(Visitor):
    """Puts codes that there are in the place of texts that were made up; without them most questions end at once."""

    def __init__(self, words: list[str | None]) -> None:
        super().__init__()
        self._words, self._turn = words, 0

    def enter_string_value(self, *_: Any) -> StringValueNode | None:
        """Another text, or the same."""
        self._turn += 1
        word = self._words[self._turn % len(self._words)]
        return None if word is None else StringValueNode(value=word, block=False)


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The schema as it is asked for over HTTP, from a service on a store of its own."""
    with served(create_app(stored(tmp_path_factory.mktemp("made_up") / "city.duckdb"))) as address:
        yield schemathesis.graphql.from_url(f"{address}/graphql", timeout=PATIENCE)


def test_whatever_is_asked_is_answered(schema: Any) -> None:
    """Every field of the root, asked in ways that nobody thought of, is answered, or refused as the asker's mistake."""
    asked = set()
    for operation in (found.ok() for found in schema.get_all_operations()):

        @given(case=operation.as_strategy(), words=WORDS)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Any, words: list[str | None]) -> None:
            case.body = print_ast(visit(parse(case.body), Known(words)))
            answer = case.call(timeout=PATIENCE)
            assert answer.status_code == 200
            told = answer.json()
            assert set(told) <= {"data", "errors", "extensions"}
            assert {one["extensions"]["code"] for one in told.get("errors", ())} <= EXPECTED, (case.body, told)

        ask()
        asked.add(operation.label)
    assert {"Query.coverage", "Mutation.recordAppointment"} < asked
