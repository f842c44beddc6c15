"""`template`, and the loading of workbooks and single CSV files: what it says about them, mistakes included, is Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import amount, print_table, steps

if TYPE_CHECKING:
    from api.cli.context import Declared
    from graph_model.changes import Tables
    from graph_model.errors import Problem
    from loaders.load import Loadable, LoadPlan

__all__ = ["add_to", "load_files", "template"]

_TOLD = 200
"""How many problems are printed; the marked copy has them all."""
_SHOWN = 40
"""How many differences of a table are printed."""


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("template")(template)


def template(
    scheme: Annotated[
        str, typer.Option("--scheme", metavar="KEY", help="The scheme 方案 whose words it uses.")
    ] = "default",
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")] = Path("联动填报.xlsx"),
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there 覆盖.")] = False,
) -> None:
    """Write the empty workbook 填报模板: 小区台账, 楼栋长 and a sheet for each table, with lists, notes and an example row.

    Fill it in, then:  liandong load 联动填报.xlsx --store city.duckdb --dry-run

    Example:  liandong template --scheme kaifeng --out 开封.xlsx
    """
    from api.cli.context import declared
    from graph_model.errors import NotFound, nearest
    from loaders.workbook.template import write_template

    schemes = declared().schemes
    if scheme not in schemes:
        hint = nearest(scheme, schemes)
        raise NotFound(
            f'no scheme "{scheme}" (没有这个方案); there are: {", ".join(schemes)}' + (f" ({hint})" if hint else "")
        )
    if out.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"--out {out}: expected a file that ends in .xlsx")
    if out.exists() and not overwrite:
        raise typer.BadParameter(f"{out} is there already (已有文件): name another file, or add --overwrite")
    out.parent.mkdir(parents=True, exist_ok=True)
    write_template(out, schemes[scheme], schemes)
    typer.echo(f"已写入{out}（方案：{schemes[scheme].label.zh}）。")


def load_files(
    target: Loadable,
    words: Declared,
    paths: Sequence[Path],
    on: date | None,
    complete_for: str | None,
    marked: Path | None,
    *,
    dry_run: bool,
) -> int:
    """Load workbooks and CSV files as one change, and say what it did; everything wrong is told, marked, and ends it.

    Answers how many rows were written.

    Raises:
        typer.Exit: something is wrong; nothing was written.
    """
    from graph_model.dates import today
    from graph_model.errors import InvalidInput
    from loaders.load import area_named, plan, write
    from loaders.workbook.layout import Kinds
    from loaders.workbook.reading import read_files
    from loaders.workbook.sheets import read_sheets

    with steps(3) as step:
        step(f"读取{'、'.join(path.name for path in paths)}")
        sheets = read_sheets(paths, Kinds(words.schemes))
        day = on or sheets.day or today()
        step("读取数据库")
        revision, before = target.revision(), target.read()
        step("核对" if dry_run else "核对，无误则写入")
        incoming = read_files(sheets, before, day, words.schemes)
        area = None if complete_for is None else area_named(complete_for, before, incoming, day)
        planned = plan(before, incoming, on=day, schemes=words.schemes, complete_for=area)
        problems: Sequence[Problem] = ()
        applied = None
        try:
            applied = write(target, planned, before, revision, words.schemes, words.catalogue)
        except InvalidInput as error:
            problems = [one for one in error.problems if one not in planned.questions]
    outcome = f"版本{applied.revision}" if applied else "没有变化" if planned.change.is_empty else "未写入"
    if not problems:
        _show(before, planned, words, f"{incoming.name}：{outcome}（填报日期{day}）", dry_run=dry_run)
    if problems or planned.questions:
        _tell(paths, problems, planned.questions, words, marked)
        raise typer.Exit(1)
    return applied.rows if applied else 0


def _show(before: Tables, planned: LoadPlan, words: Declared, title: str, *, dry_run: bool) -> None:
    from loaders.differences import differences
    from loaders.words import TABLE_LABELS

    rows = [
        [TABLE_LABELS[table], *(amount(number) for number in (one.added, one.changed, one.ended, one.unchanged))]
        for table, one in planned.counts.items()
    ]
    print_table(["表", "新增", "变更", "终止", "不变"], rows, title=title, right=4)
    total = sum(one.added + one.changed + one.ended for table, one in planned.counts.items() if table != "filings")
    if total and (dry_run or total <= _SHOWN):
        shown = [
            [one.table, one.sort, one.name, one.code, "；".join(one.details)]
            for one in differences(before, planned, words.schemes, _SHOWN)
        ]
        more = f"（每表最多列{_SHOWN}条）" if total > len(shown) else ""
        print_table(["表", "", "名称", "编码", "变化"], shown, title=f"\n变化明细{more}")
    for notice in planned.notices:
        typer.echo(notice)


def _tell(
    paths: Sequence[Path],
    problems: Sequence[Problem],
    questions: Sequence[Problem],
    words: Declared,
    marked: Path | None,
) -> None:
    from loaders.telling import Teller, told_in

    teller = Teller(words.schemes)
    wrong, asked = told_in(problems, teller), told_in(questions, teller)
    for title, some in (
        (f"共{len(wrong)}处错误，未写入任何数据：", wrong),
        (f"有{len(asked)}处需要回答，未写入任何数据：", asked),
    ):
        if some:
            typer.echo(title, err=True)
            for one in some[:_TOLD]:
                typer.echo(f"  {one}", err=True)
            if len(some) > _TOLD:
                typer.echo(f"  ……另有{len(some) - _TOLD}处。", err=True)
    for path in paths:
        if any(one.file == path.name and one.sheet for one in (*wrong, *asked)) and path.suffix.lower() != ".csv":
            _mark(path, [*wrong, *asked], marked if marked and len(paths) == 1 else None)


def _mark(path: Path, told: Sequence[object], to: Path | None) -> None:
    from loaders.workbook.marking import mark, marked_path

    place = to or marked_path(path)
    if place.resolve() == path.resolve():
        place = marked_path(path)  # the workbook itself is never replaced
    try:
        count = mark(path, told, place)  # type: ignore[arg-type]
    except OSError as error:
        typer.echo(f"未能写入标注副本{place}：{error.strerror}；可用--marked指定位置。", err=True)
        return
    typer.echo(f"标注副本：{place}（{count}格已着色并加批注，首页为错误清单）", err=True)
