"""What a planned load would change, record by record, in words: added, changed (from what to what), ended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from graph_model.changes import KEY, Tables
from graph_model.levels import AreaLevel
from graph_model.records import TABLES
from graph_model.scheme import Schemes
from loaders.load import LoadPlan
from loaders.words import LABELS, TABLE_LABELS

__all__ = ["ADDED", "CHANGED", "ENDED", "Difference", "differences"]

ADDED, CHANGED, ENDED = "新增", "变更", "终止"
_NAMED_BY = {
    "covers": ("organization", "area", "target_organization"),
    "affiliations": ("organization", "other_organization", "area"),
    "memberships": ("person", "organization"),
    "posts": ("area", "organization"),
    "appointments": ("post", "person"),
    "filings": ("area",),
    "figures": ("area", "organization", "person"),
    "exemptions": ("area", "organization"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One record: its table's label, what happens to it, its code, what it is called, and the fields that change."""

    table: str
    sort: str
    code: str
    name: str
    details: tuple[str, ...] = ()


def differences(before: Tables, planned: LoadPlan, schemes: Schemes, most: int) -> Iterator[Difference]:
    """The differences of each table, at most `most` of a table; filings are left to the counts."""
    names = _Names(before, planned, schemes)
    for table in TABLES:
        if table == "filings":
            continue
        found = _of_table(table, before[table], planned, names)
        for number, one in enumerate(found):
            if number == most:
                break
            yield one


def _of_table(table: str, before: pl.DataFrame, planned: LoadPlan, names: _Names) -> Iterator[Difference]:
    change, label = planned.change, TABLE_LABELS[table]
    puts = change.puts[table].sort(KEY)
    touched = pl.concat([puts["code"], change.ends[table]["code"], change.withdrawals[table]["code"]]).unique()
    stood = before.join(touched.to_frame(), on="code", how="semi").sort(KEY)
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in stood.iter_rows(named=True):
        rows.setdefault(row["code"], []).append(row)
    put_codes: dict[str, int] = {}
    for code in puts["code"]:
        put_codes[code] = put_codes.get(code, 0) + 1
    for row in puts.iter_rows(named=True):
        earlier = [one for one in rows.get(row["code"], ()) if one["valid_from"] <= row["valid_from"]]
        if not earlier:
            sort = CHANGED if row["code"] in rows else ADDED
            yield Difference(label, sort, row["code"], names.of(table, row))
            continue
        details = tuple(names.changes(table, earlier[-1], row))
        closes = row["valid_to"] is not None and earlier[-1]["valid_to"] != row["valid_to"]
        if not details and closes and put_codes[row["code"]] == 1:
            yield Difference(label, ENDED, row["code"], names.of(table, row), (f"止于{row['valid_to']}（不含）",))
        elif details:
            yield Difference(label, CHANGED, row["code"], names.of(table, row), details)
    for code in pl.concat([change.ends[table]["code"], change.withdrawals[table]["code"]]).unique(maintain_order=True):
        if code in rows and code not in put_codes:
            yield Difference(label, ENDED, code, names.of(table, rows[code][-1]))


class _Names:
    """What records are called, looked up among what stood and what comes."""

    def __init__(self, before: Tables, planned: LoadPlan, schemes: Schemes) -> None:
        self._tables = (planned.change.puts, before)
        self._known: dict[tuple[str, str], str] = {}
        self._labels: dict[str, str] = {level.value: level.value for level in AreaLevel}
        for scheme in schemes.values():
            self._labels |= {key: kind.label for key, kind in scheme.kinds.items()}
            self._labels |= {key: kind.label for key, kind in scheme.attributes.items()}
            self._labels |= {level.value: kept.label for level, kept in scheme.levels.items()}
        self._roles = {key: label for scheme in schemes.values() for key, label in scheme.roles.items()}

    def of(self, table: str, row: Mapping[str, Any]) -> str:
        """What a record is called."""
        if row.get("name"):
            return str(row["name"])
        ends = [
            self.named(str(TABLES[table].field(name).column.refers_to), row[name])
            for name in _NAMED_BY.get(table, ())
            if row.get(name)
        ]
        own: str = row.get("label") or self._roles.get(row.get("role") or "", "")
        return "—".join([*ends, *([str(own)] if own else [])]) or str(row["code"])

    def named(self, table: str, code: str) -> str:
        """What the record of this code is called."""
        if (table, code) not in self._known:
            name = code
            for tables in self._tables:
                found = tables[table].filter(pl.col("code") == code).tail(1)
                if found.height:
                    name = self.of(table, found.row(0, named=True))
                    break
            self._known[table, code] = name
        return self._known[table, code]

    def changes(self, table: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
        """The fields that differ: 户数 620 → 640."""
        for item in TABLES[table].fields:
            if item.name in (*KEY, "valid_to", "source") or was[item.name] == now[item.name]:
                continue
            if item.type is dict:
                old, new = (json.loads(one[item.name] or "{}") for one in (was, now))
                for key in sorted({*old, *new}):
                    if old.get(key) != new.get(key):
                        yield f"{self._labels.get(key, key)}：{_plain(old.get(key))} → {_plain(new.get(key))}"
                continue
            texts = [self._said(item.type, item.column.refers_to, one[item.name]) for one in (was, now)]
            yield f"{item.column.label}：{texts[0]} → {texts[1]}"

    def _said(self, kind: type, refers_to: str | None, value: Any) -> str:
        if value is None or value == []:
            return "空"
        if isinstance(value, list):
            return "、".join(str(self._labels.get(one, one)) for one in value)
        if refers_to:
            return self.named(refers_to, value)
        if kind in LABELS:
            return LABELS[kind][value][0] if value in LABELS[kind] else _plain(value)
        return _plain(value)


def _plain(value: Any) -> str:
    return (
        "空"
        if value is None
        else {True: "是", False: "否"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )
