"""Who may see a street only: every field of the schema is asked, and nothing of what lies elsewhere comes back.

Whatever is said of records outside the street is a mark in the records asked; no answer may hold it, nor any of their codes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import polars as pl
import pytest

from graph_model.network import Network
from graph_model.records import TABLES
from graph_model.scoping import Scope
from schema.build import executable
from tests import cases
from tests.every_field import ARGUMENTS, DAY, WAYS, queries
from tests.small_city import CATALOGUE, SCHEMES, ask

STREET = "410202-01"
ABOVE = {"4102", "410202"}
MARK = "机密"
SCOPE = Scope(frozenset({STREET}))
MASKED = Scope(frozenset({STREET}), names=False)
_TEXTS = ("label", "credit_code", "contact", "source", "published", "scope", "reason", "measure", "period")
"""What is said of a record, besides its name."""


@cache
def leading() -> frozenset[str]:
    """The linkage posts of the areas above, their appointments and who holds them: these may be seen."""
    frames = cases.tables("kaifeng")
    posts = frames["posts"].filter(pl.col("area").is_in(list(ABOVE)))["code"]
    held = frames["appointments"].filter(pl.col("post").is_in(posts.to_list()))
    return frozenset([*posts, *held["code"], *held["person"]])


def _elsewhere() -> pl.Expr:
    shown = pl.col("code").str.starts_with(STREET) | pl.col("code").is_in([*ABOVE, *leading()])
    return ~shown


@cache
def marked() -> Network:
    """Kaifeng, with a mark on whatever is said of what lies outside the street; of the areas above, on all but their names."""
    frames = {}
    for name, frame in cases.tables("kaifeng").items():
        outside, above = _elsewhere(), pl.col("code").is_in(list(ABOVE))
        said = [
            pl.when(outside | above).then(pl.lit(MARK)).otherwise(pl.col(column)).alias(column)
            for column in _TEXTS
            if column in frame.columns
        ]
        if "name" in frame.columns:
            said.append(pl.when(outside).then(pl.lit(MARK)).otherwise(pl.col("name")).alias("name"))
        if "attributes" in frame.columns:
            secret = pl.lit(json.dumps({"memo": MARK}, ensure_ascii=False))
            said.append(pl.when(outside | above).then(secret).otherwise(pl.col("attributes")).alias("attributes"))
        frames[name] = frame.with_columns(said)
    return Network.compile(frames, SCHEMES, CATALOGUE)


@cache
def hidden() -> frozenset[str]:
    """The codes of what lies elsewhere: places, bodies, posts, people and all that is told of them."""
    frames = cases.tables("kaifeng")
    return frozenset(code for frame in frames.values() for code in frame.filter(_elsewhere())["code"])


def asked() -> list[str]:
    """A query for every field, the same with nothing named where nothing must be, and two that page and search."""
    schema = executable()
    street = {**ARGUMENTS, "area.code": f'"{STREET}"'}
    return list(dict.fromkeys([*queries(schema, ARGUMENTS, WAYS), *queries(schema, street, WAYS)]))


@cache
def walked(scope: Scope) -> dict[str, list[str]]:
    """Every text in the answer to each of these queries."""
    return {query: list(texts(ask(query, marked(), scope).get("data"))) for query in asked()}


def texts(value: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("scope", [SCOPE, MASKED], ids=["names", "masked"])
def test_no_field_tells_of_what_lies_elsewhere(scope: Scope) -> None:
    """For each field of each type: no text said of anything outside the street, and no code of it."""
    assert len(walked(scope)) > 150
    for query, told in walked(scope).items():
        for text in told:
            assert MARK not in text, (query, text)
            assert text not in hidden(), (query, text)
            assert text.partition(":")[2] not in hidden(), (query, text)


def test_what_lies_inside_is_told() -> None:
    """The walk above asks something: inside the street the fields have values."""
    answer = ask(
        f'{{ area(code: "{STREET}", asOf: {DAY}) {{ name children {{ code }} path {{ name }} }} }}', marked(), SCOPE
    )
    area = answer["data"]["area"]
    assert [one["name"] for one in area["path"]] == ["开封市", "龙亭区", area["name"]]
    assert MARK not in area["name"]
    assert area["children"]


def _named() -> Iterator[tuple[str, str, str]]:
    """Every argument that takes a code, with a code from elsewhere and one that nothing has."""
    frames = cases.tables("kaifeng")
    outside = {name: frames[name].filter(_elsewhere())["code"][0] for name in TABLES if frames[name].height}
    of = {"organization": "organizations", "person": "persons", "post": "posts"}
    for query in _rooted():
        for argument, code in re.findall(r'(\w+): "([^"]+)"', query):
            table = of.get(argument, "areas")
            if argument in ("within", "area", "code", "person", "post", "organization", "id"):
                kind = re.match(r"\{ (\w+)", query)
                table = of.get(kind[1], table) if kind and argument == "code" else table
                prefix = "Area:" if argument == "id" else ""
                for other in (prefix + outside[table], f"{prefix}nothing-has-this"):
                    yield query, f'{argument}: "{code}"', f'{argument}: "{other}"'


def _rooted() -> list[str]:
    schema = executable()
    assert schema.query_type is not None
    given = {**ARGUMENTS, "within": f'"{STREET}"'}
    roots = schema.query_type.fields
    return [one for one in queries(schema, given, WAYS) if re.match(r"\{ (\w+)", one)[1] in roots]  # type: ignore[index]


def test_a_code_from_elsewhere_is_a_code_that_nothing_has() -> None:
    """Wherever a code can be named, one from elsewhere is answered in the words for one that does not exist."""
    told: dict[tuple[str, str], set[str]] = {}
    for query, before, after in _named():
        code = after.split('"')[1]
        answer = json.dumps(ask(query.replace(before, after), marked(), SCOPE), ensure_ascii=False)
        told.setdefault((query, before), set()).add(
            answer.replace(code, "…").replace(code.partition(":")[2] or code, "…")
        )
    assert len(told) > 20
    assert {key: found for key, found in told.items() if len(found) > 1} == {}


def test_the_areas_above_are_not_counted() -> None:
    """Of the city only is seen that it is there: its counts would be those of one street under the city's name."""
    for question in (
        'coverage(indicator: "building_head", within: "4102") { rate }',
        'vacancies(within: "4102") { totalCount }',
    ):
        (error,) = ask(f"{{ {question} }}", marked(), SCOPE)["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN"
    rows = ask(
        f'{{ coverage(indicator: "building_head", by: COUNTY, asOf: {DAY}) {{ area {{ code }} remainder }} }}',
        marked(),
        SCOPE,
    )
    assert rows["data"]["coverage"] == [{"area": None, "remainder": True}]


def test_without_the_right_to_names_no_name_is_told() -> None:
    """Of every person a surname and a star; who is a member of what is refused."""
    names = set(cases.tables("kaifeng")["persons"]["name"].drop_nulls())
    for query, told in walked(MASKED).items():
        for text in told:
            assert not any(name in text for name in names if len(name) > 1), (query, text)
    (error,) = ask("{ branchMembers { totalCount } }", marked(), MASKED)["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
