"""Cursors that this service has not given, or has given for something else, lead nowhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import get_named_type, is_required_argument

from schema.build import executable
from schema.cursors import _SIZE
from tests.small_city import DAY, ask

ARGUMENTS = {
    "indicator": '"compound_head"',
    "state": "COVERED",
    "from": '"2020-01-01"',
    "to": f'"{DAY}"',
    "asOf": f'"{DAY}"',
    "level": "COMPOUND",
    "limit": "0",
    "ending": "100000",
}


def lists() -> Iterator[str]:
    """Every list of the root that comes in pages."""
    query = executable().query_type
    assert query is not None
    yield from (name for name, one in query.fields.items() if "after" in one.args)


def page(field: str, after: str | None = None) -> dict[str, Any]:
    """The first row of a list, or the one after a cursor."""
    query = executable().query_type
    assert query is not None
    declared = query.fields[field]
    assert get_named_type(declared.type).name.endswith("Connection")
    given = {
        name: ARGUMENTS[name]
        for name, one in declared.args.items()
        if name in ARGUMENTS and get_named_type(one.type).name != "PostPattern"
    }
    assert all(name in given for name, one in declared.args.items() if is_required_argument(one))
    written = [*(f"{name}: {value}" for name, value in given.items()), "first: 1"]
    written += [] if after is None else [f"after: {json.dumps(after)}"]
    return ask(f"{{ {field}({', '.join(written)}) {{ edges {{ cursor }} pageInfo {{ endCursor hasNextPage }} }} }}")


def forged(cursor: str) -> Iterator[str]:
    """Other cursors made of one of this service."""
    read = base64.urlsafe_b64decode(cursor)
    mark, code = read[:_SIZE], read[_SIZE:]
    changed = bytes([mark[0] ^ 1]) + mark[1:]
    for made in (changed + code, code, mark[:-1] + code, b"\x00" * _SIZE + code, changed + b"\xff\xfe", b""):
        yield base64.urlsafe_b64encode(made).decode()
    for unknown in (b"", b"nowhere", b"\x00", b"../..", b"' OR ''='"):
        yield base64.urlsafe_b64encode(mark + unknown).decode()
    yield from (cursor[:-1], cursor + "A", cursor.swapcase(), cursor + "\n", " " + cursor, "***", "网格", cursor * 500)


@pytest.mark.parametrize("field", tuple(lists()))
def test_a_forged_cursor_is_refused_or_leads_nowhere_else(field: str) -> None:
    """A cursor that is changed, cut, or of a row that is not there is BAD_USER_INPUT; at the most it gives a page of the same
    list.
    """
    own = page(field)["data"][field]
    known = {edge["cursor"] for edge in own["edges"]}
    after = own["pageInfo"]["endCursor"]
    while after is not None:
        following = page(field, after)["data"][field]
        known |= {edge["cursor"] for edge in following["edges"]}
        after = following["pageInfo"]["endCursor"]
    for cursor in forged(own["pageInfo"]["endCursor"] or base64.urlsafe_b64encode(b"0" * _SIZE + b"C1").decode()):
        told = page(field, cursor)
        if "errors" in told:
            assert [one["extensions"] for one in told["errors"]] == [{"code": "BAD_USER_INPUT"}]
        else:
            assert {edge["cursor"] for edge in told["data"][field]["edges"]} <= known


def test_a_cursor_of_one_list_is_none_of_another() -> None:
    """Each list refuses the cursors of all others."""
    cursors = {field: page(field)["data"][field]["pageInfo"]["endCursor"] for field in lists()}
    given = {field: cursor for field, cursor in cursors.items() if cursor is not None}
    assert len(given) > 3
    for field in lists():
        for other, cursor in given.items():
            if other != field:
                assert page(field, cursor)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
