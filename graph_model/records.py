"""The eleven record types: one frozen dataclass each, and the tables they make.

Every row is one version of a record, `[valid_from, valid_to)`, keyed by `(code, valid_from)`. The dataclass is the only
declaration of a table: its columns, Chinese headings, references and identity fields are read from the annotations, and
the CSV folder, the stores, the validator and GraphQL all follow from `TABLES`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

import polars as pl

from graph_model.levels import AreaLevel

__all__ = [
    "TABLES",
    "Affiliation",
    "AffiliationKind",
    "Appointment",
    "Area",
    "Attribute",
    "Basis",
    "Column",
    "Cover",
    "CoverMode",
    "Exemption",
    "Field",
    "Figure",
    "Filing",
    "Ledger",
    "Membership",
    "MembershipKind",
    "MembershipStatus",
    "Organization",
    "Person",
    "Post",
    "Qualifier",
    "Record",
    "Table",
    "attributes_text",
    "frame_of",
    "record_at",
    "records_of",
]

Attribute = str | int | float | bool
"""A value of a scheme's own attribute; a date is kept as its ISO text."""


class CoverMode(StrEnum):
    """How a party organization covers; the strongest counts, in this order."""

    OWN = "own"
    JOINT = "joint"
    ATTACHED = "attached"
    WORK = "work"


class AffiliationKind(StrEnum):
    """A tie outside the tree: 支部联建, 包保, 包联, 共建, 单位报到."""

    BRANCH_ALLIANCE = "branch_alliance"
    SPONSORSHIP = "sponsorship"
    LIAISON = "liaison"
    PARTNERSHIP = "partnership"
    UNIT_CHECK_IN = "unit_check_in"


class Ledger(StrEnum):
    """Which of the four ledgers a person stands in: 自管, 在职, 离退休, 流动."""

    OWN = "own"
    EMPLOYED = "employed"
    RETIRED = "retired"
    MOBILE = "mobile"


class MembershipKind(StrEnum):
    """组织关系, functional branch, 报到."""

    FORMAL = "formal"
    FUNCTIONAL = "functional"
    REPORTED = "reported"


class MembershipStatus(StrEnum):
    """正式, 预备."""

    FULL = "full"
    PROBATIONARY = "probationary"


class Basis(StrEnum):
    """On what ground somebody holds a post: 选举 推选 任命 选派 聘用 兼任 认领."""

    ELECTED = "elected"
    PROPOSED = "proposed"
    APPOINTED = "appointed"
    SENT = "sent"
    HIRED = "hired"
    CONCURRENT = "concurrent"
    CLAIMED = "claimed"


class Qualifier(StrEnum):
    """How exact a figure is: as printed, 约, 以上, 余/多, 近/不到."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class Column:
    """What a field is besides its Python type.

    `refers_to` names the table whose code it holds; `identity` says that it is the same in all versions of a record;
    `during` says that what it refers to must exist for as long as the version holds (else: that it exists at all).
    """

    label: str
    refers_to: str | None = None
    identity: bool = False
    during: bool = True
    required: bool = False
    minimum: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has."""

    table: ClassVar[str]

    code: Annotated[str, Column("编码", required=True)]
    valid_from: Annotated[date, Column("生效日期", required=True)]
    valid_to: Annotated[date | None, Column("止(不含)")] = None
    source: Annotated[str | None, Column("来源")] = None

    def holds_on(self, day: date) -> bool:
        """Whether this version is the one that holds on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Record):
    """A place of one of the levels."""

    table: ClassVar[str] = "areas"

    name: Annotated[str, Column("名称", required=True)]
    level: Annotated[AreaLevel, Column("层级", identity=True, required=True)]
    parent: Annotated[str | None, Column("区划归属", refers_to="areas")] = None
    scheme: Annotated[str | None, Column("方案")] = None
    households: Annotated[int | None, Column("户数", minimum=0)] = None
    residents: Annotated[int | None, Column("人口", minimum=0)] = None
    predecessors: Annotated[tuple[str, ...], Column("前身", refers_to="areas", during=False)] = ()
    attributes: Annotated[Mapping[str, Attribute], Column("属性")] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Record):
    """A body: party branch, owners' committee, property firm, department and so on."""

    table: ClassVar[str] = "organizations"

    name: Annotated[str, Column("名称", required=True)]
    kinds: Annotated[tuple[str, ...], Column("类型", required=True)]
    area: Annotated[str, Column("所在区域", refers_to="areas", required=True)]
    parent: Annotated[str | None, Column("隶属", refers_to="organizations")] = None
    host: Annotated[str | None, Column("所在组织", refers_to="organizations")] = None
    credit_code: Annotated[str | None, Column("统一社会信用代码")] = None
    contact: Annotated[str | None, Column("联系方式")] = None
    predecessors: Annotated[tuple[str, ...], Column("前身", refers_to="organizations", during=False)] = ()
    attributes: Annotated[Mapping[str, Attribute], Column("属性")] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover(Record):
    """An organization covers an area or another organization."""

    table: ClassVar[str] = "covers"

    organization: Annotated[str, Column("组织", refers_to="organizations", identity=True, required=True)]
    area: Annotated[str | None, Column("覆盖区域", refers_to="areas", identity=True)] = None
    target_organization: Annotated[str | None, Column("覆盖组织", refers_to="organizations", identity=True)] = None
    mode: Annotated[CoverMode | None, Column("覆盖方式")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation(Record):
    """An organization tied to another, or to an area, outside the tree."""

    table: ClassVar[str] = "affiliations"

    organization: Annotated[str, Column("组织", refers_to="organizations", identity=True, required=True)]
    other_organization: Annotated[str | None, Column("结对组织", refers_to="organizations", identity=True)] = None
    area: Annotated[str | None, Column("结对区域", refers_to="areas", identity=True)] = None
    kind: Annotated[AffiliationKind, Column("结对方式", identity=True, required=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A person; the name is null only after anonymising."""

    table: ClassVar[str] = "persons"

    name: Annotated[str | None, Column("姓名")] = None
    residence: Annotated[str | None, Column("居住地", refers_to="areas")] = None
    ledger: Annotated[Ledger | None, Column("台账")] = None
    contact: Annotated[str | None, Column("联系方式")] = None
    predecessors: Annotated[tuple[str, ...], Column("前身", refers_to="persons", during=False)] = ()
    attributes: Annotated[Mapping[str, Attribute], Column("属性")] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Record):
    """A person belongs to a party organization."""

    table: ClassVar[str] = "memberships"

    person: Annotated[str, Column("人员", refers_to="persons", identity=True, required=True)]
    organization: Annotated[str, Column("党组织", refers_to="organizations", identity=True, required=True)]
    kind: Annotated[MembershipKind, Column("关系", identity=True, required=True)]
    status: Annotated[MembershipStatus, Column("党员类别")] = MembershipStatus.FULL


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Record):
    """A seat in an organization or for an area; it exists whether or not anyone holds it."""

    table: ClassVar[str] = "posts"

    role: Annotated[str, Column("角色", identity=True, required=True)]
    label: Annotated[str | None, Column("岗位名称")] = None
    area: Annotated[str | None, Column("区域", refers_to="areas", identity=True)] = None
    organization: Annotated[str | None, Column("组织", refers_to="organizations", identity=True)] = None
    seats: Annotated[int | None, Column("职数", minimum=1)] = 1
    attributes: Annotated[Mapping[str, Attribute], Column("属性")] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment(Record):
    """Who holds which post."""

    table: ClassVar[str] = "appointments"

    post: Annotated[str, Column("岗位", refers_to="posts", identity=True, required=True)]
    person: Annotated[str, Column("人员", refers_to="persons", identity=True, required=True)]
    basis: Annotated[Basis | None, Column("产生方式")] = None
    on_behalf_of: Annotated[str | None, Column("选派单位", refers_to="organizations")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing(Record):
    """On this day (`valid_from`) this area told all about this topic. A filing never ends."""

    table: ClassVar[str] = "filings"

    area: Annotated[str, Column("区域", refers_to="areas", identity=True, required=True)]
    topic: Annotated[str, Column("填报内容", identity=True, required=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Record):
    """A reported or published number, with the qualifier it was printed with."""

    table: ClassVar[str] = "figures"

    area: Annotated[str | None, Column("区域", refers_to="areas", during=False)] = None
    organization: Annotated[str | None, Column("组织", refers_to="organizations", during=False)] = None
    person: Annotated[str | None, Column("人员", refers_to="persons", during=False)] = None
    key: Annotated[str, Column("指标", required=True)]
    value: Annotated[float | None, Column("数值")] = None
    published: Annotated[str | None, Column("原文")] = None
    qualifier: Annotated[Qualifier, Column("限定")] = Qualifier.EXACT
    measure: Annotated[str | None, Column("单位")] = None
    period: Annotated[str | None, Column("期间")] = None
    scope: Annotated[str | None, Column("口径")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption(Record):
    """This subject need not meet this indicator (不纳入考核)."""

    table: ClassVar[str] = "exemptions"

    indicator: Annotated[str, Column("指标", identity=True, required=True)]
    area: Annotated[str | None, Column("区域", refers_to="areas", identity=True, during=False)] = None
    organization: Annotated[str | None, Column("组织", refers_to="organizations", identity=True, during=False)] = None
    reason: Annotated[str | None, Column("理由")] = None


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table, as every reader and writer needs it."""

    name: str
    type: type
    """`str`, `int`, `float`, `date`, an enum, `tuple` (several texts) or `dict` (attributes)."""
    column: Column
    default: Any

    @property
    def dtype(self) -> pl.DataType:
        """How the column is kept in a frame; attributes are canonical JSON text, enums their keys."""
        plain: dict[type, pl.DataType] = {
            int: pl.Int64(),
            float: pl.Float64(),
            date: pl.Date(),
            tuple: pl.List(pl.String),
        }
        return plain.get(self.type, pl.String())


@dataclass(frozen=True, slots=True)
class Table:
    """A record type as a table: its name, its record class, its fields in column order."""

    name: str
    record: type[Record]
    fields: tuple[Field, ...]

    @property
    def schema(self) -> pl.Schema:
        """The frame's columns and types."""
        return pl.Schema({field.name: field.dtype for field in self.fields})

    @property
    def references(self) -> tuple[Field, ...]:
        """The fields that hold the code of another record."""
        return tuple(field for field in self.fields if field.column.refers_to)

    def empty(self) -> pl.DataFrame:
        """A frame of this table without rows."""
        return pl.DataFrame(schema=self.schema)

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises:
            KeyError: the table has none.
        """
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)


def _plain_type(annotation: Any) -> type:
    """The one type of an annotation, without `| None` and without type arguments."""
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    origin = get_origin(annotation)
    if origin is None:
        assert isinstance(annotation, type)
        return annotation
    return tuple if origin is tuple else dict


def _table(record: type[Record]) -> Table:
    hints = get_type_hints(record, include_extras=True)
    columns = []
    for item in fields(record):
        annotation, column = get_args(hints[item.name])
        default = item.default_factory() if item.default_factory is not MISSING else item.default
        columns.append(Field(item.name, _plain_type(annotation), column, None if default is MISSING else default))
    return Table(record.table, record, tuple(columns))


TABLES: dict[str, Table] = {
    record.table: _table(record)
    for record in (
        Area,
        Organization,
        Cover,
        Affiliation,
        Person,
        Membership,
        Post,
        Appointment,
        Filing,
        Figure,
        Exemption,
    )
}
"""The eleven tables by name, in the order in which they can be written without a dangling code."""


def attributes_text(attributes: Mapping[str, Attribute]) -> str | None:
    """Attributes as they stand in a frame: JSON with sorted keys, null when there are none."""
    if not attributes:
        return None
    return json.dumps(dict(sorted(attributes.items())), ensure_ascii=False, separators=(",", ":"))


def _cell(value: Any, kind: type) -> Any:
    if kind is dict:
        return attributes_text(value)
    if kind is tuple:
        return list(value)
    return str(value) if isinstance(value, StrEnum) else value


def frame_of(table: str, records: Iterable[Record]) -> pl.DataFrame:
    """Records of one table as a frame with the table's columns, in the order given."""
    declared = TABLES[table]
    rows = list(records)
    return pl.DataFrame(
        {item.name: [_cell(getattr(row, item.name), item.type) for row in rows] for item in declared.fields},
        schema=declared.schema,
    )


def records_of(table: str, frame: pl.DataFrame) -> list[Any]:
    """The rows of a frame as records of `table`, in the order given."""
    declared = TABLES[table]
    names = [item.name for item in declared.fields]
    return [
        declared.record(**{item.name: _value(cell, item) for cell, item in zip(row, declared.fields, strict=True)})
        for row in frame.select(names).iter_rows()
    ]


def record_at(table: str, frame: pl.DataFrame, row: int) -> Any:
    """One row of a frame as a record of `table`: for a few rows far cheaper than `records_of`."""
    declared, cells = TABLES[table], frame.row(row, named=True)
    return declared.record(**{item.name: _value(cells[item.name], item) for item in declared.fields})


def _value(cell: Any, item: Field) -> Any:
    """A cell of a frame as the value of a record's field."""
    if item.type is dict:
        return json.loads(cell) if cell else {}
    if item.type is tuple:
        return tuple(cell or ())
    if cell is None or not issubclass(item.type, StrEnum):
        return cell
    return item.type(cell)
