"""Changes, with people's verbs. Each is one change set: taken in whole, or refused whole with everything that is wrong.

A verb here is a function that gets an `Edit` and its own arguments and gives the sentence kept in the log; `verb` makes a field
of it, with the three arguments that all of them have.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry.tools import create_type

from graph_model import edits, merging
from graph_model.changes import ChangeSet
from graph_model.edits import Edit
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.records import (
    AffiliationKind,
    Basis,
    CoverMode,
    Ledger,
    MembershipKind,
    MembershipStatus,
    Person,
    Qualifier,
)
from schema.changing import AppliedChange, changed, edited
from schema.errors import not_found
from schema.fields import field
from schema.inputs import EndInput, RecordsInput, VersionInput, change_of
from schema.people_questions import Info

__all__ = [
    "Mutation",
    "PartInput",
    "affiliate",
    "anonymize_person",
    "apply_changes",
    "correction",
    "cover",
    "create_post",
    "dissolve_organization",
    "end_appointment",
    "establish_organization",
    "exempt",
    "file",
    "join",
    "leave",
    "merge_areas",
    "merge_persons",
    "place_area",
    "record_appointment",
    "record_figure",
    "register_person",
    "rename_area",
    "split_area",
    "split_person",
    "uncover",
    "undo",
    "verb",
]


def _said(text: str) -> object:
    return strawberry.argument(description=text)


On = Annotated[date | None, _said("自何日起；不写即今天")]
Expected = Annotated[int | None, _said("改动所依据的数据版本号；其后已有变动则拒绝（CONFLICT）")]
DryRun = Annotated[bool, _said("试运行：检查并给出结果，不写入")]
Until = Annotated[date | None, _said("至何日（不含）；不写即一直有效")]
AreaCode = Annotated[str, _said("区域编码")]
MaybeArea = Annotated[str | None, _said("区域编码")]
Body = Annotated[str, _said("组织编码")]
MaybeBody = Annotated[str | None, _said("组织编码")]
PersonCode = Annotated[str, _said("人员编码")]
Name = Annotated[str, _said("名称")]

_FIELDS: list[Any] = []
_ALWAYS = {"on": (On, None), "expected_revision": (Expected, None), "dry_run": (DryRun, False)}


def verb(function: Callable[..., str]) -> Callable[..., str]:
    """A field of `Mutation` from a verb: its arguments after the first, and `on`, `expectedRevision`, `dryRun`."""

    def resolver(self: Any, info: Info, **given: Any) -> AppliedChange:
        del self
        on, expected, dry_run = (given.pop(name, default) for name, (_, default) in _ALWAYS.items())
        return edited(info, on, expected, lambda edit: function(edit, **given), dry_run=dry_run)

    _add(function, resolver, list(inspect.signature(function, eval_str=True).parameters.values())[1:], "on")
    return function


def correction(function: Callable[..., Any]) -> Callable[..., Any]:
    """As `verb`, for what is true of no day: the function gets the request and makes the change set."""

    def resolver(self: Any, info: Info, **given: Any) -> AppliedChange:
        del self
        expected, dry_run = given.pop("expected_revision", None), given.pop("dry_run", False)
        return changed(info, function(info, **given), expected, dry_run=dry_run)

    _add(function, resolver, list(inspect.signature(function, eval_str=True).parameters.values())[1:])
    return function


def _add(function: Any, resolver: Any, own: list[inspect.Parameter], *always: str) -> None:
    kind = inspect.Parameter.KEYWORD_ONLY
    common = [
        inspect.Parameter(name, kind, default=default, annotation=said)
        for name, (said, default) in _ALWAYS.items()
        if name != "on" or name in always
    ]
    place = inspect.Parameter.POSITIONAL_OR_KEYWORD
    first = [inspect.Parameter("self", place), inspect.Parameter("info", place, annotation=Info)]
    given = [parameter.replace(kind=kind) for parameter in own]
    resolver.__signature__ = inspect.Signature([*first, *given, *common], return_annotation=AppliedChange)
    resolver.__name__, resolver.__doc__ = function.__name__, function.__doc__
    made = field(resolver)
    made.python_name = function.__name__
    _FIELDS.append(made)


# ── Posts and who holds them ─────────────────────────────────────────────────────────────────────────────────────────


@verb
def record_appointment(
    edit: Edit,
    post: Annotated[str, _said("岗位编码")],
    person: PersonCode,
    basis: Annotated[Basis | None, _said("产生方式")] = None,
    on_behalf_of: Annotated[str | None, _said("选派单位的组织编码")] = None,
    until: Until = None,
) -> str:
    """登记任职：某人自某日起任某岗。系统只作登记，不任命任何人"""
    edits.record_appointment(edit, post, person, basis=basis, on_behalf_of=on_behalf_of, until=until)
    return f"登记任职：{post}"


@verb
def end_appointment(edit: Edit, appointment: Annotated[str, _said("任职编码")]) -> str:
    """登记离任"""
    edits.end_appointment(edit, appointment)
    return f"登记离任：{appointment}"


@verb
def create_post(
    edit: Edit,
    role: Annotated[str, _said("角色的键，如 head")],
    area: MaybeArea = None,
    organization: MaybeBody = None,
    label: Annotated[str | None, _said("岗位名称")] = None,
    seats: Annotated[int, _said("职数；0 为不限")] = 1,
) -> str:
    """设立岗位，在一个区域或一个组织；已终止的同一岗位以原编码恢复"""
    edits.create_post(edit, role, area=area, organization=organization, label=label, seats=seats or None)
    return f"设立岗位：{area or organization}/{role}"


@verb
def register_person(
    edit: Edit,
    community: AreaCode,
    name: Annotated[str, _said("姓名")],
    residence: Annotated[str | None, _said("居住地的区域编码")] = None,
    contact: Annotated[str | None, _said("联系方式")] = None,
    ledger: Annotated[Ledger | None, _said("台账")] = None,
) -> str:
    """登记人员，编码为所在社区的下一号"""
    made = edits.register_person(edit, community, name, residence=residence, contact=contact, ledger=ledger)
    return f"登记人员：{made.code}"


@correction
def merge_persons(info: Info, keep: PersonCode, others: Annotated[list[str], _said("并入的人员编码")]) -> Any:
    """人员合并（更正）：重复登记的并为一人，任职等按原日期归于保留的编码"""
    return _signed(info, merging.merge_persons(_whole(info, [keep, *others]).frames(), keep, others))


@correction
def split_person(
    info: Info,
    person: PersonCode,
    code: Annotated[str, _said("另一人的新编码")],
    records: Annotated[list[str], _said("属另一人的任职、党员关系、上报数的编码")],
    name: Annotated[str | None, _said("另一人的姓名")] = None,
) -> Any:
    """人员拆分（更正）：误并的两人分开"""
    other = Person(code=code, name=name, valid_from=date.min)
    return _signed(info, merging.split_person(_whole(info, [person]).frames(), person, other, records))


# ── Organizations ────────────────────────────────────────────────────────────────────────────────────────────────────


@verb
def establish_organization(
    edit: Edit,
    name: Name,
    kinds: Annotated[list[str], _said("类型的键，一个或几个")],
    area: AreaCode,
    parent: Annotated[str | None, _said("隶属的组织编码")] = None,
    host: Annotated[str | None, _said("所在组织的编码")] = None,
    credit_code: Annotated[str | None, _said("统一社会信用代码")] = None,
) -> str:
    """成立组织"""
    edits.establish_organization(edit, name, kinds, area, parent=parent, host=host, credit_code=credit_code)
    return f"成立：{name}"


@verb
def dissolve_organization(edit: Edit, organization: Body) -> str:
    """撤销组织；其岗位、任职、覆盖、结对和党员关系随之终止"""
    edits.dissolve_organization(edit, organization)
    return f"撤销：{organization}"


@verb
def cover(
    edit: Edit,
    organization: Body,
    area: MaybeArea = None,
    target_organization: Annotated[str | None, _said("被覆盖的组织编码")] = None,
    mode: Annotated[CoverMode | None, _said("党组织的组建方式")] = None,
) -> str:
    """登记覆盖：组织覆盖一个区域或另一个组织；已覆盖的改变方式"""
    edits.cover(edit, organization, area=area, target_organization=target_organization, mode=mode)
    return f"覆盖：{organization}　{area or target_organization}"


@verb
def uncover(edit: Edit, cover: Annotated[str, _said("覆盖关系的编码")]) -> str:
    """终止覆盖"""
    edits.uncover(edit, cover)
    return f"终止覆盖：{cover}"


@verb
def affiliate(
    edit: Edit,
    organization: Body,
    kind: Annotated[AffiliationKind, _said("结对方式")],
    area: MaybeArea = None,
    other_organization: Annotated[str | None, _said("结对的组织编码")] = None,
) -> str:
    """登记结对：支部联建、包保、包联、共建、单位报到"""
    edits.affiliate(edit, organization, kind, area=area, other_organization=other_organization)
    return f"结对：{organization}　{area or other_organization}"


@verb
def join(
    edit: Edit,
    person: PersonCode,
    organization: Body,
    kind: Annotated[MembershipKind, _said("党员关系")],
    status: Annotated[MembershipStatus, _said("党员类别")] = MembershipStatus.FULL,
) -> str:
    """登记党员关系"""
    edits.join(edit, person, organization, kind, status)
    return f"党员关系：{organization}"


@verb
def leave(edit: Edit, membership: Annotated[str, _said("党员关系的编码")]) -> str:
    """终止党员关系"""
    edits.leave(edit, membership)
    return f"终止党员关系：{membership}"


# ── Places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@strawberry.input(description="拆分后的一个区域，和归它的下级区域、组织、住户")
class PartInput:
    """One area that comes out of a split."""

    code: str = strawberry.field(description="新编码")
    name: str = strawberry.field(description="名称")
    areas: list[str] = strawberry.field(description="归它的下级区域", default_factory=list)
    organizations: list[str] = strawberry.field(description="归它的组织", default_factory=list)
    persons: list[str] = strawberry.field(description="归它的住户", default_factory=list)
    households: int | None = strawberry.field(description="户数", default=None)
    residents: int | None = strawberry.field(description="人口", default=None)


@verb
def place_area(
    edit: Edit,
    code: AreaCode,
    parent: Annotated[str | None, _said("区划归属的区域编码")] = None,
    name: Annotated[str | None, _said("名称；新设的必填")] = None,
    level: Annotated[AreaLevel | None, _said("层级；新设的必填")] = None,
) -> str:
    """区划归属：新设一个区域，或把已有的划归另一处；原来的归属留在历史中"""
    edits.place_area(edit, code, parent, name=name, level=level)
    return f"区划归属：{code}　{parent or '无上级'}"


@verb
def rename_area(edit: Edit, code: AreaCode, name: Name) -> str:
    """区域更名"""
    edits.rename_area(edit, code, name)
    return f"更名：{code}　{name}"


@verb
def split_area(edit: Edit, code: AreaCode, parts: Annotated[list[PartInput], _said("拆成哪些区域，各有什么")]) -> str:
    """拆分区域：其中的下级、组织、住户须各归一处；原岗位随之终止"""
    edits.split_area(edit, code, [edits.Part(**vars(part)) for part in parts])
    return f"拆分：{code}"


@verb
def merge_areas(
    edit: Edit,
    codes: Annotated[list[str], _said("合并哪些区域")],
    code: Annotated[str, _said("合并后的新编码")],
    name: Name,
) -> str:
    """合并区域：其中的一切归于新的区域；原岗位随之终止"""
    edits.merge_areas(edit, codes, code, name)
    return f"合并：{name}"


# ── What is told ─────────────────────────────────────────────────────────────────────────────────────────────────────


@verb
def file(edit: Edit, area: AreaCode, topics: Annotated[list[str], _said("填报内容的键，如 compound_head")]) -> str:
    """登记填报：这一区域已把这些内容报全，没有记录的就是没有"""
    edits.file(edit, area, topics)
    return f"填报：{area}"


@verb
def exempt(
    edit: Edit,
    indicator: Annotated[str, _said("指标的键")],
    reason: Annotated[str, _said("理由")],
    area: MaybeArea = None,
    organization: MaybeBody = None,
    until: Until = None,
) -> str:
    """列入不纳入考核"""
    edits.exempt(edit, indicator, area=area, organization=organization, reason=reason, until=until)
    return f"不纳入考核：{indicator}　{area or organization}"


@verb
def record_figure(
    edit: Edit,
    area: AreaCode,
    key: Annotated[str, _said("上报数的键")],
    value: Annotated[float | None, _said("数值")] = None,
    published: Annotated[str | None, _said("原文，如 400余")] = None,
    qualifier: Annotated[Qualifier, _said("限定")] = Qualifier.EXACT,
    measure: Annotated[str | None, _said("单位")] = None,
    period: Annotated[str | None, _said("期间，如 2022-08")] = None,
    scope: Annotated[str | None, _said("口径")] = None,
) -> str:
    """登记上报/公布数"""
    more = {"published": published, "qualifier": qualifier, "measure": measure, "period": period, "scope": scope}
    edits.record_figure(edit, area, key, value, **more)
    return f"上报数：{area}　{key}"


@correction
def anonymize_person(info: Info, person: PersonCode) -> Any:
    """人员匿名（管理员）：各个版本的姓名、联系方式、属性和来源都清空，任职等仍在；不能撤回。日志和备份中仍有原来的内容"""
    info.context.administering()
    return _signed(info, edits.anonymized(_whole(info, [person]).frames(), person))


@correction
def undo(info: Info, revision: Annotated[int, _said("撤回哪一版本的变更")]) -> Any:
    """撤回一批变更：原来的记录恢复，日志中两者都在；其后又改过的不能撤回"""
    return _signed(info, edits.undone(_whole(info, []).frames(), info.context.writing().taken_in(revision)))


@correction
def apply_changes(
    info: Info,
    summary: Annotated[str, _said("变更的摘要，记入日志")],
    put: Annotated[RecordsInput | None, _said("写入的版本：同一编码、同一生效日期的替换，没有的新增")] = None,
    withdraw: Annotated[list[VersionInput] | None, _said("撤回的版本：从来不曾如此的，只留在日志中")] = None,
    end: Annotated[list[EndInput] | None, _said("终止的记录")] = None,
) -> Any:
    """成批变更：许多记录作为一批，全部写入，或有一处不对就全不写入"""
    return change_of(put, withdraw or [], end or [], summary=summary, actor=info.context.actor)


def _whole(info: Info, persons: Iterable[str]) -> Network:
    """The network that a correction is made in, when the asker is shown the persons it names."""
    for code in persons:
        if not info.context.network.shows("persons", code):
            raise not_found("人员", code, info.context.on(None).day)
    return info.context.network.whole


def _signed(info: Info, change: ChangeSet) -> ChangeSet:
    return replace(change, actor=info.context.actor)


Mutation = create_type(
    "Mutation",
    _FIELDS,
    description="可以登记的变更。每项都可试运行（dryRun），都可注明所依据的版本（expectedRevision）",
)
