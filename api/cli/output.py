"""How answers are printed: tables for people, JSON and CSV for programs; progress goes to standard error."""

from __future__ import annotations

import csv
import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["amount", "percent", "print_json", "print_rows", "print_table", "steps"]

_WIDE = 400
"""How wide a table may be where there is no terminal to be too narrow."""


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=_WIDE)


def print_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None, right: int = 0
) -> None:
    """A table with Chinese headings; the last `right` columns hold numbers."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number >= len(headings) - right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    if title:
        typer.echo(title)
    _console().print(table)


def print_json(value: Any) -> None:
    """A value as JSON, with Chinese as it is."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_rows(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as CSV with one line of headings. A text a spreadsheet would run as a formula is written with a ' before it. Into a
    file (not a terminal, not a pipe) it begins with the mark by which Excel knows UTF-8."""
    if _is_file(sys.stdout):
        sys.stdout.write("\ufeff")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _is_file(stream: Any) -> bool:
    """Whether what is written goes into a file that begins here."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode) and not stream.tell()
    except (OSError, ValueError):
        return False


def _harmless(cell: Any) -> Any:
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") else cell


def amount(value: float | None) -> str:
    """A count or a sum of weights; — where there is none."""
    return "—" if value is None else f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def percent(rate: float | None) -> str:
    """A rate with one decimal; — where there is none."""
    return "—" if rate is None else f"{rate:.1%}"


@contextmanager
def steps(total: int) -> Iterator[Callable[[str], None]]:
    """Tell what is being done, step by step: a bar of `total` steps on a terminal, one plain line for each elsewhere."""
    console = _console(stderr=True)
    if not console.is_terminal:
        yield lambda text: typer.echo(text, err=True)
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True)
    with bar:
        task = bar.add_task("", total=total, completed=-1)

        def step(text: str) -> None:
            bar.update(task, description=text, advance=1)

        yield step
