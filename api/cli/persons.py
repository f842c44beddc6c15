"""Persons registered twice or as one: `alike` lists whom to look at, `merge` and `split` put it right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.context import existing, inside_of, opened
from api.cli.listing import Printed, counted, show
from api.cli.options import AsCsv, AsJson, AsOf, AsXlsx, First, StorePath, Within
from api.cli.output import amount, print_table
from api.cli.questions import asked
from graph_model.naming import run_together

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph_model.changes import ChangeSet, Tables

__all__ = ["add_to", "alike", "merge", "split"]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Check and show 试运行; write nothing.")]
_BECAUSE = {"contact": "联系方式相同", "community": "住在同一社区"}


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    for command in (alike, merge, split):
        app.command(command.__name__)(command)


def alike(
    store: StorePath = None,
    within: Within = None,
    as_of: AsOf = None,
    first: First = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """Persons who may be registered twice 可能重复登记的人员: of one name, and of one contact or one community.

    Example:  liandong alike --store city.duckdb
    """
    printed = Printed.of(as_json, as_csv, as_xlsx)
    from graph_model.alike import alike as listed

    with asked(store, as_of) as (_, day):
        found = listed(day, inside_of(day, within))
        rows = [[one.name, "、".join(one.persons), _BECAUSE[one.because]] for one in found[:first]]
    title = f"可能重复登记的人员　{day.date}　{counted(len(found), len(rows))}"
    show(["姓名", "人员", "因何"], rows, title=title, printed=printed)


def merge(
    keep: Annotated[str, typer.Argument(metavar="KEEP", help="The code that stays 保留的编码.")],
    others: Annotated[
        list[str], typer.Argument(metavar="OTHER…", help="The codes that are the same person 并入的编码.")
    ],
    store: StorePath = None,
    dry_run: DryRun = False,
) -> None:
    """Persons who are one 人员合并: what hangs on the others is put under the first, with its old dates.

    A correction, not an event: it is told again of whom it was true. The other codes answer with the one that stays.

    Example:  liandong merge 410202001001/p3 410202001001/p17 --store city.duckdb --dry-run
    """
    from graph_model.merging import merge_persons

    _written(store, lambda tables: merge_persons(tables, keep, others), "人员合并", [keep, *others], dry_run=dry_run)


def split(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The code that was two persons 误并为一人的编码.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A code nobody has, for the other 另一人的新编码.")],
    records: Annotated[
        list[str],
        typer.Option(
            "--record",
            metavar="CODE",
            help="An appointment, membership or figure that is the other's 属另一人的记录; repeat.",
        ),
    ],
    name: Annotated[
        str | None, typer.Option("--name", help="The other's name 另一人的姓名.", show_default=False)
    ] = None,
    store: StorePath = None,
    dry_run: DryRun = False,
) -> None:
    """One person who was two 人员拆分: the records named become the other's, with their old dates.

    Example:  liandong split 410202001001/p3 410202001001/p90 --record 410202001001-1/head/410202001001/p3/2022-01-01
    """
    from datetime import date

    from graph_model.merging import split_person
    from graph_model.records import Person

    other = Person(code=new, name=name, valid_from=date.min)
    _written(store, lambda tables: split_person(tables, person, other, records), "人员拆分", [person], dry_run=dry_run)


def _written(
    store: str | None, made: Callable[[Tables], ChangeSet], what: str, persons: list[str], *, dry_run: bool
) -> None:
    """Make a change of the store's records, write it or rehearse it, and say of whom and what it came to."""
    from loaders.rehearsal import Rehearsal
    from loaders.words import TABLE_LABELS

    with opened(existing(store)) as here:
        revision, tables = here.store.revision(), here.store.read()
        change = made(tables)
        people = [_person(tables, code) for code in persons]
        target = Rehearsal(here.store, here.schemes, here.catalogue) if dry_run else here.store
        applied = target.write(change, revision)
        if not dry_run:
            here.keep_columns(applied.rows)
    rows = [
        [TABLE_LABELS[table], amount(applied.before[table].height), amount(applied.after[table].height)]
        for table in applied.delta.tables
    ]
    print_table(["编码", "姓名", "所在", "岗位"], people)
    outcome = "试运行，未写入" if dry_run else f"版本{applied.revision}"
    print_table(["表", "更正前", "更正后"], rows, title=f"{what}：{outcome}", right=2)


def _person(tables: Tables, code: str) -> list[str]:
    """Who somebody is, before the change: the latest name, where they live, and their posts."""
    import polars as pl

    def latest(table: str, one: str | None, column: str) -> str:
        rows = tables[table].filter(pl.col("code") == one).sort("valid_from")
        return "" if one is None or rows.is_empty() else rows[column][-1] or ""

    home = latest("persons", code, "residence") or None
    held = (
        tables["appointments"].filter(pl.col("person") == code).sort("valid_from")["post"].unique(maintain_order=True)
    )
    posts = []
    for post in held:
        owner = latest("posts", post, "area"), latest("posts", post, "organization")
        name = latest("areas", owner[0], "name") if owner[0] else latest("organizations", owner[1], "name")
        posts.append(run_together(name, latest("posts", post, "label") or f"（{latest('posts', post, 'role')}）"))
    return [code, latest("persons", code, "name"), latest("areas", home, "name"), "、".join(posts)]
