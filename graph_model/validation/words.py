"""Checks of the words a scheme declares: kinds, roles, topics, attributes, and the mode of a cover."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from graph_model.changes import KEY
from graph_model.errors import Problem, nearest
from graph_model.records import CoverMode, attributes_text
from graph_model.scheme import AttributeType, Scheme, Schemes
from graph_model.validation.standing import Standing
from graph_model.validation.state import State, interval, place, problems_at

__all__ = ["attribute_fault", "word_problems"]

_Stands = pl.DataFrame
"""Rows with `area, start, end` beside what is checked."""


def word_problems(
    state: State, standing: Standing, schemes: Schemes, indicators: Mapping[str, Any]
) -> Iterator[Problem]:
    """Words that the schemes in force where and while a row stands do not have."""
    areas = state.fresh["areas"]
    for (word,), some in _not_in(areas, "scheme", list(schemes)).group_by("scheme", maintain_order=True):
        yield from problems_at(
            "areas",
            "scheme",
            some,
            "unknown scheme",
            found="scheme",
            expected="one of " + ", ".join(schemes),
            hint=nearest(str(word), schemes),
        )
    exemptions = state.fresh["exemptions"]
    for (word,), some in _not_in(exemptions, "indicator", list(indicators)).group_by("indicator", maintain_order=True):
        yield from problems_at(
            "exemptions", "indicator", some, "unknown indicator", found="indicator", hint=nearest(str(word), indicators)
        )
    for table in ("areas", "organizations", "posts", "persons"):
        rows = _at_place(state, table, _rows(state, standing, table))
        yield from _attributes(table, rows, standing, schemes)
        if table == "organizations":
            yield from _words(table, "kinds", rows.explode("kinds"), standing, schemes, lambda scheme: scheme.kinds)
        if table == "posts":
            yield from _words(table, "role", rows, standing, schemes, lambda scheme: scheme.roles)
    filings = (
        _rows(state, standing, "filings")
        .select(*KEY, "topic", "area", *interval())
        .with_columns(end=pl.col("start") + 1)
    )
    yield from _words("filings", "topic", filings, standing, schemes, lambda scheme: scheme.topics)
    yield from _modes(state, standing, schemes)


def _not_in(rows: pl.DataFrame, column: str, words: list[str]) -> pl.DataFrame:
    return rows.filter(pl.col(column).is_not_null() & (pl.col(column) != "") & ~pl.col(column).is_in(words))


def _rows(state: State, standing: Standing, table: str) -> pl.DataFrame:
    """The rows to look at: those put; all when schemes moved; also the posts of organizations that changed their place."""
    if standing.moved:
        return state.after(table)
    put = state.fresh[table]
    if table != "posts" or standing.single is not None:
        return put
    changed = state.delta.removed["organizations"]["code"].unique()
    more = state.rows("posts", "organization", changed)
    return pl.concat([put, more]).unique(KEY) if more.height else put


def _at_place(state: State, table: str, rows: pl.DataFrame) -> _Stands:
    """The rows with the area at which they stand; a post of an organization stands where that has its seat."""
    spans = rows.with_columns(interval()).filter(pl.col("start") < pl.col("end"))
    if table == "areas":
        return spans.with_columns(area="code")
    if table == "persons":
        return spans.rename({"residence": "area"})
    if table == "posts":
        inside = spans.filter(pl.col("area").is_null())
        if inside.height:
            return pl.concat([spans.filter(pl.col("area").is_not_null()), _at_seat(state, inside, "organization")])
    return spans


def _at_seat(state: State, rows: pl.DataFrame, column: str, *more: str) -> _Stands:
    """Rows once for each seat their organization has while they hold."""
    seats = state.rows("organizations", "code", rows[column].drop_nulls())
    seats = seats.select(pl.col("code").alias(column), pl.col("area").alias("seat"), *interval(), *more)
    both = rows.join(seats, on=column, suffix=":seat").filter(
        (pl.col("start:seat") < pl.col("end")) & (pl.col("start") < pl.col("end:seat"))
    )
    return both.with_columns(
        area="seat", start=pl.max_horizontal("start", "start:seat"), end=pl.min_horizontal("end", "end:seat")
    ).select(*rows.columns, *more)


def _words(
    table: str,
    column: str,
    rows: _Stands,
    standing: Standing,
    schemes: Schemes,
    words: Callable[[Scheme], Mapping[str, Any]],
) -> Iterator[Problem]:
    rows = rows.select(*KEY, column, "area", "start", "end").filter(
        pl.col(column).is_not_null() & (pl.col(column) != "")
    )
    there = standing.of(rows)
    pairs = there.select(column, "scheme").unique(maintain_order=True)
    wrong = [(word, key) for word, key in pairs.iter_rows() if word not in words(schemes[key])]
    for word, key in wrong:
        known = words(schemes[key])
        some = there.filter((pl.col(column) == word) & (pl.col("scheme") == key)).unique(KEY, maintain_order=True)
        hint = nearest(word, known)
        expected = None if hint else "one of " + ", ".join(known)
        message = f"scheme {key} has no such word"
        yield from problems_at(table, column, some, message, found=column, expected=expected, hint=hint)


def _attributes(table: str, rows: _Stands, standing: Standing, schemes: Schemes) -> Iterator[Problem]:
    """Attributes by distinct text: few rows have a text of their own."""
    rows = rows.select(*KEY, "attributes", "area", "start", "end").drop_nulls("attributes")
    if not rows.height:
        return
    placed = rows.filter(pl.col("area").is_not_null())
    for (text, key), some in _faulty(
        standing.of(placed), lambda text, key: _faults(text, table, schemes[key].attributes)
    ):
        yield from _tell(table, some, _faults(text, table, schemes[key].attributes), f"scheme {key}")
    anywhere = rows.filter(pl.col("area").is_null()).with_columns(scheme=pl.lit("any"))
    for (text, _), some in _faulty(anywhere, lambda text, _: _faults(text, table, schemes.attribute_types)):
        yield from _tell(table, some, _faults(text, table, schemes.attribute_types), "any scheme")


_Fault = tuple[str, str, str | None, str | None, str | None]
"""The attribute, what is wrong, found, expected, hint."""


def _faulty(
    there: pl.DataFrame, faults: Callable[[str, str], list[_Fault]]
) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    pairs = there.select("attributes", "scheme").unique(maintain_order=True)
    wrong = pl.DataFrame([row for row in pairs.iter_rows() if faults(*row)], schema=pairs.schema, orient="row")
    if wrong.height:
        bad = there.join(wrong, on=["attributes", "scheme"], how="semi").unique([*KEY, "scheme"], maintain_order=True)
        for (text, key), some in bad.group_by("attributes", "scheme", maintain_order=True):
            yield (str(text), str(key)), some


def _tell(table: str, rows: pl.DataFrame, faults: list[_Fault], scheme: str) -> Iterator[Problem]:
    for code, start in rows.select(KEY).iter_rows():
        for name, message, found, expected, hint in faults:
            yield Problem(place(table, code, start, name), message.replace("{scheme}", scheme), found, expected, hint)


def _faults(text: str, table: str, types: Mapping[str, AttributeType]) -> list[_Fault]:
    """What is wrong with one attributes text."""
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        return [("attributes", "not a JSON object", text, 'an object such as {"key":"value"}', None)]
    found: list[_Fault] = []
    for key, value in values.items():
        declared = types.get(key)
        if declared is None or table not in declared.of:
            words = [name for name, kind in types.items() if table in kind.of]
            message = (
                "{scheme} has no such attribute" if declared is None else f"not an attribute of {table} in {{scheme}}"
            )
            found.append((key, message, key, None if words else "no attributes", nearest(key, words)))
            continue
        fault = attribute_fault(declared, value)
        if fault is not None:
            hint = nearest(value, declared.choices) if isinstance(value, str) else None
            found.append((key, "wrong value", json.dumps(value, ensure_ascii=False), fault, hint))
    if not found and attributes_text(values) != text:
        found.append(("attributes", "not in the canonical form", text, str(attributes_text(values)), None))
    return found


def attribute_fault(declared: AttributeType, value: Any) -> str | None:
    """What was expected instead of `value`, None when it is a value of this type."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    match declared.type:
        case "text":
            return None if isinstance(value, str) and value else "a text"
        case "integer":
            return None if number and isinstance(value, int) else "a whole number"
        case "number":
            return None if number else "a number"
        case "boolean":
            return None if isinstance(value, bool) else "true or false"
        case "date":
            return None if isinstance(value, str) and _is_date(value) else "a date such as 2024-05-01"
        case "choice":
            return (
                None
                if isinstance(value, str) and value in declared.choices
                else "one of " + ", ".join(declared.choices)
            )


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _modes(state: State, standing: Standing, schemes: Schemes) -> Iterator[Problem]:
    """Covers by party kinds have a mode, others have none."""
    changed = state.delta.removed["organizations"]["code"].unique()
    rows = state.after("covers") if standing.moved else state.fresh["covers"]
    if not standing.moved and len(changed):
        rows = pl.concat([rows, state.rows("covers", "organization", changed)]).unique(KEY, maintain_order=True)
    rows = rows.select(*KEY, "organization", "mode", *interval(), area=pl.lit(None, pl.String)).filter(
        pl.col("start") < pl.col("end")
    )
    there = standing.of(_at_seat(state, rows, "organization", "kinds")).explode("kinds")
    if not there.height:
        return
    party = [(key, kind) for key in schemes for kind, declared in schemes[key].kinds.items() if declared.party]
    kinds = pl.DataFrame(party, schema={"scheme": pl.String, "kinds": pl.String}, orient="row").with_columns(
        party=pl.lit(value=True)
    )
    judged = (
        there.join(kinds, on=["scheme", "kinds"], how="left").group_by(KEY).agg(pl.first("mode"), pl.col("party").any())
    )
    words = "one of " + ", ".join(CoverMode)
    bare = judged.filter(pl.col("party") & pl.col("mode").is_null()).sort(KEY)
    yield from problems_at(
        "covers", "mode", bare, "a party organization covers in a mode", found="mode", expected=words
    )
    needless = judged.filter(~pl.col("party") & pl.col("mode").is_not_null()).sort(KEY)
    yield from problems_at(
        "covers", "mode", needless, "only a party organization covers in a mode", found="mode", expected="nothing"
    )
