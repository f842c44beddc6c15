"""What a change came to, as the interface shows it; and how a verb of the model becomes one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Protocol

import strawberry

from graph_model.changes import Applied, ChangeSet
from graph_model.edits import Edit
from graph_model.errors import InvalidInput
from graph_model.network import Network
from graph_model.scoping import EVERYTHING, Scope, beyond, editable
from graph_model.validation import validate
from schema import coverage as answered
from schema.asking import Asking
from schema.coverage import Coverage
from schema.errors import Code, Refusal
from schema.fields import AsOf, IndicatorKey, Within, described, field
from schema.people_questions import Info

__all__ = ["AppliedChange", "CoverageChange", "Writer", "changed", "edited", "ready", "tried"]


class Writer(Protocol):
    """Takes a change set into the store."""

    def write(self, change: ChangeSet, expected_revision: int, scope: Scope = EVERYTHING) -> tuple[Applied, Network]:
        """The change as it was taken in, and the network with it.

        Raises:
            InvalidInput: the change is wrong; everything that is.
            Conflict: the store is at another revision; as `since`.
            StoreUnavailable: the store cannot be reached; nothing was written.
        """
        ...

    def since(self, revision: int, scope: Scope) -> str:
        """What was changed since a revision, for somebody with this scope who wanted to change that one."""
        ...

    def taken_in(self, revision: int) -> Applied:
        """The change that led to a revision.

        Raises:
            NotFound: there is no such revision.
        """
        ...


@described
class CoverageChange:
    """一项指标在变更前后的覆盖情况"""

    before: Coverage = strawberry.field(description="变更以前")
    after: Coverage = strawberry.field(description="变更以后")


@described
class AppliedChange:
    """一批变更的结果；试运行时是将有的结果，什么也没有写入"""

    _before: strawberry.Private[Network]
    _after: strawberry.Private[Network]
    _applied: strawberry.Private[Applied]
    _asking: strawberry.Private[Asking]
    dry_run: bool = strawberry.field(description="是否试运行：是则什么也没有写入")

    @field
    def revision(self) -> int:
        """变更之后的数据版本号"""
        return self._applied.revision

    @field
    def summary(self) -> str:
        """变更的摘要"""
        return self._applied.summary

    @field
    def rows(self) -> int:
        """替换和写入的记录行数"""
        return self._applied.rows

    @field
    def codes(self) -> list[str]:
        """有变动的记录，写作“类型:编码”"""
        delta = self._applied.delta
        return [f"{table}:{code}" for table in delta.tables for code in delta.codes(table)]

    @field
    def coverage(self, indicator: IndicatorKey, within: Within = None, as_of: AsOf = None) -> CoverageChange:
        """一项指标在变更前后的覆盖情况；不写 asOf 即今天"""
        return CoverageChange(
            before=self._answer(self._before, indicator, within, as_of),
            after=self._answer(self._after, indicator, within, as_of),
        )

    def _answer(self, whole: Network, indicator: str, within: str | None, as_of: date | None) -> Coverage:
        asking = self._asking.against(whole)
        view = asking.on(as_of, within)
        inside = None if within is None else view.code("areas", within, "区域")
        return answered.of_place(view, indicator, inside)


def edited(
    info: Info, on: date | None, expected_revision: int | None, verb: Callable[[Edit], str], *, dry_run: bool
) -> AppliedChange:
    """What a verb comes to on a day (today unless said); it gives the sentence for the log."""
    ready(info.context, expected_revision)
    edit = Edit(info.context.network, info.context.on(on).day)
    summary = verb(edit)
    return changed(info, edit.change_set(summary, info.context.actor), expected_revision, dry_run=dry_run)


def changed(info: Info, change: ChangeSet, expected_revision: int | None, *, dry_run: bool) -> AppliedChange:
    """A change set written, or in a dry run taken in by a copy of the network alone.

    Raises:
        Refusal: nobody may write here, the records have changed since `expected_revision`, or the change reaches beyond the
            asker's scope.
    """
    asking: Asking = info.context
    writer, before = ready(asking, expected_revision), asking.network.whole
    if dry_run or asking.scope.areas is not None:
        applied, after = tried(asking, before, change)
    if not dry_run:
        applied, after = writer.write(change, before.revision, asking.scope)
        asking.take(after)
    return AppliedChange(_before=before, _after=after, _applied=applied, _asking=asking, dry_run=dry_run)


def tried(asking: Asking, before: Network, change: ChangeSet) -> tuple[Applied, Network]:
    """What the change would come to, when it stays within the asker's scope.

    Raises:
        InvalidInput: the change is wrong; everything that is, as far as it can be told from what the asker is shown.
        Refusal: FORBIDDEN, for it does not.
    """
    areas = asking.scope.areas
    try:
        delta = validate(before.frames(), change, before.schemes, before.catalogue)
    except InvalidInput as error:
        if areas is None:
            raise
        raise _as_shown(error, before, change, areas) from None
    applied = Applied(before.revision + 1, datetime.now(UTC), change.actor, change.summary, delta.removed, delta.added)
    after = before.apply(applied)
    if areas is not None and beyond(before, after, delta, areas):
        raise _reaches_beyond()
    return applied, after


def _as_shown(error: InvalidInput, before: Network, change: ChangeSet, areas: frozenset[str]) -> InvalidInput | Refusal:
    """What is wrong with a change, in what is told of it by the areas' records alone; where those tell of nothing wrong, the
    change reaches beyond them, and whether it would be right there is not told."""
    wrong = {(problem.where, problem.message) for problem in error.problems}
    try:
        validate(editable(before, areas), change, before.schemes, before.catalogue)
    except InvalidInput as shown:
        told = [problem for problem in shown.problems if (problem.where, problem.message) in wrong]
        if told:
            return InvalidInput(told)
    return _reaches_beyond()


def _reaches_beyond() -> Refusal:
    """The same for every change that does: how many records, or which, would tell what is there."""
    return Refusal(Code.FORBIDDEN, "此项变更涉及您权限之外的记录；新登记的人员须写明辖区内的居住地")


def ready(asking: Asking, expected_revision: int | None) -> Writer:
    """Who writes here, when the records are those that the change was made against.

    Raises:
        Refusal: nobody may write; CONFLICT, with what was changed since.
    """
    writer, revision = asking.writing(), asking.network.revision
    if expected_revision not in (None, revision):
        raise Refusal(Code.CONFLICT, writer.since(int(expected_revision or 0), asking.scope))
    return writer
