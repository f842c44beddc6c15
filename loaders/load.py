"""Loading: the smallest change set that makes the store say what a file says, and its way into the store.

`plan` compares, whatever the file's type; `load` plans and writes. A load is an upsert: it ends nothing unless it is complete
for an area, and then what stands there, is of the file's tables and absent from the file ends on the report date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl

from graph_model.changes import KEY, Applied, ChangeSet, Tables
from graph_model.errors import BadQuestion, InvalidInput, NotFound, Problem, nearest
from graph_model.indicators.catalogue import Catalogue
from graph_model.records import TABLES
from graph_model.scheme import Schemes
from graph_model.validation import validate
from loaders.codes import areas_on, derive_codes
from loaders.incoming import Incoming
from loaders.standing import absent, filings_for, scheme_at, topics_told
from loaders.versions import merge

__all__ = ["Counts", "LoadPlan", "Loadable", "area_named", "load", "plan", "write"]


class Loadable(Protocol):
    """What a load needs of a store: a store is one, and so is a `Rehearsal`."""

    def revision(self) -> int:
        """The number of change sets taken in."""
        ...

    def read(self) -> Tables:
        """All records at the latest revision."""
        ...

    def write(self, change: ChangeSet, expected_revision: int | None = None) -> Applied:
        """Take in a change set, whole or not at all."""
        ...


@dataclass(frozen=True, slots=True)
class Counts:
    """What a load does to one table, in rows of the file; `ended` also counts what a complete file does not have."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class LoadPlan:
    """What a load would do. With `questions` or `problems` it cannot be written."""

    change: ChangeSet
    counts: Mapping[str, Counts]
    notices: tuple[str, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Problem, ...]
    origin: Mapping[str, pl.DataFrame]
    incoming: Incoming

    def check(self, before: Tables, schemes: Schemes, catalogue: Catalogue) -> None:
        """Find everything that is wrong, in the file and with the store as it would be after.

        Raises:
            InvalidInput: something is; every problem with file and row, the questions too.
        """
        found: list[Problem] = []
        try:
            validate(before, self.change, schemes, catalogue)
        except InvalidInput as error:
            found = self.found(error)
        told = [*self.problems, *self.questions, *found]
        if told:
            raise InvalidInput(told)

    def found(self, error: InvalidInput) -> list[Problem]:
        """What the validator found, as problems of the file; without what only follows from what could not be read."""
        return [self.located(problem) for problem in error.problems if not self._follows(problem)]

    def located(self, problem: Problem) -> Problem:
        """A validator's problem (`<table> <code> <valid_from> …`) with the file and row it comes from, if it does."""
        shape = re.fullmatch(r"(\w+) (.+?)(?: (\d{4}-\d{2}-\d{2}))?(?: ([a-z_.]+))?", problem.where)
        if shape is None:
            return problem
        table, code, day, field = shape.groups()
        rows = self._rows(table, code)
        exact = rows.filter(pl.col("valid_from") == date.fromisoformat(day)) if day else rows
        if not rows.height and (table, field) == ("posts", "seats"):
            table, field, exact = "appointments", "post", self._appointed(code)
        places = [
            f"{place} row {row}" for place, row in (exact if exact.height else rows).select("place", "row").iter_rows()
        ]
        if not places:
            return problem
        where = places[0] + (f" column {field}" if field in TABLES[table].schema else "")
        return Problem(f"{where} ({problem.where})", problem.message, problem.found, problem.expected, problem.hint)

    def _rows(self, table: str, *codes: str) -> pl.DataFrame:
        """Where records of a table stand in the file: `code, valid_from, place, row`."""
        if table not in self.origin:
            return pl.DataFrame(schema=["code", "valid_from", "place", "row"])
        return self.origin[table].filter(pl.col("code").is_in(codes))

    def _appointed(self, post: str) -> pl.DataFrame:
        """Where the file appoints somebody to a post that it does not tell of itself."""
        if "appointments" not in self.change.puts:
            return self._rows("appointments")
        put = self.change.puts["appointments"]
        return self._rows("appointments", *put.filter(pl.col("post") == post)["code"])

    def _follows(self, problem: Problem) -> bool:
        """Whether a problem is only there because a row of the file could not be read."""
        unread = {f"a code of {table}" for table in self.incoming.unread}
        return problem.found in self.incoming.withheld or problem.expected in unread


def plan(
    before: Tables,
    incoming: Incoming,
    *,
    on: date,
    schemes: Schemes,
    complete_for: str | None = None,
    actor: str = "liandong",
) -> LoadPlan:
    """What loading `incoming` into a store that holds `before` would do, with `on` as the report date.

    Raises:
        NotFound: `complete_for` is an area neither of the store nor of the file.
    """
    coded, problems, questions = derive_codes(incoming.tables, before, on)
    problems = [*incoming.problems, *problems]
    questions = [*incoming.questions, *questions]
    merged = {table: merge(table, rows, incoming.said[table], before[table], on) for table, rows in coded.items()}
    for one in merged.values():
        problems += one.problems
    puts = {table: one.puts for table, one in merged.items()}
    counts = {table: Counts(one.added, one.changed, one.ended, one.unchanged) for table, one in merged.items()}
    ends: dict[str, pl.DataFrame] = {}
    withdrawals: dict[str, pl.DataFrame] = {}
    notices = list(incoming.notices)
    for table, gone in incoming.ends.items():
        began_today = pl.col("valid_from") == on
        withdrawals[table] = gone.filter(began_today).select(KEY)
        ends[table] = gone.filter(~began_today).select("code", pl.lit(on).alias("on"))
        counts[table] = _with(counts.get(table, Counts()), ended=gone.height)
    if complete_for is None:
        if not ("filings" in coded and coded["filings"].height):
            notices.append(
                "未作任何填报：文件没有 filings 表的内容，也未指定 --complete-for；缺少的机构和人员仍按“情况不明”计。"
            )
    else:
        areas = areas_on(before, incoming.tables.get("areas"), on)
        if complete_for not in areas["code"]:
            hint = nearest(complete_for, areas["code"])
            raise NotFound(f"--complete-for {complete_for}: no such area on {on}" + (f" ({hint})" if hint else ""))
        if not problems:
            for table, gone in absent(before, coded, complete_for, on, incoming.complete).items():
                fresh = gone
                if table in incoming.ends:
                    fresh = gone.join(incoming.ends[table], on="code", how="anti")
                began_today = pl.col("valid_from") == on
                withdrawals[table] = pl.concat([withdrawals.get(table, fresh.clear()), fresh.filter(began_today)])
                ended = fresh.filter(~began_today).select("code", pl.lit(on).alias("on"))
                ends[table] = pl.concat([ends[table], ended]) if table in ends else ended
                counts[table] = _with(counts.get(table, Counts()), ended=fresh.height)
        scheme, level = scheme_at(areas, complete_for, schemes)
        topics = topics_told(scheme, level, incoming.tables if incoming.complete is None else incoming.complete)
        filed = filings_for(complete_for, topics, on, incoming.name)
        own = coded["filings"] if "filings" in coded else filed.clear()
        filed = filed.join(own, on="code", how="anti").join(before["filings"], on="code", how="anti")
        puts["filings"] = pl.concat([puts["filings"], filed]) if "filings" in puts else filed
        counts["filings"] = _with(counts.get("filings", Counts()), added=filed.height)
        labels = "、".join(scheme.topics[key].label for key in topics) or "无"
        notices.append(f"按{complete_for}完整填报：{labels}。")
    return LoadPlan(
        ChangeSet(puts, withdrawals, ends, f"load {incoming.name}", actor),
        counts,
        tuple(notices),
        tuple(problems),
        tuple(questions),
        {table: one.origin for table, one in merged.items()},
        incoming,
    )


def _with(counts: Counts, *, added: int = 0, ended: int = 0) -> Counts:
    return Counts(counts.added + added, counts.changed, counts.ended + ended, counts.unchanged)


def load(
    store: Loadable,
    incoming: Incoming,
    *,
    on: date,
    schemes: Schemes,
    catalogue: Catalogue,
    complete_for: str | None = None,
) -> tuple[LoadPlan, Applied | None]:
    """Plan a load and write it; nothing is written when nothing changes. For a dry run give a `Rehearsal` of the store.

    Raises:
        InvalidInput: the file or what would come of it is wrong; everything, with file and row. Nothing is written.
        NotFound: `complete_for` is no area.
        Conflict: somebody else wrote meanwhile.
    """
    revision = store.revision()
    before = store.read()
    planned = plan(before, incoming, on=on, schemes=schemes, complete_for=complete_for)
    return planned, write(store, planned, before, revision, schemes, catalogue)


def write(
    store: Loadable, planned: LoadPlan, before: Tables, revision: int, schemes: Schemes, catalogue: Catalogue
) -> Applied | None:
    """Write what was planned against `before`, the store's records at `revision`; None when nothing changes.

    Raises:
        InvalidInput: the file or what would come of it is wrong; everything, with file and row. Nothing is written.
        Conflict: somebody else wrote meanwhile.
    """
    if planned.problems or planned.questions:
        planned.check(before, schemes, catalogue)
    if planned.change.is_empty:
        return None
    try:
        return store.write(planned.change, expected_revision=revision)
    except InvalidInput as error:
        raise InvalidInput(planned.located(problem) for problem in error.problems) from None


def area_named(text: str, before: Tables, incoming: Incoming, day: date) -> str:
    """The code of an area named by code or by a name that only one area of the store or of the file has.

    Raises:
        BadQuestion: several have it.
    """
    frames = [before["areas"], *([incoming.tables["areas"]] if "areas" in incoming.tables else [])]
    known = pl.concat([frame.select("code", "name", "valid_to") for frame in frames])
    if text in known["code"]:
        return text
    same = known.filter((pl.col("name") == text) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > day)))
    codes = same["code"].unique().sort().to_list()
    if len(codes) > 1:
        raise BadQuestion(
            f"--complete-for {text}: several areas have this name, name one by its code: {', '.join(codes)}"
        )
    return codes[0] if codes else text
