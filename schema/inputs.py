"""Records as arguments: an input type for each table, made from the table's own declaration, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import date
from types import NoneType
from typing import Any, get_args, get_type_hints

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from graph_model.changes import ChangeSet
from graph_model.records import TABLES, Field, Record, Table
from schema.enums import LABELS, RecordTable
from schema.errors import bad_input
from schema.scalars import AttributeValue

__all__ = ["AttributeInput", "EndInput", "RecordsInput", "VersionInput", "change_of"]

_LABELS = {table.value: LABELS[RecordTable][table.name] for table in RecordTable}


@strawberry.input(description="方案自定义的一项属性")
class AttributeInput:
    """An attribute by its key."""

    key: str = strawberry.field(description="属性的键")
    value: AttributeValue = strawberry.field(description="属性的值")


@strawberry.input(description="一条记录的一个版本")
class VersionInput:
    """What never was so."""

    table: RecordTable = strawberry.field(description="记录的类型")
    code: str = strawberry.field(description="编码")
    valid_from: date = strawberry.field(description="这一版本的生效日期")


@strawberry.input(description="一条记录自何日起终止")
class EndInput:
    """What ends."""

    table: RecordTable = strawberry.field(description="记录的类型")
    code: str = strawberry.field(description="编码")
    on: date = strawberry.field(description="自何日起不再有效")


def _input(table: Table) -> type:
    name = table.record.__name__
    own = [_field(table, item) for item in table.fields]
    return create_type(f"{name}Input", own, is_input=True, description=f"{_LABELS[table.name]}的一个版本")


def _field(table: Table, item: Field) -> StrawberryField:
    label, annotation = item.column.label, _annotation(item)
    if _may_be_left_out(table, item):
        return _made(item.name, label, annotation | None, optional=True)
    return _made(item.name, label, annotation, optional=False)


def _made(name: str, description: str, annotation: Any, *, optional: bool) -> StrawberryField:
    return StrawberryField(
        python_name=name,
        type_annotation=StrawberryAnnotation(annotation),
        default=strawberry.UNSET if optional else MISSING,
        description=description,
    )


def _annotation(item: Field) -> Any:
    lists: dict[type, Any] = {tuple: list[str], dict: list[AttributeInput]}
    return lists.get(item.type, item.type)


def _may_be_left_out(table: Table, item: Field) -> bool:
    (declared,) = (one for one in fields(table.record) if one.name == item.name)
    return declared.default is not MISSING or declared.default_factory is not MISSING


_INPUTS = {name: _input(table) for name, table in TABLES.items()}
RecordsInput: Any = create_type(
    "RecordsInput",
    [_made(name, _LABELS[name], list[_INPUTS[name]] | None, optional=True) for name in TABLES],  # type: ignore[valid-type]
    is_input=True,
    description="各类记录的版本，写全每一项；没有写的可选项取默认值",
)


def change_of(put: Any, withdraw: list[VersionInput], end: list[EndInput], *, summary: str, actor: str) -> ChangeSet:
    """The change set that the arguments say; see `ChangeSet`.

    Raises:
        Refusal: an attribute of a record is named twice.
    """
    return ChangeSet.of(
        _records(put),
        [(one.table.value, one.code, one.valid_from) for one in withdraw],
        [(one.table.value, one.code, one.on) for one in end],
        summary=summary,
        actor=actor,
    )


def _records(put: Any) -> Iterator[Record]:
    for name, table in TABLES.items():
        for row in getattr(put, name, None) or ():
            yield table.record(**{item.name: value for item, value in _said(table, row)})


def _said(table: Table, row: Any) -> Iterator[tuple[Field, Any]]:
    """What a row says; null of what cannot be null says nothing."""
    hints = get_type_hints(table.record)
    for item in table.fields:
        value = getattr(row, item.name)
        if value is strawberry.UNSET or (value is None and NoneType not in get_args(hints[item.name])):
            continue
        if item.type is tuple:
            value = tuple(value)
        elif item.type is dict:
            value = _attributes(value)
        yield item, value


def _attributes(given: list[AttributeInput]) -> dict[str, Any]:
    told = {one.key: one.value for one in given}
    if len(told) < len(given):
        raise bad_input(f"同一条记录的属性写了两次：{'、'.join(one.key for one in given)}")
    return told
