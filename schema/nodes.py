"""Areas, organizations, persons, posts and appointments as the interface shows them, each as of one day.

Each leads to the others, so they stand in one module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

from graph_model import records
from graph_model.answers import Weight
from graph_model.errors import NotFound
from graph_model.levels import AreaLevel
from graph_model.records import Basis, CoverMode, Ledger
from graph_model.scheme import Scheme
from schema.asking import View
from schema.attributes import Attribute, Label, attributes_of
from schema.enums import label_of
from schema.fields import By, IndicatorKey, Weighed, described, field
from schema.node import Node

if TYPE_CHECKING:
    from schema.coverage import Coverage

__all__ = [
    "SUBJECTS",
    "Appointment",
    "Area",
    "Cover",
    "Organization",
    "Person",
    "Post",
    "Subject",
    "covers_of",
]


@described
class Area(Node):
    """区域：从国家到中心户各层级的一个地方"""

    table: ClassVar[str] = "areas"

    @property
    def record(self) -> records.Area:
        """The area's version of the day."""
        found: records.Area = self.batch.record(self.at)
        return found

    @field
    def name(self) -> str:
        """名称"""
        return str(self.batch.name(self.at))

    @field
    def level(self) -> AreaLevel:
        """层级"""
        return self.record.level

    @field
    def label(self) -> str:
        """层级在当地方案中的叫法，如“小区/楼院”"""
        declared = self.scheme_at(self.own_code).levels.get(self.record.level)
        return declared.label if declared else str(label_of(self.record.level))

    @field
    def scheme(self) -> str:
        """在此地有效的方案"""
        return self.scheme_at(self.own_code).key

    @field
    def parent(self) -> Area | None:
        """区划归属：所属的上一个区域"""
        return self.view.maybe(Area, self.record.parent)

    @field
    def children(self) -> list[Area]:
        """直接归属于此的各区域"""
        return self.view.many(Area, self.view.tree.children(self.own_code))

    @field
    def path(self) -> list[Area]:
        """从最上层到本区域的各级区域"""
        return self.view.many(Area, self.view.tree.path(self.own_code))

    @field
    def households(self) -> int | None:
        """户数"""
        return self.record.households

    @field
    def residents(self) -> int | None:
        """人口"""
        return self.record.residents

    @field
    def attributes(self) -> list[Attribute]:
        """方案自定义的属性"""
        return attributes_of(self.record.attributes, self.scheme_at(self.own_code))

    @field
    def predecessors(self) -> list[str]:
        """前身的编码：由哪些区域拆分、合并而来"""
        return list(self.record.predecessors)

    @field
    def posts(self) -> list[Post]:
        """为本区域设的岗位"""
        return self.view.many(Post, self.view.tree.posts_of("areas", self.own_code))

    @field
    def organizations(self) -> list[Organization]:
        """所在地就是本区域的组织（下级区域内的不算）"""
        return self.view.many(Organization, self.view.tree.seated_in(self.own_code))

    @field
    def covers(self) -> list[Cover]:
        """覆盖本区域的覆盖关系"""
        return covers_of(self.view, self.view.tree.covers_of("areas", self.own_code))

    @field
    def coverage(
        self, indicator: IndicatorKey, by: By = None, weight: Weighed = Weight.SUBJECTS
    ) -> list[Annotated[Coverage, strawberry.lazy("schema.coverage")]]:
        """本区域一项指标的覆盖情况，同根字段 coverage"""
        from schema.coverage import coverage

        return coverage(self.view, indicator, self.view.inside(self.own_code), by, weight)


@described
class Organization(Node):
    """组织：党支部、业主委员会、物业企业、部门等"""

    table: ClassVar[str] = "organizations"

    @property
    def record(self) -> records.Organization:
        """The organization's version of the day."""
        found: records.Organization = self.batch.record(self.at)
        return found

    @field
    def name(self) -> str:
        """名称"""
        return str(self.batch.name(self.at))

    @field
    def kinds(self) -> list[Label]:
        """组织类型，可有几种"""
        declared = self.scheme_at(self.record.area).kinds
        return [
            Label(_key=kind, _label=declared[kind].label if kind in declared else kind) for kind in self.record.kinds
        ]

    @field
    def area(self) -> Area | None:
        """所在区域；外来组织为在本地登记之处，在查询者权限之外的为空"""
        return self.view.maybe(Area, self.record.area)

    @field
    def parent(self) -> Organization | None:
        """隶属于哪个组织"""
        return self.view.maybe(Organization, self.record.parent)

    @field
    def host(self) -> Organization | None:
        """设在哪个组织内部"""
        return self.view.maybe(Organization, self.record.host)

    @field
    def hosts(self) -> list[Organization]:
        """设在本组织内部的组织"""
        return self.view.many(Organization, self.view.tree.hosted_by(self.own_code))

    @field
    def covers(self) -> list[Cover]:
        """本组织覆盖的区域和组织"""
        return covers_of(self.view, self.view.tree.covered_by(self.own_code))

    @field
    def covered_by(self) -> list[Cover]:
        """覆盖本组织的覆盖关系"""
        return covers_of(self.view, self.view.tree.covers_of("organizations", self.own_code))

    @field
    def posts(self) -> list[Post]:
        """本组织内的岗位"""
        return self.view.many(Post, self.view.tree.posts_of("organizations", self.own_code))

    @field
    def credit_code(self) -> str | None:
        """统一社会信用代码"""
        return self.record.credit_code

    @field
    def attributes(self) -> list[Attribute]:
        """方案自定义的属性"""
        return attributes_of(self.record.attributes, self.scheme_at(self.record.area))

    @field
    def predecessors(self) -> list[str]:
        """前身的编码：由哪些组织拆分、合并而来"""
        return list(self.record.predecessors)


@described
class Cover:
    """覆盖关系：一个组织覆盖一个区域，或另一个组织"""

    _view: strawberry.Private[View]
    _cover: strawberry.Private[records.Cover]

    @field
    def code(self) -> str:
        """编码"""
        return self._cover.code

    @field
    def organization(self) -> Organization:
        """覆盖者"""
        return self._view.one(Organization, self._cover.organization)

    @field
    def area(self) -> Area | None:
        """被覆盖的区域"""
        return self._view.maybe(Area, self._cover.area)

    @field
    def target_organization(self) -> Organization | None:
        """被覆盖的组织"""
        return self._view.maybe(Organization, self._cover.target_organization)

    @field
    def mode(self) -> CoverMode | None:
        """党组织的覆盖方式；其他组织没有"""
        return self._cover.mode

    @field
    def mode_label(self) -> str | None:
        """覆盖方式的中文名"""
        return label_of(self._cover.mode)

    @field
    def valid_from(self) -> date:
        """自哪天起"""
        return self._cover.valid_from

    @field
    def valid_to(self) -> date | None:
        """到哪天为止，不含当天；空为至今"""
        return self._cover.valid_to


def covers_of(view: View, covers: Sequence[records.Cover]) -> list[Cover]:
    """Covers as they are shown."""
    view.asking.spend(len(covers))
    return [Cover(_view=view, _cover=cover) for cover in covers]


@described
class Person(Node):
    """人员"""

    table: ClassVar[str] = "persons"

    @property
    def record(self) -> records.Person:
        """The person's version of the day."""
        found: records.Person = self.batch.record(self.at)
        return found

    @field
    def name(self) -> str | None:
        """姓名；已匿名的为空"""
        return self.batch.name(self.at)

    @field
    def residence(self) -> Area | None:
        """居住地"""
        return self.view.maybe(Area, self.record.residence)

    @field
    def ledger(self) -> Ledger | None:
        """党员台账"""
        return self.record.ledger

    @field
    def ledger_label(self) -> str | None:
        """党员台账的中文名"""
        return label_of(self.record.ledger)

    @field
    def appointments(self) -> list[Appointment]:
        """在任的职务"""
        held = self.view.tree.appointments_of(self.own_code)
        return self.view.many(Appointment, [appointment.code for appointment in held])


@described
class Post(Node):
    """岗位：一个区域或组织的职位，有没有人担任都存在"""

    table: ClassVar[str] = "posts"

    @property
    def record(self) -> records.Post:
        """The post's version of the day."""
        found: records.Post = self.batch.record(self.at)
        return found

    @field
    def role(self) -> str:
        """角色的键，如 head"""
        return self.record.role

    @field
    def role_label(self) -> str:
        """角色的中文名，如“负责人”"""
        return self._scheme().roles.get(self.record.role, self.record.role)

    @field
    def label(self) -> str:
        """岗位名称；没有另写的，取当地方案中的叫法，如“小区长”"""
        if self.record.label:
            return self.record.label
        scheme = self._scheme()
        if self.record.area is not None:
            area: Area = self.view.one(Area, self.record.area)
            level = scheme.levels.get(area.record.level)
            if level is not None and level.post is not None and level.post.role == self.record.role:
                return level.post.label
        return scheme.roles.get(self.record.role, self.record.role)

    @field
    def area(self) -> Area | None:
        """为哪个区域而设；组织内的岗位为空"""
        return self.view.maybe(Area, self.record.area)

    @field
    def organization(self) -> Organization | None:
        """设在哪个组织；区域的岗位为空"""
        return self.view.maybe(Organization, self.record.organization)

    @field
    def seats(self) -> int | None:
        """职数；空为不限"""
        return self.record.seats

    @field
    def holders(self) -> list[Appointment]:
        """在任者的任职"""
        return self.view.many(Appointment, self._held())

    @field
    def vacant(self) -> bool:
        """是否无人担任"""
        return not self._held()

    @field
    def free_seats(self) -> int | None:
        """还空几个职数；不限职数的为空"""
        seats = self.record.seats
        return None if seats is None else max(seats - len(self._held()), 0)

    @field
    def attributes(self) -> list[Attribute]:
        """方案自定义的属性"""
        return attributes_of(self.record.attributes, self._scheme())

    def _held(self) -> list[str]:
        try:
            return [appointment.code for appointment in self.view.tree.holders(self.own_code)]
        except NotFound:  # the post has ended and is shown as it last was
            return []

    def _scheme(self) -> Scheme:
        area = self.record.area
        if area is None and self.record.organization is not None:
            organization: Organization = self.view.one(Organization, self.record.organization)
            area = organization.record.area
        return self.scheme_at(str(area))


@described
class Appointment(Node):
    """任职：谁担任哪个岗位"""

    table: ClassVar[str] = "appointments"

    @property
    def record(self) -> records.Appointment:
        """The appointment's version of the day."""
        found: records.Appointment = self.batch.record(self.at)
        return found

    @field
    def post(self) -> Post:
        """岗位"""
        return self.view.one(Post, self.record.post)

    @field
    def person(self) -> Person:
        """担任者"""
        return self.view.one(Person, self.record.person)

    @field
    def basis(self) -> Basis | None:
        """产生方式"""
        return self.record.basis

    @field
    def basis_label(self) -> str | None:
        """产生方式的中文名"""
        return label_of(self.record.basis)

    @field
    def on_behalf_of(self) -> Organization | None:
        """由哪个组织选派"""
        return self.view.maybe(Organization, self.record.on_behalf_of)


Subject = Annotated[
    Area | Organization | Post | Appointment | Person,
    strawberry.union("Subject", description="指标考核的对象：区域、组织、岗位、任职或人员"),
]

SUBJECTS: Mapping[str, type[Area | Organization | Post | Appointment | Person]] = {
    kind.table: kind for kind in (Area, Organization, Post, Appointment, Person)
}
"""The type that shows a record, by its table."""
